/* SPDX-License-Identifier: ISC */
/*
 * Other people's messages, where a collection of them is at hand: each comes
 * to an instance that has the case's key, roots and lists and nothing else,
 * through the whole of the receive pipeline, and has to fare as its publisher
 * says.
 */
#include "tests/engine/world.h"

#include <openssl/pem.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "certstore/bundle.h"
#include "certstore/crl.h"
#include "engine/cms.h"
#include "engine/mime.h"
#include "model/kinds/receive_location.h"
#include "tests/lib/data.h"

#define MAX_CASE (16 * 1024 * 1024)
/* Where a case does not say when, so that nothing depends on the day. */
#define CASE_TIME ((int64_t)1798761600)
#define BOUNDARY "=_case_"

struct bench {
	struct world *w;
	struct settings settings;	/* with the stores of the case */
	char *stores;
	char *setup;			/* what the instance was made of */
	struct instance *in;
};

/* ---- stores of one case -------------------------------------------------- */

static bool
is_set(const struct data_table *t, const char *column)
{
	return strcmp(data_cell(t, column), "-") != 0;
}

static bool
read_bundle(struct bundle *b, const struct data_table *t, const char *column)
{
	const char *pass = data_cell(t, "pass");
	char *path;
	bool ok;

	if (!is_set(t, column))
		return false;
	path = data_path(data_cell(t, column));
	ok = bundle_read(b, path, strcmp(pass, "-") != 0 ? pass : NULL, NULL);
	free(path);
	return ok;
}

static void
fill(const struct bench *b, const struct data_table *t, const char *column,
    enum store_id id)
{
	struct store *s = store_open(b->stores, id, NULL, NULL);
	struct store *lists = store_open(b->stores, STORE_CRL, NULL, NULL);
	struct bundle all = { 0 };
	size_t i;

	if (read_bundle(&all, t, column)) {
		for (i = 0; id != STORE_CRL && i < all.n; i++)
			(void)store_add(s, all.items[i].cert, NULL, NULL);
		for (i = 0; i < all.crls.n; i++)
			(void)crl_store_add(lists, all.crls.v[i], NULL);
	}
	bundle_clear(&all);
	store_close(lists);
	store_close(s);
}

/* Lists that came with the message: as if they had been installed before. */
static void
fill_lists(const struct bench *b, const struct buf *wire)
{
	struct store *s = store_open(b->stores, STORE_CRL, NULL, NULL);
	BIO *in = bio_of(wire), *part = NULL;
	CMS_ContentInfo *cms = SMIME_read_CMS(in, &part);
	STACK_OF(X509_CRL) *all = cms != NULL ? CMS_get1_crls(cms) : NULL;
	struct crl *crl;
	int i;

	for (i = 0; i < sk_X509_CRL_num(all); i++) {
		crl = crl_from_x509(X509_CRL_dup(sk_X509_CRL_value(all, i)),
		    NULL);
		if (crl != NULL)
			(void)crl_store_add(s, crl, NULL);
		crl_free(crl);
	}
	sk_X509_CRL_pop_free(all, X509_CRL_free);
	CMS_ContentInfo_free(cms);
	BIO_free(part);
	BIO_free(in);
	ERR_clear_error();
	store_close(s);
}

/* The key, and the host's assignment of its certificate. */
static void
fill_personal(const struct bench *b, const struct data_table *t)
{
	struct host *host = (struct host *)snapshot_find(b->w->snapshot,
	    kind_host.name, HOST);
	struct store *s = store_open(b->stores, STORE_PERSONAL,
	    b->w->in->row->account, NULL);
	struct bundle all = { 0 };
	size_t i;

	str_replace(&host->decryption_certificate, NULL);
	if (read_bundle(&all, t, "key"))
		for (i = 0; i < all.n; i++) {
			if (all.items[i].key == NULL)
				continue;
			(void)store_add(s, all.items[i].cert,
			    all.items[i].key, NULL);
			str_replace(&host->decryption_certificate,
			    all.items[i].cert->thumbprint);
		}
	bundle_clear(&all);
	store_close(s);
}

/* An instance for the case, unless the last one will do. */
static void
equip(struct bench *b, const struct data_table *t, const struct buf *wire)
{
	bool lists = strstr(data_cell(t, "opts"), "-crl_check") != NULL;
	char *setup = xasprintf("%s %s %s %s %s", data_cell(t, "key"),
	    data_cell(t, "trust"), data_cell(t, "certs"),
	    data_cell(t, "crls"), lists ? data_cell(t, "id") : "");
	char *command = xasprintf("rm -rf '%s'", b->stores);
	struct err err = { 0 };

	if (b->setup == NULL || strcmp(setup, b->setup) != 0) {
		instance_close(b->in);
		assert_int_equal(system(command), 0);
		must(stores_create(b->stores, b->w->in->row->account, &err),
		    &err);
		fill(b, t, "trust", STORE_ROOT);
		fill(b, t, "certs", STORE_OTHER_PEOPLE);
		fill(b, t, "certs", STORE_CA);
		fill(b, t, "crls", STORE_CRL);
		if (lists)
			fill_lists(b, wire);
		fill_personal(b, t);
		b->in = instance_open(b->w->snapshot, &b->settings, HOST,
		    NULL, &err);
		must(b->in != NULL, &err);
		str_replace(&b->setup, setup);
	}
	free(command);
	free(setup);
}

/* ---- the message --------------------------------------------------------- */

static struct buf
read_file(const char *name)
{
	char *path = data_path(name);
	struct buf b = { 0 };
	struct err err = { 0 };

	must(file_read(&b, path, MAX_CASE, &err), &err);
	free(path);
	return b;
}

/* What is between the lines of a PEM file; empty if there are none. */
static struct buf
unarmoured(const struct buf *pem)
{
	BIO *in = bio_of(pem);
	char *name, *header;
	unsigned char *data;
	struct buf der = { 0 };
	long n;

	if (PEM_read_bio(in, &name, &header, &data, &n) == 1) {
		buf_add(&der, data, (size_t)n);
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(data);
	}
	ERR_clear_error();
	BIO_free(in);
	return der;
}

/* The content and its signature as a multipart/signed. */
static struct buf
clear_message(const struct buf *content, const struct buf *der)
{
	struct buf b = text_message("MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/signed; boundary=\"" BOUNDARY "\";"
	    " protocol=\"application/pkcs7-signature\"\r\n\r\n"
	    "--" BOUNDARY "\r\n");

	buf_add(&b, content->data, content->len);
	buf_adds(&b, "\r\n--" BOUNDARY "\r\n"
	    "Content-Type: application/pkcs7-signature\r\n"
	    "Content-Transfer-Encoding: binary\r\n\r\n");
	buf_add(&b, der->data, der->len);
	buf_adds(&b, "\r\n--" BOUNDARY "--\r\n");
	return b;
}

/* With the version that HTTP messages and copied ones leave out. */
static struct buf
entity_message(const struct buf *entity)
{
	struct buf b = { 0 };

	if (!mime_has_version(entity->data, entity->len))
		buf_adds(&b, "MIME-Version: 1.0\r\n");
	buf_add(&b, entity->data, entity->len);
	return b;
}

/* The bytes of the structure alone go to *der, if the case is one. */
static struct buf
message_of(const struct data_table *t, struct buf *der)
{
	struct buf file = read_file(data_cell(t, "file")), content, b;

	*der = (struct buf){ 0 };
	if (strcmp(data_cell(t, "inform"), "SMIME") == 0) {
		b = entity_message(&file);
		buf_clear(&file);
		return b;
	}
	if (strcmp(data_cell(t, "inform"), "PEM") == 0) {
		*der = unarmoured(&file);
		buf_clear(&file);
	} else {
		*der = file;
	}
	if (!is_set(t, "content"))
		return binary_message(der);
	content = read_file(data_cell(t, "content"));
	b = clear_message(&content, der);
	buf_clear(&content);
	return b;
}

/* ---- judging ------------------------------------------------------------- */

/* What a case does not ask for, it cannot fail by. */
static const struct {
	const char *opt;
	enum failure failures[4];
} forgiven[] = {
	{ "-noverify", { FAIL_SIG_UNTRUSTED, FAIL_SIG_EXPIRED,
	    FAIL_SIG_NOT_YET_VALID, FAIL_SIG_USAGE } },
	{ "-partial_chain", { FAIL_SIG_UNTRUSTED } },
	{ "-purpose any", { FAIL_SIG_USAGE } },
};

static bool
is_forgiven(const struct data_table *t, enum failure failure)
{
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(forgiven); i++)
		for (k = 0; k < ARRAY_SIZE(forgiven[i].failures); k++)
			if (forgiven[i].failures[k] == failure &&
			    (strstr(data_cell(t, "opts"), forgiven[i].opt) ||
			    (i == 0 && !is_set(t, "trust"))))
				return true;
	return false;
}

static size_t
count_in(const char *s, char c)
{
	size_t n = 0;

	for (; s != NULL && *s != '\0'; s++)
		n += *s == c;
	return n;
}

/* Every layer that the case has was opened, and told. */
static bool
layers_told(const struct data_table *t, const struct receive_result *r)
{
	const char *steps = data_cell(t, "steps");
	const char *outer = props_get(&r->context, "SMIME.OuterSigners");
	size_t verified = strcmp(context(r, "SMIME.IsSigned"), "true") != 0 ?
	    0 : 1 + (outer != NULL ? 1 + count_in(outer, ',') : 0);
	bool decrypted = !strcmp(context(r, "SMIME.IsEncrypted"), "true");

	return verified == count_in(steps, 'V') &&
	    decrypted == (strchr(steps, 'D') != NULL);
}

static struct receive_result
run_case(const struct bench *b, const struct data_table *t,
    const struct buf *wire)
{
	struct receive_input input = { .at = CASE_TIME,
		.wire = span_of(wire->data, wire->len) };
	struct receive_result r;
	struct err err = { 0 };
	long long at;

	if (text_to_int(data_cell(t, "attime"), &at))
		input.at = at;
	must(receive_run(b->in, LOCATION, &input, &r, &err), &err);
	return r;
}

/*
 * The content's digest, of the body itself or, where the content is an
 * entity, of the entity whose body part it is.
 */
static bool
content_is(const struct bench *b, const struct data_table *t,
    const struct receive_result *r)
{
	const char *want = data_cell(t, "content_sha256");
	struct buf entity, wire;
	struct receive_result plain;
	char digest[SHA256_HEX];
	bool same;

	digest_sha256(r->body.data, r->body.len, digest);
	if (strcmp(want, "-") == 0 || strcmp(want, digest) == 0)
		return true;
	entity = read_file("peers/msg.mime");
	digest_sha256(entity.data, entity.len, digest);
	wire = entity_message(&entity);
	plain = run_case(b, t, &wire);
	same = strcmp(want, digest) == 0 && plain.body.len == r->body.len &&
	    memcmp(plain.body.data, r->body.data, r->body.len) == 0;
	receive_result_clear(&plain);
	buf_clear(&entity);
	buf_clear(&wire);
	return same;
}

static void
judge_message(struct bench *b, const struct data_table *t,
    const struct buf *wire, struct data_result *out)
{
	struct receive_location *location = (struct receive_location *)
	    snapshot_find(b->w->snapshot, kind_receive_location.name,
	    LOCATION);
	struct receive_result r;

	equip(b, t, wire);
	location->maximum_message_size = MAX_CASE;
	props_set(&location->object.props, "decoder.check_revocation",
	    strstr(data_cell(t, "opts"), "-crl_check") ? "true" : "false");
	r = run_case(b, t, wire);
	if (r.outcome != OUTCOME_PROCESSED) {
		out->accepted = is_forgiven(t, r.fault.failure);
		snprintf(out->why, sizeof(out->why), "%s: %.200s",
		    failure_info(r.fault.failure)->code, r.fault.text);
		assert_int_equal(r.body.len, 0);
		/* A whole sentence: no gap where a date is not known. */
		assert_null(strstr(out->why, "  "));
	} else if (!layers_told(t, &r)) {
		snprintf(out->why, sizeof(out->why), "other layers: %s of %s",
		    context(&r, "SMIME.IsSigned"),
		    context(&r, "SMIME.OuterSigners"));
	} else if (!content_is(b, t, &r)) {
		snprintf(out->why, sizeof(out->why), "other content");
	} else {
		out->accepted = true;
	}
	receive_result_clear(&r);
}

/* Cases that are to be parsed only, and survived as a message as well. */
static void
judge_parsing(struct bench *b, const struct data_table *t,
    const struct buf *wire, const struct buf *der, struct data_result *out)
{
	struct cms cms;
	struct err err = { 0 };

	judge_message(b, t, wire, out);
	out->accepted = cms_parse(&cms, span_of(der->data != NULL ?
	    (const void *)der->data : "", der->len), &err);
	snprintf(out->why, sizeof(out->why), "%s", out->accepted ? "read" :
	    err.text);
	assert_true(out->accepted || err.text[0] != '\0');
	cms_clear(&cms);
}

static bool
judge(void *context, const struct data_table *t, struct data_result *r)
{
	const char *steps = data_cell(t, "steps");
	struct buf wire, der;

	if (strcmp(steps, "P") != 0 && strspn(steps, "VDU,") != strlen(steps))
		return false;
	wire = message_of(t, &der);
	if (strcmp(steps, "P") == 0)
		judge_parsing(context, t, &wire, &der, r);
	else
		judge_message(context, t, &wire, r);
	if (der.data != NULL)
		buf_clear(&der);
	buf_clear(&wire);
	return true;
}

/* Where we differ from the gate, and why that is meant. */
static const struct data_deviation deviations[] = {
	{ .ids = "openssl-cms-ecdh-kdf-111", .why = "DEC_USAGE",
	  .reason = "an EC certificate without key agreement: the purpose is "
	    "tested with the table of our own, which OpenSSL does not do" },
	{ .ids = "openssl-cms-authenv-attrs", .why = "DEC_NO_HOST_CERT",
	  .reason = "encrypted with a shared key, not to a certificate" },
	{ .ids = "tb-alice.env.dsig.SHA256.multipart.dave.sig.SHA256.opaque "
	    "tb-alice.env.dsig.SHA384.multipart.dave.sig.SHA384.opaque",
	  .reason = "signed with bare LF and come with bare LF: the part "
	    "byte for byte is tried first; others make it CRLF" },
	{ .ids = "peer-gpgsm-encarm-bob.pem",
	  .reason = "only the label of the PEM file is unknown to OpenSSL" },
	{ .ids = "pkits-smime-4.8.1.3 pkits-smime-4.8.2.2 "
	    "pkits-smime-4.8.6.3 pkits-smime-4.8.14.2 pkits-smime-4.10.1.2 "
	    "pkits-smime-4.10.1.3 pkits-smime-4.10.3.1",
	  .reason = "the one who asks wants particular policies; here any "
	    "will do, and what authorities require is enforced" },
	{ .ids = "fuzz-cms-*", .why = "data after its end",
	  .reason = "OpenSSL overlooks what follows" },
	{ .ids = "fuzz-cms-*", .why = "CMS: not readable",
	  .reason = "identifiers of several octets, which CMS has none of" },
	{ .ids = "fuzz-cms-*", .why = "read",
	  .reason = "certificates, lists and content are kept apart: what is "
	    "broken in them is found when they are used" },
};

static void
every_message_fares_as_its_gate_says(void **state)
{
	struct bench b = { .w = *state };
	const struct data_judge all = { deviations, ARRAY_SIZE(deviations),
		judge, &b };

	b.stores = xasprintf("%s/case", b.w->f->dir);
	b.settings = b.w->f->settings;
	b.settings.stores = b.stores;
	data_judge_all(&all);
	instance_close(b.in);
	free(b.stores);
	free(b.setup);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_fares_as_its_gate_says),
	};

	if (!data_at_hand()) {
		puts("1..0 # SKIP no collection of data at hand");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
