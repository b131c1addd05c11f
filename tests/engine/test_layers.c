/* SPDX-License-Identifier: ISC */
/* S/MIME layers around a body: sections 5.2 and 11. */
#include "tests/engine/world.h"

/* ---- layers ------------------------------------------------------------ */

static void
layer_table(void **state)
{
	static const struct {
		const char *layers;
		const char *encrypted, *is_signed, *type, *warnings;
	} rows[] = {
		{ "s", "false", "true", "blob", "" },
		{ "c", "false", "true", "clear", "" },
		{ "e", "true", "false", "", "no-integrity" },
		{ "g", "true", "false", "", "" },
		{ "se", "true", "true", "blob", "" },
		{ "ce", "true", "true", "clear", "" },
		{ "cg", "true", "true", "clear", "" },
		{ "es", "true", "true", "blob", "signed-outside-encryption" },
		{ "ec", "true", "true", "clear",
		    "signed-outside-encryption" },
		{ "ses", "true", "true", "blob", "" },
		{ "cec", "true", "true", "clear", "" },
		{ "ee", "true", "false", "", "no-integrity" },
		{ "eg", "true", "false", "", "no-integrity" },
		{ "scsc", "false", "true", "blob", "" },
		{ "gcgcgcgc", "true", "true", "clear",
		    "signed-outside-encryption" },
	};
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	struct receive_result r;
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = wrap(w, rows[i].layers, &by);
		r = receive_as(w, &wire, nobody);
		check_fate(&r, rows[i].type[0] != '\0' ?
		    "processed Contoso Ltd" : "processed guest");
		check_body(&r, BODY, BODY_LEN);
		assert_string_equal(context(&r, "MIME.IsMIMEEncoded"),
		    "true");
		assert_string_equal(context(&r, "SMIME.IsEncrypted"),
		    rows[i].encrypted);
		assert_string_equal(context(&r, "SMIME.IsSigned"),
		    rows[i].is_signed);
		assert_string_equal(context(&r, "SMIME.SignatureType"),
		    rows[i].type);
		assert_string_equal(context(&r, "SMIME.Warnings"),
		    rows[i].warnings);
		assert_string_equal(context(&r, "SMIME.DecryptionCert"),
		    strcmp(rows[i].encrypted, "true") == 0 ?
		    fixture_thumbprint(w->f, "decrypt") : "");
		assert_string_equal(context(&r, "SMIME.RevocationChecked"),
		    rows[i].type[0] != '\0' ? "true" : "");
		receive_result_clear(&r);
		buf_clear(&wire);
	}
}

static void
layer_limit(void **state)
{
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	struct buf wire = wrap(w, "cccccccc", &by);

	expect(w, &wire, "processed Contoso Ltd");
	wire = wrap(w, "ccccccccc", &by);
	expect(w, &wire, "suspended SMIME_LIMIT guest");
	wire = wrap(w, "ggggggggg", &by);
	expect(w, &wire, "suspended SMIME_LIMIT guest");
}

static void
size_limit(void **state)
{
	struct world *w = *state;
	struct buf wire = contoso(w, 0);
	char set[64];

	snprintf(set, sizeof(set), "maximum_message_size=%zu", wire.len - 1);
	fixture_set(w->f, "receive-location", LOCATION, set, NULL);
	world_open(w, HOST);
	expect(w, &wire, "suspended SMIME_LIMIT guest");
}

/* Must-pass 20: the innermost signer is the sender; outer ones are noted. */
static void
innermost_signer(void **state)
{
	struct world *w = *state;
	struct minted inner = sample_pair(w, "contoso-sign");
	struct minted outer = sample_pair(w, "fabrikam");
	struct buf wire = wrap(w, "se", &inner);
	struct receive_result r;

	sign_with(&wire, &outer, CMS_DETACHED);
	r = receive_as(w, &wire, (struct identity){
	    .tls = w->stranger.cert->thumbprint });
	check_fate(&r, "processed Contoso Ltd");
	check_body(&r, BODY, BODY_LEN);
	assert_string_equal(context(&r, "BTS.SignatureCertificate"),
	    inner.cert->thumbprint);
	assert_string_equal(context(&r, "SMIME.OuterSigners"),
	    outer.cert->thumbprint);
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* Each way a signer can be written down. */
static void
signer_forms(void **state)
{
	static const unsigned flags[] = { 0, CMS_NOCERTS, CMS_USE_KEYID,
		CMS_NOCERTS | CMS_USE_KEYID, CMS_NOATTR,
		CMS_NOATTR | CMS_NOCERTS, CMS_NOSMIMECAP, CMS_CADES };
	struct world *w = *state;
	struct receive_result r;
	struct buf wire;
	size_t i;

	for (i = 0; i < 2 * ARRAY_SIZE(flags); i++) {
		wire = contoso(w, flags[i / 2] |
		    (i % 2 == 1 ? CMS_DETACHED : 0));
		r = receive_as(w, &wire, nobody);
		check_fate(&r, "processed Contoso Ltd");
		check_body(&r, BODY, BODY_LEN);
		receive_result_clear(&r);
		buf_clear(&wire);
	}
}

/* Two certificates of the store share a key id: each is tried. */
static void
shared_key_id(void **state)
{
	struct world *w = *state;
	struct minted ca = sample_pair(w, "ca");
	struct minted both[2];
	struct buf wire;
	char *path;
	size_t i;

	both[0] = mint(w, "Twin", &ca);
	both[1] = mint_over(&both[0], EVP_RSA_gen(2048), &ca);
	for (i = 0; i < 2; i++)
		put(w, STORE_OTHER_PEOPLE, NULL, &both[i], false);
	world_open(w, HOST);
	for (i = 0; i < 2; i++) {
		wire = signed_by(&both[i], CMS_NOCERTS | CMS_USE_KEYID);
		expect(w, &wire, "processed guest");
	}
	for (i = 0; i < 2; i++) {
		path = store_file(w, STORE_OTHER_PEOPLE, NULL,
		    both[i].cert->thumbprint, "pem");
		assert_int_equal(unlink(path), 0);
		free(path);
		minted_clear(&both[i]);
	}
}

/*
 * A key that the library cannot verify with is our limit, not the sender's
 * fault: such mail is never dropped.
 */
static void
unsupported_key(void **state)
{
	struct world *w = *state;
	struct minted ca = sample_pair(w, "ca");
	struct minted twin = mint_over(&w->stranger,
	    EVP_PKEY_Q_keygen(NULL, NULL, "ED448"), &ca);
	struct buf wire = signed_by(&w->stranger, CMS_NOCERTS);
	char *path;

	put(w, STORE_OTHER_PEOPLE, NULL, &twin, false);
	fixture_set(w->f, "receive-port", PORT, "authentication=drop", NULL);
	world_open(w, HOST);
	expect(w, &wire, "suspended ALG_UNSUPPORTED guest");
	path = store_file(w, STORE_OTHER_PEOPLE, NULL, twin.cert->thumbprint,
	    "pem");
	assert_int_equal(unlink(path), 0);
	free(path);
	minted_clear(&twin);
}

/* ---- clear-signed details ---------------------------------------------- */

/* A relay turned CRLF into LF; the signed form is what comes out. */
static void
bare_line_ends(void **state)
{
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	struct buf wire = text_message("a\r\nb\r\n\r\nc\r\n"), lf = { 0 };
	struct receive_result r;
	size_t i;

	sign_with(&wire, &by, CMS_DETACHED);
	for (i = 0; i < wire.len; i++)
		if (wire.data[i] != '\r')
			buf_addc(&lf, (char)wire.data[i]);
	r = receive_as(w, &lf, nobody);
	check_fate(&r, "processed Contoso Ltd");
	check_body(&r, "a\r\nb\r\n\r\nc\r\n", 11);
	receive_result_clear(&r);
	buf_clear(&lf);
	buf_clear(&wire);
}

/* The parts of multipart/signed are two, and the second is a signature. */
static void
signed_shape(void **state)
{
	struct world *w = *state;
	struct buf wire = contoso(w, CMS_DETACHED), bad = { 0 };
	const char *marks[] = { "x-pkcs7-signature\"; m",
		"application/pkcs7-signature; n",
		"application/x-pkcs7-signature; n" };
	unsigned char *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		bad = bytes(wire.data, wire.len);
		at = memmem(bad.data, bad.len, marks[i], strlen(marks[i]));
		if (at == NULL) {
			buf_clear(&bad);
			continue;
		}
		at[2] = '#';
		/* Not S/MIME any more, or broken: signed in no case. */
		struct receive_result r = receive_as(w, &bad, nobody);
		assert_null(r.party);
		assert_string_equal(context(&r, "SMIME.IsSigned"), "false");
		receive_result_clear(&r);
		buf_clear(&bad);
	}
	/* An extra part beside the signed one. */
	bad = bytes(wire.data, wire.len);
	at = memmem(bad.data, bad.len, "------", 6);
	assert_non_null(at);
	{
		size_t line = strcspn((char *)at, "\n") + 1;
		size_t head = (size_t)(at - bad.data);

		buf_reset(&bad);
		buf_add(&bad, wire.data, head + line);
		buf_adds(&bad, "Content-Type: text/xml\n\n<forged/>\n");
		buf_add(&bad, wire.data + head, wire.len - head);
	}
	expect(w, &bad, "suspended SMIME_MALFORMED guest");
	buf_clear(&wire);
}

/* Must-pass 21: signed, but only as a part of something else. */
static void
signed_part_inside(void **state)
{
	struct world *w = *state;
	struct buf wire = contoso(w, CMS_DETACHED), outer = { 0 };
	struct receive_result r;

	buf_adds(&outer, "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
	    "boundary=\"outer\"\n\n--outer\nContent-Type: text/xml\n\n"
	    "<forged/>\n--outer\n");
	buf_add(&outer, wire.data, wire.len);
	buf_adds(&outer, "\n--outer--\n");
	r = receive_as(w, &outer, nobody);
	check_fate(&r, "processed guest");
	assert_null(props_get(&r.context, "BTS.SignatureCertificate"));
	assert_string_equal(context(&r, "SMIME.IsSigned"), "false");
	check_body(&r, "<forged/>", 9);
	receive_result_clear(&r);
	buf_clear(&outer);
	buf_clear(&wire);
}

/* Headers outside a layer are nobody's word. */
static void
outer_headers(void **state)
{
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	struct buf b = text_message("Content-Type: multipart/mixed; "
	    "boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n1\r\n"
	    "--x\r\nContent-Type: text/xml\r\nContent-ID: <in>\r\n\r\n2\r\n"
	    "--x--\r\n");
	struct buf wire = { 0 };
	struct receive_result r;

	sign_with(&b, &by, 0);
	buf_adds(&wire, "Content-Description: body\r\n"
	    "Content-ID: <out>\r\nSubject: Fabrikam\r\n");
	buf_add(&wire, b.data, b.len);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "processed Contoso Ltd");
	check_body(&r, "2", 1);
	assert_string_equal(props_get(&r.part, "MIME.ContentID"), "<in>");
	assert_null(props_get(&r.part, "MIME.ContentDescription"));
	receive_result_clear(&r);
	buf_clear(&wire);
	buf_clear(&b);
}

static void
no_content(void **state)
{
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	struct buf b = plain_body(), message;
	BIO *content = bio_of(&b);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, content,
	    CMS_PARTIAL | CMS_STREAM);

	/* certs-only */
	assert_int_equal(CMS_add1_cert(cms, by.cert->x509), 1);
	CMS_set_detached(cms, 1);
	buf_reset(&b);
	{
		unsigned char *p;
		int n = i2d_CMS_ContentInfo(cms, NULL);

		p = buf_room(&b, (size_t)n);
		b.len = (size_t)i2d_CMS_ContentInfo(cms, &p);
	}
	CMS_ContentInfo_free(cms);
	BIO_free(content);
	message = binary_message(&b);
	expect(w, &message, "suspended SMIME_NO_CONTENT guest");

	/* An opaque structure whose content is elsewhere. */
	buf_reset(&b);
	buf_add(&b, BODY, BODY_LEN);
	content = bio_of(&b);
	cms = CMS_sign(by.cert->x509, by.key->pkey, NULL, content,
	    CMS_DETACHED | CMS_BINARY);
	buf_reset(&b);
	{
		unsigned char *p;
		int n = i2d_CMS_ContentInfo(cms, NULL);

		p = buf_room(&b, (size_t)n);
		b.len = (size_t)i2d_CMS_ContentInfo(cms, &p);
	}
	CMS_ContentInfo_free(cms);
	BIO_free(content);
	message = binary_message(&b);
	expect(w, &message, "suspended SMIME_NO_CONTENT guest");
	buf_clear(&b);
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(layer_table), T(layer_limit), T(size_limit),
		T(innermost_signer), T(signer_forms), T(shared_key_id),
		T(unsupported_key),
		T(bare_line_ends), T(signed_shape), T(signed_part_inside),
		T(outer_headers), T(no_content),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
