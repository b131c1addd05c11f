/* SPDX-License-Identifier: ISC */
/*
 * MIME as the engine reads it (RFC 2045, 2046, 8551): headers, content types
 * and multiparts of bytes that a stranger sent.  Nothing here changes or
 * copies content: a body is a span of the caller's bytes, NULs and all, which
 * must outlive the entity.  Lines may end in CRLF or LF, mixed.
 *
 * Refused rather than guessed, because two readers would guess differently:
 * control characters in a header, lines without a colon, a Content-Type,
 * Content-Transfer-Encoding or MIME-Version that appears twice, a parameter
 * that appears twice, a multipart without its closing boundary, with two
 * boundaries, or with a transfer encoding of its own.
 *
 * Errors: ERR_INVALID damaged, ERR_DENIED beyond one of the limits.
 */
#ifndef ENGINE_MIME_H
#define ENGINE_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/spool.h"

#define MIME_VERSION_WINDOW 1024	/* where MIME-Version is looked for */
#define MAX_MIME_HEADER 65536	/* bytes of one header block */
#define MAX_MIME_FIELDS 500		/* fields of it */
#define MAX_MIME_PARAMS 50		/* parameters of one field */
#define MAX_MIME_PARTS 1000		/* parts of one message */
#define MAX_MIME_DEPTH 10		/* multiparts within multiparts */
#define MAX_MIME_BOUNDARY 200		/* bytes; RFC 2046: 70 */

struct mime_field {
	char *name;		/* as written; parameters: lower case */
	char *value;		/* unfolded, without white space around */
};

struct mime_fields {
	struct mime_field *v;
	size_t n, cap;
};

struct mime_entity {
	struct mime_fields header;
	char *type;		/* "text/xml", lower case; "" if not stated */
	struct mime_fields params;	/* of the content type */
	struct span all;	/* header and body */
	struct span body;
};

/* Does a MIME-Version field begin in the first 1024 bytes of its header? */
bool mime_has_version(const void *, size_t);

/*
 * Is this the beginning of a MIME entity?  Strict, because it is asked about
 * content that came out of a signature or an encryption and may be anything:
 * a header block without a single fault that ends in an empty line and holds
 * one of the MIME fields (MIME-Version, Content-Type, ...).  What is not an
 * entity is a body as it stands, to the last byte.
 */
bool mime_is_entity(struct span);

/*
 * Split header and body.  An empty first line is an empty header.  A part
 * may end with its header; a message that does was cut off.  Clear it in any
 * case; on failure it is cleared already.
 */
bool mime_parse(struct mime_entity *, struct span, struct err *);
bool mime_parse_part(struct mime_entity *, struct span, struct err *);
void mime_clear(struct mime_entity *);

/* The value of a field or parameter, without regard to case, or NULL. */
const char *mime_get(const struct mime_fields *, const char *name);

/*
 * "VALUE; name=value; ..." (RFC 2045 5.1) apart: the value in lower case,
 * which the caller frees; parameters are added.  NULL on failure.
 */
char *mime_value(const char *text, struct mime_fields *params, struct err *);

/*
 * Header text with its encoded words (RFC 2047) in UTF-8, as far as they can
 * be read; the caller frees.
 */
char *mime_text(const char *);

/*
 * The text of a parameter, NULL if there is none.  What RFC 2231 has, a
 * character set or several pieces, comes before the plain form, which is for
 * readers that know no better.  The caller frees.
 */
char *mime_param_text(const struct mime_fields *params, const char *name);

/* Is the type NAME or of the form NAME/...? */
bool mime_type_is(const struct mime_entity *, const char *type);

/*
 * Parts between the boundaries of a multipart, without the line end that
 * belongs to the boundary.
 */
struct mime_parts {
	struct span *v;
	size_t n, cap;
};
bool mime_split(const struct mime_entity *, struct mime_parts *,
    struct err *);
void mime_parts_clear(struct mime_parts *);

#endif
