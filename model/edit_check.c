/* SPDX-License-Identifier: ISC */
#include "model/edit_check.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "certstore/usage.h"
#include "model/artifact.h"
#include "model/edit.h"
#include "model/kinds/certificate.h"
#include "model/rollover.h"
#include "model/storage.h"

/* ---- what an adapter leaves behind -------------------------------------- */

/* Is it of an adapter that the object has? */
static bool
is_at_home(const struct facets *facets, const char *name)
{
	const struct facet *f;
	size_t n = strcspn(name, ".");

	for (f = facets->v; f < facets->v + facets->n; f++)
		if (f->leaves && strlen(f->prefix) == n &&
		    strncasecmp(f->prefix, name, n) == 0)
			return true;
	return false;
}

/*
 * The properties of an adapter go with it.  Of a new object, all of adapters
 * that it does not have.
 */
static void
drop_former(const struct object *stored, struct object *now)
{
	const struct kind *k = now->kind;
	struct facets had = { .n = 0 }, has = { .n = 0 };
	const char *name;
	bool drop;
	size_t i;

	if (k->facets == NULL || now->props.n == 0)
		return;
	k->facets(now, NULL, &has);
	if (stored != NULL)
		k->facets(stored, NULL, &had);
	for (i = now->props.n; i > 0; i--) {
		name = now->props.v[i - 1].name;
		drop = stored != NULL ? is_at_home(&had, name) :
		    kind_field(k, name) != NULL;
		if (drop && !is_at_home(&has, name))
			props_unset(&now->props, name);
	}
}

/* ---- derived fields ----------------------------------------------------- */

/* What the certificate that cert holds in o is called, to f of o. */
static void
look_up_name(struct model *m, const struct field *f,
    const struct field *cert, struct object *o)
{
	const char *thumbprint = *(char **)((char *)o + cert->at);
	struct certificate *c = thumbprint == NULL ? NULL :
	    (struct certificate *)model_get(m, &kind_certificate, thumbprint,
	    NULL);

	str_replace((char **)((char *)o + f->at),
	    c != NULL ? c->common_name : NULL);
	object_free((struct object *)c);
}

void
edit_follow_names(struct model *m, const struct object *before,
    struct object *now)
{
	const struct kind *k = now->kind;
	const struct field *f, *cert;

	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (f->names == NULL)
			continue;
		cert = object_field(now, f->names);
		if (field_equal(cert, before, now))
			field_copy(f, now, before);
		else
			look_up_name(m, f, cert, now);
	}
}

/* Common names follow their thumbprints. */
static void
derive_names(struct model *m, const struct object *stored, struct object *now)
{
	const struct kind *k = now->kind;
	const struct field *f, *cert;

	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (f->names == NULL)
			continue;
		cert = object_field(now, f->names);
		if (stored != NULL && field_equal(cert, stored, now) &&
		    !field_is_empty(f, stored))
			continue;
		look_up_name(m, f, cert, now);
	}
}

/* Of a box, that it is not ticked says nothing. */
static bool
is_given(const struct field *f, const struct object *given)
{
	return (f->flags & FIELD_DERIVED) && f->names == NULL &&
	    (f->type == FIELD_BOOL ?
	    *(const bool *)((const char *)given + f->at) :
	    !field_is_empty(f, given));
}

/* A computed value that was given all the same must be the right one. */
static bool
check_given(const struct object *given, const struct object *now,
    struct err *err)
{
	const struct kind *k = now->kind;
	const struct field *f;
	char *made;

	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (!is_given(f, given) || field_equal(f, given, now))
			continue;
		made = field_text(f, now);
		err_set(err, ERR_INVALID, "%s: is computed from other fields "
		    "and would be %s", f->name, made);
		free(made);
		return err_part(err, f->name);
	}
	return true;
}

bool
edit_derive(struct model *m, const struct object *stored, struct object *now,
    struct err *err)
{
	struct object *given = object_copy(now);
	bool ok;

	drop_former(stored, now);
	derive_names(m, stored, now);
	ok = artifact_derive(m, now, err) && (now->kind->derive == NULL ||
	    now->kind->derive(m, now, err));
	if (ok && stored == NULL)
		ok = check_given(given, now, err);
	object_free(given);
	return ok;
}

/* ---- checks ------------------------------------------------------------- */

static bool
check_required(const struct object *o, struct err *err)
{
	const struct kind *k = o->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (!(f->flags & FIELD_REQUIRED) || !field_is_empty(f, o) ||
		    (f->applies != NULL && !f->applies(o)))
			continue;
		err_set(err, ERR_INVALID, "%s: a value is needed", f->name);
		return err_part(err, f->name);
	}
	return true;
}

static bool
check_unique(struct model *m, const struct object *o, const struct field *f,
    struct err *err)
{
	struct objects same = { 0 };
	char *text = field_text(f, o);
	bool ok = true;
	size_t i;

	if (*text != '\0')
		ok = model_select(m, o->kind, f->name, text, &same, err);
	for (i = 0; ok && i < same.n; i++) {
		if (same.v[i]->id == o->id)
			continue;
		err_set(err, ERR_EXISTS, "%s: already used by %s %s (%s)",
		    f->name, o->kind->name, same.v[i]->name, text);
		ok = err_part(err, f->name);
	}
	objects_clear(&same);
	free(text);
	return ok;
}

/* field: its name, with the prefix of a property. */
static bool
check_named(struct model *m, const struct field *f, const char *field,
    const char *name, struct err *err)
{
	if (name == NULL || model_exists(m, f->ref, name))
		return true;
	err_set(err, ERR_INVALID, "%s: no such %s (%s)", field, f->ref,
	    name);
	return err_part(err, field);
}

static bool
check_reference(struct model *m, const struct object *o,
    const struct field *f, struct err *err)
{
	return check_named(m, f, f->name,
	    *(char *const *)((const char *)o + f->at), err);
}

/* Those among the properties; stored as in edit_check_object(). */
static bool
check_properties(struct model *m, const struct object *stored,
    const struct object *now, struct err *err)
{
	const struct field *f;
	const struct prop *p;

	for (p = now->props.v; p < now->props.v + now->props.n; p++) {
		f = kind_field(now->kind, p->name);
		if (f == NULL || f->type != FIELD_REF || (stored != NULL &&
		    str_same(props_get(&stored->props, p->name), p->value)))
			continue;
		if (!check_named(m, f, p->name, p->value, err))
			return false;
	}
	return true;
}

/* A cell that names another object: there is one, and it may stand here. */
static bool
check_cell_reference(struct model *m, const struct field *cell,
    const char *name, bool fits, struct err *err)
{
	struct object *o;
	bool ok;

	if (*name == '\0')
		return true;
	if (!model_exists(m, cell->ref, name))
		return err_set(err, ERR_INVALID, "no such %s (%s)",
		    cell->ref, name);
	if (!fits || cell->fits == NULL)
		return true;
	o = model_find(m, cell->ref, name, err);
	if (o == NULL)
		return false;
	ok = cell->fits(NULL, o) || err_set(err, ERR_INVALID, "%s (%s)",
	    cell->help, name);
	object_free(o);
	return ok;
}

static bool
check_cell_unique(const struct rows *rows, size_t row, size_t cell,
    struct err *err)
{
	const char *text = rows_cell(rows, row, cell);
	size_t i;

	for (i = 0; i < row; i++)
		if (strcmp(rows_cell(rows, i, cell), text) == 0)
			return err_set(err, ERR_INVALID, "stands there twice "
			    "(%s)", text);
	return true;
}

/* fits: beyond that they exist, what is referred to may stand here. */
static bool
check_rows(struct model *m, const struct object *o, const struct field *f,
    bool fits, struct err *err)
{
	const struct rows *rows =
	    (const struct rows *)((const char *)o + f->at);
	const struct field *cell;
	bool ok = true;
	size_t i, j;

	for (i = 0; i < rows->n; i++) {
		for (j = 0; ok && j < rows->width; j++) {
			cell = &f->rows->fields[j];
			if (cell->type == FIELD_REF)
				ok = check_cell_reference(m, cell,
				    rows_cell(rows, i, j), fits, err);
			if (ok && (cell->flags & FIELD_UNIQUE))
				ok = check_cell_unique(rows, i, j, err);
		}
		if (!ok) {
			err_prefix(err, "%s: row %zu", f->name, i + 1);
			return err_part(err, f->name);
		}
	}
	return true;
}

bool
edit_check_references(struct model *m, const struct object *o,
    struct err *err)
{
	const struct kind *k = o->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (f->flags & FIELD_VIEW)
			continue;
		if (f->type == FIELD_REF && !check_reference(m, o, f, err))
			return false;
		if (f->type == FIELD_ROWS && !check_rows(m, o, f, false, err))
			return false;
	}
	return check_properties(m, NULL, o, err);
}

/* Unchanged members were tested when they were stored. */
static bool
check_members(struct model *m, const struct object *stored,
    const struct object *now, struct err *err)
{
	const struct kind *k = now->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if ((f->flags & FIELD_VIEW) ||
		    (stored != NULL && field_equal(f, stored, now)))
			continue;
		if (stored != NULL && (f->flags & FIELD_ONCE)) {
			err_set(err, ERR_INVALID, "%s: cannot be changed "
			    "after creation", f->name);
			return err_part(err, f->name);
		}
		if ((f->flags & FIELD_UNIQUE) && !check_unique(m, now, f,
		    err))
			return false;
		if (f->type == FIELD_REF && !check_reference(m, now, f, err))
			return false;
		if (f->type == FIELD_ROWS && !check_rows(m, now, f, true, err))
			return false;
	}
	return true;
}

static bool
check_facet(const struct object *o, const struct facet *facet,
    struct err *err)
{
	const struct field *f;
	const char *value;
	char *name;
	bool ok = true;

	for (f = facet->fields; ok && f < facet->fields + facet->nfields;
	    f++) {
		if (f->applies == NULL || f->applies(o))
			continue;
		name = xasprintf("%s.%s", facet->prefix, f->name);
		value = props_get(&o->props, name);
		if (value != NULL) {
			err_set(err, ERR_INVALID, "%s: does not apply to "
			    "this %s (%s)", name, o->kind->name,
			    f->type == FIELD_SECRET ? "set" : value);
			ok = err_part(err, name);
		}
		free(name);
	}
	return ok;
}

/* Properties of a table of its own that its choices leave no place for. */
static bool
check_facets(struct model *m, const struct object *o, struct err *err)
{
	const struct kind *k = o->kind;
	struct facets facets = { .n = 0 };
	bool ok = true;
	size_t i;

	if (o->props.n == 0)
		return true;
	for (i = 0; ok && i < k->nsettings; i++)
		ok = check_facet(o, &k->settings[i], err);
	if (ok && k->facets != NULL)
		k->facets(o, m, &facets);
	for (i = 0; ok && i < facets.n; i++)
		ok = check_facet(o, &facets.v[i], err);
	return ok;
}

/* Nothing but a state: what it rests on was tested when it was stored. */
static bool
is_transition(const struct object *stored, const struct object *now)
{
	struct changes c = { 0 };
	const struct field *f;
	bool only = stored != NULL;
	size_t i;

	if (only)
		object_diff(stored, now, &c);
	for (i = 0; only && i < c.n; i++) {
		f = object_field(now, c.v[i].field);
		only = f != NULL && (f->flags & FIELD_STATE) != 0;
	}
	changes_clear(&c);
	return only;
}

bool
edit_check_object(struct model *m, const struct object *stored,
    const struct object *now, struct err *err)
{
	return check_required(now, err) &&
	    check_members(m, stored, now, err) &&
	    check_properties(m, stored, now, err) &&
	    check_facets(m, now, err) &&
	    rollover_check(m, stored, now, err) &&
	    (is_transition(stored, now) || ((now->kind->check == NULL ||
	    now->kind->check(m, stored, now, err)) &&
	    artifact_check(m, stored, now, err)));
}

bool
edit_same_scope(const struct field *f, const struct object *a,
    const struct object *b)
{
	char *names = xstrdup(f->only), *save = NULL, *name;
	bool same = true;

	for (name = strtok_r(names, " ", &save); same && name != NULL;
	    name = strtok_r(NULL, " ", &save))
		same = field_equal(object_field(a, name), a, b);
	free(names);
	return same;
}
