/* SPDX-License-Identifier: ISC */
/*
 * What cert.h tells of a certificate, read from it.  Most of the time to read
 * one goes into its public key, which whoever only lists or looks it up never
 * asks for: a reader leaves the key as it came and has the same facts in an
 * eighth of the time.  cert_x509() makes up for it where it is wanted.
 */
#ifndef CERTSTORE_CERT_FACTS_H
#define CERTSTORE_CERT_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "certstore/cert.h"

struct ossl_lib_ctx_st;
struct ossl_provider_st;

/* A certificate without its x509, which stays the caller's. */
struct cert *cert_facts(struct x509_st *, struct err *);

/* Embedded; nothing in it is to be shared by threads. */
struct cert_reader {
	struct ossl_lib_ctx_st *ctx;	/* that knows no keys; NULL: none */
	struct ossl_provider_st *none;
	bool keep;	/* the encoding, for cert_x509() and cert_to_pem() */
};

void cert_reader_open(struct cert_reader *, bool keep);
void cert_reader_close(struct cert_reader *);

/*
 * As cert_from_der() and with its errors, x509 NULL.  The reader may be NULL:
 * then it is that function.
 */
struct cert *cert_reader_der(const struct cert_reader *, const void *, size_t,
    struct err *);
/* The first block of a PEM text, which has to be a certificate. */
struct cert *cert_reader_pem(const struct cert_reader *, const void *, size_t,
    struct err *);

#endif
