/* SPDX-License-Identifier: ISC */
#include "model/inventory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "certstore/bundle.h"

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
	free(item->key_owner);
	free(item->key_open);
	free(item->revoked_why);
	memset(item, 0, sizeof(*item));
}

static void
store_clear(struct inventory_store *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		item_clear(&s->v[i]);
	for (i = 0; i < s->nlists; i++) {
		free(s->lists[i].issuer);
		free(s->lists[i].problem);
	}
	free(s->lists);
	free(s->v);
	free(s->computer);
	free(s->account);
	free(s->problem);
	free(s->stray_keys);
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

struct inventory_list *
inventory_add_list(struct inventory_store *s, const char *issuer)
{
	struct inventory_list *l;

	s->lists = grow(s->lists, s->nlists, &s->caplists,
	    sizeof(*s->lists));
	l = &s->lists[s->nlists++];
	*l = (struct inventory_list){ .issuer = xstrdup(issuer) };
	return l;
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

struct cert *
inventory_reader_pem(const struct cert_reader *r, const char *pem,
    const char *thumbprint, struct err *err)
{
	struct cert *c = cert_reader_pem(r, pem, strlen(pem), NULL);

	/* Another program may have written it in its own way. */
	if (c == NULL)
		return inventory_read_pem(pem, thumbprint, err);
	if (strcmp(c->thumbprint, thumbprint) == 0)
		return c;
	cert_free(c);
	err_set(err, ERR_INVALID, "certificate %s: holds something else",
	    thumbprint);
	return NULL;
}
