/* SPDX-License-Identifier: ISC */
/*
 * The seven usages of a certificate (U1-U7, runtime reference section 3) as
 * one table: where each looks for its certificate, whether it needs the key,
 * and which key usage fits (section 4, "Purpose test").  From a usage follow
 * store, account, purpose test and picker; nothing else asks "is this U3?".
 */
#ifndef CERTSTORE_USAGE_H
#define CERTSTORE_USAGE_H

#include <stdbool.h>

#include "certstore/cert.h"
#include "certstore/store.h"

enum usage {
	USAGE_NONE,
	USAGE_ENCRYPT,		/* U1 encryption, sending */
	USAGE_DECRYPT,		/* U2 decryption, receiving */
	USAGE_SIGN,		/* U3 signature, sending */
	USAGE_VERIFY,		/* U4 signature verification, receiving */
	USAGE_RESOLVE,		/* U5 party resolution, receiving */
	USAGE_HTTPS,		/* U6 TLS client, HTTP adapter */
	USAGE_SOAP,		/* U7 TLS client, SOAP adapter */
	USAGE_COUNT
};

struct usage_info {
	const char *id;		/* "U1" */
	const char *name;	/* "encrypt": the word in texts and options */
	const char *purpose;	/* "to encrypt": what a certificate fits */
	const char *label;	/* "Encryption (sending)" */
	enum store_id store;	/* where the engine looks for it */
	bool needs_key;
};

/* The row of a usage; never NULL. */
const struct usage_info *usage_info(enum usage);

/* USAGE_NONE if no usage has that name. */
enum usage usage_find(const char *name);

/*
 * The purpose test: may cert be used for this?  On false, why (if not NULL)
 * gets a reason in words with the key usages found, of at most size bytes.
 * extra_eku: dotted OIDs the group accepts besides, separated by blanks or
 * commas, or NULL.
 */
bool usage_fits(enum usage, const struct cert *, const char *extra_eku,
    char *why, size_t size);

/*
 * The same of the authorities above it: an intermediate whose extended key
 * usage leaves the purpose out has no right to issue for it, as is common
 * practice (RFC 5280 4.2.1.12 leaves it open).  The root is trusted as it is,
 * and what was encrypted to us is decrypted whoever issued our certificate
 * (section 4, "Chain not trusted").
 */
struct verdict;
bool usage_chain_fits(enum usage, const struct verdict *,
    const char *extra_eku, char *why, size_t size);

#endif
