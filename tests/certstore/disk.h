/* SPDX-License-Identifier: ISC */
/*
 * For test_powercut: the disk whose power fails, or which itself fails, at the
 * n-th step.  What writes is wrapped by the linker (-Wl,--wrap, Makefile) and
 * counted; at that step the process dies, and with it goes what no fsync() has
 * made safe: the content of files, and names given or taken in a folder.
 * Whoever includes it sets `disk' and counts on its steps.
 */
#ifndef TESTS_CERTSTORE_DISK_H
#define TESTS_CERTSTORE_DISK_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_OPS = 64, DIED = 9 };	/* names of a folder between fsync() */

/* What of the names changed since the last fsync() of a folder survives. */
enum survival { ALL, NONE, ALL_BUT_FIRST, SURVIVALS };

struct op {
	char from[512], to[512], saved[512];
};

static struct {
	bool armed;
	int count, at;		/* steps so far, and the fatal one */
	int error;		/* errno for it; 0: the power fails */
	enum survival survival;
	struct op ops[MAX_OPS];	/* names not safe yet */
	size_t n_ops;
	char dirty[MAX_OPS][512];	/* files not safe yet */
	size_t n_dirty;
	char attic[512];	/* second names of what is replaced */
} disk;

int __real_mkostemp(char *, int);
ssize_t __real_write(int, const void *, size_t);
int __real_fchmod(int, mode_t);
int __real_fsync(int);
int __real_syncfs(int);
int __real_rename(const char *, const char *);
int __real_link(const char *, const char *);
int __real_unlink(const char *);
int __real_unlinkat(int, const char *, int);
int __real_mkdir(const char *, mode_t);
int __wrap_mkostemp(char *, int);
ssize_t __wrap_write(int, const void *, size_t);
int __wrap_fchmod(int, mode_t);
int __wrap_fsync(int);
int __wrap_syncfs(int);
int __wrap_rename(const char *, const char *);
int __wrap_link(const char *, const char *);
int __wrap_unlink(const char *);
int __wrap_unlinkat(int, const char *, int);
int __wrap_mkdir(const char *, mode_t);

static void
undo(const struct op *o)
{
	if (o->to[0] != '\0' && o->from[0] != '\0')
		(void)__real_rename(o->to, o->from);
	else if (o->to[0] != '\0')
		(void)__real_unlink(o->to);
	if (o->saved[0] != '\0')
		(void)__real_rename(o->saved, o->to[0] != '\0' ? o->to :
		    o->from);
}

static void
power_fails(void)
{
	size_t i;

	for (i = 0; i < disk.n_dirty; i++)
		(void)!truncate(disk.dirty[i], 0);
	/* Of those that matter: a temporary file may well stay. */
	for (i = 0; i < disk.n_ops && disk.ops[i].from[0] == '\0'; i++)
		;
	if (disk.survival == ALL_BUT_FIRST && i < disk.n_ops)
		undo(&disk.ops[i]);
	for (i = disk.n_ops; disk.survival == NONE && i-- > 0; )
		undo(&disk.ops[i]);
	_exit(DIED);
}

/* Before each step; false: it fails. */
static bool
step(void)
{
	if (!disk.armed || ++disk.count != disk.at)
		return true;
	if (disk.error == 0)
		power_fails();
	errno = disk.error;
	return false;
}

/* from or to may be "": made, gone. */
static void
remember(const char *from, const char *to)
{
	const char *lost = to[0] != '\0' ? to : from;
	struct op *o = &disk.ops[disk.n_ops];

	if (!disk.armed)
		return;
	if (++disk.n_ops > MAX_OPS)
		abort();
	memset(o, 0, sizeof(*o));
	snprintf(o->from, sizeof(o->from), "%s", from);
	snprintf(o->to, sizeof(o->to), "%s", to);
	snprintf(o->saved, sizeof(o->saved), "%.480s/%d", disk.attic,
	    disk.count);
	if (__real_link(lost, o->saved) != 0)
		o->saved[0] = '\0';
}

static void
path_of(int fd, char *out, size_t size)
{
	char name[64];
	ssize_t n;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	n = readlink(name, out, size - 1);
	out[n > 0 ? n : 0] = '\0';
}

static void
set_dirty(const char *path, const char *now)
{
	size_t i;

	for (i = 0; i < disk.n_dirty; i++)
		if (strcmp(disk.dirty[i], path) == 0)
			break;
	if (i == MAX_OPS)
		abort();
	if (i == disk.n_dirty && now == NULL)
		disk.n_dirty++;
	else if (i == disk.n_dirty)
		return;
	snprintf(disk.dirty[i], sizeof(disk.dirty[i]), "%s", now != NULL ?
	    now : path);
}

int
__wrap_mkostemp(char *path, int flags)
{
	int fd;

	if (!step())
		return -1;
	fd = __real_mkostemp(path, flags);
	/* Nothing to save, so remembered after it has its name. */
	if (fd >= 0 && disk.armed) {
		remember("", path);
		(void)__real_unlink(disk.ops[disk.n_ops - 1].saved);
		disk.ops[disk.n_ops - 1].saved[0] = '\0';
	}
	return fd;
}

ssize_t
__wrap_write(int fd, const void *p, size_t n)
{
	char path[512];

	path_of(fd, path, sizeof(path));
	if (disk.armed)
		set_dirty(path, NULL);
	if (!step()) {
		if (errno == ENOSPC && n > 1)
			return __real_write(fd, p, n / 2);
		return -1;
	}
	return __real_write(fd, p, n);
}

int
__wrap_fchmod(int fd, mode_t mode)
{
	return step() ? __real_fchmod(fd, mode) : -1;
}

int
__wrap_fsync(int fd)
{
	char path[512];
	struct stat st;

	if (!step())
		return -1;
	path_of(fd, path, sizeof(path));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		disk.n_ops = 0;
	else
		set_dirty(path, "");
	return __real_fsync(fd);
}

/* The whole disk is the test's. */
int
__wrap_syncfs(int fd)
{
	if (!step())
		return -1;
	disk.n_ops = 0;
	disk.n_dirty = 0;
	return __real_fsync(fd);
}

int
__wrap_rename(const char *from, const char *to)
{
	if (!step())
		return -1;
	remember(from, to);
	set_dirty(from, to);
	return __real_rename(from, to);
}

int
__wrap_link(const char *from, const char *to)
{
	if (!step())
		return -1;
	remember("", to);
	return __real_link(from, to);
}

int
__wrap_unlink(const char *path)
{
	if (!step())
		return -1;
	remember(path, "");
	return __real_unlink(path);
}

int
__wrap_unlinkat(int dir, const char *name, int flags)
{
	return step() ? __real_unlinkat(dir, name, flags) : -1;
}

int
__wrap_mkdir(const char *path, mode_t mode)
{
	return step() ? __real_mkdir(path, mode) : -1;
}

#endif
