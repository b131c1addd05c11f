/* SPDX-License-Identifier: ISC */
/*
 * Base64 (RFC 2045 6.8), in steps and at the speed of memory rather than of
 * a character at a time: messages are large.
 */
#ifndef ENGINE_BASE64_H
#define ENGINE_BASE64_H

#include "engine/sink.h"

#define BASE64_LINE 57		/* bytes in a line of 76 characters */
#define BASE64_BATCH 128	/* lines */

/* A sink that passes on lines ended by CRLF. */
struct base64 {
	struct sink sink;
	struct sink *to;
	bool wide;		/* base64_wide.h; tests clear it */
	size_t n;
	unsigned char held[BASE64_LINE];	/* not yet a line */
	unsigned char out[BASE64_BATCH * (BASE64_LINE / 3 * 4 + 2)];
};

void base64_init(struct base64 *, struct sink *to);
/* The last line; cleanses.  To be called in any case. */
bool base64_end(struct base64 *, struct err *);

/* Bytes that so many become. */
size_t base64_length(size_t);

/*
 * Decode; blanks and line ends anywhere, padding complete or absent.
 * ERR_INVALID for whatever else there is.
 */
bool base64_decode(struct span, struct sink *to, struct err *);

#endif
