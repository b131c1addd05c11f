/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include "certstore/bundle.h"

static struct bundle
parse(const struct buf *b, const char *pass)
{
	struct bundle bundle;
	struct err err = { 0 };

	if (!bundle_parse(&bundle, b->data, b->len, pass, &err))
		fail_msg("%s", err.text);
	assert_queue_empty();
	return bundle;
}

static void
refused(const void *data, size_t n, const char *pass, const char *words,
    const char *part)
{
	struct bundle bundle;
	struct err err = { 0 };

	assert_false(bundle_parse(&bundle, data, n, pass, &err));
	if (strstr(err.text, words) == NULL)
		fail_msg("'%s' lacks '%s'", err.text, words);
	assert_string_equal(err.part, part);
	assert_int_equal(bundle.n, 0);
	bundle_clear(&bundle);
	assert_queue_empty();
}

static void
not_a_certificate(void **state)
{
	static const char request[] =
	    "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n"
	    "-----END CERTIFICATE REQUEST-----\n";
	static const char half[] =
	    "-----BEGIN CERTIFICATE-----\nMIIC\nMIIC\n";
	static const char junk[] =
	    "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n"
	    "-----END CERTIFICATE-----\n";
	static const unsigned char der[] = { 0x30, 0x03, 0x02, 0x01, 0x05 };
	static const unsigned char cut[] = { 0x30, 0x82, 0x04, 0x00, 0x30 };
	char *big = xcalloc(1, MAX_BUNDLE_SIZE + 1);

	(void)state;
	refused("", 0, NULL, "empty", "");
	refused("Dear partner,\n", 14, NULL, "text; no certificate", "");
	refused("\x89PNG\0\0\0", 7, NULL, "neither PEM nor DER", "");
	refused(big, MAX_BUNDLE_SIZE + 1, NULL, "too large (limit 4194304 ",
	    "");
	refused(request, sizeof(request) - 1, NULL,
	    "no certificate in it, but a certificate request", "");
	refused(half, sizeof(half) - 1, NULL, "damaged", "");
	refused(junk, sizeof(junk) - 1, NULL, "PEM block 1: certificate", "");
	refused(der, sizeof(der), NULL, "damaged, or neither", "");
	refused(cut, sizeof(cut), NULL, "truncated (5 of 1028 bytes)", "");
	free(big);
}

/* What people take for a certificate is named, not called damaged. */
static void
something_else(void **state)
{
	static const struct { const char *text, *words; } rows[] = {
		{ "<!DOCTYPE html><html>", "but a web page (HTML)" },
		{ " \n<HTML><head>", "but a web page (HTML)" },
		{ "<?xml version='1.0'?>", "but an XML document" },
		{ "%PDF-1.7", "but a PDF document" },
		{ "ssh-rsa AAAAB3Nz", "but a public key of SSH" },
		{ "MIIDazCCAlOgAwIBAgIU", "base64 text without its BEGIN" },
		{ "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC "
		    "KEY-----\n", "but a public key: the certificate" },
		{ "-----BEGIN PGP PUBLIC KEY BLOCK-----\nMAA=\n-----END "
		    "PGP PUBLIC KEY BLOCK-----\n", "but a key of PGP" },
		{ "-----BEGIN OTHER-----\nMAA=\n-----END OTHER-----\n",
		    "in it, but OTHER" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		refused(rows[i].text, strlen(rows[i].text), NULL,
		    rows[i].words, "");
}

static void
pem_of_several(void **state)
{
	struct minted ca = mint_ca("CA", NULL), leaf = mint_leaf("L", &ca);
	struct minted stray = mint_leaf("stray", NULL);
	struct issuer issuer = { ca.cert, ca.key };
	struct crl *crl = issue_crl(&issuer, NULL, 0, NOW, 0, NULL);
	struct buf b = { .secret = true };
	struct bundle bundle;

	(void)state;
	buf_adds(&b, "Hello,\nhere are our certificates: see below.\n\n");
	assert_true(key_to_pem(leaf.key, &b, NULL));
	cert_to_pem(ca.cert, &b);
	buf_adds(&b, "subject=the leaf\n");
	cert_to_pem(leaf.cert, &b);
	cert_to_pem(leaf.cert, &b);
	crl_to_pem(crl, &b);
	assert_true(key_to_pem(stray.key, &b, NULL));
	bundle = parse(&b, NULL);
	assert_string_equal(bundle.form, "PEM");
	assert_int_equal(bundle.n, 2);
	assert_string_equal(bundle.items[0].cert->common_name, "CA");
	assert_null(bundle.items[0].key);
	assert_true(key_matches(bundle.items[1].key, leaf.cert));
	assert_int_equal(bundle.crls.n, 1);
	assert_int_equal(bundle.crls.v[0]->next_update, 0);
	assert_int_equal(bundle.stray_keys, 1);
	assert_int_equal(bundle_item_store(&bundle.items[0]), STORE_ROOT);
	assert_int_equal(bundle_item_store(&bundle.items[1]), STORE_PERSONAL);
	bundle_clear(&bundle);
	buf_clear(&b);
	crl_free(crl);
	minted_clear(&stray);
	minted_clear(&leaf);
	minted_clear(&ca);
}

static void
where_items_belong(void **state)
{
	struct minted ca = mint_ca("CA", NULL), mid = mint_ca("Mid", &ca);
	struct minted leaf = mint_leaf("L", &mid), self = mint_leaf("S", NULL);
	struct bundle_item item = { .cert = mid.cert };

	(void)state;
	assert_int_equal(bundle_item_store(&item), STORE_CA);
	item.cert = leaf.cert;
	assert_int_equal(bundle_item_store(&item), STORE_OTHER_PEOPLE);
	item.cert = self.cert;
	assert_int_equal(bundle_item_store(&item), STORE_OTHER_PEOPLE);
	minted_clear(&self);
	minted_clear(&leaf);
	minted_clear(&mid);
	minted_clear(&ca);
}

/* As a terminal, a mail program or a Windows editor makes it of a PEM. */
static void
pasted_pem(void **state)
{
	struct minted m = mint_leaf("pasted", NULL);
	struct buf pem = { 0 }, b = { 0 };
	struct bundle bundle;
	size_t i;

	(void)state;
	cert_to_pem(m.cert, &pem);
	buf_adds(&b, "\xef\xbb\xbf    ");
	for (i = 0; i < pem.len; i++) {
		buf_addc(&b, (char)pem.data[i]);
		if (pem.data[i] == '\n')
			buf_adds(&b, "\r\n \t ");
	}
	bundle = parse(&b, NULL);
	assert_string_equal(bundle.items[0].cert->sha256, m.cert->sha256);
	bundle_clear(&bundle);
	buf_reset(&b);
	buf_add(&b, "\xff\xfe", 2);
	for (i = 0; i < pem.len; i++) {
		buf_addc(&b, (char)pem.data[i]);
		buf_addc(&b, '\0');
	}
	bundle = parse(&b, NULL);
	assert_string_equal(bundle.items[0].cert->sha256, m.cert->sha256);
	bundle_clear(&bundle);
	buf_clear(&b);
	buf_clear(&pem);
	minted_clear(&m);
}

/* OpenSSL's own form may carry trust; only the certificate is taken. */
static void
trusted_certificate(void **state)
{
	struct minted m = mint_leaf("aux", NULL);
	BIO *bio = BIO_new(BIO_s_mem());
	struct bundle bundle;
	char *data;
	long n;

	(void)state;
	X509_add1_trust_object(m.cert->x509, OBJ_nid2obj(NID_email_protect));
	assert_int_equal(PEM_write_bio_X509_AUX(bio, m.cert->x509), 1);
	n = BIO_get_mem_data(bio, &data);
	assert_non_null(strstr(data, "TRUSTED CERTIFICATE"));
	assert_true(bundle_parse(&bundle, data, (size_t)n, NULL, NULL));
	assert_string_equal(bundle.items[0].cert->sha256, m.cert->sha256);
	assert_null(X509_get0_trust_objects(bundle.items[0].cert->x509));
	bundle_clear(&bundle);
	BIO_free(bio);
	minted_clear(&m);
}

static void
der_forms(void **state)
{
	struct minted ca = mint_ca("CA", NULL);
	struct issuer issuer = { ca.cert, ca.key };
	struct crl *crl = issue_crl(&issuer, NULL, 0, NOW, NOW + 1, NULL);
	struct buf b = { 0 };
	struct bundle bundle;
	unsigned char *der = NULL;
	int n;

	(void)state;
	cert_to_der(ca.cert, &b);
	bundle = parse(&b, NULL);
	assert_string_equal(bundle.form, "DER certificate");
	assert_int_equal(bundle.n, 1);
	bundle_clear(&bundle);
	buf_adds(&b, "xx");
	refused(b.data, b.len, NULL, "certificate: 2 more bytes", "");
	refused(b.data, b.len - 40, NULL, "truncated (", "");

	buf_reset(&b);
	n = i2d_X509_CRL(crl->x509, &der);
	buf_add(&b, der, (size_t)n);
	OPENSSL_free(der);
	bundle = parse(&b, NULL);
	assert_string_equal(bundle.form, "DER revocation list");
	assert_int_equal(bundle.crls.n, 1);
	bundle_clear(&bundle);
	buf_adds(&b, "x");
	refused(b.data, b.len, NULL, "revocation list: 1 more bytes", "");

	/* The same list twice is one. */
	buf_reset(&b);
	crl_to_pem(crl, &b);
	crl_to_pem(crl, &b);
	bundle = parse(&b, NULL);
	assert_int_equal(bundle.crls.n, 1);
	bundle_clear(&bundle);
	buf_clear(&b);
	crl_free(crl);
	minted_clear(&ca);
}

static void
pkcs7(void **state)
{
	struct minted a = mint_leaf("a", NULL), c = mint_leaf("c", NULL);
	PKCS7 *p7 = PKCS7_new();
	unsigned char *der = NULL;
	struct bundle bundle;
	struct buf b = { 0 };
	char *data;
	BIO *bio;
	int n;

	(void)state;
	PKCS7_set_type(p7, NID_pkcs7_signed);
	PKCS7_content_new(p7, NID_pkcs7_data);
	PKCS7_add_certificate(p7, a.cert->x509);
	PKCS7_add_certificate(p7, c.cert->x509);
	n = i2d_PKCS7(p7, &der);
	buf_add(&b, der, (size_t)n);
	bundle = parse(&b, NULL);
	assert_string_equal(bundle.form, "PKCS#7");
	assert_int_equal(bundle.n, 2);
	bundle_clear(&bundle);
	buf_addc(&b, '\0');
	refused(b.data, b.len, NULL, "PKCS#7: 1 more bytes", "");
	bio = BIO_new(BIO_s_mem());
	PEM_write_bio_PKCS7(bio, p7);
	buf_reset(&b);
	n = (int)BIO_get_mem_data(bio, &data);
	buf_add(&b, data, (size_t)n);
	bundle = parse(&b, NULL);
	assert_int_equal(bundle.n, 2);
	bundle_clear(&bundle);
	BIO_free(bio);
	PKCS7_free(p7);
	OPENSSL_free(der);

	/* Of another kind: what it is instead is named. */
	p7 = PKCS7_new();
	PKCS7_set_type(p7, NID_pkcs7_data);
	ASN1_OCTET_STRING_set(p7->d.data, (const unsigned char *)"x", 1);
	der = NULL;
	n = i2d_PKCS7(p7, &der);
	refused(der, (size_t)n, NULL, "holds no certificates (pkcs7-data)",
	    "");
	OPENSSL_free(der);
	PKCS7_free(p7);
	buf_clear(&b);
	minted_clear(&a);
	minted_clear(&c);
}

static void
pkcs12(void **state)
{
	struct minted m = mint_leaf("p12", NULL);
	struct buf b = { .secret = true };
	struct bundle bundle;
	size_t i;

	(void)state;
	assert_true(issue_pkcs12(m.cert, m.key, "geheim", &b, NULL));
	bundle = parse(&b, "geheim");
	assert_string_equal(bundle.form, "PKCS#12");
	assert_int_equal(bundle.n, 1);
	assert_true(key_matches(bundle.items[0].key, m.cert));
	assert_int_equal(bundle_item_store(&bundle.items[0]), STORE_PERSONAL);
	bundle_clear(&bundle);
	refused(b.data, b.len, "Geheim", "wrong passphrase", "passphrase");
	refused(b.data, b.len, NULL, "passphrase needed", "passphrase");
	refused(b.data, b.len, "", "passphrase needed", "passphrase");
	refused(b.data, b.len - 1, "geheim", "truncated (", "");
	/* Damage inside is no damage of the outer form. */
	for (i = 60; i < b.len; i += 211) {
		b.data[i] ^= 0x10;
		if (bundle_parse(&bundle, b.data, b.len, "geheim", NULL))
			assert_true(bundle.n + bundle.stray_keys > 0);
		bundle_clear(&bundle);
		assert_queue_empty();
		b.data[i] ^= 0x10;
	}
	buf_clear(&b);
	minted_clear(&m);
}

static void
add_p12(struct buf *b, PKCS12 *p12)
{
	unsigned char *der = NULL;
	int n = i2d_PKCS12(p12, &der);

	assert_true(n > 0);
	buf_add(b, der, (size_t)n);
	OPENSSL_free(der);
	PKCS12_free(p12);
}

/* The two ways to write "no passphrase", and none at all. */
static void
pkcs12_without_passphrase(void **state)
{
	static const char *const passes[] = { NULL, "" };
	struct minted m = mint_leaf("p12", NULL);
	struct bundle bundle;
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		b = (struct buf){ .secret = true };
		add_p12(&b, PKCS12_create(passes[i / 2], "n", m.key->pkey,
		    m.cert->x509, NULL, 0, 0, 1000, 1000, 0));
		bundle = parse(&b, passes[i % 2]);
		assert_true(key_matches(bundle.items[0].key, m.cert));
		bundle_clear(&bundle);
		buf_clear(&b);
	}
	b = (struct buf){ .secret = true };
	add_p12(&b, PKCS12_create(NULL, "n", m.key->pkey, m.cert->x509, NULL,
	    -1, -1, 0, -1, 0));
	bundle = parse(&b, NULL);
	assert_non_null(bundle.items[0].key);
	bundle_clear(&bundle);
	buf_clear(&b);
	minted_clear(&m);
}

/* RC2-40 for the certificates and 3DES for the key: Windows until 2022. */
static void
pkcs12_with_old_ciphers(void **state)
{
	struct minted m = mint_leaf("old", NULL);
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *legacy = OSSL_PROVIDER_load(ctx, "legacy");
	OSSL_PROVIDER *base = OSSL_PROVIDER_load(ctx, "default");
	struct buf b = { .secret = true };
	struct bundle bundle;
	PKCS12 *p12 = NULL;

	(void)state;
	if (legacy != NULL)
		p12 = PKCS12_create_ex("pass", "n", m.key->pkey,
		    m.cert->x509, NULL, NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
		    NID_pbe_WithSHA1And40BitRC2_CBC, 2048, 2048, 0, ctx,
		    NULL);
	if (p12 != NULL) {
		add_p12(&b, p12);
		bundle = parse(&b, "pass");
		assert_true(key_matches(bundle.items[0].key, m.cert));
		bundle_clear(&bundle);
		refused(b.data, b.len, "wrong", "wrong passphrase",
		    "passphrase");
	}
	/* Nothing else may be able to use them afterwards. */
	assert_null(EVP_CIPHER_fetch(NULL, "RC2-40-CBC", NULL));
	ERR_clear_error();
	OSSL_PROVIDER_unload(legacy);
	OSSL_PROVIDER_unload(base);
	OSSL_LIB_CTX_free(ctx);
	buf_clear(&b);
	minted_clear(&m);
	if (p12 == NULL)
		print_message("# no legacy provider here\n");
}

static void
files(void **state)
{
	struct minted m = mint_leaf("file", NULL);
	char *root = temp_folder(), *path = file_join(root, "a.pem");
	struct buf b = { 0 };
	struct bundle bundle;
	struct err err = { 0 };

	(void)state;
	cert_to_pem(m.cert, &b);
	assert_true(file_write(path, b.data, b.len, 0644, NULL));
	assert_true(bundle_read(&bundle, path, NULL, &err));
	assert_int_equal(bundle.n, 1);
	bundle_clear(&bundle);
	assert_true(file_write(path, "", 0, 0644, NULL));
	assert_false(bundle_read(&bundle, path, NULL, &err));
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, ": empty"));
	unlink(path);
	assert_false(bundle_read(&bundle, path, NULL, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	bundle_clear(&bundle);
	buf_clear(&b);
	free(path);
	remove_folder(root);
	minted_clear(&m);
}

/* Repeating one key costs comparisons; there is an end to it. */
static void
too_many_keys(void **state)
{
	struct minted m = mint_leaf("k", NULL);
	struct buf b = { .secret = true };
	int i;

	(void)state;
	for (i = 0; i < 101; i++)
		assert_true(key_to_pem(m.key, &b, NULL));
	refused(b.data, b.len, NULL, "too many private keys in one file "
	    "(limit 100); split it", "");
	buf_clear(&b);
	minted_clear(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(not_a_certificate),
		cmocka_unit_test(something_else),
		cmocka_unit_test(pem_of_several),
		cmocka_unit_test(where_items_belong),
		cmocka_unit_test(pasted_pem),
		cmocka_unit_test(trusted_certificate),
		cmocka_unit_test(der_forms),
		cmocka_unit_test(pkcs7),
		cmocka_unit_test(pkcs12),
		cmocka_unit_test(pkcs12_without_passphrase),
		cmocka_unit_test(pkcs12_with_old_ciphers),
		cmocka_unit_test(files),
		cmocka_unit_test(too_many_keys),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
