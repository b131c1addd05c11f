/* SPDX-License-Identifier: ISC */
/* Digests as lower case hexadecimal text. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

#define SHA1_HEX 41	/* with the NUL */
#define SHA256_HEX 65

void digest_sha1(const void *, size_t, char out[static SHA1_HEX]);
void digest_sha256(const void *, size_t, char out[static SHA256_HEX]);

/* Lower case hexadecimal of n bytes into 2n + 1. */
void digest_hex(const unsigned char *, size_t n, char *out);

#endif
