/* SPDX-License-Identifier: ISC */
#include "model/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/kinds/group.h"
#include "model/object.h"

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

struct snapshot *
snapshot_load(struct model *m, struct err *err)
{
	struct snapshot *s = xcalloc(1, sizeof(*s));
	size_t n = kind_count(), i;
	bool ok;

	s->by_kind = xcalloc(n, sizeof(*s->by_kind));
	/* One read view: all kinds as of the same moment. */
	if (!db_freeze(m->db, err)) {
		snapshot_free(s);
		return NULL;
	}
	ok = true;
	for (i = 0; ok && i < n; i++) {
		ok = model_select(m, kinds[i], NULL, NULL, &s->by_kind[i],
		    err);
		if (ok && s->by_kind[i].n > 0)
			qsort(s->by_kind[i].v, s->by_kind[i].n,
			    sizeof(*s->by_kind[i].v), by_name);
	}
	db_thaw(m->db);
	if (!ok) {
		snapshot_free(s);
		return NULL;
	}
	take_thresholds(s, m->settings);
	return s;
}

void
snapshot_put(struct snapshot *s, const struct object *draft)
{
	struct object *copy = object_copy(draft);
	struct objects *all;
	size_t i;

	for (i = 0; kinds[i] != draft->kind; i++)
		;
	all = &s->by_kind[i];
	if (copy->name == NULL)
		copy->name = xstrdup("");
	for (i = 0; i < all->n && all->v[i]->id != draft->id; i++)
		;
	if (i < all->n) {
		object_free(all->v[i]);
	} else {
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
	for (i = 0; kinds[i] != NULL; i++)
		objects_clear(&s->by_kind[i]);
	free(s->by_kind);
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
