/* SPDX-License-Identifier: ISC */
#include "certstore/crl_point.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/asn1.h"

/* ---- reading ------------------------------------------------------------ */

static bool
is_plain(const ASN1_STRING *s)
{
	const unsigned char *p = ASN1_STRING_get0_data(s);
	int i, n = ASN1_STRING_length(s);

	for (i = 0; i < n; i++)
		if (p[i] <= ' ' || p[i] > '~')
			return false;
	return n > 0 && n <= MAX_POINT_URL;
}

/* False where something had to be passed over. */
static bool
add_url(struct crl_point *p, const GENERAL_NAME *name)
{
	const ASN1_STRING *s;
	int type;

	s = GENERAL_NAME_get0_value(name, &type);
	if (type != GEN_URI)
		return true;	/* a folder's name is nothing to fetch */
	if (!is_plain(s) || p->n == MAX_POINT_URLS)
		return false;
	p->urls[p->n++] = xstrndup((const char *)ASN1_STRING_get0_data(s),
	    (size_t)ASN1_STRING_length(s));
	return true;
}

static void
point_clear(struct crl_point *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		free(p->urls[i]);
	free(p->issuer);
	DIST_POINT_free(p->point);
	cert_free(p->cert);
	memset(p, 0, sizeof(*p));
}

/* cRLIssuer as text; false: there is none. */
static bool
read_issuer(struct crl_point *p, const DIST_POINT *dp)
{
	const GENERAL_NAME *name;
	X509_NAME *dir;
	int i, type;

	for (i = 0; i < sk_GENERAL_NAME_num(dp->CRLissuer); i++) {
		name = sk_GENERAL_NAME_value(dp->CRLissuer, i);
		dir = GENERAL_NAME_get0_value(name, &type);
		if (type != GEN_DIRNAME)
			continue;
		p->issuer = asn1_name_text(dir);
		return true;
	}
	return false;
}

static bool
same_point(const struct crl_point *a, const struct crl_point *b)
{
	size_t i;

	if (a->n != b->n || a->indirect != b->indirect ||
	    strcmp(a->issuer, b->issuer) != 0)
		return false;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->urls[i], b->urls[i]) != 0)
			return false;
	return true;
}

/* Takes over p; a point that is known already gets the second user. */
static void
merge(struct crl_points *l, struct crl_point *p)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (!same_point(&l->v[i], p))
			continue;
		l->v[i].for_leaf |= p->for_leaf;
		l->v[i].for_ca |= p->for_ca;
		point_clear(p);
		return;
	}
	l->v = grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = *p;
}

/* Takes over dp. */
static void
add_point(struct crl_points *l, const struct cert *c, DIST_POINT *dp)
{
	const X509_NAME *issuer = X509_get_issuer_name(cert_x509(c));
	struct crl_point p = { .point = dp, .for_leaf = !c->is_ca,
	    .for_ca = c->is_ca };
	const DIST_POINT_NAME *name = dp->distpoint;
	int i;

	if (name != NULL && name->type == 0)
		for (i = 0; i < sk_GENERAL_NAME_num(name->name.fullname); i++)
			l->left_out += !add_url(&p, sk_GENERAL_NAME_value(
			    name->name.fullname, i));
	if (p.n == 0) {
		point_clear(&p);
		return;
	}
	p.indirect = read_issuer(&p, dp);
	if (!p.indirect)
		p.issuer = asn1_name_text(issuer);
	p.cert = cert_copy(c);
	merge(l, &p);
}

void
crl_points_add(struct crl_points *l, const struct cert *c)
{
	CRL_DIST_POINTS *all;
	DIST_POINT *dp;
	int i = 0;

	all = X509_get_ext_d2i(cert_x509(c), NID_crl_distribution_points, NULL,
	    NULL);
	while ((dp = sk_DIST_POINT_shift(all)) != NULL) {
		if (i++ < MAX_CERT_POINTS) {
			add_point(l, c, dp);
		} else {
			l->left_out++;
			DIST_POINT_free(dp);
		}
	}
	CRL_DIST_POINTS_free(all);
	ERR_clear_error();
}

void
crl_points_clear(struct crl_points *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		point_clear(&l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}

/* ---- comparing ---------------------------------------------------------- */

static bool
share_a_name(const GENERAL_NAMES *a, const GENERAL_NAMES *b)
{
	int i, j;

	for (i = 0; i < sk_GENERAL_NAME_num(a); i++)
		for (j = 0; j < sk_GENERAL_NAME_num(b); j++)
			if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(a, i),
			    sk_GENERAL_NAME_value(b, j)) == 0)
				return true;
	return false;
}

/*
 * A list that is only for some points names one; a point with an address has
 * full names, so that one relative to the issuer cannot be it.
 */
static bool
names_point(const struct crl_point *p, const ISSUING_DIST_POINT *idp)
{
	const DIST_POINT_NAME *name = idp->distpoint;

	return name == NULL || (name->type == 0 && share_a_name(
	    name->name.fullname, p->point->distpoint->name.fullname));
}

static const char *
scope_problem(const struct crl_point *p, const ISSUING_DIST_POINT *idp)
{
	if (idp->onlyattr > 0)
		return "it is for attribute certificates only";
	if (idp->onlyuser > 0 && !p->for_leaf)
		return "it is not for certificates of authorities";
	if (idp->onlyCA > 0 && !p->for_ca)
		return "it is for certificates of authorities only";
	if (p->indirect && idp->indirectCRL <= 0)
		return "it is for certificates of its own issuer only";
	if (!names_point(p, idp))
		return "it is for another distribution point";
	return NULL;
}

bool
crl_point_fits(const struct crl_point *p, const struct crl *c,
    struct err *err)
{
	ISSUING_DIST_POINT *idp;
	const char *problem = NULL;
	int critical = -1;

	if (strcmp(p->issuer, c->issuer) != 0)
		return err_set(err, ERR_INVALID, "revocation list: another "
		    "issuer than %s (%s)", p->issuer, c->issuer);
	idp = X509_CRL_get_ext_d2i(c->x509, NID_issuing_distribution_point,
	    &critical, NULL);
	if (idp != NULL)
		problem = scope_problem(p, idp);
	else if (critical != -1)
		problem = "it cannot be read for what it is";
	else if (p->indirect)
		problem = "it is for certificates of its own issuer only";
	ISSUING_DIST_POINT_free(idp);
	ERR_clear_error();
	return problem == NULL || err_set(err, ERR_INVALID,
	    "revocation list: wrong scope (%s)", problem);
}
