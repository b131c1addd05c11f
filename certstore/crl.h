/* SPDX-License-Identifier: ISC */
/* One revocation list (RFC 5280 section 5) and the crl store. */
#ifndef CERTSTORE_CRL_H
#define CERTSTORE_CRL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/when.h"
#include "certstore/store.h"

struct X509_crl_st;

#define MAX_CRL_SIZE 67108864	/* 64 MiB of DER */
#define MAX_CRL_PEM 100663296	/* the same as PEM, with line ends */

struct crl {
	struct X509_crl_st *x509;
	char sha1[SHA1_HEX];	/* of the DER; names it on the command line */
	char *issuer;
	int64_t this_update;
	int64_t next_update;	/* 0: not stated */
	size_t revoked;		/* number of entries */
	int64_t stored;		/* when it came into the store; 0: it did not */
	bool unverified;	/* crl_list_judge(): it counts for nothing */
};

struct crl *crl_from_x509(struct X509_crl_st *, struct err *);	/* takes it */
/* One list in DER or PEM; the DER of at most MAX_CRL_SIZE bytes. */
struct crl *crl_from_data(const void *, size_t, struct err *);
void crl_free(struct crl *);
void crl_to_pem(const struct crl *, struct buf *);

#define CRL_AGE (WHEN_TEXT + 8)
/* "3 days old": since it came into the store, at this time; returns out. */
const char *crl_age(const struct crl *, int64_t now,
    char out[static CRL_AGE]);

/*
 * Does it revoke that certificate?  Since when, and the reason in words,
 * which is never NULL then.  Whether it is a good list of the certificate's
 * issuer is not asked here; entries of an indirect list, which are of other
 * issuers, revoke nothing.
 */
bool crl_revokes(const struct crl *, const struct cert *, int64_t *when,
    const char **why);

struct crl_list {
	struct crl **v;
	size_t n, cap;
};
void crl_list_add(struct crl_list *, struct crl *);
void crl_list_clear(struct crl_list *);

/* It names this certificate as its issuer and is signed with its key. */
bool crl_verify(const struct crl *, const struct cert *issuer, struct err *);

/*
 * One list per issuer (and per key, scope and kind, where the issuer has
 * several); a newer one replaces, an older one is refused (ERR_EXISTS).  The
 * signature is the business of trust_judge(), or of crl_verify() before.
 * Unreadable files are passed over: what they hold counts as missing.
 */
bool crl_store_add(const struct store *, const struct crl *, struct err *);
bool crl_store_load(const struct store *, struct crl_list *, struct err *);
/* By sha1. */
bool crl_store_remove(const struct store *, const char *sha1, struct err *);

#endif
