/* SPDX-License-Identifier: ISC */
/* list */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/catalog.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/list.h"

#define LIST_PAGE 500		/* rows read at a time */

/* Where the rows of a list go: names, a table or a JSON array. */
struct listing {
	struct invocation *c;
	const struct kind *kind;
	const struct field *columns[MAX_LIST_COLUMNS];
	size_t ncolumns;
	char *chosen;		/* --columns, cut up; or NULL */
	struct table table;	/* its heads: the columns */
	json_t *json;		/* NULL: the table */
};

/* ---- rows --------------------------------------------------------------- */

/* The columns that were asked for: of the object itself. */
static void
chosen_row(struct listing *l, const struct object *o)
{
	struct slots slots = { 0 };
	const struct slot *s;
	json_t *j = json_document();
	const char *name;
	char *shown;
	size_t i;

	object_slots(o, l->c->model, &slots);
	json_put(j, "kind", json_of_text(o->kind->name));
	for (i = 0; i < l->table.columns; i++) {
		name = l->table.heads[i];
		s = slots_find(&slots, name);
		shown = s != NULL ? slot_show(o, s) : NULL;
		if (l->json == NULL)
			table_cell(&l->table, shown);
		else
			json_put(j, name, s != NULL ? json_of_slot(o, s,
			    l->c->model) : json_null());
		free(shown);
	}
	if (l->json != NULL)
		json_push(l->json, json_incref(j));
	json_decref(j);
	slots_clear(&slots);
}

static bool
object_row(struct listing *l, int64_t id, struct err *err)
{
	struct object *o = model_get_id(l->c->model, l->kind, id, err);

	if (o == NULL)
		return false;
	if (l->chosen != NULL)
		chosen_row(l, o);
	else
		json_push(l->json, json_of_object(o, l->c->model));
	object_free(o);
	return true;
}

static bool
list_row(struct listing *l, const struct list_row *row, struct err *err)
{
	size_t i;

	if (invocation_has(l->c, OPTION_NAMES)) {
		if (l->json != NULL)
			json_push(l->json, json_of_text(row->name));
		else
			table_cell(&l->table, row->name);
		return true;
	}
	if (l->json != NULL || l->chosen != NULL)
		return object_row(l, row->id, err);
	table_cell(&l->table, row->name);
	for (i = 0; i < l->ncolumns; i++)
		if (strcmp(l->columns[i]->name, "name") != 0)
			table_cell(&l->table, row->cells[i]);
	return true;
}

/* Page by page: a list of ten thousand is never in memory as objects. */
static bool
list_all(struct listing *l, struct list_query *q, int64_t limit,
    struct err *err)
{
	struct list_page page = { 0 };
	bool ok = true, more = true;
	size_t i;

	for (; ok && more; q->offset += LIST_PAGE) {
		q->limit = limit < LIST_PAGE ? limit : LIST_PAGE;
		ok = list_read(l->c->model, q, &page, err);
		for (i = 0; ok && i < page.n; i++)
			ok = list_row(l, &page.v[i], err);
		limit -= LIST_PAGE;
		more = page.n == LIST_PAGE && limit > 0;
		list_page_clear(&page);
	}
	return ok;
}

/* ---- arguments ---------------------------------------------------------- */

static bool
unknown_column(const struct listing *l, const char *option, const char *name,
    struct err *err)
{
	struct words words = { 0 };
	struct catalog all;
	size_t i;

	catalog_init(&all);
	for (i = 0; i < all.n; i++)
		if (catalog_fits(&all.v[i], l->kind))
			words_add(&words, all.v[i].name);
	words_unknown(&words, option, name, err);
	catalog_clear(&all);
	return false;
}

static bool
column_exists(const struct listing *l, const char *name)
{
	struct catalog all;
	bool found = false;
	size_t i;

	catalog_init(&all);
	for (i = 0; i < all.n && !found; i++)
		found = catalog_fits(&all.v[i], l->kind) &&
		    strcmp(all.v[i].name, name) == 0;
	catalog_clear(&all);
	return found;
}

static bool
choose_columns(struct listing *l, struct err *err)
{
	char *save = NULL, *word;

	l->chosen = xstrdup(l->c->options[OPTION_COLUMNS]);
	l->table.heads[l->table.columns++] = "name";
	for (word = strtok_r(l->chosen, ", ", &save); word != NULL;
	    word = strtok_r(NULL, ", ", &save)) {
		if (!column_exists(l, word))
			return unknown_column(l, "--columns", word, err);
		if (strcmp(word, "name") == 0)
			continue;
		if (l->table.columns == MAX_TABLE_COLUMNS)
			return err_set(err, ERR_USAGE, "--columns: too many "
			    "(limit %d)", MAX_TABLE_COLUMNS);
		l->table.heads[l->table.columns++] = word;
	}
	return true;
}

static bool
add_columns(struct listing *l, struct err *err)
{
	size_t i;

	if (invocation_has(l->c, OPTION_COLUMNS))
		return choose_columns(l, err);
	l->table.heads[l->table.columns++] = "name";
	if (invocation_has(l->c, OPTION_NAMES))
		return true;
	l->ncolumns = list_columns(l->kind, l->columns);
	for (i = 0; i < l->ncolumns; i++)
		if (strcmp(l->columns[i]->name, "name") != 0)
			l->table.heads[l->table.columns++] =
			    l->columns[i]->name;
	return true;
}

/* Only what is a column of the database orders without reading all. */
static bool
read_sort(const struct listing *l, struct list_query *q, struct err *err)
{
	const char *name = l->c->options[OPTION_SORT];
	const struct field *f;

	if (name == NULL)
		return true;
	q->descending = *name == '-';
	name += q->descending;
	f = fields_find(l->kind->fields, l->kind->nfields, name);
	if (f == NULL && !column_exists(l, name))
		return unknown_column(l, "--sort", name, err);
	if (f == NULL || f->type == FIELD_ROWS)
		return err_set(err, ERR_USAGE,
		    "--sort: not a field to sort by (%s)", name);
	q->order = f->name;
	return true;
}

bool
verb_list(struct invocation *c, struct err *err)
{
	struct listing l = { .c = c, .kind = kind_arg(c->args[0], err) };
	struct list_query q = { .kind = l.kind,
	    .filter = c->options[OPTION_FILTER] };
	int64_t limit = INT64_MAX;
	bool ok;

	if (l.kind == NULL)
		return false;
	ok = add_columns(&l, err) && read_sort(&l, &q, err) &&
	    (!invocation_has(c, OPTION_LIMIT) || invocation_number("--limit",
	    c->options[OPTION_LIMIT], &limit, err));
	if (ok && invocation_has(c, OPTION_JSON))
		l.json = json_array();
	ok = ok && list_all(&l, &q, limit, err);
	if (ok && l.json != NULL)
		json_print(&c->out, json_incref(l.json));
	else if (ok)
		table_print(&l.table, &c->out);
	json_decref(l.json);
	table_clear(&l.table);
	free(l.chosen);
	return ok;
}
