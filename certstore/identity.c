/* SPDX-License-Identifier: ISC */
#include "certstore/identity.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

enum { MAX_CHAIN = 32 };

bool
identity_same_key(const struct cert *a, const struct cert *b)
{
	EVP_PKEY *x = X509_get0_pubkey(cert_x509(a));
	EVP_PKEY *y = X509_get0_pubkey(cert_x509(b));
	bool same = x != NULL && y != NULL && EVP_PKEY_eq(x, y) == 1;

	ERR_clear_error();
	return same;
}

/* ---- names -------------------------------------------------------------- */

static bool
has_mail(const GENERAL_NAMES *names, const ASN1_STRING *mail)
{
	const GENERAL_NAME *n;
	int i, len = ASN1_STRING_length(mail);

	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		n = sk_GENERAL_NAME_value(names, i);
		if (n->type == GEN_EMAIL && len > 0 &&
		    ASN1_STRING_length(n->d.rfc822Name) == len &&
		    strncasecmp((const char *)ASN1_STRING_get0_data(
		    n->d.rfc822Name), (const char *)
		    ASN1_STRING_get0_data(mail), (size_t)len) == 0)
			return true;
	}
	return false;
}

static bool
share_mail(const struct cert *a, const struct cert *b)
{
	GENERAL_NAMES *x = X509_get_ext_d2i(cert_x509(a), NID_subject_alt_name,
	    NULL, NULL);
	GENERAL_NAMES *y = X509_get_ext_d2i(cert_x509(b), NID_subject_alt_name,
	    NULL, NULL);
	const GENERAL_NAME *n;
	bool found = false;
	int i;

	for (i = 0; !found && i < sk_GENERAL_NAME_num(x); i++) {
		n = sk_GENERAL_NAME_value(x, i);
		found = n->type == GEN_EMAIL && has_mail(y, n->d.rfc822Name);
	}
	GENERAL_NAMES_free(x);
	GENERAL_NAMES_free(y);
	ERR_clear_error();
	return found;
}

static const ASN1_STRING *
organisation(const X509_NAME *name)
{
	int at = X509_NAME_get_index_by_NID(name, NID_organizationName, -1);

	return at < 0 ? NULL : X509_NAME_ENTRY_get_data(
	    X509_NAME_get_entry(name, at));
}

static bool
same_issuer(const struct cert *a, const struct cert *b)
{
	const X509_NAME *x = X509_get_issuer_name(cert_x509(a));
	const X509_NAME *y = X509_get_issuer_name(cert_x509(b));
	const ASN1_STRING *o = organisation(x), *p = organisation(y);

	if (o != NULL && p != NULL && ASN1_STRING_length(o) > 0)
		return ASN1_STRING_length(o) == ASN1_STRING_length(p) &&
		    memcmp(ASN1_STRING_get0_data(o),
		    ASN1_STRING_get0_data(p),
		    (size_t)ASN1_STRING_length(o)) == 0;
	return X509_NAME_cmp(x, y) == 0;
}

bool
identity_same(const struct cert *a, const struct cert *b)
{
	const X509_NAME *x = X509_get_subject_name(cert_x509(a));
	const X509_NAME *y = X509_get_subject_name(cert_x509(b));

	if (identity_same_key(a, b))
		return true;
	if (!same_issuer(a, b))
		return false;
	/* Two that say nothing of themselves are not the same. */
	return (X509_NAME_entry_count(x) > 0 && X509_NAME_cmp(x, y) == 0) ||
	    share_mail(a, b);
}

char *
identity_other(const struct cert *old, const char *thumbprint,
    const struct cert *now)
{
	if (old == NULL)
		return xasprintf("nothing is known of the certificate it "
		    "would replace (%s)", thumbprint);
	if (identity_same(old, now))
		return NULL;
	return xasprintf("it would replace the certificate of somebody else: "
	    "%s, issued by %s", old->subject, old->issuer);
}

/* ---- strength ----------------------------------------------------------- */

static const struct {
	const char *key_type;
	int least;		/* bits */
} strengths[] = {
	{ "RSA", 2048 }, { "RSA-PSS", 2048 }, { "DSA", 2048 },
	{ "DH", 2048 }, { "EC", 224 },
};

bool
identity_weak(const struct cert *c, char *why, size_t size)
{
	int digest = NID_undef;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(strengths); i++) {
		if (strcmp(strengths[i].key_type, c->key_type) != 0 ||
		    c->key_bits >= strengths[i].least)
			continue;
		snprintf(why, size, "%s key of %d bits; %d are the least "
		    "today", c->key_type, c->key_bits, strengths[i].least);
		return true;
	}
	if (X509_get_signature_info(cert_x509(c), &digest, NULL, NULL,
	    NULL) != 1)
		ERR_clear_error();
	if ((digest != NID_md5 && digest != NID_sha1 && digest != NID_md4 &&
	    digest != NID_md2) || identity_self_signed(c))
		return false;
	snprintf(why, size, "signed with %s, which can be forged",
	    OBJ_nid2sn(digest));
	return true;
}

/* ---- chain -------------------------------------------------------------- */

bool
identity_self_signed(const struct cert *c)
{
	int r = X509_self_signed(cert_x509(c), 1);

	ERR_clear_error();
	return r == 1;
}

static struct cert *
issuer_of(const struct cert *c, const struct cert_list *const *pools,
    size_t n)
{
	struct cert *i;
	size_t p, k;

	for (p = 0; p < n; p++) {
		for (k = 0; k < pools[p]->n; k++) {
			i = pools[p]->v[k];
			if (X509_check_issued(cert_x509(i), cert_x509(c)) ==
			    X509_V_OK && X509_verify(cert_x509(c),
			    X509_get0_pubkey(cert_x509(i))) == 1)
				return i;
		}
	}
	return NULL;
}

void
identity_chain(const struct cert *c, const struct cert_list *const *pools,
    size_t n, struct cert_list *out)
{
	struct cert *next = (struct cert *)c;

	/* The limit also ends a ring of authorities. */
	while (next != NULL && out->n < MAX_CHAIN) {
		cert_list_add(out, next);
		next = identity_self_signed(next) ? NULL :
		    issuer_of(next, pools, n);
	}
	ERR_clear_error();
}
