/* SPDX-License-Identifier: ISC */
/* A page of the guided setup that is read: review, self-test, the end. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "tui/guide.h"
#include "tui/guide_parts.h"
#include "tui/move.h"
#include "tui/view.h"

/* ---- lines --------------------------------------------------------------- */

void
page_add(struct page_text *p, enum style style, int indent, char *text)
{
	p->v = grow(p->v, p->n, &p->cap, sizeof(*p->v));
	p->v[p->n++] = (struct page_line){ text, style, indent };
}

void
page_addf(struct page_text *p, enum style style, int indent, const char *fmt,
    ...)
{
	va_list ap;
	char *s = NULL;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		abort();
	va_end(ap);
	/* A line end in it comes from outside: ours are lines of their own. */
	page_add(p, style, indent, text_safe(s));
	free(s);
}

void
page_clear(struct page_text *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		free(p->v[i].text);
	free(p->v);
	memset(p, 0, sizeof(*p));
}

/* ---- the window ---------------------------------------------------------- */

struct page {
	struct layer layer;
	struct tour *tour;
	const struct page_text *text;
	const struct page_order *order;
	struct view *view;
	int width;		/* that it is wrapped to */
	enum turn turn;
};

static struct view *
page_view(struct layer *layer)
{
	return ((struct page *)layer)->view;
}

/* What goes on in the next line stands further in. */
static void
add_wrapped(struct page *p, const struct page_line *l)
{
	const char *rest = l->text;
	int indent = l->indent;
	char *line, *shown;

	while ((line = wrap_next(&rest, p->width - indent)) != NULL) {
		shown = xasprintf("%*s%s", indent, "", line);
		static_view_add(p->view, "", &(const char *){ shown },
		    l->style);
		free(shown);
		free(line);
		indent = l->indent + 2;
	}
}

static void
wrap(struct page *p, int width)
{
	int64_t top = p->view->top;
	size_t i;

	if (p->width == width)
		return;
	p->width = width;
	static_view_clear(p->view);
	for (i = 0; i < p->text->n; i++)
		add_wrapped(p, &p->text->v[i]);
	p->view->top = top;
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct page *p = (struct page *)layer;
	struct rect box = ui_body(ui);
	struct rect r = { box.row + 1, box.column + 1, box.height - 2,
	    box.width - 2 };

	screen_box(ui->screen, &box, p->order->title);
	wrap(p, r.width - 1);
	view_draw(p->view, ui->screen, &r, false, ui->top == layer);
}

static const char *
hint(struct layer *layer, struct ui *ui)
{
	(void)ui;
	return ((struct page *)layer)->order->next;
}

/* How far one has read. */
static char *
status(struct layer *layer, struct ui *ui)
{
	struct view *v = page_view(layer);
	int64_t below = v->total - v->top - v->height;

	(void)ui;
	return below > 0 ? xasprintf("PgDn: %lld more lines",
	    (long long)below) : xstrdup("");
}

/* ---- commands ------------------------------------------------------------ */

static void
next(struct ui *ui, struct layer *layer, const struct command *c)
{
	((struct page *)layer)->turn = TURN_NEXT;
	layer_accept(ui, layer, c);
}

static bool
can_go_back(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const char *why = ((struct page *)layer)->order->no_back;

	(void)ui;
	(void)c;
	return why == NULL || err_set(err, ERR_INVALID, "%s", why);
}

static void
back(struct ui *ui, struct layer *layer, const struct command *c)
{
	((struct page *)layer)->turn = TURN_BACK;
	layer_accept(ui, layer, c);
}

static bool
has_sample(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return ((struct page *)layer)->order->sample != NULL ||
	    err_set(err, ERR_INVALID, "there is nothing here that could "
	    "receive it");
}

static void
sample(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct page *p = (struct page *)layer;

	(void)ui;
	(void)c;
	p->order->sample(p->tour);
}

static const struct command rows[] = {
	{ .keys = "Enter", .name = "next", .label = "Next",
	  .help = "Go on.", .run = next },
	{ .keys = "F3 b Shift-Tab", .name = "back", .label = "Back",
	  .help = "Back to the questions; what was answered last is asked "
	      "again.",
	  .available = can_go_back, .run = back },
	{ .keys = "F4 s", .name = "sample", .label = "Sample",
	  .help = "Run a message that the partner has given, from a file, "
	      "through the new location; delivers nothing.",
	  .available = has_sample, .run = sample },
	{ .keys = "Esc Ctrl-C q", .name = "leave", .label = "Leave",
	  .help = "Leave the guide; it goes on from here another time.",
	  .run = layer_cancel },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context guide_page_context = {
	.name = "guide's page",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &guide_page_context, .draw = draw, .view = page_view,
	.hint = hint, .status = status,
};

const struct tour *
guide_page_tour(const struct layer *layer)
{
	return ((const struct page *)layer)->tour;
}

enum turn
guide_page(struct tour *tour, const struct page_text *text,
    const struct page_order *order)
{
	static const struct view_column column = { "", 400 };
	struct page p = { .layer = { .ops = &ops }, .tour = tour,
	    .text = text, .order = order, .turn = TURN_LEAVE };

	p.view = static_view_new(&column, 1);
	p.view->plain = true;
	ui_modal(tour->ui, &p.layer);
	view_free(p.view);
	return p.turn;
}
