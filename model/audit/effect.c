/* SPDX-License-Identifier: ISC */
#include "model/audit/effect.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A summary names so many of each side, a window has so many lines. */
enum { MAX_NAMED = 3, MAX_LINES = 50 };

/* With copies: saving gives an object its id and derived fields. */
static bool
try_set(struct edit *e, const struct edit_set *set, struct err *err)
{
	struct edit_set copy = *set;
	struct object **now = NULL;
	size_t i;
	bool ok;

	if (set->now != NULL) {
		now = xcalloc(set->n, sizeof(*now));
		for (i = 0; i < set->n; i++)
			now[i] = object_copy(set->now[i]);
		copy.now = now;
	}
	ok = edit_apply(e, &copy, err);
	for (i = 0; now != NULL && i < set->n; i++)
		object_free(now[i]);
	free(now);
	return ok;
}

/* Under its new name from the beginning, or every finding would be new. */
static void
rename_object(struct audit *a, const char *kind, const char *before,
    const char *now)
{
	size_t i;

	if (str_same(before, now))
		return;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->v[i].kind, kind) == 0 &&
		    str_same(a->v[i].object, before))
			str_replace(&a->v[i].object, now);
}

static void
rename_all(struct audit *a, const struct edit_set *set)
{
	size_t i;

	for (i = 0; set->before != NULL && set->now != NULL && i < set->n;
	    i++)
		if (set->before[i] != NULL)
			rename_object(a, set->before[i]->kind->name,
			    set->before[i]->name, set->now[i]->name);
}

/* By what the revisions say that are taken back, the newest first. */
static bool
rename_back(struct audit *a, struct model *m, const struct history_back *back,
    struct err *err)
{
	struct history_query q = { .limit = back->all ? 0 : 1,
	    .before = back->all ? 0 : back->revision + 1 };
	struct revisions list = { 0 };
	const struct history_change *c;
	const struct revision *r;
	bool ok = history_list(m, &q, &list, err);

	for (r = list.v; r < list.v + list.n; r++)
		for (c = r->changes; c < r->changes + r->n; c++)
			if ((!back->all || r->id > back->revision) &&
			    strcmp(c->action, "update") == 0 &&
			    strcmp(c->field, "name") == 0)
				rename_object(a, c->kind, c->new_value,
				    c->old_value);
	revisions_clear(&list);
	return ok;
}

static bool
try_pending(struct edit *e, struct model *m, const struct pending *p,
    struct err *err)
{
	struct edit_note note = { .reason = NULL };

	if (p->back != NULL)
		return history_apply_back(e, m, p->back, err);
	return p->set != NULL ? try_set(e, p->set, err) :
	    edit_apply_verb(e, p->verb, &note, err);
}

/* NULL with err: the kind has no such verb. */
static struct edit *
begin(struct model *m, const struct pending *p, struct err *err)
{
	const struct transition *t;

	if (p->verb == NULL)
		return edit_begin(m, ROLE_ADMINISTRATOR, NULL, err);
	t = edit_transition_find(p->verb->kind, p->verb->verb, err);
	return t == NULL ? NULL :
	    edit_begin(m, edit_transition_role(t), NULL, err);
}

bool
effect_of_pending(struct model *m, const struct pending *p, int64_t at,
    struct effect *out, struct err *err)
{
	struct edit *e;

	memset(out, 0, sizeof(*out));
	/* Outside of the transaction: others may write meanwhile. */
	out->before = audit_of_model(m, at, err);
	if (out->before == NULL)
		return false;
	e = begin(m, p, err);
	if (e == NULL)
		return false;
	/* Rules ask the history what was changed: it has to tell of this. */
	if (try_pending(e, m, p, err) && edit_rehearse(e, err))
		out->after = p->stored != NULL ?
		    audit_planned(m, p->stored, at, err) :
		    audit_again(m, out->before, at, err);
	edit_cancel(e);
	if (out->after == NULL)
		return false;
	if (p->set != NULL)
		rename_all(out->before, p->set);
	else if (p->back != NULL && !rename_back(out->before, m, p->back,
	    err))
		return false;
	findings_compare(out->before, out->after, &out->added,
	    &out->settled);
	return true;
}

bool
effect_of(struct model *m, const struct edit_set *set, int64_t at,
    struct effect *out, struct err *err)
{
	return effect_of_pending(m, &(struct pending){ .set = set }, at, out,
	    err);
}

void
effect_clear(struct effect *e)
{
	findings_clear(&e->added);
	findings_clear(&e->settled);
	/* It borrows of the one before. */
	audit_free(e->after);
	audit_free(e->before);
	memset(e, 0, sizeof(*e));
}

bool
effect_matters(const struct effect *e)
{
	int s;

	for (s = SEVERITY_ERROR; s <= SEVERITY_WARNING; s++)
		if (findings_count(&e->added, (enum severity)s) +
		    findings_count(&e->settled, (enum severity)s) > 0)
			return true;
	return false;
}

/* ---- in words ----------------------------------------------------------- */

static void
add_names(struct buf *b, const struct findings *list, int severity)
{
	size_t i, n = 0;

	for (i = 0; i < list->n; i++) {
		if (severity >= 0 && (int)list->v[i]->severity != severity)
			continue;
		if (n++ < MAX_NAMED)
			buf_addf(b, "%s %s %s", n > 1 ? "," : "",
			    list->v[i]->rule->id, list->v[i]->object);
	}
	if (n > MAX_NAMED)
		buf_addf(b, " and %zu more", n - MAX_NAMED);
}

char *
effect_summary(const struct effect *e)
{
	struct buf b = { 0 };
	size_t n;
	int s;

	buf_adds(&b, "");
	for (s = SEVERITY_ERROR; s <= SEVERITY_ADVICE; s++) {
		n = findings_count(&e->added, (enum severity)s);
		if (n == 0)
			continue;
		buf_addf(&b, "%s%zu new %s%s:", b.len > 0 ? "; " : "", n,
		    severity_name((enum severity)s),
		    n > 1 && s != SEVERITY_ADVICE ? "s" : "");
		add_names(&b, &e->added, s);
	}
	if (e->settled.n > 0) {
		buf_addf(&b, "%ssettles", b.len > 0 ? "; " : "");
		add_names(&b, &e->settled, -1);
	}
	return buf_steal(&b);
}

static void
add_lines(struct buf *b, const char *head, const struct findings *list)
{
	size_t i;

	if (list->n > 0)
		buf_addf(b, "\n%s\n", head);
	for (i = 0; i < list->n && i < MAX_LINES; i++)
		buf_addf(b, "  %s %s: %s\n",
		    severity_name(list->v[i]->severity), list->v[i]->rule->id,
		    list->v[i]->text);
	if (i < list->n)
		buf_addf(b, "  and %zu more\n", list->n - i);
}

void
effect_lines(const struct effect *e, struct buf *b)
{
	add_lines(b, "New:", &e->added);
	add_lines(b, "Settled:", &e->settled);
}
