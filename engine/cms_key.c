/* SPDX-License-Identifier: ISC */
/*
 * Key management: for whom a structure is encrypted and how, and getting at
 * the content's key where OpenSSL's CMS cannot: X25519 and X448 (RFC 8418),
 * and any of them for a cipher that it does not know.
 */
#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/cms_util.h"

#define MAX_SECRET 128		/* bytes of an agreed secret: P-521 has 66 */
#define MAX_RSA_BYTES 2048	/* OpenSSL's limit: 16384 bits */

/* How the wrapping key comes from the agreed secret; by name or OID. */
static const struct scheme {
	const char *name;
	const char *kdf, *digest;	/* NULL: OpenSSL's business */
} schemes[] = {
	{ SN_dhSinglePass_stdDH_sha1kdf_scheme, "X963KDF", "SHA1" },
	{ SN_dhSinglePass_stdDH_sha224kdf_scheme, "X963KDF", "SHA224" },
	{ SN_dhSinglePass_stdDH_sha256kdf_scheme, "X963KDF", "SHA256" },
	{ SN_dhSinglePass_stdDH_sha384kdf_scheme, "X963KDF", "SHA384" },
	{ SN_dhSinglePass_stdDH_sha512kdf_scheme, "X963KDF", "SHA512" },
	{ SN_dhSinglePass_cofactorDH_sha1kdf_scheme, NULL, NULL },
	{ SN_dhSinglePass_cofactorDH_sha224kdf_scheme, NULL, NULL },
	{ SN_dhSinglePass_cofactorDH_sha256kdf_scheme, NULL, NULL },
	{ SN_dhSinglePass_cofactorDH_sha384kdf_scheme, NULL, NULL },
	{ SN_dhSinglePass_cofactorDH_sha512kdf_scheme, NULL, NULL },
	{ SN_id_smime_alg_ESDH, NULL, NULL },
	/* RFC 8418 2.2 */
	{ "1.2.840.113549.1.9.16.3.19", "HKDF", "SHA256" },
	{ "1.2.840.113549.1.9.16.3.20", "HKDF", "SHA384" },
	{ "1.2.840.113549.1.9.16.3.21", "HKDF", "SHA512" },
};

static const char *const wraps[] = { SN_id_aes128_wrap, SN_id_aes192_wrap,
	SN_id_aes256_wrap, SN_id_smime_alg_CMS3DESwrap };

static const char *const transports[] = { LN_rsaEncryption, SN_rsaesOaep };

/* ---- who ----------------------------------------------------------------- */

/* Key agreement: one structure holds the keys of several recipients. */
static int
agreed_with(CMS_RecipientInfo *ri, X509 *x509)
{
	STACK_OF(CMS_RecipientEncryptedKey) *keys =
	    CMS_RecipientInfo_kari_get0_reks(ri);
	int i;

	for (i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); i++)
		if (CMS_RecipientEncryptedKey_cert_cmp(
		    sk_CMS_RecipientEncryptedKey_value(keys, i), x509) == 0)
			return i;
	return -1;
}

/* -1: not for it; passwords and shared keys never are. */
static int
key_for(CMS_RecipientInfo *ri, X509 *x509)
{
	switch (CMS_RecipientInfo_type(ri)) {
	case CMS_RECIPINFO_TRANS:
		return CMS_RecipientInfo_ktri_cert_cmp(ri, x509) == 0 ? 0 : -1;
	case CMS_RECIPINFO_AGREE:
		return agreed_with(ri, x509);
	default:
		return -1;
	}
}

struct cms_recipient
cms_find_recipient(const struct cms *cms, const struct cert *cert)
{
	STACK_OF(CMS_RecipientInfo) *all = CMS_get0_RecipientInfos(cms->ci);
	struct cms_recipient r;

	for (r.at = 0; r.at < sk_CMS_RecipientInfo_num(all); r.at++) {
		r.ri = sk_CMS_RecipientInfo_value(all, r.at);
		r.key = key_for(r.ri, cert->x509);
		if (r.key >= 0)
			return r;
	}
	return (struct cms_recipient){ .ri = NULL };
}

bool
cms_is_recipient(const struct cms *cms, const struct cert *cert)
{
	return cms_find_recipient(cms, cert).ri != NULL;
}

/* ---- how ----------------------------------------------------------------- */

static X509_ALGOR *
algorithm_of(const struct cms_recipient *r, ASN1_OCTET_STRING **ukm)
{
	X509_ALGOR *algorithm = NULL;

	if (CMS_RecipientInfo_type(r->ri) == CMS_RECIPINFO_TRANS)
		CMS_RecipientInfo_ktri_get0_algs(r->ri, NULL, NULL,
		    &algorithm);
	else
		CMS_RecipientInfo_kari_get0_alg(r->ri, &algorithm, ukm);
	return algorithm;
}

static const struct scheme *
scheme_of(const X509_ALGOR *algorithm)
{
	char name[CMS_NAME_SIZE];
	size_t i;

	cms_name(algorithm->algorithm, name, sizeof(name));
	for (i = 0; i < ARRAY_SIZE(schemes); i++)
		if (strcmp(schemes[i].name, name) == 0)
			return &schemes[i];
	return NULL;
}

static bool
listed(const char *const *list, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

/* The algorithm that wraps the key; the caller's to free; or NULL. */
static X509_ALGOR *
wrap_of(const X509_ALGOR *algorithm)
{
	return algorithm->parameter == NULL ? NULL :
	    ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR),
	    algorithm->parameter);
}

bool
cms_key_supported(const struct cms *cms, const struct cert *cert,
    char name[CMS_NAME_SIZE])
{
	struct cms_recipient r = cms_find_recipient(cms, cert);
	ASN1_OCTET_STRING *ukm = NULL;
	X509_ALGOR *algorithm = algorithm_of(&r, &ukm), *wrap;
	bool ok = false;

	cms_name(algorithm->algorithm, name, CMS_NAME_SIZE);
	if (CMS_RecipientInfo_type(r.ri) == CMS_RECIPINFO_TRANS)
		return listed(transports, ARRAY_SIZE(transports), name);
	if (scheme_of(algorithm) == NULL)
		return false;
	wrap = wrap_of(algorithm);
	if (wrap != NULL) {
		cms_name(wrap->algorithm, name, CMS_NAME_SIZE);
		ok = listed(wraps, ARRAY_SIZE(wraps), name);
	}
	X509_ALGOR_free(wrap);
	return ok;
}

/* X25519, X448: raw public keys, and no CMS in OpenSSL. */
static bool
is_raw(EVP_PKEY *pkey)
{
	int id = pkey != NULL ? EVP_PKEY_get_base_id(pkey) : EVP_PKEY_NONE;

	return id == EVP_PKEY_X25519 || id == EVP_PKEY_X448;
}

bool
cms_key_needed(const struct cms_recipient *r, const struct cert *cert)
{
	ASN1_OCTET_STRING *ukm = NULL;
	const struct scheme *scheme;

	if (CMS_RecipientInfo_type(r->ri) != CMS_RECIPINFO_AGREE)
		return false;
	scheme = scheme_of(algorithm_of(r, &ukm));
	return is_raw(X509_get0_pubkey(cert->x509)) || (scheme != NULL &&
	    scheme->kdf != NULL && strcmp(scheme->kdf, "HKDF") == 0);
}

/* ---- the encrypted key --------------------------------------------------- */

static bool
nth(struct ber in, int n, struct ber_item *item)
{
	while (ber_next(&in, item))
		if (n-- == 0)
			return true;
	return false;
}

static bool
last(struct ber in, struct ber_item *item)
{
	bool any = false;

	while (ber_next(&in, item))
		any = true;
	return any;
}

/* OpenSSL has no accessor: it is read where it stands. */
static struct ber
encrypted_key(const struct cms *cms, const struct cms_recipient *r)
{
	struct ber_item item;

	/* version, [originatorInfo], recipientInfos */
	if (last(cms->parts.head, &item) && nth(item.content, r->at, &item) &&
	    last(item.content, &item) &&
	    (CMS_RecipientInfo_type(r->ri) == CMS_RECIPINFO_TRANS ||
	    (nth(item.content, r->key, &item) &&
	    last(item.content, &item))) && item.tag == V_ASN1_OCTET_STRING)
		return item.content;
	return (struct ber){ NULL, 0 };
}

/* ---- key transport ------------------------------------------------------- */

static const EVP_MD *
digest_of(const X509_ALGOR *algorithm)
{
	return algorithm == NULL ? EVP_sha1() :
	    EVP_get_digestbyobj(algorithm->algorithm);
}

static const EVP_MD *
mask_digest_of(const X509_ALGOR *mask)
{
	const EVP_MD *md;
	X509_ALGOR *digest;

	if (mask == NULL)
		return EVP_sha1();
	if (OBJ_obj2nid(mask->algorithm) != NID_mgf1)
		return NULL;
	digest = wrap_of(mask);
	md = digest != NULL ? digest_of(digest) : NULL;
	X509_ALGOR_free(digest);
	return md;
}

static bool
set_label(EVP_PKEY_CTX *ctx, const X509_ALGOR *source)
{
	const ASN1_OCTET_STRING *label;
	void *copy;
	int n;

	if (source == NULL)
		return true;
	if (OBJ_obj2nid(source->algorithm) != NID_pSpecified ||
	    source->parameter == NULL ||
	    source->parameter->type != V_ASN1_OCTET_STRING)
		return false;
	label = source->parameter->value.octet_string;
	n = ASN1_STRING_length(label);
	copy = OPENSSL_memdup(ASN1_STRING_get0_data(label), (size_t)n);
	if (n > 0 && EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, copy, n) <= 0) {
		OPENSSL_free(copy);
		return false;
	}
	if (n == 0)
		OPENSSL_free(copy);
	return true;
}

/* RFC 4055 4.1 */
static bool
set_oaep(EVP_PKEY_CTX *ctx, const X509_ALGOR *algorithm)
{
	RSA_OAEP_PARAMS *p = algorithm->parameter == NULL ? NULL :
	    ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_OAEP_PARAMS),
	    algorithm->parameter);
	const EVP_MD *md, *mask;
	bool ok = false;

	if (p != NULL) {
		md = digest_of(p->hashFunc);
		mask = mask_digest_of(p->maskGenFunc);
		ok = md != NULL && mask != NULL &&
		    EVP_PKEY_CTX_set_rsa_padding(ctx,
		    RSA_PKCS1_OAEP_PADDING) > 0 &&
		    EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md) > 0 &&
		    EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, mask) > 0 &&
		    set_label(ctx, p->pSourceFunc);
	}
	RSA_OAEP_PARAMS_free(p);
	return ok;
}

/*
 * RFC 3218 2.3.2: where the padding is wrong, or the length, the content is
 * tried with a random key, so that neither error nor time tells.
 */
static bool
transported(const struct cms *cms, const struct cms_recipient *r,
    const struct key *key, unsigned char *cek, size_t len)
{
	ASN1_OCTET_STRING *ukm = NULL;
	const X509_ALGOR *algorithm = algorithm_of(r, &ukm);
	bool oaep = OBJ_obj2nid(algorithm->algorithm) == NID_rsaesOaep;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
	struct ber in = encrypted_key(cms, r);
	unsigned char out[MAX_RSA_BYTES];
	size_t n = sizeof(out);
	bool ok;

	ok = RAND_bytes(cek, (int)len) == 1 && ctx != NULL &&
	    EVP_PKEY_get_size(key->pkey) <= MAX_RSA_BYTES &&
	    EVP_PKEY_decrypt_init(ctx) > 0 && (oaep ?
	    set_oaep(ctx, algorithm) :
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0);
	if (ok && EVP_PKEY_decrypt(ctx, out, &n, in.p, in.len) > 0 &&
	    n == len)
		memcpy(cek, out, len);
	OPENSSL_cleanse(out, sizeof(out));
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

/* ---- key agreement ------------------------------------------------------- */

/* The originator's public key on our curve, or NULL. */
static EVP_PKEY *
originator(CMS_RecipientInfo *ri, EVP_PKEY *own)
{
	ASN1_BIT_STRING *bits = NULL;
	X509_ALGOR *algorithm = NULL;
	EVP_PKEY *peer = NULL;
	const unsigned char *p;
	size_t n;

	if (CMS_RecipientInfo_kari_get0_orig_id(ri, &algorithm, &bits, NULL,
	    NULL, NULL) != 1 || bits == NULL)
		return NULL;
	p = ASN1_STRING_get0_data(bits);
	n = (size_t)ASN1_STRING_length(bits);
	if (is_raw(own))
		return EVP_PKEY_new_raw_public_key(EVP_PKEY_get_base_id(own),
		    NULL, p, n);
	peer = EVP_PKEY_new();
	if (peer != NULL && EVP_PKEY_copy_parameters(peer, own) == 1 &&
	    EVP_PKEY_set1_encoded_public_key(peer, p, n) == 1)
		return peer;
	EVP_PKEY_free(peer);
	return NULL;
}

static size_t
agree(CMS_RecipientInfo *ri, EVP_PKEY *own, unsigned char *secret)
{
	EVP_PKEY *peer = originator(ri, own);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
	size_t n = MAX_SECRET;
	bool ok;

	ok = peer != NULL && ctx != NULL && EVP_PKEY_derive_init(ctx) > 0 &&
	    EVP_PKEY_derive_set_peer(ctx, peer) > 0 &&
	    EVP_PKEY_derive(ctx, secret, &n) > 0;
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(peer);
	return ok ? n : 0;
}

/* One DER item around len bytes; short lengths only. */
static void
put_item(struct buf *b, int tag, int class, const void *p, size_t len)
{
	int constructed = class != V_ASN1_UNIVERSAL || tag == V_ASN1_SEQUENCE;
	unsigned char head[16], *to = head;

	ASN1_put_object(&to, constructed, (int)len, tag, class);
	buf_add(b, head, (size_t)(to - head));
	buf_add(b, p, len);
}

static void
put_tagged(struct buf *b, int tag, const void *p, size_t len)
{
	struct buf octets = { 0 };

	put_item(&octets, V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL, p, len);
	put_item(b, tag, V_ASN1_CONTEXT_SPECIFIC, octets.data, octets.len);
	buf_clear(&octets);
}

/* ECC-CMS-SharedInfo, RFC 5753 7.2. */
static void
shared_info(struct buf *out, X509_ALGOR *wrap, const ASN1_OCTET_STRING *ukm,
    size_t kek)
{
	unsigned bits = (unsigned)kek * 8;
	unsigned char length[4] = { 0, 0, (unsigned char)(bits >> 8),
		(unsigned char)bits }, *der = NULL;
	int n = i2d_X509_ALGOR(wrap, &der);
	struct buf in = { 0 };

	if (n > 0)
		buf_add(&in, der, (size_t)n);
	if (ukm != NULL)
		put_tagged(&in, 0, ASN1_STRING_get0_data(ukm),
		    (size_t)ASN1_STRING_length(ukm));
	put_tagged(&in, 2, length, sizeof(length));
	put_item(out, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, in.data, in.len);
	buf_clear(&in);
	OPENSSL_free(der);
}

/* What is put into a derivation, and what comes out. */
struct derivation {
	unsigned char secret[MAX_SECRET];
	size_t nsecret;
	struct buf info;
	unsigned char kek[EVP_MAX_KEY_LENGTH];
	size_t nkek;
};

/* RFC 8418 2.2: the salt of HKDF is the ukm. */
static bool
derive(struct derivation *d, const struct scheme *scheme,
    const ASN1_OCTET_STRING *ukm)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, scheme->kdf, NULL);
	EVP_KDF_CTX *ctx = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[5], *p = params;
	bool ok;

	*p++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
	    (char *)(uintptr_t)scheme->digest, 0);
	*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
	    d->secret, d->nsecret);
	*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
	    d->info.data, d->info.len);
	if (ukm != NULL && ASN1_STRING_length(ukm) > 0 &&
	    strcmp(scheme->kdf, "HKDF") == 0)
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT,
		    (void *)(uintptr_t)ASN1_STRING_get0_data(ukm),
		    (size_t)ASN1_STRING_length(ukm));
	*p = OSSL_PARAM_construct_end();
	ok = ctx != NULL && EVP_KDF_derive(ctx, d->kek, d->nkek, params) > 0;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return ok;
}

static bool
unwrap(const EVP_CIPHER *cipher, const unsigned char *kek, struct ber in,
    unsigned char *cek, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char out[EVP_MAX_KEY_LENGTH + EVP_MAX_BLOCK_LENGTH];
	bool ok = false;
	int n = 0;

	/* Wrapping adds eight bytes, or those and a block of 3DES. */
	if (ctx != NULL && in.len > len && in.len <= len + 16) {
		EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
		ok = EVP_DecryptInit_ex(ctx, cipher, NULL, kek, NULL) == 1 &&
		    EVP_DecryptUpdate(ctx, out, &n, in.p, (int)in.len) == 1 &&
		    (size_t)n == len;
	}
	if (ok)
		memcpy(cek, out, len);
	OPENSSL_cleanse(out, sizeof(out));
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static bool
agreed(const struct cms *cms, const struct cms_recipient *r,
    const struct key *key, unsigned char *cek, size_t len)
{
	ASN1_OCTET_STRING *ukm = NULL;
	const X509_ALGOR *algorithm = algorithm_of(r, &ukm);
	const struct scheme *scheme = scheme_of(algorithm);
	struct derivation d = { .nsecret = agree(r->ri, key->pkey, d.secret) };
	X509_ALGOR *wrap = wrap_of(algorithm);
	EVP_CIPHER *cipher = NULL;
	char name[CMS_NAME_SIZE];
	bool ok = false;

	if (wrap != NULL) {
		cms_name(wrap->algorithm, name, sizeof(name));
		cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	}
	if (cipher != NULL && d.nsecret > 0 && scheme != NULL &&
	    scheme->kdf != NULL) {
		d.nkek = (size_t)EVP_CIPHER_get_key_length(cipher);
		shared_info(&d.info, wrap, ukm, d.nkek);
		ok = derive(&d, scheme, ukm) && unwrap(cipher, d.kek,
		    encrypted_key(cms, r), cek, len);
	}
	buf_clear(&d.info);
	OPENSSL_cleanse(&d, sizeof(d));
	EVP_CIPHER_free(cipher);
	X509_ALGOR_free(wrap);
	return ok;
}

bool
cms_key(const struct cms *cms, const struct cms_recipient *r,
    const struct key *key, unsigned char *cek, size_t len)
{
	return CMS_RecipientInfo_type(r->ri) == CMS_RECIPINFO_TRANS ?
	    transported(cms, r, key, cek, len) :
	    agreed(cms, r, key, cek, len);
}
