/* SPDX-License-Identifier: ISC */
/*
 * Base64, 32 digits at a time, where the processor can (AVX2): for base64.c
 * only, which does all that is left, and everything on other processors.
 * Nothing outside the bytes given is read or written.
 */
#ifndef ENGINE_BASE64_WIDE_H
#define ENGINE_BASE64_WIDE_H

#include <stdbool.h>
#include <stddef.h>

/* Can this processor?  If not, the others must not be called. */
bool base64_wide(void);

/* Whole lines of BASE64_LINE bytes, each with its CRLF. */
void base64_wide_encode(const unsigned char *p, size_t lines,
    unsigned char *to);

/*
 * Digits off the front of n, as far as they come in whole lines as above or
 * 32 at a time; the characters taken.  *len bytes were put to `to`, which has
 * room for max.
 */
size_t base64_wide_decode(const unsigned char *p, size_t n,
    unsigned char *to, size_t max, size_t *len);

#endif
