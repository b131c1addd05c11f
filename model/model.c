/* SPDX-License-Identifier: ISC */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/kinds/group.h"
#include "model/rollover.h"
#include "model/storage.h"

/* ---- reading objects ---------------------------------------------------- */

void
objects_clear(struct objects *o)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		object_free(o->v[i]);
	free(o->v);
	memset(o, 0, sizeof(*o));
}

/* The only object that meets the condition, or NULL without an error. */
static struct object *
read_one(struct model *m, const struct kind *k, const struct db_cond *cond,
    struct err *err)
{
	struct objects found = { 0 };
	struct object *o = NULL;

	if (!storage_read(m, k, cond, 1, &found, err)) {
		err_prefix(err, "%s", k->name);
	} else if (found.n > 0) {
		o = found.v[0];
		found.v[0] = NULL;
	} else {
		err_set(err, ERR_NOT_FOUND, "%s: no such object", k->name);
	}
	objects_clear(&found);
	return o;
}

struct object *
model_get(struct model *m, const struct kind *k, const char *name,
    struct err *err)
{
	struct db_cond cond = { "name", DB_EQ, db_text(name), false };
	char thumbprint[THUMBPRINT_SIZE];
	struct err local = { 0 };
	struct object *o;

	/* Certificates are named by thumbprints, in any spelling. */
	if (k->fields[0].type == FIELD_CERT) {
		if (!thumbprint_parse(name, thumbprint, err)) {
			err_prefix(err, "%s", k->name);
			return NULL;
		}
		cond.value = db_text(thumbprint);
	}
	o = read_one(m, k, &cond, &local);
	if (o == NULL && local.code == ERR_NOT_FOUND)
		err_set(err, ERR_NOT_FOUND, "%s: no such %s (%s)", k->name,
		    k->name, name);
	else if (o == NULL && err != NULL)
		*err = local;
	return o;
}

struct object *
model_get_id(struct model *m, const struct kind *k, int64_t id,
    struct err *err)
{
	struct db_cond cond = { "id", DB_EQ, db_int(id), false };

	return read_one(m, k, &cond, err);
}

struct object *
model_find(struct model *m, const char *kind, const char *name,
    struct err *err)
{
	return model_get(m, kind_find(kind), name, err);
}

bool
model_exists(struct model *m, const char *kind, const char *name)
{
	struct db_cond cond = { "name", DB_EQ, db_text(name), false };
	struct db_query q = { .table = kind_find(kind)->table,
	    .conds = &cond, .nconds = 1 };
	int64_t n = 0;

	return db_count(m->db, &q, &n, NULL) && n > 0;
}

struct object *
model_group(struct model *m, struct err *err)
{
	return model_get_id(m, &kind_group, 1, err);
}

bool
model_select(struct model *m, const struct kind *k, const char *field,
    const char *value, struct objects *out, struct err *err)
{
	const struct field *f = NULL;
	struct db_cond cond = { .column = field, .op = DB_EQ };
	struct object *probe;
	char *hold = NULL;
	bool ok;

	if (field == NULL)
		return storage_read(m, k, NULL, 0, out, err);
	/* The value in the column's form: through the field's own row. */
	f = fields_find(k->fields, k->nfields, field);
	probe = xcalloc(1, k->size);
	probe->kind = k;
	ok = f != NULL && field_parse(f, probe, value, err);
	if (ok) {
		cond.value = storage_value(f, probe, &hold);
		ok = storage_read(m, k, &cond, 1, out, err);
	}
	free(hold);
	object_free(probe);
	return ok;
}

int64_t
model_expiry_warn_days(struct model *m)
{
	struct group *g = (struct group *)model_group(m, NULL);
	int64_t days = m->settings->expiry_warn_days;

	if (g != NULL && g->expiry_warn_days != FIELD_UNSET)
		days = g->expiry_warn_days;
	object_free((struct object *)g);
	return days;
}

bool
model_change_mark(struct model *m, int64_t *mark, struct err *err)
{
	return db_change_mark(m->db, mark, err);
}

/* ---- assignments -------------------------------------------------------- */

static char *
column_text(const struct db_rows *r, size_t at)
{
	const struct db_value *v = db_column(r, at);

	return v->type == DB_TEXT ? xstrdup(v->text) : NULL;
}

static enum cert_role
role_find(const char *name)
{
	enum cert_role role;

	for (role = CERT_ROLES - 1; role > CERT_CURRENT; role--)
		if (str_same(name, cert_role_name(role)))
			break;
	return role;
}

bool
model_assignments(struct model *m, const char *thumbprint,
    struct assignments *out, struct err *err)
{
	static const char *const columns[] = { "kind", "name", "field",
	    "usage", "thumbprint", "common_name", "id", "role",
	    "at" };
	struct db_cond cond = { "thumbprint", DB_EQ, db_text(thumbprint),
	    false };
	struct db_query q = { .table = "certificate_assignment",
	    .columns = columns, .ncolumns = ARRAY_SIZE(columns),
	    .conds = &cond, .nconds = thumbprint != NULL, .order = "kind",
	    .then = "name" };
	struct db_rows *r = db_select(m->db, &q, err);
	int got;

	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0) {
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = (struct assignment){
			.kind = column_text(r, 0), .name = column_text(r, 1),
			.field = column_text(r, 2), .usage = column_text(r, 3),
			.thumbprint = column_text(r, 4),
			.common_name = column_text(r, 5),
			.id = db_column(r, 6)->i,
			.role = role_find(db_column(r, 7)->text),
			.at = db_column(r, 8)->type == DB_INT ?
			    db_column(r, 8)->i : FIELD_UNSET,
		};
	}
	db_finish(r);
	return got == 0;
}

void
assignments_clear(struct assignments *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		free(a->v[i].kind);
		free(a->v[i].name);
		free(a->v[i].field);
		free(a->v[i].usage);
		free(a->v[i].thumbprint);
		free(a->v[i].common_name);
	}
	free(a->v);
	memset(a, 0, sizeof(*a));
}
