/* SPDX-License-Identifier: ISC */
/* One question of the guided setup. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "certstore/thumbprint.h"
#include "tui/guide.h"
#include "tui/guide_parts.h"
#include "tui/view.h"

/* Lines of what is asked; of why and of a choice where there is room. */
enum { QUESTION_LINES = 2, WHY_LINES = 3, DETAIL_LINES = 4,
	ROOMY = 16, MIN_NAME = 10, MAX_NAME = 40 };

static const struct choice yes_no[] = {
	{ "yes", NULL }, { "no", NULL }, { NULL, NULL },
};

bool
asking_is_set(const struct asking *a)
{
	return a->q->field == NULL && a->q->row->type == GUIDE_SET;
}

bool
asking_is_yes_no(const struct asking *a)
{
	return a->q->field == NULL && a->q->row->type == GUIDE_YES_NO;
}

/* ---- choices ------------------------------------------------------------- */

static struct view *
ask_view(struct layer *layer)
{
	return ((struct asking *)layer)->view;
}

const struct guide_choice *
asking_selected(const struct asking *a)
{
	const struct view_row *row = view_selected(a->view);

	return row != NULL ? &a->choices.v[row->index] : NULL;
}

/* A certificate is known by its title; its thumbprint stands below. */
static const char *
name_of(const struct guide_choice *c)
{
	char thumbprint[THUMBPRINT_SIZE];

	return c->text != NULL && thumbprint_parse(c->value, thumbprint,
	    NULL) ? c->text : c->value;
}

static void
fill_choices(struct asking *a)
{
	struct view_column columns[] = { { "", MIN_NAME }, { "", 200 } };
	const struct guide_choice *c;
	char *refused;
	int width;
	size_t i;

	for (i = 0; i < a->choices.n; i++) {
		width = text_width(name_of(&a->choices.v[i]));
		if (width > columns[0].width)
			columns[0].width = width < MAX_NAME ? width :
			    MAX_NAME;
	}
	a->view = static_view_new(columns, ARRAY_SIZE(columns));
	a->view->empty = a->typed ? "" : "there is nothing to choose from";
	a->view->tags = asking_is_set(a);
	for (i = 0; i < a->choices.n; i++) {
		c = &a->choices.v[i];
		refused = c->refused != NULL ? xasprintf("not possible: %s",
		    c->refused) : NULL;
		static_view_add(a->view, c->value, (const char *[]){
		    name_of(c), refused != NULL ? refused : name_of(c) ==
		    c->text ? c->value : c->text }, refused != NULL ?
		    STYLE_GREY : STYLE_NORMAL);
		free(refused);
	}
}

/* What the default has, or else the first that is possible. */
static void
select_default(struct asking *a)
{
	char *copy, *rest, *word;
	size_t i = 0;

	copy = rest = xstrdup(a->def);
	while (asking_is_set(a) && (word = strsep(&rest, ",")) != NULL)
		view_tag(a->view, word, true);
	free(copy);
	if (view_select_key(a->view, a->def))
		return;
	while (i < a->choices.n && a->choices.v[i].refused != NULL)
		i++;
	view_select(a->view, i < a->choices.n ? (int64_t)i : 0);
}

/* In a list with a line: moving in the list is typing. */
static void
follow(struct asking *a)
{
	const struct guide_choice *c = asking_selected(a);

	if (!a->typed || c == NULL || a->view->selected == a->shown)
		return;
	a->shown = a->view->selected;
	line_set(&a->line, c->value);
	line_select(&a->line);
}

/* ---- drawing ------------------------------------------------------------- */

/* At most so many lines from there, the last one cut; returns how many. */
static int
draw_text(struct ui *ui, const struct rect *r, int lines, enum style style,
    const char *text)
{
	const char *rest = text, *from = text;
	char *line;
	int n = 0;

	while (n < lines && (line = wrap_next(&rest, r->width)) != NULL) {
		screen_field(ui->screen, r->row + n, r->column, r->width,
		    style, n + 1 == lines && *rest != '\0' ? from : line);
		free(line);
		from = rest;
		n++;
	}
	return n;
}

/* An answer that is still to come may bring further questions. */
static bool
may_grow(const struct asking *a)
{
	size_t i;

	for (i = a->at; i < a->list->n; i++)
		if (!a->list->v[i].optional && a->list->v[i].row->phase ==
		    GUIDE_ASK)
			return true;
	return false;
}

/*
 * "Step 4 of 19 or more   Partner", counted among what has to be answered.
 */
static char *
progress(const struct asking *a)
{
	const char *part = guide_part(a->list, a->at);
	size_t i, step = 0, steps = 0;

	for (i = 0; i < a->list->n; i++) {
		if (a->list->v[i].optional && i != a->at)
			continue;
		steps++;
		step += i <= a->at;
	}
	return xasprintf("Step %zu of %zu%s%s%s%s%s%s", step, steps,
	    may_grow(a) ? " or more" : "",
	    part != NULL ? "   " : "", part != NULL ? part : "",
	    a->q->way != NULL ? ", messages: " : "",
	    a->q->way != NULL ? a->q->way : "",
	    a->q->optional ? " (if one likes)" : "");
}

/* What the choice means, or why it cannot be; else what is allowed. */
static void
add_detail(struct asking *a, const struct guide_choice *c, struct buf *b)
{
	if (c != NULL && c->refused != NULL)
		buf_addf(b, "Not possible: %s", c->refused);
	else if (c != NULL && c->text != NULL)
		buf_addf(b, "%s: %s", c->value, c->text);
	else if (a->typed && a->choices.n > 0)
		buf_adds(b, "Up and Down take one from the list.");
	else if (a->q->field != NULL)
		field_allowed(a->q->field, b);
	buf_adds(b, "");
}

static void
draw_detail(struct asking *a, struct ui *ui, const struct rect *r)
{
	const struct guide_choice *c = asking_selected(a);
	struct buf b = { 0 };
	char *safe;

	if (a->typed && c != NULL && strcmp(line_text(&a->line),
	    c->value) != 0)
		c = NULL;
	add_detail(a, c, &b);
	safe = text_safe((const char *)b.data);
	draw_text(ui, r, r->height, c != NULL && c->refused != NULL ?
	    STYLE_WARNING : STYLE_NORMAL, safe);
	free(safe);
	buf_clear(&b);
}

static void
draw_line(struct asking *a, struct ui *ui, const struct rect *r)
{
	static const char label[] = "Answer: ";
	const int width = (int)sizeof(label) - 1;
	struct rect rest = { r->row, r->column + width, 1,
	    r->width - width };

	screen_text(ui->screen, r->row, r->column, width, STYLE_HEAD, label);
	line_draw(&a->line, ui->screen, &rest, ui->top == &a->layer);
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct asking *a = (struct asking *)layer;
	struct rect box = ui_body(ui);
	bool roomy = box.height >= ROOMY, focus = ui->top == layer;
	struct rect r = { box.row + 1, box.column + 2, 1, box.width - 4 };
	const int end = box.row + box.height - 1 - a->typed;
	const int detail = roomy ? DETAIL_LINES : 1;
	char *where = progress(a);

	follow(a);
	screen_box(ui->screen, &box, a->tour->guide->task->label);
	screen_field(ui->screen, r.row++, r.column, r.width, STYLE_GREY,
	    where);
	free(where);
	r.row += draw_text(ui, &r, QUESTION_LINES, STYLE_HEAD,
	    guide_text(a->q));
	r.row += draw_text(ui, &r, roomy ? WHY_LINES : 1, STYLE_NORMAL,
	    guide_why(a->q));
	r = (struct rect){ r.row, box.column + 1, end - detail - r.row,
	    box.width - 2 };
	screen_horizontal(ui->screen, &r, r.row);
	r.row++;
	r.height -= 2;
	view_draw(a->view, ui->screen, &r, false, focus && !a->typed);
	r.row += r.height;
	screen_horizontal(ui->screen, &r, r.row);
	r = (struct rect){ end - detail, box.column + 2, detail,
	    box.width - 4 };
	draw_detail(a, ui, &r);
	r.row = end;
	if (a->typed)
		draw_line(a, ui, &r);
}

static const char *
hint(struct layer *layer, struct ui *ui)
{
	const struct asking *a = (const struct asking *)layer;

	(void)ui;
	if (asking_is_set(a))
		return "Space marks, Enter takes what is marked; Shift-Tab: "
		    "back; Esc: leave, kept";
	if (asking_is_yes_no(a))
		return "y, n, or Enter for what is marked; Shift-Tab: back; "
		    "Esc: leave, kept";
	return "Enter takes it; Shift-Tab: back; Esc: leave, all is kept";
}

/* ---- asking -------------------------------------------------------------- */

static const struct layer_ops ops = {
	.context = &guide_context, .draw = draw, .key = asking_key,
	.paste = asking_paste,
	.hint = hint, .view = ask_view,
};

/* Half typed, taken back, answered, or what the table has. */
static void
find_default(struct asking *a)
{
	const struct guide *g = a->tour->guide;
	const char *before = guide_typed(a->q);

	if (before == NULL)
		before = props_get(&g->taken_back, a->q->id);
	if (before == NULL)
		before = props_get(&g->answers, a->q->id);
	a->begun = before != NULL;
	a->def = a->begun ? xstrdup(before) : guide_default(a->q);
}

static void
begin(struct asking *a)
{
	const struct choice *c;

	guide_choices(a->q, &a->choices);
	for (c = yes_no; asking_is_yes_no(a) && c->name != NULL; c++)
		guide_choice_add(&a->choices, c->name, NULL, NULL);
	a->typed = a->q->field != NULL ? a->choices.n == 0 :
	    a->q->row->type == GUIDE_TEXT || a->q->row->type == GUIDE_OPEN;
	find_default(a);
	if (a->begun)
		asking_keep(a, a->def);
	fill_choices(a);
	select_default(a);
	line_set(&a->line, a->def);
	if (!a->begun)
		line_select(&a->line);
	a->shown = a->view->selected;
}

enum turn
guide_ask(struct tour *tour, const struct guide_questions *list, size_t at)
{
	struct asking a = { .layer = { .ops = &ops }, .tour = tour,
	    .list = list, .at = at, .q = &list->v[at], .turn = TURN_LEAVE };

	begin(&a);
	if (!ui_modal(tour->ui, &a.layer))
		asking_keep_typed(&a);
	line_clear(&a.line);
	view_free(a.view);
	guide_choices_clear(&a.choices);
	free(a.def);
	return a.turn;
}
