/* SPDX-License-Identifier: ISC */
#include "model/list.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "config/db.h"
#include "model/storage.h"

size_t
list_columns(const struct kind *k,
    const struct field *fields[MAX_LIST_COLUMNS])
{
	const struct field *f;
	size_t n = 0;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (f->column > 0 && n < MAX_LIST_COLUMNS)
			fields[n++] = f;
	return n;
}

enum { DAY_WIDTH = 10 };	/* "2026-11-21" */

/* In a narrow column the day is what counts. */
static char *
day_text(const struct db_value *v)
{
	char date[WHEN_TEXT];

	return xstrdup(v->type == DB_INT ? when_date(v->i, date) : "");
}

/*
 * The shown form of one column: through the field's row, on a scratch object
 * that holds this row's values.
 */
static void
take_cells(struct list_row *row, struct object *scratch,
    const struct field *const *fields, size_t n, const struct db_rows *r)
{
	const struct db_value *v;
	size_t i;

	row->id = db_column(r, 0)->i;
	row->name = xstrdup(db_column(r, 1)->text);
	for (i = 0; i < n; i++) {
		v = db_column(r, i + 2);
		if (fields[i]->type == FIELD_TIME &&
		    fields[i]->column <= DAY_WIDTH) {
			row->cells[i] = day_text(v);
			continue;
		}
		storage_take(fields[i], scratch, v, NULL);
		row->cells[i] = field_show(fields[i], scratch);
	}
}

/* Conditions: the fixed field, and the filter over all text columns. */
static size_t
make_conds(const struct list_query *q, struct object *scratch, char **hold,
    struct db_cond *conds)
{
	const struct field *fields[MAX_LIST_COLUMNS], *f;
	size_t n = 0, i, columns = list_columns(q->kind, fields);

	if (q->field != NULL) {
		f = object_field(scratch, q->field);
		if (f != NULL && field_parse(f, scratch, q->value, NULL))
			conds[n++] = (struct db_cond){ q->field, DB_EQ,
			    storage_value(f, scratch, hold), false };
	}
	if (q->filter == NULL || *q->filter == '\0')
		return n;
	for (i = 0; i < columns; i++) {
		f = fields[i];
		if (f->type == FIELD_BOOL || f->type == FIELD_INT ||
		    f->type == FIELD_TIME || f->type == FIELD_ROWS ||
		    f->type == FIELD_DAYTIME || f->type == FIELD_SECRET)
			continue;
		conds[n++] = (struct db_cond){ f->name, DB_HAS,
		    db_text(q->filter), true };
	}
	if (n > 0)
		conds[n - 1].or_next = false;
	return n;
}

static const char *
table_of(const struct kind *k)
{
	return k->view != NULL ? k->view : k->table;
}

/*
 * The view has a row for each of the table.  Where no condition is about what
 * it adds, the table is counted: from an index, and without a join for each.
 */
static bool
count_conds(struct model *m, const struct kind *k,
    const struct db_cond *conds, size_t n, int64_t *count, struct err *err)
{
	struct db_query q = { .table = k->table, .conds = conds,
	    .nconds = n };
	const struct field *f;
	size_t i;

	for (i = 0; i < n; i++) {
		f = fields_find(k->fields, k->nfields, conds[i].column);
		if (f != NULL && (f->flags & FIELD_VIEW))
			q.table = table_of(k);
	}
	return db_count(m->db, &q, count, err);
}

/*
 * How many there are of which this is a page.  A page that is not full tells
 * it: a filter looks at each row, and shall not do so twice.
 */
static bool
count_rows(struct model *m, const struct list_query *lq,
    const struct db_query *q, struct list_page *page, struct err *err)
{
	if ((page->n > 0 || lq->offset == 0) &&
	    (lq->limit == 0 || (int64_t)page->n < lq->limit)) {
		page->total = lq->offset + (int64_t)page->n;
		return true;
	}
	return count_conds(m, lq->kind, q->conds, q->nconds, &page->total,
	    err);
}

bool
list_count(struct model *m, const struct list_query *q, int64_t *total,
    struct err *err)
{
	struct db_cond conds[MAX_LIST_COLUMNS + 2];
	struct object *scratch = object_new(q->kind);
	char *hold = NULL;
	size_t n = make_conds(q, scratch, &hold, conds);
	bool ok = count_conds(m, q->kind, conds, n, total, err);

	free(hold);
	object_free(scratch);
	return ok;
}

/* ---- by state ----------------------------------------------------------- */

/* What its verbs move; that of its members, where they move those. */
static const struct field *
state_field(const struct kind *k)
{
	const char *name = k->transitions == NULL ? NULL :
	    k->transitions->members != NULL ? "state" :
	    k->transitions->field;

	return name == NULL ? NULL : fields_find(k->fields, k->nfields, name);
}

/* Of a box: what the verb that sets it has done. */
static const char *
state_word(const struct kind *k, const struct field *f,
    const struct choice *c)
{
	const struct transition *t = k->transitions;

	if (f->type == FIELD_CHOICE)
		return c->label;
	while (strcmp(t->to, c->name) != 0)
		t++;
	return t->done;
}

static bool
count_state(struct model *m, const struct list_query *q,
    const struct field *f, const char *value, int64_t *total,
    struct err *err)
{
	struct db_cond conds[MAX_LIST_COLUMNS + 3];
	struct object *scratch = object_new(q->kind);
	char *hold[2] = { NULL, NULL };
	size_t n;
	bool ok;

	(void)field_parse(f, scratch, value, NULL);
	conds[0] = (struct db_cond){ f->name, DB_EQ,
	    storage_value(f, scratch, &hold[0]), false };
	n = 1 + make_conds(q, scratch, &hold[1], conds + 1);
	ok = count_conds(m, q->kind, conds, n, total, err);
	free(hold[0]);
	free(hold[1]);
	object_free(scratch);
	return ok;
}

bool
list_states(struct model *m, const struct list_query *q, struct buf *b,
    struct err *err)
{
	static const struct choice boxes[] = { { "true", NULL },
	    { "false", NULL }, { NULL, NULL } };
	const struct field *f = state_field(q->kind);
	const struct choice *c = NULL;
	const char *word;
	bool first = true;
	int64_t n;

	if (f != NULL)
		c = f->type == FIELD_BOOL ? boxes : f->choices;
	for (; c != NULL && c->name != NULL; c++) {
		if (!count_state(m, q, f, c->name, &n, err))
			return false;
		word = state_word(q->kind, f, c);
		if (n > 0)
			buf_addf(b, "%s%" PRId64 " %c%s", first ? "" : ", ", n,
			    toupper((unsigned char)word[0]), word + 1);
		first = first && n == 0;
	}
	return true;
}

bool
list_read(struct model *m, const struct list_query *lq,
    struct list_page *page, struct err *err)
{
	const struct field *fields[MAX_LIST_COLUMNS];
	const char *columns[MAX_LIST_COLUMNS + 2] = { "id", "name" };
	struct db_cond conds[MAX_LIST_COLUMNS + 2];
	struct object *scratch = object_new(lq->kind);
	size_t n = list_columns(lq->kind, fields), i, cap = 0;
	struct db_query q = { .table = table_of(lq->kind),
	    .columns = columns, .ncolumns = n + 2, .conds = conds,
	    .order = lq->order != NULL ? lq->order : "name",
	    .then = "name", .descending = lq->descending, .limit = lq->limit,
	    .offset = lq->offset };
	struct db_rows *r = NULL;
	char *hold = NULL;
	int got = -1;
	bool ok;

	memset(page, 0, sizeof(*page));
	for (i = 0; i < n; i++)
		columns[i + 2] = fields[i]->name;
	q.nconds = make_conds(lq, scratch, &hold, conds);
	r = db_select(m->db, &q, err);
	while (r != NULL && (got = db_next(r, err)) > 0) {
		page->v = grow(page->v, page->n, &cap, sizeof(*page->v));
		memset(&page->v[page->n], 0, sizeof(*page->v));
		take_cells(&page->v[page->n++], scratch, fields, n, r);
	}
	db_finish(r);
	ok = got == 0 && count_rows(m, lq, &q, page, err);
	free(hold);
	object_free(scratch);
	if (!ok)
		list_page_clear(page);
	return ok;
}

/* ---- where a row stands ------------------------------------------------- */

/*
 * The rows before one are those with a smaller value, or with the same value
 * and a smaller name: (value <= v) and (value < v or name < n), where none is
 * the smallest.  Descending, the other way round.
 */
static size_t
before_conds(const struct list_query *q, const struct db_value *v,
    const char *name, struct db_cond *c)
{
	enum db_op less = q->descending ? DB_GT : DB_LT;
	enum db_op same = q->descending ? DB_GE : DB_LE;
	struct db_cond none = { q->order, DB_EQ, db_null(), true };
	size_t n = 0;

	if (v->type == DB_NULL) {
		none.op = q->descending ? DB_NE : DB_EQ;
		none.or_next = q->descending;
		c[n++] = none;
	} else {
		if (!q->descending)
			c[n++] = none;
		c[n++] = (struct db_cond){ q->order, same, *v, false };
		if (!q->descending)
			c[n++] = none;
		c[n++] = (struct db_cond){ q->order, less, *v, true };
	}
	c[n++] = (struct db_cond){ "name", less, db_text(name), false };
	return n;
}

/* The row's value in the column the list is ordered by, counted on. */
static bool
count_before(struct model *m, struct db_query *q,
    const struct list_query *lq, const char *name, int64_t *row,
    struct err *err)
{
	struct db_cond *conds = (struct db_cond *)q->conds;
	struct db_rows *r;
	bool ok = false;
	size_t n = q->nconds;

	conds[n] = (struct db_cond){ "name", DB_EQ, db_text(name), false };
	q->nconds++;
	r = db_select(m->db, q, err);
	if (r != NULL && db_next(r, err) > 0) {
		q->nconds = n + before_conds(lq, db_column(r, 0), name,
		    conds + n);
		ok = count_conds(m, lq->kind, conds, q->nconds, row, err);
	} else if (r != NULL) {
		err_set(err, ERR_NOT_FOUND, "%s: not in the list (%s)",
		    lq->kind->name, name);
	}
	db_finish(r);
	return ok;
}

bool
list_find(struct model *m, const struct list_query *query, const char *name,
    int64_t *row, struct err *err)
{
	struct db_cond conds[MAX_LIST_COLUMNS + 8];
	struct object *scratch = object_new(query->kind);
	struct list_query lq = *query;
	struct db_query q = { .table = table_of(lq.kind),
	    .columns = &lq.order, .ncolumns = 1, .conds = conds };
	char *hold = NULL;
	bool ok;

	if (lq.order == NULL)
		lq.order = "name";
	q.nconds = make_conds(&lq, scratch, &hold, conds);
	ok = count_before(m, &q, &lq, name, row, err);
	free(hold);
	object_free(scratch);
	return ok;
}

bool
list_names(struct model *m, const struct kind *k, struct list_page *page,
    struct err *err)
{
	static const char *const columns[] = { "id", "name" };
	struct db_query q = { .table = k->table, .columns = columns,
	    .ncolumns = ARRAY_SIZE(columns), .order = "name",
	    .then = "id" };
	struct db_rows *r = db_select(m->db, &q, err);
	size_t cap = 0;
	int got = -1;

	memset(page, 0, sizeof(*page));
	while (r != NULL && (got = db_next(r, err)) > 0) {
		page->v = grow(page->v, page->n, &cap, sizeof(*page->v));
		page->v[page->n++] = (struct list_row){
		    .id = db_column(r, 0)->i,
		    .name = xstrdup(db_column(r, 1)->text) };
	}
	db_finish(r);
	page->total = (int64_t)page->n;
	if (got != 0)
		list_page_clear(page);
	return got == 0;
}

void
list_page_clear(struct list_page *page)
{
	size_t i, j;

	for (i = 0; i < page->n; i++) {
		free(page->v[i].name);
		for (j = 0; j < MAX_LIST_COLUMNS; j++)
			free(page->v[i].cells[j]);
	}
	free(page->v);
	memset(page, 0, sizeof(*page));
}
