/* SPDX-License-Identifier: ISC */
#include "model/reference.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/db.h"
#include "model/kinds/certificate.h"

enum { USERS_SAID = 5 };	/* in one error; the rest is a number */

struct search {
	struct model *model;
	const char *name;		/* of what is referred to */
	struct assignments *out;
};

static void
add_user(struct search *s, const struct kind *k, const char *field,
    const char *name)
{
	struct assignments *a = s->out;

	a->v = grow(a->v, a->n, &a->cap, sizeof(*a->v));
	a->v[a->n++] = (struct assignment){ .kind = xstrdup(k->name),
	    .name = xstrdup(name), .field = xstrdup(field) };
}

/* The kind's objects under that condition, by name. */
static bool
add_objects(struct search *s, const struct kind *k, const char *field,
    const struct db_cond *cond, struct err *err)
{
	static const char *const columns[] = { "name" };
	struct db_query q = { .table = k->table, .columns = columns,
	    .ncolumns = 1, .conds = cond, .nconds = 1, .order = "name" };
	struct db_rows *r = db_select(s->model->db, &q, err);
	int got;

	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0)
		add_user(s, k, field, db_column(r, 0)->text);
	db_finish(r);
	return got == 0;
}

/* Rows know their owner by its id. */
static bool
add_owners(struct search *s, const struct kind *k, const struct field *f,
    const struct field *cell, struct err *err)
{
	static const char *const columns[] = { "owner_id" };
	const struct db_cond is = { cell->name, DB_EQ, db_text(s->name),
	    false };
	struct db_query q = { .table = f->rows->table, .columns = columns,
	    .ncolumns = 1, .conds = &is, .nconds = 1, .order = "owner_id" };
	struct db_cond owner = { "id", DB_EQ, db_int(0), false };
	struct db_rows *r = db_select(s->model->db, &q, err);
	int64_t last = 0;
	int got = -1;

	while (r != NULL && (got = db_next(r, err)) > 0) {
		owner.value = db_int(db_column(r, 0)->i);
		if (owner.value.i != last &&
		    !add_objects(s, k, f->name, &owner, err)) {
			got = -1;
			break;
		}
		last = owner.value.i;
	}
	db_finish(r);
	return got == 0;
}

static bool
refers_to(const struct field *f, const struct kind *to)
{
	return f->type == FIELD_REF && strcmp(f->ref, to->name) == 0;
}

static bool
search_field(struct search *s, const struct kind *k, const struct field *f,
    const struct kind *to, struct err *err)
{
	const struct db_cond is = { f->name, DB_EQ, db_text(s->name), false };
	const struct field *cell;

	if (f->flags & FIELD_VIEW)
		return true;
	if (refers_to(f, to))
		return add_objects(s, k, f->name, &is, err);
	if (f->type != FIELD_ROWS)
		return true;
	for (cell = f->rows->fields;
	    cell < f->rows->fields + f->rows->nfields; cell++)
		if (refers_to(cell, to) && !add_owners(s, k, f, cell, err))
			return false;
	return true;
}

/* As rows do; which property refers to what only the kind knows. */
static bool
search_properties(struct search *s, const struct kind *k,
    const struct kind *to, struct err *err)
{
	static const char *const columns[] = { "owner_id", "name" };
	const struct db_cond is = { "value", DB_EQ, db_text(s->name), false };
	struct db_query q = { .table = k->props, .columns = columns,
	    .ncolumns = ARRAY_SIZE(columns), .conds = &is, .nconds = 1,
	    .order = "owner_id", .then = "name" };
	struct db_cond owner = { "id", DB_EQ, db_int(0), false };
	const struct field *f;
	const char *name;
	struct db_rows *r;
	int got = -1;

	if (k->props == NULL || k->property == NULL)
		return true;
	r = db_select(s->model->db, &q, err);
	while (r != NULL && (got = db_next(r, err)) > 0) {
		name = db_column(r, 1)->text;
		f = k->property(name);
		owner.value = db_int(db_column(r, 0)->i);
		if (f != NULL && refers_to(f, to) &&
		    !add_objects(s, k, name, &owner, err)) {
			got = -1;
			break;
		}
	}
	db_finish(r);
	return got == 0;
}

bool
reference_find(struct model *m, const struct kind *to, const char *name,
    struct assignments *out, struct err *err)
{
	struct search s = { .model = m, .name = name, .out = out };
	const struct kind *const *k;
	const struct field *f;

	if (to == &kind_certificate)
		return model_assignments(m, name, out, err);
	for (k = kinds; *k != NULL; k++) {
		for (f = (*k)->fields; f < (*k)->fields + (*k)->nfields; f++)
			if (!search_field(&s, *k, f, to, err))
				return false;
		if (!search_properties(&s, *k, to, err))
			return false;
	}
	return true;
}

bool
reference_in_rows(const struct field *f)
{
	size_t i;

	if (f->type != FIELD_ROWS)
		return false;
	for (i = 0; i < f->rows->nfields; i++)
		if (f->rows->fields[i].type == FIELD_REF)
			return true;
	return false;
}

/* ---- in words ----------------------------------------------------------- */

/* An object that refers with two of its fields is one user. */
static bool
said_before(const struct assignments *a, size_t at)
{
	size_t i;

	for (i = 0; i < at; i++)
		if (strcmp(a->v[i].kind, a->v[at].kind) == 0 &&
		    strcmp(a->v[i].name, a->v[at].name) == 0)
			return true;
	return false;
}

static void
list_users(const struct assignments *a, struct buf *b)
{
	size_t n = 0, i;

	for (i = 0; i < a->n; i++) {
		if (said_before(a, i))
			continue;
		if (n++ < USERS_SAID)
			buf_addf(b, "%s%s %s", n > 1 ? ", " : "",
			    a->v[i].kind, a->v[i].name);
	}
	if (n > USERS_SAID)
		buf_addf(b, " and %zu more", n - USERS_SAID);
}

void
reference_say_users(struct model *m, const struct object *o, struct err *err)
{
	struct assignments users = { 0 };
	struct buf b = { 0 };

	if (reference_find(m, o->kind, o->name, &users, NULL) &&
	    users.n > 0) {
		list_users(&users, &b);
		err_set(err, ERR_IN_USE, "it is used by %s",
		    (const char *)b.data);
	}
	buf_clear(&b);
	assignments_clear(&users);
}
