/* SPDX-License-Identifier: ISC */
/* Reading a store: one certificate, its key, all of them. */
#include "certstore/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "certstore/certfile.h"
#include "certstore/keyfile.h"
#include "certstore/listcache.h"
#include "certstore/rights.h"
#include "certstore/store_parts.h"

/* ---- files -------------------------------------------------------------- */

struct key *
store_get_key(const struct store *s, const struct cert *c, struct err *err)
{
	char *path = certfile_path(s->path, c->thumbprint, KEY_SUFFIX);
	struct key *k = NULL;
	struct rights r;

	if (rights_assume(&r, s, err))
		k = certfile_load_key(path, c, err);
	/* Absent is told before open to others. */
	if (k != NULL && !keyfile_safe(s, c->thumbprint, err)) {
		key_free(k);
		k = NULL;
	}
	rights_return(&r);
	free(path);
	return k;
}

/* ---- reading ------------------------------------------------------------ */

bool
store_openable(const struct store *s, struct err *err)
{
	DIR *dir = opendir(s->path);

	if (dir == NULL)
		return err_set(err, ERR_FAILED, "store %s: cannot be opened "
		    "(%s)", s->path, strerror(errno));
	closedir(dir);
	return true;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * Names of the certificate files, sorted; the caller frees each and v.  keys:
 * whether there is any key beside them, or NULL.
 */
static bool
file_names(const struct store *s, char ***v, size_t *n, bool *keys,
    struct err *err)
{
	DIR *dir = opendir(s->path);
	struct dirent *e;
	size_t cap = 0;

	*v = NULL;
	*n = 0;
	if (dir == NULL)
		return store_openable(s, err);
	while ((e = readdir(dir)) != NULL) {
		if (keys != NULL && strstr(e->d_name, KEY_SUFFIX) != NULL)
			*keys = true;
		if (!certfile_is_name(e->d_name))
			continue;
		*v = grow(*v, *n, &cap, sizeof(**v));
		(*v)[(*n)++] = xstrdup(e->d_name);
	}
	closedir(dir);
	if (*n > 1)
		qsort(*v, *n, sizeof(**v), by_name);
	return true;
}

static char *
open_to_others(const struct store *s, const char *thumbprint)
{
	struct keyfile_faults f = { 0 };
	char *text = NULL;

	if (keyfile_inspect(s, thumbprint, &f, NULL) && f.n > 0)
		text = keyfile_fault_text(&f.v[0]);
	keyfile_faults_clear(&f);
	return text;
}

/* Named by its certificate's file, or by that one's thumbprint. */
static void
look_at_key(const struct store *s, const char *name, bool test,
    struct store_entry *e)
{
	char thumbprint[THUMBPRINT_SIZE];
	struct err err = { 0 };
	struct stat st;
	struct key *k;
	char *path;

	snprintf(thumbprint, sizeof(thumbprint), "%.40s", name);
	path = certfile_path(s->path, thumbprint, KEY_SUFFIX);
	e->key_present = lstat(path, &st) == 0;
	free(path);
	if (!e->key_present)
		return;
	e->key_mode = st.st_mode & 07777;
	e->key_owner = st.st_uid;
	if (e->cert == NULL || !test)
		return;
	e->key_open = open_to_others(s, thumbprint);
	k = store_get_key(s, e->cert, &err);
	e->key_works = k != NULL && key_self_test(k, e->cert, &err);
	if (!e->key_works)
		e->key_problem = xstrdup(err.text);
	key_free(k);
}

/* How a listing comes by its certificates. */
struct reading {
	struct listcache cache;		/* those that were listed before */
	struct cert_reader reader;	/* the facts of the others */
};

/*
 * The file is looked at before it is read: what is remembered of it must
 * not be newer than the look.
 */
static struct cert *
listed_cert(const struct store *s, const char *name, const char *thumbprint,
    struct reading *r, struct err *err)
{
	struct listcache *cache = &r->cache;
	struct cert *c = NULL;
	struct stat st;
	bool known;
	char *path;

	known = cache->used && fstatat(cache->dir, name, &st,
	    AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
	if (known)
		c = listcache_find(cache, thumbprint, &st);
	if (c != NULL) {
		listcache_put(cache, c, &st, false);
		return c;
	}
	path = file_join(s->path, name);
	c = certfile_load(path, thumbprint, &r->reader, err);
	free(path);
	if (c != NULL && known)
		listcache_put(cache, c, &st, true);
	return c;
}

static void
read_entry(const struct store *s, const char *name,
    struct reading *r, struct store_entry *e)
{
	char thumbprint[THUMBPRINT_SIZE];
	struct err err = { 0 };

	memset(e, 0, sizeof(*e));
	e->file = xstrdup(name);
	memcpy(thumbprint, name, sizeof(thumbprint) - 1);
	thumbprint[sizeof(thumbprint) - 1] = '\0';
	e->cert = listed_cert(s, name, thumbprint, r, &err);
	if (e->cert == NULL)
		e->problem = xstrdup(err.text);
}

bool
store_list(const struct store *s, bool test_keys, struct store_listing *l,
    struct err *err)
{
	struct reading reading = { .cache = { .used = false } };
	struct rights r;
	char **names = NULL;
	size_t n = 0, i;
	bool ok, keys = false;

	ok = rights_assume(&r, s, err) &&
	    file_names(s, &names, &n, &keys, err);
	if (ok && !test_keys)
		listcache_open(&reading.cache, s);
	cert_reader_open(&reading.reader, test_keys);
	for (i = 0; i < n; i++) {
		l->v = grow(l->v, l->n, &l->cap, sizeof(*l->v));
		read_entry(s, names[i], &reading, &l->v[l->n]);
		if (keys)
			look_at_key(s, names[i], test_keys, &l->v[l->n]);
		l->n++;
		free(names[i]);
	}
	cert_reader_close(&reading.reader);
	listcache_close(&reading.cache, s);
	rights_return(&r);
	free(names);
	return ok;
}

void
store_entry_clear(struct store_entry *e)
{
	cert_free(e->cert);
	free(e->file);
	free(e->problem);
	free(e->key_problem);
	free(e->key_open);
	memset(e, 0, sizeof(*e));
}

void
store_listing_clear(struct store_listing *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		store_entry_clear(&l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}

static struct cert *
get(const struct store *s, const char *thumbprint, struct err *err)
{
	char t[THUMBPRINT_SIZE], shown[THUMBPRINT_SHOWN], *path;
	struct err why = { 0 };
	struct cert *c;

	if (!thumbprint_parse(thumbprint, t, err))
		return NULL;
	path = certfile_path(s->path, t, CERT_SUFFIX);
	c = certfile_load(path, t, NULL, &why);
	free(path);
	if (c != NULL)
		return c;
	if (why.code != ERR_NOT_FOUND)
		err_set(err, ERR_FAILED, "certificate %s: %s",
		    thumbprint_show(t, shown), why.text);
	else if (store_openable(s, err))
		err_set(err, ERR_NOT_FOUND, "certificate %s: not in %s",
		    thumbprint_show(t, shown), store_info(s->id)->label);
	return NULL;
}

struct cert *
store_get(const struct store *s, const char *thumbprint, struct err *err)
{
	struct cert *c = NULL;
	struct rights r;

	if (rights_assume(&r, s, err))
		c = get(s, thumbprint, err);
	rights_return(&r);
	return c;
}

bool
store_look(const struct store *s, const char *thumbprint,
    struct store_entry *e, struct err *err)
{
	struct rights r;

	memset(e, 0, sizeof(*e));
	if (rights_assume(&r, s, err))
		e->cert = get(s, thumbprint, err);
	if (e->cert != NULL)
		look_at_key(s, e->cert->thumbprint, true, e);
	rights_return(&r);
	return e->cert != NULL;
}

bool
store_load(const struct store *s, struct cert_list *l, struct err *err)
{
	char **names = NULL, *path, t[THUMBPRINT_SIZE];
	struct rights r;
	struct cert *c;
	size_t n = 0, i;
	bool ok;

	ok = rights_assume(&r, s, err) && file_names(s, &names, &n, NULL, err);
	for (i = 0; i < n; i++) {
		path = file_join(s->path, names[i]);
		snprintf(t, sizeof(t), "%.40s", names[i]);
		c = certfile_load(path, t, NULL, NULL);
		if (c != NULL)
			cert_list_add(l, c);
		free(path);
		free(names[i]);
	}
	rights_return(&r);
	free(names);
	return ok;
}
