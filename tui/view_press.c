/* SPDX-License-Identifier: ISC */
/* What a click on a list does. */
#include "tui/view.h"

static void
press_row(struct ui *ui, const struct spot *spot, int row, int column)
{
	struct view *v = spot->of;

	(void)ui;
	(void)column;
	if (v->top + row - spot->area.row < v->total)
		view_select(v, v->top + row - spot->area.row);
}

/* Dialogs 0.4: a column's head orders by it, and once more reverses. */
static void
press_head(struct ui *ui, const struct spot *spot, int row, int column)
{
	struct view *v = spot->of;
	int end = spot->area.column + 1;
	size_t i, place = 0;

	(void)ui;
	(void)row;
	while ((i = view_column_at(v, place++)) < v->ncolumns) {
		end += v->columns[i].width + 1;
		if (column < end || i + 1 == v->ncolumns) {
			view_sort(v, (int)i, v->sort == (int)i &&
			    !v->descending);
			return;
		}
	}
}

void
view_spots(struct view *v, struct screen *s, const struct rect *r, bool heads)
{
	if (!v->plain)
		screen_spot(s, &(struct spot){ .press = press_row, .of = v,
		    .area = *r, .opens = true });
	if (heads)
		screen_spot(s, &(struct spot){ .press = press_head, .of = v,
		    .area = { r->row - 1, r->column, 1, r->width } });
}
