/* SPDX-License-Identifier: ISC */
/* Signed data: reading, verifying and making. */
#include "engine/cms.h"

#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "certstore/asn1.h"
#include "certstore/ossl_err.h"
#include "engine/ber.h"
#include "engine/cms_util.h"

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
cms_certs(const struct cms *cms, struct cert_list *list, struct err *err)
{
	STACK_OF(X509) *certs = CMS_get1_certs(cms->ci);
	struct cert *cert;
	bool ok = true;
	int i;

	if (sk_X509_num(certs) > MAX_CMS_CERTS)
		ok = err_set(err, ERR_INVALID, "more than %d certificates",
		    MAX_CMS_CERTS);
	for (i = 0; ok && i < sk_X509_num(certs); i++) {
		X509 *x509 = sk_X509_value(certs, i);

		X509_up_ref(x509);
		cert = cert_from_x509(x509, NULL);
		if (cert != NULL)
			cert_list_add(list, cert);
	}
	sk_X509_pop_free(certs, X509_free);
	return ok;
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

/* "issuer CN=..., serial 12AB" or "key id 0A0B...". */
static char *
signer_id(CMS_SignerInfo *si)
{
	ASN1_OCTET_STRING *key_id = NULL;
	ASN1_INTEGER *serial = NULL;
	X509_NAME *issuer = NULL;
	struct buf b = { 0 };
	BIGNUM *number;
	char *text, *hex;
	int i;

	if (CMS_SignerInfo_get0_signer_id(si, &key_id, &issuer, &serial) != 1)
		return xstrdup("no signer id");
	if (key_id != NULL) {
		buf_adds(&b, "key id ");
		for (i = 0; i < ASN1_STRING_length(key_id) && i < 32; i++)
			buf_addf(&b, "%02X",
			    ASN1_STRING_get0_data(key_id)[i]);
		return buf_steal(&b);
	}
	text = asn1_name_text(issuer);
	number = ASN1_INTEGER_to_BN(serial, NULL);
	hex = number != NULL ? BN_bn2hex(number) : NULL;
	buf_addf(&b, "issuer %s, serial %s", text, hex != NULL ? hex : "?");
	OPENSSL_free(hex);
	BN_free(number);
	free(text);
	return buf_steal(&b);
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
	if (nid != NID_undef)
		snprintf(out->algorithm, sizeof(out->algorithm), "%s",
		    OBJ_nid2sn(nid));
	else
		OBJ_obj2txt(out->algorithm, sizeof(out->algorithm), object,
		    1);
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

/*
 * A signature over attributes can be presented as one without attributes
 * whose content is their encoding.  No message has the form of attributes.
 */
static bool
is_attributes(struct cms *cms, const void *detached, size_t len)
{
	ASN1_OCTET_STRING **content;

	if (detached != NULL)
		return ber_is_attributes(detached, len);
	content = CMS_get0_content(cms->ci);
	return content != NULL && *content != NULL &&
	    ber_is_attributes(ASN1_STRING_get0_data(*content),
	    (size_t)ASN1_STRING_length(*content));
}

bool
cms_read_content(struct cms *cms, const void *detached, size_t len,
    struct buf *out, struct err *err)
{
	BIO *from = NULL;
	char chunk[16384];
	int n;

	if (len > INT_MAX)
		return err_set(err, ERR_INVALID, "content too large");
	cms->attributes = is_attributes(cms, detached, len);
	BIO_free_all(cms->content);
	if (detached != NULL)
		from = ossl_bio_over(detached, (int)len);
	cms->content = CMS_dataInit(cms->ci, from);
	if (cms->content == NULL) {
		BIO_free(from);
		return ossl_err(err, ERR_INVALID, "content not readable");
	}
	while ((n = BIO_read(cms->content, chunk, sizeof(chunk))) > 0) {
		if (out != NULL)
			buf_add(out, chunk, (size_t)n);
	}
	OPENSSL_cleanse(chunk, sizeof(chunk));
	return n == 0 || BIO_should_retry(cms->content) ||
	    ossl_err(err, ERR_INVALID, "content not readable");
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
	    CMS_SignerInfo_verify_content(si, cms->content) == 1 ||
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

	CMS_SignerInfo_set1_signer_cert(si, cert->x509);
	if (!has_attributes(si)) {
		if (cms->attributes)
			return err_set(err, ERR_FAILED,
			    "signed attributes passed off as content");
		return CMS_SignerInfo_verify_content(si, cms->content) == 1 ||
		    ossl_err(err, ERR_FAILED, "the signature is wrong");
	}
	if (!type_is_signed(cms, si))
		return err_set(err, ERR_FAILED,
		    "the content type is not the signed one");
	return CMS_SignerInfo_verify(si) == 1 ||
	    ossl_err(err, ERR_FAILED, "the signature is wrong");
}

/* ---- signing ------------------------------------------------------------- */

/* What we can decrypt, best first (RFC 8551 2.5.2). */
static bool
add_capabilities(CMS_SignerInfo *si)
{
	static const int nids[] = { NID_aes_256_gcm, NID_aes_128_gcm,
		NID_aes_256_cbc, NID_aes_192_cbc, NID_aes_128_cbc };
	STACK_OF(X509_ALGOR) *list = NULL;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < ARRAY_SIZE(nids); i++)
		ok = CMS_add_simple_smimecap(&list, nids[i], -1) == 1;
	ok = ok && CMS_add_smimecap(si, list) == 1;
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

bool
cms_sign(const struct cms_sign_request *r, struct buf *out, struct err *err)
{
	unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP |
	    (r->detached ? CMS_DETACHED : 0) |
	    (r->add_certificate ? 0 : CMS_NOCERTS);
	CMS_ContentInfo *ci = NULL;
	CMS_SignerInfo *si = NULL;
	BIO *from;
	bool ok = false;

	if (r->len > INT_MAX)
		return err_set(err, ERR_INVALID, "sign: too large");
	from = ossl_bio_over(r->data, (int)r->len);
	ci = CMS_sign(NULL, NULL, NULL, NULL, flags);
	if (ci != NULL)
		si = CMS_add1_signer(ci, r->cert->x509, r->key->pkey,
		    EVP_sha256(), flags);
	ok = si != NULL && add_signing_time(si, r->at) &&
	    add_capabilities(si) && CMS_final(ci, from, NULL, flags) == 1 &&
	    cms_to_der(ci, out);
	if (!ok)
		ossl_err(err, ERR_FAILED, "sign");
	CMS_ContentInfo_free(ci);
	BIO_free(from);
	return ok;
}
