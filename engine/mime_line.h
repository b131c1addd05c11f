/* SPDX-License-Identifier: ISC */
/* Lines, as the mime*.c files read them; for these files only. */
#ifndef ENGINE_MIME_LINE_H
#define ENGINE_MIME_LINE_H

#include <string.h>

#include "base/spool.h"

/* The line at p up to its end; *next is where the following one begins. */
static inline struct span
mime_line(const unsigned char *p, const unsigned char *end,
    const unsigned char **next)
{
	const unsigned char *lf = memchr(p, '\n', (size_t)(end - p));
	struct span line = span_of(p, (size_t)((lf != NULL ? lf : end) - p));

	*next = lf != NULL ? lf + 1 : end;
	if (lf != NULL && line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	return line;
}

static inline bool
mime_is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

#endif
