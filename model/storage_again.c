/* SPDX-License-Identifier: ISC */
/*
 * Objects that are known already are not read again.  An object's version
 * grows with each change of what is its own; what others change of it, its
 * references when those are renamed and what a view computes, is compared.
 */
#include "model/storage.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Reading so many one by one is cheaper than reading all. */
enum { MAX_SINGLE = 16, MAX_COMPARED = 24 };

enum { ID, VERSION, FIXED };

/* What may change without a new version, after id and version. */
struct compared {
	const char *columns[FIXED + MAX_COMPARED];
	const struct field *fields[MAX_COMPARED];
	size_t n;
};

struct merge {
	const struct compared *with;
	struct object **known;		/* by id */
	size_t nknown, at;
	struct objects kept;
	int64_t changed[MAX_SINGLE];
	size_t nchanged;
};

static bool
is_volatile(const struct field *f)
{
	return f->type == FIELD_REF || (f->flags & FIELD_VIEW) != 0;
}

/* False: it cannot be told of this kind. */
static bool
collect_columns(const struct kind *k, struct compared *c)
{
	const struct field *f;

	c->columns[ID] = "id";
	c->columns[VERSION] = "version";
	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (f->type == FIELD_ROWS || (f->flags & FIELD_HERE) != 0)
			return false;
		if (!is_volatile(f))
			continue;
		if ((f->type != FIELD_REF && f->type != FIELD_TIME) ||
		    c->n == MAX_COMPARED)
			return false;
		c->columns[FIXED + c->n] = f->name;
		c->fields[c->n++] = f;
	}
	return k->fill == NULL;
}

static bool
same_member(const struct field *f, const struct object *o,
    const struct db_value *v)
{
	const char *at = (const char *)o + f->at;

	if (f->type == FIELD_TIME)
		return *(const int64_t *)at == (v->type == DB_INT ? v->i :
		    FIELD_UNSET);
	return str_same(*(char *const *)at, v->type == DB_TEXT ? v->text :
	    NULL);
}

static bool
is_same(const struct merge *m, const struct object *o,
    const struct db_rows *r)
{
	size_t i;

	if (o->version != db_column(r, VERSION)->i)
		return false;
	for (i = 0; i < m->with->n; i++)
		if (!same_member(m->with->fields[i], o,
		    db_column(r, FIXED + i)))
			return false;
	return true;
}

/* False: too many have changed. */
static bool
merge_row(struct merge *m, const struct db_rows *r)
{
	int64_t id = db_column(r, ID)->i;
	struct object *o;

	while (m->at < m->nknown && m->known[m->at]->id < id)
		m->at++;
	o = m->at < m->nknown ? m->known[m->at] : NULL;
	if (o != NULL && o->id == id && is_same(m, o, r)) {
		m->kept.v = grow(m->kept.v, m->kept.n, &m->kept.cap,
		    sizeof(*m->kept.v));
		m->kept.v[m->kept.n++] = o;
		return true;
	}
	if (m->nchanged == MAX_SINGLE)
		return false;
	m->changed[m->nchanged++] = id;
	return true;
}

/* -1: error, 0: not worth it, 1: done. */
static int
merge_rows(struct merge *m, struct model *model, const struct kind *k,
    struct err *err)
{
	const struct db_query q = {
		.table = k->view != NULL ? k->view : k->table,
		.columns = m->with->columns, .ncolumns = FIXED + m->with->n,
		.order = "id",
	};
	struct db_rows *r = db_select(model->db, &q, err);
	int got = -1;
	bool few = true;

	while (r != NULL && few && (got = db_next(r, err)) > 0)
		few = merge_row(m, r);
	db_finish(r);
	return !few ? 0 : got == 0 ? 1 : -1;
}

static int
by_id(const void *a, const void *b)
{
	const struct object *const *x = a, *const *y = b;

	return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

bool
storage_read_again(struct model *model, const struct kind *k,
    const struct objects *known, struct objects *kept, struct objects *fresh,
    struct err *err)
{
	struct compared with = { .n = 0 };
	struct merge m = { .with = &with, .nknown = known->n };
	struct db_cond one = { "id", DB_EQ, db_int(0), false };
	int done = 0;
	size_t i;

	if (known->n > 0 && collect_columns(k, &with)) {
		m.known = xcalloc(known->n, sizeof(*m.known));
		memcpy(m.known, known->v, known->n * sizeof(*m.known));
		qsort(m.known, known->n, sizeof(*m.known), by_id);
		done = merge_rows(&m, model, k, err);
		free(m.known);
	}
	for (i = 0; done > 0 && i < m.nchanged; i++) {
		one.value = db_int(m.changed[i]);
		if (!storage_read(model, k, &one, 1, fresh, err))
			done = -1;
	}
	if (done > 0)
		*kept = m.kept;
	else
		free(m.kept.v);
	return done > 0 || (done == 0 &&
	    storage_read(model, k, NULL, 0, fresh, err));
}
