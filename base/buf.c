/* SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void
release(struct buf *b)
{
	if (b->secret && b->data != NULL)
		explicit_bzero(b->data, b->cap);
	free(b->data);
}

void
buf_clear(struct buf *b)
{
	release(b);
	b->data = NULL;
	b->len = b->cap = 0;
}

void
buf_reset(struct buf *b)
{
	if (b->secret && b->data != NULL)
		explicit_bzero(b->data, b->cap);
	b->len = 0;
}

unsigned char *
buf_room(struct buf *b, size_t n)
{
	size_t cap = b->cap > 0 ? b->cap : 64;
	unsigned char *data;

	if (b->cap - b->len > n && b->data != NULL)
		return b->data + b->len;
	while (cap - b->len <= n)
		cap *= 2;
	/* Not realloc: it would leave a copy of a secret behind. */
	data = xmalloc(cap);
	if (b->data != NULL)
		memcpy(data, b->data, b->len);
	release(b);
	b->data = data;
	b->cap = cap;
	return b->data + b->len;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	unsigned char *at = buf_room(b, n);

	if (n > 0)
		memcpy(at, p, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf((char[1]){ 0 }, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	buf_room(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

char *
buf_steal(struct buf *b)
{
	char *s = b->data != NULL ? (char *)b->data : xstrndup("", 0);

	if (b->data != NULL)
		b->data[b->len] = '\0';
	b->data = NULL;
	b->len = b->cap = 0;
	return s;
}
