/* SPDX-License-Identifier: ISC */
/*
 * Ed25519 signatures (RFC 8419), which OpenSSL's CMS refuses.  Not Ed448: its
 * digest, SHAKE256 of 512 bits, is none that CMS can make.
 */
#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "engine/cms_util.h"

bool
cms_is_eddsa(const EVP_PKEY *pkey)
{
	return EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519;
}

/*
 * Append the signed attributes as they were signed: as a SET of their own
 * (RFC 5652 5.4), in the order in which they came.
 */
static bool
put_attributes(CMS_SignerInfo *si, struct buf *out)
{
	int n = CMS_signed_get_attr_count(si), i, len;
	unsigned char head[16], *to = head, *p;
	struct buf all = { 0 };
	bool ok = true;

	for (i = 0; ok && i < n; i++) {
		len = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(si, i), NULL);
		ok = len > 0;
		if (ok) {
			p = buf_room(&all, (size_t)len);
			i2d_X509_ATTRIBUTE(CMS_signed_get_attr(si, i), &p);
			all.len += (size_t)len;
		}
	}
	ASN1_put_object(&to, 1, (int)all.len, V_ASN1_SET, V_ASN1_UNIVERSAL);
	buf_add(out, head, (size_t)(to - head));
	buf_add(out, all.data, all.len);
	buf_clear(&all);
	return ok;
}

bool
cms_verify_eddsa(CMS_SignerInfo *si, EVP_PKEY *pkey, struct span content)
{
	const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(si);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	X509_ALGOR *algorithm = NULL;
	struct buf attributes = { 0 };
	bool ok = ctx != NULL;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, NULL, &algorithm);
	if (OBJ_obj2nid(algorithm->algorithm) != EVP_PKEY_get_base_id(pkey))
		ok = false;
	if (ok && CMS_signed_get_attr_count(si) >= 0) {
		ok = put_attributes(si, &attributes);
		content = span_of(attributes.data, attributes.len);
	}
	ok = ok && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
	    EVP_DigestVerify(ctx, ASN1_STRING_get0_data(value),
	    (size_t)ASN1_STRING_length(value), content.p, content.len) == 1;
	buf_clear(&attributes);
	EVP_MD_CTX_free(ctx);
	return ok;
}
