/* SPDX-License-Identifier: ISC */
#include "cli/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/json.h"

json_t *
json_of_parts(const struct part_list *parts)
{
	json_t *list = json_array(), *j;
	const struct part *p;

	for (p = parts->v; p < parts->v + parts->n; p++) {
		j = json_object();
		json_put(j, "number", p->number > 0 ?
		    json_integer((json_int_t)p->number) : json_null());
		json_put(j, "path", json_of_text(p->path));
		json_put(j, "content_type", json_of_text(
		    p->type[0] != '\0' ? p->type : NULL));
		json_put(j, "charset", json_of_text(p->charset));
		json_put(j, "disposition", json_of_text(p->disposition));
		json_put(j, "file_name", json_of_text(p->file_name));
		json_put(j, "description", json_of_text(p->description));
		json_put(j, "content_id", json_of_text(p->id));
		json_put(j, "encoding", json_of_text(p->encoding));
		json_put(j, "encoded_bytes",
		    json_integer((json_int_t)p->encoded));
		json_put(j, "bytes", p->number > 0 && p->problem == NULL ?
		    json_integer((json_int_t)p->size) : json_null());
		json_put(j, "problem", json_of_text(p->problem));
		json_put(j, "body", json_boolean(p->chosen));
		json_push(list, j);
	}
	return list;
}

/* ---- files -------------------------------------------------------------- */

static int
open_folder(const char *folder, struct err *err)
{
	int fd;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		err_set(err, ERR_FAILED, "%s: cannot be made (%s)", folder,
		    strerror(errno));
		return -1;
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		err_set(err, ERR_FAILED, "%s: cannot be opened (%s)", folder,
		    strerror(errno));
	return fd;
}

static bool
write_all(int fd, struct span rest)
{
	struct span piece = { .len = 0 };
	ssize_t n;
	size_t at;

	while (span_next(&rest, &piece))
		for (at = 0; at < piece.len; at += (size_t)n) {
			n = write(fd, piece.p + at, piece.len - at);
			if (n < 0 && errno == EINTR)
				n = 0;
			if (n < 0)
				return false;
		}
	return true;
}

/* *made: there is a file of that name now, and it is ours. */
static bool
write_part(int folder, const char *name, struct span content, bool *made,
    struct err *err)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL |
	    O_NOFOLLOW | O_CLOEXEC, 0600);
	bool ok;

	*made = fd >= 0;
	if (fd < 0)
		return err_set(err, errno == EEXIST ? ERR_EXISTS :
		    ERR_FAILED, "%s: %s", name, strerror(errno));
	ok = write_all(fd, content) || err_set(err, ERR_FAILED,
	    "%s: cannot be written (%s)", name, strerror(errno));
	if (close(fd) != 0 && ok)
		ok = err_set(err, ERR_FAILED, "%s: cannot be written (%s)",
		    name, strerror(errno));
	return ok;
}

static void
take_back(int folder, const struct part_list *parts, size_t n)
{
	struct buf name = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		if (parts->v[i].number == 0 || parts->v[i].problem != NULL)
			continue;
		buf_reset(&name);
		part_file_name(&parts->v[i], &name);
		unlinkat(folder, (char *)name.data, 0);
	}
	buf_clear(&name);
}

bool
part_files_write(const char *folder, const struct part_list *parts,
    struct span contents, struct err *err)
{
	int fd = open_folder(folder, err);
	struct buf name = { 0 };
	bool ok = fd >= 0, made = false;
	const struct part *p;
	size_t i;

	for (i = 0; ok && i < parts->n; i++) {
		p = &parts->v[i];
		if (p->number == 0 || p->problem != NULL)
			continue;
		buf_reset(&name);
		part_file_name(p, &name);
		ok = write_part(fd, (char *)name.data,
		    span_part(contents, p->at, p->size), &made, err);
	}
	if (!ok && fd >= 0) {
		take_back(fd, parts, made ? i : i - 1);
		err_prefix(err, "%s", folder);
	}
	buf_clear(&name);
	if (fd >= 0)
		close(fd);
	return ok;
}
