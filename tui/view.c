/* SPDX-License-Identifier: ISC */
#include "tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/*
 * Reverse video on so many columns only, besides the '>': over a slow line a
 * whole row twice for each cursor move would be felt.
 */
enum { MARK_COLUMNS = 14 };

static void
release_row(struct view_row *r)
{
	size_t i;

	free(r->key);
	for (i = 0; i < VIEW_COLUMNS; i++)
		free(r->cells[i]);
}

static void
drop_page(struct view *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		release_row(&v->rows[i]);
	v->n = 0;
}

void
view_free(struct view *v)
{
	if (v == NULL)
		return;
	if (v->ops->free != NULL)
		v->ops->free(v);
	drop_page(v);
	free(v->rows);
	free(v->filter);
	free(v);
}

static void
fill_row(struct view_row *r, size_t ncolumns, const char *key,
    const char *const *cells)
{
	size_t i;

	memset(r, 0, sizeof(*r));
	r->key = xstrdup(key);
	for (i = 0; i < ncolumns; i++)
		r->cells[i] = xstrdup(cells[i] != NULL ? cells[i] : "");
}

struct view_row *
view_add(struct view *v, const char *key, const char *const *cells)
{
	v->rows = grow(v->rows, v->n, &v->cap, sizeof(*v->rows));
	fill_row(&v->rows[v->n], v->ncolumns, key, cells);
	return &v->rows[v->n++];
}

/* ---- reading ------------------------------------------------------------ */

static void
read_page(struct view *v)
{
	drop_page(v);
	err_clear(&v->err);
	v->offset = v->top;
	if (!v->ops->read(v, v->top, v->height, &v->err)) {
		drop_page(v);
		v->total = 0;
	}
	v->stale = false;
}

/* Selection within the rows, and the selection on the screen. */
static void
settle(struct view *v)
{
	if (v->selected >= v->total)
		v->selected = v->total - 1;
	if (v->selected < 0)
		v->selected = 0;
	if (v->top > v->selected)
		v->top = v->selected;
	if (v->top + v->height <= v->selected)
		v->top = v->selected - v->height + 1;
	/* No empty space below while there are rows above. */
	if (v->top > v->total - v->height)
		v->top = v->total - v->height;
	if (v->top < 0)
		v->top = 0;
}

static bool
holds_page(const struct view *v)
{
	int64_t want = v->total - v->top;

	if (want > v->height)
		want = v->height;
	return !v->stale && v->offset <= v->top &&
	    v->offset + (int64_t)v->n >= v->top + want;
}

static void
ensure_page(struct view *v)
{
	int tries;

	if (v->height <= 0)
		v->height = 1;
	/* A second read only where rows have gone meanwhile. */
	for (tries = 0; tries < 3; tries++) {
		if (!v->stale)
			settle(v);
		if (holds_page(v))
			return;
		read_page(v);
	}
}

const struct view_row *
view_selected(struct view *v)
{
	int64_t i;

	ensure_page(v);
	i = v->selected - v->offset;
	return i >= 0 && i < (int64_t)v->n ? &v->rows[i] : NULL;
}

void
view_move(struct view *v, int64_t by)
{
	view_select(v, v->selected + by);
}

void
view_select(struct view *v, int64_t row)
{
	/* Rows may just have come; reading them tells how many there are. */
	if (row >= v->total && !v->stale)
		row = v->total - 1;
	v->selected = row < 0 ? 0 : row;
}

bool
view_select_key(struct view *v, const char *key)
{
	int64_t row;
	size_t i;

	ensure_page(v);
	row = v->ops->find != NULL ? v->ops->find(v, key) : -1;
	if (row >= 0) {
		v->selected = row;
		return true;
	}
	for (i = 0; i < v->n; i++) {
		if (str_same(v->rows[i].key, key)) {
			v->selected = v->offset + (int64_t)i;
			return true;
		}
	}
	return false;
}

void
view_reload(struct view *v)
{
	const struct view_row *r = v->n > 0 ? view_selected(v) : NULL;
	char *key = r != NULL ? xstrdup(r->key) : NULL;

	v->stale = true;
	if (key != NULL)
		view_select_key(v, key);
	free(key);
}

void
view_set_filter(struct view *v, const char *filter)
{
	if (filter != NULL && *filter == '\0')
		filter = NULL;
	if (str_same(filter, v->filter))
		return;
	str_replace(&v->filter, filter);
	v->top = v->selected = 0;
	v->stale = true;
}

/* ---- drawing ------------------------------------------------------------ */

/* Cells of one row from column `at` on; the mark is drawn by the caller. */
static void
draw_cells(const struct view *v, struct screen *s, const struct rect *line,
    const char *const *cells, enum style style)
{
	int at = line->column, end = line->column + line->width, width;
	size_t i;

	for (i = v->shift; i < v->ncolumns && at < end; i++) {
		width = v->columns[i].width;
		if (width > end - at || i + 1 == v->ncolumns)
			width = end - at;
		screen_field(s, line->row, at, width, style, cells[i]);
		at += width + 1;
	}
}

static void
draw_heads(const struct view *v, struct screen *s, const struct rect *r)
{
	struct rect line = { r->row, r->column + 1, 1, r->width - 1 };
	const char *labels[VIEW_COLUMNS];
	size_t i;

	for (i = 0; i < v->ncolumns; i++)
		labels[i] = v->columns[i].label;
	draw_cells(v, s, &line, labels, STYLE_HEAD);
}

static void
draw_mark(const struct view *v, struct screen *s, const struct rect *r,
    int row, bool focus)
{
	const struct view_row *vr = &v->rows[v->selected - v->offset];
	int width = v->columns[v->shift].width;
	enum style style = focus ? STYLE_SELECT : STYLE_MARK;

	if (focus)
		screen_cursor(s, row, r->column);
	if (v->plain)
		return;
	if (width > MARK_COLUMNS)
		width = MARK_COLUMNS;
	/* The end of a cell may be the sign that there is more of it. */
	else if (v->shift + 1 < v->ncolumns)
		width--;
	if (width > r->width - 1)
		width = r->width - 1;
	screen_text(s, row, r->column, 1, style, ">");
	if (v->ncolumns > 0)
		screen_text(s, row, r->column + 1, width, style,
		    vr->cells[v->shift]);
}

static void
draw_rows(const struct view *v, struct screen *s, const struct rect *r,
    bool focus)
{
	struct rect line = { r->row, r->column + 1, 1, r->width - 1 };
	const struct view_row *vr;
	int64_t i;

	for (i = v->top; i < v->top + r->height; i++, line.row++) {
		if (i - v->offset >= (int64_t)v->n)
			break;
		vr = &v->rows[i - v->offset];
		draw_cells(v, s, &line, (const char *const *)vr->cells,
		    vr->style);
		if (i == v->selected)
			draw_mark(v, s, r, line.row, focus);
	}
}

void
view_draw(struct view *v, struct screen *s, const struct rect *area,
    bool heads, bool focus)
{
	struct rect r = *area;

	if (heads) {
		draw_heads(v, s, &r);
		r.row++;
		r.height--;
	}
	if (r.height < 1)
		return;
	if (r.height != v->height) {
		v->height = r.height;
		v->stale = v->stale || !holds_page(v);
	}
	ensure_page(v);
	if (focus)
		screen_cursor(s, r.row, r.column);
	if (v->err.code != ERR_NONE)
		screen_field(s, r.row, r.column + 1, r.width - 1,
		    STYLE_ERROR, v->err.text);
	else if (v->total == 0)
		screen_field(s, r.row, r.column + 1, r.width - 1, STYLE_GREY,
		    v->filter != NULL ? "nothing matches the filter" :
		    v->empty != NULL ? v->empty : "nothing here");
	else
		draw_rows(v, s, &r, focus);
}

/* ---- in memory ---------------------------------------------------------- */

struct static_view {
	struct view view;
	struct view_row *all;
	size_t n, cap;
};

static bool
row_matches(const struct view_row *r, size_t ncolumns, const char *filter)
{
	size_t i;

	if (filter == NULL)
		return true;
	for (i = 0; i < ncolumns; i++)
		if (text_has_case(r->cells[i], filter))
			return true;
	return false;
}

static bool
static_read(struct view *v, int64_t offset, int64_t limit, struct err *err)
{
	struct static_view *sv = (struct static_view *)v;
	const struct view_row *from;
	struct view_row *r;
	int64_t at = 0;
	size_t i;

	(void)err;
	for (i = 0; i < sv->n; i++) {
		from = &sv->all[i];
		if (!row_matches(from, v->ncolumns, v->filter))
			continue;
		if (at >= offset && at < offset + limit) {
			r = view_add(v, from->key,
			    (const char *const *)from->cells);
			r->style = from->style;
			r->index = i;
		}
		at++;
	}
	v->total = at;
	return true;
}

static int64_t
static_find(const struct view *v, const char *key)
{
	const struct static_view *sv = (const struct static_view *)v;
	int64_t row = 0;
	size_t i;

	for (i = 0; i < sv->n; i++) {
		if (!row_matches(&sv->all[i], v->ncolumns, v->filter))
			continue;
		if (str_same(sv->all[i].key, key))
			return row;
		row++;
	}
	return -1;
}

void
static_view_clear(struct view *v)
{
	struct static_view *sv = (struct static_view *)v;
	size_t i;

	for (i = 0; i < sv->n; i++)
		release_row(&sv->all[i]);
	sv->n = 0;
	v->stale = true;
}

static void
static_free(struct view *v)
{
	static_view_clear(v);
	free(((struct static_view *)v)->all);
}

static const struct view_ops static_ops = {
	.read = static_read, .find = static_find, .free = static_free,
};

struct view *
static_view_new(const struct view_column *columns, size_t n)
{
	struct static_view *sv = xcalloc(1, sizeof(*sv));

	sv->view.ops = &static_ops;
	sv->view.stale = true;
	memcpy(sv->view.columns, columns, n * sizeof(*columns));
	sv->view.ncolumns = n;
	return &sv->view;
}

void
static_view_add(struct view *v, const char *key, const char *const *cells,
    enum style style)
{
	struct static_view *sv = (struct static_view *)v;

	sv->all = grow(sv->all, sv->n, &sv->cap, sizeof(*sv->all));
	fill_row(&sv->all[sv->n], v->ncolumns, key, cells);
	sv->all[sv->n++].style = style;
	v->stale = true;
}

void
static_view_append(struct view *v, const struct view *other)
{
	const struct static_view *from = (const struct static_view *)other;
	size_t i;

	for (i = 0; i < from->n; i++)
		static_view_add(v, from->all[i].key,
		    (const char *const *)from->all[i].cells,
		    from->all[i].style);
}

size_t
static_view_count(const struct view *v)
{
	return ((const struct static_view *)v)->n;
}
