/* SPDX-License-Identifier: ISC */
#include "config/db_sql.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/*
 * One row per operator; a NULL cannot be compared, only asked for.  A filter
 * looks at each row of a list in several columns: no copy is made of them in
 * lower case, but the product compares as it does best.
 */
static const struct {
	const char *before, *between, *after;	/* column, value; '~': the
						   product's word for LIKE */
	const char *with_null;	/* after the column, when the value is NULL */
} ops[] = {
	[DB_EQ] = { "", " = ", "", " IS NULL" },
	/* Two products agree on this form for "differs, or there is none". */
	[DB_NE] = { "COALESCE(", " <> ", ", TRUE)", " IS NOT NULL" },
	[DB_LT] = { "", " < ", "", NULL },
	[DB_LE] = { "", " <= ", "", NULL },
	[DB_GT] = { "", " > ", "", NULL },
	[DB_GE] = { "", " >= ", "", NULL },
	[DB_HAS] = { "CAST(", " AS TEXT) ~ ('%' || "
	    "replace(replace(replace(", ", '\\', '\\\\'), '%', '\\%'), "
	    "'_', '\\_') || '%') ESCAPE '\\'", NULL },
	[DB_LIKE] = { "", " ~ ", " ESCAPE '\\'", NULL },
};

void
sql_clear(struct sql *s)
{
	buf_clear(&s->text);
	free(s->values);
	memset(s, 0, sizeof(*s));
}

static void
add_name(struct sql *s, const char *name)
{
	size_t len = strlen(name);

	assert(len > 0 && strspn(name,
	    "abcdefghijklmnopqrstuvwxyz0123456789_") == len);
	buf_addc(&s->text, '"');
	buf_add(&s->text, name, len);
	buf_addc(&s->text, '"');
}

static void
add_value(struct sql *s, const struct db_value *v)
{
	s->values = grow(s->values, s->nvalues, &s->cap,
	    sizeof(struct db_value *));
	s->values[s->nvalues++] = v;
	buf_addf(&s->text, "?%zu", s->nvalues);
}

/* A part of an operator. */
static void
add_part(struct sql *s, const char *part)
{
	size_t len = strcspn(part, "~");

	buf_add(&s->text, part, len);
	if (part[len] == '\0')
		return;
	buf_adds(&s->text, s->like);
	buf_adds(&s->text, part + len + 1);
}

static void
add_cond(struct sql *s, const struct db_cond *c)
{
	assert((size_t)c->op < ARRAY_SIZE(ops));
	if (c->value.type == DB_NULL && ops[c->op].with_null != NULL) {
		add_name(s, c->column);
		buf_adds(&s->text, ops[c->op].with_null);
		return;
	}
	add_part(s, ops[c->op].before);
	add_name(s, c->column);
	add_part(s, ops[c->op].between);
	add_value(s, &c->value);
	add_part(s, ops[c->op].after);
}

void
sql_where(struct sql *s, const struct db_cond *conds, size_t n)
{
	bool open = false, more;
	size_t i;

	for (i = 0; i < n; i++) {
		more = conds[i].or_next && i + 1 < n;
		if (!open)
			buf_adds(&s->text, i == 0 ? " WHERE (" : " AND (");
		add_cond(s, &conds[i]);
		buf_adds(&s->text, more ? " OR " : ")");
		open = more;
	}
}

static void
add_order(struct sql *s, const struct db_query *q, const char *tie)
{
	const char *down = q->descending ? " DESC" : "";

	if (q->order == NULL)
		return;
	if (q->then != NULL)
		tie = q->then;
	buf_adds(&s->text, " ORDER BY ");
	add_name(s, q->order);
	buf_adds(&s->text, down);
	if (tie == NULL || strcmp(tie, q->order) == 0)
		return;
	buf_adds(&s->text, ", ");
	add_name(s, tie);
	buf_adds(&s->text, down);
}

/* As parameters: the next page is the same statement. */
static void
add_page(struct sql *s, const struct db_query *q)
{
	assert(q->limit >= 0 && q->offset >= 0);
	if (q->limit == 0 && q->offset == 0)
		return;
	s->page[0] = db_int(q->limit > 0 ? q->limit : INT64_MAX);
	s->page[1] = db_int(q->offset);
	buf_adds(&s->text, " LIMIT ");
	add_value(s, &s->page[0]);
	buf_adds(&s->text, " OFFSET ");
	add_value(s, &s->page[1]);
}

void
sql_select(struct sql *s, const struct db_query *q, const char *tie)
{
	size_t i;

	assert(q->ncolumns > 0);
	for (i = 0; i < q->ncolumns; i++) {
		buf_adds(&s->text, i == 0 ? "SELECT " : ", ");
		add_name(s, q->columns[i]);
	}
	buf_adds(&s->text, " FROM ");
	add_name(s, q->table);
	sql_where(s, q->conds, q->nconds);
	add_order(s, q, tie);
	add_page(s, q);
}

void
sql_count(struct sql *s, const struct db_query *q)
{
	buf_adds(&s->text, "SELECT count(*) FROM ");
	add_name(s, q->table);
	sql_where(s, q->conds, q->nconds);
}

void
sql_insert(struct sql *s, const char *table, const struct db_set *set,
    size_t n)
{
	size_t i;

	buf_adds(&s->text, "INSERT INTO ");
	add_name(s, table);
	if (n == 0) {
		buf_adds(&s->text, " DEFAULT VALUES");
		return;
	}
	for (i = 0; i < n; i++) {
		buf_adds(&s->text, i == 0 ? " (" : ", ");
		add_name(s, set[i].column);
	}
	for (i = 0; i < n; i++) {
		buf_adds(&s->text, i == 0 ? ") VALUES (" : ", ");
		add_value(s, &set[i].value);
	}
	buf_addc(&s->text, ')');
}

void
sql_update(struct sql *s, const char *table, const struct db_set *set,
    size_t n)
{
	size_t i;

	assert(n > 0);
	buf_adds(&s->text, "UPDATE ");
	add_name(s, table);
	for (i = 0; i < n; i++) {
		buf_adds(&s->text, i == 0 ? " SET " : ", ");
		add_name(s, set[i].column);
		buf_adds(&s->text, " = ");
		add_value(s, &set[i].value);
	}
}

void
sql_delete(struct sql *s, const char *table)
{
	buf_adds(&s->text, "DELETE FROM ");
	add_name(s, table);
}
