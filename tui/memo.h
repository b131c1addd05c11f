/* SPDX-License-Identifier: ISC */
/* A text of several lines, edited in a window of its own. */
#ifndef TUI_MEMO_H
#define TUI_MEMO_H

#include <stddef.h>

#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context memo_context;

struct memo_text {
	const char *title;
	const char *initial;
	size_t max;		/* bytes */
	const char *frozen;	/* why it cannot be changed, or NULL */
};

/* What it was changed to, heap; NULL where it was cancelled. */
char *memo_edit(struct ui *, const struct memo_text *);

#endif
