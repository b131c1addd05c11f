/* SPDX-License-Identifier: ISC */
/* Signed data: reading, verifying and making. */
#include "engine/cms.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"
#include "engine/ber.h"
#include "engine/cms_util.h"
#include "engine/known.h"

static CMS_SignerInfo *
signer_at(const struct cms *cms, size_t i)
{
	return sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms->ci), (int)i);
}

size_t
cms_signer_count(const struct cms *cms)
{
	int n = sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms->ci));

	return n > 0 ? (size_t)n : 0;
}

bool
cms_certs(const struct cms *cms, struct known *known, struct cert_list *list,
    struct err *err)
{
	struct ber in = ber_certificates(&cms->parts);
	struct ber_item item;
	struct cert *cert;
	X509 *x509;
	size_t n = 0;

	while (ber_next(&in, &item)) {
		if (++n > MAX_CMS_CERTS)
			return err_set(err, ERR_INVALID,
			    "more than %d certificates", MAX_CMS_CERTS);
		x509 = known_cert(known, item.all.p, item.all.len);
		cert = x509 != NULL ? cert_from_x509(x509, NULL) : NULL;
		if (cert != NULL)
			cert_list_add(list, cert);
	}
	return true;
}

/* ---- who signed, and how ------------------------------------------------- */

static const struct {
	int nid;
	enum cms_digest digest;
} digests[] = {
	{ NID_sha224, CMS_DIGEST_GOOD },
	{ NID_sha256, CMS_DIGEST_GOOD },
	{ NID_sha384, CMS_DIGEST_GOOD },
	{ NID_sha512, CMS_DIGEST_GOOD },
	{ NID_sha3_256, CMS_DIGEST_GOOD },
	{ NID_sha3_384, CMS_DIGEST_GOOD },
	{ NID_sha3_512, CMS_DIGEST_GOOD },
	{ NID_sha1, CMS_DIGEST_LEGACY },
	{ NID_md5, CMS_DIGEST_LEGACY },
};

static enum cms_digest
digest_kind(int nid)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(digests); i++)
		if (digests[i].nid == nid)
			return digests[i].digest;
	return CMS_DIGEST_UNKNOWN;
}

static char *
signer_id(CMS_SignerInfo *si)
{
	ASN1_OCTET_STRING *key_id = NULL;
	ASN1_INTEGER *serial = NULL;
	X509_NAME *issuer = NULL;

	CMS_SignerInfo_get0_signer_id(si, &key_id, &issuer, &serial);
	return cms_id_text(key_id, issuer, serial);
}

void
cms_signer_read(const struct cms *cms, size_t i, struct cms_signer *out)
{
	CMS_SignerInfo *si = signer_at(cms, i);
	const ASN1_OBJECT *object;
	X509_ALGOR *digest = NULL;
	int nid;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, NULL);
	X509_ALGOR_get0(&object, NULL, NULL, digest);
	nid = OBJ_obj2nid(object);
	*out = (struct cms_signer){ .digest = digest_kind(nid) };
	cms_name(object, out->algorithm, sizeof(out->algorithm));
	out->id = signer_id(si);
}

void
cms_signer_clear(struct cms_signer *signer)
{
	free(signer->id);
	*signer = (struct cms_signer){ 0 };
}

bool
cms_signer_is(const struct cms *cms, size_t i, const struct cert *cert)
{
	return CMS_SignerInfo_cert_cmp(signer_at(cms, i), cert->x509) == 0;
}

/* ---- verifying ----------------------------------------------------------- */

bool
cms_digest(struct cms *cms, struct span content, struct err *err)
{
	struct span piece = { .len = 0 };

	/*
	 * A signature over attributes can be presented as one without
	 * attributes whose content is their encoding.  No message has the
	 * form of attributes.
	 */
	cms->attributes = ber_is_attributes(content);
	cms->content = content;
	BIO_free_all(cms->digests);
	cms->digests = CMS_dataInit(cms->ci, NULL);
	if (cms->digests == NULL)
		return ossl_err(err, ERR_INVALID, "content not readable");
	while (span_next(&content, &piece))
		if (BIO_write(cms->digests, piece.p, (int)piece.len) !=
		    (int)piece.len)
			return ossl_err(err, ERR_FAILED, "digest");
	return true;
}

static bool
has_attributes(CMS_SignerInfo *si)
{
	return CMS_signed_get_attr_count(si) >= 0;
}

bool
cms_check_digest(struct cms *cms, size_t i, struct err *err)
{
	CMS_SignerInfo *si = signer_at(cms, i);

	return !has_attributes(si) ||
	    CMS_SignerInfo_verify_content(si, cms->digests) == 1 ||
	    ossl_err(err, ERR_FAILED, "the content was changed");
}

/*
 * RFC 5652 11.1: the content type is signed with the other attributes, so
 * that the content cannot be passed off as something else.
 */
static bool
type_is_signed(struct cms *cms, CMS_SignerInfo *si)
{
	const ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(si,
	    OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);

	return type != NULL &&
	    OBJ_cmp(type, CMS_get0_eContentType(cms->ci)) == 0;
}

bool
cms_check_signature(struct cms *cms, size_t i, const struct cert *cert,
    struct err *err)
{
	CMS_SignerInfo *si = signer_at(cms, i);
	EVP_PKEY *pkey = X509_get0_pubkey(cert->x509);
	bool ok;

	/* Parameters of a key may be no key at all. */
	if (pkey == NULL)
		return ossl_err(err, ERR_FAILED,
		    "the certificate's key cannot be read");
	CMS_SignerInfo_set1_signer_cert(si, cert->x509);
	if (!has_attributes(si) && cms->attributes)
		return err_set(err, ERR_FAILED,
		    "signed attributes passed off as content");
	if (has_attributes(si) && !type_is_signed(cms, si))
		return err_set(err, ERR_FAILED,
		    "the content type is not the signed one");
	if (cms_is_eddsa(pkey))
		ok = cms_verify_eddsa(si, pkey, cms->content);
	else if (has_attributes(si))
		ok = CMS_SignerInfo_verify(si) == 1;
	else
		ok = CMS_SignerInfo_verify_content(si, cms->digests) == 1;
	return ok || ossl_err(err, ERR_FAILED, "the signature is wrong");
}

/* ---- signing ------------------------------------------------------------- */

/*
 * What we can read, best first within signatures, ciphers and ways of
 * encrypting keys (RFC 8551 2.5.2).  Parameters of an empty SEQUENCE are the
 * defaults (RFC 4056 4, RFC 3560 4).
 */
static bool
add_capability(STACK_OF(X509_ALGOR) **list, const char *name, int type)
{
	ASN1_OBJECT *object = OBJ_txt2obj(name, 0);
	X509_ALGOR *algorithm = X509_ALGOR_new();
	ASN1_STRING *empty = NULL;

	if (*list == NULL)
		*list = sk_X509_ALGOR_new_null();
	if (type == V_ASN1_SEQUENCE) {
		empty = ASN1_STRING_type_new(type);
		ASN1_STRING_set(empty, "\x30\0", 2);
	}
	if (object != NULL && X509_ALGOR_set0(algorithm, object, type,
	    empty) == 1 && sk_X509_ALGOR_push(*list, algorithm) > 0)
		return true;
	X509_ALGOR_free(algorithm);
	return false;
}

bool
cms_capabilities(struct buf *out, struct err *err)
{
	static const char *const signatures[] = {
		SN_ecdsa_with_SHA256, SN_ecdsa_with_SHA384,
		SN_ecdsa_with_SHA512, SN_ED25519,
		SN_sha256WithRSAEncryption, SN_sha384WithRSAEncryption,
		SN_sha512WithRSAEncryption };
	STACK_OF(X509_ALGOR) *list = NULL;
	const struct cms_cipher *cipher;
	unsigned char *der = NULL;
	size_t i;
	int n = 0;
	bool ok;

	ok = add_capability(&list, SN_rsassaPss, V_ASN1_SEQUENCE);
	for (i = 0; ok && i < ARRAY_SIZE(signatures); i++)
		ok = add_capability(&list, signatures[i], V_ASN1_UNDEF);
	for (i = 0; ok && (cipher = cms_cipher_at(i)) != NULL; i++)
		if (cipher->offered)
			ok = add_capability(&list, cipher->oid != NULL ?
			    cipher->oid : cipher->name, V_ASN1_UNDEF);
	ok = ok && add_capability(&list, SN_rsaesOaep, V_ASN1_SEQUENCE) &&
	    (n = i2d_X509_ALGORS(list, &der)) > 0;
	if (ok)
		buf_add(out, der, (size_t)n);
	else
		ossl_err(err, ERR_FAILED, "capabilities");
	OPENSSL_free(der);
	sk_X509_ALGOR_pop_free(list, X509_ALGOR_free);
	return ok;
}

/* UTCTime up to 2049, GeneralizedTime after it (RFC 5652 11.3). */
static bool
add_signing_time(CMS_SignerInfo *si, int64_t at)
{
	ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)at);
	bool ok;

	ok = time != NULL && CMS_signed_add1_attr_by_NID(si,
	    NID_pkcs9_signingTime, time->type, time, -1) == 1;
	ASN1_TIME_free(time);
	return ok;
}

static bool
put(struct sink *sink, const void *data, size_t len, struct err *err)
{
	struct cms_signature *s = (struct cms_signature *)sink;
	const unsigned char *p = data;
	size_t part;

	for (; len > 0; p += part, len -= part) {
		part = len < SPOOL_STEP ? len : SPOOL_STEP;
		if (BIO_write(s->digests, p, (int)part) != (int)part)
			return ossl_err(err, ERR_FAILED, "digest");
		s->n += part;
	}
	return true;
}

static const EVP_MD *
digest_for(enum digest_algorithm digest)
{
	static const EVP_MD *(*const table[])(void) = {
		[DIGEST_SHA256] = EVP_sha256,
		[DIGEST_SHA384] = EVP_sha384,
		[DIGEST_SHA512] = EVP_sha512,
		[DIGEST_SHA1] = EVP_sha1,
	};

	return table[digest]();
}

/* RFC 4056: salt and mask as the digest. */
static bool
set_pss(CMS_SignerInfo *si)
{
	EVP_PKEY_CTX *ctx = CMS_SignerInfo_get0_pkey_ctx(si);

	return ctx != NULL &&
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0;
}

bool
cms_sign(struct cms_signature *s, const struct cms_sign_request *r,
    struct err *err)
{
	int id = EVP_PKEY_get_base_id(r->key->pkey);
	/* Without parameters OpenSSL calls what such a key makes PKCS#1. */
	bool pss = (r->pss && id == EVP_PKEY_RSA) || id == EVP_PKEY_RSA_PSS;
	unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP |
	    CMS_DETACHED | (r->add_certificate ? 0 : CMS_NOCERTS) |
	    (pss ? CMS_KEY_PARAM : 0);
	CMS_SignerInfo *si = NULL;

	*s = (struct cms_signature){ .sink = { .put = put },
	    .detached = r->detached };
	s->ci = CMS_sign(NULL, NULL, NULL, NULL, flags);
	if (s->ci != NULL)
		si = CMS_add1_signer(s->ci, r->cert->x509, r->key->pkey,
		    digest_for(r->digest), flags);
	if (si != NULL && (!pss || set_pss(si)) &&
	    add_signing_time(si, r->at) &&
	    CMS_signed_add1_attr_by_NID(si, NID_SMIMECapabilities,
	    V_ASN1_SEQUENCE, r->capabilities.p,
	    (int)r->capabilities.len) == 1)
		s->digests = CMS_dataInit(s->ci, NULL);
	if (s->digests != NULL)
		return true;
	ossl_err(err, ERR_FAILED, "sign");
	cms_sign_clear(s);
	return false;
}

bool
cms_sign_end(struct cms_signature *s, struct buf *prefix, struct buf *suffix,
    struct err *err)
{
	struct buf der = { 0 };
	struct ber_cms parts;
	bool ok;

	if (CMS_dataFinal(s->ci, s->digests) != 1 || !cms_to_der(s->ci, &der))
		ok = ossl_err(err, ERR_FAILED, "sign");
	else if (s->detached) {
		buf_add(prefix, der.data, der.len);
		ok = true;
	} else {
		ok = ber_split(span_of(der.data, der.len), &parts, err);
		if (ok) {
			ber_prefix(&parts, s->n, prefix);
			buf_add(suffix, parts.tail.p, parts.tail.len);
		}
	}
	buf_clear(&der);
	return ok;
}

void
cms_sign_clear(struct cms_signature *s)
{
	BIO_free_all(s->digests);
	CMS_ContentInfo_free(s->ci);
	*s = (struct cms_signature){ .sink = { .put = put } };
	ERR_clear_error();
}
