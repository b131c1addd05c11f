/* SPDX-License-Identifier: ISC */
#include "tui/kind_view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/list.h"

struct kind_view {
	struct view view;
	struct model *model;
	const struct kind *kind;
	const char *field;	/* only rows whose field has this value */
	char *value;
	const struct field *fields[MAX_LIST_COLUMNS];
};

static struct list_query
query_of(const struct kind_view *kv)
{
	const struct view *v = &kv->view;

	return (struct list_query){ .kind = kv->kind, .filter = v->filter,
	    .field = kv->field, .value = kv->value,
	    .order = kv->fields[v->sort]->name,
	    .descending = v->descending };
}

static bool
read_kind(struct view *v, int64_t offset, int64_t limit, struct err *err)
{
	struct kind_view *kv = (struct kind_view *)v;
	struct list_query q = query_of(kv);
	struct list_page page = { .n = 0 };
	size_t i;

	q.offset = offset;
	q.limit = limit;
	if (!list_read(kv->model, &q, &page, err))
		return false;
	v->total = page.total;
	for (i = 0; i < page.n; i++)
		view_add(v, page.v[i].name,
		    (const char *const *)page.v[i].cells);
	list_page_clear(&page);
	return true;
}

static int64_t
find_kind(struct view *v, const char *key)
{
	struct kind_view *kv = (struct kind_view *)v;
	struct list_query q = query_of(kv);
	int64_t row = -1;

	return list_find(kv->model, &q, key, &row, NULL) ? row : -1;
}

static void
free_kind(struct view *v)
{
	free(((struct kind_view *)v)->value);
}

static const struct view_ops ops = {
	.read = read_kind, .find = find_kind, .free = free_kind,
};

struct view *
kind_view_new(struct model *m, const struct kind *kind)
{
	struct kind_view *kv = xcalloc(1, sizeof(*kv));
	const struct field **fields = kv->fields;
	size_t i;

	_Static_assert(MAX_LIST_COLUMNS <= VIEW_COLUMNS, "room for columns");
	kv->view.ops = &ops;
	kv->view.stale = true;
	kv->view.ncolumns = list_columns(kind, fields);
	for (i = 0; i < kv->view.ncolumns; i++)
		kv->view.columns[i] = (struct view_column){
		    fields[i]->label, fields[i]->column };
	kv->view.sorts = kv->view.tags = true;
	/* A certificate's name is its thumbprint, which is no order. */
	kv->view.sort = kind->fixed && kv->view.ncolumns > 1;
	kv->model = m;
	kv->kind = kind;
	return &kv->view;
}

void
kind_view_only(struct view *v, const char *field, const char *value)
{
	struct kind_view *kv = (struct kind_view *)v;

	kv->field = field;
	str_replace(&kv->value, value);
	v->stale = true;
}
