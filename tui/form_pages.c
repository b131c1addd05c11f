/* SPDX-License-Identifier: ISC */
/* The names of a dialog's pages, at its left. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "tui/form_parts.h"

enum { PAGES_MAX = 27 };

int
form_pages_width(const struct form *f, int room)
{
	int most = room / 3 < PAGES_MAX ? room / 3 + 1 : PAGES_MAX;
	int width = 8, w;
	size_t i;

	for (i = 0; i < f->npages; i++) {
		w = text_width(f->pages[i]) + 2;
		if (w > width)
			width = w;
	}
	return width > most ? most : width;
}

static void
press_page(struct ui *ui, const struct spot *spot, int row, int column)
{
	struct form *f = spot->of;

	(void)ui;
	(void)row;
	(void)column;
	form_leave(f);
	form_focus(f, PART_PAGES, f->slots.n);
	if (spot->number < f->npages)
		form_set_page(f, spot->number);
}

/* In how many lines its name stands in that many columns. */
static int
page_lines(const char *page, int width)
{
	char *line;
	int n = 0;

	if (text_width(page) <= width)
		return 1;
	/* All but the first are indented. */
	width--;
	while ((line = wrap_next(&page, width)) != NULL) {
		free(line);
		n++;
	}
	return n;
}

static void
draw_page_name(struct form *f, size_t page, const struct rect *r)
{
	bool focus = f->ui->top == &f->layer && f->part == PART_PAGES;
	struct screen *screen = f->ui->screen;
	const char *rest = f->pages[page];
	bool here = page == f->page;
	char *line;
	int i;

	screen_spot(screen, &(struct spot){ .press = press_page, .of = f,
	    .number = page, .area = *r });
	if (here)
		screen_text(screen, r->row, r->column, 1, STYLE_HEAD, ">");
	else if (form_page_changed(f, f->pages[page]))
		screen_text(screen, r->row, r->column, 1, STYLE_CHANGED, "*");
	for (i = 0; i < r->height; i++) {
		line = r->height == 1 ? xstrdup(rest) :
		    wrap_next(&rest, r->width - 2);
		screen_field(screen, r->row + i, r->column + 1 + (i > 0),
		    r->width - 1 - (i > 0), here && focus ? STYLE_SELECT :
		    here ? STYLE_HEAD : STYLE_NORMAL, line);
		free(line);
	}
	if (here && focus)
		screen_cursor(screen, r->row, r->column);
}

/* Names that are too long have a second line where there is room for all. */
void
form_draw_pages(struct form *f, const struct rect *r)
{
	size_t first = 0, i;
	int width = r->width - 1, all = 0, at = 0, h;

	for (i = 0; i < f->npages; i++)
		all += page_lines(f->pages[i], width);
	if (all > r->height && (int)f->page >= r->height)
		first = f->page - (size_t)r->height + 1;
	for (i = first; i < f->npages && at < r->height; i++, at += h) {
		h = all > r->height ? 1 : page_lines(f->pages[i], width);
		draw_page_name(f, i, &(struct rect){ r->row + at, r->column,
		    h, r->width });
	}
}
