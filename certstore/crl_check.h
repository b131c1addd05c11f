/* SPDX-License-Identifier: ISC */
/*
 * May a revocation list come into the store?  What is asked of one before it
 * takes the place of another; the judgement of certificates is trust.h's.
 */
#ifndef CERTSTORE_CRL_CHECK_H
#define CERTSTORE_CRL_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/crl.h"

/* Delta lists and lists with a critical part unknown here: never. */
bool crl_check_kind(const struct crl *, struct err *);

/* Issued already, and not past its next update. */
bool crl_check_dates(const struct crl *, int64_t now, struct err *);

/* The certificates of root and ca store below this root folder. */
bool crl_authorities(const char *root, struct cert_list *, struct err *);

/*
 * Signed with the key of one of them that may sign lists.  ERR_NOT_FOUND
 * where none has the issuer's name.
 */
bool crl_check_signature(const struct crl *, const struct cert_list *,
    struct err *);

#endif
