/* SPDX-License-Identifier: ISC */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	READ_STEP = 65536,
	PIPE_WAIT = 10000,	/* milliseconds for the next bytes */
};

char *
file_join(const char *dir, const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

/* A pipe may wait for its writer ("<(command)"), but not for ever. */
static bool
more_comes(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n;

	while ((n = poll(&p, 1, PIPE_WAIT)) < 0 && errno == EINTR)
		;
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0;
}

/* A terminal, a disk, memory; but an empty file is an empty file. */
static bool
is_device(const struct stat *st)
{
	return S_ISBLK(st->st_mode) || (S_ISCHR(st->st_mode) &&
	    st->st_rdev != makedev(1, 3));
}

int
file_open(const char *path, struct err *err)
{
	struct stat st;
	int fd;

	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	/* O_NONBLOCK: a pipe nobody writes to must not hang the console. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_FAILED,
		    "%s: cannot open (%s)", path, strerror(errno));
	if (fd < 0 || fstat(fd, &st) != 0 || !is_device(&st))
		return fd;
	close(fd);
	err_set(err, ERR_FAILED, "%s: is a device", path);
	return -1;
}

void
file_close(int fd)
{
	if (fd > STDIN_FILENO)
		close(fd);
}

const char *
file_shown(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

ssize_t
file_take(int fd, void *to, size_t n)
{
	ssize_t got;

	do {
		got = read(fd, to, n);
	} while (got < 0 && (errno == EINTR ||
	    (errno == EAGAIN && more_comes(fd))));
	return got;
}

bool
file_read(struct buf *b, const char *path, size_t max, struct err *err)
{
	size_t start = b->len;
	int fd = file_open(path, err);
	bool ok = fd >= 0;
	ssize_t n;

	path = file_shown(path);
	while (ok) {
		n = file_take(fd, buf_room(b, READ_STEP), READ_STEP);
		if (n < 0)
			ok = err_set(err, ERR_FAILED, "%s: cannot read (%s)",
			    path, strerror(errno));
		if (n <= 0)
			break;
		b->len += (size_t)n;
		if (b->len - start > max)
			ok = err_set(err, ERR_TOO_LARGE,
			    "%s: too large (limit %zu bytes)", path, max);
	}
	if (b->data != NULL)
		b->data[b->len] = '\0';
	file_close(fd);
	return ok;
}

static bool
write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
sync_by(int (*f)(int), const char *dir, struct err *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	ok = fd >= 0 && f(fd) == 0;
	if (!ok)
		err_set(err, ERR_FAILED, "%s: cannot be written to disk (%s)",
		    dir, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
file_sync_folder(const char *dir, struct err *err)
{
	return sync_by(fsync, dir, err);
}

bool
file_sync_disk(const char *dir, struct err *err)
{
	return sync_by(syncfs, dir, err);
}

/* ---- in steps ----------------------------------------------------------- */

static bool
cannot_write(const char *path, struct err *err)
{
	return err_set(err, errno == EEXIST ? ERR_EXISTS : ERR_FAILED,
	    "%s: cannot write (%s)", path, strerror(errno));
}

bool
file_stage(struct file_stage *s, const char *path, const struct buf *content,
    mode_t mode, struct err *err)
{
	s->path = xstrdup(path);
	s->tmp = xasprintf("%s.XXXXXX", path);
	s->fd = mkostemp(s->tmp, O_CLOEXEC);
	if (s->fd < 0) {
		cannot_write(path, err);
		free(s->tmp);
		s->tmp = NULL;
		return false;
	}
	return (fchmod(s->fd, mode) == 0 && write_all(s->fd,
	    (const char *)content->data, content->len)) ||
	    cannot_write(path, err);
}

bool
file_stage_sync(struct file_stage *s, struct err *err)
{
	bool ok = fsync(s->fd) == 0;

	if (!ok)
		cannot_write(s->path, err);
	close(s->fd);
	s->fd = -1;
	return ok;
}

/* link(2) is a rename that fails where the new name is there. */
bool
file_stage_place(struct file_stage *s, bool replace, struct err *err)
{
	if ((replace ? rename(s->tmp, s->path) : link(s->tmp, s->path)) != 0)
		return cannot_write(s->path, err);
	/* Left behind it is an old temporary file, no failure. */
	if (!replace)
		(void)unlink(s->tmp);
	free(s->tmp);
	s->tmp = NULL;
	return true;
}

void
file_stage_clear(struct file_stage *s)
{
	if (s->tmp != NULL) {
		if (s->fd >= 0)
			close(s->fd);
		(void)unlink(s->tmp);
	}
	free(s->tmp);
	free(s->path);
	memset(s, 0, sizeof(*s));
}

/* ---- at once ------------------------------------------------------------ */

/* The rename itself must survive a power cut too. */
static void
sync_folder_of(const char *path)
{
	char *dir = xstrdup(path), *slash = strrchr(dir, '/');

	if (slash != NULL)
		slash[slash == dir] = '\0';
	(void)file_sync_folder(slash != NULL ? dir : ".", NULL);
	free(dir);
}

static bool
write_file(const char *path, const struct buf *content, mode_t mode,
    bool replace, struct err *err)
{
	struct file_stage s = { 0 };
	bool ok;

	ok = file_stage(&s, path, content, mode, err) &&
	    file_stage_sync(&s, err) && file_stage_place(&s, replace, err);
	file_stage_clear(&s);
	if (ok)
		sync_folder_of(path);
	return ok;
}

bool
file_write(const char *path, const void *data, size_t len, mode_t mode,
    struct err *err)
{
	struct buf b = { .data = (unsigned char *)(uintptr_t)data,
	    .len = len };

	return write_file(path, &b, mode, true, err);
}

bool
file_create(const char *path, const void *data, size_t len, mode_t mode,
    struct err *err)
{
	struct buf b = { .data = (unsigned char *)(uintptr_t)data,
	    .len = len };

	return write_file(path, &b, mode, false, err);
}

bool
file_mkdirs(const char *path, mode_t mode, struct err *err)
{
	char *p = xstrdup(path), *s;
	struct stat st;
	bool ok = true;

	for (s = p; ok && *s != '\0'; s++) {
		if (*s != '/' || s == p)
			continue;
		*s = '\0';
		ok = mkdir(p, mode) == 0 || errno == EEXIST;
		*s = '/';
	}
	if (ok)
		ok = mkdir(p, mode) == 0 ||
		    (errno == EEXIST && stat(p, &st) == 0 &&
		    S_ISDIR(st.st_mode));
	if (!ok)
		err_set(err, ERR_FAILED, "%s: cannot make the folder (%s)",
		    path, strerror(errno));
	free(p);
	return ok;
}

char *
file_state_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state != NULL && *state == '/')
		return file_join(state, "sealport");
	return home != NULL && *home == '/' ?
	    file_join(home, ".local/state/sealport") : NULL;
}
