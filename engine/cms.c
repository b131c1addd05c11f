/* SPDX-License-Identifier: ISC */
#include "engine/cms.h"

#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"
#include "engine/ber.h"
#include "engine/cms_util.h"

#define MAX_OID 64		/* bytes of its encoding */

static enum cms_type
type_of(const CMS_ContentInfo *ci)
{
	static const struct {
		int nid;
		enum cms_type type;
	} types[] = {
		{ NID_pkcs7_signed, CMS_TYPE_SIGNED },
		{ NID_pkcs7_enveloped, CMS_TYPE_ENVELOPED },
		{ NID_id_smime_ct_authEnvelopedData, CMS_TYPE_AUTH_ENVELOPED },
		{ NID_id_smime_ct_compressedData, CMS_TYPE_COMPRESSED },
	};
	int nid = OBJ_obj2nid(CMS_get0_type(ci));
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].nid == nid)
			return types[i].type;
	return CMS_TYPE_OTHER;
}

/* The cipher's short name, or its OID where OpenSSL has none. */
static void
read_cipher(struct cms *cms, const void *data, size_t len)
{
	struct ber_envelope envelope;
	struct ber oid;
	ASN1_OBJECT *object;
	unsigned char *der, *to;
	const unsigned char *p;
	int n;

	if (!ber_envelope(data, len, cms->type == CMS_TYPE_AUTH_ENVELOPED,
	    &envelope) || envelope.cipher.len > MAX_OID)
		return;
	oid = envelope.cipher;
	cms->tag = envelope.mac.len;
	n = ASN1_object_size(0, (int)oid.len, V_ASN1_OBJECT);
	if (n < 0)
		return;
	to = der = xmalloc((size_t)n);
	ASN1_put_object(&to, 0, (int)oid.len, V_ASN1_OBJECT,
	    V_ASN1_UNIVERSAL);
	memcpy(to, oid.p, oid.len);
	p = der;
	object = d2i_ASN1_OBJECT(NULL, &p, n);
	if (object != NULL) {
		n = OBJ_obj2nid(object);
		if (n != NID_undef)
			snprintf(cms->cipher, sizeof(cms->cipher), "%s",
			    OBJ_nid2sn(n));
		else
			OBJ_obj2txt(cms->cipher, sizeof(cms->cipher), object,
			    1);
		ASN1_OBJECT_free(object);
	}
	free(der);
}

static bool
only_blanks(const unsigned char *p, const unsigned char *end)
{
	for (; p < end; p++)
		if (*p != ' ' && *p != '\t' && *p != '\r' && *p != '\n')
			return false;
	return true;
}

bool
cms_parse(struct cms *cms, const void *data, size_t len, struct err *err)
{
	const unsigned char *p = data;

	*cms = (struct cms){ 0 };
	if (len == 0 || len > INT_MAX)
		return err_set(err, ERR_INVALID, "CMS: empty or too large");
	cms->ci = d2i_CMS_ContentInfo(NULL, &p, (long)len);
	if (cms->ci == NULL)
		return ossl_err(err, ERR_INVALID, "CMS: not readable");
	if (!only_blanks(p, (const unsigned char *)data + len)) {
		cms_clear(cms);
		return err_set(err, ERR_INVALID, "CMS: data after its end");
	}
	cms->type = type_of(cms->ci);
	if (cms->type == CMS_TYPE_ENVELOPED ||
	    cms->type == CMS_TYPE_AUTH_ENVELOPED)
		read_cipher(cms, data, len);
	return true;
}

void
cms_clear(struct cms *cms)
{
	BIO_free_all(cms->content);
	CMS_ContentInfo_free(cms->ci);
	*cms = (struct cms){ 0 };
	ERR_clear_error();
}

bool
cms_is_detached(const struct cms *cms)
{
	return CMS_is_detached(cms->ci) != 0;
}

bool
cms_to_der(const struct CMS_ContentInfo_st *ci, struct buf *out)
{
	unsigned char *to;
	int n = i2d_CMS_ContentInfo((CMS_ContentInfo *)ci, NULL);

	if (n <= 0)
		return false;
	to = buf_room(out, (size_t)n);
	n = i2d_CMS_ContentInfo((CMS_ContentInfo *)ci, &to);
	if (n <= 0)
		return false;
	out->len += (size_t)n;
	out->data[out->len] = '\0';
	return true;
}

void
cms_take(struct bio_st *bio, struct buf *out)
{
	char *data;
	long n = BIO_get_mem_data(bio, &data);

	if (n > 0)
		buf_add(out, data, (size_t)n);
}
