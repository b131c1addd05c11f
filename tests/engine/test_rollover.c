/* SPDX-License-Identifier: ISC */
/*
 * One instance of the engine, opened once, across the times of a roll-over:
 * what it decrypts, recognises, signs with and encrypts for.
 */
#include "tests/engine/world.h"

#include "base/file.h"
#include "engine/run.h"
#include "model/rollover.h"

/* The certificate before, the one now, the one after. */
struct trio {
	struct minted previous, current, next;
	int64_t from, until;	/* takes over; is given up */
};

static struct minted
made(const struct world *w, const char *name)
{
	struct minted ca = sample_pair(w, "ca"), m = mint(w, name, &ca);

	publish(w, &m);
	return m;
}

static struct trio
trio_make(const struct world *w)
{
	return (struct trio){ made(w, "Previous"), made(w, "Current"),
		made(w, "Next"), w->f->now + 2 * DAY_SECONDS,
		w->f->now + DAY_SECONDS };
}

static void
trio_clear(struct trio *t)
{
	minted_clear(&t->previous);
	minted_clear(&t->current);
	minted_clear(&t->next);
}

/* Into a field of an object, with both its neighbours. */
static void
assign(const struct world *w, const char *kind, const char *name,
    const char *field, const struct trio *t)
{
	char from[WHEN_TEXT], until[WHEN_TEXT];
	char *set[] = {
		xasprintf("%s=%s", field, t->current.cert->thumbprint),
		xasprintf("%s_next=%s", field, t->next.cert->thumbprint),
		xasprintf("%s_next_from=%s", field,
		    when_text(t->from, from)),
		xasprintf("%s_previous=%s", field,
		    t->previous.cert->thumbprint),
		xasprintf("%s_previous_until=%s", field,
		    when_text(t->until, until)),
	};
	size_t i;

	fixture_set(w->f, kind, name, set[0], set[1], set[2], set[3], set[4],
	    NULL);
	for (i = 0; i < ARRAY_SIZE(set); i++)
		free(set[i]);
}

static void
clear(const struct world *w, const char *kind, const char *name,
    const char *field, const char *current)
{
	char *set[] = {
		xasprintf("%s=%s", field, current),
		xasprintf("%s_next=", field),
		xasprintf("%s_next_from=", field),
		xasprintf("%s_previous=", field),
		xasprintf("%s_previous_until=", field),
	};
	size_t i;

	fixture_set(w->f, kind, name, set[0], set[1], set[2], set[3], set[4],
	    NULL);
	for (i = 0; i < ARRAY_SIZE(set); i++)
		free(set[i]);
}

/* ---- receiving ----------------------------------------------------------- */

static struct receive_result
receive_at(const struct world *w, struct buf *wire, int64_t at)
{
	struct receive_input input = { .wire = span_of(wire->data,
	    wire->len), .at = at };
	struct receive_result r;
	struct err err = { 0 };

	must(receive_run(w->in, LOCATION, &input, &r, &err), &err);
	buf_clear(wire);
	return r;
}

static void
decrypt_at(const struct world *w, const struct minted *to, int64_t at,
    const char *expected)
{
	struct buf wire = plain_body();
	struct receive_result r;

	encrypt_to(&wire, to, EVP_aes_128_cbc(), 0);
	r = receive_at(w, &wire, at);
	check_fate(&r, expected);
	if (r.outcome == OUTCOME_PROCESSED) {
		check_body(&r, BODY, BODY_LEN);
		assert_string_equal(context(&r, "SMIME.DecryptionCert"),
		    to->cert->thumbprint);
	}
	receive_result_clear(&r);
}

static void
test_decrypt(void **state)
{
	static const char refused[] = "suspended DEC_NOT_RECIPIENT guest";
	static const char done[] = "processed guest";
	struct world *w = *state;
	struct trio t = trio_make(w);
	const char *account = w->in->row->account;
	int64_t now = w->f->now;

	put(w, STORE_PERSONAL, account, &t.previous, true);
	put(w, STORE_PERSONAL, account, &t.current, true);
	put(w, STORE_PERSONAL, account, &t.next, true);
	assign(w, "host", HOST, "decryption_certificate", &t);
	world_open(w, HOST);
	/* Who changes early is understood as well. */
	decrypt_at(w, &t.next, now, done);
	decrypt_at(w, &t.current, now, done);
	decrypt_at(w, &t.previous, now, done);
	decrypt_at(w, &t.previous, t.until - 1, done);
	decrypt_at(w, &t.previous, t.until, refused);
	decrypt_at(w, &t.current, t.from - 1, done);
	/* After its time the current one stays until it is completed. */
	decrypt_at(w, &t.next, t.from, done);
	decrypt_at(w, &t.current, t.from + 10 * DAY_SECONDS, done);
	clear(w, "host", HOST, "decryption_certificate",
	    t.next.cert->thumbprint);
	world_open(w, HOST);
	decrypt_at(w, &t.next, now, done);
	decrypt_at(w, &t.current, now, refused);
	clear(w, "host", HOST, "decryption_certificate",
	    fixture_thumbprint(w->f, "decrypt"));
	trio_clear(&t);
}

/* A message for old and new key, and one of the keys is not there. */
static void
test_either_key(void **state)
{
	struct world *w = *state;
	struct trio t = trio_make(w);
	STACK_OF(X509) *both = sk_X509_new_null();
	struct receive_result r;
	struct buf wire;
	BIO *content;
	int i;

	put(w, STORE_PERSONAL, w->in->row->account, &t.current, true);
	assign(w, "host", HOST, "decryption_certificate", &t);
	world_open(w, HOST);
	sk_X509_push(both, t.next.cert->x509);
	sk_X509_push(both, t.current.cert->x509);
	for (i = 0; i < 2; i++) {
		wire = plain_body();
		content = bio_of(&wire);
		write_smime(&wire, CMS_encrypt(both, content,
		    EVP_aes_128_cbc(), CMS_BINARY | CMS_STREAM), content,
		    CMS_BINARY | CMS_STREAM);
		/* Before and after the new one takes over. */
		r = receive_at(w, &wire, i == 0 ? w->f->now : t.from);
		check_fate(&r, "processed guest");
		assert_string_equal(context(&r, "SMIME.DecryptionCert"),
		    t.current.cert->thumbprint);
		receive_result_clear(&r);
	}
	sk_X509_free(both);
	/* For the new one alone: it is ours to install. */
	decrypt_at(w, &t.next, w->f->now,
	    "suspended DEC_CERT_NOT_IN_STORE guest");
	clear(w, "host", HOST, "decryption_certificate",
	    fixture_thumbprint(w->f, "decrypt"));
	trio_clear(&t);
}

static void
signed_at(const struct world *w, const struct minted *by, int64_t at,
    const char *expected)
{
	struct buf wire = signed_by(by, 0);
	struct receive_result r = receive_at(w, &wire, at);

	check_fate(&r, expected);
	receive_result_clear(&r);
}

static struct buf
signed_by_both(const struct minted *a, const struct minted *b)
{
	struct buf wire = plain_body();
	BIO *content = bio_of(&wire);
	CMS_ContentInfo *cms = CMS_sign(a->cert->x509, a->key->pkey, NULL,
	    content, CMS_BINARY | CMS_PARTIAL);

	assert_non_null(CMS_add1_signer(cms, b->cert->x509, b->key->pkey,
	    NULL, CMS_BINARY));
	assert_int_equal(BIO_reset(content), 1);
	assert_int_equal(CMS_final(cms, content, NULL, CMS_BINARY), 1);
	write_smime(&wire, cms, content, CMS_BINARY);
	return wire;
}

static void
test_resolve(void **state)
{
	static const char known[] = "processed Roller";
	static const char guest[] = "processed guest";
	struct world *w = *state;
	struct trio t = trio_make(w);
	struct receive_result r;
	struct buf wire;
	int64_t now = w->f->now;

	fixture_add(w->f, "party", "name=Roller", NULL);
	assign(w, "party", "Roller", "signature_certificate", &t);
	fixture_set(w->f, "host", HOST, "trusted=true", NULL);
	/* The sample's list of revoked ones ends before these times do. */
	fixture_set(w->f, "receive-location", LOCATION,
	    "decoder.check_revocation=false", NULL);
	world_open(w, HOST);
	signed_at(w, &t.next, now, known);
	signed_at(w, &t.current, now, known);
	signed_at(w, &t.previous, now, known);
	signed_at(w, &t.previous, t.until - 1, known);
	signed_at(w, &t.previous, t.until, guest);
	signed_at(w, &t.current, t.from, known);
	signed_at(w, &t.next, t.from, known);
	signed_at(w, &w->stranger, now, guest);

	/* Signed with old and new together it is still one party. */
	wire = signed_by_both(&t.current, &t.next);
	r = receive_at(w, &wire, now);
	check_fate(&r, known);
	receive_result_clear(&r);
	trio_clear(&t);
}

/* ---- sending ------------------------------------------------------------- */

static struct send_result
send_at(const struct world *w, int64_t at)
{
	struct send_input input = input_of(w);

	input.at = at;
	return send_it(w, &input);
}

/* What OpenSSL's own program prints of a message. */
static char *
cmsout(const struct world *w, const struct send_result *r)
{
	char *path = xasprintf("%s/message.eml", w->f->dir);
	char *command = xasprintf("openssl cms -cmsout -print -noout "
	    "-inform SMIME -in '%s' 2>&1", path);
	struct buf text = { 0 };
	char part[4096];
	struct err err = { 0 };
	FILE *p;
	size_t n;

	must(file_write(path, r->wire.data, r->wire.len, 0600, &err), &err);
	p = popen(command, "r");
	assert_non_null(p);
	while ((n = fread(part, 1, sizeof(part), p)) > 0)
		buf_add(&text, part, n);
	assert_int_equal(pclose(p), 0);
	assert_int_equal(unlink(path), 0);
	free(command);
	free(path);
	return buf_steal(&text);
}

/* The place of the certificate's serial number in the text, or NULL. */
static const char *
serial_in(const char *text, const struct minted *m)
{
	BIGNUM *n = ASN1_INTEGER_to_BN(
	    X509_get0_serialNumber(m->cert->x509), NULL);
	char *decimal = BN_bn2dec(n), *hex = BN_bn2hex(n);
	const char *at = strstr(text, decimal);

	if (at == NULL)
		at = strcasestr(text, hex);
	OPENSSL_free(decimal);
	OPENSSL_free(hex);
	BN_free(n);
	return at;
}

static size_t
count(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word)) != NULL) {
		text++;
		n++;
	}
	return n;
}

static void
encrypted_at(const struct world *w, int64_t at, const struct minted *first,
    const struct minted *second, const char *warning)
{
	struct send_result r = send_at(w, at);
	char *text = r.outcome == OUTCOME_PROCESSED ? cmsout(w, &r) :
	    xstrdup("");
	const char *marks = props_get(&r.context, "SMIME.Warnings");
	const char *a = serial_in(text, first);
	const char *b = second != NULL ? serial_in(text, second) : NULL;

	if (r.outcome != OUTCOME_PROCESSED)
		fail_msg("%s", r.fault.text);
	assert_int_equal(count(text, "d.ktri"), second != NULL ? 2 : 1);
	assert_non_null(a);
	/* DER sorts them; both are there. */
	assert_true(second == NULL || b != NULL);
	assert_string_equal(marks != NULL ? marks : "", warning);
	free(text);
	send_result_clear(&r);
}

static void
test_encrypt(void **state)
{
	struct world *w = *state;
	struct trio t = trio_make(w);
	int64_t now = w->f->now;

	put(w, STORE_OTHER_PEOPLE, NULL, &t.previous, false);
	put(w, STORE_OTHER_PEOPLE, NULL, &t.current, false);
	put(w, STORE_OTHER_PEOPLE, NULL, &t.next, false);
	assign(w, "send-port", SEND, "encryption_certificate", &t);
	fixture_set(w->f, "send-port", SEND, "encoder.enable_encryption=true",
	    "encoder.check_revocation=false", NULL);
	world_open(w, SEND_HOST);
	encrypted_at(w, now, &t.current, NULL, "");
	encrypted_at(w, t.from - 1, &t.current, NULL, "");
	encrypted_at(w, t.from, &t.next, NULL, "");

	fixture_set(w->f, "send-port", SEND, "encrypt_to_both=true", NULL);
	world_open(w, SEND_HOST);
	encrypted_at(w, now, &t.current, &t.previous, "");
	encrypted_at(w, t.until, &t.current, NULL, "");
	encrypted_at(w, t.from - 1, &t.current, NULL, "");
	encrypted_at(w, t.from, &t.next, &t.current, "");
	fixture_set(w->f, "send-port", SEND, "encrypt_to_both=false", NULL);
	clear(w, "send-port", SEND, "encryption_certificate", "");
	trio_clear(&t);
}

/* The old one has run out or is gone: the new one alone will do. */
static void
test_encrypt_to_one(void **state)
{
	struct world *w = *state;
	struct trio t = trio_make(w);

	put(w, STORE_OTHER_PEOPLE, NULL, &t.next, false);
	assign(w, "send-port", SEND, "encryption_certificate", &t);
	fixture_set(w->f, "send-port", SEND, "encoder.enable_encryption=true",
	    "encoder.check_revocation=false", "encrypt_to_both=true", NULL);
	world_open(w, SEND_HOST);
	encrypted_at(w, t.from, &t.next, NULL, "encrypt-to-one");
	fixture_set(w->f, "send-port", SEND, "encrypt_to_both=false", NULL);
	clear(w, "send-port", SEND, "encryption_certificate", "");
	trio_clear(&t);
}

static void
signer_at(const struct world *w, int64_t at, const struct minted *by,
    const struct minted *other)
{
	struct send_result r = send_at(w, at);
	char *text;

	if (r.outcome != OUTCOME_PROCESSED)
		fail_msg("%s", r.fault.text);
	text = cmsout(w, &r);
	assert_non_null(serial_in(text, by));
	assert_null(serial_in(text, other));
	free(text);
	send_result_clear(&r);
}

static void
test_sign(void **state)
{
	struct world *w = *state;
	struct trio t = trio_make(w);
	const char *account;

	world_open(w, SEND_HOST);
	account = w->in->row->account;
	put(w, STORE_PERSONAL, account, &t.current, true);
	put(w, STORE_PERSONAL, account, &t.next, true);
	assign(w, "group", "Test Group", "signature_certificate", &t);
	fixture_set(w->f, "send-port", SEND, "encoder.signature_type=blob",
	    "encoder.check_revocation=false", NULL);
	world_open(w, SEND_HOST);
	signer_at(w, w->f->now, &t.current, &t.next);
	signer_at(w, t.from - 1, &t.current, &t.next);
	signer_at(w, t.from, &t.next, &t.current);
	clear(w, "group", "Test Group", "signature_certificate",
	    fixture_thumbprint(w->f, "sign"));
	trio_clear(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_decrypt, world_reset),
		cmocka_unit_test_setup(test_either_key, world_reset),
		cmocka_unit_test_setup(test_resolve, world_reset),
		cmocka_unit_test_setup(test_encrypt, send_reset),
		cmocka_unit_test_setup(test_encrypt_to_one, send_reset),
		cmocka_unit_test_setup(test_sign, send_reset),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
