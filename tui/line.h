/* SPDX-License-Identifier: ISC */
/* One line of text being edited: UTF-8, scrolls sideways. */
#ifndef TUI_LINE_H
#define TUI_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "tui/screen.h"

struct line {
	struct buf text;	/* .secret: shown as stars, cleansed */
	size_t cursor;		/* byte in text */
	size_t scroll;		/* first byte that is shown */
	bool selected;		/* all of it: what is typed replaces it */
};

void line_set(struct line *, const char *text);	/* cursor at the end */
/* Until the next key; drawn as what has the focus. */
void line_select(struct line *);
const char *line_text(const struct line *);
void line_clear(struct line *);
/* True: the key edited the line or moved in it. */
bool line_key(struct line *, int key);
/* Insert it as one line: line ends and tabs inside become blanks. */
void line_paste(struct line *, const char *text);
/* Put these characters at the cursor; more than fit are left out. */
void line_insert(struct line *, const char *text, size_t len);
/* The place a character further or back, marks that combine included. */
size_t line_after(const struct line *, size_t at);
size_t line_before(const struct line *, size_t at);
/* focus: sets the screen's cursor. */
void line_draw(struct line *, struct screen *, const struct rect *,
    bool focus);

#endif
