/* SPDX-License-Identifier: ISC */
#include "tui/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/wrap.h"
#include "model/model.h"
#include "tui/ask.h"
#include "tui/bulk.h"
#include "tui/event.h"
#include "tui/form.h"
#include "tui/move.h"
#include "tui/picker.h"
#include "tui/view.h"

enum { GRID_HEIGHT = 16, GRID_WIDTH = 72, MAX_CELLS = VIEW_COLUMNS,
	PREVIEW_LINES = 3, BESIDE_WIDTH = 36 };

struct grid {
	struct layer layer;
	struct ui *ui;
	const struct field *field;
	struct object *self;	/* whose rows they are */
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

static const char *
words_of(const struct choice *c, const char *text)
{
	for (; c->name != NULL; c++)
		if (strcmp(c->name, text) == 0)
			return c->label;
	return text;
}

const char *
rows_words(const struct field *of, const struct object *self, size_t row,
    size_t cell)
{
	const struct rows *rows = (const struct rows *)((const char *)self +
	    of->at);
	const struct field *f = &of->rows->fields[cell];
	const char *text = rows_cell(rows, row, cell);
	struct choice *list;

	if (of->rows->offered != NULL) {
		list = of->rows->offered(self, rows->cells + row * rows->width,
		    cell);
		text = words_of(list, text);
		free(list);
		return text;
	}
	return f->type == FIELD_CHOICE ? words_of(f->choices, text) : text;
}

/* The table's field of what the first cell names; heap. */
static char *
beside_text(const struct grid *g, const char *name)
{
	struct object *o = model_find(g->ui->model, g->table->fields[0].ref,
	    name, NULL);
	char *text = o != NULL ? field_show(object_field(o,
	    g->table->beside), o) : xstrdup("");

	object_free(o);
	return text;
}

static void
show_rows(struct grid *g)
{
	const char *cells[MAX_CELLS] = { NULL };
	char *beside = NULL;
	size_t i, j;

	static_view_clear(g->view);
	for (i = 0; i < g->rows->n; i++) {
		for (j = 0; j < g->rows->width && j < MAX_CELLS; j++)
			cells[j] = rows_words(g->field, g->self, i, j);
		if (g->table->beside != NULL && j < MAX_CELLS)
			cells[j] = beside = beside_text(g,
			    rows_cell(g->rows, i, 0));
		static_view_add(g->view, g->table->elsewhere != NULL ?
		    cells[0] : "", cells, STYLE_NORMAL);
		free(beside);
		beside = NULL;
	}
}

/* All rows in one text, below a line at the foot of the box. */
static void
draw_preview(struct grid *g, struct ui *ui, const struct rect *r)
{
	struct buf b = { 0 };
	const char *rest;
	char *line;
	int i;

	buf_adds(&b, "");
	g->table->preview(g->rows, &b);
	rest = (const char *)b.data;
	screen_horizontal(ui->screen, r, r->row - 1);
	for (i = 0; i < PREVIEW_LINES &&
	    (line = wrap_next(&rest, r->width)) != NULL; i++) {
		screen_text(ui->screen, r->row + i, r->column, r->width,
		    STYLE_GREY, line);
		free(line);
	}
	buf_clear(&b);
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct grid *g = (struct grid *)layer;
	struct rect box = ui_centre(ui, GRID_HEIGHT, GRID_WIDTH);
	struct rect r = { box.row + 1, box.column + 1, box.height - 2,
	    box.width - 2 };

	screen_box(ui->screen, &box, g->field->label);
	if (g->table->preview != NULL) {
		r.height -= PREVIEW_LINES + 1;
		draw_preview(g, ui, &(struct rect){ r.row + r.height + 1,
		    r.column, PREVIEW_LINES, r.width });
	}
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

static bool
has_properties(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	if (((struct grid *)layer)->table->fields[0].type != FIELD_REF)
		return err_set(err, ERR_INVALID, "the row names no object");
	return view_selected(grid_view(layer)) != NULL ||
	    err_set(err, ERR_NOT_FOUND, "there is no row");
}

/* A new row, or a new object where each row is one. */
static bool
can_add(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct grid *g = (const struct grid *)layer;

	if (g->table->elsewhere == NULL)
		return may_change(ui, layer, c, err);
	if (g->self->id == 0)
		return err_set(err, ERR_INVALID, "save the %s first: F3 in "
		    "its dialog", g->self->kind->name);
	return model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

/* A row that may be changed or taken out. */
static bool
has_own_row(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct grid *g = (const struct grid *)layer;

	if (g->table->elsewhere != NULL)
		return has_properties(ui, layer, c, err);
	if (!has_row(ui, layer, c, err))
		return false;
	return g->table->automatic == NULL || !g->table->automatic(g->rows,
	    view_selected(g->view)->index) || err_set(err, ERR_DENIED,
	    "the row is automatic and stays as it is");
}

static bool
can_delete(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	return has_own_row(ui, layer, c, err) &&
	    (((struct grid *)layer)->table->elsewhere == NULL ||
	    model_may(ui->model, ROLE_ADMINISTRATOR, err));
}

/* Texts that are offered, and a last line to type another one. */
static char *
ask_offered(struct ui *ui, const struct field *f, const char *text)
{
	struct prompt p = { .title = f->label, .text = f->label,
	    .initial = text, .replace = true };
	const struct choice *c;
	struct choice *all;
	char *answer;
	bool known = *text == '\0';
	size_t n = 0;

	for (c = f->choices; c->name != NULL; c++)
		n++;
	all = xcalloc(n + 2, sizeof(*all));
	memcpy(all, f->choices, n * sizeof(*all));
	all[n] = (struct choice){ "", "(another one: type it)" };
	for (c = all; c < all + n; c++)
		known = known || strcmp(c->name, text) == 0;
	answer = pick_choice(ui, f->label, all, !known ? "" :
	    *text != '\0' ? text : all[0].name);
	free(all);
	if (answer == NULL || *answer != '\0')
		return answer;
	free(answer);
	return ask_line(ui, &p);
}

/* One cell, by its type; NULL where it was cancelled. */
static char *
ask_cell(const struct grid *g, const struct field *f, const char *text)
{
	struct ui *ui = g->ui;
	struct prompt p = { .title = f->label, .text = f->label,
	    .initial = text, .replace = true };

	if (f->type == FIELD_TEXT && f->choices != NULL)
		return ask_offered(ui, f, text);
	if (f->choices != NULL)
		return pick_choice(ui, f->label, f->choices, text);
	if (f->type == FIELD_REF)
		return pick_object(ui, f, g->self, text);
	return ask_line(ui, &p);
}

/* From what is offered here; what stands alone is taken. */
static char *
ask_among(const struct grid *g, char *const *cells, size_t cell)
{
	struct choice *list = g->table->offered(g->self, cells, cell);
	const char *label = g->table->fields[cell].label;
	char *answer;

	if (list[0].name != NULL && list[1].name == NULL && cell > 0)
		answer = xstrdup(list[0].name);
	else
		answer = pick_choice(g->ui, label, list,
		    cells[cell] != NULL ? cells[cell] : "");
	free(list);
	return answer;
}

/* All cells one after the other; false where it was cancelled. */
static bool
ask_cells(const struct grid *g, char **cells)
{
	const struct row_table *t = g->table;
	const char *fixed;
	char *answer;
	size_t i;

	for (i = 0; i < t->nfields; i++) {
		fixed = t->fixed != NULL ? t->fixed(cells, i) : NULL;
		answer = fixed != NULL ? xstrdup(fixed) :
		    t->offered != NULL ? ask_among(g, cells, i) :
		    ask_cell(g, &t->fields[i],
		    cells[i] != NULL ? cells[i] : "");
		if (answer == NULL)
			return false;
		free(cells[i]);
		cells[i] = answer;
	}
	return true;
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

/* A row that is asked for, as number `at`. */
static void
new_row(struct grid *g, size_t at)
{
	char *cells[MAX_CELLS] = { NULL };
	size_t i;

	if (ask_cells(g, cells)) {
		rows_add(g->rows, g->table->nfields,
		    (const char *const *)cells);
		for (i = g->rows->n - 1; i > at; i--)
			swap_rows(g, i - 1);
		show_rows(g);
		view_select(g->view, (int64_t)at);
	}
	for (i = 0; i < MAX_CELLS; i++)
		free(cells[i]);
}

/* ---- rows that are objects ---------------------------------------------- */

/* The rows as they are by now, with that one selected; or NULL. */
static void
read_again(struct grid *g, const char *name)
{
	struct object *fresh = model_get_id(g->ui->model, g->self->kind,
	    g->self->id, NULL);

	if (fresh != NULL)
		field_copy(g->field, g->self, fresh);
	object_free(fresh);
	show_rows(g);
	if (name != NULL)
		view_select_key(g->view, name);
}

/* The new one's reference to whose rows they are is filled in. */
static void
new_object(struct grid *g)
{
	const struct kind *k = kind_find(g->table->fields[0].ref);
	struct object *draft = object_new(k), *owner = model_get_id(
	    g->ui->model, g->self->kind, g->self->id, NULL);
	const struct field *f;
	char *name;

	for (f = k->fields; owner != NULL && f < k->fields + k->nfields; f++)
		if (f->type == FIELD_REF && !(f->flags & FIELD_DERIVED) &&
		    strcmp(f->ref, owner->kind->name) == 0)
			(void)field_parse(f, draft, owner->name, NULL);
	object_free(owner);
	name = form_new(g->ui, draft);
	read_again(g, name);
	free(name);
}

static void
delete_object(struct grid *g)
{
	char *name = xstrdup(view_selected(g->view)->key);

	bulk_delete(g->ui, &(struct many){
	    .kind = kind_find(g->table->fields[0].ref), .names = &name,
	    .n = 1 });
	free(name);
	read_again(g, NULL);
}

static void
properties(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;
	size_t row = view_selected(g->view)->index;

	(void)c;
	form_edit(ui, g->table->fields[0].ref, rows_cell(g->rows, row, 0),
	    NULL);
	if (g->table->elsewhere != NULL)
		read_again(g, NULL);
	else
		show_rows(g);
}

/* ---- rows --------------------------------------------------------------- */

static void
add_row(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;

	(void)ui;
	(void)c;
	if (g->table->elsewhere != NULL)
		new_object(g);
	else
		new_row(g, g->rows->n);
}

static void
insert_row(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;

	(void)ui;
	(void)c;
	new_row(g, view_selected(g->view)->index);
}

/* There is nothing to take of rows that are only shown. */
static void
enter(struct ui *ui, struct layer *layer, const struct command *c)
{
	const struct grid *g = (const struct grid *)layer;

	if (g->table->elsewhere != NULL && view_selected(g->view) != NULL)
		properties(ui, layer, c);
	else
		layer_accept(ui, layer, c);
}

static void
edit_cells(struct grid *g)
{
	size_t row = view_selected(g->view)->index, i;
	char **cells = g->rows->cells + row * g->rows->width;
	char *copy[MAX_CELLS] = { NULL };

	for (i = 0; i < g->rows->width && i < MAX_CELLS; i++)
		copy[i] = xstrdup(cells[i]);
	if (ask_cells(g, copy))
		for (i = 0; i < g->rows->width && i < MAX_CELLS; i++)
			str_replace(&cells[i], copy[i]);
	for (i = 0; i < MAX_CELLS; i++)
		free(copy[i]);
	show_rows(g);
}

static void
edit_row(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;

	if (g->table->elsewhere != NULL)
		properties(ui, layer, c);
	else
		edit_cells(g);
}

static void
delete_row(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct grid *g = (struct grid *)layer;

	if (g->table->elsewhere != NULL) {
		delete_object(g);
	} else if (ask_sure(ui, c->name, "Take this row out?")) {
		rows_remove(g->rows, view_selected(g->view)->index);
		show_rows(g);
	}
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
	{ .keys = "Enter", .name = "enter",
	  .help = "As OK; of a row that is only shown, its properties.",
	  .run = enter },
	{ .keys = "F2 Ctrl-S", .name = "ok", .label = "OK",
	  .help = "Take the rows into the dialog.", .run = layer_accept },
	{ .keys = "Esc Ctrl-C q", .name = "cancel", .label = "Cancel",
	  .help = "Leave the rows as they were.", .run = layer_cancel },
	{ .keys = "n", .name = "add", .label = "Add",
	  .help = "Add a row at the end; where the rows are objects, make "
	      "one.", .available = can_add,
	  .run = add_row },
	{ .keys = "i Insert", .name = "insert", .label = "Insert",
	  .help = "Insert a row above this one.", .available = has_row,
	  .run = insert_row },
	{ .keys = "F3 e", .name = "edit", .label = "Edit",
	  .help = "Change the cells of the row, one after the other; an "
	      "object's properties.",
	  .available = has_own_row, .run = edit_row },
	{ .keys = "F8 d Delete", .name = "delete", .label = "Delete",
	  .help = "Take the row out; delete the object that it is.",
	  .available = can_delete, .run = delete_row },
	{ .keys = "K", .name = "move-up", .label = "Up",
	  .help = "Move the row up.", .available = has_row,
	  .run = move_up },
	{ .keys = "J", .name = "move-down", .label = "Down",
	  .help = "Move the row down.", .available = has_row,
	  .run = move_down },
	{ .keys = "F4 p", .name = "properties", .label = "Props",
	  .help = "The dialog of the object that the row names.",
	  .available = has_properties, .run = properties },
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
rows_edit(struct ui *ui, const struct field *field, struct object *self,
    const char *frozen)
{
	const struct row_table *t = field->rows;
	struct grid g = { .layer = { .ops = &ops }, .ui = ui,
	    .field = field, .self = self, .table = t, .frozen = frozen,
	    .rows = (struct rows *)(void *)((char *)self + field->at) };
	struct view_column columns[MAX_CELLS];
	size_t i, n = t->nfields < MAX_CELLS ? t->nfields : MAX_CELLS;
	const struct kind *other;
	bool ok;

	for (i = 0; i < n; i++)
		columns[i] = (struct view_column){ t->fields[i].label,
		    t->fields[i].column > 0 ? t->fields[i].column : 20 };
	if (t->beside != NULL && n < MAX_CELLS) {
		other = kind_find(t->fields[0].ref);
		columns[n++] = (struct view_column){ fields_find(
		    other->fields, other->nfields, t->beside)->label,
		    BESIDE_WIDTH };
	}
	g.view = static_view_new(columns, n);
	g.view->empty = frozen != NULL && t->elsewhere == NULL ? "no rows" :
	    "no rows: n adds one";
	show_rows(&g);
	ok = ui_modal(ui, &g.layer) && frozen == NULL;
	view_free(g.view);
	return ok;
}
