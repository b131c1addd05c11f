/* SPDX-License-Identifier: ISC */
/* Enveloped and authenticated-enveloped data: decrypting and encrypting. */
#include "engine/cms.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"
#include "engine/cms_util.h"

/*
 * The tag of GCM, RFC 5084 3.2.  A stranger may cut it: a tag of one byte
 * would let every 256th forgery pass.
 */
#define MIN_TAG 12

/* Accepted content ciphers; what is not here is not decrypted. */
static const struct cms_cipher ciphers[] = {
	{ .name = SN_aes_128_cbc },
	{ .name = SN_aes_192_cbc },
	{ .name = SN_aes_256_cbc },
	{ .name = SN_aes_128_gcm, .integrity = true },
	{ .name = SN_aes_192_gcm, .integrity = true },
	{ .name = SN_aes_256_gcm, .integrity = true },
	{ .name = SN_camellia_128_cbc },
	{ .name = SN_camellia_192_cbc },
	{ .name = SN_camellia_256_cbc },
	{ .name = SN_des_ede3_cbc, .legacy = true },
};

const struct cms_cipher *
cms_cipher(const struct cms *cms)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ciphers); i++)
		if (strcmp(ciphers[i].name, cms->cipher) == 0)
			return &ciphers[i];
	return NULL;
}

/* Key agreement: one structure holds the keys of several recipients. */
static bool
agreed_with(CMS_RecipientInfo *ri, X509 *x509)
{
	STACK_OF(CMS_RecipientEncryptedKey) *keys =
	    CMS_RecipientInfo_kari_get0_reks(ri);
	int i;

	for (i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); i++)
		if (CMS_RecipientEncryptedKey_cert_cmp(
		    sk_CMS_RecipientEncryptedKey_value(keys, i), x509) == 0)
			return true;
	return false;
}

bool
cms_is_recipient(const struct cms *cms, const struct cert *cert)
{
	STACK_OF(CMS_RecipientInfo) *all = CMS_get0_RecipientInfos(cms->ci);
	CMS_RecipientInfo *ri;
	int i;

	for (i = 0; i < sk_CMS_RecipientInfo_num(all); i++) {
		ri = sk_CMS_RecipientInfo_value(all, i);
		switch (CMS_RecipientInfo_type(ri)) {
		case CMS_RECIPINFO_TRANS:
			if (CMS_RecipientInfo_ktri_cert_cmp(ri,
			    cert->x509) == 0)
				return true;
			break;
		case CMS_RECIPINFO_AGREE:
			if (agreed_with(ri, cert->x509))
				return true;
			break;
		default:	/* passwords and shared keys: not ours */
			break;
		}
	}
	return false;
}

/*
 * A wrong key and a wrong padding must look alike (Bleichenbacher, and the
 * padding of CBC): given the recipient's certificate, OpenSSL goes on with a
 * random key where the key does not unwrap, and there is one error for all.
 */
bool
cms_decrypt(struct cms *cms, const struct cert *cert, const struct key *key,
    struct buf *out, struct err *err)
{
	BIO *plain = ossl_bio();	/* cleansed when it is freed */
	bool ok;

	ok = (cms->type != CMS_TYPE_AUTH_ENVELOPED || cms->tag >= MIN_TAG) &&
	    CMS_decrypt(cms->ci, key->pkey, cert->x509, NULL, plain,
	    CMS_BINARY) == 1;
	if (ok)
		cms_take(plain, out);
	else
		err_set(err, ERR_FAILED, "the content does not decrypt");
	BIO_free(plain);
	ERR_clear_error();
	return ok;
}

/* ---- encrypting ---------------------------------------------------------- */

static const EVP_CIPHER *
cipher_for(enum encryption_algorithm algorithm)
{
	static const EVP_CIPHER *(*const table[])(void) = {
		[ALGORITHM_AES128_CBC] = EVP_aes_128_cbc,
		[ALGORITHM_AES192_CBC] = EVP_aes_192_cbc,
		[ALGORITHM_AES256_CBC] = EVP_aes_256_cbc,
		[ALGORITHM_AES128_GCM] = EVP_aes_128_gcm,
		[ALGORITHM_AES256_GCM] = EVP_aes_256_gcm,
	};

	return table[algorithm]();
}

/* OpenSSL derives with SHA-1 unless told; RFC 8551 2.3 wants SHA-256. */
static bool
add_recipient(CMS_ContentInfo *ci, const struct cert *cert)
{
	CMS_RecipientInfo *ri = CMS_add1_recipient_cert(ci, cert->x509,
	    CMS_KEY_PARAM);
	EVP_PKEY_CTX *ctx;

	if (ri == NULL)
		return false;
	if (CMS_RecipientInfo_type(ri) != CMS_RECIPINFO_AGREE)
		return true;
	ctx = CMS_RecipientInfo_get0_pkey_ctx(ri);
	return ctx != NULL && EVP_PKEY_CTX_set_ecdh_kdf_type(ctx,
	    EVP_PKEY_ECDH_KDF_X9_63) > 0 &&
	    EVP_PKEY_CTX_set_ecdh_kdf_md(ctx, EVP_sha256()) > 0;
}

bool
cms_encrypt(const void *data, size_t len, const struct cert *cert,
    enum encryption_algorithm algorithm, struct buf *out, struct err *err)
{
	const EVP_CIPHER *cipher = cipher_for(algorithm);
	CMS_ContentInfo *ci = NULL;
	BIO *from = NULL;
	bool ok = false;

	if (len > INT_MAX)
		return err_set(err, ERR_INVALID, "encrypt: too large");
	from = ossl_bio_over(data, (int)len);
	ci = CMS_encrypt(NULL, NULL, cipher, CMS_BINARY | CMS_PARTIAL);
	ok = ci != NULL && add_recipient(ci, cert) &&
	    CMS_final(ci, from, NULL, CMS_BINARY) == 1 &&
	    cms_to_der(ci, out);
	if (!ok)
		ossl_err(err, ERR_FAILED, "encrypt");
	CMS_ContentInfo_free(ci);
	BIO_free(from);
	return ok;
}
