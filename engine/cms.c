/* SPDX-License-Identifier: ISC */
#include "engine/cms.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/asn1.h"
#include "certstore/ossl_err.h"
#include "engine/ber.h"
#include "engine/cms_util.h"

#define MAX_OID 64		/* bytes of its encoding */
#define MAX_KEY_ID 32		/* bytes that are shown */

void
cms_name(const ASN1_OBJECT *object, char *name, size_t size)
{
	int nid = OBJ_obj2nid(object);

	if (nid != NID_undef)
		snprintf(name, size, "%s", OBJ_nid2sn(nid));
	else
		OBJ_obj2txt(name, (int)size, object, 1);
}

char *
cms_id_text(const ASN1_OCTET_STRING *key_id, const X509_NAME *issuer,
    const ASN1_INTEGER *serial)
{
	struct buf b = { 0 };
	BIGNUM *number;
	char *text, *hex;
	int i;

	if (key_id != NULL) {
		buf_adds(&b, "key id ");
		for (i = 0; i < ASN1_STRING_length(key_id) &&
		    i < MAX_KEY_ID; i++)
			buf_addf(&b, "%02X",
			    ASN1_STRING_get0_data(key_id)[i]);
		return buf_steal(&b);
	}
	if (issuer == NULL || serial == NULL)
		return xstrdup("no id");
	text = asn1_name_text(issuer);
	number = ASN1_INTEGER_to_BN(serial, NULL);
	hex = number != NULL ? BN_bn2hex(number) : NULL;
	buf_addf(&b, "issuer %s, serial %s", text, hex != NULL ? hex : "?");
	OPENSSL_free(hex);
	BN_free(number);
	free(text);
	return buf_steal(&b);
}

static void
read_cipher(struct cms *cms)
{
	struct ber oid = ber_cipher(&cms->parts), attributes;
	struct ber_item tag;
	ASN1_OBJECT *object;
	unsigned char *der, *to;
	const unsigned char *p;
	int n;

	if (cms->type == CMS_TYPE_AUTH_ENVELOPED) {
		ber_mac(&cms->parts, &attributes, &tag);
		cms->tag = tag.content.len;
	}
	if (oid.len == 0 || oid.len > MAX_OID)
		return;
	n = ASN1_object_size(0, (int)oid.len, V_ASN1_OBJECT);
	if (n < 0)
		return;
	to = der = xmalloc((size_t)n);
	ASN1_put_object(&to, 0, (int)oid.len, V_ASN1_OBJECT,
	    V_ASN1_UNIVERSAL);
	memcpy(to, oid.p, oid.len);
	p = der;
	object = d2i_ASN1_OBJECT(NULL, &p, n);
	if (object != NULL)
		cms_name(object, cms->cipher, sizeof(cms->cipher));
	ASN1_OBJECT_free(object);
	free(der);
}

static bool
only_blanks(struct span rest)
{
	struct span piece = { .len = 0 };
	size_t i;

	while (span_next(&rest, &piece))
		for (i = 0; i < piece.len; i++)
			if (piece.p[i] != ' ' && piece.p[i] != '\t' &&
			    piece.p[i] != '\r' && piece.p[i] != '\n')
				return false;
	return true;
}

/*
 * Of AuthEnvelopedData only the tag: OpenSSL 3.0 takes attributes for those
 * only if they are numbered one too high (RFC 5083 2.1: [1], [2]).
 */
static struct ber
without_attributes(struct ber tail)
{
	struct ber_item item;

	while (ber_next(&tail, &item))
		if (item.tag == V_ASN1_OCTET_STRING)
			return item.all;
	return tail;
}

CMS_ContentInfo *
cms_structure(const struct ber_cms *parts, const struct legacy *legacy,
    struct err *err)
{
	CMS_ContentInfo *ci = legacy->ctx == NULL ? NULL :
	    CMS_ContentInfo_new_ex(legacy->ctx, NULL), *read;
	struct ber_cms bare = *parts;
	struct buf der = { 0 };
	const unsigned char *p;

	if (bare.type == CMS_TYPE_AUTH_ENVELOPED)
		bare.tail = without_attributes(bare.tail);
	ber_skeleton(&bare, &der);
	p = der.data;
	/* Frees ci if it fails. */
	read = d2i_CMS_ContentInfo(ci != NULL ? &ci : NULL, &p,
	    (long)der.len);
	buf_clear(&der);
	if (read == NULL)
		ossl_err(err, ERR_INVALID, "CMS: not readable");
	return read;
}

bool
cms_parse(struct cms *cms, struct span all, struct err *err)
{
	*cms = (struct cms){ 0 };
	if (!ber_split(all, &cms->parts, err))
		return false;
	cms->type = cms->parts.type;
	if (!only_blanks(cms->parts.rest))
		return err_set(err, ERR_INVALID, "CMS: data after its end");
	if (cms->type == CMS_TYPE_OTHER || cms->type == CMS_TYPE_COMPRESSED)
		return true;
	cms->ci = cms_structure(&cms->parts, &cms->legacy, err);
	if (cms->ci == NULL)
		return false;
	if (cms->type != CMS_TYPE_SIGNED)
		read_cipher(cms);
	return true;
}

void
cms_clear(struct cms *cms)
{
	BIO_free_all(cms->digests);
	CMS_ContentInfo_free(cms->ci);
	legacy_close(&cms->legacy);
	*cms = (struct cms){ 0 };
	ERR_clear_error();
}

bool
cms_is_detached(const struct cms *cms)
{
	return !cms->parts.present;
}

bool
cms_content(const struct cms *cms, struct spool *spool, struct span *content,
    struct err *err)
{
	struct span rest = cms->parts.content, piece;
	size_t relaxed = 0;

	*content = rest;
	if (!cms->parts.pieces)
		return true;
	spool->expect = rest.len;
	while (ber_piece(&rest, &piece)) {
		if (!spool_add(spool, piece.p, piece.len, err))
			return false;
		span_behind(*content, content->len - rest.len, &relaxed);
	}
	if (!spool_finish(spool, err))
		return false;
	*content = spool_span(spool);
	return true;
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
