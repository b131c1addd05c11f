/* SPDX-License-Identifier: ISC */
#include "cli/table.h"

#include <assert.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

#define MIN_COLUMN 8		/* no column is made narrower than that */
#define MAX_PADDED 40		/* nor padded to more, but on a terminal */

struct layout {
	int widths[MAX_TABLE_COLUMNS];
	bool cut;		/* what does not fit; else it sticks out */
};

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

/* Columns of the terminal that o writes to, 0 where it is none. */
static int
terminal_width(const struct out *o)
{
	struct winsize size;

	if (!isatty(o->fd))
		return 0;
	if (ioctl(o->fd, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
		return 80;
	return size.ws_col;
}

/* Take from the widest column until a line fits, or all are narrow. */
static void
narrow(int widths[], size_t columns, int room)
{
	int all = 2 * ((int)columns - 1);
	size_t i, widest;

	for (i = 0; i < columns; i++)
		all += widths[i];
	for (; all > room; all--) {
		for (widest = 0, i = 1; i < columns; i++)
			if (widths[i] > widths[widest])
				widest = i;
		if (widths[widest] <= MIN_COLUMN)
			return;
		widths[widest]--;
	}
}

/* One long name shall not push every other row off the page. */
static void
bound(int widths[], size_t columns)
{
	size_t i;

	for (i = 0; i < columns; i++)
		if (widths[i] > MAX_PADDED)
			widths[i] = MAX_PADDED;
}

/*
 * What is cut ends in an ellipsis.  The last column is not padded: no
 * blanks at the end of a line.
 */
static void
print_cell(const struct table *t, struct out *o, const struct layout *l,
    size_t column, const char *text)
{
	const char *dots = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ?
	    "\xe2\x80\xa6" : ".";
	int width = l->widths[column], used = text_width(text);

	if (l->cut && used > width) {
		out_bytes(o, text, text_fit(text, width - 1, &used));
		out_text(o, dots);
		used++;
	} else {
		out_text(o, text);
	}
	if (column + 1 == t->columns)
		out_text(o, "\n");
	else
		out_fmt(o, "%*s", used < width ? width - used + 2 : 2, "");
}

void
table_print(const struct table *t, struct out *o)
{
	int room = terminal_width(o);
	struct layout l = { .cut = room > 0 };
	bool head = room > 0 && t->n > 0;
	size_t i;

	assert(t->columns > 0);
	for (i = 0; head && i < t->columns; i++)
		widen(l.widths, i, t->heads[i]);
	for (i = 0; i < t->n; i++)
		widen(l.widths, i % t->columns, t->cells[i]);
	if (room > 0)
		narrow(l.widths, t->columns, room);
	else
		bound(l.widths, t->columns);
	for (i = 0; head && i < t->columns; i++)
		print_cell(t, o, &l, i, t->heads[i]);
	for (i = 0; i < t->n; i++)
		print_cell(t, o, &l, i % t->columns, t->cells[i]);
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
