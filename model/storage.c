/* SPDX-License-Identifier: ISC */
#include "model/storage.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { MAX_COLUMNS = 64 };

/* ---- one member --------------------------------------------------------- */

struct db_value
storage_value(const struct field *f, const void *base, char **hold)
{
	const char *at = (const char *)base + f->at;
	int64_t n;

	switch (f->type) {
	case FIELD_BOOL:
		return db_int(*(const bool *)at);
	case FIELD_INT:
	case FIELD_TIME:
	case FIELD_DAYTIME:
		n = *(const int64_t *)at;
		return n == FIELD_UNSET ? db_null() : db_int(n);
	case FIELD_SECRET:
		return db_text(field_token(f, base));
	default:
		*hold = field_text(f, base);
		return **hold != '\0' ? db_text(*hold) : db_null();
	}
}

/*
 * Stored values were checked when they were written; what another program
 * put there is checked only as far as the struct needs it.
 */
bool
storage_take(const struct field *f, void *base, const struct db_value *v,
    struct err *err)
{
	char *at = (char *)base + f->at;

	switch (f->type) {
	case FIELD_BOOL:
		*(bool *)at = v->type == DB_INT && v->i != 0;
		return true;
	case FIELD_INT:
	case FIELD_TIME:
	case FIELD_DAYTIME:
		*(int64_t *)at = v->type == DB_INT ? v->i : FIELD_UNSET;
		return true;
	case FIELD_CHOICE:
		return field_parse(f, base, v->type == DB_TEXT ? v->text :
		    "", err);
	default:
		str_replace((char **)at, v->type == DB_TEXT ? v->text : NULL);
		return true;
	}
}

static bool
is_column(const struct field *f)
{
	return f->type != FIELD_ROWS && !(f->flags & FIELD_HERE);
}

static bool
is_stored(const struct field *f)
{
	return is_column(f) && !(f->flags & FIELD_VIEW);
}

/* ---- reading ------------------------------------------------------------ */

/* Objects read together, ordered by id: the owners of rows elsewhere. */
struct owners {
	struct object **v;
	size_t n;
};

typedef void take_fn(struct object *, const struct field *,
    const struct db_rows *);

/* Column 0 is the owner. */
static void
take_cells(struct object *o, const struct field *f, const struct db_rows *r)
{
	struct rows *rows = (struct rows *)((char *)o + f->at);
	const char *cells[16];
	size_t i, n = f->rows->nfields;

	for (i = 0; i < n; i++)
		cells[i] = db_column(r, i + 1)->type == DB_TEXT ?
		    db_column(r, i + 1)->text : "";
	rows_add(rows, n, cells);
}

static void
take_prop(struct object *o, const struct field *f, const struct db_rows *r)
{
	(void)f;
	props_set(&o->props, db_column(r, 1)->text, db_column(r, 2)->text);
}

/*
 * One select for all owners: a group of 10,000 ports is not asked 10,000
 * times.  Rows come in the order of the owners, so that one pass deals them
 * out; those of owners in between that were not read are passed over.
 */
static bool
read_owned(struct model *m, const struct owners *owners, struct db_query q,
    take_fn *take, const struct field *f, struct err *err)
{
	const struct db_cond range[] = {
		{ "owner_id", DB_GE, db_int(owners->v[0]->id), false },
		{ "owner_id", DB_LE, db_int(owners->v[owners->n - 1]->id),
		    false },
	};
	struct db_rows *r;
	size_t at = 0;
	int64_t id;
	int got;

	q.conds = range;
	q.nconds = ARRAY_SIZE(range);
	q.order = "owner_id";
	r = db_select(m->db, &q, err);
	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0) {
		id = db_column(r, 0)->i;
		while (at + 1 < owners->n && owners->v[at]->id < id)
			at++;
		if (owners->v[at]->id == id)
			take(owners->v[at], f, r);
	}
	db_finish(r);
	return got == 0;
}

static bool
read_rows(struct model *m, const struct owners *owners,
    const struct field *f, struct err *err)
{
	const struct row_table *t = f->rows;
	const char *columns[17] = { "owner_id" };
	struct db_query q = { .table = t->table, .columns = columns,
	    .ncolumns = t->nfields + 1, .then = "position" };
	size_t i;

	for (i = 0; i < t->nfields; i++)
		columns[i + 1] = t->fields[i].name;
	return read_owned(m, owners, q, take_cells, f, err);
}

static bool
read_props(struct model *m, const struct owners *owners,
    const struct kind *k, struct err *err)
{
	static const char *const columns[] = { "owner_id", "name", "value" };
	struct db_query q = { .table = k->props, .columns = columns,
	    .ncolumns = ARRAY_SIZE(columns), .then = "name" };

	return read_owned(m, owners, q, take_prop, NULL, err);
}

/* What the objects have in other tables than their own. */
static bool
read_rest(struct model *m, const struct owners *owners, const struct kind *k,
    struct err *err)
{
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (f->type == FIELD_ROWS && !(f->flags & FIELD_HERE) &&
		    !read_rows(m, owners, f, err))
			return false;
	return k->props == NULL || read_props(m, owners, k, err);
}

static int
by_id(const void *a, const void *b)
{
	const struct object *const *x = a, *const *y = b;

	return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

/* A few objects out of many: passing over what lies between costs more. */
enum { FEW = 16 };

static bool
complete(struct model *m, const struct kind *k, struct object *const *v,
    size_t n, bool all, struct err *err)
{
	struct owners owners = { 0 };
	size_t i, step = all || n > FEW ? n : 1;
	bool ok = true;

	for (i = 0; k->fill != NULL && i < n; i++)
		k->fill(m, v[i]);
	if (n == 0)
		return true;
	owners.v = xcalloc(n, sizeof(*owners.v));
	for (i = 0; ok && i < n; i += step) {
		memcpy(owners.v, v + i, step * sizeof(*v));
		owners.n = step;
		qsort(owners.v, step, sizeof(*owners.v), by_id);
		ok = read_rest(m, &owners, k, err);
	}
	free(owners.v);
	return ok;
}

static struct object *
take_row(const struct kind *k, struct db_rows *r, struct err *err)
{
	struct object *o = xcalloc(1, k->size);
	const struct field *f;
	size_t at = 2;

	o->kind = k;
	o->id = db_column(r, 0)->i;
	o->version = db_column(r, 1)->i;
	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (!is_column(f))
			continue;
		if (!storage_take(f, o, db_column(r, at++), err)) {
			object_free(o);
			return NULL;
		}
	}
	return o;
}

bool
storage_read(struct model *m, const struct kind *k,
    const struct db_cond *conds, size_t nconds, struct objects *out,
    struct err *err)
{
	const char *columns[MAX_COLUMNS] = { "id", "version" };
	struct db_query q = { .table = k->view != NULL ? k->view : k->table,
	    .columns = columns, .ncolumns = 2, .conds = conds,
	    .nconds = nconds, .order = "name", .then = "id" };
	const struct field *f;
	struct db_rows *r;
	struct object *o;
	size_t first = out->n;
	int got;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (is_column(f))
			columns[q.ncolumns++] = f->name;
	r = db_select(m->db, &q, err);
	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0) {
		o = take_row(k, r, err);
		if (o == NULL) {
			got = -1;
			break;
		}
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = o;
	}
	db_finish(r);
	return got == 0 && complete(m, k, out->v + first, out->n - first,
	    nconds == 0, err);
}

/* ---- writing ------------------------------------------------------------ */

/* Columns to write, with the texts they point to. */
struct sets {
	struct db_set v[MAX_COLUMNS];
	char *hold[MAX_COLUMNS];
	size_t n;
};

static void
add_set(struct sets *s, const char *column, struct db_value value)
{
	s->v[s->n++] = (struct db_set){ column, value };
}

static void
add_field(struct sets *s, const struct field *f, const struct object *o)
{
	size_t at = s->n;

	s->hold[at] = NULL;
	add_set(s, f->name, storage_value(f, o, &s->hold[at]));
}

static void
sets_clear(struct sets *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->hold[i]);
	s->n = 0;
}

/* The database names its index; people want the row. */
static void
say_row(struct err *err, const struct object *o, const struct field *f,
    size_t row)
{
	const struct rows *rows =
	    (const struct rows *)((const char *)o + f->at);
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < rows->width; i++)
		buf_addf(&b, "%s%s", i > 0 ? "|" : "",
		    rows_cell(rows, row, i));
	if (err != NULL && err->code == ERR_EXISTS)
		err_set(err, ERR_EXISTS, "%s: row %zu: already used by "
		    "another %s (%s)", f->name, row + 1, o->kind->name,
		    (const char *)b.data);
	else
		err_prefix(err, "%s: row %zu", f->name, row + 1);
	buf_clear(&b);
}

/* No name is no reference; other empty cells are empty texts. */
static struct db_set
cell_set(const struct field *f, const char *text)
{
	return (struct db_set){ f->name, f->type == FIELD_REF &&
	    *text == '\0' ? db_null() : db_text(text) };
}

static bool
write_rows(struct model *m, const struct field *f, const struct object *o,
    struct err *err)
{
	const struct rows *rows =
	    (const struct rows *)((const char *)o + f->at);
	struct db_cond owner = { "owner_id", DB_EQ, db_int(o->id), false };
	struct db_set sets[18];
	size_t i, j;

	if (!db_delete(m->db, f->rows->table, &owner, 1, NULL, err))
		return false;
	for (i = 0; i < rows->n; i++) {
		sets[0] = (struct db_set){ "owner_id", db_int(o->id) };
		sets[1] = (struct db_set){ "position", db_int((int64_t)i) };
		for (j = 0; j < rows->width; j++)
			sets[j + 2] = cell_set(&f->rows->fields[j],
			    rows_cell(rows, i, j));
		if (!db_insert(m->db, f->rows->table, sets, rows->width + 2,
		    NULL, err)) {
			if (err != NULL)
				err->part[0] = '\0';
			say_row(err, o, f, i);
			return err_part(err, f->name);
		}
	}
	return true;
}

static bool
write_props(struct model *m, const struct object *o, struct err *err)
{
	struct db_cond owner = { "owner_id", DB_EQ, db_int(o->id), false };
	size_t i;

	if (!db_delete(m->db, o->kind->props, &owner, 1, NULL, err))
		return false;
	for (i = 0; i < o->props.n; i++) {
		const struct prop *p = &o->props.v[i];
		struct db_set sets[] = {
			{ "owner_id", db_int(o->id) },
			{ "name", db_text(p->name) },
			{ "value", db_text(p->value) },
		};

		if (!db_insert(m->db, o->kind->props, sets,
		    ARRAY_SIZE(sets), NULL, err))
			return false;
	}
	return true;
}

static bool
same_props(const struct props *a, const struct props *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->v[i].name, b->v[i].name) != 0 ||
		    strcmp(a->v[i].value, b->v[i].value) != 0)
			return false;
	return true;
}

/* before NULL: everything. */
static bool
write_rest(struct model *m, const struct object *before,
    const struct object *now, struct err *err)
{
	const struct kind *k = now->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (!is_column(f) && !(f->flags & FIELD_VIEW) &&
		    (before == NULL || !field_equal(f, before, now)) &&
		    !write_rows(m, f, now, err))
			return false;
	if (k->props == NULL || (before != NULL &&
	    same_props(&before->props, &now->props)))
		return true;
	return write_props(m, now, err);
}

bool
storage_insert(struct model *m, struct object *o, struct err *err)
{
	const struct kind *k = o->kind;
	struct sets s = { .n = 0 };
	const struct field *f;
	int64_t id = o->id;
	bool ok;

	/* An id is an identity: given out by the database, or kept. */
	if (id != 0) {
		s.hold[s.n] = NULL;
		add_set(&s, "id", db_int(id));
	}
	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (is_stored(f))
			add_field(&s, f, o);
	ok = db_insert(m->db, k->table, s.v, s.n, id == 0 ? &o->id : NULL,
	    err);
	sets_clear(&s);
	if (ok)
		o->version = 1;
	return ok && write_rest(m, NULL, o, err);
}

bool
storage_update(struct model *m, const struct object *before,
    struct object *now, struct err *err)
{
	const struct kind *k = now->kind;
	struct db_cond conds[] = {
		{ "id", DB_EQ, db_int(before->id), false },
		{ "version", DB_EQ, db_int(before->version), false },
	};
	struct sets s = { .n = 0 };
	const struct field *f;
	int64_t changed = 0;
	bool ok;

	s.hold[0] = NULL;
	add_set(&s, "version", db_int(before->version + 1));
	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (is_stored(f) && !field_equal(f, before, now))
			add_field(&s, f, now);
	ok = db_update(m->db, k->table, s.v, s.n, conds, ARRAY_SIZE(conds),
	    &changed, err);
	sets_clear(&s);
	if (ok && changed != 1)
		ok = err_set(err, ERR_CONFLICT, "changed by somebody else");
	if (!ok)
		return false;
	now->id = before->id;
	now->version = before->version + 1;
	return write_rest(m, before, now, err);
}

bool
storage_delete(struct model *m, const struct object *o, struct err *err)
{
	struct db_cond id = { "id", DB_EQ, db_int(o->id), false };
	int64_t changed = 0;

	if (!db_delete(m->db, o->kind->table, &id, 1, &changed, err))
		return false;
	return changed == 1 || err_set(err, ERR_NOT_FOUND,
	    "it is no longer there");
}
