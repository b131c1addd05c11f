/* SPDX-License-Identifier: ISC */
#include "model/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/kinds/group.h"
#include "model/object.h"
#include "model/storage.h"

static size_t
kind_count(void)
{
	size_t n = 0;

	while (kinds[n] != NULL)
		n++;
	return n;
}

static int
by_name(const void *a, const void *b)
{
	const struct object *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void
take_thresholds(struct snapshot *s, const struct settings *set)
{
	const struct objects *groups = snapshot_all(s, "group");
	const struct group *g = groups->n > 0 ?
	    (const struct group *)groups->v[0] : NULL;

	s->expiry_warn_days = set->expiry_warn_days;
	s->crl_max_age_days = set->crl_max_age_days;
	s->inventory_max_age = set->inventory_max_age_hours * 3600;
	if (g != NULL && g->expiry_warn_days != FIELD_UNSET)
		s->expiry_warn_days = g->expiry_warn_days;
	if (g != NULL && g->crl_max_age_days != FIELD_UNSET)
		s->crl_max_age_days = g->crl_max_age_days;
}

/*
 * All that are the snapshot's and all that are not, by name; where all are
 * its own it is one array.
 */
static void
join(struct objects *all, const struct objects *kept,
    const struct objects *fresh)
{
	all->n = kept->n + fresh->n;
	if (kept->n == 0) {
		all->v = fresh->v;
		if (all->n > 1)
			qsort(all->v, all->n, sizeof(*all->v), by_name);
		return;
	}
	all->v = xcalloc(all->n, sizeof(*all->v));
	if (kept->n > 0)
		memcpy(all->v, kept->v, kept->n * sizeof(*all->v));
	if (fresh->n > 0)
		memcpy(all->v + kept->n, fresh->v, fresh->n *
		    sizeof(*all->v));
	if (all->n > 1)
		qsort(all->v, all->n, sizeof(*all->v), by_name);
}

static bool
load_kind(struct snapshot *s, struct model *m, size_t which,
    const struct snapshot *before, struct err *err)
{
	static const struct objects none;
	struct objects kept = { 0 };
	bool ok = storage_read_again(m, kinds[which], before != NULL ?
	    &before->by_kind[which] : &none, &kept, &s->own[which], err);

	if (ok)
		join(&s->by_kind[which], &kept, &s->own[which]);
	free(kept.v);
	return ok;
}

struct snapshot *
snapshot_again(struct model *m, const struct snapshot *before,
    struct err *err)
{
	struct snapshot *s = xcalloc(1, sizeof(*s));
	size_t n = kind_count(), i;
	bool ok;

	s->by_kind = xcalloc(n, sizeof(*s->by_kind));
	s->own = xcalloc(n, sizeof(*s->own));
	/* One read view: all kinds as of the same moment. */
	if (!db_freeze(m->db, err)) {
		snapshot_free(s);
		return NULL;
	}
	ok = true;
	for (i = 0; ok && i < n; i++)
		ok = load_kind(s, m, i, before, err);
	db_thaw(m->db);
	if (!ok) {
		snapshot_free(s);
		return NULL;
	}
	take_thresholds(s, m->settings);
	return s;
}

struct snapshot *
snapshot_load(struct model *m, struct err *err)
{
	return snapshot_again(m, NULL, err);
}

/* So that one more does not move what both are. */
static void
part(struct objects *all, const struct objects *own)
{
	if (all->v == own->v)
		all->v = xmemdup(own->v, own->n * sizeof(*own->v));
	all->cap = all->n;
}

void
snapshot_put(struct snapshot *s, const struct object *draft)
{
	struct object *copy = object_copy(draft);
	struct objects *all, *own;
	size_t i;

	for (i = 0; kinds[i] != draft->kind; i++)
		;
	all = &s->by_kind[i];
	own = &s->own[i];
	if (copy->name == NULL)
		copy->name = xstrdup("");
	part(all, own);
	own->v = grow(own->v, own->n, &own->cap, sizeof(*own->v));
	own->v[own->n++] = copy;
	/* What it stands for stays with its owner. */
	for (i = 0; i < all->n && all->v[i]->id != draft->id; i++)
		;
	if (i == all->n) {
		all->v = grow(all->v, all->n, &all->cap, sizeof(*all->v));
		all->n++;
	}
	all->v[i] = copy;
	qsort(all->v, all->n, sizeof(*all->v), by_name);
}

void
snapshot_free(struct snapshot *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; kinds[i] != NULL; i++) {
		if (s->by_kind[i].v != s->own[i].v)
			free(s->by_kind[i].v);
		objects_clear(&s->own[i]);
	}
	free(s->by_kind);
	free(s->own);
	free(s);
}

const struct objects *
snapshot_all(const struct snapshot *s, const char *kind)
{
	size_t i;

	for (i = 0; strcmp(kinds[i]->name, kind) != 0; i++)
		;
	return &s->by_kind[i];
}

const struct object *
snapshot_find(const struct snapshot *s, const char *kind, const char *name)
{
	const struct objects *all = snapshot_all(s, kind);
	struct object key = { .name = (char *)(uintptr_t)name };
	const struct object *k = &key, *const *found;

	if (name == NULL || all->n == 0)
		return NULL;
	found = bsearch(&k, all->v, all->n, sizeof(*all->v), by_name);
	return found != NULL ? *found : NULL;
}
