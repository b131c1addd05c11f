/* SPDX-License-Identifier: ISC */
/* Who refers to an object: which fields can is in the tables. */
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/model.h"

struct search {
	struct model *model;
	const struct kind *of;
	const char *name;
	struct assignments *found;
};

static bool
refers(const struct search *s, const struct field *f)
{
	return f != NULL && f->type == FIELD_REF &&
	    strcmp(f->ref, s->of->name) == 0;
}

static void
add(const struct search *s, const struct object *user, const char *field)
{
	struct assignments *a = s->found;

	a->v = grow(a->v, a->n, &a->cap, sizeof(*a->v));
	a->v[a->n++] = (struct assignment){
		.kind = xstrdup(user->kind->name),
		.name = xstrdup(user->name), .field = xstrdup(field),
	};
}

static bool
search_member(const struct search *s, const struct kind *k,
    const struct field *f, struct err *err)
{
	struct objects users = { 0 };
	size_t i;

	if (!model_select(s->model, k, f->name, s->name, &users, err))
		return false;
	for (i = 0; i < users.n; i++)
		add(s, users.v[i], f->name);
	objects_clear(&users);
	return true;
}

static bool
search_properties(const struct search *s, const struct kind *k,
    struct err *err)
{
	static const char *const columns[] = { "owner_id", "name" };
	struct db_cond cond = { "value", DB_EQ, db_text(s->name), false };
	struct db_query q = { .table = k->props, .columns = columns,
	    .ncolumns = ARRAY_SIZE(columns), .conds = &cond, .nconds = 1,
	    .order = "owner_id", .then = "name" };
	struct object *user;
	struct db_rows *r;
	int got = 0;

	if (k->props == NULL || k->property == NULL)
		return true;
	r = db_select(s->model->db, &q, err);
	while (r != NULL && (got = db_next(r, err)) > 0) {
		if (!refers(s, k->property(db_column(r, 1)->text)))
			continue;
		user = model_get_id(s->model, k, db_column(r, 0)->i, err);
		if (user == NULL)
			break;
		add(s, user, db_column(r, 1)->text);
		object_free(user);
	}
	db_finish(r);
	return r != NULL && got == 0;
}

bool
model_users(struct model *m, const struct kind *of, const char *name,
    struct assignments *out, struct err *err)
{
	const struct search s = { m, of, name, out };
	const struct kind *const *k;
	const struct field *f;

	for (k = kinds; *k != NULL; k++) {
		for (f = (*k)->fields; f < (*k)->fields + (*k)->nfields; f++)
			if (refers(&s, f) &&
			    !search_member(&s, *k, f, err))
				return false;
		if (!search_properties(&s, *k, err))
			return false;
	}
	return true;
}
