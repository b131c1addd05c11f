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

enum { VIEW_COLUMNS = 12 };

struct view_column {
	const char *label;	/* not copied */
	int width;
};

struct view_row {
	char *key;		/* tells rows apart; what a command works on */
	size_t index;		/* of a static view's row: as it was added */
	char *cells[VIEW_COLUMNS];
	enum style style;
};

struct view;

struct view_ops {
	/*
	 * Give the rows from offset on, at most limit, with view_add(), and
	 * set total.  The filter is in view->filter, NULL for none.
	 */
	bool (*read)(struct view *, int64_t offset, int64_t limit,
	    struct err *);
	/* Number of the row with that key, -1: none; NULL: too many to ask. */
	int64_t (*find)(const struct view *, const char *key);
	void (*free)(struct view *);	/* private part only; or NULL */
};

struct view {			/* first member of each kind of view */
	const struct view_ops *ops;
	const char *empty;	/* said where there are no rows */
	bool plain;		/* something to read: no row is marked */
	struct view_column columns[VIEW_COLUMNS];
	size_t ncolumns;
	char *filter;
	int64_t total;
	int64_t top, selected;	/* row numbers */
	size_t shift;		/* columns scrolled out at the left */
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
/* NULL where the list is empty. */
const struct view_row *view_selected(struct view *);
void view_move(struct view *, int64_t by);
void view_select(struct view *, int64_t row);
/* The row with that key, where it can be found without reading all. */
bool view_select_key(struct view *, const char *key);
/* Read again, keeping the selection on the same key where it still is. */
void view_reload(struct view *);
/* NULL or "": all rows. */
void view_set_filter(struct view *, const char *);

/* ---- in memory ---------------------------------------------------------- */

struct view *static_view_new(const struct view_column *, size_t n);
void static_view_add(struct view *, const char *key, const char *const *cells,
    enum style);
/* Copies of all rows of the other. */
void static_view_append(struct view *, const struct view *other);
void static_view_clear(struct view *);
size_t static_view_count(const struct view *);

#endif
