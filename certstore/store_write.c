/* SPDX-License-Identifier: ISC */
/*
 * What changes a store.  The certificate's file decides: a power cut before
 * it has its name leaves the store as it was (a key may lie there that
 * nothing lists), one after that leaves it with certificate and key.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "certstore/certfile.h"
#include "certstore/change.h"
#include "certstore/store.h"

enum {
	GROUP = 128,	/* files held open are twice as many, for the keys */
	MANY = 16,	/* from here on the whole disk is synced, once */
};

/* ---- adding ------------------------------------------------------------- */

struct staged {
	struct store_addition *add;
	struct file_stage cert, key;
	bool had_cert, had_key;		/* files, good or bad */
	bool key_placed, cert_placed;
};

static bool
may_add(const struct store *s, const struct cert *c, const struct key *k,
    struct err *err)
{
	if (s->id == STORE_CRL)
		return err_set(err, ERR_INVALID,
		    "store %s: holds no certificates", store_info(s->id)->name);
	if (k != NULL && s->id != STORE_PERSONAL)
		return err_set(err, ERR_INVALID, "store %s: takes no private "
		    "key", store_info(s->id)->name);
	if (k != NULL && !key_matches(k, c))
		return err_set(err, ERR_INVALID,
		    "private key: does not belong to the certificate");
	return true;
}

/* A good certificate, and a key that works or none to be added: no room. */
static bool
is_there(const struct store *s, const struct cert *c, const struct key *k)
{
	struct cert *old = store_get(s, c->thumbprint, NULL);
	struct key *old_key;
	bool there = old != NULL;

	if (there && k != NULL) {
		old_key = store_get_key(s, old, NULL);
		there = old_key != NULL;
		key_free(old_key);
	}
	cert_free(old);
	return there;
}

static bool
stage(struct staged *g, const struct store *s, struct err *err)
{
	const struct cert *c = g->add->cert;
	const struct key *k = g->add->key;
	char shown[THUMBPRINT_SHOWN], *cert, *key;
	struct stat st;
	bool ok;

	if (!may_add(s, c, k, err))
		return false;
	if (is_there(s, c, k))
		return err_set(err, ERR_EXISTS, "certificate %s: already in "
		    "%s", thumbprint_show(c->thumbprint, shown),
		    store_info(s->id)->label);
	cert = certfile_path(s->path, c->thumbprint, CERT_SUFFIX);
	key = certfile_path(s->path, c->thumbprint, KEY_SUFFIX);
	g->had_cert = lstat(cert, &st) == 0;
	g->had_key = lstat(key, &st) == 0;
	ok = (k == NULL || certfile_stage_key(&g->key, key, k, err)) &&
	    certfile_stage(&g->cert, cert, c, err);
	free(cert);
	free(key);
	return ok;
}

/* Takes back what the store did not have before. */
static void
take_back(const struct staged *g)
{
	if (g->cert_placed && !g->had_cert)
		(void)unlink(g->cert.path);
	if (g->key_placed && !g->had_key)
		(void)unlink(g->key.path);
}

/*
 * One step for all that are still good.  The first fault of one is its own;
 * what it has done by then is taken back.
 */
static bool
step(struct staged *v, size_t n, bool (*f)(struct staged *, struct err *))
{
	bool any = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!v[i].add->added)
			continue;
		v[i].add->added = f(&v[i], &v[i].add->err);
		if (!v[i].add->added)
			take_back(&v[i]);
		any |= v[i].add->added;
	}
	return any;
}

static bool
sync_files(struct staged *g, struct err *err)
{
	return (g->key.tmp == NULL || file_stage_sync(&g->key, err)) &&
	    file_stage_sync(&g->cert, err);
}

static bool
place_key(struct staged *g, struct err *err)
{
	if (g->key.tmp == NULL)
		return true;
	g->key_placed = file_stage_place(&g->key, true, err);
	return g->key_placed;
}

static bool
place_cert(struct staged *g, struct err *err)
{
	g->cert_placed = file_stage_place(&g->cert, true, err);
	return g->cert_placed;
}

/* One wait for all; what fails it takes all back.  False: none is left. */
static bool
sync_once(const struct store *s, struct staged *v, size_t n,
    bool (*f)(const char *, struct err *))
{
	struct err err = { 0 };
	size_t i;

	if (f(s->path, &err))
		return true;
	for (i = 0; i < n; i++) {
		if (!v[i].add->added)
			continue;
		v[i].add->added = false;
		v[i].add->err = err;
		take_back(&v[i]);
	}
	return false;
}

static bool
sync_content(const struct store *s, struct staged *v, size_t n)
{
	return n < MANY ? step(v, n, sync_files) :
	    sync_once(s, v, n, file_sync_disk);
}

/*
 * Each step for all before the next: the disk then writes them in one go,
 * and it makes no difference to a power cut.
 */
static void
add_group(const struct store *s, struct store_addition *add, size_t n)
{
	struct staged v[GROUP];
	bool keys = false;
	size_t i;

	memset(v, 0, sizeof(v));
	for (i = 0; i < n; i++) {
		v[i].add = &add[i];
		add[i].added = stage(&v[i], s, &add[i].err);
		keys |= add[i].key != NULL;
	}
	/* A certificate without its key must not survive, so in this order. */
	if (sync_content(s, v, n) && step(v, n, place_key) && keys)
		(void)sync_once(s, v, n, file_sync_folder);
	if (step(v, n, place_cert))
		(void)sync_once(s, v, n, file_sync_folder);
	for (i = 0; i < n; i++) {
		file_stage_clear(&v[i].key);
		file_stage_clear(&v[i].cert);
	}
}

bool
store_add_all(const struct store *s, struct store_addition *v, size_t n,
    struct err *err)
{
	struct change change = { .dir = -1 };
	size_t i;
	bool ok;

	ok = store_create(s, err) && change_begin(&change, s, err);
	for (i = 0; ok && i < n; i += GROUP)
		add_group(s, v + i, n - i < GROUP ? n - i : GROUP);
	change_end(&change);
	return ok;
}

bool
store_add(const struct store *s, const struct cert *c, const struct key *k,
    struct err *err)
{
	struct store_addition one = { .cert = c, .key = k };

	/* Before the folder is made for something it cannot take. */
	if (!may_add(s, c, k, err) || !store_add_all(s, &one, 1, err))
		return false;
	if (!one.added && err != NULL)
		*err = one.err;
	return one.added;
}

/* ---- removing ----------------------------------------------------------- */

static bool
cannot_remove(const char *path, struct err *err)
{
	return err_set(err, ERR_FAILED, "%s: cannot be removed (%s)", path,
	    strerror(errno));
}

/*
 * The certificate is marked first: it is gone from then on, and its key can
 * be found and removed by the mark after a power cut.
 */
static bool
remove_both(const struct store *s, const char *cert, const char *key,
    struct err *err)
{
	char *mark = xasprintf("%s" REMOVED_SUFFIX, cert);
	bool ok;

	if (rename(cert, mark) != 0) {
		ok = cannot_remove(cert, err);
	} else {
		ok = file_sync_folder(s->path, err) && (unlink(key) == 0 ||
		    errno == ENOENT || cannot_remove(key, err));
		if (!ok)
			(void)rename(mark, cert);
		else
			(void)unlink(mark);	/* else swept one day */
	}
	free(mark);
	return ok;
}

static bool
remove_files(const struct store *s, const char *thumbprint, struct err *err)
{
	char *cert = certfile_path(s->path, thumbprint, CERT_SUFFIX);
	char *key = certfile_path(s->path, thumbprint, KEY_SUFFIX);
	char shown[THUMBPRINT_SHOWN];
	struct stat st;
	bool ok;

	if (lstat(cert, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		ok = cannot_remove(cert, err);
	} else if (lstat(cert, &st) == 0) {
		ok = remove_both(s, cert, key, err);
	} else {
		/* A key that lost its certificate can be removed as well. */
		ok = unlink(key) == 0;
		if (!ok && errno != ENOENT)
			cannot_remove(key, err);
		else if (!ok)
			err_set(err, ERR_NOT_FOUND, "certificate %s: not in "
			    "%s", thumbprint_show(thumbprint, shown),
			    store_info(s->id)->label);
	}
	free(cert);
	free(key);
	return ok;
}

bool
store_remove(const struct store *s, const char *thumbprint, struct err *err)
{
	struct change change = { .dir = -1 };
	char t[THUMBPRINT_SIZE];
	bool ok;

	if (!thumbprint_parse(thumbprint, t, err))
		return false;
	ok = change_begin(&change, s, err) && remove_files(s, t, err);
	change_end(&change);
	return ok;
}
