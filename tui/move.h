/* SPDX-License-Identifier: ISC */
/*
 * Moving in a list and filtering it as one types: the same in every layer
 * that has a list.
 */
#ifndef TUI_MOVE_H
#define TUI_MOVE_H

#include <stdbool.h>

#include "tui/command.h"
#include "tui/line.h"
#include "tui/view.h"

/* Arrows, pages, ends, columns; for layers with layer_ops.view. */
extern const struct command_table move_commands;

struct filter {
	struct line line;
	bool typing;
	bool enter_accepts;	/* Enter also goes on to the layer */
};

/* Open the filter's line, with the text it has now. */
void filter_start(struct filter *, const struct view *);
/* True: the key was typed into the filter, which is applied at once. */
bool filter_key(struct filter *, struct view *, int key);
/* False: the filter's line is not open. */
bool filter_paste(struct filter *, struct view *, const char *text);
/* What is typed, or the filter that was kept, both behind their key. */
void filter_draw(struct filter *, const struct view *, struct screen *,
    const struct rect *);

#endif
