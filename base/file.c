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

/* The rename itself must survive a power cut too. */
static void
sync_folder(const char *path)
{
	char *dir = xstrdup(path), *slash = strrchr(dir, '/');
	int fd;

	if (slash != NULL)
		slash[slash == dir] = '\0';
	fd = open(slash != NULL ? dir : ".", O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(dir);
}

/* link(2) is a rename that fails where the new name is there. */
static bool
put_in_place(const char *tmp, const char *path, bool replace)
{
	if (replace)
		return rename(tmp, path) == 0;
	return link(tmp, path) == 0 && unlink(tmp) == 0;
}

static bool
write_file(const char *path, const struct buf *content, mode_t mode,
    bool replace, struct err *err)
{
	char *tmp = xasprintf("%s.XXXXXX", path);
	int fd, e;

	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0) {
		err_set(err, ERR_FAILED, "%s: cannot write (%s)", path,
		    strerror(errno));
		free(tmp);
		return false;
	}
	if (fchmod(fd, mode) != 0 || !write_all(fd, (const char *)
	    content->data, content->len) || fsync(fd) != 0 ||
	    !put_in_place(tmp, path, replace)) {
		e = errno;
		close(fd);
		unlink(tmp);
		free(tmp);
		return err_set(err, e == EEXIST ? ERR_EXISTS : ERR_FAILED,
		    "%s: cannot write (%s)", path, strerror(e));
	}
	close(fd);
	sync_folder(path);
	free(tmp);
	return true;
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
