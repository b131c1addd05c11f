/* SPDX-License-Identifier: ISC */
#include "model/history_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/reference.h"

/* The last value that the history gave a field. */
struct told {
	const struct kind *kind;
	int64_t object_id;
	int64_t change;		/* which change said so */
	char *field;
	char *value;		/* NULL: none, or the object is gone */
};

struct state {
	struct told *v;
	size_t n, cap;
};

static int
by_field(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	if (x->kind != y->kind)
		return strcmp(x->kind->name, y->kind->name);
	if (x->object_id != y->object_id)
		return x->object_id < y->object_id ? -1 : 1;
	return strcmp(x->field, y->field);
}

static int
by_field_and_time(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	int order = by_field(a, b);

	return order != 0 ? order : (x->change > y->change) -
	    (x->change < y->change);
}

static void
state_clear(struct state *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->v[i].field);
		free(s->v[i].value);
	}
	free(s->v);
}

/* later: 0 for what was before the first revision. */
static bool
read_told(struct model *m, const char *table, const char *value, int64_t later,
    struct state *s, struct err *err)
{
	const char *columns[] = { "id", "kind", "object_id", "field", value };
	struct db_query q = { .table = table, .columns = columns,
	    .ncolumns = ARRAY_SIZE(columns) };
	struct db_rows *r = db_select(m->db, &q, err);
	const struct kind *k;
	const struct db_value *v;
	int got;

	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0) {
		k = kind_find(db_column(r, 1)->text);
		if (k == NULL)
			continue;	/* of a later version of ours */
		v = db_column(r, 4);
		s->v = grow(s->v, s->n, &s->cap, sizeof(*s->v));
		s->v[s->n++] = (struct told){ .kind = k,
		    .change = db_column(r, 0)->i * later,
		    .object_id = db_column(r, 2)->i,
		    .field = xstrdup(db_column(r, 3)->text),
		    .value = v->type == DB_TEXT ? xstrdup(v->text) : NULL };
	}
	db_finish(r);
	return got == 0;
}

/*
 * What a step of the schema makes or changes has no revision, which begins
 * with the value that the step has noted instead.
 */
static bool
read_changes(struct model *m, struct state *s, struct err *err)
{
	return read_told(m, "schema_value", "value", 0, s, err) &&
	    read_told(m, "revision_change", "new_value", 1, s, err);
}

/* Only the last word on each field counts. */
static void
keep_last(struct state *s)
{
	size_t i, n = 0;

	if (s->n == 0)
		return;
	qsort(s->v, s->n, sizeof(*s->v), by_field_and_time);
	for (i = 0; i < s->n; i++) {
		if (i + 1 < s->n && by_field(&s->v[i], &s->v[i + 1]) == 0) {
			free(s->v[i].field);
			free(s->v[i].value);
		} else {
			s->v[n++] = s->v[i];
		}
	}
	s->n = n;
}

/* References follow the names of others, with no change of their own. */
static bool
is_left_out(const struct kind *k, const char *field)
{
	const struct field *f = kind_field(k, field);

	return f != NULL && (f->type == FIELD_REF ||
	    f->type == FIELD_SECRET || reference_in_rows(f));
}

static bool
differs(const struct object *o, const char *field, struct err *err)
{
	return err_set(err, ERR_FAILED, "history: %s %s: %s is not as the "
	    "newest revision left it", o->kind->name, o->name, field);
}

/* A field that is younger than the object's last change has its default. */
static bool
is_default(const struct object *o, const char *field, const char *value)
{
	const struct field *f = object_field(o, field);
	struct object *fresh;
	char *text;
	bool same;

	if (f == NULL)
		return false;
	fresh = object_new(o->kind);
	text = field_text(f, fresh);
	same = strcmp(text, value) == 0;
	free(text);
	object_free(fresh);
	return same;
}

/* seen counts the values that the history has too. */
static bool
check_object(const struct state *s, const struct object *o, size_t *seen,
    struct err *err)
{
	struct changes now = { 0 };
	struct told key = { .kind = o->kind, .object_id = o->id };
	const struct told *t;
	bool ok = true;
	size_t i;

	object_diff(NULL, o, &now);
	for (i = 0; ok && i < now.n; i++) {
		if (is_left_out(o->kind, now.v[i].field))
			continue;
		key.field = now.v[i].field;
		t = s->n == 0 ? NULL : bsearch(&key, s->v, s->n,
		    sizeof(*s->v), by_field);
		if (t == NULL && is_default(o, key.field,
		    now.v[i].new_value))
			continue;
		if (t == NULL || !str_same(t->value, now.v[i].new_value))
			ok = differs(o, key.field, err);
		(*seen)++;
	}
	changes_clear(&now);
	return ok;
}

static bool
check_objects(struct model *m, const struct state *s, struct err *err)
{
	struct objects all;
	size_t seen = 0, told = 0, k, i;
	bool ok = true;

	for (k = 0; ok && kinds[k] != NULL; k++) {
		memset(&all, 0, sizeof(all));
		ok = model_select(m, kinds[k], NULL, NULL, &all, err);
		for (i = 0; ok && i < all.n; i++)
			ok = check_object(s, all.v[i], &seen, err);
		objects_clear(&all);
	}
	for (i = 0; i < s->n; i++)
		if (s->v[i].value != NULL && !is_left_out(s->v[i].kind,
		    s->v[i].field))
			told++;
	if (ok && seen != told)
		ok = err_set(err, ERR_FAILED, "history: %zu values of the "
		    "newest revisions are gone without a change", told - seen);
	return ok;
}

bool
history_state_check(struct model *m, struct err *err)
{
	struct state s = { 0 };
	bool ok = read_changes(m, &s, err);

	if (ok) {
		keep_last(&s);
		ok = check_objects(m, &s, err);
	}
	state_clear(&s);
	return ok;
}
