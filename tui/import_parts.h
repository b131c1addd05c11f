/* SPDX-License-Identifier: ISC */
/* The windows of the import, for import_*.c only. */
#ifndef TUI_IMPORT_PARTS_H
#define TUI_IMPORT_PARTS_H

#include "model/import_plan.h"
#include "tui/command.h"
#include "tui/ui.h"

struct wizard {
	struct ui *ui;
	char *source;		/* path or pasted text, which may be a key */
	struct import_plan plan;
	bool planned;
};

/* What a window says when it is closed. */
enum step {
	STEP_BACK = -1,
	STEP_AGAIN = 0,
	STEP_NEXT = 1,
};

enum step import_found(struct wizard *);	/* import_found.c */
enum step import_uses_step(struct wizard *);	/* import_use.c */

extern const struct command_context import_context;

#endif
