/* SPDX-License-Identifier: ISC */
#include "tui/draft.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"

/* The first line: what the file is, and in which form. */
#define MAGIC "sealport draft 1"

enum { KEY_DIGITS = 16, MAX_DRAFTS = 20 };

/* ---- where -------------------------------------------------------------- */

/* "draft-DIGEST-": of that database. */
static char *
name_start(const struct model *m)
{
	char hex[SHA256_HEX];

	digest_sha256(m->settings->database, strlen(m->settings->database),
	    hex);
	return xasprintf("draft-%.*s-", KEY_DIGITS, hex);
}

/* ---- lines: words apart by tabs ----------------------------------------- */

static void
add_word(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			buf_adds(b, "\\\\");
		else if (*text == '\n')
			buf_adds(b, "\\n");
		else if (*text == '\t')
			buf_adds(b, "\\t");
		else
			buf_addc(b, *text);
	}
}

/* In place; false for an escape that is none. */
static bool
unescape(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++) {
		if (*s != '\\') {
			*to++ = *s;
			continue;
		}
		s++;
		if (*s != '\\' && *s != 'n' && *s != 't')
			return false;
		*to++ = (char)(*s == 'n' ? '\n' : *s == 't' ? '\t' : '\\');
	}
	*to = '\0';
	return true;
}

/* Exactly n words. */
static bool
split(char *line, char **words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		words[i] = strsep(&line, "\t");
		if (words[i] == NULL || !unescape(words[i]))
			return false;
	}
	return line == NULL;
}

/* ---- writing ------------------------------------------------------------ */

void
draft_add(struct draft *d, const char *field, const char *base,
    const char *text)
{
	d->v = grow(d->v, d->n, &d->cap, sizeof(*d->v));
	d->v[d->n++] = (struct draft_text){ xstrdup(field), xstrdup(base),
	    xstrdup(text) };
}

static void
compose(const struct draft *d, const struct model *m, struct buf *b)
{
	size_t i;

	buf_addf(b, MAGIC "\n%s\t", d->kind->name);
	add_word(b, d->name);
	buf_addf(b, "\t%" PRId64 "\t%" PRId64 "\t", d->id, d->when);
	add_word(b, d->focus);
	buf_adds(b, "\t");
	add_word(b, m->settings->database);
	buf_adds(b, "\n");
	for (i = 0; i < d->n; i++) {
		add_word(b, d->v[i].field);
		buf_adds(b, "\t");
		add_word(b, d->v[i].base);
		buf_adds(b, "\t");
		add_word(b, d->v[i].text);
		buf_adds(b, "\n");
	}
}

bool
draft_write(const struct draft *d, const struct model *m, struct err *err)
{
	char *dir = file_state_folder(), *start = NULL, *path = NULL;
	struct buf b = { 0 };
	bool ok = false;

	if (dir == NULL) {
		err_set(err, ERR_NOT_FOUND, "draft: no home folder");
		goto out;
	}
	compose(d, m, &b);
	if (b.len > MAX_DRAFT || d->n > MAX_DRAFT_TEXTS) {
		err_set(err, ERR_TOO_LARGE, "draft: more than %d bytes",
		    MAX_DRAFT);
		goto out;
	}
	start = name_start(m);
	path = xasprintf("%s/%s%ld-%s-%" PRId64, dir, start, (long)getpid(),
	    d->kind->name, d->id);
	ok = file_mkdirs(dir, 0700, err) &&
	    file_write(path, b.data, b.len, 0600, err);
out:
	buf_clear(&b);
	free(path);
	free(start);
	free(dir);
	return ok;
}

/* ---- reading ------------------------------------------------------------ */

static bool
parse_head(struct draft *d, char *line, const struct model *m)
{
	enum { KIND, NAME, ID, WHEN, FOCUS, DATABASE, WORDS };
	char *w[WORDS];
	long long id, when;

	if (line == NULL || !split(line, w, WORDS))
		return false;
	d->kind = kind_find(w[KIND]);
	if (d->kind == NULL || d->kind->fixed || !text_to_int(w[ID], &id) ||
	    !text_to_int(w[WHEN], &when) || id < 0 ||
	    strcmp(w[DATABASE], m->settings->database) != 0)
		return false;
	d->name = xstrdup(w[NAME]);
	d->focus = xstrdup(w[FOCUS]);
	d->id = id;
	d->when = when;
	return true;
}

static bool
parse(struct draft *d, char *text, const struct model *m)
{
	char *line = strsep(&text, "\n"), *w[3];

	if (strcmp(line, MAGIC) != 0 ||
	    !parse_head(d, strsep(&text, "\n"), m))
		return false;
	while ((line = strsep(&text, "\n")) != NULL && *line != '\0') {
		if (d->n == MAX_DRAFT_TEXTS || !split(line, w, 3))
			return false;
		draft_add(d, w[0], w[1], w[2]);
	}
	/* Nothing behind the end, and no half line. */
	return line != NULL && text == NULL;
}

/* The user's own, and nobody else could have put something into it. */
static bool
is_private(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_FAILED, "draft: %s (%s)",
		    strerror(errno), path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "draft: not a plain file (%s)",
		    path);
	if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)))
		return err_set(err, ERR_DENIED, "draft: not private (%s)",
		    path);
	if (st.st_size > MAX_DRAFT)
		return err_set(err, ERR_TOO_LARGE, "draft: more than %d bytes "
		    "(%s)", MAX_DRAFT, path);
	return true;
}

static bool
read_all(int fd, struct buf *b)
{
	ssize_t n = 0;

	do {
		n = read(fd, buf_room(b, BUFSIZ), BUFSIZ);
		if (n > 0)
			b->len += (size_t)n;
	} while (n > 0 && b->len <= MAX_DRAFT);
	buf_adds(b, "");
	return n == 0 && text_is_utf8((const char *)b->data, b->len) &&
	    strlen((const char *)b->data) == b->len;
}

static bool
read_one(struct draft *d, const char *path, const struct model *m,
    struct err *err)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct buf b = { 0 };
	bool ok;

	if (fd < 0)
		return err_set(err, ERR_FAILED, "draft: %s (%s)",
		    strerror(errno), path);
	ok = is_private(fd, path, err);
	if (ok && (!read_all(fd, &b) || !parse(d, (char *)b.data, m)))
		ok = err_set(err, ERR_INVALID, "draft: damaged (%s)", path);
	close(fd);
	buf_clear(&b);
	d->path = xstrdup(path);
	return ok;
}

void
drafts_read(struct drafts *list, const struct model *m, struct err *err)
{
	char *dir = file_state_folder(), *start = name_start(m), *path;
	DIR *open_dir = dir != NULL ? opendir(dir) : NULL;
	const struct dirent *entry;
	struct draft d;

	while (open_dir != NULL && list->n < MAX_DRAFTS &&
	    (entry = readdir(open_dir)) != NULL) {
		if (!text_starts(entry->d_name, start))
			continue;
		path = file_join(dir, entry->d_name);
		memset(&d, 0, sizeof(d));
		if (read_one(&d, path, m, err)) {
			list->v = grow(list->v, list->n, &list->cap,
			    sizeof(*list->v));
			list->v[list->n++] = d;
		} else {
			draft_clear(&d);
		}
		free(path);
	}
	if (open_dir != NULL)
		closedir(open_dir);
	free(start);
	free(dir);
}

void
draft_clear(struct draft *d)
{
	size_t i;

	for (i = 0; i < d->n; i++) {
		free(d->v[i].field);
		free(d->v[i].base);
		free(d->v[i].text);
	}
	free(d->v);
	free(d->path);
	free(d->name);
	free(d->focus);
	memset(d, 0, sizeof(*d));
}

void
drafts_clear(struct drafts *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		draft_clear(&list->v[i]);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

void
draft_remove(const struct draft *d)
{
	unlink(d->path);
}
