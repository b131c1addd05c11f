/* SPDX-License-Identifier: ISC */
/*
 * Just enough BER (X.690) to see what OpenSSL has no accessor for: cipher and
 * tag of an encrypted CMS structure.  Reads definite and indefinite lengths,
 * never beyond its bytes, never deeper than MAX_BER_DEPTH.
 */
#ifndef ENGINE_BER_H
#define ENGINE_BER_H

#include <stdbool.h>
#include <stddef.h>

#define MAX_BER_DEPTH 32

struct ber {
	const unsigned char *p;
	size_t len;
};

struct ber_item {
	unsigned char tag;	/* identifier octet; high tags are refused */
	struct ber content;
	struct ber all;		/* with identifier, length and end marker */
};

/* Take the next item off the front.  False at the end and on bad encoding. */
bool ber_next(struct ber *, struct ber_item *);

/*
 * What EnvelopedData or AuthEnvelopedData says openly (RFC 5652 section 6.1,
 * RFC 5083 section 2.1).
 */
struct ber_envelope {
	struct ber cipher;	/* content octets of the algorithm's OID */
	struct ber mac;		/* AuthEnvelopedData only, else empty */
};

bool ber_envelope(const void *, size_t, bool authenticated,
    struct ber_envelope *);

/* Are the bytes, all of them, a SET of attributes (RFC 5652 section 5.3)? */
bool ber_is_attributes(const void *, size_t);

#endif
