/* SPDX-License-Identifier: ISC */
#include "certstore/keyfile.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/user.h"
#include "certstore/certfile.h"
#include "certstore/rights.h"
#include "certstore/store_parts.h"

enum {
	LEVELS = 3,		/* personal, ACCOUNT, accounts */
	MODE_KEY = 0600,
	MODE_STORE = 0700,
	FOR_OTHERS = 0077,
	WRITE_OTHERS = 0022,
};

void
keyfile_faults_clear(struct keyfile_faults *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		free(f->v[i].path);
	free(f->v);
	memset(f, 0, sizeof(*f));
}

char *
keyfile_fault_text(const struct keyfile_fault *f)
{
	char *owner = user_name_of(f->owner), *text;
	const char *what = f->curable ? "" : ", not a plain file of its own";

	if (f->is_key)
		text = xasprintf("mode %04o, owner %s%s", (unsigned)f->mode,
		    owner, what);
	else
		text = xasprintf("folder %s: mode %04o, owner %s%s", f->path,
		    (unsigned)f->mode, owner, what);
	free(owner);
	return text;
}

/* ---- looking ------------------------------------------------------------ */

/* "DIR" of a path; heap. */
static char *
above(const char *path)
{
	const char *slash = strrchr(path, '/');

	return xstrndup(path, slash != NULL ? (size_t)(slash - path) : 0);
}

/* An account that this computer does not know owns what its folder's does. */
static uid_t
owner_of(const struct store *s)
{
	struct stat st;
	uid_t uid;

	if (user_find(s->account, &uid))
		return uid;
	return lstat(s->path, &st) == 0 ? st.st_uid : 0;
}

struct look {
	const struct store *store;
	uid_t owner;
	struct keyfile_faults *out;
};

static void
look_at(struct look *l, const char *path, bool is_key, mode_t denied)
{
	/* Root's key or store is one that the account cannot use. */
	const bool own = denied == FOR_OTHERS;
	struct keyfile_fault *f;
	struct stat st;
	bool curable;

	if (lstat(path, &st) != 0)
		return;
	curable = is_key ? S_ISREG(st.st_mode) && st.st_nlink == 1 :
	    S_ISDIR(st.st_mode);
	if (curable && (st.st_mode & denied) == 0 &&
	    (st.st_uid == l->owner || (!own && st.st_uid == 0)))
		return;
	l->out->v = grow(l->out->v, l->out->n, &l->out->cap, sizeof(*f));
	f = &l->out->v[l->out->n++];
	*f = (struct keyfile_fault){ .path = xstrdup(path),
	    .is_key = is_key, .curable = curable,
	    .mode = st.st_mode & 07777, .owner = st.st_uid,
	    .want_owner = st.st_uid == 0 && !own ? 0 : l->owner };
	f->want_mode = is_key ? MODE_KEY : own ? MODE_STORE :
	    f->mode & ~(mode_t)WRITE_OTHERS;
}

static void
look_at_folders(struct look *l)
{
	char *path = xstrdup(l->store->path), *up;
	int i;

	for (i = 0; i < LEVELS; i++) {
		look_at(l, path, false, i == 0 ? FOR_OTHERS : WRITE_OTHERS);
		up = above(path);
		free(path);
		path = up;
	}
	free(path);
}

/* "THUMBPRINT.key" */
static bool
is_key_name(const char *name)
{
	size_t i;

	for (i = 0; i < THUMBPRINT_SIZE - 1; i++)
		if (!isxdigit((unsigned char)name[i]))
			return false;
	return strcmp(name + i, KEY_SUFFIX) == 0;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Thumbprints that have a key file, sorted. */
static bool
key_names(const struct store *s, char ***v, size_t *n, struct err *err)
{
	DIR *dir = opendir(s->path);
	struct dirent *e;
	size_t cap = 0;

	*v = NULL;
	*n = 0;
	if (dir == NULL)
		return store_openable(s, err);
	while ((e = readdir(dir)) != NULL) {
		if (!is_key_name(e->d_name))
			continue;
		*v = grow(*v, *n, &cap, sizeof(**v));
		(*v)[(*n)++] = xstrndup(e->d_name, THUMBPRINT_SIZE - 1);
	}
	closedir(dir);
	if (*n > 1)
		qsort(*v, *n, sizeof(**v), by_text);
	return true;
}

static void
look_at_key(struct look *l, const char *thumbprint)
{
	char *path = certfile_path(l->store->path, thumbprint, KEY_SUFFIX);

	look_at(l, path, true, FOR_OTHERS);
	free(path);
}

bool
keyfile_inspect(const struct store *s, const char *thumbprint,
    struct keyfile_faults *out, struct err *err)
{
	struct look l = { .store = s, .out = out };
	char **names = NULL;
	size_t n = 0, i;
	bool ok = true;

	if (s->account == NULL)
		return true;
	l.owner = owner_of(s);
	if (thumbprint != NULL)
		look_at_key(&l, thumbprint);
	else
		ok = key_names(s, &names, &n, err);
	for (i = 0; i < n; i++) {
		look_at_key(&l, names[i]);
		free(names[i]);
	}
	free(names);
	look_at_folders(&l);
	return ok;
}

bool
keyfile_safe(const struct store *s, const char *thumbprint, struct err *err)
{
	struct keyfile_faults f = { 0 };
	bool ok = keyfile_inspect(s, thumbprint, &f, err);
	char *text;

	if (ok && f.n > 0) {
		text = keyfile_fault_text(&f.v[0]);
		ok = err_set(err, ERR_FAILED, "private key: %s (%s)",
		    f.v[0].curable && (f.v[0].mode & FOR_OTHERS) == 0 ?
		    "not the account's own" : "open to others", text);
		free(text);
	}
	keyfile_faults_clear(&f);
	return ok;
}

bool
keyfile_strays(const struct store *s, char ***v, size_t *n, struct err *err)
{
	char **names = NULL, *path;
	struct rights r;
	struct stat st;
	size_t all = 0, i;
	bool ok;

	*n = 0;
	ok = rights_assume(&r, s, err) && key_names(s, &names, &all, err);
	for (i = 0; i < all; i++) {
		path = certfile_path(s->path, names[i], CERT_SUFFIX);
		if (lstat(path, &st) == 0)
			free(names[i]);
		else
			names[(*n)++] = names[i];
		free(path);
	}
	rights_return(&r);
	*v = names;
	return ok;
}

/* ---- repairing ---------------------------------------------------------- */

/*
 * Root changes owners, so it cannot act with the account's rights here; the
 * account may exchange its folders for links meanwhile.  Hence step by step
 * from accounts/ down, no link followed, and no file that has another name.
 */
static int
open_below(const struct store *s, const char *path, bool is_key)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	char *account = above(s->path), *accounts = above(account);
	const char *rest = path + strlen(accounts);
	char *part, *left = xstrdup(rest), *save = NULL;
	int fd, next;

	fd = open(accounts, flags | O_DIRECTORY);
	for (part = strtok_r(left, "/", &save); fd >= 0 && part != NULL;
	    part = strtok_r(NULL, "/", &save)) {
		next = openat(fd, part, flags | (is_key && *save == '\0' ?
		    0 : O_DIRECTORY));
		close(fd);
		fd = next;
	}
	free(left);
	free(account);
	free(accounts);
	return fd;
}

static bool
set_rights(int fd, const struct keyfile_fault *f, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || (f->is_key ? !S_ISREG(st.st_mode) ||
	    st.st_nlink != 1 : !S_ISDIR(st.st_mode)))
		return err_set(err, ERR_CONFLICT, "%s: has been exchanged "
		    "meanwhile", f->path);
	if (st.st_uid != f->want_owner &&
	    fchown(fd, f->want_owner, (gid_t)-1) != 0)
		return err_set(err, ERR_DENIED, "%s: its owner cannot be "
		    "changed (%s); root can", f->path, strerror(errno));
	if (fchmod(fd, f->want_mode) != 0)
		return err_set(err, ERR_DENIED, "%s: its mode cannot be "
		    "changed (%s)", f->path, strerror(errno));
	return true;
}

bool
keyfile_repair(const struct store *s, const struct keyfile_fault *f,
    struct err *err)
{
	int fd;
	bool ok;

	if (!f->curable)
		return err_set(err, ERR_INVALID, "%s: is a link or has a "
		    "second name; remove it and import the key again",
		    f->path);
	fd = open_below(s, f->path, f->is_key);
	if (fd < 0)
		return err_set(err, ERR_FAILED, "%s: cannot be opened (%s)%s",
		    f->path, strerror(errno), errno == EACCES ? "; root can "
		    "repair it" : "");
	ok = set_rights(fd, f, err);
	close(fd);
	return ok;
}
