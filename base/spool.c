/* SPDX-License-Identifier: ISC */
#include "base/spool.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

/* Room beside the bytes expected, for the last step of a cipher. */
#define HEAP_MARGIN 64

/* Larger than any group of pages that the kernel maps at once. */
#define MAP_ALIGN ((size_t)2048 * 1024)

/* ---- spans --------------------------------------------------------------- */

struct span
span_part(struct span s, size_t at, size_t len)
{
	assert(at <= s.len);
	if (len > s.len - at)
		len = s.len - at;
	return (struct span){ s.p + at, len, s.paged };
}

void
span_relax(struct span s)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t over;

	if (s.paged == NULL || s.p + s.len <= s.paged)
		return;
	if (s.p < s.paged)
		s = span_part(s, (size_t)(s.paged - s.p), s.len);
	/* The first page may be needed by others; it comes back. */
	over = (uintptr_t)s.p % page;
	(void)madvise((void *)(uintptr_t)(s.p - over), s.len + over,
	    MADV_DONTNEED);
}

/*
 * Bytes from p to where a step ends.  The kernel maps aligned groups of pages
 * at once: a step that ended amidst a group would see pages come back that
 * were let go of.
 */
static size_t
step_at(const unsigned char *p)
{
	return SPOOL_STEP - (uintptr_t)p % SPOOL_STEP;
}

bool
span_next(struct span *rest, struct span *piece)
{
	span_relax(*piece);
	*piece = span_part(*rest, 0, rest->paged != NULL ?
	    step_at(rest->p) : SPOOL_STEP);
	*rest = span_part(*rest, piece->len, rest->len);
	return piece->len > 0;
}

void
span_behind(struct span s, size_t at, size_t *relaxed)
{
	if (s.paged == NULL || at - *relaxed < step_at(s.p + *relaxed))
		return;
	at -= (uintptr_t)(s.p + at) % SPOOL_STEP;
	span_relax(span_part(s, *relaxed, at - *relaxed));
	*relaxed = at;
}

/* ---- writing ------------------------------------------------------------- */

/* The heap no longer does: into a file. */
static bool
spill(struct spool *s, struct err *err)
{
	size_t expect = s->expect > s->len ? s->expect : s->len;

	if (s->folder == NULL)
		return err_set(err, ERR_TOO_LARGE,
		    "more than %zu bytes", SPOOL_HEAP);
	if (!temp_room(s->folder, expect, err))
		return false;
	s->file = temp_file(s->folder, err) + 1;
	return s->file != 0;
}

static bool
write_out(struct spool *s, const unsigned char *p, size_t n, struct err *err)
{
	ssize_t done;
	size_t part;

	if (s->head != NULL && n > 0) {
		part = TEMP_HEAD - s->headed < n ? TEMP_HEAD - s->headed : n;
		memcpy(s->head + s->headed, p, part);
		s->headed += part;
		p += part;
		n -= part;
	}
	if (n > 0 && s->file == 0 && !spill(s, err))
		return false;
	while (n > 0) {
		done = write(s->file - 1, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_set(err, ERR_FULL,
			    "temporary file: cannot write (%s)",
			    strerror(errno));
		p += done;
		n -= (size_t)done;
		s->written += (size_t)done;
	}
	return true;
}

static bool
flush(struct spool *s, struct err *err)
{
	if (!write_out(s, s->heap, s->used, err))
		return false;
	s->used = 0;
	return true;
}

static void
release(struct spool *s)
{
	if (s->secret && s->heap != NULL)
		explicit_bzero(s->heap, s->touched);
	free(s->heap);
	s->heap = NULL;
	s->used = s->cap = s->touched = 0;
}

/* For the next message, which is none of this one's business. */
static void
release_head(struct spool *s)
{
	size_t n = TEMP_HEAD - s->headed < SPOOL_ROOM ? TEMP_HEAD :
	    s->headed + SPOOL_ROOM;

	if (s->head == NULL)
		return;
	if (s->secret)
		explicit_bzero(s->head, n);
	temp_head_give(s->folder, s->head);
}

/* Not realloc: it would leave a copy of a secret behind. */
static void
enlarge(struct spool *s, size_t need)
{
	size_t cap = 2 * s->cap, used = s->used;
	unsigned char *heap;

	if (s->cap == 0)
		cap = s->expect + HEAP_MARGIN;
	if (cap > SPOOL_HEAP)
		cap = s->cap == 0 && s->folder != NULL && s->expect >
		    SPOOL_HEAP ? 2 * SPOOL_STEP : SPOOL_HEAP;
	if (cap < need)
		cap = need;
	heap = xmalloc(cap);
	if (used > 0)
		memcpy(heap, s->heap, used);
	release(s);
	s->heap = heap;
	s->cap = cap;
	s->used = s->touched = used;
}

/* Will it need a file? */
static bool
is_large(const struct spool *s)
{
	return s->file != 0 || (s->folder != NULL && s->expect > SPOOL_HEAP);
}

unsigned char *
spool_room(struct spool *s, size_t n, struct err *err)
{
	/* A file is written in pieces that stay in the processor's cache. */
	size_t most = is_large(s) ? 2 * SPOOL_STEP : SPOOL_HEAP;

	assert(n <= SPOOL_ROOM && s->map == NULL);
	if (s->len == 0 && s->head == NULL && is_large(s))
		s->head = temp_head_take(s->folder);
	s->ahead = s->head != NULL && s->used == 0 &&
	    n <= TEMP_HEAD - s->headed;
	if (s->ahead)
		return s->head + s->headed;
	if (s->used + n > most && !flush(s, err))
		return NULL;
	if (s->used + n > s->cap)
		enlarge(s, s->used + n);
	if (s->touched < s->used + n)
		s->touched = s->used + n;
	return s->heap + s->used;
}

void
spool_added(struct spool *s, size_t n)
{
	*(s->ahead ? &s->headed : &s->used) += n;
	s->len += n;
}

bool
spool_add(struct spool *s, const void *data, size_t n, struct err *err)
{
	const unsigned char *p = data;
	unsigned char *to;
	size_t part;

	for (; n > 0; p += part, n -= part) {
		part = n < SPOOL_STEP ? n : SPOOL_STEP;
		if (s->file != 0 && part >= SPOOL_STEP / 2) {
			/* Large enough to be written as it is. */
			if (!flush(s, err) || !write_out(s, p, part, err))
				return false;
			s->len += part;
			continue;
		}
		to = spool_room(s, part, err);
		if (to == NULL)
			return false;
		memcpy(to, p, part);
		spool_added(s, part);
	}
	return true;
}

bool
spool_read(struct spool *s, const char *path, size_t max, struct err *err)
{
	int fd = file_open(path, err);
	unsigned char *to;
	ssize_t n;
	bool ok = fd >= 0;

	path = file_shown(path);
	while (ok) {
		to = spool_room(s, SPOOL_STEP, err);
		if (to == NULL) {
			ok = err_prefix(err, "%s", path);
			break;
		}
		n = file_take(fd, to, SPOOL_STEP);
		if (n < 0)
			ok = err_set(err, ERR_FAILED, "%s: cannot read (%s)",
			    path, strerror(errno));
		if (n <= 0)
			break;
		spool_added(s, (size_t)n);
		if (s->len > max)
			ok = err_set(err, ERR_TOO_LARGE,
			    "%s: too large (limit %zu bytes)", path, max);
	}
	file_close(fd);
	return ok;
}

/* ---- reading ------------------------------------------------------------- */

/* Room for all of it, the file's part where the kernel would have put it. */
static unsigned char *
reserve(const struct spool *s)
{
	size_t whole = s->mapped + TEMP_HEAD, before;
	unsigned char *all = mmap(NULL, whole + MAP_ALIGN, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (all == MAP_FAILED)
		return NULL;
	before = MAP_ALIGN - ((uintptr_t)all + TEMP_HEAD) % MAP_ALIGN;
	munmap(all, before);
	all += before;
	if (before < MAP_ALIGN)
		munmap(all + whole, MAP_ALIGN - before);
	return all;
}

/* To where the message begins; where the file does, or NULL. */
static unsigned char *
move_head(struct spool *s)
{
	unsigned char *all = reserve(s);

	if (all == NULL)
		return NULL;
	if (mremap(s->head, TEMP_HEAD, TEMP_HEAD, MREMAP_MAYMOVE |
	    MREMAP_FIXED, all) == MAP_FAILED) {
		munmap(all, TEMP_HEAD + s->mapped);
		return NULL;
	}
	s->head = all;
	return all + TEMP_HEAD;
}

/* What was written, behind the head if there is one. */
static bool
map_file(struct spool *s)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *at;

	s->mapped = (s->written + page - 1) / page * page;
	at = s->head != NULL ? move_head(s) : NULL;
	if (s->head != NULL && at == NULL)
		return false;
	s->map = mmap(at, s->written, PROT_READ, MAP_SHARED |
	    (at != NULL ? MAP_FIXED : 0), s->file - 1, 0);
	if (s->map != MAP_FAILED)
		return true;
	s->map = NULL;
	if (at != NULL)
		munmap(at, s->mapped);
	return false;
}

bool
spool_finish(struct spool *s, struct err *err)
{
	if (s->file == 0 && s->head == NULL) {
		s->data = s->heap;
		return true;
	}
	if (!flush(s, err))
		return false;
	release(s);
	assert(s->headed + s->written == s->len && s->map == NULL);
	if (s->file != 0 && !map_file(s))
		return err_set(err, ERR_FULL,
		    "temporary file: cannot map (%s)", strerror(errno));
	s->data = s->head != NULL ? s->head : s->map;
	return true;
}

struct span
spool_span(const struct spool *s)
{
	return (struct span){ s->data != NULL ? s->data :
	    (const unsigned char *)"", s->data != NULL ? s->len : 0,
	    s->map };
}

bool
spool_holds(const struct spool *s, struct span part)
{
	return s->data != NULL && part.p >= s->data &&
	    part.p + part.len <= s->data + s->len;
}

void
spool_narrow(struct spool *s, struct span part)
{
	assert(spool_holds(s, part));
	s->data = part.p;
	s->len = part.len;
}

void
spool_clear(struct spool *s)
{
	if (s->map != NULL)
		munmap(s->map, s->mapped);
	if (s->file != 0)
		close(s->file - 1);
	release(s);
	release_head(s);
	*s = (struct spool){ .folder = s->folder, .secret = s->secret };
}
