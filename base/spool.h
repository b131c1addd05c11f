/* SPDX-License-Identifier: ISC */
/*
 * The bytes of a message, however many: the first of them on the heap, all of
 * them in a private file once there are more than SPOOL_HEAP; or, of a large
 * one that was announced, all but the first TEMP_HEAD.  Written from front to
 * back, then read as one run of bytes.  A file is mapped for reading, and
 * whoever goes over it lets go of the pages behind, so that the memory in use
 * does not depend on the size of the message.
 *
 * Files of others are never mapped: they could shrink under us.  They are
 * read into a spool first.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/temp.h"

/* A message of 1 MiB (runtime reference, 12), in base64 three times over. */
#define SPOOL_HEAP ((size_t)2816 * 1024)
#define SPOOL_STEP ((size_t)256 * 1024)	/* of one pass over many bytes */
#define SPOOL_ROOM (SPOOL_STEP + 64)	/* a step, and a cipher's block */

/* ---- reading ------------------------------------------------------------- */

/*
 * Bytes of somebody else's.  paged: from there on they lie in the file of a
 * spool, so that their pages can be dropped and come back by themselves.
 */
struct span {
	const unsigned char *p;
	size_t len;
	const unsigned char *paged;	/* start of a page, or NULL */
};

/* Of the heap, or the caller's. */
static inline struct span
span_of(const void *p, size_t len)
{
	return (struct span){ p, len, NULL };
}

/* From `at` on, at most len bytes; at must not be behind the end. */
struct span span_part(struct span, size_t at, size_t len);

/*
 * One pass: the next piece of at most SPOOL_STEP bytes off the front of rest.
 * piece is empty before the first call; its pages are let go of before the
 * next one, and behind the last: then the result is false.
 */
bool span_next(struct span *rest, struct span *piece);

/* The pages of these bytes are not needed for now.  They stay readable. */
void span_relax(struct span);

/*
 * A pass has come to byte `at`; *relaxed: up to where pages were let go of.
 */
void span_behind(struct span, size_t at, size_t *relaxed);

/* ---- writing ------------------------------------------------------------- */

/* Empty is { 0 }, with a folder if it may become large. */
struct spool {
	const unsigned char *data;	/* after spool_finish() */
	size_t len;
	struct temp *folder;	/* the caller's; NULL: SPOOL_HEAP is all */
	size_t expect;		/* bytes that will come, as far as is known
				   before the first */
	bool secret;		/* heap memory is cleansed */
	/* its own */
	unsigned char *heap;	/* all, or what is not written yet */
	size_t used, cap, touched;	/* of the heap; touched: ever */
	unsigned char *head;	/* the folder's memory, or NULL */
	size_t headed;		/* bytes in it; full before the file begins */
	bool ahead;		/* the room given is there */
	void *map;
	size_t written, mapped;
	int file;		/* descriptor + 1 */
};

/*
 * ERR_TOO_LARGE without a folder; ERR_FULL without room in it, or where it
 * cannot be written.
 */
bool spool_add(struct spool *, const void *, size_t, struct err *);

/*
 * Room for n more bytes, at most SPOOL_ROOM; spool_added() then says how many
 * were put there.  NULL as above.
 */
unsigned char *spool_room(struct spool *, size_t n, struct err *);
void spool_added(struct spool *, size_t n);

/* No more will be added: data and len can be read. */
bool spool_finish(struct spool *, struct err *);
struct span spool_span(const struct spool *);

/* Only these of its bytes are wanted; they must lie in it. */
void spool_narrow(struct spool *, struct span);
/* Do they lie in it? */
bool spool_holds(const struct spool *, struct span);

/*
 * A whole file, as file_read(); more than max bytes are ERR_TOO_LARGE, with
 * the first of them, more than max, in the spool.
 */
bool spool_read(struct spool *, const char *path, size_t max, struct err *);

/* Gives back memory and file.  folder and secret stay. */
void spool_clear(struct spool *);

#endif
