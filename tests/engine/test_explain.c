/* SPDX-License-Identifier: ISC */
/* Messages explained: with everything at hand, and with nothing. */
#include "tests/engine/world.h"

#include "base/text.h"
#include "engine/explain.h"

/* ---- running ------------------------------------------------------------- */

enum with { NOTHING, STORES, GROUP };

static struct explanation
explained(const struct world *w, const struct buf *wire, enum with with)
{
	struct explain_input input = { .wire = span_of(wire->data,
		    wire->len), .at = w->f->now, .max_size = 1000000,
		.stores = with != NOTHING ? w->f->settings.stores : NULL,
		.model = with == GROUP ? w->f->model : NULL };
	struct explanation x;
	struct err err = { 0 };

	must(explain(&input, &x, &err), &err);
	assert_int_equal(ERR_peek_error(), 0);
	assert_int_equal(x.bytes, wire->len);
	return x;
}

/* "enveloped signed MIME" */
static char *
forms(const struct explanation *x)
{
	struct buf b = { 0 };
	size_t i;

	buf_adds(&b, "");
	for (i = 0; i < x->n; i++)
		buf_addf(&b, "%s%s", i > 0 ? " " : "", x->layers[i].form);
	return buf_steal(&b);
}

static bool
has_mark(const struct explanation *x, const char *word)
{
	size_t i;

	for (i = 0; i < x->nmarks; i++)
		if (strcmp(x->marks[i].word, word) == 0)
			return true;
	return false;
}

/* Words with blanks between; no more than these. */
static void
check_marks(const struct explanation *x, const char *words)
{
	struct buf b = { 0 };
	size_t i;

	buf_adds(&b, "");
	for (i = 0; i < x->nmarks; i++)
		buf_addf(&b, "%s%s", i > 0 ? " " : "", x->marks[i].word);
	if (strcmp((char *)b.data, words) != 0)
		fail_msg("%s instead of %s", (char *)b.data, words);
	buf_clear(&b);
}

static bool
needs(const struct explanation *x, const char *text)
{
	size_t i;

	for (i = 0; i < x->nneeds; i++)
		if (strstr(x->needs[i], text) != NULL)
			return true;
	return false;
}

/* Every line may go to a terminal. */
static char *
safe_text(const struct explanation *x)
{
	struct buf b = { 0 };
	char *all, *line, *safe;

	explanation_text(x, &b);
	all = xstrdup((char *)b.data);
	for (line = strtok((char *)b.data, "\n"); line != NULL;
	    line = strtok(NULL, "\n")) {
		safe = text_safe(line);
		assert_string_equal(safe, line);
		free(safe);
	}
	buf_clear(&b);
	return all;
}

/* ---- layers -------------------------------------------------------------- */

static void
layers(void **state)
{
	static const struct {
		const char *wrap;	/* see wrap(); outermost last */
		const char *forms, *closed;	/* with and without keys */
		const char *marks;
	} rows[] = {
		{ "", "bare", "bare", "not-mime not-encrypted not-signed" },
		{ "s", "signed bare", "signed bare", "not-encrypted" },
		{ "c", "clear-signed bare", "clear-signed bare",
		    "not-encrypted" },
		{ "e", "enveloped bare", "enveloped",
		    "not-signed no-integrity" },
		{ "g", "authenveloped bare", "authenveloped",
		    "not-signed" },
		{ "se", "enveloped signed bare", "enveloped", "" },
		{ "cg", "authenveloped clear-signed bare", "authenveloped",
		    "" },
		{ "es", "signed enveloped bare", "signed enveloped",
		    "signed-outside-encryption" },
		{ "ses", "signed enveloped signed bare",
		    "signed enveloped", "" },
		{ "cccccccc", "clear-signed clear-signed clear-signed "
		    "clear-signed clear-signed clear-signed clear-signed "
		    "clear-signed bare", "clear-signed clear-signed "
		    "clear-signed clear-signed clear-signed clear-signed "
		    "clear-signed clear-signed bare", "not-encrypted" },
	};
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	struct explanation x;
	struct buf wire;
	char *got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = wrap(w, rows[i].wrap, &by);
		x = explained(w, &wire, STORES);
		got = forms(&x);
		assert_string_equal(got, rows[i].forms);
		check_marks(&x, rows[i].marks);
		assert_null(x.stopped);
		assert_int_equal(x.parts.count, 1);
		assert_int_equal(x.parts.v[0].size, BODY_LEN);
		free(got);
		explanation_clear(&x);
		x = explained(w, &wire, NOTHING);
		got = forms(&x);
		assert_string_equal(got, rows[i].closed);
		assert_int_equal(x.stopped != NULL,
		    strcmp(rows[i].forms, rows[i].closed) != 0);
		assert_false(x.damaged);
		free(safe_text(&x));
		free(got);
		explanation_clear(&x);
		buf_clear(&wire);
	}
	wire = wrap(w, "ccccccccc", &by);
	x = explained(w, &wire, STORES);
	assert_true(x.damaged);
	assert_non_null(strstr(x.stopped, "too many S/MIME layers"));
	explanation_clear(&x);
	buf_clear(&wire);
}

/* ---- for whom, by whom --------------------------------------------------- */

static void
recipients(void **state)
{
	struct world *w = *state;
	struct buf wire = encrypted_to_us(w, EVP_aes_256_cbc());
	struct explanation x = explained(w, &wire, GROUP);
	const struct explain_recipient *r = x.layers[0].recipients;
	char *text;

	assert_int_equal(x.layers[0].nrecipients, 1);
	assert_string_equal(x.layers[0].cipher, "AES-256-CBC");
	assert_int_equal(x.layers[0].cipher_bits, 256);
	assert_string_equal(r->facts.way, "key transport");
	assert_string_equal(r->facts.algorithm, "rsaEncryption");
	assert_non_null(strstr(r->facts.id, "issuer CN=Sample EDI CA"));
	assert_string_equal(r->holder.cert->thumbprint,
	    fixture_thumbprint(w->f, "decrypt"));
	assert_non_null(strstr(r->holder.where, "Personal of "));
	assert_non_null(strstr(r->holder.users, "host " HOST " (decrypt)"));
	assert_string_equal(r->key, "works");
	assert_true(r->opens);
	assert_true(needs(&x, "as decryption certificate"));
	text = safe_text(&x);
	assert_non_null(strstr(text, "its private key here: works"));
	/* What is in the message is never shown. */
	assert_null(strstr(text, "<order>"));
	free(text);
	explanation_clear(&x);
	/* Somebody else's, whose certificate is known here. */
	buf_clear(&wire);
	wire = plain_body();
	encrypt_to(&wire, &(struct minted){ w->stranger.cert,
	    w->stranger.key }, EVP_aes_256_gcm(), CMS_USE_KEYID);
	x = explained(w, &wire, STORES);
	r = x.layers[0].recipients;
	assert_non_null(strstr(r->facts.id, "key id "));
	assert_null(r->holder.cert);
	assert_null(r->key);
	assert_false(r->opens);
	assert_true(needs(&x, "the private key of the recipient above"));
	explanation_clear(&x);
	buf_clear(&wire);
}

/* A key that is there and cannot be used. */
static void
broken_key(void **state)
{
	struct world *w = *state;
	const char *account = w->f->model->user;
	struct minted us = mint(w, "Broken", NULL);
	struct buf wire = plain_body();
	struct explanation x;
	char *path;
	FILE *file;

	put(w, STORE_PERSONAL, account, &us, true);
	path = store_file(w, STORE_PERSONAL, account, us.cert->thumbprint,
	    "key");
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("not a key\n", file);
	fclose(file);
	encrypt_to(&wire, &us, EVP_aes_128_cbc(), 0);
	x = explained(w, &wire, STORES);
	assert_non_null(x.layers[0].recipients[0].key);
	assert_false(x.layers[0].recipients[0].opens);
	assert_non_null(x.stopped);
	assert_true(needs(&x, "to mend: the key"));
	explanation_clear(&x);
	buf_clear(&wire);
	unlink(path);
	free(path);
	path = store_file(w, STORE_PERSONAL, account, us.cert->thumbprint,
	    "pem");
	unlink(path);
	free(path);
	minted_clear(&us);
}

/* Key agreement: EC keys. */
static void
agreement(void **state)
{
	struct world *w = *state;
	struct minted ca = sample_pair(w, "ca");
	struct minted like = sample_pair(w, "decrypt");
	struct minted ec = mint_over(&like, EVP_EC_gen("P-256"), &ca);
	struct buf wire = plain_body();
	struct explanation x;

	encrypt_to(&wire, &ec, EVP_aes_128_cbc(), 0);
	x = explained(w, &wire, NOTHING);
	assert_int_equal(x.layers[0].nrecipients, 1);
	assert_string_equal(x.layers[0].recipients[0].facts.way,
	    "key agreement");
	assert_non_null(strstr(x.layers[0].recipients[0].facts.id,
	    "serial "));
	explanation_clear(&x);
	buf_clear(&wire);
	minted_clear(&ec);
}

static void
signers(void **state)
{
	struct world *w = *state;
	struct buf wire = contoso(w, CMS_DETACHED);
	struct explanation x = explained(w, &wire, GROUP);
	const struct explain_signer *s = x.layers[0].signers;
	struct cert_list certs;

	assert_int_equal(x.layers[0].nsigners, 1);
	assert_string_equal(s->digest, "SHA256");
	assert_string_equal(s->facts.signature, "rsaEncryption");
	assert_true(s->facts.attributes);
	assert_in_range(s->facts.signed_at, w->f->now - DAY_SECONDS,
	    w->f->now + DAY_SECONDS);
	assert_string_equal(s->holder.where, "the message");
	assert_non_null(strstr(s->holder.users, "party Contoso Ltd"));
	assert_false(needs(&x, "to know the sender"));
	certs = x.layers[0].certs;
	assert_int_equal(certs.n, 1);
	assert_string_equal(certs.v[0]->thumbprint, s->holder.cert->thumbprint);
	explanation_clear(&x);
	buf_clear(&wire);
	/* Not in the message, but in Other People; then nowhere. */
	wire = contoso(w, CMS_NOCERTS | CMS_NOATTR);
	x = explained(w, &wire, STORES);
	assert_string_equal(x.layers[0].signers[0].holder.where,
	    "Other People");
	check_marks(&x, "no-attributes no-certificate not-encrypted");
	explanation_clear(&x);
	x = explained(w, &wire, NOTHING);
	assert_null(x.layers[0].signers[0].holder.cert);
	assert_true(needs(&x, "the signer's certificate in Other People"));
	explanation_clear(&x);
	buf_clear(&wire);
}

/* ---- weaknesses ---------------------------------------------------------- */

static void
weaknesses(void **state)
{
	struct world *w = *state;
	struct minted us = sample_pair(w, "decrypt");
	struct minted by = sample_pair(w, "contoso-sign"), ca, weak;
	struct buf wire = plain_body(), der;
	struct explanation x;

	encrypt_to(&wire, &us, EVP_des_ede3_cbc(), 0);
	x = explained(w, &wire, STORES);
	assert_true(has_mark(&x, "legacy-cipher"));
	explanation_clear(&x);
	/* No smime-type and the old spelling, then a wrong one. */
	der = der_of(&wire);
	buf_clear(&wire);
	wire = binary_message(&der);
	x = explained(w, &wire, NOTHING);
	assert_true(has_mark(&x, "no-smime-type"));
	assert_true(has_mark(&x, "old-type"));
	explanation_clear(&x);
	buf_clear(&wire);
	wire = text_message("MIME-Version: 1.0\nContent-Type: "
	    "application/pkcs7-mime; smime-type=signed-data\n"
	    "Content-Transfer-Encoding: binary\n\n");
	buf_add(&wire, der.data, der.len);
	x = explained(w, &wire, NOTHING);
	assert_true(has_mark(&x, "wrong-smime-type"));
	explanation_clear(&x);
	/* The structure alone. */
	x = explained(w, &der, STORES);
	assert_string_equal(x.layers[0].form, "enveloped");
	assert_true(has_mark(&x, "not-mime"));
	assert_true(needs(&x, "allows what is not MIME"));
	assert_null(x.stopped);
	explanation_clear(&x);
	buf_clear(&wire);
	buf_clear(&der);
	/* A small key of a signer who was valid once. */
	ca = sample_pair(w, "ca");
	weak = mint_over(&by, EVP_RSA_gen(1024), &ca);
	wire = signed_by(&weak, 0);
	w->f->now += 10000 * DAY_SECONDS;
	x = explained(w, &wire, NOTHING);
	w->f->now -= 10000 * DAY_SECONDS;
	assert_true(has_mark(&x, "weak-key"));
	assert_true(has_mark(&x, "expired"));
	explanation_clear(&x);
	buf_clear(&wire);
	minted_clear(&weak);
}

/* ---- what else may come -------------------------------------------------- */

static void
plain_messages(void **state)
{
	static const struct {
		const char *message;
		const char *forms, *marks, *stopped;	/* part of it, NULL */
		bool damaged;
	} rows[] = {
		{ "", "bare", "not-mime not-encrypted not-signed", NULL,
		    false },
		{ "MIME-Version: 1.0\nContent-Type: text/xml\n\n<a/>",
		    "MIME", "not-encrypted not-signed", NULL, false },
		{ "Content-Type: text/xml\n\n<a/>", "MIME",
		    "not-mime not-encrypted not-signed", NULL, false },
		{ "MIME-Version: 1.0\nnonsense\n\n", "",
		    "damaged not-encrypted", "without a field name", true },
		{ "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
		    "boundary=b\n\n--b\n\nx\n", "MIME",
		    "damaged not-encrypted", "closing boundary", true },
		{ "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
		    "boundary=b\n\n--b\nContent-Type: multipart/signed\n\n"
		    "x\n--b--\n", "MIME",
		    "not-encrypted not-signed closed-part", NULL, false },
		{ "MIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n"
		    "Content-Transfer-Encoding: base64\n\nMIIB", "MIME",
		    "no-smime-type damaged not-encrypted", "not readable",
		    true },
		{ "MIME-Version: 1.0\nContent-Type: text/plain;\n"
		    " name=\"=?utf-8?Q?=1B[2J?=\"\n\nx", "MIME",
		    "not-encrypted not-signed", NULL, false },
	};
	struct world *w = *state;
	struct explanation x;
	struct buf wire;
	char *got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = text_message(rows[i].message);
		x = explained(w, &wire, NOTHING);
		got = forms(&x);
		assert_string_equal(got, rows[i].forms);
		check_marks(&x, rows[i].marks);
		assert_int_equal(x.damaged, rows[i].damaged);
		if (rows[i].stopped != NULL)
			assert_non_null(strstr(x.stopped, rows[i].stopped));
		else
			assert_null(x.stopped);
		assert_true(x.nneeds > 0);
		free(got);
		free(safe_text(&x));
		explanation_clear(&x);
		buf_clear(&wire);
	}
}

/* ---- do they fit? -------------------------------------------------------- */

static void
check_verdict(const struct world *w, struct buf *wire, enum with with,
    enum explain_verdict verdict, const char *why)
{
	struct explanation x = explained(w, wire, with);
	const struct explain_signer *s = x.layers[0].signers;
	char *text = safe_text(&x);

	assert_int_equal(x.layers[0].nsigners, 1);
	assert_int_equal(s->verdict, verdict);
	assert_non_null(strstr(s->why, why));
	assert_non_null(strstr(text, why));
	assert_int_equal(has_mark(&x, "wrong-signature"),
	    verdict == VERDICT_BAD);
	assert_int_equal(needs(&x, "to be sent again"),
	    verdict == VERDICT_BAD);
	free(text);
	explanation_clear(&x);
	buf_clear(wire);
}

/* Flips a bit of the first place where the text stands. */
static void
damage(struct buf *wire, const char *text)
{
	unsigned char *at = memmem(wire->data, wire->len, text,
	    strlen(text));

	assert_non_null(at);
	*at ^= 1;
}

static struct buf
wrong_value(const struct world *w)
{
	struct buf wire = contoso(w, 0), der = der_of(&wire), out;
	size_t n = der.len;

	/* The value of the signature stands before the ends of all. */
	while (der.data[n - 1] == 0)
		n--;
	der.data[n - 10] ^= 1;
	out = binary_message(&der);
	buf_clear(&wire);
	buf_clear(&der);
	return out;
}

/* As a transport leaves it that knows LF only. */
static struct buf
without_cr(const struct world *w)
{
	struct minted by = sample_pair(w, "contoso-sign");
	struct buf b = text_message("one\r\ntwo\r\n"), out = { 0 };
	size_t i;

	sign_with(&b, &by, CMS_DETACHED);
	for (i = 0; i < b.len; i++)
		if (b.data[i] != '\r')
			buf_addc(&out, (char)b.data[i]);
	buf_clear(&b);
	return out;
}

static void
verdicts(void **state)
{
	static const char fits[] = "the content is as it was signed";
	struct world *w = *state;
	struct buf wire;

	wire = contoso(w, 0);
	check_verdict(w, &wire, NOTHING, VERDICT_GOOD, fits);
	wire = contoso(w, CMS_DETACHED);
	check_verdict(w, &wire, NOTHING, VERDICT_GOOD, fits);
	wire = contoso(w, CMS_DETACHED | CMS_NOATTR);
	check_verdict(w, &wire, NOTHING, VERDICT_GOOD, fits);
	wire = without_cr(w);
	check_verdict(w, &wire, NOTHING, VERDICT_GOOD, fits);
	/* Nothing is judged: whoever it is, the digest fits. */
	wire = signed_by(&w->rogue, 0);
	check_verdict(w, &wire, STORES, VERDICT_GOOD, fits);
	wire = contoso(w, CMS_NOCERTS);
	check_verdict(w, &wire, STORES, VERDICT_GOOD, fits);
	wire = contoso(w, CMS_NOCERTS);
	check_verdict(w, &wire, NOTHING, VERDICT_NONE, "not at hand");
	wire = contoso(w, CMS_DETACHED);
	damage(&wire, "<order>");
	check_verdict(w, &wire, NOTHING, VERDICT_BAD, "content was changed");
	/* For that no certificate is needed. */
	wire = contoso(w, CMS_DETACHED | CMS_NOCERTS);
	damage(&wire, "<order>");
	check_verdict(w, &wire, NOTHING, VERDICT_BAD, "content was changed");
	wire = wrong_value(w);
	check_verdict(w, &wire, NOTHING, VERDICT_BAD,
	    "the signature is wrong");
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(layers), T(recipients), T(broken_key), T(agreement),
		T(signers), T(weaknesses), T(plain_messages), T(verdicts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
