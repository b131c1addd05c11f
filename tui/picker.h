/* SPDX-License-Identifier: ISC */
/* A box with a list to choose from; `/` filters as one types. */
#ifndef TUI_PICKER_H
#define TUI_PICKER_H

#include <stdbool.h>

#include "model/field.h"
#include "tui/move.h"
#include "tui/ui.h"
#include "tui/view.h"

struct picker {
	struct layer layer;
	const char *title;
	struct view *view;	/* belongs to the caller */
	struct filter filter;
	bool heads;
	int height;		/* of the box; picker_run() sets it */
	bool certificates;	/* keys are thumbprints */
	const struct kind *create;	/* one may be made; or NULL */
	const char *application;	/* where to; NULL: the default one */
	char *created;		/* its name, chosen; heap */
	bool opens;		/* a row can be opened at once as well */
	bool open;		/* it was chosen so */
	bool mends;		/* a row may be mended */
	bool mend;		/* it was chosen for that */
	/* Lines below about the selected row; NULL: none.  Heap. */
	char *(*detail)(struct picker *, const struct view_row *);
};

extern const struct command_context picker_context;

/*
 * Let choose; type: begin with the filter.  NULL where nothing was chosen;
 * the row belongs to the view.
 */
const struct view_row *picker_run(struct ui *, struct picker *, bool type);

/* A name out of choices; heap, NULL where nothing was chosen. */
char *pick_choice(struct ui *, const char *title, const struct choice *,
    const char *current);
/* A name of an object, as the field's row wants it; self: whose field. */
char *pick_object(struct ui *, const struct field *,
    const struct object *self, const char *current);

#endif
