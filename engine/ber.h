/* SPDX-License-Identifier: ISC */
/*
 * Just enough BER (X.690) to keep the content of a CMS structure (RFC 5652,
 * RFC 5083, RFC 3274) apart from the structure around it: content may be of
 * any size and stays where it is; the structure is small and goes to OpenSSL.
 * Definite and indefinite lengths, content in one piece or in many.  Never
 * beyond its bytes, never deeper than MAX_BER_DEPTH.
 */
#ifndef ENGINE_BER_H
#define ENGINE_BER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"

#define MAX_BER_DEPTH 32
#define MAX_CMS_STRUCTURE ((size_t)1024 * 1024)	/* without its content */
#define MAX_CMS_DIGESTS 16		/* algorithms of signed data */

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

/* Are the bytes, all of them, the DER of a SET of attributes (5652 5.3)? */
bool ber_is_attributes(struct span);

/* ---- structure and content ----------------------------------------------- */

enum cms_type {
	CMS_TYPE_OTHER,
	CMS_TYPE_SIGNED,
	CMS_TYPE_ENVELOPED,
	CMS_TYPE_AUTH_ENVELOPED,
	CMS_TYPE_COMPRESSED,
};

/* A structure taken apart; everything lies in the caller's bytes. */
struct ber_cms {
	enum cms_type type;
	/* Whole items: the type, those before the content's own SEQUENCE,
	   those before the content in it, those after it. */
	struct ber oid, head, inside, tail;
	bool present;		/* there is content */
	bool pieces;		/* as the encoding of its pieces */
	struct span content;
	struct span rest;	/* what follows the structure */
};

/* ERR_INVALID, ERR_DENIED beyond a limit.  OTHER: only oid is set. */
bool ber_split(struct span, struct ber_cms *, struct err *);

/*
 * Append the structure without its content, of signed data without the
 * certificates and revocation lists, and of authEnveloped data without the
 * attributes.
 */
void ber_skeleton(const struct ber_cms *, struct buf *);

/*
 * Append what comes before content of so many bytes; after it comes the
 * tail.  Definite lengths throughout.
 */
void ber_prefix(const struct ber_cms *, size_t content, struct buf *);

/* The pieces of the content one after the other; false behind the last. */
bool ber_piece(struct span *rest, struct span *piece);

/* The certificates of signed data, encodings one after the other; or empty. */
struct ber ber_certificates(const struct ber_cms *);
/* The cipher's OID, content octets, of (auth)enveloped data; or empty. */
struct ber ber_cipher(const struct ber_cms *);
/* Authenticated attributes, whole, and tag of authEnveloped data; or empty. */
void ber_mac(const struct ber_cms *, struct ber *attributes,
    struct ber_item *tag);

#endif
