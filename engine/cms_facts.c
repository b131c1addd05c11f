/* SPDX-License-Identifier: ISC */
#include "engine/cms_facts.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "certstore/asn1.h"
#include "engine/cms_util.h"

static void
algorithm_text(const X509_ALGOR *algorithm, char out[static CMS_NAME_SIZE])
{
	const ASN1_OBJECT *object = NULL;

	out[0] = '\0';
	if (algorithm == NULL)
		return;
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	cms_name(object, out, CMS_NAME_SIZE);
}

/* ---- recipients ---------------------------------------------------------- */

/*
 * Each place where a certificate is named: a key transport, or one of the
 * keys that one agreement was made for.  Others have no certificate.
 */
struct place {
	CMS_RecipientInfo *ri;
	CMS_RecipientEncryptedKey *key;		/* NULL: no agreement */
};

static bool
place_at(const struct cms *cms, size_t wanted, struct place *place)
{
	STACK_OF(CMS_RecipientInfo) *all = CMS_get0_RecipientInfos(cms->ci);
	STACK_OF(CMS_RecipientEncryptedKey) *keys;
	size_t at = 0, n;
	int i;

	for (i = 0; i < sk_CMS_RecipientInfo_num(all); i++) {
		*place = (struct place){ sk_CMS_RecipientInfo_value(all, i),
			NULL };
		n = 1;
		keys = NULL;
		if (CMS_RecipientInfo_type(place->ri) ==
		    CMS_RECIPINFO_AGREE) {
			keys = CMS_RecipientInfo_kari_get0_reks(place->ri);
			n = keys != NULL ? (size_t)
			    sk_CMS_RecipientEncryptedKey_num(keys) : 0;
		}
		if (wanted < at + n) {
			if (keys != NULL)
				place->key =
				    sk_CMS_RecipientEncryptedKey_value(keys,
				    (int)(wanted - at));
			return true;
		}
		at += n;
	}
	return false;
}

static void
read_transport(const struct place *place, struct cms_recipient_facts *r)
{
	ASN1_OCTET_STRING *key_id = NULL;
	ASN1_INTEGER *serial = NULL;
	X509_ALGOR *algorithm = NULL;
	X509_NAME *issuer = NULL;

	r->way = "key transport";
	CMS_RecipientInfo_ktri_get0_signer_id(place->ri, &key_id, &issuer,
	    &serial);
	CMS_RecipientInfo_ktri_get0_algs(place->ri, NULL, NULL, &algorithm);
	r->id = cms_id_text(key_id, issuer, serial);
	algorithm_text(algorithm, r->algorithm);
}

static void
read_agreement(const struct place *place, struct cms_recipient_facts *r)
{
	ASN1_OCTET_STRING *key_id = NULL, *ukm = NULL;
	ASN1_INTEGER *serial = NULL;
	X509_ALGOR *algorithm = NULL;
	X509_NAME *issuer = NULL;

	r->way = "key agreement";
	CMS_RecipientEncryptedKey_get0_id(place->key, &key_id, NULL, NULL,
	    &issuer, &serial);
	CMS_RecipientInfo_kari_get0_alg(place->ri, &algorithm, &ukm);
	r->id = cms_id_text(key_id, issuer, serial);
	algorithm_text(algorithm, r->algorithm);
}

static void
read_place(const struct place *place, struct cms_recipient_facts *r)
{
	switch (CMS_RecipientInfo_type(place->ri)) {
	case CMS_RECIPINFO_TRANS:
		read_transport(place, r);
		return;
	case CMS_RECIPINFO_AGREE:
		read_agreement(place, r);
		return;
	case CMS_RECIPINFO_KEK:
		r->way = "shared key";
		break;
	case CMS_RECIPINFO_PASS:
		r->way = "password";
		break;
	default:
		r->way = "unknown";
		break;
	}
	r->id = xstrdup("no certificate");
}

void
cms_recipients_read(const struct cms *cms, struct cms_recipients *out)
{
	struct place place;

	*out = (struct cms_recipients){ 0 };
	if (cms->ci == NULL)
		return;
	while (out->n < MAX_CMS_RECIPIENTS &&
	    place_at(cms, out->n, &place)) {
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n] = (struct cms_recipient_facts){ .id = NULL };
		read_place(&place, &out->v[out->n++]);
	}
	out->more = place_at(cms, out->n, &place);
	ERR_clear_error();
}

void
cms_recipients_clear(struct cms_recipients *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		free(r->v[i].id);
	free(r->v);
	*r = (struct cms_recipients){ 0 };
}

bool
cms_recipient_is(const struct cms *cms, size_t i, const struct cert *cert)
{
	struct place place;
	bool is = false;

	if (!place_at(cms, i, &place) || cert->x509 == NULL)
		return false;
	if (place.key != NULL)
		is = CMS_RecipientEncryptedKey_cert_cmp(place.key,
		    cert->x509) == 0;
	else if (CMS_RecipientInfo_type(place.ri) == CMS_RECIPINFO_TRANS)
		is = CMS_RecipientInfo_ktri_cert_cmp(place.ri,
		    cert->x509) == 0;
	return is;
}

/* ---- signers ------------------------------------------------------------- */

void
cms_signer_facts(const struct cms *cms, size_t i, struct cms_signer_facts *f)
{
	CMS_SignerInfo *si = sk_CMS_SignerInfo_value(
	    CMS_get0_SignerInfos(cms->ci), (int)i);
	X509_ALGOR *signature = NULL;
	const ASN1_TYPE *value;
	X509_ATTRIBUTE *attribute;
	int at;

	*f = (struct cms_signer_facts){ .signed_at = 0 };
	CMS_SignerInfo_get0_algs(si, NULL, NULL, NULL, &signature);
	algorithm_text(signature, f->signature);
	f->attributes = CMS_signed_get_attr_count(si) >= 0;
	at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
	if (at < 0)
		return;
	attribute = CMS_signed_get_attr(si, at);
	value = X509_ATTRIBUTE_get0_type(attribute, 0);
	if (value != NULL && (value->type == V_ASN1_UTCTIME ||
	    value->type == V_ASN1_GENERALIZEDTIME) &&
	    !asn1_when(value->value.asn1_string, &f->signed_at))
		f->signed_at = 0;
	ERR_clear_error();
}

int
cms_cipher_bits(const struct cms *cms)
{
	const EVP_CIPHER *cipher = EVP_get_cipherbyname(cms->cipher);

	return cipher != NULL ? EVP_CIPHER_get_key_length(cipher) * 8 : 0;
}
