/* SPDX-License-Identifier: ISC */
#include "model/inventory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/bundle.h"
#include "model/kinds/computer.h"
#include "model/kinds/host_instance.h"

/* ---- in memory ---------------------------------------------------------- */

static int
store_order(const char *computer, enum store_id store, const char *account,
    const struct inventory_store *s)
{
	int c = strcasecmp(computer, s->computer);

	if (c == 0)
		c = (store > s->store) - (store < s->store);
	return c != 0 ? c : strcmp(account, s->account);
}

static int
compare_stores(const void *a, const void *b)
{
	const struct inventory_store *s = a;

	return store_order(s->computer, s->store, s->account, b);
}

static void
sort_stores(struct inventory *inv)
{
	if (inv->n > 1)
		qsort(inv->v, inv->n, sizeof(*inv->v), compare_stores);
}

static void
item_clear(struct inventory_item *item)
{
	cert_free(item->cert);
	free(item->key_problem);
	memset(item, 0, sizeof(*item));
}

static void
store_clear(struct inventory_store *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		item_clear(&s->v[i]);
	free(s->v);
	free(s->computer);
	free(s->account);
	free(s->problem);
	memset(s, 0, sizeof(*s));
}

void
inventory_clear(struct inventory *inv)
{
	size_t i;

	for (i = 0; i < inv->n; i++)
		store_clear(&inv->v[i]);
	free(inv->v);
	memset(inv, 0, sizeof(*inv));
}

struct inventory_store *
inventory_add(struct inventory *inv, const char *computer,
    enum store_id store, const char *account)
{
	struct inventory_store *s;

	inv->v = grow(inv->v, inv->n, &inv->cap, sizeof(*inv->v));
	s = &inv->v[inv->n++];
	memset(s, 0, sizeof(*s));
	s->computer = xstrdup(computer);
	s->store = store;
	s->account = xstrdup(account != NULL ? account : "");
	return s;
}

static int
compare_items(const void *a, const void *b)
{
	const struct inventory_item *x = a, *y = b;
	int c = strcmp(x->cert->thumbprint, y->cert->thumbprint);

	/* Of two files with one certificate the better one comes first. */
	return c != 0 ? c : y->key_works - x->key_works;
}

/* One certificate may lie in two files; an inventory names it once. */
static void
sort_items(struct inventory_store *s)
{
	size_t i, n = 0;

	if (s->n == 0)
		return;
	qsort(s->v, s->n, sizeof(*s->v), compare_items);
	for (i = 1; i < s->n; i++) {
		if (strcmp(s->v[n].cert->thumbprint,
		    s->v[i].cert->thumbprint) == 0)
			item_clear(&s->v[i]);
		else
			s->v[++n] = s->v[i];
	}
	s->n = n + 1;
}

struct inventory_item *
inventory_add_cert(struct inventory_store *s, struct cert *cert)
{
	struct inventory_item *item;

	s->v = grow(s->v, s->n, &s->cap, sizeof(*s->v));
	item = &s->v[s->n++];
	memset(item, 0, sizeof(*item));
	item->cert = cert;
	return item;
}

void
inventory_sort(struct inventory *inv)
{
	size_t i;

	for (i = 0; i < inv->n; i++)
		sort_items(&inv->v[i]);
	sort_stores(inv);
}

/* The first store that is not before the one asked for. */
static size_t
lower_bound(const struct inventory *inv, const char *computer,
    enum store_id store, const char *account)
{
	size_t lo = 0, hi = inv->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (store_order(computer, store, account, &inv->v[mid]) > 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct inventory_store *
inventory_find(const struct inventory *inv, const char *computer,
    enum store_id store, const char *account)
{
	size_t at;

	if (account == NULL)
		account = "";
	at = lower_bound(inv, computer, store, account);
	if (at < inv->n &&
	    store_order(computer, store, account, &inv->v[at]) == 0)
		return &inv->v[at];
	return NULL;
}

bool
inventory_knows(const struct inventory *inv, const char *computer)
{
	size_t at = lower_bound(inv, computer, 0, "");

	return at < inv->n && strcasecmp(inv->v[at].computer, computer) == 0;
}

static int
compare_thumbprint(const void *key, const void *member)
{
	const struct inventory_item *item = member;

	return strcmp(key, item->cert->thumbprint);
}

const struct inventory_item *
inventory_item(const struct inventory_store *s, const char *thumbprint)
{
	return s->n == 0 ? NULL : bsearch(thumbprint, s->v, s->n,
	    sizeof(*s->v), compare_thumbprint);
}

const struct cert *
inventory_cert(const struct inventory *inv, const char *thumbprint)
{
	const struct inventory_item *item;
	size_t i;

	for (i = 0; i < inv->n; i++) {
		item = inventory_item(&inv->v[i], thumbprint);
		if (item != NULL)
			return item->cert;
	}
	return NULL;
}

void
inventory_overlay(struct inventory *inv, struct inventory *fresh)
{
	size_t i, n = 0;

	for (i = 0; i < inv->n; i++) {
		if (inventory_find(fresh, inv->v[i].computer,
		    inv->v[i].store, inv->v[i].account) != NULL)
			store_clear(&inv->v[i]);
		else
			inv->v[n++] = inv->v[i];
	}
	inv->n = n;
	for (i = 0; i < fresh->n; i++) {
		inv->v = grow(inv->v, inv->n, &inv->cap, sizeof(*inv->v));
		inv->v[inv->n++] = fresh->v[i];
	}
	fresh->n = 0;
	inventory_clear(fresh);
	sort_stores(inv);
}

struct cert *
inventory_read_pem(const char *pem, const char *thumbprint, struct err *err)
{
	struct bundle b = { 0 };
	struct cert *cert = NULL;

	if (!bundle_parse(&b, pem, strlen(pem), NULL, err))
		return NULL;
	/* Others wrote it: what it is called proves nothing. */
	if (b.n == 1 && b.items[0].cert != NULL &&
	    strcmp(b.items[0].cert->thumbprint, thumbprint) == 0) {
		cert = b.items[0].cert;
		b.items[0].cert = NULL;
	} else {
		err_set(err, ERR_INVALID,
		    "certificate %s: holds something else", thumbprint);
	}
	bundle_clear(&b);
	return cert;
}

/* ---- the local stores --------------------------------------------------- */

struct scan {
	struct inventory *inv;
	const char *root;
	const char *computer;
	int64_t at;
	bool skip_denied;	/* leave out what this user may not open */
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
		e->cert = NULL;
		e->key_problem = NULL;
	}
	sort_items(s);
}

/*
 * A store that cannot be opened is a result, not an error: the audit tells.
 */
static void
scan_store(const struct scan *sc, enum store_id id, const char *account)
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
	if (store == NULL)
		s->problem = xstrdup(err.text);
	else if (problem != 0)
		s->problem = xstrdup(strerror(problem));
	else if (id != STORE_CRL) {	/* holds lists, no certificates */
		if (store_list(store, true, &list, &err))
			take_listing(s, &list);
		else
			s->problem = xstrdup(err.text);
	}
out:
	store_listing_clear(&list);
	store_close(store);
}

static void
scan_all(const struct scan *sc, const char *const *accounts, size_t n)
{
	enum store_id id;
	size_t i;

	for (id = 0; id < STORE_COUNT; id++)
		if (!store_info(id)->per_account)
			scan_store(sc, id, NULL);
	for (i = 0; i < n; i++)
		scan_store(sc, STORE_PERSONAL, accounts[i]);
	sort_stores(sc->inv);
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

/*
 * This computer as the group spells it, which is how host instances and
 * published inventories name it.  The caller frees.
 */
static char *
this_computer(struct model *m, struct err *err)
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

bool
inventory_scan_here(struct inventory *inv, struct model *m, struct err *err)
{
	struct scan sc = { .inv = inv, .root = m->settings->stores,
	    .at = when_now(), .skip_denied = true };
	struct objects instances = { 0 };
	const char **accounts = NULL;
	char *computer = this_computer(m, err);
	size_t i, n = 0;
	bool ok = false;

	memset(inv, 0, sizeof(*inv));
	if (computer == NULL || !model_select(m, &kind_host_instance,
	    "computer", computer, &instances, err))
		goto out;
	accounts = xcalloc(instances.n, sizeof(*accounts));
	for (i = 0; i < instances.n; i++)
		accounts[i] = ((const struct host_instance *)
		    instances.v[i])->account;
	if (instances.n > 0)
		qsort(accounts, instances.n, sizeof(*accounts),
		    compare_names);
	for (i = 0; i < instances.n; i++)	/* one account, many hosts */
		if (n == 0 || strcmp(accounts[n - 1], accounts[i]) != 0)
			accounts[n++] = accounts[i];
	sc.computer = computer;
	scan_all(&sc, accounts, n);
	ok = true;
out:
	free(accounts);
	objects_clear(&instances);
	free(computer);
	return ok;
}
