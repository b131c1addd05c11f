/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include <openssl/asn1t.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include "certstore/pbe.h"

static void
there_and_back(void **state)
{
	struct minted m = mint_leaf("key", NULL), other = mint_leaf("o", NULL);
	struct buf b = { .secret = true };
	struct err err = { 0 };
	struct key *k;

	(void)state;
	assert_true(key_to_pem(m.key, &b, &err));
	assert_non_null(strstr((char *)b.data, "BEGIN PRIVATE KEY"));
	k = key_from_pem(b.data, b.len, NULL, &err);
	assert_non_null(k);
	assert_true(key_matches(k, m.cert));
	assert_false(key_matches(k, other.cert));
	key_free(k);
	buf_clear(&b);
	minted_clear(&m);
	minted_clear(&other);
	key_free(NULL);
	assert_queue_empty();
}

static void
no_key(void **state)
{
	static const char half[] = "-----BEGIN PRIVATE KEY-----\nMIIC\n";
	static const char junk[] = "-----BEGIN PRIVATE KEY-----\n"
	    "MIICAAAA\n-----END PRIVATE KEY-----\n";
	struct err err = { 0 };

	(void)state;
	assert_null(key_from_pem("", 0, NULL, &err));
	assert_non_null(strstr(err.text, "none found"));
	assert_null(key_from_pem(half, sizeof(half) - 1, NULL, &err));
	assert_null(key_from_pem(junk, sizeof(junk) - 1, NULL, &err));
	assert_queue_empty();
}

static void
try_passphrases(const char *pem, size_t n)
{
	struct err err = { 0 };
	struct key *k;

	k = key_from_pem(pem, n, "right", &err);
	assert_non_null(k);
	key_free(k);
	assert_null(key_from_pem(pem, n, "wrong", &err));
	assert_non_null(strstr(err.text, "wrong passphrase"));
	assert_string_equal(err.part, "passphrase");
	memset(&err, 0, sizeof(err));
	assert_null(key_from_pem(pem, n, NULL, &err));
	assert_non_null(strstr(err.text, "passphrase needed"));
	assert_string_equal(err.part, "passphrase");
	assert_queue_empty();
}

/* PKCS#8, and the old form with the cipher in a header. */
static void
encrypted(void **state)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	BIO *bio = BIO_new(BIO_s_mem());
	char pass[] = "right", *data;
	long n;

	(void)state;
	assert_int_equal(PEM_write_bio_PKCS8PrivateKey(bio, pkey,
	    EVP_aes_256_cbc(), pass, 5, NULL, NULL), 1);
	n = BIO_get_mem_data(bio, &data);
	try_passphrases(data, (size_t)n);
	assert_int_equal(BIO_reset(bio), 1);
	assert_int_equal(PEM_write_bio_PrivateKey_traditional(bio, pkey,
	    EVP_aes_128_cbc(), (unsigned char *)pass, 5, NULL, NULL), 1);
	n = BIO_get_mem_data(bio, &data);
	assert_non_null(strstr(data, "Proc-Type: 4,ENCRYPTED"));
	try_passphrases(data, (size_t)n);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
}

/* PBES1 with MD5 and DES: only the legacy provider knows it. */
static void
encrypted_with_old_cipher(void **state)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(pkey);
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *legacy, *base;
	BIO *bio = BIO_new(BIO_s_mem());
	X509_SIG *sig = NULL;
	char *data;
	long n;

	(void)state;
	legacy = OSSL_PROVIDER_load(ctx, "legacy");
	base = OSSL_PROVIDER_load(ctx, "default");
	if (legacy != NULL)
		sig = PKCS8_set0_pbe_ex("right", 5, p8, PKCS5_pbe_set(
		    NID_pbeWithMD5AndDES_CBC, 2048, NULL, 8), ctx, NULL);
	ERR_clear_error();
	if (sig != NULL) {
		PEM_write_bio_PKCS8(bio, sig);
		n = BIO_get_mem_data(bio, &data);
		try_passphrases(data, (size_t)n);
	}
	X509_SIG_free(sig);
	BIO_free(bio);
	OSSL_PROVIDER_unload(legacy);
	OSSL_PROVIDER_unload(base);
	OSSL_LIB_CTX_free(ctx);
	PKCS8_PRIV_KEY_INFO_free(p8);
	EVP_PKEY_free(pkey);
	if (sig == NULL)
		print_message("# no legacy provider here\n");
}

/* A stranger's file must not keep the machine busy for hours. */
static void
too_many_iterations(void **state)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(pkey);
	X509_ALGOR *pbe = PKCS5_pbe2_set(EVP_aes_128_cbc(), 2000000000,
	    (unsigned char *)"saltsalt", 8);
	BIO *bio = BIO_new(BIO_s_mem());
	X509_SIG *sig = X509_SIG_new();
	struct err err = { 0 };
	X509_ALGOR *alg;
	ASN1_OCTET_STRING *oct;
	char *data;
	long n;

	(void)state;
	X509_SIG_getm(sig, &alg, &oct);
	X509_ALGOR_copy(alg, pbe);
	ASN1_OCTET_STRING_set(oct, (const unsigned char *)"0123456789abcdef",
	    16);
	PEM_write_bio_PKCS8(bio, sig);
	n = BIO_get_mem_data(bio, &data);
	assert_null(key_from_pem(data, (size_t)n, "right", &err));
	assert_non_null(strstr(err.text, "too many iterations"));
	X509_SIG_free(sig);
	X509_ALGOR_free(pbe);
	BIO_free(bio);
	PKCS8_PRIV_KEY_INFO_free(p8);
	EVP_PKEY_free(pkey);
	assert_queue_empty();
}

static X509_ALGOR *
scrypt_algor(uint64_t n, uint64_t r, uint64_t p)
{
	X509_ALGOR *a = X509_ALGOR_new();
	SCRYPT_PARAMS *kdf = SCRYPT_PARAMS_new();
	PBE2PARAM *pbe = PBE2PARAM_new();
	ASN1_STRING *der = NULL;

	ASN1_INTEGER_set_uint64(kdf->costParameter, n);
	ASN1_INTEGER_set_uint64(kdf->blockSize, r);
	ASN1_INTEGER_set_uint64(kdf->parallelizationParameter, p);
	ASN1_item_pack(kdf, ASN1_ITEM_rptr(SCRYPT_PARAMS), &der);
	X509_ALGOR_set0(pbe->keyfunc, OBJ_nid2obj(NID_id_scrypt),
	    V_ASN1_SEQUENCE, der);
	X509_ALGOR_set0(pbe->encryption, OBJ_nid2obj(NID_aes_256_cbc),
	    V_ASN1_NULL, NULL);
	der = NULL;
	ASN1_item_pack(pbe, ASN1_ITEM_rptr(PBE2PARAM), &der);
	X509_ALGOR_set0(a, OBJ_nid2obj(NID_pbes2), V_ASN1_SEQUENCE, der);
	SCRYPT_PARAMS_free(kdf);
	PBE2PARAM_free(pbe);
	return a;
}

/* N, r and p of scrypt count as much as iterations. */
static void
too_much_scrypt(void **state)
{
	static const struct {
		uint64_t n, r, p;
		bool ok;
	} asks[] = {
		{ 16384, 8, 1, true },
		{ 65536, 1, 150000, false },
		{ 1048576, 1, 9, true },
		{ 1048576, 1, 10, false },
	};
	struct err err = { 0 };
	X509_ALGOR *a;
	struct pbe pbe;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(asks); i++) {
		a = scrypt_algor(asks[i].n, asks[i].r, asks[i].p);
		pbe_init(&pbe, "x");
		assert_int_equal(pbe_take(&pbe, a, &err), asks[i].ok);
		pbe_clear(&pbe);
		X509_ALGOR_free(a);
	}
	assert_non_null(strstr(err.text, "too many iterations"));
	assert_queue_empty();
}

/* A certificate for any key; nothing of the test depends on its signature. */
static struct cert *
cert_for(EVP_PKEY *pkey)
{
	EVP_PKEY *signer = EVP_EC_gen("P-256");
	X509 *x = X509_new();

	X509_set_pubkey(x, pkey);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 1000);
	X509_sign(x, signer, EVP_sha256());
	EVP_PKEY_free(signer);
	return cert_from_x509(x, NULL);
}

static void
self_test_of(EVP_PKEY *pkey, EVP_PKEY *other)
{
	struct key k = { .pkey = pkey };
	struct cert *own = cert_for(pkey), *wrong = cert_for(other);
	struct err err = { 0 };

	assert_non_null(own);
	if (!key_self_test(&k, own, &err))
		fail_msg("%s: %s", own->key_type, err.text);
	assert_false(key_self_test(&k, wrong, &err));
	assert_non_null(strstr(err.text, "private key: "));
	cert_free(own);
	cert_free(wrong);
	EVP_PKEY_free(pkey);
	EVP_PKEY_free(other);
	assert_queue_empty();
}

static void
self_test(void **state)
{
	static const char *const plain[] = { "ED25519", "ED448", "X25519",
	    "X448" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(plain); i++)
		self_test_of(EVP_PKEY_Q_keygen(NULL, NULL, plain[i]),
		    EVP_PKEY_Q_keygen(NULL, NULL, plain[i]));
	self_test_of(EVP_RSA_gen(1024), EVP_RSA_gen(1024));
	self_test_of(EVP_EC_gen("P-256"), EVP_EC_gen("P-256"));
	/* Other curves and kinds do not fit, and nothing worse happens. */
	self_test_of(EVP_EC_gen("P-384"), EVP_EC_gen("P-256"));
	self_test_of(EVP_RSA_gen(1024), EVP_EC_gen("P-256"));
	self_test_of(EVP_EC_gen("P-521"), EVP_PKEY_Q_keygen(NULL, NULL,
	    "X25519"));
	self_test_of(EVP_PKEY_Q_keygen(NULL, NULL, "X25519"),
	    EVP_RSA_gen(1024));
}

/* SM2 and its like: a kind without a test is no working key. */
static void
self_test_unknown(void **state)
{
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
	struct key k = { .pkey = pkey };
	struct err err = { 0 };
	struct cert *c;

	(void)state;
	assert_non_null(pkey);
	c = cert_for(pkey);
	assert_false(key_self_test(&k, c, &err));
	assert_non_null(strstr(err.text, "private key: "));
	cert_free(c);
	EVP_PKEY_free(pkey);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(no_key),
		cmocka_unit_test(self_test),
		cmocka_unit_test(self_test_unknown),
		cmocka_unit_test(encrypted),
		cmocka_unit_test(encrypted_with_old_cipher),
		cmocka_unit_test(too_many_iterations),
		cmocka_unit_test(too_much_scrypt),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
