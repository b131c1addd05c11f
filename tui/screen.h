/* SPDX-License-Identifier: ISC */
/*
 * The terminal as a sheet of cells.  Everything is drawn anew for each event;
 * what really changed is found by ncurses and only that is sent.  Text passes
 * one function that neutralises control characters and clips by width.
 * Coordinates are row, column from the upper left corner, 0-based.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"

enum style {
	STYLE_NORMAL,
	STYLE_TITLE,		/* title line, pane with the focus */
	STYLE_BAR,		/* labels of the function bar */
	STYLE_HEAD,		/* column heads, names of pages */
	STYLE_LINE,		/* boxes and separators */
	STYLE_SELECT,		/* where the focus is */
	STYLE_MARK,		/* selected, but the focus is elsewhere */
	STYLE_EDIT,		/* what can be typed into */
	STYLE_GREY,		/* not available, inherited */
	STYLE_CHANGED,
	STYLE_ERROR,
	STYLE_WARNING,
	STYLE_ADVICE,
	STYLE_COUNT
};

enum glyph {
	GLYPH_VERTICAL,
	GLYPH_HORIZONTAL,
	GLYPH_UPPER_LEFT,
	GLYPH_UPPER_RIGHT,
	GLYPH_LOWER_LEFT,
	GLYPH_LOWER_RIGHT,
	GLYPH_MORE,		/* text goes on beyond the edge */
	GLYPH_DOWN,		/* a list opens here; from large to small */
	GLYPH_UP,		/* from small to large */
	GLYPH_COUNT
};

struct rect {
	int row, column, height, width;
};

struct screen;
struct ui;

/*
 * A place that can be clicked, told while it is drawn: press() gets the cell.
 * Everything clickable is one of these.
 */
struct spot {
	struct rect area;
	void (*press)(struct ui *, const struct spot *, int row, int column);
	void *of;	/* what press() works on, */
	size_t number;	/* and which of it */
	bool opens;	/* a double click is as Enter */
};

/* So many may lie upon each other. */
enum { MAX_SPOTS_AT = 4 };

/*
 * All zero: the terminal the program was started on.  term and out serve the
 * tests: a named terminal type and a place for its bytes; size pins it.
 */
struct screen_options {
	const char *term;
	FILE *out;
	int height, width;
	bool mouse;		/* the terminal shall report clicks */
};

/*
 * Takes the terminal over; gives it back in screen_stop(), which an exit()
 * does not call.  Sets the locale's LC_CTYPE from the environment.
 */
struct screen *screen_start(const struct screen_options *, struct err *);
void screen_stop(struct screen *);

/* Back to the shell until it is continued. */
void screen_suspend(struct screen *);
/* 0, 0: the size was taken over by the terminal's own signal. */
void screen_resize(struct screen *, int height, int width);
struct rect screen_area(const struct screen *);
/* The terminal's content is not what we think; paint all of it again. */
void screen_repaint(struct screen *);

void screen_begin(struct screen *);	/* an empty sheet */
/* Send the differences; the cursor goes where screen_cursor() said last. */
void screen_end(struct screen *);

/*
 * At most width columns of text; returns the columns used.  screen_field()
 * also fills the rest of the width with blanks of that style, and ends text
 * that is too long with GLYPH_MORE.
 */
int screen_text(struct screen *, int row, int column, int width, enum style,
    const char *text);
void screen_field(struct screen *, int row, int column, int width, enum style,
    const char *text);
void screen_fill(struct screen *, const struct rect *, enum style);
void screen_glyph(struct screen *, int row, int column, enum style,
    enum glyph);
/* A frame with a title in its upper edge; the inside is blank. */
void screen_box(struct screen *, const struct rect *, const char *title);
void screen_vertical(struct screen *, const struct rect *, int column);
void screen_horizontal(struct screen *, const struct rect *, int row);
void screen_cursor(struct screen *, int row, int column);

/* Forgotten with the sheet, or before: what is drawn so far is covered. */
void screen_spot(struct screen *, const struct spot *);
void screen_spots_forget(struct screen *);
/* Those at that cell, as they were told; returns their number. */
size_t screen_spots_at(const struct screen *, int row, int column,
    struct spot out[static MAX_SPOTS_AT]);

/* Text as it can be shown here: safe, and ASCII where nothing else works. */
char *screen_safe(const struct screen *, const char *);
bool screen_utf8(const struct screen *);

/*
 * What a person sees: a line for each row without trailing blanks, and
 * "[cursor ROW,COLUMN]".  For the tests.
 */
void screen_dump(const struct screen *, struct buf *);
/* The cursor, as it was placed last. */
void screen_where(const struct screen *, int *row, int *column);

#endif
