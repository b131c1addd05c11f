/* SPDX-License-Identifier: ISC */
/* Inventories of the local stores. */
#include "model/inventory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/user.h"
#include "base/when.h"
#include "certstore/crl.h"
#include "certstore/crl_check.h"
#include "certstore/keyfile.h"
#include "model/kinds/computer.h"
#include "model/kinds/host_instance.h"

struct scan {
	struct inventory *inv;
	const char *root;
	const char *computer;
	int64_t at;
	bool skip_denied;	/* leave out what this user may not open */
	const struct inventory *planned;	/* as if stored; or NULL */
	struct crl_list lists;	/* of the crl store */
};

/* 0, or why the folder cannot be opened. */
static int
probe(const char *path)
{
	DIR *d = opendir(path);

	if (d == NULL)
		return errno;
	closedir(d);
	return 0;
}

static void
take_listing(struct inventory_store *s, struct store_listing *list)
{
	struct inventory_item *item;
	struct store_entry *e;
	size_t i;

	for (i = 0; i < list->n; i++) {
		e = &list->v[i];
		if (e->cert == NULL)	/* damaged: as good as absent */
			continue;
		item = inventory_add_cert(s, e->cert);
		item->key_present = e->key_present;
		item->key_works = e->key_works;
		item->key_problem = e->key_problem;
		item->key_mode = e->key_mode;
		item->key_open = e->key_open;
		if (e->key_present)
			item->key_owner = user_name_of(e->key_owner);
		e->cert = NULL;
		e->key_problem = NULL;
		e->key_open = NULL;
	}
}

static void
take_strays(struct inventory_store *s, const struct store *store)
{
	char **names = NULL;
	struct buf b = { 0 };
	size_t n = 0, i;

	if (!keyfile_strays(store, &names, &n, NULL))
		n = 0;
	for (i = 0; i < n; i++) {
		buf_addf(&b, "%s%s", i > 0 ? " " : "", names[i]);
		free(names[i]);
	}
	if (n > 0)
		s->stray_keys = buf_steal(&b);
	free(names);
}

/*
 * A store that cannot be opened is a result, not an error: the audit tells.
 */
static void
scan_store(struct scan *sc, enum store_id id, const char *account)
{
	struct store_listing list = { 0 };
	struct inventory_store *s;
	struct store *store = NULL;
	struct err err = { 0 };
	int problem = 0;

	store = store_open(sc->root, id, account, &err);
	if (store != NULL)
		problem = probe(store->path);
	if (problem == EACCES && sc->skip_denied)
		goto out;
	s = inventory_add(sc->inv, sc->computer, id, account);
	s->published = sc->at;
	s->fresh = true;
	if (store == NULL)
		s->problem = xstrdup(err.text);
	else if (problem != 0)
		s->problem = xstrdup(strerror(problem));
	else if (id == STORE_CRL) {	/* holds no certificates */
		if (!crl_store_load(store, &sc->lists, &err))
			s->problem = xstrdup(err.text);
	} else {
		if (store_list(store, true, &list, &err)) {
			take_listing(s, &list);
			take_strays(s, store);
		} else
			s->problem = xstrdup(err.text);
	}
out:
	store_listing_clear(&list);
	store_close(store);
}

/* ---- what is only planned ------------------------------------------------ */

static struct inventory_store *
find_scanned(struct inventory *inv, const struct inventory_store *like)
{
	size_t i;

	for (i = 0; i < inv->n; i++)
		if (inv->v[i].store == like->store &&
		    strcmp(inv->v[i].account, like->account) == 0)
			return &inv->v[i];
	return NULL;
}

/* A store that is not there yet is made with what goes into it. */
static void
add_planned(struct inventory_store *to, const struct inventory_store *from)
{
	const struct inventory_item *planned;
	struct inventory_item *item;
	size_t i;

	str_replace(&to->problem, NULL);
	for (i = 0; i < from->n; i++) {
		planned = &from->v[i];
		item = inventory_add_cert(to, cert_copy(planned->cert));
		item->key_present = planned->key_present;
		item->key_works = planned->key_works;
		item->key_mode = planned->key_mode;
		item->key_owner = xstrdup(planned->key_owner);
	}
}

static void
take_planned(struct scan *sc)
{
	struct inventory_store *to;
	size_t i;

	for (i = 0; sc->planned != NULL && i < sc->planned->n; i++) {
		to = find_scanned(sc->inv, &sc->planned->v[i]);
		if (to != NULL)
			add_planned(to, &sc->planned->v[i]);
	}
}

/* ---- revocation lists ---------------------------------------------------- */

/* Borrowed: its array is to be freed, the certificates are the stores'. */
static void
known_authorities(const struct inventory *inv, struct cert_list *out)
{
	size_t i, j;

	for (i = 0; i < inv->n; i++)
		for (j = 0; j < inv->v[i].n; j++)
			if (inv->v[i].store == STORE_ROOT ||
			    inv->v[i].store == STORE_CA)
				cert_list_add(out, inv->v[i].v[j].cert);
}

/* Of several lists that revoke one certificate the first is told. */
static void
mark_revoked(struct inventory *inv, const struct crl *list)
{
	struct inventory_item *item;
	const char *why;
	int64_t when;
	size_t i, j;

	for (i = 0; i < inv->n; i++) {
		for (j = 0; j < inv->v[i].n; j++) {
			item = &inv->v[i].v[j];
			if (item->revoked_why != NULL ||
			    strcmp(item->cert->issuer, list->issuer) != 0 ||
			    !crl_revokes(list, item->cert, &when, &why))
				continue;
			item->revoked = when;
			item->revoked_why = xstrdup(why);
		}
	}
}

/* What is no good list of its issuer revokes nothing. */
static void
take_lists(struct scan *sc)
{
	struct inventory_store *s = NULL;
	struct cert_list authorities = { 0 };
	struct inventory_list *l;
	struct err err = { 0 };
	const struct crl *c;
	size_t i;

	for (i = 0; i < sc->inv->n; i++)
		if (sc->inv->v[i].store == STORE_CRL)
			s = &sc->inv->v[i];
	known_authorities(sc->inv, &authorities);
	for (i = 0; s != NULL && i < sc->lists.n; i++) {
		c = sc->lists.v[i];
		l = inventory_add_list(s, c->issuer);
		memcpy(l->sha1, c->sha1, sizeof(l->sha1));
		l->this_update = c->this_update;
		l->next_update = c->next_update;
		l->stored = c->stored;
		if (crl_check_kind(c, &err) &&
		    crl_check_signature(c, &authorities, &err))
			mark_revoked(sc->inv, c);
		else
			l->problem = xstrdup(err.text);
		err_clear(&err);
	}
	free(authorities.v);
}

static void
scan_all(struct scan *sc, const char *const *accounts, size_t n)
{
	enum store_id id;
	size_t i;

	for (id = 0; id < STORE_COUNT; id++)
		if (!store_info(id)->per_account)
			scan_store(sc, id, NULL);
	for (i = 0; i < n; i++)
		scan_store(sc, STORE_PERSONAL, accounts[i]);
	take_planned(sc);
	take_lists(sc);
	crl_list_clear(&sc->lists);
	inventory_sort(sc->inv);
}

bool
inventory_scan(struct inventory *inv, const struct settings *settings,
    const char *const *accounts, size_t n, struct err *err)
{
	struct scan sc = { .inv = inv, .root = settings->stores,
	    .computer = settings->computer, .at = when_now() };

	memset(inv, 0, sizeof(*inv));
	if (settings->stores == NULL || settings->computer == NULL)
		return err_set(err, ERR_INVALID,
		    "inventory: the settings name no stores or computer");
	scan_all(&sc, accounts, n);
	return true;
}

char *
model_computer(struct model *m, struct err *err)
{
	struct objects all = { 0 };
	char *name = NULL;
	size_t i;

	if (!model_select(m, &kind_computer, NULL, NULL, &all, err))
		return NULL;
	for (i = 0; i < all.n && name == NULL; i++)
		if (text_same_case(all.v[i]->name, m->settings->computer))
			name = xstrdup(all.v[i]->name);
	objects_clear(&all);
	return name != NULL ? name : xstrdup(m->settings->computer);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of host instances here and of folders here, each once. */
struct accounts {
	char **v;
	size_t n, cap;
};

static void
accounts_add(struct accounts *a, const char *name)
{
	a->v = grow(a->v, a->n, &a->cap, sizeof(*a->v));
	a->v[a->n++] = xstrdup(name);
}

static void
accounts_clear(struct accounts *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		free(a->v[i]);
	free(a->v);
}

static void
accounts_unite(struct accounts *a)
{
	size_t i, n = 0;

	if (a->n > 0)
		qsort(a->v, a->n, sizeof(*a->v), compare_names);
	for (i = 0; i < a->n; i++)	/* one account, many hosts */
		if (n == 0 || strcmp(a->v[n - 1], a->v[i]) != 0)
			a->v[n++] = a->v[i];
		else
			free(a->v[i]);
	a->n = n;
}

static bool
accounts_find(struct accounts *a, struct model *m, const char *computer,
    struct err *err)
{
	struct objects instances = { 0 };
	char **folders = NULL;
	size_t n = 0, i;
	bool ok = model_select(m, &kind_host_instance, "computer", computer,
	    &instances, err);

	for (i = 0; ok && i < instances.n; i++)
		accounts_add(a, ((const struct host_instance *)
		    instances.v[i])->account);
	stores_accounts(m->settings->stores, &folders, &n);
	for (i = 0; i < n; i++) {
		accounts_add(a, folders[i]);
		free(folders[i]);
	}
	free(folders);
	accounts_unite(a);
	objects_clear(&instances);
	return ok;
}

bool
inventory_scan_planned(struct inventory *inv, struct model *m,
    const struct inventory *planned, struct err *err)
{
	struct scan sc = { .inv = inv, .root = m->settings->stores,
	    .at = when_now(), .skip_denied = true, .planned = planned };
	char *computer = model_computer(m, err);
	struct accounts a = { 0 };
	bool ok;

	memset(inv, 0, sizeof(*inv));
	ok = computer != NULL && accounts_find(&a, m, computer, err);
	if (ok) {
		sc.computer = computer;
		scan_all(&sc, (const char *const *)a.v, a.n);
	}
	accounts_clear(&a);
	free(computer);
	return ok;
}

bool
inventory_scan_here(struct inventory *inv, struct model *m, struct err *err)
{
	return inventory_scan_planned(inv, m, NULL, err);
}
