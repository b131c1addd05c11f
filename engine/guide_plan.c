/* SPDX-License-Identifier: ISC */
#include "engine/guide_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/cert.h"
#include "certstore/store.h"
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
	free(p->v);
	cert_free(p->install);
	memset(p, 0, sizeof(*p));
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

/* ---- as a command line --------------------------------------------------- */

void
guide_step_command(const struct guide_step *s, struct buf *b)
{
	bool derived = (kind_field(s->kind, "name")->flags &
	    FIELD_DERIVED) != 0;
	struct buf word = { 0 };
	size_t i;

	if (s->file != NULL) {
		buf_adds(b, "sealport cert import ");
		text_shell_word(b, s->file);
		buf_addf(b, " --store other-people --only %s", s->name);
		return;
	}
	buf_addf(b, "sealport %s %s", s->before != NULL ? "set" : "new",
	    s->kind->name);
	if (s->before != NULL || !derived) {
		buf_addc(b, ' ');
		text_shell_word(b, s->name);
	}
	for (i = 0; i < s->nsets; i++) {
		buf_reset(&word);
		buf_addf(&word, "%s=%s", s->sets[i].field, s->sets[i].value);
		buf_addc(b, ' ');
		text_shell_word(b, (const char *)word.data);
	}
	buf_clear(&word);
}

/* ---- the audit, and writing ---------------------------------------------- */

/* Both arrays are the caller's to free. */
static struct edit_set
set_of(const struct guide_plan *p)
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

static void
set_free(struct edit_set *set)
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

bool
guide_plan_effect(const struct guide *g, const struct guide_plan *p,
    struct effect *effect, struct err *err)
{
	struct edit_set set = set_of(p);
	bool ok;

	set_active(p, true);
	ok = effect_of(g->model, &set, g->at, effect, err);
	set_active(p, false);
	set_free(&set);
	return ok;
}

static bool
install(const struct guide *g, const struct cert *c, struct err *err)
{
	struct store *s = store_open(g->model->settings->stores,
	    STORE_OTHER_PEOPLE, NULL, err);
	bool ok = s != NULL;

	if (ok && !store_add(s, c, NULL, err)) {
		ok = err->code == ERR_EXISTS;
		if (ok)
			err_clear(err);
	}
	store_close(s);
	return ok;
}

bool
guide_plan_write(const struct guide *g, const struct guide_plan *p,
    int64_t *revision, struct err *err)
{
	char *reason = xasprintf("guide %s: %s", g->task->name,
	    guide_get(g, NULL, "party"));
	struct edit_note note = { .reason = reason };
	struct edit_set set = set_of(p);
	bool ok = model_may(g->model, ROLE_ADMINISTRATOR, err);

	/* A file that nothing names does no harm. */
	ok = ok && (p->install == NULL || install(g, p->install, err)) &&
	    edit_all(g->model, &set, &note, err);
	if (ok)
		*revision = note.revision;
	set_free(&set);
	free(reason);
	return ok;
}

int64_t
guide_find_revision(const struct guide *g)
{
	return g->task->find_revision(g);
}

bool
guide_enable(const struct guide *g, int64_t *revision, struct err *err)
{
	return g->task->enable(g, revision, err);
}
