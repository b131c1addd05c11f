/* SPDX-License-Identifier: ISC */
#include "certstore/change.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "certstore/certfile.h"

enum {
	LOCK_WAIT = 5000,	/* milliseconds in all */
	LOCK_STEP = 5,
	RANDOM_PART = 6,	/* of a temporary file's name, and its dot */
};

/*
 * locked: false on file systems that know no locks.  There two programs at
 * once still never tear a file, but may both add or remove the same one.
 */
static bool
lock(int dir, const struct store *s, bool *locked, struct err *err)
{
	int waited = 0;

	while (flock(dir, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return true;
		if (waited >= LOCK_WAIT)
			return err_set(err, ERR_FAILED, "store %s: another "
			    "program is changing it (waited %d seconds)",
			    s->path, LOCK_WAIT / 1000);
		(void)poll(NULL, 0, LOCK_STEP);
		waited += LOCK_STEP;
	}
	*locked = true;
	return true;
}

/* "HASH.pem.XXXXXX" and the like: mkostemp(3) made it. */
static bool
is_temporary(const char *name)
{
	static const char *const suffixes[] = {
		CERT_SUFFIX, KEY_SUFFIX, (".crl" CERT_SUFFIX),
	};
	size_t i, n;

	for (i = 0; i < THUMBPRINT_SIZE - 1; i++)
		if (!isxdigit((unsigned char)name[i]))
			return false;
	name += i;
	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		n = strlen(suffixes[i]);
		if (strncmp(name, suffixes[i], n) == 0 && name[n] == '.' &&
		    strlen(name + n + 1) == RANDOM_PART)
			return true;
	}
	return false;
}

static bool
is_removed(const char *name)
{
	const size_t n = THUMBPRINT_SIZE - 1 + strlen(CERT_SUFFIX);
	char base[THUMBPRINT_SIZE + sizeof(CERT_SUFFIX)];

	if (strlen(name) <= n || strcmp(name + n, REMOVED_SUFFIX) != 0)
		return false;
	memcpy(base, name, n);
	base[n] = '\0';
	return certfile_is_name(base);
}

/* The key goes before the mark that tells that it has to. */
static void
finish_removal(int dir, const char *name)
{
	const int n = THUMBPRINT_SIZE - 1;
	char *cert = xasprintf("%.*s" CERT_SUFFIX, n, name);
	char *key = xasprintf("%.*s" KEY_SUFFIX, n, name);
	struct stat st;

	/* Put back by hand: then its key stays as well. */
	if (fstatat(dir, cert, &st, AT_SYMLINK_NOFOLLOW) == 0 ||
	    unlinkat(dir, key, 0) == 0 || errno == ENOENT)
		(void)unlinkat(dir, name, 0);
	free(cert);
	free(key);
}

/* Nobody else is writing, so whatever is half done was left behind. */
static void
sweep(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(d)) != NULL) {
		if (is_temporary(e->d_name))
			(void)unlinkat(dir, e->d_name, 0);
		else if (is_removed(e->d_name))
			finish_removal(dir, e->d_name);
	}
	closedir(d);
}

bool
change_begin(struct change *c, const struct store *s, struct err *err)
{
	bool locked = false;

	c->dir = -1;
	if (!rights_assume(&c->rights, s, err))
		return false;
	c->dir = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->dir < 0)
		return err_set(err, ERR_FAILED, "store %s: cannot be opened "
		    "(%s)", s->path, strerror(errno));
	if (!lock(c->dir, s, &locked, err))
		return false;
	if (locked)
		sweep(c->dir);
	return true;
}

void
change_end(struct change *c)
{
	if (c->dir >= 0)
		close(c->dir);	/* and with it the lock */
	c->dir = -1;
	rights_return(&c->rights);
}
