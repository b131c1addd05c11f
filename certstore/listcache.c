/* SPDX-License-Identifier: ISC */
#include "certstore/listcache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/when.h"

static const char file_name[] = ".listing";

/* With the sizes in it: another machine's file is no file. */
static const char magic[8] = "seallst1";

enum {
	MAX_LISTCACHE = 256 * 1024 * 1024,
	/* New certificates that are worth writing the file anew. */
	WORTH = 64,
	/*
	 * A file changed twice in one tick of its clock looks unchanged, so
	 * what is as young as this (seconds) is not remembered.
	 */
	YOUNG = 3,
};

enum { COMMON_NAME, SUBJECT, ISSUER, SERIAL, EKU, KEY_TYPE, TEXTS };

/* One row; its texts follow, each with its NUL. */
struct row {
	char thumbprint[THUMBPRINT_SIZE];
	char sha256[SHA256_HEX];
	uint64_t ino, size, mtime, mtime_ns, ctime, ctime_ns;
	int64_t not_before, not_after;
	uint32_t key_usage, key_bits;
	uint8_t has_key_usage, is_ca, has_eku;
	uint32_t texts[TEXTS];	/* sizes with the NUL */
};

static void
identify(struct row *r, const struct stat *st)
{
	r->ino = (uint64_t)st->st_ino;
	r->size = (uint64_t)st->st_size;
	r->mtime = (uint64_t)st->st_mtim.tv_sec;
	r->mtime_ns = (uint64_t)st->st_mtim.tv_nsec;
	r->ctime = (uint64_t)st->st_ctim.tv_sec;
	r->ctime_ns = (uint64_t)st->st_ctim.tv_nsec;
}

static bool
same_file(const struct row *a, const struct stat *st)
{
	struct row b = { .ino = 0 };

	identify(&b, st);
	return a->ino == b.ino && a->size == b.size && a->mtime == b.mtime &&
	    a->mtime_ns == b.mtime_ns && a->ctime == b.ctime &&
	    a->ctime_ns == b.ctime_ns;
}

/* Only who may change the folder anyway may tell us what is in it. */
static bool
is_trusted(int fd, const struct store *s)
{
	struct stat st, dir;

	return fstat(fd, &st) == 0 && stat(s->path, &dir) == 0 &&
	    S_ISREG(st.st_mode) && (st.st_mode & 022) == 0 &&
	    st.st_size <= MAX_LISTCACHE && (st.st_uid == 0 ||
	    st.st_uid == dir.st_uid || st.st_uid == geteuid());
}

static void
read_file(struct listcache *l, const struct store *s, const char *path)
{
	const size_t step = (size_t)1024 * 1024;
	ssize_t n = 0;
	int fd;

	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
	    O_CLOEXEC);
	if (fd < 0)
		return;
	if (is_trusted(fd, s))
		while (l->old.len < MAX_LISTCACHE &&
		    (n = read(fd, buf_room(&l->old, step), step)) > 0)
			l->old.len += (size_t)n;
	close(fd);
	l->at = l->kept = sizeof(magic);
	if (n < 0 || l->old.len < l->at ||
	    memcmp(l->old.data, magic, sizeof(magic)) != 0)
		buf_clear(&l->old);
}

/*
 * An account's own store holds few, and is read by administrators, whom the
 * account must not be able to tell stories.
 */
void
listcache_open(struct listcache *l, const struct store *s)
{
	char *path;

	memset(l, 0, sizeof(*l));
	l->dir = s->account != NULL ? -1 : open(s->path, O_PATH |
	    O_DIRECTORY | O_CLOEXEC);
	l->used = l->dir >= 0;
	if (!l->used)
		return;
	l->now = when_now();
	path = file_join(s->path, file_name);
	read_file(l, s, path);
	free(path);
}

/* ---- finding ------------------------------------------------------------ */

/* The row at the place reached, its texts and its end; false: no more. */
static bool
row_at(struct listcache *l, struct row *r, const char *texts[TEXTS],
    size_t *end)
{
	size_t i, at = l->at;

	if (l->old.len < at || l->old.len - at < sizeof(*r))
		return false;
	memcpy(r, l->old.data + at, sizeof(*r));
	at += sizeof(*r);
	for (i = 0; i < TEXTS; i++) {
		if (r->texts[i] == 0 || l->old.len - at < r->texts[i] ||
		    l->old.data[at + r->texts[i] - 1] != '\0')
			return false;
		texts[i] = (const char *)l->old.data + at;
		at += r->texts[i];
	}
	*end = at;
	return r->thumbprint[THUMBPRINT_SIZE - 1] == '\0' &&
	    r->sha256[SHA256_HEX - 1] == '\0';
}

static struct cert *
to_cert(const struct row *r, const char *const texts[TEXTS])
{
	struct cert *c = xcalloc(1, sizeof(*c));

	memcpy(c->thumbprint, r->thumbprint, sizeof(c->thumbprint));
	memcpy(c->sha256, r->sha256, sizeof(c->sha256));
	c->common_name = xstrdup(texts[COMMON_NAME]);
	c->subject = xstrdup(texts[SUBJECT]);
	c->issuer = xstrdup(texts[ISSUER]);
	c->serial = xstrdup(texts[SERIAL]);
	c->key_type = xstrdup(texts[KEY_TYPE]);
	if (r->has_eku)
		c->eku = xstrdup(texts[EKU]);
	c->not_before = r->not_before;
	c->not_after = r->not_after;
	c->has_key_usage = r->has_key_usage != 0;
	c->key_usage = r->key_usage;
	c->is_ca = r->is_ca != 0;
	c->key_bits = (int)r->key_bits;
	return c;
}

/* From here on the new file is made: what was found so far is its begin. */
static void
differ(struct listcache *l)
{
	if (l->differs)
		return;
	l->differs = true;
	if (l->old.len > 0)
		buf_add(&l->new, l->old.data, l->kept);
	else
		buf_add(&l->new, magic, sizeof(magic));
}

struct cert *
listcache_find(struct listcache *l, const char *thumbprint,
    const struct stat *st)
{
	const char *texts[TEXTS];
	struct row r;
	size_t end;
	int d = -1;

	while (l->old.len > 0 && row_at(l, &r, texts, &end)) {
		d = strcmp(r.thumbprint, thumbprint);
		if (d > 0)
			break;
		l->at = end;
		if (d == 0)
			break;
		differ(l);	/* that one is gone */
	}
	if (d != 0)
		return NULL;
	if (!same_file(&r, st)) {
		differ(l);
		return NULL;
	}
	if (!l->differs)
		l->kept = end;
	return to_cert(&r, texts);
}

/* ---- remembering -------------------------------------------------------- */

void
listcache_put(struct listcache *l, const struct cert *c,
    const struct stat *st, bool fresh)
{
	const char *const texts[TEXTS] = {
		[COMMON_NAME] = c->common_name, [SUBJECT] = c->subject,
		[ISSUER] = c->issuer, [SERIAL] = c->serial,
		[EKU] = c->eku != NULL ? c->eku : "",
		[KEY_TYPE] = c->key_type,
	};
	struct row r;
	size_t i;

	if (!l->used || st->st_ctim.tv_sec > l->now - YOUNG ||
	    st->st_mtim.tv_sec > l->now - YOUNG)
		return;
	if (fresh)
		differ(l);
	if (!l->differs)
		return;
	memset(&r, 0, sizeof(r));	/* the gaps too go to the disk */
	identify(&r, st);
	memcpy(r.thumbprint, c->thumbprint, sizeof(r.thumbprint));
	memcpy(r.sha256, c->sha256, sizeof(r.sha256));
	r.not_before = c->not_before;
	r.not_after = c->not_after;
	r.has_key_usage = c->has_key_usage;
	r.key_usage = c->key_usage;
	r.is_ca = c->is_ca;
	r.has_eku = c->eku != NULL;
	r.key_bits = (uint32_t)c->key_bits;
	for (i = 0; i < TEXTS; i++)
		r.texts[i] = (uint32_t)strlen(texts[i]) + 1;
	buf_add(&l->new, &r, sizeof(r));
	for (i = 0; i < TEXTS; i++)
		buf_add(&l->new, texts[i], r.texts[i]);
	l->fresh += fresh;
}

void
listcache_close(struct listcache *l, const struct store *s)
{
	char *path = NULL;

	/* Most readers may not write there, and need not. */
	if (l->used && l->fresh >= WORTH && l->new.len <= MAX_LISTCACHE) {
		path = file_join(s->path, file_name);
		(void)file_write(path, l->new.data, l->new.len, 0644, NULL);
	}
	free(path);
	if (l->used)
		close(l->dir);
	buf_clear(&l->old);
	buf_clear(&l->new);
}
