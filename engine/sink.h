/* SPDX-License-Identifier: ISC */
/*
 * Where bytes go that are made step by step: into a spool, a digest, a
 * cipher, another encoding.  Sinks are linked by their makers, on the stack;
 * a sink that holds bytes back has an end function of its own.
 */
#ifndef ENGINE_SINK_H
#define ENGINE_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"

struct sink {
	bool (*put)(struct sink *, const void *, size_t, struct err *);
	/* Of one that takes bytes where they are made, as spool_room() and
	   spool_added(); or NULL. */
	unsigned char *(*room)(struct sink *, size_t, struct err *);
	void (*added)(struct sink *, size_t);
};

static inline bool
sink_put(struct sink *to, const void *p, size_t n, struct err *err)
{
	return n == 0 || to->put(to, p, n, err);
}

/* All of it in steps, its pages let go of behind. */
bool sink_span(struct sink *, struct span, struct err *);

/* Into a spool. */
struct sink_spool {
	struct sink sink;
	struct spool *to;
};
struct sink_spool sink_spool(struct spool *);

/* Into a buffer. */
struct sink_buf {
	struct sink sink;
	struct buf *to;
};
struct sink_buf sink_buf(struct buf *);

/* Nowhere, and how many. */
struct sink_count {
	struct sink sink;
	size_t n;
};
struct sink_count sink_count(void);

/* Small things one after the other, passed on in larger ones. */
struct writer {
	struct sink *to;
	struct err *err;	/* of the first failure, or NULL */
	bool failed;
	size_t n;
	unsigned char b[4096];
};
void writer_init(struct writer *, struct sink *, struct err *);
void writer_add(struct writer *, const void *, size_t);
void writer_flush(struct writer *);
/* Pass on and cleanse what is held back; false after any failure. */
bool writer_end(struct writer *);

static inline void
writer_addc(struct writer *w, char c)
{
	if (w->n == sizeof(w->b))
		writer_flush(w);
	w->b[w->n++] = (unsigned char)c;
}

#endif
