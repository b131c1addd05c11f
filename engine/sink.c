/* SPDX-License-Identifier: ISC */
#include "engine/sink.h"

#include <string.h>

bool
sink_span(struct sink *to, struct span all, struct err *err)
{
	struct span piece = { .len = 0 };

	while (span_next(&all, &piece))
		if (!sink_put(to, piece.p, piece.len, err))
			return false;
	return true;
}

static bool
put_spool(struct sink *sink, const void *p, size_t n, struct err *err)
{
	return spool_add(((struct sink_spool *)sink)->to, p, n, err);
}

static unsigned char *
room_spool(struct sink *sink, size_t n, struct err *err)
{
	return spool_room(((struct sink_spool *)sink)->to, n, err);
}

static void
added_spool(struct sink *sink, size_t n)
{
	spool_added(((struct sink_spool *)sink)->to, n);
}

struct sink_spool
sink_spool(struct spool *to)
{
	return (struct sink_spool){ { .put = put_spool, .room = room_spool,
		.added = added_spool }, to };
}

static bool
put_buf(struct sink *sink, const void *p, size_t n, struct err *err)
{
	(void)err;
	buf_add(((struct sink_buf *)sink)->to, p, n);
	return true;
}

struct sink_buf
sink_buf(struct buf *to)
{
	return (struct sink_buf){ { .put = put_buf }, to };
}

static bool
put_count(struct sink *sink, const void *p, size_t n, struct err *err)
{
	(void)p;
	(void)err;
	((struct sink_count *)sink)->n += n;
	return true;
}

struct sink_count
sink_count(void)
{
	return (struct sink_count){ { .put = put_count }, 0 };
}

void
writer_init(struct writer *w, struct sink *to, struct err *err)
{
	w->to = to;
	w->err = err;
	w->failed = false;
	w->n = 0;
}

void
writer_flush(struct writer *w)
{
	if (!w->failed)
		w->failed = !sink_put(w->to, w->b, w->n, w->err);
	w->n = 0;
}

void
writer_add(struct writer *w, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		if (w->n == sizeof(w->b))
			writer_flush(w);
		n = sizeof(w->b) - w->n;
		if (n > len)
			n = len;
		memcpy(w->b + w->n, p, n);
		w->n += n;
	}
}

bool
writer_end(struct writer *w)
{
	writer_flush(w);
	explicit_bzero(w->b, sizeof(w->b));
	return !w->failed;
}
