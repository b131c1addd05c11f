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
	for (i = 0; i < r->ncells; i++)
		free(r->cells[i]);
	free(r->cells);
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
	size_t i;

	if (v == NULL)
		return;
	for (i = 0; i < v->nlabels; i++)
		free(v->labels[i]);
	free(v->labels);
	if (v->ops->free != NULL)
		v->ops->free(v);
	drop_page(v);
	free(v->rows);
	free(v->filter);
	view_tag_none(v);
	free(v->tagged.v);
	free(v);
}

static void
fill_row(struct view_row *r, size_t ncolumns, const char *key,
    const char *const *cells)
{
	size_t i;

	memset(r, 0, sizeof(*r));
	r->key = xstrdup(key);
	r->cells = xcalloc(ncolumns + 1, sizeof(*r->cells));
	r->ncells = ncolumns;
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

bool
view_read(struct view *v, int64_t offset, int64_t limit, struct err *err)
{
	bool ok;

	drop_page(v);
	v->offset = offset;
	ok = v->ops->read(v, offset, limit, err);
	if (!ok) {
		drop_page(v);
		v->total = 0;
	}
	v->stale = false;
	return ok;
}

static void
read_page(struct view *v)
{
	err_clear(&v->err);
	view_read(v, v->top, v->height, &v->err);
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
	v->hidden_known = false;
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
	v->hidden_known = false;
}

void
view_sort(struct view *v, int column, bool descending)
{
	if (!v->sorts)
		return;
	v->sort = column;
	v->descending = descending;
	/* The page that is held still tells where one is. */
	view_reload(v);
}

void
view_take_over(struct view *v, struct view *from)
{
	const struct view_row *r = from->n > 0 ? view_selected(from) : NULL;

	v->top = from->top;
	v->selected = from->selected;
	v->shift = from->shift;
	v->height = from->height;
	v->sort = from->sort;
	v->descending = from->descending;
	/* No view_set_filter(): it would begin at the top. */
	str_replace(&v->filter, from->filter);
	v->stale = true;
	v->tagged = from->tagged;
	from->tagged = (struct keys){ .n = 0 };
	if (r != NULL && *r->key != '\0')
		view_select_key(v, r->key);
}

/* ---- tags --------------------------------------------------------------- */

bool
view_tag_all(struct view *v)
{
	size_t i;

	ensure_page(v);
	if (v->total == 0)
		return true;
	if (!view_read(v, 0, v->total, &v->err))
		return false;
	for (i = 0; i < v->n; i++)
		view_tag(v, v->rows[i].key, true);
	/* More than a page: not to be kept. */
	drop_page(v);
	v->stale = true;
	return true;
}

/* ---- drawing ------------------------------------------------------------ */

size_t
view_column_at(const struct view *v, size_t place)
{
	return v->fixed && place == 0 ? 0 : place + v->shift;
}

void
view_add_column(struct view *v, const char *label, int width)
{
	if (v->ncolumns == VIEW_COLUMNS)
		return;
	v->labels = grow(v->labels, v->nlabels, &v->caplabels,
	    sizeof(*v->labels));
	v->labels[v->nlabels] = xstrdup(label);
	v->columns[v->ncolumns++] = (struct view_column){
	    v->labels[v->nlabels++], width };
}

/* Cells of one row from column `at` on; the mark is drawn by the caller. */
static void
draw_cells(const struct view *v, struct screen *s, const struct rect *line,
    const char *const *cells, enum style style)
{
	int at = line->column, end = line->column + line->width, width;
	size_t i, place = 0;

	while ((i = view_column_at(v, place++)) < v->ncolumns && at < end) {
		width = v->columns[i].width;
		if (width > end - at || i + 1 == v->ncolumns)
			width = end - at;
		screen_field(s, line->row, at, width, style, cells[i]);
		at += width + 1;
	}
}

/* The sign of the order, in or behind the head of its column. */
static void
draw_order(const struct view *v, struct screen *s, const struct rect *line)
{
	int at = line->column, end = line->column + line->width, width;
	size_t i, place = 0;

	if (!v->sorts || v->sort < 0)
		return;
	for (; (i = view_column_at(v, place)) != (size_t)v->sort; place++) {
		if (i >= v->ncolumns)
			return;
		at += v->columns[i].width + 1;
	}
	width = text_width(v->columns[i].label) + 1;
	if (width > v->columns[i].width)
		width = v->columns[i].width;
	if (at + width <= end)
		screen_glyph(s, line->row, at + width - 1, STYLE_HEAD,
		    v->descending ? GLYPH_DOWN : GLYPH_UP);
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
	draw_order(v, s, &line);
}

static void
draw_mark(const struct view *v, struct screen *s, const struct rect *r,
    int row, bool focus)
{
	const struct view_row *vr = &v->rows[v->selected - v->offset];
	size_t first = view_column_at(v, 0);
	int width = v->columns[first].width;
	enum style style = focus ? STYLE_SELECT : STYLE_MARK;

	if (focus)
		screen_cursor(s, row, r->column);
	if (v->plain)
		return;
	if (width > MARK_COLUMNS)
		width = MARK_COLUMNS;
	/* The end of a cell may be the sign that there is more of it. */
	else if (first + 1 < v->ncolumns)
		width--;
	if (width > r->width - 1)
		width = r->width - 1;
	screen_text(s, row, r->column, 1, style,
	    view_is_tagged(v, vr->key) ? "*" : ">");
	if (v->ncolumns > 0)
		screen_text(s, row, r->column + 1, width, style,
		    vr->cells[first]);
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
		if (v->tagged.n > 0 && view_is_tagged(v, vr->key))
			screen_text(s, line.row, r->column, 1, STYLE_CHANGED,
			    "*");
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
	view_spots(v, s, &r, heads);
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
	size_t *order;		/* indices of those that are seen */
	size_t nseen;
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

/* Numbers by value; what is equal stays as it came. */
static int
by_cell(const void *a, const void *b, void *arg)
{
	const struct static_view *sv = arg;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	const char *x = sv->all[i].cells[sv->view.sort];
	const char *y = sv->all[j].cells[sv->view.sort];
	long long m, n;
	int order;

	if (text_to_int(x, &m) && text_to_int(y, &n))
		order = (m > n) - (m < n);
	else
		order = strcmp(x, y);
	if (sv->view.descending)
		order = -order;
	return order != 0 ? order : (i > j) - (i < j);
}

/* Which rows are seen, in which order. */
static void
arrange(struct static_view *sv)
{
	size_t i;

	free(sv->order);
	sv->order = xcalloc(sv->n + 1, sizeof(*sv->order));
	sv->nseen = 0;
	for (i = 0; i < sv->n; i++)
		if (row_matches(&sv->all[i], sv->view.ncolumns,
		    sv->view.filter))
			sv->order[sv->nseen++] = i;
	if (sv->view.sorts && sv->view.sort >= 0)
		qsort_r(sv->order, sv->nseen, sizeof(*sv->order), by_cell,
		    sv);
}

static bool
static_read(struct view *v, int64_t offset, int64_t limit, struct err *err)
{
	struct static_view *sv = (struct static_view *)v;
	const struct view_row *from;
	struct view_row *r;
	int64_t at;

	(void)err;
	if (v->stale)
		arrange(sv);
	for (at = offset; at < (int64_t)sv->nseen && at < offset + limit;
	    at++) {
		from = &sv->all[sv->order[at]];
		r = view_add(v, from->key, (const char *const *)from->cells);
		r->style = from->style;
		r->index = sv->order[at];
	}
	v->total = (int64_t)sv->nseen;
	return true;
}

static int64_t
static_find(struct view *v, const char *key)
{
	struct static_view *sv = (struct static_view *)v;
	size_t i;

	if (v->stale)
		arrange(sv);
	for (i = 0; i < sv->nseen; i++)
		if (str_same(sv->all[sv->order[i]].key, key))
			return (int64_t)i;
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
	free(((struct static_view *)v)->order);
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
	sv->view.sort = -1;
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
