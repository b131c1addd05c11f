/* SPDX-License-Identifier: ISC */
#include "base/temp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

#define NAME "spool-"		/* of a file, while it has one */
#define SHARED "/var/tmp"

struct temp {
	char *path;		/* resolved, for errors and named files */
	int fd;
	atomic_uint refs;	/* the opener, who has the head */
	atomic_bool taken;	/* its setter alone looks at head */
	unsigned char *head;
};

/* ---- is the folder safe? ------------------------------------------------- */

/* Nobody but us and root may move what is in it. */
static bool
is_firm(const struct stat *st)
{
	return (st->st_uid == 0 || st->st_uid == geteuid()) &&
	    ((st->st_mode & (S_IWGRP | S_IWOTH)) == 0 ||
	    (st->st_mode & S_ISVTX) != 0);
}

/* Every folder above the resolved path. */
static bool
check_parents(const char *path, struct err *err)
{
	char *above = xstrdup(path), *slash;
	struct stat st;
	bool ok = true;

	while (ok && (slash = strrchr(above, '/')) != NULL) {
		slash[slash == above] = '\0';
		ok = lstat(above, &st) == 0 && is_firm(&st);
		if (!ok)
			err_set(err, ERR_DENIED, "temporary folder %s: others "
			    "can replace it (%s)", path, above);
		if (slash == above)
			break;
	}
	free(above);
	return ok;
}

static bool
check_own(const struct temp *t, struct err *err)
{
	struct stat st;

	if (fstat(t->fd, &st) != 0)
		return err_set(err, ERR_FAILED, "temporary folder %s: %s",
		    t->path, strerror(errno));
	if (st.st_uid != geteuid())
		return err_set(err, ERR_DENIED,
		    "temporary folder %s: belongs to another user", t->path);
	if ((st.st_mode & 077) != 0)
		return err_set(err, ERR_DENIED, "temporary folder %s: open to "
		    "others, mode 0700 expected (%04o)", t->path,
		    (unsigned)st.st_mode & 07777);
	return check_parents(t->path, err);
}

/*
 * A name is there only between making a file and removing its name; whoever
 * is between the two, loses nothing if it is gone already.
 */
static void
sweep(const struct temp *t)
{
	int fd = openat(t->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(dir)) != NULL)
		if (text_starts(e->d_name, NAME))
			unlinkat(t->fd, e->d_name, 0);
	closedir(dir);
}

struct temp *
temp_open(const char *path, struct err *err)
{
	bool own = *path != '\0';
	struct temp *t = xcalloc(1, sizeof(*t));

	t->refs = 1;
	if (!own) {
		path = secure_getenv("TMPDIR");
		if (path == NULL || *path == '\0')
			path = SHARED;
	} else if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		err_set(err, ERR_FAILED, "temporary folder %s: cannot be made "
		    "(%s)", path, strerror(errno));
		free(t);
		return NULL;
	}
	t->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
	    (own ? O_NOFOLLOW : 0));
	t->path = t->fd >= 0 ? realpath(path, NULL) : NULL;
	if (t->path == NULL) {
		err_set(err, ERR_FAILED, "temporary folder %s: %s", path,
		    errno == ELOOP || errno == ENOTDIR ?
		    "not a folder, or a symbolic link" : strerror(errno));
		goto fail;
	}
	if (own && !check_own(t, err))
		goto fail;
	if (own)
		sweep(t);
	return t;
fail:
	temp_close(t);
	return NULL;
}

void
temp_close(struct temp *t)
{
	if (t == NULL || atomic_fetch_sub(&t->refs, 1) > 1)
		return;
	if (t->head != NULL)
		munmap(t->head, TEMP_HEAD);
	if (t->fd >= 0)
		close(t->fd);
	free(t->path);
	free(t);
}

/* ---- memory -------------------------------------------------------------- */

unsigned char *
temp_head_take(struct temp *t)
{
	void *p;

	if (atomic_exchange(&t->taken, true))
		return NULL;
	if (t->head == NULL) {
		p = mmap(NULL, TEMP_HEAD, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED) {
			atomic_store(&t->taken, false);
			return NULL;
		}
		t->head = p;
	}
	atomic_fetch_add(&t->refs, 1);
	return t->head;
}

void
temp_head_give(struct temp *t, unsigned char *head)
{
	t->head = head;
	atomic_store(&t->taken, false);
	temp_close(t);
}

/* ---- files --------------------------------------------------------------- */

/* Where the file system has no files without a name (NFS, old overlays). */
static int
named_file(const struct temp *t)
{
	char *path = xasprintf("%s/" NAME "XXXXXX", t->path);
	int fd = mkostemp(path, O_CLOEXEC), e;

	e = errno;
	if (fd >= 0)
		unlink(path);
	free(path);
	errno = e;
	return fd;
}

int
temp_file(const struct temp *t, struct err *err)
{
	int fd = openat(t->fd, ".", O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC,
	    0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR ||
	    errno == EINVAL))
		fd = named_file(t);
	if (fd < 0)
		err_set(err, ERR_FULL, "temporary folder %s: no file can be "
		    "made (%s)", t->path, strerror(errno));
	return fd;
}

bool
temp_room(const struct temp *t, uint64_t bytes, struct err *err)
{
	struct statvfs v;
	uint64_t room;

	/* Where it cannot be known, writing will tell. */
	if (fstatvfs(t->fd, &v) != 0 || v.f_frsize == 0)
		return true;
	room = (uint64_t)v.f_bavail;
	return bytes / v.f_frsize < room || err_set(err, ERR_FULL,
	    "temporary folder %s: %llu bytes needed, %llu free", t->path,
	    (unsigned long long)bytes,
	    (unsigned long long)room * v.f_frsize);
}
