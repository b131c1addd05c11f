/* SPDX-License-Identifier: ISC */
#include "tui/rows.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tui/ask.h"
#include "tui/event.h"
#include "tui/move.h"
#include "tui/picker.h"
#include "tui/view.h"

enum { GRID_HEIGHT = 16, GRID_WIDTH = 72, MAX_CELLS = VIEW_COLUMNS };

struct grid {
	struct layer layer;
	const char *title;
	const struct row_table *table;
	struct rows *rows;
	const char *frozen;
	struct view *view;
};

static struct view *
grid_view(struct layer *layer)
{
	return ((struct grid *)layer)->view;
}

static void
show_rows(struct grid *g)
{
	const char *cells[MAX_CELLS];
	size_t i, j;

	static_view_clear(g->view);
	for (i = 0; i < g->rows->n; i++) {
		for (j = 0; j < g->rows->width && j < MAX_CELLS; j++)
			cells[j] = rows_cell(g->rows, i, j);
		static_view_add(g->view, "", cells, STYLE_NORMAL);
	}
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct grid *g = (struct grid *)layer;
	struct rect box = ui_centre(ui, GRID_HEIGHT, GRID_WIDTH);
	struct rect r = { box.row + 1, box.column + 1, box.height - 2,
	    box.width - 2 };

	screen_box(ui->screen, &box, g->title);
	view_draw(g->view, ui->screen, &r, true, ui->top == layer);
}

/* ---- commands ----------------------------------------------------------- */

static bool
may_change(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct grid *g = (const struct grid *)layer;

	(void)ui;
	(void)c;
	return g->frozen == NULL || err_set(err, ERR_DENIED, "%s",
	    g->frozen);
}

static bool
has_row(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	if (!may_change(ui, layer, c, err))
		return false;
	return view_selected(grid_view(layer)) != NULL ||
	    err_set(err, ERR_NOT_FOUND, "there is no row");
}

/* One cell, by its type; NULL where it was cancelled. */
static char *
ask_cell(struct ui *ui, const struct field *f, const char *text)
{
	struct prompt p = { .title = f->label, .text = f->label,
	    .initial = text };

	if (f->choices != NULL)
		return pick_choice(ui, f->label, f->choices, text);
	if (f->type == FIELD_REF)
		return pick_object(ui, f, NULL, text);
	return ask_line(ui, &p);
}

/* All cells one after the other; false where it was cancelled. */
static bool
ask_cells(struct ui *ui, const struct row_table *t, char **cells)
{
	char *answer;
	size_t i;

	for (i = 0; i < t->nfields; i++) {
		answer = ask_cell(ui, &t->fields[i], cells[i] != NULL ?
		    cells[i] : "");
		if (answer == NULL)
			return false;
		free(cells[i]);
		cells[i] = answer;
	}
	return true;
}

static void
add_row(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;
	char *cells[MAX_CELLS] = { NULL };
	size_t i;

	(void)c;
	if (ask_cells(ui, g->table, cells)) {
		rows_add(g->rows, g->table->nfields,
		    (const char *const *)cells);
		show_rows(g);
		view_select(g->view, INT32_MAX);
	}
	for (i = 0; i < MAX_CELLS; i++)
		free(cells[i]);
}

static void
edit_row(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;
	size_t row = view_selected(g->view)->index, i;
	char **cells = g->rows->cells + row * g->rows->width;
	char *copy[MAX_CELLS] = { NULL };

	(void)c;
	for (i = 0; i < g->rows->width && i < MAX_CELLS; i++)
		copy[i] = xstrdup(cells[i]);
	if (ask_cells(ui, g->table, copy))
		for (i = 0; i < g->rows->width && i < MAX_CELLS; i++)
			str_replace(&cells[i], copy[i]);
	for (i = 0; i < MAX_CELLS; i++)
		free(copy[i]);
	show_rows(g);
}

static void
delete_row(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;

	(void)ui;
	(void)c;
	rows_remove(g->rows, view_selected(g->view)->index);
	show_rows(g);
}

/* The row and the one below it change places. */
static void
swap_rows(struct grid *g, size_t upper)
{
	char **a = g->rows->cells + upper * g->rows->width, *cell;
	size_t i;

	for (i = 0; i < g->rows->width; i++) {
		cell = a[i];
		a[i] = a[i + g->rows->width];
		a[i + g->rows->width] = cell;
	}
	show_rows(g);
}

static void
move_up(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;
	size_t row = view_selected(g->view)->index;

	(void)ui;
	(void)c;
	if (row == 0)
		return;
	swap_rows(g, row - 1);
	view_move(g->view, -1);
}

static void
move_down(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;
	size_t row = view_selected(g->view)->index;

	(void)ui;
	(void)c;
	if (row + 1 >= g->rows->n)
		return;
	swap_rows(g, row);
	view_move(g->view, 1);
}

static const struct command commands[] = {
	{ .keys = "Enter F2 Ctrl-S", .name = "ok", .label = "OK",
	  .help = "Take the rows into the dialog.", .run = layer_accept },
	{ .keys = "Esc Ctrl-C q", .name = "cancel", .label = "Cancel",
	  .help = "Leave the rows as they were.", .run = layer_cancel },
	{ .keys = "n Insert", .name = "add", .label = "Add",
	  .help = "Add a row at the end.", .available = may_change,
	  .run = add_row },
	{ .keys = "F3 e", .name = "edit", .label = "Edit",
	  .help = "Change the cells of the row, one after the other.",
	  .available = has_row, .run = edit_row },
	{ .keys = "F8 d Delete", .name = "delete", .label = "Delete",
	  .help = "Take the row out.", .available = has_row,
	  .ask = "Take this row out?", .run = delete_row },
	{ .keys = "K", .name = "move-up", .label = "Up",
	  .help = "Move the row up.", .available = has_row,
	  .run = move_up },
	{ .keys = "J", .name = "move-down", .label = "Down",
	  .help = "Move the row down.", .available = has_row,
	  .run = move_down },
};
static const struct command_table table = { commands, ARRAY_SIZE(commands) };

const struct command_context rows_context = {
	.name = "rows",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &rows_context, .draw = draw, .view = grid_view,
};

bool
rows_edit(struct ui *ui, const char *title, const struct row_table *t,
    struct rows *rows, const char *frozen)
{
	struct grid g = { .layer = { .ops = &ops }, .title = title,
	    .table = t, .rows = rows, .frozen = frozen };
	struct view_column columns[MAX_CELLS];
	size_t i, n = t->nfields < MAX_CELLS ? t->nfields : MAX_CELLS;
	bool ok;

	for (i = 0; i < n; i++)
		columns[i] = (struct view_column){ t->fields[i].label,
		    t->fields[i].column > 0 ? t->fields[i].column : 20 };
	g.view = static_view_new(columns, n);
	g.view->empty = frozen != NULL ? "no rows" : "no rows: n adds one";
	show_rows(&g);
	ok = ui_modal(ui, &g.layer) && frozen == NULL;
	view_free(g.view);
	return ok;
}
