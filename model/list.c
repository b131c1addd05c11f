/* SPDX-License-Identifier: ISC */
#include "model/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

bool
list_read(struct model *m, const struct list_query *lq,
    struct list_page *page, struct err *err)
{
	const struct field *fields[MAX_LIST_COLUMNS];
	const char *columns[MAX_LIST_COLUMNS + 2] = { "id", "name" };
	struct db_cond conds[MAX_LIST_COLUMNS + 2];
	struct object *scratch = object_new(lq->kind);
	size_t n = list_columns(lq->kind, fields), i, cap = 0;
	struct db_query q = { .table = lq->kind->view != NULL ?
	    lq->kind->view : lq->kind->table,
	    .columns = columns, .ncolumns = n + 2, .conds = conds,
	    .order = lq->order != NULL ? lq->order : "name",
	    .descending = lq->descending, .limit = lq->limit,
	    .offset = lq->offset };
	struct db_rows *r = NULL;
	char *hold = NULL;
	int got = -1;

	memset(page, 0, sizeof(*page));
	for (i = 0; i < n; i++)
		columns[i + 2] = fields[i]->name;
	q.nconds = make_conds(lq, scratch, &hold, conds);
	if (db_count(m->db, &q, &page->total, err))
		r = db_select(m->db, &q, err);
	while (r != NULL && (got = db_next(r, err)) > 0) {
		page->v = grow(page->v, page->n, &cap, sizeof(*page->v));
		memset(&page->v[page->n], 0, sizeof(*page->v));
		take_cells(&page->v[page->n++], scratch, fields, n, r);
	}
	db_finish(r);
	free(hold);
	object_free(scratch);
	if (got != 0)
		list_page_clear(page);
	return got == 0;
}

bool
list_names(struct model *m, const struct kind *k, struct list_page *page,
    struct err *err)
{
	static const char *const columns[] = { "id", "name" };
	struct db_query q = { .table = k->table, .columns = columns,
	    .ncolumns = ARRAY_SIZE(columns), .order = "name" };
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
