/* SPDX-License-Identifier: ISC */
/* The insides of trust, for the files trust*.c only. */
#ifndef CERTSTORE_TRUST_PARTS_H
#define CERTSTORE_TRUST_PARTS_H

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "certstore/trust.h"

enum { MAX_NAME_COLUMNS = 48 };	/* of a name in a reason */

/*
 * Only roots are in the X509_STORE, because OpenSSL trusts what is in it.
 * Intermediates are handed to each judgement as untrusted helpers, and so
 * are the lists: in the store it would miss those of indirect issuers.  The
 * store has no look-ups, so nothing of the operating system's trust comes in,
 * unless trust_load() is told to ask for it.
 */
struct trust {
	X509_STORE *store;
	STACK_OF(X509) *ca;
	STACK_OF(X509_CRL) *crls;
};

/* How revocation is asked for: of every certificate but the root. */
#define TRUST_REVOCATION_FLAGS (X509_V_FLAG_CRL_CHECK | \
	X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT | \
	X509_V_FLAG_USE_DELTAS)

struct trust_fault {
	int error;		/* OpenSSL's */
	enum cert_state state;
	const char *before, *after;	/* the reason reads BEFORE name AFTER */
};

/* The row of an error; never NULL. */
const struct trust_fault *trust_fault(int error);
bool trust_is_crl_fault(int error);
/* What a fault is about, 0: no date; and the time that was asked about. */
struct trust_date {
	int64_t when, at;
};
/* Of the certificate or of the list. */
struct trust_date trust_fault_when(X509_STORE_CTX *, int error,
    const struct cert *);
/* In words; c: the certificate at fault. */
void trust_reason(char *out, size_t size, int error, const struct cert *c,
    struct trust_date when);
/* What OpenSSL complains of and the house does not. */
bool trust_no_fault(X509_STORE_CTX *, int error);
/* Of a chain that was built; the verdict's limit is none before. */
void trust_limit(X509_STORE_CTX *, struct verdict *);

/* The stack is the caller's, the certificates in it are not. */
STACK_OF(X509) *trust_helpers(const struct trust *,
    const struct cert_list *others);
/* Ready but for the callback; NULL: out of memory. */
X509_STORE_CTX *trust_ctx(const struct trust *, const struct cert *,
    STACK_OF(X509) *untrusted, int64_t at, unsigned long flags);

#endif
