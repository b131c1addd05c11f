/* SPDX-License-Identifier: ISC */
#include "model/artifact.h"

#include <string.h>

#include "base/mem.h"
#include "model/reference.h"

const struct field *
artifact_field(const struct kind *k)
{
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (f->type == FIELD_REF &&
		    strcmp(f->ref, kind_application.name) == 0)
			return f;
	return NULL;
}

const char *
artifact_application(const struct object *o)
{
	const struct field *f = artifact_field(o->kind);

	return f != NULL ? *(char *const *)((const char *)o + f->at) : NULL;
}

void
artifact_place(struct object *o, const char *application)
{
	const struct field *f = artifact_field(o->kind);

	if (f != NULL && !(f->flags & FIELD_DERIVED))
		str_replace((char **)((char *)o + f->at), application);
}

bool
artifact_derive(struct model *m, struct object *now, struct err *err)
{
	const struct field *f = artifact_field(now->kind);
	struct objects found = { 0 };
	bool ok;

	if (f == NULL || (f->flags & FIELD_DERIVED) || now->id != 0 ||
	    artifact_application(now) != NULL)
		return true;
	ok = model_select(m, &kind_application, "is_default", "true", &found,
	    err);
	if (ok && found.n > 0)
		artifact_place(now, found.v[0]->name);
	objects_clear(&found);
	return ok;
}

/* ---- what an object uses ------------------------------------------------ */

/* The user stands in `from`, which was stored as `name`. */
struct use {
	struct model *model;
	const struct application *from;
	const char *name;
};

static bool
refers_to(const struct application *a, const char *other)
{
	size_t i;

	for (i = 0; i < a->references.n; i++)
		if (strcmp(rows_cell(&a->references, i, 0), other) == 0)
			return true;
	return false;
}

static bool
is_system(struct model *m, const char *name)
{
	struct object *o = model_get(m, &kind_application, name, NULL);
	bool yes = o != NULL && ((struct application *)o)->is_system;

	object_free(o);
	return yes;
}

/* used: stands in its own application, or in `to` where that is not NULL. */
static bool
check_used(const struct use *u, const struct object *used, const char *to,
    const char *field, struct err *err)
{
	if (to == NULL)
		to = artifact_application(used);
	if (to == NULL || strcmp(to, u->name) == 0 ||
	    refers_to(u->from, to) || is_system(u->model, to))
		return true;
	err_set(err, ERR_INVALID, "%s: %s %s belongs to application %s, to "
	    "which application %s does not refer", field, used->kind->name,
	    used->name, to, u->name);
	return err_part(err, field);
}

static bool
check_name(const struct use *u, const struct field *ref, const char *name,
    const char *field, struct err *err)
{
	struct object *used;
	bool ok;

	if (name == NULL || *name == '\0' ||
	    artifact_field(kind_find(ref->ref)) == NULL)
		return true;
	used = model_find(u->model, ref->ref, name, err);
	if (used == NULL)
		return err_part(err, field);
	ok = check_used(u, used, NULL, field, err);
	object_free(used);
	return ok;
}

static bool
check_rows(const struct use *u, const struct field *f, const struct rows *rows,
    struct err *err)
{
	size_t i, j;

	for (j = 0; j < f->rows->nfields; j++) {
		if (f->rows->fields[j].type != FIELD_REF)
			continue;
		for (i = 0; i < rows->n; i++)
			if (!check_name(u, &f->rows->fields[j],
			    rows_cell(rows, i, j), f->name, err))
				return false;
	}
	return true;
}

/* An owner's application is that of what it owns. */
static bool
check_uses(const struct use *u, const struct object *o, struct err *err)
{
	const struct field *f;
	const char *at;

	for (f = o->kind->fields; f < o->kind->fields + o->kind->nfields;
	    f++) {
		at = (const char *)o + f->at;
		if (f->flags & FIELD_VIEW)
			continue;
		if (f->type == FIELD_REF && !(f->flags & FIELD_OWNER) &&
		    !check_name(u, f, *(char *const *)at, f->name, err))
			return false;
		if (f->type == FIELD_ROWS && !check_rows(u, f,
		    (const struct rows *)at, err))
			return false;
	}
	return true;
}

/* ---- who uses an object ------------------------------------------------- */

/* The field at fault is one of the object that is saved, not the user's. */
static bool
blame(struct err *err, const char *field)
{
	if (err != NULL)
		err->part[0] = '\0';
	return err_part(err, field);
}

static struct application *
get_application(struct model *m, const char *name, struct err *err)
{
	return (struct application *)model_get(m, &kind_application, name,
	    err);
}

bool
artifact_reach(struct model *m, const char *application, struct rows *out,
    struct err *err)
{
	struct application *from = get_application(m, application, err);
	struct objects systems = { 0 };
	const char *name;
	bool ok = from != NULL && model_select(m, &kind_application,
	    "is_system", "true", &systems, err);
	size_t i;

	if (ok)
		rows_add(out, 1, &application);
	for (i = 0; ok && i < from->references.n; i++) {
		name = rows_cell(&from->references, i, 0);
		rows_add(out, 1, &name);
	}
	for (i = 0; ok && i < systems.n; i++) {
		name = systems.v[i]->name;
		rows_add(out, 1, &name);
	}
	objects_clear(&systems);
	object_free((struct object *)from);
	return ok;
}

/*
 * One that uses `now`, which has moved.  What now owns moves along and has to
 * be able to use its own things there; others have to reach it there.
 */
static bool
check_user(struct model *m, const struct assignment *a,
    const struct object *now, struct err *err)
{
	struct object *user = model_find(m, a->kind, a->name, err);
	const struct field *f;
	struct use u = { .model = m };
	struct application *from = NULL;
	bool owned, ok = false;

	if (user == NULL)
		return false;
	f = object_field(user, a->field);
	owned = f != NULL && (f->flags & FIELD_OWNER) != 0;
	u.name = owned ? artifact_application(now) : artifact_application(user);
	if (u.name == NULL)
		ok = true;
	else if ((from = get_application(m, u.name, err)) != NULL) {
		u.from = from;
		ok = owned ? check_uses(&u, user, err) :
		    check_used(&u, now, artifact_application(now), a->field,
		    err);
	}
	if (!ok)
		err_prefix(err, "%s %s", a->kind, a->name);
	object_free((struct object *)from);
	object_free(user);
	return ok;
}

static bool
check_users(struct model *m, const struct object *before,
    const struct object *now, struct err *err)
{
	struct assignments users = { 0 };
	bool ok;
	size_t i;

	ok = reference_find(m, before->kind, before->name, &users, err);
	for (i = 0; ok && i < users.n; i++)
		ok = check_user(m, &users.v[i], now, err) ||
		    blame(err, "application");
	assignments_clear(&users);
	return ok;
}

bool
artifact_check(struct model *m, const struct object *before,
    const struct object *now, struct err *err)
{
	struct use u = { .model = m, .name = artifact_application(now) };
	struct application *from;
	bool ok;

	if (u.name == NULL)
		return true;
	from = get_application(m, u.name, err);
	if (from == NULL)
		return err_part(err, "application");
	u.from = from;
	ok = check_uses(&u, now, err) && (before == NULL ||
	    str_same(artifact_application(before), u.name) ||
	    check_users(m, before, now, err));
	object_free((struct object *)from);
	return ok;
}

bool
artifact_check_members(struct model *m, const struct application *a,
    const char *name, struct err *err)
{
	struct use u = { .model = m, .from = a, .name = name };
	struct objects members = { 0 };
	const struct field *f;
	bool ok = true;
	size_t k, i;

	for (k = 0; ok && kinds[k] != NULL; k++) {
		f = artifact_field(kinds[k]);
		if (f == NULL)
			continue;
		ok = model_select(m, kinds[k], f->name, name, &members, err);
		for (i = 0; ok && i < members.n; i++)
			ok = check_uses(&u, members.v[i], err) ||
			    err_prefix(err, "%s %s", kinds[k]->name,
			    members.v[i]->name);
		objects_clear(&members);
	}
	return ok || blame(err, "references");
}
