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

#define CRL_UNVERIFIED "unverified: signed by no authority here, counts " \
	"for nothing"

/* Marks those that no authority below this root folder has signed. */
void crl_list_judge(struct crl_list *, const char *root);

/*
 * Of the lists of a store, removes those that would keep a good one out of
 * it: of the same issuer, dated later, signed by none of these authorities.
 */
void crl_drop_forged(const struct store *, const struct crl_list *,
    const struct cert_list *authorities, const struct crl *fresh);

#endif
