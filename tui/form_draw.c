/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "certstore/thumbprint.h"
#include "tui/event.h"
#include "tui/form_parts.h"
#include "tui/rows.h"

enum { FORM_HEIGHT = 34, FORM_WIDTH = 110, FOOT_LINES = 5,
	LABEL_MAX = 31, VALUE_MIN = 12, ARROW = 2 };

const char *const form_buttons[] = { "OK", "Cancel", "Apply" };
const size_t form_nbuttons = ARRAY_SIZE(form_buttons);

/* ---- fields ------------------------------------------------------------- */

static bool
is_cert(const struct slot *s)
{
	return s->field != NULL && s->field->type == FIELD_CERT;
}

static const char *
label_of(const struct slot *s)
{
	return s->field != NULL ? s->field->label : s->name;
}

/* A thumbprint in groups needs a line of its own, and one says whose it is. */
static int
slot_height(struct form *f, const struct slot *s)
{
	if (!is_cert(s))
		return 1;
	return form_cert_note(f, s) != NULL ? 3 : 2;
}

/* Never so wide that there is no room for values in that many columns. */
static int
label_width(const struct form *f, int room)
{
	const struct slot *s;
	int width = 8, w;

	for (s = f->slots.v; s < f->slots.v + f->slots.n; s++) {
		if (!form_on_page(f, s) || form_widget(s) == WIDGET_BOOL)
			continue;
		w = text_width(label_of(s)) + 1;
		if (w > width)
			width = w;
	}
	if (width > LABEL_MAX)
		width = LABEL_MAX;
	return width > room - VALUE_MIN ? room - VALUE_MIN : width;
}

static char *shown_value(const struct form *, const struct slot *);

static bool
opens_list(const struct slot *s)
{
	return form_widget(s) != WIDGET_LINE || (s->field != NULL &&
	    (s->field->choices != NULL || s->field->type == FIELD_REF));
}

/*
 * Of a row that is not as the others: where label and value both have room in
 * that many columns, none is cut for the sake of the column of labels.
 */
static int
row_label_width(const struct form *f, const struct slot *s, int label,
    int room)
{
	char *text = shown_value(f, s);
	int want = text_width(label_of(s)) + 1;
	int value = text_width(text) + (opens_list(s) ? ARROW : 0);

	free(text);
	/* What is typed needs room as well. */
	if (form_widget(s) == WIDGET_LINE && value < VALUE_MIN)
		value = VALUE_MIN;
	if (want + value > room)
		return label;
	return want > label ? want : label + value > room ? room - value :
	    label;
}

/* "(none)", "3: Contoso, 12345, CONTOSO\svc": what the rows end with. */
static char *
rows_summary(const struct form *f, const struct field *field)
{
	enum { NAMED = 4 };
	const struct rows *rows = (const struct rows *)((const char *)f->now +
	    field->at);
	struct buf b = { 0 };
	size_t i;

	if (rows->n == 0)
		return xstrdup("(none)");
	if (field->rows->preview != NULL) {
		field->rows->preview(rows, &b);
		return buf_steal(&b);
	}
	buf_addf(&b, "%zu:", rows->n);
	for (i = 0; i < rows->n && i < NAMED; i++)
		buf_addf(&b, "%s %s", i > 0 ? "," : "", rows_words(field,
		    f->now, i, rows->width - 1));
	if (i < rows->n)
		buf_adds(&b, ", ...");
	return buf_steal(&b);
}

static char *
grid_summary(const struct form *f, const struct slot *s)
{
	char *text, *out;
	size_t lines = 0, i;

	if (s->prefix == NULL && s->field->type == FIELD_ROWS)
		return rows_summary(f, s->field);
	text = slot_get(f->now, s);
	for (i = 0; text[i] != '\0'; i++)
		lines += text[i] == '\n' || text[i + 1] == '\0';
	out = xasprintf("%zu line%s", lines, lines == 1 ? "" : "s");
	free(text);
	return out;
}
/* An option that a port takes from its pipeline unless it sets it itself. */
bool
form_of_pipeline(const struct slot *s)
{
	return s->stage != NULL && s->of != NULL;
}

/* Where a value that is not set here comes from. */
static char *
origin_mark(const struct form *f, const struct slot *s)
{
	if (slot_is_set(f->now, s))
		return xstrdup(form_of_pipeline(s) ? " (here)" : "");
	if (form_of_pipeline(s))
		return xstrdup(" (pipeline)");
	return xasprintf(" (%s)", s->origin != NULL ? s->origin : "default");
}

/* The value as it stands there when the cursor is elsewhere. */
static char *
shown_value(const struct form *f, const struct slot *s)
{
	const struct rejected *r = form_rejected(f, s);
	const char *unit;
	char *text, *mark, *out;

	if (r != NULL)
		return xstrdup(slot_is_secret(s) ? "(not taken)" : r->text);
	if (form_widget(s) == WIDGET_GRID)
		return grid_summary(f, s);
	text = slot_show(f->now, s);
	unit = s->field != NULL && *text != '\0' ? s->field->unit : NULL;
	mark = origin_mark(f, s);
	out = xasprintf("%s%s%s%s", text, unit != NULL ? " " : "",
	    unit != NULL ? unit : "", *text != '\0' ? mark : "");
	free(mark);
	free(text);
	return out;
}

static enum style
value_style(const struct form *f, const struct slot *s)
{
	if (form_rejected(f, s) != NULL)
		return STYLE_ERROR;
	if (form_frozen(f, s) != NULL || !slot_is_set(f->now, s))
		return STYLE_GREY;
	return form_changed(f, s) ? STYLE_CHANGED : STYLE_NORMAL;
}

static void
draw_bool(struct form *f, const struct slot *s, const struct rect *r,
    bool focus)
{
	struct screen *screen = f->ui->screen;
	char *value = slot_get(f->now, s);
	const char *is = slot_is_set(f->now, s) ? value : s->inherited;
	char *mark = origin_mark(f, s);
	char *text = xasprintf("[%c] %s%s", strcmp(is, "true") == 0 ? 'x' :
	    ' ', label_of(s), mark);

	screen_field(screen, r->row, r->column, text_width(text) < r->width ?
	    text_width(text) : r->width, focus ? STYLE_SELECT :
	    value_style(f, s), text);
	if (focus)
		screen_cursor(screen, r->row, r->column + 1);
	free(text);
	free(mark);
	free(value);
}

static void
draw_value(struct form *f, const struct slot *s, const struct rect *r,
    bool focus)
{
	struct screen *screen = f->ui->screen;
	enum widget widget = form_widget(s);
	bool opens = opens_list(s);
	int width = opens ? r->width - ARROW : r->width;
	char *text;

	/* What is there is not edited, but replaced by what is typed. */
	if (focus && widget == WIDGET_LINE &&
	    (f->typed || !slot_is_secret(s) || slot_is_empty(f->now, s))) {
		line_draw(&f->line, screen, &(struct rect){ r->row,
		    r->column, 1, width }, true);
	} else {
		text = shown_value(f, s);
		screen_field(screen, r->row, r->column, width,
		    focus ? STYLE_SELECT : value_style(f, s), text);
		free(text);
		if (focus)
			screen_cursor(screen, r->row, r->column);
	}
	if (opens && form_frozen(f, s) == NULL)
		screen_glyph(screen, r->row, r->column + r->width - 1,
		    STYLE_NORMAL, GLYPH_DOWN);
}

static void
draw_label(struct form *f, const struct slot *s, int row, int column,
    int width)
{
	char *text = xasprintf("%s:", label_of(s));

	screen_field(f->ui->screen, row, column, width, STYLE_NORMAL, text);
	free(text);
}

static void
draw_cert(struct form *f, const struct slot *s, const struct rect *r,
    bool focus)
{
	struct rect line = { r->row + 1, r->column, 1, r->width };
	const struct cert_note *note = form_cert_note(f, s);

	draw_label(f, s, r->row, r->column, r->width - 2);
	if (form_frozen(f, s) == NULL)
		screen_glyph(f->ui->screen, r->row, r->column + r->width - 1,
		    STYLE_NORMAL, GLYPH_DOWN);
	draw_value(f, s, &line, focus);
	/* Not below another thumbprint that is just being typed. */
	if (note != NULL && form_rejected(f, s) == NULL &&
	    !(focus && f->typed))
		screen_field(f->ui->screen, r->row + 2, r->column, r->width,
		    note->style, note->text);
}

/* Leaving what was typed into may bring and take fields. */
static void
press_slot(struct ui *ui, const struct spot *spot, int row, int column)
{
	struct form *f = spot->of;
	char *name = xstrdup(f->slots.v[spot->number].name);

	(void)row;
	(void)column;
	form_leave(f);
	if (form_focus_name(f, name) && form_widget(form_focused(f)) ==
	    WIDGET_BOOL)
		form_key(&f->layer, ui, ' ');
	free(name);
}

static void
draw_slot(struct form *f, const struct slot *s, const struct rect *r,
    int label)
{
	bool focus = f->ui->top == &f->layer && form_focused(f) == s;
	struct rect value = { r->row, r->column + 1, 1, r->width - 1 };

	screen_spot(f->ui->screen, &(struct spot){ .press = press_slot,
	    .area = *r, .of = f, .number = (size_t)(s - f->slots.v),
	    .opens = form_can_choose(s) });
	if (form_changed(f, s))
		screen_text(f->ui->screen, r->row, r->column, 1,
		    STYLE_CHANGED, "*");
	if (form_widget(s) == WIDGET_BOOL) {
		draw_bool(f, s, &value, focus);
	} else if (is_cert(s)) {
		draw_cert(f, s, &value, focus);
	} else {
		label = row_label_width(f, s, label, value.width - 1);
		draw_label(f, s, r->row, r->column + 1, label);
		value.column += label + 1;
		value.width -= label + 1;
		draw_value(f, s, &value, focus);
	}
}

/* Scroll so that the focused field is seen whole. */
static void
scroll_to_focus(struct form *f, int height)
{
	const struct slot *s, *focused = form_focused(f);
	int at = 0, h;

	for (s = f->slots.v; s < f->slots.v + f->slots.n; s++) {
		if (!form_on_page(f, s))
			continue;
		h = slot_height(f, s);
		if (s == focused && at < f->scroll)
			f->scroll = at;
		if (s == focused && at + h > f->scroll + height)
			f->scroll = at + h - height;
		at += h;
	}
}

/* Whose options a page holds, like the title of the original's window. */
static char *
banner(const struct form *f)
{
	const struct slot *s, *of;
	char *value, *text;

	for (s = f->slots.v; s < f->slots.v + f->slots.n; s++)
		if (form_on_page(f, s))
			break;
	if (s == f->slots.v + f->slots.n || (s->of == NULL &&
	    s->stage == NULL))
		return NULL;
	of = s->of != NULL ? slots_find(&f->slots, s->of) : NULL;
	value = of != NULL ? slot_show(f->now, of) : xstrdup("");
	text = s->stage == NULL ? xasprintf("%s Transport Properties",
	    value) : *value == '\0' ? xasprintf("Stage %s", s->stage) :
	    xasprintf("Configure Pipeline - %s: %s", value, s->stage);
	free(value);
	return text;
}

/* What is above and below the window. */
static void
draw_more(struct form *f, const struct rect *r, int above, int below)
{
	char *text;

	if (above > 0)
		screen_text(f->ui->screen, r->row, r->column + r->width - 1,
		    1, STYLE_HEAD, "^");
	if (below <= 0)
		return;
	text = xasprintf(" %d more below ", below);
	screen_text(f->ui->screen, r->row + r->height,
	    r->column + r->width - 16, 16, STYLE_HEAD, text);
	free(text);
}

static void
draw_page(struct form *f, const struct rect *page)
{
	const struct slot *s;
	struct rect whole = *page, *r = &whole;
	int label = label_width(f, page->width), at, h, above = 0, below = 0;
	char *head = banner(f);

	if (head != NULL) {
		screen_field(f->ui->screen, r->row++, r->column + 1,
		    r->width - 1, STYLE_HEAD, head);
		r->height--;
		free(head);
	}
	scroll_to_focus(f, r->height);
	at = -f->scroll;
	for (s = f->slots.v; s < f->slots.v + f->slots.n; s++) {
		if (!form_on_page(f, s))
			continue;
		h = slot_height(f, s);
		if (at >= 0 && at + h <= r->height)
			draw_slot(f, s, &(struct rect){ r->row + at,
			    r->column, h, r->width }, label);
		above += at < 0;
		below += at + h > r->height;
		at += h;
	}
	draw_more(f, r, above, below);
}

/* What is cut off on the page: label, or value as well; heap, NULL: nothing. */
static char *
cut_off(struct form *f, const struct slot *s, const struct rect *page)
{
	enum { BOX = 5 };
	bool box = form_widget(s) == WIDGET_BOOL;
	int label = row_label_width(f, s, label_width(f, page->width),
	    page->width - 2);
	int room = box ? page->width - BOX : label - (int)strlen(":");
	char *value, *text = NULL;

	/* One scrolls in a line that is typed into. */
	if (!box && !is_cert(s) && form_widget(s) != WIDGET_LINE) {
		value = shown_value(f, s);
		if (text_width(value) > page->width - label - 2 - ARROW)
			text = xasprintf(" %s: %s ", label_of(s), value);
		free(value);
	}
	if (text == NULL && text_width(label_of(s)) > room)
		text = xasprintf(" %s ", label_of(s));
	return text;
}

/* It stands whole on the line below the page. */
static void
draw_whole(struct form *f, const struct slot *s, const struct rect *page,
    const struct rect *line)
{
	char *text = NULL;

	if (s != NULL)
		text = cut_off(f, s, page);
	else if (f->part == PART_PAGES && f->npages > 0 &&
	    text_width(f->pages[f->page]) >= page->column - line->column)
		text = xasprintf(" %s ", f->pages[f->page]);
	if (text != NULL)
		screen_text(f->ui->screen, line->row, line->column,
		    line->width, STYLE_HEAD, text);
	free(text);
}

/* ---- foot, buttons ------------------------------------------------------ */

static void
draw_help(struct form *f, const struct slot *s, const struct rect *r)
{
	const char *text = s->field != NULL && s->field->help != NULL ?
	    s->field->help : "";
	const struct rejected *why = form_rejected(f, s);
	const char *frozen = form_frozen(f, s);
	char *line;
	int i;

	for (i = 0; i < 2 && (line = wrap_next(&text, r->width)) != NULL;
	    i++) {
		screen_text(f->ui->screen, r->row + i, r->column, r->width,
		    STYLE_NORMAL, line);
		free(line);
	}
	line = why != NULL ? xstrdup(why->why) :
	    frozen != NULL ? xasprintf("read-only: %s", frozen) :
	    form_allowed(f, s, r->width);
	screen_field(f->ui->screen, r->row + 2, r->column, r->width,
	    why != NULL ? STYLE_ERROR : STYLE_GREY, line);
	free(line);
}

static void
press_button(struct ui *ui, const struct spot *spot, int row, int column)
{
	struct form *f = spot->of;

	(void)row;
	(void)column;
	form_leave(f);
	form_focus(f, PART_BUTTONS, f->slots.n);
	f->button = spot->number;
	ui_key(ui, K_ENTER);
}

static void
draw_buttons(struct form *f, const struct rect *r)
{
	bool focus = f->ui->top == &f->layer && f->part == PART_BUTTONS;
	int at = r->column + r->width - 28;
	char text[16];
	size_t i;

	for (i = 0; i < form_nbuttons; i++) {
		snprintf(text, sizeof(text), "[ %s ]", form_buttons[i]);
		if (focus && i == f->button)
			screen_cursor(f->ui->screen, r->row, at + 2);
		screen_spot(f->ui->screen, &(struct spot){ .of = f,
		    .press = press_button, .number = i, .area = { r->row, at,
		    1, text_width(text) } });
		at += screen_text(f->ui->screen, r->row, at, 16,
		    focus && i == f->button ? STYLE_SELECT : STYLE_NORMAL,
		    text) + 1;
	}
}

static char *
title(const struct form *f)
{
	return f->is_new ? xasprintf("New %s", f->kind->label) :
	    xasprintf("%s - %s Properties", f->before->name,
	    f->kind->label);
}

void
form_draw(struct layer *layer, struct ui *ui)
{
	struct form *f = (struct form *)layer;
	struct rect box = ui_centre(ui, FORM_HEIGHT, FORM_WIDTH), r;
	int pages = f->npages > 1 ? form_pages_width(f, box.width) : 0;
	const struct slot *s = form_focused(f);
	char *text = title(f);

	screen_box(ui->screen, &box, text);
	free(text);
	r = (struct rect){ box.row + 1, box.column + 1,
	    box.height - 2 - FOOT_LINES, box.width - 2 };
	screen_horizontal(ui->screen, &r, r.row + r.height);
	if (pages > 0) {
		form_draw_pages(f, &(struct rect){ r.row, r.column, r.height,
		    pages });
		screen_vertical(ui->screen, &r, r.column + pages);
		r.column += pages + 1;
		r.width -= pages + 1;
	}
	/* First: how much is more below may stand on its end. */
	draw_whole(f, s, &r, &(struct rect){ r.row + r.height,
	    box.column + 2, 1, box.width - 4 });
	draw_page(f, &r);
	r = (struct rect){ box.row + box.height - FOOT_LINES,
	    box.column + 2, 3, box.width - 4 };
	if (s != NULL)
		draw_help(f, s, &r);
	r.row += 3;
	draw_buttons(f, &r);
}
