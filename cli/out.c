/* SPDX-License-Identifier: ISC */
#include "cli/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/wrap.h"

#define OUT_PIECE ((size_t)64 * 1024)	/* collected before it is written */
#define OUT_COLUMNS 79

/* A partial write goes on; after an error the rest is thrown away. */
static void
write_all(struct out *o, const unsigned char *data, size_t len)
{
	ssize_t n;

	while (len > 0 && o->error == 0) {
		n = write(o->fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			o->error = errno;
			return;
		}
		data += n;
		len -= (size_t)n;
	}
}

static void
write_out(struct out *o)
{
	write_all(o, o->b.data, o->b.len);
	buf_reset(&o->b);
}

/* A large piece is written as it is: no copy of a message's body. */
void
out_bytes(struct out *o, const void *data, size_t len)
{
	if (len >= OUT_PIECE) {
		write_out(o);
		write_all(o, data, len);
		return;
	}
	buf_add(&o->b, data, len);
	if (o->b.len >= OUT_PIECE)
		write_out(o);
}

void
out_text(struct out *o, const char *s)
{
	out_bytes(o, s, strlen(s));
}

void
out_fmt(struct out *o, const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	out_bytes(o, s, (size_t)n);
	free(s);
}

void
out_safe(struct out *o, const char *s)
{
	char *safe = text_safe(s);

	out_text(o, safe);
	free(safe);
}

/* Bytes of s, which begins with no blank, for the next line. */
static size_t
line_length(const char *s, int columns)
{
	size_t n = wrap_fit(s, columns);

	/* A word longer than the line stays whole: it may be a path. */
	return n > 0 ? n : strcspn(s, " ");
}

void
out_wrap(struct out *o, const char *first, const char *text)
{
	int indent = text_width(first);
	char *safe = text_safe(text);
	const char *s = safe;
	size_t n;

	out_text(o, first);
	for (;;) {
		while (*s == ' ')
			s++;
		n = line_length(s, OUT_COLUMNS - indent);
		out_bytes(o, s, n);
		out_text(o, "\n");
		s += n;
		while (*s == ' ')
			s++;
		if (*s == '\0')
			break;
		out_fmt(o, "%*s", indent, "");
	}
	free(safe);
}

bool
out_flush(struct out *o, struct err *err)
{
	write_out(o);
	if (o->error == 0)
		return true;
	if (o->error == EPIPE)
		return err_set(err, ERR_FAILED, "%s", "");
	return err_set(err, ERR_FAILED, "standard output: %s",
	    strerror(o->error));
}

void
out_clear(struct out *o)
{
	buf_clear(&o->b);
}

void
out_error(const struct err *err)
{
	char *safe;

	if (err->text[0] == '\0')
		return;
	safe = text_safe(err->text);
	fprintf(stderr, "sealport: %s\n", safe);
	free(safe);
}
