/* SPDX-License-Identifier: ISC */
/*
 * AuthEnvelopedData with attributes (RFC 5083), made by hand because OpenSSL
 * makes none, and reads them by other numbers in 3.0.
 */
#include "tests/engine/world.h"

#include <openssl/rsa.h>

#define TAG_LEN 16

static const unsigned char oid_auth_enveloped[] = { 0x06, 0x0b, 0x2a, 0x86,
	0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17 };
static const unsigned char oid_enveloped[] = { 0x06, 0x09, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03 };
/* SEQUENCE { rsaEncryption, NULL } */
static const unsigned char rsa[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
static const unsigned char oid_data[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
	0xf7, 0x0d, 0x01, 0x07, 0x01 };
/* SEQUENCE { aes128-GCM, SEQUENCE { OCTET STRING of 12, INTEGER 16 } } */
static const unsigned char gcm[] = { 0x30, 0x1e, 0x06, 0x09, 0x60, 0x86, 0x48,
	0x01, 0x65, 0x03, 0x04, 0x01, 0x06, 0x30, 0x11, 0x04, 0x0c, 'a', ' ',
	'f', 'i', 'x', 'e', 'd', ' ', 'o', 'n', 'c', 'e', 0x02, 0x01, 0x10 };
#define NONCE (gcm + 17)
/* SEQUENCE { 1.3.6.1.4.1.99999.1, SET { "hello" } } */
static const unsigned char attribute[] = { 0x30, 0x14, 0x06, 0x09, 0x2b, 0x06,
	0x01, 0x04, 0x01, 0x86, 0x8d, 0x1f, 0x01, 0x31, 0x07, 0x0c, 0x05, 'h',
	'e', 'l', 'l', 'o' };

/* ---- DER ----------------------------------------------------------------- */

static void
item(struct buf *b, int tag, const void *content, size_t len)
{
	buf_addc(b, (char)tag);
	assert_true(len < 0x10000);
	if (len > 0x7f) {
		buf_addc(b, (char)0x82);
		buf_addc(b, (char)(len >> 8));
	}
	buf_addc(b, (char)len);
	buf_add(b, content, len);
}

/* What is in b becomes the content of one item. */
static void
enclose(struct buf *b, int tag)
{
	struct buf inner = *b;

	*b = (struct buf){ 0 };
	item(b, tag, inner.data, inner.len);
	buf_clear(&inner);
}

#define ITEM(b, bytes) buf_add(b, bytes, sizeof(bytes))

/* ---- the structure ------------------------------------------------------- */

static void
add_recipient(struct buf *out, const struct minted *to,
    const unsigned char *cek, size_t len)
{
	X509_NAME *issuer = X509_get_issuer_name(to->cert->x509);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(to->key->pkey, NULL);
	unsigned char wrapped[512], *serial = NULL;
	size_t n = sizeof(wrapped);
	const unsigned char *der;
	struct buf b = { 0 };
	size_t size;
	int k;

	assert_true(EVP_PKEY_encrypt_init(ctx) > 0 &&
	    EVP_PKEY_encrypt(ctx, wrapped, &n, cek, len) > 0);
	EVP_PKEY_CTX_free(ctx);
	assert_int_equal(X509_NAME_get0_der(issuer, &der, &size), 1);
	buf_add(&b, der, size);
	k = i2d_ASN1_INTEGER(X509_get_serialNumber(to->cert->x509), &serial);
	buf_add(&b, serial, (size_t)k);
	OPENSSL_free(serial);
	enclose(&b, 0x30);
	item(out, 0x02, "", 1);
	buf_add(out, b.data, b.len);
	ITEM(out, rsa);
	item(out, 0x04, wrapped, n);
	enclose(out, 0x30);
	enclose(out, 0x31);
	buf_clear(&b);
}

static void
encrypt(const unsigned char *cek, bool attributes, unsigned char *out,
    unsigned char *tag)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	struct buf aad = { 0 };
	int n;

	item(&aad, 0x31, attribute, sizeof(attribute));
	assert_true(EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, cek,
	    NONCE) == 1);
	if (attributes)
		assert_true(EVP_EncryptUpdate(ctx, NULL, &n, aad.data,
		    (int)aad.len) == 1);
	assert_true(EVP_EncryptUpdate(ctx, out, &n, (const void *)BODY,
	    BODY_LEN) == 1 && EVP_EncryptFinal_ex(ctx, out + n, &n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_LEN, tag) ==
	    1);
	EVP_CIPHER_CTX_free(ctx);
	buf_clear(&aad);
}

struct form {
	const char *name;
	bool signed_in;		/* attributes are part of the tag */
	bool authenticated;	/* and are there */
	bool other;		/* unauthenticated ones as well */
	bool enveloped;		/* as EnvelopedData: there is no tag */
	char changed;		/* of the attribute, or '\0' */
	const char *fate;
};

static struct buf
make(const struct world *w, const struct form *f)
{
	static const unsigned char cek[16] = "not quite random";
	struct minted us = sample_pair(w, "decrypt");
	unsigned char secret[BODY_LEN], tag[TAG_LEN];
	struct buf b = { 0 }, content = { 0 }, message;
	unsigned char copy[sizeof(attribute)];

	memcpy(copy, attribute, sizeof(copy));
	if (f->changed != '\0')
		copy[sizeof(copy) - 1] = (unsigned char)f->changed;
	encrypt(cek, f->signed_in, secret, tag);
	add_recipient(&b, &us, cek, sizeof(cek));
	ITEM(&content, oid_data);
	ITEM(&content, gcm);
	item(&content, 0x80, secret, sizeof(secret));
	enclose(&content, 0x30);
	buf_add(&b, content.data, content.len);
	buf_clear(&content);
	if (f->authenticated)
		item(&b, 0xa1, copy, sizeof(copy));
	if (!f->enveloped)
		item(&b, 0x04, tag, sizeof(tag));
	if (f->other)
		item(&b, 0xa2, attribute, sizeof(attribute));
	/* version */
	item(&content, 0x02, "", 1);
	buf_add(&content, b.data, b.len);
	enclose(&content, 0x30);
	enclose(&content, 0xa0);
	buf_reset(&b);
	if (f->enveloped)
		ITEM(&b, oid_enveloped);
	else
		ITEM(&b, oid_auth_enveloped);
	buf_add(&b, content.data, content.len);
	enclose(&b, 0x30);
	message = binary_message(&b);
	buf_clear(&content);
	buf_clear(&b);
	return message;
}

static void
attributes(void **state)
{
	static const struct form forms[] = {
		{ .name = "none", .fate = "processed guest" },
		{ .name = "authenticated", .signed_in = true,
		  .authenticated = true, .fate = "processed guest" },
		{ .name = "both", .signed_in = true, .authenticated = true,
		  .other = true, .fate = "processed guest" },
		{ .name = "unauthenticated", .other = true,
		  .fate = "processed guest" },
		{ .name = "changed", .signed_in = true, .authenticated = true,
		  .changed = 'O', .fate = "suspended DEC_FAILED guest" },
		{ .name = "taken away", .signed_in = true,
		  .fate = "suspended DEC_FAILED guest" },
		{ .name = "put in", .authenticated = true,
		  .fate = "suspended DEC_FAILED guest" },
		{ .name = "without a tag", .enveloped = true,
		  .fate = "suspended DEC_FAILED guest" },
	};
	struct world *w = *state;
	struct receive_result r;
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		print_message("# %s\n", forms[i].name);
		wire = make(w, &forms[i]);
		r = receive_as(w, &wire, nobody);
		check_fate(&r, forms[i].fate);
		if (r.outcome == OUTCOME_PROCESSED) {
			check_body(&r, BODY, BODY_LEN);
			assert_string_equal(context(&r, "SMIME.Warnings"), "");
		}
		receive_result_clear(&r);
		buf_clear(&wire);
	}
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = { T(attributes) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
