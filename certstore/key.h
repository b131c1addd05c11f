/* SPDX-License-Identifier: ISC */
/* A private key.  Never printed, logged or put into an error. */
#ifndef CERTSTORE_KEY_H
#define CERTSTORE_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/cert.h"

struct evp_pkey_st;

struct key {
	struct evp_pkey_st *pkey;
};

struct key *key_from_pkey(struct evp_pkey_st *);	/* takes it over */
void key_free(struct key *);

/* PKCS#8 in PEM, unencrypted, for the 0600 file; out should be secret. */
bool key_to_pem(const struct key *, struct buf *, struct err *);
/* Any PEM private key; pass may be NULL. */
struct key *key_from_pem(const void *, size_t, const char *pass,
    struct err *);

/* The public half is that of the certificate. */
bool key_matches(const struct key *, const struct cert *);

/*
 * Does it work?  Signs a random nonce and verifies that with the public key
 * of the certificate; encrypts one to the certificate, or agrees on a secret
 * with it, and undoes that with the key: whatever of it this kind of key can
 * do.  A kind that can do nothing here fails, as it could not be used.
 */
bool key_self_test(const struct key *, const struct cert *, struct err *);

#endif
