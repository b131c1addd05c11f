/* SPDX-License-Identifier: ISC */
/* Decrypting: every row of the table of algorithms, section 11. */
#include "tests/engine/algorithms.h"

#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "certstore/legacy.h"

/* ---- messages of other programs ------------------------------------------ */

/* What OpenSSL's CMS cannot: X25519, X448, HKDF, ChaCha20-Poly1305. */
static void
own_envelopes(void **state)
{
	static const struct {
		const char *key, *message, *warnings;
	} rows[] = {
		{ "rsa", "rsa-chacha", "" },
		{ "rsa", "oaep-chacha", "" },
		{ "rsa", "oaep-cbc", "no-integrity" },
		{ "p256", "p256-sha256kdf-cbc", "no-integrity" },
		{ "p256", "p256-sha512kdf-ukm-gcm", "" },
		{ "p256", "p256-hkdf256-cbc", "no-integrity" },
		{ "p256", "p256-hkdf384-ukm-gcm", "" },
		{ "p256", "p256-hkdf512-chacha", "" },
		{ "x25519", "x25519-sha256kdf-cbc", "no-integrity" },
		{ "x25519", "x25519-sha512kdf-ukm-gcm", "" },
		{ "x25519", "x25519-hkdf256-cbc", "no-integrity" },
		{ "x25519", "x25519-hkdf384-ukm-gcm", "" },
		{ "x25519", "x25519-hkdf512-chacha", "" },
		{ "x448", "x448-sha256kdf-cbc", "no-integrity" },
		{ "x448", "x448-sha512kdf-ukm-gcm", "" },
		{ "x448", "x448-hkdf256-cbc", "no-integrity" },
		{ "x448", "x448-hkdf384-ukm-gcm", "" },
		{ "x448", "x448-hkdf512-chacha", "" },
	};
	struct world *w = *state;
	const char *now = "";
	struct receive_result r;
	struct minted m = { 0 };
	struct buf wire;
	size_t i, at;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].key, now) != 0) {
			minted_clear(&m);
			m = stored(now = rows[i].key);
			decrypt_with(w, &m);
		}
		wire = stored_message(rows[i].message);
		r = receive_as(w, &wire, nobody);
		check_fate(&r, "processed guest");
		check_body(&r, TEXT, TEXT_LEN);
		assert_string_equal(context(&r, "SMIME.Warnings"),
		    rows[i].warnings);
		receive_result_clear(&r);
		/* A bit of the tag, of the wrapped key: never a byte. */
		if (rows[i].warnings[0] == '\0') {
			wire.data[wire.len - 1] ^= 1;
			expect(w, &wire, "suspended DEC_FAILED guest");
			wire = stored_message(rows[i].message);
			at = (size_t)((unsigned char *)memmem(wire.data,
			    wire.len, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
			    9) - wire.data);
			wire.data[at - 20] ^= 1;
			expect(w, &wire, "suspended DEC_FAILED guest");
		}
		buf_clear(&wire);
	}
	minted_clear(&m);
	set_host_cert(w, fixture_thumbprint(w->f, "decrypt"));
}

/* ---- messages of OpenSSL ------------------------------------------------- */

/* How a message is encrypted; kdf: of key agreement; oaep: digests, label. */
struct recipe {
	const char *key;	/* "RSA", "P-256", ..., "DHX" */
	const char *cipher;
	const char *warnings;
	const char *kdf;
	const char *oaep, *mask, *label;
	bool old;		/* in the legacy provider */
};

#define R(k, c, w, ...) { .key = k, .cipher = c, .warnings = w, __VA_ARGS__ }

static void
set_recipe(EVP_PKEY_CTX *ctx, const struct recipe *c)
{
	size_t n = c->label != NULL ? strlen(c->label) : 0;

	if (c->kdf != NULL)
		assert_true(EVP_PKEY_CTX_set_ecdh_kdf_md(ctx,
		    EVP_get_digestbyname(c->kdf)) > 0);
	if (c->oaep == NULL)
		return;
	assert_true(EVP_PKEY_CTX_set_rsa_padding(ctx,
	    RSA_PKCS1_OAEP_PADDING) > 0);
	assert_true(EVP_PKEY_CTX_set_rsa_oaep_md(ctx,
	    EVP_get_digestbyname(c->oaep)) > 0);
	assert_true(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx,
	    EVP_get_digestbyname(c->mask)) > 0);
	if (n > 0)
		assert_true(EVP_PKEY_CTX_set0_rsa_oaep_label(ctx,
		    OPENSSL_memdup(c->label, n), (int)n) > 0);
}

static struct buf
encrypt_by(const struct recipe *c, const struct minted *to,
    OSSL_LIB_CTX *libctx)
{
	unsigned flags = CMS_BINARY | CMS_STREAM;
	/* Only OpenSSL's own tables tell the cipher that wraps its key. */
	EVP_CIPHER *fetched = libctx == NULL ? NULL :
	    EVP_CIPHER_fetch(libctx, c->cipher, NULL);
	const EVP_CIPHER *cipher = fetched != NULL ? fetched :
	    EVP_get_cipherbyname(c->cipher);
	struct buf wire = plain_body(), der = { 0 };
	BIO *content = bio_of(&wire);
	const unsigned char *p;
	CMS_RecipientInfo *ri;
	CMS_ContentInfo *cms;
	X509 *x509;

	assert_non_null(cipher);
	cms = CMS_encrypt_ex(NULL, NULL, cipher, flags | CMS_PARTIAL, libctx,
	    NULL);
	assert_non_null(cms);
	/* The key has to be of the same library context. */
	cert_to_der(to->cert, &der);
	p = der.data;
	x509 = X509_new_ex(libctx, NULL);
	assert_non_null(d2i_X509(&x509, &p, (long)der.len));
	ri = CMS_add1_recipient_cert(cms, x509, CMS_KEY_PARAM);
	assert_non_null(ri);
	set_recipe(CMS_RecipientInfo_get0_pkey_ctx(ri), c);
	write_smime(&wire, cms, content, flags);
	X509_free(x509);
	buf_clear(&der);
	EVP_CIPHER_free(fetched);
	ERR_clear_error();
	return wire;
}

static const struct recipe recipes[] = {
	R("RSA", "AES-128-CBC", "no-integrity",),
	R("RSA", "AES-192-CBC", "no-integrity",),
	R("RSA", "AES-256-CBC", "no-integrity",),
	R("RSA", "AES-128-GCM", "",),
	R("RSA", "AES-192-GCM", "",),
	R("RSA", "AES-256-GCM", "",),
	R("RSA", "CAMELLIA-256-CBC", "no-integrity",),
	R("RSA", "DES-EDE3-CBC", "legacy-cipher,no-integrity",),
	R("RSA", "DES-CBC", "legacy-cipher,no-integrity",
	  .old = true),
	R("RSA", "RC2-CBC", "legacy-cipher,no-integrity",
	  .old = true),
	R("RSA", "RC2-64-CBC", "legacy-cipher,no-integrity",
	  .old = true),
	R("RSA", "RC2-40-CBC", "legacy-cipher,no-integrity",
	  .old = true),
	R("RSA", "AES-128-GCM", "", .oaep = "SHA1", .mask = "SHA1"),
	R("RSA", "AES-128-GCM", "", .oaep = "SHA256",
	  .mask = "SHA1", .label = "a label"),
	R("RSA", "AES-256-GCM", "", .oaep = "SHA512",
	  .mask = "SHA384"),
	R("RSA", "RC2-CBC", "legacy-cipher,no-integrity",
	  .oaep = "SHA256", .mask = "SHA256", .old = true),
	R("P-256", "AES-128-CBC", "no-integrity", .kdf = "SHA1"),
	R("P-256", "AES-192-GCM", "", .kdf = "SHA224"),
	R("P-256", "AES-256-GCM", "", .kdf = "SHA256"),
	R("P-256", "DES-EDE3-CBC", "legacy-cipher,no-integrity",
	  .kdf = "SHA1"),
	R("P-256", "RC2-CBC", "legacy-cipher,no-integrity",
	  .kdf = "SHA256", .old = true),
	R("P-384", "AES-256-CBC", "no-integrity", .kdf = "SHA384"),
	R("P-521", "AES-256-GCM", "", .kdf = "SHA512"),
	R("DHX", "AES-128-CBC", "legacy-key,no-integrity",),
	R("DHX", "RC2-CBC", "legacy-cipher,legacy-key,no-integrity",
	  .old = true),
	R("DHX", "DES-EDE3-CBC",
	  "legacy-cipher,legacy-key,no-integrity",),
};

static void
envelopes(void **state)
{
	struct world *w = *state;
	struct minted m = { 0 };
	struct legacy legacy = { 0 };
	const char *now = "";
	struct receive_result r;
	struct buf wire;
	size_t i;

	assert_true(legacy_open(&legacy));
	for (i = 0; i < ARRAY_SIZE(recipes); i++) {
		if (strcmp(recipes[i].key, now) != 0) {
			now = recipes[i].key;
			minted_clear(&m);
			m = minted_for(w, key_of(now), strcmp(now, "RSA") ==
			    0 ? KEY_USAGE_KEY_ENCIPHERMENT :
			    KEY_USAGE_KEY_AGREEMENT);
			decrypt_with(w, &m);
		}
		wire = encrypt_by(&recipes[i], &m, recipes[i].old ?
		    legacy.ctx : NULL);
		r = receive_as(w, &wire, nobody);
		if (r.outcome != OUTCOME_PROCESSED)
			fail_msg("%s %s: %s", now, recipes[i].cipher,
			    r.fault.text);
		check_body(&r, BODY, BODY_LEN);
		assert_string_equal(context(&r, "SMIME.Warnings"),
		    recipes[i].warnings);
		receive_result_clear(&r);
		check_refusal(w, &wire, recipes[i].warnings);
	}
	legacy_close(&legacy);
	minted_clear(&m);
	set_host_cert(w, fixture_thumbprint(w->f, "decrypt"));
}

/* ---- what is not there is named ------------------------------------------ */

/* The OIDs of a message, exchanged for others of the same length. */
static void
unknown_algorithms(void **state)
{
	static const struct {
		const char *key;
		struct { const char *p; size_t n; } from, to;
		const char *named;
	} rows[] = {
		/* aes-128-gcm: ccm (RFC 5084); a cipher nobody has */
		{ "RSA", { "\x60\x86\x48\x01\x65\x03\x04\x01\x06", 9 },
		    { "\x60\x86\x48\x01\x65\x03\x04\x01\x07", 9 },
		    "id-aes128-CCM" },
		{ "RSA", { "\x60\x86\x48\x01\x65\x03\x04\x01\x06", 9 },
		    { "\x60\x86\x48\x01\x65\x03\x04\x01\x7f", 9 },
		    "2.16.840.1.101.3.4.1.127" },
		/* rsaEncryption: id-RSASSA-PSS is no way to encrypt */
		{ "RSA", { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9 },
		    { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", 9 },
		    "RSASSA-PSS" },
		/* dhSinglePass-stdDH-sha256kdf: mqvSinglePass-sha256kdf */
		{ "P-256", { "\x2b\x81\x04\x01\x0b\x01", 6 },
		    { "\x2b\x81\x04\x01\x0f\x01", 6 }, "1.3.132.1.15.1" },
		/* id-aes128-wrap: with padding */
		{ "P-256", { "\x60\x86\x48\x01\x65\x03\x04\x01\x05", 9 },
		    { "\x60\x86\x48\x01\x65\x03\x04\x01\x08", 9 },
		    "id-aes128-wrap-pad" },
	};
	static const struct recipe rsa = R("RSA", "AES-128-GCM", "",),
	    ec = R("P-256", "AES-128-GCM", "", .kdf = "SHA256");
	struct world *w = *state;
	struct minted m = minted_for(w, EVP_EC_gen("P-256"),
	    KEY_USAGE_KEY_AGREEMENT), us = sample_pair(w, "decrypt");
	struct receive_result r;
	struct buf wire, der;
	unsigned char *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].key, "RSA") != 0 &&
		    strcmp(rows[i - 1].key, "RSA") == 0)
			decrypt_with(w, &m);
		wire = strcmp(rows[i].key, "RSA") == 0 ?
		    encrypt_by(&rsa, &us, NULL) : encrypt_by(&ec, &m, NULL);
		der = der_of(&wire);
		buf_clear(&wire);
		at = memmem(der.data, der.len, rows[i].from.p,
		    rows[i].from.n);
		assert_non_null(at);
		memcpy(at, rows[i].to.p, rows[i].to.n);
		wire = binary_message(&der);
		r = receive_as(w, &wire, nobody);
		check_fate(&r, "suspended ALG_UNSUPPORTED guest");
		assert_int_equal(r.fault.fault, FAULT_LOCAL);
		if (strstr(r.fault.text, rows[i].named) == NULL)
			fail_msg("%s instead of %s", r.fault.text,
			    rows[i].named);
		receive_result_clear(&r);
		buf_clear(&wire);
		buf_clear(&der);
	}
	minted_clear(&m);
	set_host_cert(w, fixture_thumbprint(w->f, "decrypt"));
}

/* ---- no padding oracle --------------------------------------------------- */

/* What stands for the encrypted key instead of it. */
enum damage {
	GOOD,
	WRONG_KEY,		/* well padded */
	WRONG_LENGTH,		/* well padded, of another size */
	WRONG_PADDING,
	NO_KEY,			/* well padded, empty */
	TAG,			/* the right key, but the tag is wrong */
	DAMAGE_COUNT
};

static void
damage(struct buf *der, size_t at, enum damage how, EVP_PKEY *pkey)
{
	static const size_t lengths[] = { [WRONG_KEY] = 32,
	    [WRONG_LENGTH] = 24, [WRONG_PADDING] = 256, [NO_KEY] = 0,
	    [TAG] = 0 };
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
	unsigned char in[256] = { 0 }, *out = der->data + at;
	size_t n = 256;

	assert_int_equal(EVP_PKEY_get_size(pkey), 256);
	assert_true(RAND_bytes(in + 2, 254) == 1);
	in[1] = 1;		/* the block type of signatures */
	assert_true(EVP_PKEY_encrypt_init(ctx) > 0);
	assert_true(EVP_PKEY_CTX_set_rsa_padding(ctx, how == WRONG_PADDING ?
	    RSA_NO_PADDING : RSA_PKCS1_PADDING) > 0);
	if (how == TAG)
		der->data[der->len - 1] ^= 1;
	else if (how != GOOD)
		assert_true(EVP_PKEY_encrypt(ctx, out, &n, in,
		    lengths[how]) > 0);
	EVP_PKEY_CTX_free(ctx);
}

/* Bleichenbacher: whatever is wrong with the key, nothing tells it. */
static void
no_padding_oracle(void **state)
{
	static const struct recipe gcm = R("RSA", "AES-256-GCM", "",);
	struct world *w = *state;
	struct minted m = stored("rsa");
	struct receive_result r;
	struct buf wire, der;
	unsigned char *at;
	size_t i, k;

	decrypt_with(w, &m);
	for (i = 0; i < 2; i++) {
		char text[FAULT_TEXT] = "";

		for (k = GOOD; k < DAMAGE_COUNT; k++) {
			if (i == 0) {
				wire = encrypt_by(&gcm, &m, NULL);
				der = der_of(&wire);
				buf_clear(&wire);
			} else {
				der = stored_der("rsa-chacha");
			}
			at = memmem(der.data, der.len, "\x04\x82\x01\x00", 4);
			assert_non_null(at);
			damage(&der, (size_t)(at + 4 - der.data),
			    (enum damage)k, m.key->pkey);
			wire = binary_message(&der);
			r = receive_as(w, &wire, nobody);
			check_fate(&r, k == GOOD ? "processed guest" :
			    "suspended DEC_FAILED guest");
			/* The text is the same, word for word. */
			if (k == GOOD + 1)
				snprintf(text, sizeof(text), "%s",
				    r.fault.text);
			else if (k > GOOD)
				assert_string_equal(r.fault.text, text);
			receive_result_clear(&r);
			buf_clear(&wire);
			buf_clear(&der);
		}
	}
	minted_clear(&m);
	set_host_cert(w, fixture_thumbprint(w->f, "decrypt"));
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(own_envelopes), T(envelopes), T(unknown_algorithms),
		T(no_padding_oracle),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
