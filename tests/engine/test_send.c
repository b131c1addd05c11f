/* SPDX-License-Identifier: ISC */
/* Sending: what is written: section 9. */
#include "tests/engine/world.h"

#include "base/text.h"

/* As the receiving side of the same group reads it. */
static struct receive_result
read_back(struct world *w, const struct buf *wire)
{
	struct receive_result r;

	world_open(w, HOST);
	r = receive_as(w, wire, nobody);
	world_open(w, SEND_HOST);
	return r;
}

/* ---- what is written ----------------------------------------------------- */

/* Header lines and body alike end in CRLF, nothing else. */
static void
check_line_ends(const struct buf *wire)
{
	size_t i;

	for (i = 0; i < wire->len; i++) {
		if (wire->data[i] == '\n')
			assert_true(i > 0 && wire->data[i - 1] == '\r');
		if (wire->data[i] == '\r')
			assert_int_equal(wire->data[i + 1], '\n');
	}
}

/* Must-pass 18, and all the other shapes: our decoder gets the body back. */
static void
round_trip(void **state)
{
	static const char *const encodings[] = { "base64",
		"quoted-printable", "binary", "uuencode" };
	static const char *const signatures[] = { "none", "clear", "blob" };
	static const char *const algorithms[] = { NULL, "aes-128-cbc",
		"aes-192-cbc", "aes-256-cbc", "aes-128-gcm", "aes-256-gcm" };
	struct world *w = *state;
	struct minted us = sample_pair(w, "decrypt");
	struct send_input input = input_of(w);
	struct receive_result back;
	struct send_result r;
	char set[3][64];
	size_t i, k, e;

	put(w, STORE_OTHER_PEOPLE, NULL, &us, false);
	encrypt_for(w, &us);
	for (i = 0; i < ARRAY_SIZE(signatures); i++)
	for (k = 0; k < ARRAY_SIZE(algorithms); k++)
	for (e = 0; e < ARRAY_SIZE(encodings); e++) {
		/* Clear signing and encryption exclude each other. */
		if (i == 1 && k > 0)
			continue;
		snprintf(set[0], sizeof(set[0]), "encoder.signature_type=%s",
		    signatures[i]);
		snprintf(set[1], sizeof(set[1]),
		    "encoder.encryption_algorithm=%s",
		    k > 0 ? algorithms[k] : "aes-128-cbc");
		snprintf(set[2], sizeof(set[2]),
		    "encoder.transfer_encoding=%s", encodings[e]);
		fixture_set(w->f, "send-port", SEND, k > 0 ?
		    "encoder.enable_encryption=true" :
		    "encoder.enable_encryption=false",
		    set[0], set[1], set[2], NULL);
		world_open(w, SEND_HOST);
		r = send_it(w, &input);
		assert_int_equal(r.outcome, OUTCOME_PROCESSED);
		if (e != 2)
			check_line_ends(VIEW(r.wire));
		back = read_back(w, VIEW(r.wire));
		check_fate(&back, "processed guest");
		check_body(&back, BODY, BODY_LEN);
		assert_string_equal(props_get(&back.part, "MIME.FileName"),
		    "order.xml");
		assert_string_equal(props_get(&back.context,
		    "SMIME.IsSigned"), i > 0 ? "true" : "false");
		assert_string_equal(props_get(&back.context,
		    "SMIME.IsEncrypted"), k > 0 ? "true" : "false");
		if (i > 0)
			assert_string_equal(props_get(&back.context,
			    "BTS.SignatureCertificate"),
			    fixture_thumbprint(w->f, "sign"));
		/* Nothing readable where it is encrypted. */
		if (k > 0)
			assert_null(memmem(r.wire.data, r.wire.len, "order",
			    5));
		receive_result_clear(&back);
		send_result_clear(&r);
	}
}

/* A certificate over such a key, known here as ours and as a partner's. */
static struct minted
mint_kind(const struct world *w, EVP_PKEY *pkey)
{
	struct minted ca = sample_pair(w, "ca"), base = { 0 }, m;
	struct issuer issuer = { ca.cert, ca.key };
	struct issue_request r = { .common_name = "Kind",
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
		KEY_USAGE_KEY_AGREEMENT, .not_before = w->f->now,
		.not_after = w->f->now + DAY_SECONDS };
	struct err err = { 0 };

	must(issue_cert(&r, &issuer, &base.cert, &base.key, &err), &err);
	m = mint_over(&base, pkey, &ca);
	minted_clear(&base);
	publish(w, &m);
	put(w, STORE_PERSONAL, w->in->row->account, &m, true);
	put(w, STORE_OTHER_PEOPLE, NULL, &m, false);
	return m;
}

static EVP_PKEY *
key_of(const char *curve)
{
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *pkey = NULL;

	if (curve != NULL)
		return EVP_EC_gen(curve);
	ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
	assert_true(EVP_PKEY_keygen_init(ctx) > 0 &&
	    EVP_PKEY_generate(ctx, &pkey) > 0);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* Other keys than RSA: signed with them, encrypted for them. */
static void
kinds_of_keys(void **state)
{
	/* NULL: RSA-PSS, which signs only */
	static const char *const curves[] = { "P-256", "P-384", "P-521",
		NULL };
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct receive_result back;
	struct send_result r;
	struct minted m;
	char *set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(curves); i++) {
		send_reset(state);
		m = mint_kind(w, key_of(curves[i]));
		set = xasprintf("signature_certificate=%s",
		    m.cert->thumbprint);
		fixture_set(w->f, "group", "Test Group", set, NULL);
		free(set);
		set = xasprintf("decryption_certificate=%s",
		    m.cert->thumbprint);
		fixture_set(w->f, "host", HOST, set, NULL);
		free(set);
		fixture_set(w->f, "send-port", SEND,
		    "encoder.signature_type=blob", NULL);
		if (curves[i] != NULL)
			encrypt_for(w, &m);
		world_open(w, SEND_HOST);
		r = send_it(w, &input);
		if (r.outcome != OUTCOME_PROCESSED)
			fail_msg("%s", r.fault.text);
		back = read_back(w, VIEW(r.wire));
		check_fate(&back, "processed guest");
		check_body(&back, BODY, BODY_LEN);
		assert_string_equal(context(&back, "BTS.SignatureCertificate"),
		    m.cert->thumbprint);
		assert_string_equal(context(&back, "SMIME.IsEncrypted"),
		    curves[i] != NULL ? "true" : "false");
		receive_result_clear(&back);
		send_result_clear(&r);
		minted_clear(&m);
	}
	set = xasprintf("decryption_certificate=%s",
	    fixture_thumbprint(w->f, "decrypt"));
	fixture_set(w->f, "host", HOST, set, NULL);
	free(set);
}

/* OpenSSL's own reader takes what we sign. */
static void
openssl_reads(void **state)
{
	static const char *const forms[] = { "encoder.signature_type=clear",
		"encoder.signature_type=blob" };
	struct world *w = *state;
	struct send_input input = input_of(w);
	X509_STORE *store = X509_STORE_new();
	struct send_result r;
	CMS_SignerInfo *si;
	CMS_ContentInfo *cms;
	BIO *in, *part;
	size_t i;

	X509_STORE_add_cert(store, fixture_cert(w->f, "ca")->x509);
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		fixture_set(w->f, "send-port", SEND, forms[i], NULL);
		world_open(w, SEND_HOST);
		r = send_it(w, &input);
		in = bio_of(VIEW(r.wire));
		part = NULL;
		cms = SMIME_read_CMS(in, &part);
		assert_non_null(cms);
		assert_int_equal(CMS_verify(cms, NULL, store, part, NULL, 0),
		    1);
		si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
		assert_true(CMS_signed_get_attr_by_NID(si,
		    NID_pkcs9_signingTime, -1) >= 0);
		assert_true(CMS_signed_get_attr_by_NID(si,
		    NID_SMIMECapabilities, -1) >= 0);
		CMS_ContentInfo_free(cms);
		BIO_free(part);
		BIO_free(in);
		assert_true((memmem(r.wire.data, r.wire.len,
		    "micalg=sha-256", 14) != NULL) == (i == 0));
		send_result_clear(&r);
	}
	X509_STORE_free(store);
}

/* "Add signing cert to message" off: the receiver must have it. */
static void
without_certificate(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct minted sign = sample_pair(w, "sign");
	struct receive_result back;
	struct send_result r;
	char *path;

	fixture_set(w->f, "send-port", SEND, "encoder.signature_type=blob",
	    "encoder.add_signing_certificate=false", NULL);
	world_open(w, SEND_HOST);
	r = send_it(w, &input);
	back = read_back(w, VIEW(r.wire));
	check_fate(&back, "suspended SIG_CERT_NOT_FOUND guest");
	receive_result_clear(&back);
	put(w, STORE_OTHER_PEOPLE, NULL, &sign, false);
	back = read_back(w, VIEW(r.wire));
	check_fate(&back, "processed guest");
	receive_result_clear(&back);
	send_result_clear(&r);
	path = store_file(w, STORE_OTHER_PEOPLE, NULL, sign.cert->thumbprint,
	    "pem");
	assert_int_equal(unlink(path), 0);
	free(path);
}

static void
text_encodings(void **state)
{
	struct world *w = *state;
	struct send_input input = {
		.body = span_of("a\nb\xc3\xa4\n", 6),
		.content_type = "text/plain; charset=utf-8",
		.at = w->f->now };
	struct receive_result back;
	struct send_result r;

	fixture_set(w->f, "send-port", SEND, "encoder.transfer_encoding=8bit",
	    NULL);
	world_open(w, SEND_HOST);
	r = send_it(w, &input);
	back = read_back(w, VIEW(r.wire));
	check_body(&back, "a\r\nb\xc3\xa4\r\n", 8);
	receive_result_clear(&back);
	send_result_clear(&r);

	fixture_set(w->f, "send-port", SEND, "encoder.transfer_encoding=7bit",
	    NULL);
	world_open(w, SEND_HOST);
	expect_send(w, &input, "ENC_TRANSFER_ENCODING", "");
	input.body.len = 3;
	expect_send(w, &input, "", "");
	input.body = span_of("a\0b", 3);
	expect_send(w, &input, "ENC_TRANSFER_ENCODING", "");
}

/* The receiver sees two parts, as the original does it. */
static void
attachment(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct receive_result back;
	struct send_result r;

	fixture_set(w->f, "send-port", SEND,
	    "encoder.body_as_attachment=true", NULL);
	world_open(w, SEND_HOST);
	r = send_it(w, &input);
	assert_non_null(memmem(r.wire.data, r.wire.len, "multipart/mixed",
	    15));
	assert_non_null(memmem(r.wire.data, r.wire.len, ": attachment", 12));
	back = read_back(w, VIEW(r.wire));
	check_body(&back, BODY, BODY_LEN);
	receive_result_clear(&back);
	send_result_clear(&r);
}

/* Names come from outside: no line of a header may be made with them. */
static void
header_injection(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct receive_result back;
	struct send_result r;
	struct err err = { 0 };
	static const char *const types[] = { "text/xml\r\nBcc: x", "text",
		"text/xml; a=\"", "multipart/mixed; boundary=x", "" };
	static const char *const names[] = { "a\r\nBcc: x", "\"; x=\"y",
		"a\\b", "\xc3\xa4.xml", "a b.xml" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		input.content_type = types[i];
		assert_false(send_run(w->in, SEND, &input, &r, &err));
		assert_int_equal(err.code, ERR_INVALID);
	}
	input = input_of(w);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		input.file_name = names[i];
		r = send_it(w, &input);
		assert_null(memmem(r.wire.data, r.wire.len, "\nBcc", 4));
		back = read_back(w, VIEW(r.wire));
		check_body(&back, BODY, BODY_LEN);
		if (i > 0)
			assert_string_equal(props_get(&back.part,
			    "MIME.FileName"), names[i]);
		receive_result_clear(&back);
		send_result_clear(&r);
	}
	input.file_name = "\xff";
	assert_false(send_run(w->in, SEND, &input, &r, &err));
}

static void
pass_through(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct send_result r;

	fixture_set(w->f, "send-port", SEND, "send_pipeline=PassThruTransmit",
	    NULL);
	world_open(w, SEND_HOST);
	r = send_it(w, &input);
	assert_int_equal(r.outcome, OUTCOME_PROCESSED);
	assert_int_equal(r.wire.len, BODY_LEN);
	assert_memory_equal(r.wire.data, BODY, BODY_LEN);
	send_result_clear(&r);
	/* The assembler of XMLTransmit leaves it alone, and says so. */
	fixture_set(w->f, "send-port", SEND, "send_pipeline=XMLTransmit",
	    "xml_assembler.target_charset=UTF-16", NULL);
	world_open(w, SEND_HOST);
	r = send_it(w, &input);
	assert_int_equal(r.outcome, OUTCOME_PROCESSED);
	assert_int_equal(r.wire.len, BODY_LEN);
	assert_memory_equal(r.wire.data, BODY, BODY_LEN);
	assert_string_equal(r.trace.v[0].component, "XML assembler");
	assert_true(text_starts(r.trace.v[0].text, "not evaluated"));
	send_result_clear(&r);
	fixture_set(w->f, "send-port", SEND, "xml_assembler.target_charset=",
	    NULL);
}

static void
not_tried(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct send_result r;
	struct err err = { 0 };

	assert_false(send_run(w->in, "Nowhere", &input, &r, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_string_equal(send_host(w->snapshot, SEND, &err), SEND_HOST);
	assert_null(send_host(w->snapshot, "Nowhere", &err));
	world_open(w, HOST);
	assert_false(send_run(w->in, SEND, &input, &r, &err));
	assert_non_null(strstr(err.text, SEND_HOST));
}

#define T(f) cmocka_unit_test_setup(f, send_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(round_trip), T(kinds_of_keys), T(openssl_reads),
		T(without_certificate),
		T(text_encodings), T(attachment), T(header_injection),
		T(pass_through), T(not_tried),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
