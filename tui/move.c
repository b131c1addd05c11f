/* SPDX-License-Identifier: ISC */
#include "tui/move.h"

#include "base/mem.h"
#include "tui/event.h"
#include "tui/ui.h"
#include "tui/view.h"

static struct view *
view_of(struct layer *layer)
{
	return layer->ops->view(layer);
}

static void
up(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	view_move(view_of(layer), -1);
}

static void
down(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	view_move(view_of(layer), 1);
}

static void
page_up(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct view *v = view_of(layer);

	(void)ui;
	(void)c;
	v->top -= v->height;
	view_move(v, -v->height);
}

static void
page_down(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct view *v = view_of(layer);

	(void)ui;
	(void)c;
	v->top += v->height;
	view_move(v, v->height);
}

static void
first(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	view_select(view_of(layer), 0);
}

static void
last(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct view *v = view_of(layer);

	(void)ui;
	(void)c;
	view_select(v, v->total - 1);
}

static void
columns_left(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct view *v = view_of(layer);

	(void)ui;
	(void)c;
	if (v->shift > 0)
		v->shift--;
}

static void
columns_right(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct view *v = view_of(layer);

	(void)ui;
	(void)c;
	if (v->shift + v->fixed + 1 < v->ncolumns)
		v->shift++;
}

/* ---- order -------------------------------------------------------------- */

static bool
can_sort(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return view_of(layer)->sorts ||
	    err_set(err, ERR_INVALID, "this list has one order only");
}

static void
sort_next(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct view *v = view_of(layer);
	int next = v->sort + 1 < (int)v->ncolumns ? v->sort + 1 : 0;

	(void)c;
	view_sort(v, next, false);
	ui_say(ui, STYLE_NORMAL, "ordered by %s", v->columns[next].label);
}

static void
sort_back(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct view *v = view_of(layer);

	(void)ui;
	(void)c;
	view_sort(v, v->sort >= 0 ? v->sort : 0,
	    v->sort < 0 || !v->descending);
}

static const struct command rows[] = {
	{ .section = "In a list",
	  .keys = "Up k Ctrl-P", .name = "up", .help = "One row up.",
	  .run = up },
	{ .keys = "Down j Ctrl-N", .name = "down", .help = "One row down.",
	  .run = down },
	{ .keys = "PgUp Ctrl-B", .name = "page-up", .help = "One page up.",
	  .run = page_up },
	{ .keys = "PgDn Ctrl-F", .name = "page-down",
	  .help = "One page down.", .run = page_down },
	{ .keys = "Home g", .name = "first", .help = "The first row.",
	  .run = first },
	{ .keys = "End G", .name = "last", .help = "The last row.",
	  .run = last },
	{ .keys = "<", .name = "columns-left",
	  .help = "Show the columns further left.", .run = columns_left },
	{ .keys = ">", .name = "columns-right",
	  .help = "Show the columns further right.", .run = columns_right },
	{ .keys = "o", .name = "order",
	  .help = "Order the list by its next column.",
	  .available = can_sort, .run = sort_next },
	{ .keys = "O", .name = "reverse",
	  .help = "The same order, backwards.", .available = can_sort,
	  .run = sort_back },
};

const struct command_table move_commands = { rows, ARRAY_SIZE(rows) };

/* ---- the filter --------------------------------------------------------- */

bool
filter_key(struct filter *f, struct view *v, int key)
{
	if (!f->typing)
		return false;
	if (key == K_ESC) {
		line_set(&f->line, "");
		view_set_filter(v, NULL);
		f->typing = false;
		return true;
	}
	if (key == K_ENTER) {
		f->typing = false;
		return !f->enter_accepts;
	}
	if (!line_key(&f->line, key))
		return false;
	view_set_filter(v, line_text(&f->line));
	return true;
}

bool
filter_paste(struct filter *f, struct view *v, const char *text)
{
	if (!f->typing)
		return false;
	line_paste(&f->line, text);
	view_set_filter(v, line_text(&f->line));
	return true;
}

void
filter_start(struct filter *f, const struct view *v)
{
	line_set(&f->line, v->filter != NULL ? v->filter : "");
	f->typing = true;
}

void
filter_draw(struct filter *f, const struct view *v, struct screen *s,
    const struct rect *r)
{
	struct rect rest = { r->row, r->column + 1, 1, r->width - 1 };

	if (!f->typing && v->filter == NULL)
		return;
	screen_text(s, r->row, r->column, r->width, STYLE_HEAD, "/");
	if (f->typing)
		line_draw(&f->line, s, &rest, true);
	else
		screen_field(s, rest.row, rest.column, rest.width,
		    STYLE_WARNING, v->filter);
}
