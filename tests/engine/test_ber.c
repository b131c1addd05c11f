/* SPDX-License-Identifier: ISC */
/*
 * CMS structures of OpenSSL's making, apart and together again: with definite
 * lengths and with indefinite ones, with content in one piece and in many.
 */
#include "tests/engine/world.h"

#include "engine/cms.h"
#include "engine/known.h"

static const size_t sizes[] = { 0, 1, 2, 110, 127, 128, 200, 255, 256, 5000,
	65400, 65535, 65536, 300000 };

static struct buf
make_body(size_t n)
{
	struct buf b = { 0 };
	size_t i;

	buf_adds(&b, "");
	for (i = 0; i < n; i++)
		buf_addc(&b, (char)(i * 7 + i / 256));
	return b;
}

/* Kind: 's'igned, 'e'nveloped, 'g': authEnveloped; stream: in pieces. */
static struct buf
make(const struct world *w, char kind, const struct buf *body, bool stream)
{
	struct minted by = sample_pair(w, "contoso-sign");
	struct minted to = sample_pair(w, "decrypt");
	STACK_OF(X509) *certs = sk_X509_new_null();
	unsigned flags = CMS_BINARY | (stream ? CMS_STREAM : 0);
	BIO *in = bio_of(body), *out = BIO_new(BIO_s_mem());
	CMS_ContentInfo *cms;
	struct buf der;
	char *data;
	long n;

	sk_X509_push(certs, to.cert->x509);
	cms = kind == 's' ? CMS_sign(by.cert->x509, by.key->pkey, NULL, in,
	    flags) : CMS_encrypt(certs, in, kind == 'g' ? EVP_aes_128_gcm() :
	    EVP_aes_128_cbc(), flags);
	assert_non_null(cms);
	assert_int_equal(i2d_CMS_bio_stream(out, cms, in, (int)flags), 1);
	n = BIO_get_mem_data(out, &data);
	der = bytes(data, (size_t)n);
	CMS_ContentInfo_free(cms);
	sk_X509_free(certs);
	BIO_free(in);
	BIO_free(out);
	return der;
}

static const char forms_made[] = "seg";

/* What OpenSSL writes as DER comes out of prefix, content and tail. */
static void
together(void **state)
{
	const struct world *w = *state;
	struct buf body, der, again = { 0 };
	struct ber_cms parts;
	struct err err = { 0 };
	size_t i, k;

	for (k = 0; k < 3; k++)
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		body = make_body(sizes[i]);
		der = make(w, forms_made[k], &body, false);
		must(ber_split(span_of(der.data, der.len), &parts, &err),
		    &err);
		assert_true(parts.present);
		assert_false(parts.pieces);
		assert_int_equal(parts.rest.len, 0);
		if (k == 0) {
			assert_int_equal(parts.content.len, body.len);
			assert_memory_equal(parts.content.p, body.data,
			    body.len);
		}
		buf_reset(&again);
		ber_prefix(&parts, parts.content.len, &again);
		buf_add(&again, parts.content.p, parts.content.len);
		buf_add(&again, parts.tail.p, parts.tail.len);
		assert_int_equal(again.len, der.len);
		assert_memory_equal(again.data, der.data, der.len);
		buf_clear(&der);
		buf_clear(&body);
	}
	buf_clear(&again);
}

/* Indefinite lengths, content in pieces: the same content. */
static void
pieces(void **state)
{
	const struct world *w = *state;
	struct spool whole = { .folder = w->in->temp };
	struct buf body, der;
	struct span content;
	struct err err = { 0 };
	struct cms cms;
	size_t i, k;

	for (k = 0; k < 3; k++)
	/* OpenSSL does not stream nothing. */
	for (i = 1; i < ARRAY_SIZE(sizes); i++) {
		body = make_body(sizes[i]);
		der = make(w, forms_made[k], &body, true);
		buf_adds(&der, " \r\n");
		must(cms_parse(&cms, span_of(der.data, der.len), &err), &err);
		assert_true(cms.parts.pieces);
		must(cms_content(&cms, &whole, &content, &err), &err);
		if (k == 0) {
			assert_int_equal(content.len, body.len);
			assert_memory_equal(content.p, body.data, body.len);
		} else {
			assert_true(content.len >= body.len);
			assert_true(content.len <= body.len + 16);
		}
		spool_clear(&whole);
		cms_clear(&cms);
		buf_clear(&der);
		buf_clear(&body);
	}
}

/* Cut anywhere, it is no structure; damaged anywhere, it is none or another. */
static void
damage(void **state)
{
	const struct world *w = *state;
	struct buf body = make_body(300), der;
	struct ber_cms parts;
	struct cms cms;
	int stream;
	size_t i, k;

	for (k = 0; k < 3; k++)
	for (stream = 0; stream < 2; stream++) {
		der = make(w, forms_made[k], &body, stream != 0);
		for (i = 0; i < der.len; i++) {
			struct buf cut = bytes(der.data, i);

			assert_false(ber_split(span_of(cut.data, i), &parts,
			    NULL));
			buf_clear(&cut);
			der.data[i] ^= 0x81;
			cms_parse(&cms, span_of(der.data, der.len), NULL);
			cms_clear(&cms);
			der.data[i] ^= 0x81;
		}
		buf_clear(&der);
	}
	buf_clear(&body);
}

#define OID "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
#define SIGNED(digests, content) "\x30\x80" OID "\x02\xa0\x80\x30\x80" \
	"\x02\x01\x01" digests "\x30\x80" OID "\x01" content "\0\0" \
	"\x31\0\0\0\0\0\0\0"
#define WHOLE(s) (s), sizeof(s) - 1

static void
forms(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *content;	/* NULL: refused; "-": none */
	} rows[] = {
		{ WHOLE(SIGNED("\x31\0", "")), "-" },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x05\x04\x03" "abc")), "abc" },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x80\x04\x03" "abc\0\0")),
		    "abc" },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x80\x24\x80\0\0\0\0")), "" },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x80\x24\x80\x04\x01" "a"
		    "\x24\x80\x24\x03\x04\x01" "b\x04\0\0\0\x04\x01" "c"
		    "\0\0\0\0")), "abc" },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x07\x24\x05\x04\x03" "abc")),
		    "abc" },
		/* Not an octet string, or something behind it. */
		{ WHOLE(SIGNED("\x31\0", "\xa0\x05\x0c\x03" "abc")), NULL },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x07\x24\x05\x0c\x03" "abc")),
		    NULL },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x07\x04\x03" "abc\x05\0")),
		    NULL },
		{ WHOLE(SIGNED("\x31\0", "\xa0\x05\x04\x04" "abcd")), NULL },
		{ WHOLE(SIGNED("\x31\0", "\xa0\0")), NULL },
		{ WHOLE(SIGNED("\x30\0", "\xa0\x05\x04\x03" "abc")), NULL },
	};
	struct spool whole = { .len = 0 };
	struct cms cms = { 0 };
	struct span content;
	bool ok;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ok = ber_split(span_of(rows[i].bytes, rows[i].len),
		    &cms.parts, NULL);
		if (ok != (rows[i].content != NULL))
			fail_msg("row %zu", i);
		if (!ok)
			continue;
		assert_int_equal(cms.parts.present, rows[i].content[0] !=
		    '-');
		if (!cms.parts.present)
			continue;
		assert_true(cms_content(&cms, &whole, &content, NULL));
		if (content.len != strlen(rows[i].content) ||
		    memcmp(content.p, rows[i].content, content.len) != 0)
			fail_msg("row %zu", i);
		spool_clear(&whole);
	}
}

/* Each digest algorithm would be computed over all of the content. */
static void
digest_limit(void **state)
{
	struct buf b = { 0 };
	struct ber_cms parts;
	struct err err = { 0 };
	size_t n, i;

	(void)state;
	for (n = MAX_CMS_DIGESTS; n <= MAX_CMS_DIGESTS + 1; n++) {
		buf_reset(&b);
		buf_add(&b, WHOLE("\x30\x80" OID "\x02\xa0\x80\x30\x80"
		    "\x02\x01\x01\x31\x80"));
		for (i = 0; i < n; i++)
			buf_add(&b, WHOLE("\x30\0"));
		buf_add(&b, WHOLE("\0\0\x30\x80" OID "\x01\0\0"
		    "\x31\0\0\0\0\0\0\0"));
		assert_int_equal(ber_split(span_of(b.data, b.len), &parts,
		    &err), n <= MAX_CMS_DIGESTS);
	}
	assert_int_equal(err.code, ERR_DENIED);
	buf_clear(&b);
}

/* The same bytes are the same certificate; others never are. */
static void
certificates_known(void **state)
{
	const struct world *w = *state;
	struct minted one = sample_pair(w, "contoso-sign");
	unsigned char *der = NULL;
	struct known *known = known_new();
	int n = i2d_X509(one.cert->x509, &der);
	X509 *first, *again, *other;

	assert_true(n > 0);
	first = known_cert(known, der, (size_t)n);
	again = known_cert(known, der, (size_t)n);
	assert_non_null(first);
	assert_ptr_equal(first, again);
	assert_int_equal(X509_cmp(first, one.cert->x509), 0);
	/* In the same place, for its last byte is the same. */
	der[n - 20] ^= 1;
	other = known_cert(known, der, (size_t)n);
	assert_non_null(other);
	assert_ptr_not_equal(first, other);
	assert_null(known_cert(known, der, (size_t)n - 1));
	assert_null(known_cert(known, der, 0));
	assert_null(known_cert(NULL, (const unsigned char *)"x", 1));
	known_free(known);
	/* A reference outlives it. */
	assert_int_equal(X509_cmp(first, one.cert->x509), 0);
	assert_int_equal(ERR_peek_error(), 0);
	X509_free(first);
	X509_free(again);
	X509_free(other);
	OPENSSL_free(der);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(together),
		cmocka_unit_test(pieces),
		cmocka_unit_test(damage),
		cmocka_unit_test(forms),
		cmocka_unit_test(digest_limit),
		cmocka_unit_test(certificates_known),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("ber", tests, world_setup,
	    world_teardown);
}
