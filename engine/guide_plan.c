/* SPDX-License-Identifier: ISC */
#include "engine/guide_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/guide_receive.h"
#include "model/history.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"

/* ---- steps --------------------------------------------------------------- */

struct guide_step *
guide_plan_step(struct guide_plan *p, const char *kind, const char *name)
{
	struct guide_step *s;

	p->v = grow(p->v, p->n, &p->cap, sizeof(*p->v));
	s = &p->v[p->n++];
	*s = (struct guide_step){ .kind = kind_find(kind),
	    .name = xstrdup(name) };
	return s;
}

struct guide_step *
guide_plan_get(struct guide_plan *p, const char *kind, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->v[i].kind->name, kind) == 0 &&
		    strcmp(p->v[i].name, name) == 0)
			return &p->v[i];
	return guide_plan_step(p, kind, name);
}

void
guide_step_set(struct guide_step *s, const char *field, const char *value)
{
	s->sets = grow(s->sets, s->nsets, &s->cap, sizeof(*s->sets));
	s->sets[s->nsets++] = (struct guide_set){ xstrdup(field),
	    xstrdup(value) };
}

bool
guide_plan_has(const struct guide_plan *p, const char *kind, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->v[i].kind->name, kind) == 0 &&
		    strcmp(p->v[i].name, name) == 0)
			return true;
	return false;
}

static void
key_clear(struct guide_key *k)
{
	free(k->account);
	free(k->name);
	cert_free(k->cert);
	key_free(k->key);
	free(k->file);
	free(k->pass_file);
	free(k->request);
	free(k->key_file);
	free(k->assign);
	buf_clear(&k->pem);
}

void
guide_plan_clear(struct guide_plan *p)
{
	size_t i, j;

	for (i = 0; i < p->n; i++) {
		for (j = 0; j < p->v[i].nsets; j++) {
			free(p->v[i].sets[j].field);
			free(p->v[i].sets[j].value);
		}
		free(p->v[i].sets);
		free(p->v[i].name);
		free(p->v[i].file);
		object_free(p->v[i].before);
		object_free(p->v[i].now);
	}
	for (i = 0; i < p->nkeys; i++)
		key_clear(&p->keys[i]);
	free(p->keys);
	free(p->v);
	cert_free(p->install);
	memset(p, 0, sizeof(*p));
}

/* ---- a certificate of the partner --------------------------------------- */

/* Made known to the group and to be installed, unless it is known. */
bool
guide_plan_certificate(const struct guide *g, struct guide_plan *p,
    const char *answer, char thumbprint[THUMBPRINT_SIZE], struct err *err)
{
	struct cert *c = guide_certificate(g, answer, err);
	struct guide_step *s;

	if (c == NULL)
		return err_prefix(err, "certificate");
	snprintf(thumbprint, THUMBPRINT_SIZE, "%s", c->thumbprint);
	p->install = c;
	if (snapshot_find(g->snapshot, "certificate", thumbprint) != NULL)
		return true;
	s = guide_plan_step(p, "certificate", thumbprint);
	s->now = certificate_from_cert(c);
	s->file = xstrdup(guide_is_pasted(answer) ? "-" : answer);
	return true;
}

/* ---- objects of it ------------------------------------------------------- */

static bool
build(struct model *m, struct guide_step *s, struct err *err)
{
	const struct field *name = kind_field(s->kind, "name");
	bool ok = true;
	size_t i;

	if (s->now != NULL)
		return true;
	if (model_exists(m, s->kind->name, s->name)) {
		s->before = model_get(m, s->kind, s->name, err);
		if (s->before == NULL)
			return false;
		s->now = object_copy(s->before);
	} else {
		s->now = object_new(s->kind);
		ok = (name->flags & FIELD_DERIVED) != 0 ||
		    object_set(s->now, m, "name", s->name, err);
	}
	for (i = 0; ok && i < s->nsets; i++)
		ok = object_set(s->now, m, s->sets[i].field,
		    s->sets[i].value, err);
	return ok || err_prefix(err, "%s %s", s->kind->name, s->name);
}

bool
guide_plan_make(const struct guide *g, struct guide_plan *p, struct err *err)
{
	bool ok = g->task->plan(g, p, err);
	size_t i;

	for (i = 0; ok && i < p->n; i++)
		ok = build(g->model, &p->v[i], err);
	return ok;
}

/* ---- the audit ------------------------------------------------------- */

struct edit_set
guide_plan_set(const struct guide_plan *p)
{
	struct object **before = xcalloc(p->n + 1, sizeof(*before));
	struct object **now = xcalloc(p->n + 1, sizeof(*now));
	size_t i;

	for (i = 0; i < p->n; i++) {
		before[i] = p->v[i].before;
		now[i] = p->v[i].now;
	}
	return (struct edit_set){ .before = before, .now = now, .n = p->n };
}

void
guide_plan_set_free(struct edit_set *set)
{
	free((void *)(uintptr_t)set->before);
	free((void *)(uintptr_t)set->now);
}

/* What is made is not at work yet; the audit is to judge it as if it were. */
static void
set_active(const struct guide_plan *p, bool active)
{
	struct object *o;
	size_t i;

	for (i = 0; i < p->n; i++) {
		o = p->v[i].now;
		if (p->v[i].before != NULL)
			continue;
		if (p->v[i].kind == &kind_receive_location)
			((struct receive_location *)o)->enabled = active;
		else if (p->v[i].kind == &kind_send_port)
			((struct send_port *)o)->state = active ?
			    PORT_STARTED : PORT_BOUND;
	}
}

/* What it puts into the stores of this computer; none: n is 0. */
static bool
planned_stores(const struct guide *g, const struct guide_plan *p,
    struct inventory *inv, struct err *err)
{
	char *computer = model_computer(g->model, err);
	const struct guide_key *k;
	struct inventory_item *item;
	size_t i;

	if (computer == NULL)
		return false;
	if (p->install != NULL)
		inventory_add_cert(inventory_add(inv, computer,
		    STORE_OTHER_PEOPLE, NULL), cert_copy(p->install));
	for (i = 0; i < p->nkeys; i++) {
		k = &p->keys[i];
		if (k->cert == NULL)
			continue;	/* only a request */
		item = inventory_add_cert(inventory_add(inv, computer,
		    STORE_PERSONAL, k->account), cert_copy(k->cert));
		item->key_present = item->key_works = true;
		item->key_mode = 0600;
		item->key_owner = xstrdup(k->account);
	}
	free(computer);
	return true;
}

bool
guide_plan_effect(const struct guide *g, const struct guide_plan *p,
    struct effect *effect, struct err *err)
{
	struct edit_set set = guide_plan_set(p);
	struct inventory stores = { 0 };
	const struct pending pending = { .set = &set, .stored = &stores };
	bool ok = planned_stores(g, p, &stores, err);

	set_active(p, true);
	ok = ok && effect_of_pending(g->model, &pending, g->at, effect, err);
	set_active(p, false);
	inventory_clear(&stores);
	guide_plan_set_free(&set);
	return ok;
}

int64_t
guide_revision_of(const struct guide *g, const char *kind, const char *name)
{
	struct history_query query = { .limit = 1, .kind = kind,
		.name = name };
	struct revisions list = { 0 };
	int64_t found = 0;

	if (name == NULL || snapshot_find(g->snapshot, kind, name) == NULL)
		return 0;
	if (history_list(g->model, &query, &list, NULL) && list.n > 0)
		found = list.v[0].id;
	revisions_clear(&list);
	return found;
}

int64_t
guide_find_revision(const struct guide *g)
{
	return g->task->find_revision(g);
}

void
guide_look_back(struct guide *g)
{
	int64_t revision = 0;

	if (guide_is(g, NULL, "confirm", "yes"))
		revision = guide_find_revision(g);
	if (revision == 0)
		props_unset(&g->answers, "confirm");
	if (revision == 0 || guide_written(g) == 0)
		guide_set_written(g, revision);
}

bool
guide_enable(const struct guide *g, int64_t *revision, struct err *err)
{
	return g->task->enable(g, revision, err);
}
