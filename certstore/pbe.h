/* SPDX-License-Identifier: ISC */
/*
 * Password based encryption (PKCS#5, PKCS#12) of strangers' files: how much
 * work it may ask for, and the old ciphers (legacy.h), tried only when the
 * others have failed.
 */
#ifndef CERTSTORE_PBE_H
#define CERTSTORE_PBE_H

#include <stdbool.h>

#include "base/err.h"
#include "certstore/legacy.h"

struct X509_algor_st;
struct X509_sig_st;
struct ossl_lib_ctx_st;
struct pkcs8_priv_key_info_st;

/* Iterations that one file may cost in all; about ten seconds. */
#define MAX_PBE_ITERATIONS 10000000L

struct pbe {
	const char *pass;	/* not owned; NULL is not the same as "" */
	long left;		/* iterations still allowed */
	bool tried;		/* to load the legacy provider */
	struct legacy legacy;
};

void pbe_init(struct pbe *, const char *pass);
void pbe_clear(struct pbe *);

/* The context with the old ciphers, or NULL where they are not installed. */
struct ossl_lib_ctx_st *pbe_legacy(struct pbe *);

/* Account for one derivation of the algorithm or of n iterations. */
bool pbe_take(struct pbe *, const struct X509_algor_st *, struct err *);
bool pbe_take_n(struct pbe *, long n, struct err *);

/*
 * Decrypt an EncryptedPrivateKeyInfo.  The error tells a passphrase that is
 * missing (pass NULL) or wrong (part "passphrase") from the rest.
 */
struct pkcs8_priv_key_info_st *pbe_decrypt_key(struct pbe *,
    const struct X509_sig_st *, struct err *);

/*
 * Set err for a decryption that failed: part "passphrase" unless OpenSSL
 * says that it lacks the algorithm.  Empties OpenSSL's queue.
 */
bool pbe_failed(const struct pbe *, const char *what, struct err *);

#endif
