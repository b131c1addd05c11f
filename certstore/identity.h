/* SPDX-License-Identifier: ISC */
/*
 * Whose certificate it is, beside another one: the question of whoever is
 * about to replace a certificate.  Compares what the two say; that it is true
 * is the business of trust_judge() and of the person who compares SHA-256.
 */
#ifndef CERTSTORE_IDENTITY_H
#define CERTSTORE_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "certstore/cert.h"

/* The same public key: whoever holds the one holds the other. */
bool identity_same_key(const struct cert *, const struct cert *);

/*
 * The same key; or the same subject or a mail address (subjectAltName, RFC
 * 5280 4.2.1.6) in both, from issuers of one organisation (of one name where
 * they state none).
 */
bool identity_same(const struct cert *, const struct cert *);

/*
 * Why putting now in the place of old needs to be meant: it is somebody
 * else's, or nothing is known of the old one (NULL; thumbprint names it).
 * Heap; NULL where it is the same owner's.
 */
char *identity_other(const struct cert *old, const char *thumbprint,
    const struct cert *now);

/*
 * A key or a digest that can be broken: RSA, DSA and DH below 2048 bits, EC
 * below 224, signed with MD5 or SHA-1 (whose own signature ends a chain is
 * not asked).  why: in words, at most size bytes.
 */
bool identity_weak(const struct cert *, char *why, size_t size);

/*
 * From the certificate to where its chain ends, by names and signatures
 * within the pools only: borrowed pointers, the certificate itself first.
 * The caller frees out->v and nothing else.
 */
void identity_chain(const struct cert *, const struct cert_list *const *pools,
    size_t n, struct cert_list *out);

/* It has issued itself and its signature says so. */
bool identity_self_signed(const struct cert *);

#endif
