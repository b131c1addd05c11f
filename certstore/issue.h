/* SPDX-License-Identifier: ISC */
/*
 * Making certificates: a test CA, end entities, revocation lists and PKCS#12
 * files.  Serves the sample group, the tests and self-signed test
 * certificates of the guide; it is not a CA product.
 */
#ifndef CERTSTORE_ISSUE_H
#define CERTSTORE_ISSUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/crl.h"
#include "certstore/key.h"

struct issue_request {
	const char *common_name;
	const char *organization;	/* or NULL */
	const char *email;		/* subjectAltName, or NULL */
	int64_t not_before, not_after;
	unsigned key_usage;		/* 0: no extension */
	const char *eku;	/* "emailProtection,clientAuth" or NULL */
	bool ca;
	int rsa_bits;			/* 0: 2048 */
};

struct issuer {
	struct cert *cert;
	struct key *key;
};

/*
 * A new key pair and its certificate, signed by the issuer, or by itself
 * where issuer is NULL.  Both results belong to the caller.
 */
bool issue_cert(const struct issue_request *, const struct issuer *,
    struct cert **, struct key **, struct err *);

/*
 * A new key pair (the caller's) and the request for its certificate (PKCS#10,
 * RFC 2986), in PEM, to be sent to a CA; validity and ca say nothing here.
 */
bool issue_csr(const struct issue_request *, struct key **, struct buf *pem,
    struct err *);

/* A list of the issuer's that revokes the n certificates at this_update. */
struct crl *issue_crl(const struct issuer *, const struct cert *const *revoked,
    size_t n, int64_t this_update, int64_t next_update, struct err *);

/* PKCS#12 (AES-256, PBKDF2) with key and certificate. */
bool issue_pkcs12(const struct cert *, const struct key *, const char *pass,
    struct buf *out, struct err *);

#endif
