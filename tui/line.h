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
};

void line_set(struct line *, const char *text);	/* cursor at the end */
const char *line_text(const struct line *);
void line_clear(struct line *);
/* True: the key edited the line or moved in it. */
bool line_key(struct line *, int key);
/* focus: sets the screen's cursor. */
void line_draw(struct line *, struct screen *, const struct rect *,
    bool focus);

#endif
