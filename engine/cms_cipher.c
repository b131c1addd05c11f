/* SPDX-License-Identifier: ISC */
/* Content ciphers: which there are, and those OpenSSL's CMS does not know. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

#include "base/mem.h"
#include "engine/cms_util.h"

/*
 * In the order in which we like to get them; what is not here is not
 * decrypted.  OpenSSL has no OID for ChaCha20-Poly1305 (RFC 8103).
 */
static const struct cms_cipher ciphers[] = {
	{ .name = SN_aes_256_gcm, .integrity = true, .offered = true },
	{ .name = SN_aes_192_gcm, .integrity = true, .offered = true },
	{ .name = SN_aes_128_gcm, .integrity = true, .offered = true },
	{ .name = SN_chacha20_poly1305, .integrity = true, .offered = true,
	  .oid = "1.2.840.113549.1.9.16.3.18", .tag = 16 },
	{ .name = SN_aes_256_cbc, .offered = true },
	{ .name = SN_aes_192_cbc, .offered = true },
	{ .name = SN_aes_128_cbc, .offered = true },
	{ .name = SN_camellia_256_cbc },
	{ .name = SN_camellia_192_cbc },
	{ .name = SN_camellia_128_cbc },
	{ .name = SN_des_ede3_cbc, .legacy = true },
	{ .name = SN_rc2_cbc, .legacy = true, .provider = true },
	{ .name = SN_des_cbc, .legacy = true, .provider = true },
};

const struct cms_cipher *
cms_cipher_at(size_t i)
{
	return i < ARRAY_SIZE(ciphers) ? &ciphers[i] : NULL;
}

const struct cms_cipher *
cms_cipher(const struct cms *cms)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ciphers); i++)
		if (strcmp(ciphers[i].oid != NULL ? ciphers[i].oid :
		    ciphers[i].name, cms->cipher) == 0)
			return &ciphers[i];
	return NULL;
}

/*
 * The initialization vector or nonce: an OCTET STRING, or the first of a
 * SEQUENCE (RFC 5084 3.2, RFC 8103 2).
 */
static struct ber
nonce(const struct ber_cms *parts)
{
	struct ber in = parts->inside;
	struct ber_item item;

	/* contentType, algorithm { oid, parameters } */
	if (!ber_next(&in, &item) || !ber_next(&in, &item))
		return (struct ber){ NULL, 0 };
	in = item.content;
	if (!ber_next(&in, &item) || !ber_next(&in, &item))
		return (struct ber){ NULL, 0 };
	if (item.tag == (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED)) {
		in = item.content;
		if (!ber_next(&in, &item))
			return (struct ber){ NULL, 0 };
	}
	return item.tag == V_ASN1_OCTET_STRING ? item.content :
	    (struct ber){ NULL, 0 };
}

static bool
set_up(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
    const unsigned char *cek, const struct cms *cms)
{
	struct ber iv = nonce(&cms->parts), attributes, tag;
	struct ber_item mac;
	const struct cms_cipher *row = cms_cipher(cms);

	if (!row->integrity)
		return iv.len == (size_t)EVP_CIPHER_get_iv_length(cipher) &&
		    EVP_DecryptInit_ex(ctx, cipher, NULL, cek, iv.p) == 1;
	ber_mac(&cms->parts, &attributes, &mac);
	tag = mac.content;
	/* Without a tag set the cipher would not look for one. */
	return cms->type == CMS_TYPE_AUTH_ENVELOPED && tag.len > 0 &&
	    tag.len <= EVP_MAX_BLOCK_LENGTH &&
	    (row->tag == 0 || tag.len == row->tag) && iv.len > 0 &&
	    iv.len <= EVP_MAX_IV_LENGTH &&
	    EVP_DecryptInit_ex(ctx, cipher, NULL, NULL, NULL) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)iv.len,
	    NULL) == 1 && EVP_DecryptInit_ex(ctx, NULL, NULL, cek, iv.p) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)tag.len,
	    (void *)(uintptr_t)tag.p) == 1;
}

EVP_CIPHER_CTX *
cms_cipher_ctx(const struct cms *cms, const struct cms_recipient *recipient,
    const struct key *key)
{
	const struct cms_cipher *row = cms_cipher(cms);
	EVP_CIPHER *cipher = row == NULL || row->provider ? NULL :
	    EVP_CIPHER_fetch(NULL, row->name, NULL);
	unsigned char cek[EVP_MAX_KEY_LENGTH];
	EVP_CIPHER_CTX *ctx = NULL;

	if (cipher != NULL)
		ctx = EVP_CIPHER_CTX_new();
	if (ctx != NULL && (!cms_key(cms, recipient, key, cek,
	    (size_t)EVP_CIPHER_get_key_length(cipher)) ||
	    !set_up(ctx, cipher, cek, cms))) {
		EVP_CIPHER_CTX_free(ctx);
		ctx = NULL;
	}
	OPENSSL_cleanse(cek, sizeof(cek));
	EVP_CIPHER_free(cipher);
	return ctx;
}
