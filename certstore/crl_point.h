/* SPDX-License-Identifier: ISC */
/*
 * Where the revocation lists of certificates are published: distribution
 * points (RFC 5280 4.2.1.13) as addresses to fetch from, and whether a list
 * found there is the one that the point promised.  Nothing is fetched here.
 *
 * What a certificate says is a stranger's word: numbers and lengths are
 * limited, and an address with anything but printable ASCII is passed over.
 */
#ifndef CERTSTORE_CRL_POINT_H
#define CERTSTORE_CRL_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/crl.h"

struct DIST_POINT_st;

#define MAX_CERT_POINTS 16	/* of one certificate; more are left out */
#define MAX_POINT_URLS 8	/* of one point */
#define MAX_POINT_URL 2048	/* bytes */

/* The addresses of one point are several ways to the same list. */
struct crl_point {
	char *issuer;		/* who issues the list, as text */
	char *urls[MAX_POINT_URLS];
	size_t n;
	struct DIST_POINT_st *point;
	struct cert *cert;	/* one that names it */
	bool indirect;		/* the list is not its issuer's own */
	bool for_leaf, for_ca;	/* which certificates name it */
};

struct crl_points {		/* each point once */
	struct crl_point *v;
	size_t n, cap;
	size_t left_out;	/* addresses and points over a limit, or odd */
};

/* The points that the certificate names.  Copies what it needs. */
void crl_points_add(struct crl_points *, const struct cert *);
void crl_points_clear(struct crl_points *);

/* Issuer and scope (RFC 5280 5.2.5, 6.3.3) are those of the point. */
bool crl_point_fits(const struct crl_point *, const struct crl *,
    struct err *);

#endif
