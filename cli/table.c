/* SPDX-License-Identifier: ISC */
#include "cli/table.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

void
table_cell(struct table *t, const char *text)
{
	bool empty = text == NULL || *text == '\0';

	t->cells = grow(t->cells, t->n, &t->cap, sizeof(*t->cells));
	t->cells[t->n++] = empty ? xstrdup("-") : text_safe(text);
}

static void
widen(int widths[], size_t column, const char *text)
{
	int w = text_width(text);

	if (w > widths[column])
		widths[column] = w;
}

/* The last column is not padded: no blanks at the end of a line. */
static void
print_cell(const struct table *t, struct out *o, const int widths[],
    size_t column, const char *text)
{
	out_text(o, text);
	if (column + 1 == t->columns)
		out_text(o, "\n");
	else
		out_fmt(o, "%*s", widths[column] - text_width(text) + 2, "");
}

void
table_print(const struct table *t, struct out *o)
{
	int widths[MAX_TABLE_COLUMNS] = { 0 };
	bool head = isatty(o->fd) && t->n > 0;
	size_t i;

	assert(t->columns > 0);
	for (i = 0; head && i < t->columns; i++)
		widen(widths, i, t->heads[i]);
	for (i = 0; i < t->n; i++)
		widen(widths, i % t->columns, t->cells[i]);
	for (i = 0; head && i < t->columns; i++)
		print_cell(t, o, widths, i, t->heads[i]);
	for (i = 0; i < t->n; i++)
		print_cell(t, o, widths, i % t->columns, t->cells[i]);
}

void
table_clear(struct table *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free(t->cells[i]);
	free(t->cells);
	t->cells = NULL;
	t->n = t->cap = 0;
}
