/* SPDX-License-Identifier: ISC */
/* Multiparts apart (RFC 2046 section 5.1). */
#include "engine/mime.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/mime_line.h"
#include "engine/transfer.h"

enum delimiter { DELIMITER_NONE, DELIMITER_NEXT, DELIMITER_CLOSE };

/*
 * Is the line at p, which begins with "--", "--BOUNDARY" or "--BOUNDARY--",
 * blanks after it allowed?  Then *next is where the following one begins.
 */
static enum delimiter
delimiter_at(const unsigned char *p, const unsigned char *end,
    const char *boundary, const unsigned char **next)
{
	size_t n = strlen(boundary), left = (size_t)(end - p);
	enum delimiter kind = DELIMITER_NEXT;
	struct span line;

	if (left < n + 2 || memcmp(p + 2, boundary, n) != 0)
		return DELIMITER_NONE;
	/* A line is no delimiter, or it is short. */
	if (left > MAX_MIME_HEADER)
		end = p + MAX_MIME_HEADER;
	line = mime_line(p + n + 2, end, next);
	if (left > MAX_MIME_HEADER && (*next)[-1] != '\n')
		return DELIMITER_NONE;
	if (line.len >= 2 && memcmp(line.p, "--", 2) == 0) {
		kind = DELIMITER_CLOSE;
		line.p += 2;
		line.len -= 2;
	}
	for (; line.len > 0; line.p++, line.len--)
		if (!mime_is_blank(*line.p))
			return DELIMITER_NONE;
	return kind;
}

/* The line end before a boundary belongs to it (RFC 2046 5.1.1). */
static struct span
part_between(struct span body, const unsigned char *start,
    const unsigned char *end)
{
	if (end > start && end[-1] == '\n')
		end--;
	if (end > start && end[-1] == '\r')
		end--;
	return (struct span){ start, (size_t)(end - start), body.paged };
}

/*
 * The next line that begins with "--", at the line start p or behind it, or
 * NULL.
 */
static const unsigned char *
dashes(struct span body, const unsigned char *p, bool line_start,
    size_t *relaxed)
{
	const unsigned char *end = body.p + body.len, *lf;
	size_t n;

	while (end - p >= 2) {
		if (line_start && p[0] == '-' && p[1] == '-')
			return p;
		span_behind(body, (size_t)(p - body.p), relaxed);
		n = (size_t)(end - p);
		if (n > SPOOL_STEP)
			n = SPOOL_STEP;
		lf = memchr(p, '\n', n);
		line_start = lf != NULL;
		p = lf != NULL ? lf + 1 : p + n;
	}
	return NULL;
}

/* Would a reader that knows RFC 2231 find another boundary? */
static bool
has_second_boundary(const struct mime_entity *e)
{
	return mime_get(&e->params, "boundary*") != NULL ||
	    mime_get(&e->params, "boundary*0") != NULL ||
	    mime_get(&e->params, "boundary*0*") != NULL;
}

/* RFC 2045 6.4: only its parts may be encoded. */
static bool
is_encoded(const struct mime_entity *e)
{
	const char *value = mime_get(&e->header,
	    "Content-Transfer-Encoding");
	enum transfer_encoding encoding;

	return !transfer_find(value, &encoding) ||
	    !transfer_is_identity(encoding);
}

static const char *
boundary_of(const struct mime_entity *e, struct err *err)
{
	const char *boundary = mime_get(&e->params, "boundary");

	if (has_second_boundary(e)) {
		err_set(err, ERR_INVALID, boundary == NULL ?
		    "multipart: boundary in pieces" :
		    "multipart: two boundaries");
		return NULL;
	}
	if (is_encoded(e)) {
		err_set(err, ERR_INVALID,
		    "multipart: transfer encoding of the whole");
		return NULL;
	}
	if (boundary == NULL || *boundary == '\0' ||
	    strlen(boundary) > MAX_MIME_BOUNDARY) {
		err_set(err, ERR_INVALID, boundary == NULL ?
		    "multipart: no boundary" :
		    "multipart: boundary empty or too long");
		return NULL;
	}
	return boundary;
}

bool
mime_split(const struct mime_entity *e, struct mime_parts *parts,
    struct err *err)
{
	const char *boundary = boundary_of(e, err);
	const unsigned char *p = e->body.p, *start = NULL, *next;
	const unsigned char *end = e->body.p + e->body.len;
	enum delimiter kind = DELIMITER_NEXT;
	size_t relaxed = 0;

	if (boundary == NULL)
		return false;
	for (;; p = kind == DELIMITER_NONE ? p + 2 : next) {
		p = dashes(e->body, p, kind != DELIMITER_NONE, &relaxed);
		if (p == NULL)
			break;
		kind = delimiter_at(p, end, boundary, &next);
		if (kind == DELIMITER_NONE)
			continue;
		if (start != NULL) {
			if (parts->n >= MAX_MIME_PARTS)
				return err_set(err, ERR_DENIED,
				    "multipart: more than %d parts",
				    MAX_MIME_PARTS);
			parts->v = grow(parts->v, parts->n, &parts->cap,
			    sizeof(*parts->v));
			parts->v[parts->n++] = part_between(e->body, start,
			    p);
		}
		if (kind == DELIMITER_CLOSE)
			return true;
		start = next;
	}
	return err_set(err, ERR_INVALID, start == NULL ?
	    "multipart: boundary not found" :
	    "multipart: closing boundary missing");
}

void
mime_parts_clear(struct mime_parts *parts)
{
	free(parts->v);
	*parts = (struct mime_parts){ 0 };
}
