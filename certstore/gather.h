/* SPDX-License-Identifier: ISC */
/*
 * What a parser of bundles finds on its way, before keys and certificates are
 * put together.  Doubles are dropped, limits are kept here.
 */
#ifndef CERTSTORE_GATHER_H
#define CERTSTORE_GATHER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/crl.h"
#include "certstore/key.h"

/* Each key is compared with each certificate. */
#define MAX_BUNDLE_KEYS 100

struct gather {
	struct cert_list certs;
	struct crl_list crls;
	struct key **keys;
	size_t n_keys, cap_keys;
	size_t unknown_keys;	/* of a kind that cannot be read here */
};

/* All take over what they are given, also on failure. */
bool gather_x509(struct gather *, struct x509_st *, struct err *);
bool gather_crl(struct gather *, struct X509_crl_st *, struct err *);
bool gather_key(struct gather *, struct key *, struct err *);
void gather_clear(struct gather *);

#endif
