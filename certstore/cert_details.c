/* SPDX-License-Identifier: ISC */
#include "certstore/cert_details.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/ossl_err.h"

enum { HEX_SHOWN = 256 };	/* bytes of what is not understood */

void
cert_details_clear(struct cert_details *d)
{
	size_t i;

	for (i = 0; i < d->n; i++) {
		free(d->v[i].name);
		free(d->v[i].value);
	}
	free(d->v);
	memset(d, 0, sizeof(*d));
}

/* The value's end is cut where it is too long, and that is said. */
static struct cert_detail *
add(struct cert_details *d, const char *name, const void *value, size_t len)
{
	struct cert_detail *to;
	struct buf b = { 0 };
	size_t keep = len;

	if (keep > MAX_DETAIL)
		for (keep = MAX_DETAIL; keep > 0 &&
		    (((const unsigned char *)value)[keep] & 0xc0) == 0x80;)
			keep--;
	buf_add(&b, value, keep);
	if (keep < len)
		buf_addf(&b, " ... (%zu bytes more)", len - keep);
	buf_adds(&b, "");
	d->v = grow(d->v, d->n, &d->cap, sizeof(*d->v));
	to = &d->v[d->n++];
	*to = (struct cert_detail){ .name = xstrdup(name) };
	to->value = buf_steal(&b);
	return to;
}

static struct cert_detail *
adds(struct cert_details *d, const char *name, const char *value)
{
	return add(d, name, value, strlen(value));
}

/* ---- fields ------------------------------------------------------------- */

static void
object_text(const ASN1_OBJECT *o, char *out, size_t size)
{
	int nid = OBJ_obj2nid(o);

	if (nid != NID_undef && OBJ_nid2ln(nid) != NULL)
		snprintf(out, size, "%s", OBJ_nid2ln(nid));
	else if (OBJ_obj2txt(out, (int)size, o, 1) <= 0)
		snprintf(out, size, "?");
}

static void
add_fields(const struct cert *c, struct cert_details *d)
{
	const X509_ALGOR *algorithm = X509_get0_tbs_sigalg(cert_x509(c));
	const ASN1_OBJECT *o = NULL;
	char text[128], shown[THUMBPRINT_SHOWN];

	snprintf(text, sizeof(text), "V%ld",
	    X509_get_version(cert_x509(c)) + 1);
	adds(d, "Version", text);
	adds(d, "Serial number", c->serial);
	X509_ALGOR_get0(&o, NULL, NULL, algorithm);
	object_text(o, text, sizeof(text));
	adds(d, "Signature algorithm", text);
	adds(d, "Issuer", c->issuer);
	adds(d, "Valid from", when_text(c->not_before, text));
	adds(d, "Valid to", when_text(c->not_after, text));
	adds(d, "Subject", c->subject);
	snprintf(text, sizeof(text), "%s (%d bits)", c->key_type,
	    c->key_bits);
	adds(d, "Public key", text);
	adds(d, "Thumbprint", thumbprint_show(c->thumbprint, shown));
	adds(d, "SHA-256", c->sha256);
}

/* ---- extensions --------------------------------------------------------- */

/* What Windows calls them. */
static const struct {
	int nid;
	const char *name;
	void (*words)(const struct cert *, struct buf *);
} known[] = {
	{ NID_key_usage, "Key Usage", cert_key_usage_text },
	{ NID_ext_key_usage, "Enhanced Key Usage", cert_eku_text },
	{ NID_basic_constraints, "Basic Constraints", NULL },
	{ NID_subject_alt_name, "Subject Alternative Name", NULL },
	{ NID_issuer_alt_name, "Issuer Alternative Name", NULL },
	{ NID_subject_key_identifier, "Subject Key Identifier", NULL },
	{ NID_authority_key_identifier, "Authority Key Identifier", NULL },
	{ NID_crl_distribution_points, "CRL Distribution Points", NULL },
	{ NID_freshest_crl, "Freshest CRL", NULL },
	{ NID_certificate_policies, "Certificate Policies", NULL },
	{ NID_policy_mappings, "Policy Mappings", NULL },
	{ NID_policy_constraints, "Policy Constraints", NULL },
	{ NID_name_constraints, "Name Constraints", NULL },
	{ NID_info_access, "Authority Information Access", NULL },
};

/* In OpenSSL's words, line ends and indents tidied; false: not understood. */
static bool
in_words(X509_EXTENSION *e, struct buf *out)
{
	BIO *bio = ossl_bio();
	char *data = NULL;
	bool ok = X509V3_EXT_print(bio, e, X509V3_EXT_DEFAULT, 0) == 1;
	long n = BIO_get_mem_data(bio, &data), i;

	for (i = 0; ok && i < n; i++) {
		if (data[i] == '\r' || (data[i] == '\n' && i + 1 == n))
			continue;
		if (data[i] == ' ' && (out->len == 0 ||
		    out->data[out->len - 1] == '\n'))
			continue;
		if (data[i] == '\n' && (out->len == 0 ||
		    out->data[out->len - 1] == '\n'))
			continue;
		buf_addc(out, data[i]);
	}
	BIO_free(bio);
	ERR_clear_error();
	return ok;
}

static void
in_hex(X509_EXTENSION *e, struct buf *out)
{
	const ASN1_OCTET_STRING *s = X509_EXTENSION_get_data(e);
	const unsigned char *p = ASN1_STRING_get0_data(s);
	int n = ASN1_STRING_length(s), i;

	for (i = 0; i < n && i < HEX_SHOWN; i++)
		buf_addf(out, "%s%02x", i > 0 ? " " : "", p[i]);
	if (n > HEX_SHOWN)
		buf_addf(out, " ... (%d bytes more)", n - HEX_SHOWN);
}

static void
add_extension(const struct cert *c, X509_EXTENSION *e,
    struct cert_details *d)
{
	int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
	struct cert_detail *to;
	struct buf b = { 0 };
	char name[128];
	size_t i = 0;

	object_text(X509_EXTENSION_get_object(e), name, sizeof(name));
	while (i < ARRAY_SIZE(known) && known[i].nid != nid)
		i++;
	if (i < ARRAY_SIZE(known) && known[i].words != NULL)
		known[i].words(c, &b);
	else if (!in_words(e, &b))
		in_hex(e, &b);
	to = add(d, i < ARRAY_SIZE(known) ? known[i].name : name, b.data,
	    b.len);
	to->extension = true;
	to->critical = X509_EXTENSION_get_critical(e) == 1;
	buf_clear(&b);
}

void
cert_details(const struct cert *c, struct cert_details *d)
{
	int n = X509_get_ext_count(cert_x509(c)), i;
	char text[64];

	memset(d, 0, sizeof(*d));
	add_fields(c, d);
	for (i = 0; i < n && i < MAX_DETAILS; i++)
		add_extension(c, X509_get_ext(cert_x509(c), i), d);
	if (n > MAX_DETAILS) {
		snprintf(text, sizeof(text), "%d more, not shown",
		    n - MAX_DETAILS);
		adds(d, "Extensions", text);
	}
	ERR_clear_error();
}
