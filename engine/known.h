/* SPDX-License-Identifier: ISC */
/*
 * Certificates that came with messages, parsed once: the same bytes are the
 * same certificate, and a partner sends them with every message.  Reading one
 * costs as much as checking its signature.  It cannot be seen in any outcome.
 * Safe to share between threads.
 */
#ifndef ENGINE_KNOWN_H
#define ENGINE_KNOWN_H

#include <stddef.h>

struct known;
struct x509_st;

struct known *known_new(void);
void known_free(struct known *);

/*
 * The certificate with this encoding, or NULL if it cannot be read.  The
 * caller gets a reference of its own.  known may be NULL.
 */
struct x509_st *known_cert(struct known *, const unsigned char *, size_t);

#endif
