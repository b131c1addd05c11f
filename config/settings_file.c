/* SPDX-License-Identifier: ISC */
#include "config/settings_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "config/settings.h"

#define MAX_DIGITS 9	/* of a number: always fits an int */
#define MAX_DEPTH 10	/* of @include, as in libconfig */

struct scan {
	const char *dir;	/* where @include looks */
	const char *path;	/* the file at hand */
	int depth;
};

static bool check_file(struct buf *, const struct scan *, struct err *);

char *
settings_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

char *
settings_source(const char *in, const char *path)
{
	char *dir, *name;

	if (in == NULL)
		return xstrdup(path);
	/* It has been told the folder, but does not always show it. */
	if (strchr(in, '/') != NULL)
		return xstrdup(in);
	dir = settings_folder(path);
	name = file_join(dir, in);
	free(dir);
	return name;
}

/* Just after a comment or string that starts at s, or s itself. */
static const char *
skip_opaque(const char *s)
{
	const char *end;

	if (*s == '#' || (s[0] == '/' && s[1] == '/'))
		return s + strcspn(s, "\n");
	if (s[0] == '/' && s[1] == '*') {
		end = strstr(s + 2, "*/");
		return end != NULL ? end + 2 : s + strlen(s);
	}
	if (*s != '"')
		return s;
	for (s++; *s != '\0' && *s != '"'; s++)
		if (*s == '\\' && s[1] != '\0')
			s++;
	return *s == '"' ? s + 1 : s;
}

static size_t
word_length(const char *s)
{
	size_t len = 0;

	while (isalnum((unsigned char)s[len]) || s[len] == '_')
		len++;
	return len;
}

/*
 * libconfig ends the program when it is to include a folder, and would read
 * a device for ever.
 */
static bool
check_include(const char *s, const struct scan *scan, struct err *err)
{
	struct scan inner = { .dir = scan->dir, .depth = scan->depth + 1 };
	struct buf b = { 0 };
	char *name = NULL, *path = NULL;
	bool ok;

	s += strspn(s, " \t");
	if (*s != '"')
		return err_set(err, ERR_INVALID, "@include: file name in "
		    "double quotes expected");
	if (inner.depth > MAX_DEPTH)
		return err_set(err, ERR_INVALID,
		    "@include: too many within each other (limit %d)",
		    MAX_DEPTH);
	name = xstrndup(s + 1, strcspn(s + 1, "\"\n"));
	path = file_join(scan->dir, name);
	inner.path = path;
	ok = check_file(&b, &inner, err);
	buf_clear(&b);
	free(name);
	free(path);
	return ok;
}

/*
 * Older libconfig cuts a number that does not fit to 32 bits and says
 * nothing: 4294967326 would be taken for 30.
 */
static bool
check_number(const char *s, size_t len, struct err *err)
{
	if (!isdigit((unsigned char)*s) || len <= MAX_DIGITS)
		return true;
	return err_set(err, ERR_INVALID, "number too large (%.*s)",
	    len > 64 ? 64 : (int)len, s);
}

static bool
check_text(const char *text, const struct scan *scan, struct err *err)
{
	static const char include[] = "@include";
	const char *s = text, *at;
	size_t len;
	int line = 1;
	bool ok = true;

	while (ok && *s != '\0') {
		at = s;
		s = skip_opaque(s);
		len = word_length(s);
		if (text_starts(s, include)) {
			len = sizeof(include) - 1;
			ok = check_include(s + len, scan, err);
		} else {
			ok = check_number(s, len, err);
		}
		if (ok)
			s += len;
		if (ok && s == at)
			s++;
	}
	if (ok)
		return true;
	for (at = text; at < s; at++)
		line += *at == '\n';
	return err_prefix(err, "%s:%d", scan->path, line);
}

/*
 * The files are read here and not by libconfig first: that takes a file of
 * any size and stops at a NUL without a word.
 */
static bool
check_file(struct buf *b, const struct scan *scan, struct err *err)
{
	if (!file_read(b, scan->path, SETTINGS_MAX_SIZE, err))
		return false;
	if (b->len > 0 && memchr(b->data, '\0', b->len) != NULL)
		return err_set(err, ERR_INVALID, "%s: not a text file",
		    scan->path);
	/* A comment that ends with the file is no comment to libconfig. */
	buf_addc(b, '\n');
	return check_text((char *)b->data, scan, err);
}

bool
settings_parse(config_t *cfg, const char *path, struct err *err)
{
	char *dir = settings_folder(path), *in = NULL;
	struct scan scan = { .dir = dir, .path = path };
	struct buf b = { 0 };
	bool ok;

	ok = check_file(&b, &scan, err);
	if (!ok)
		goto out;
	config_set_include_dir(cfg, dir);
	ok = config_read_string(cfg, (char *)b.data);
	if (ok)
		goto out;
	in = settings_source(config_error_file(cfg), path);
	err_set(err, ERR_INVALID, "%s:%d: %s", in, config_error_line(cfg),
	    config_error_text(cfg));
out:
	free(in);
	free(dir);
	buf_clear(&b);
	return ok;
}
