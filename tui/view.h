/* SPDX-License-Identifier: ISC */
/*
 * A list on the screen: columns, rows, a selected one, a filter.  Only the
 * rows that are seen are held; where they come from is the view_ops' matter.
 * Lists kept in memory are made with static_view_new().
 */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "tui/screen.h"

enum { VIEW_COLUMNS = 64 };

struct view_column {
	const char *label;	/* not copied */
	int width;
};

struct view_row {
	char *key;		/* tells rows apart; what a command works on */
	size_t index;		/* of a static view's row: as it was added */
	char **cells;		/* of each column of the view */
	size_t ncells;
	enum style style;
};

/* Keys of rows in the order of strcmp(). */
struct keys {
	char **v;
	size_t n, cap;
};

bool keys_have(const struct keys *, const char *key);
void keys_put(struct keys *, const char *key);
void keys_clear(struct keys *);

struct view;

struct view_ops {
	/*
	 * Give the rows from offset on, at most limit, with view_add(), and
	 * set total.  The filter is in view->filter, NULL for none.
	 */
	bool (*read)(struct view *, int64_t offset, int64_t limit,
	    struct err *);
	/* Number of the row with that key, -1: none; NULL: cannot tell. */
	int64_t (*find)(struct view *, const char *key);
	void (*free)(struct view *);	/* private part only; or NULL */
};

struct view {			/* first member of each kind of view */
	const struct view_ops *ops;
	const char *empty;	/* said where there are no rows */
	bool plain;		/* something to read: no row is marked */
	bool sorts;		/* by any column; ->sort, ->descending */
	bool tags;		/* rows may be tagged; keys tell them apart */
	struct view_column columns[VIEW_COLUMNS];
	size_t ncolumns;
	char *filter;
	int64_t total;
	int64_t top, selected;	/* row numbers */
	bool fixed;		/* but never the first one */
	size_t shift;		/* columns scrolled out at the left */
	char **labels;		/* of columns made for this view; freed with
				   it, as are nlabels */
	size_t nlabels, caplabels;
	int sort;		/* column it is ordered by, -1: as it comes */
	bool descending;
	struct keys tagged;
	size_t hidden;		/* tagged, but not let through; if known */
	bool hidden_known;
	/* the page that is held */
	struct view_row *rows;
	size_t n, cap;
	int64_t offset;
	int height;		/* rows seen when last drawn */
	bool stale;		/* has to be read again */
	struct err err;		/* why it could not be read */
};

/* Frees the view itself, which comes from the heap; NULL is allowed. */
void view_free(struct view *);

/* The cells are copied; key too. */
struct view_row *view_add(struct view *, const char *key,
    const char *const *cells);

/* With column heads if heads; focus: has the cursor. */
void view_draw(struct view *, struct screen *, const struct rect *,
    bool heads, bool focus);
/* Makes its rows, at r, and their heads clickable; view_draw() does. */
void view_spots(struct view *, struct screen *, const struct rect *r,
    bool heads);
/* Which column stands in that place from the left; ncolumns or more: none. */
size_t view_column_at(const struct view *, size_t place);
/* One more column, with a copy of the label. */
void view_add_column(struct view *, const char *label, int width);
/* NULL where the list is empty. */
const struct view_row *view_selected(struct view *);
/* These rows now, into ->rows; for a view that is a part of another. */
bool view_read(struct view *, int64_t offset, int64_t limit, struct err *);
void view_move(struct view *, int64_t by);
void view_select(struct view *, int64_t row);
/* The row with that key, where it can be found without reading all. */
bool view_select_key(struct view *, const char *key);
/* Read again, keeping the selection on the same key where it still is. */
void view_reload(struct view *);
/* NULL or "": all rows. */
void view_set_filter(struct view *, const char *);
/* Order by that column, the cursor on the same row; -1: as it comes. */
void view_sort(struct view *, int column, bool descending);
/* Filter, order, place and tags of another view of the same list. */
void view_take_over(struct view *, struct view *from);

/* ---- tags --------------------------------------------------------------- */

bool view_is_tagged(const struct view *, const char *key);
void view_tag(struct view *, const char *key, bool on);
/* All rows that the filter lets through; false with view->err. */
bool view_tag_all(struct view *);
void view_tag_none(struct view *);
/*
 * What commands work on: keys of the tagged rows that the filter shows, in
 * the order of the list; for keys_clear().  False with view->err.
 */
bool view_tags_shown(struct view *, struct keys *);
/* How many tagged rows it does not show. */
size_t view_tags_hidden(struct view *);

/* ---- in memory ---------------------------------------------------------- */

struct view *static_view_new(const struct view_column *, size_t n);
void static_view_add(struct view *, const char *key, const char *const *cells,
    enum style);
/* Copies of all rows of the other. */
void static_view_append(struct view *, const struct view *other);
void static_view_clear(struct view *);
size_t static_view_count(const struct view *);

#endif
