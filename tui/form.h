/* SPDX-License-Identifier: ISC */
/*
 * The property dialog, generated from an object's slots: pages at the left,
 * fields of the page at the right, what the focused field is about at the
 * foot.  Knows field types, no kinds.  Everything is saved through edit.h.
 */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include <stdbool.h>

#include "model/kind.h"
#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context form_context;

/* field: where to begin, or NULL.  Says what is wrong by itself. */
void form_edit(struct ui *, const char *kind, const char *name,
    const char *field);
/* The same with that value in the field, not saved yet; NULL: as it is. */
void form_edit_with(struct ui *, const char *kind, const char *name,
    const char *field, const char *value);
/*
 * Takes the draft that is to be filled in.  The name of what was made, heap;
 * NULL if nothing was.
 */
char *form_new(struct ui *, struct object *draft);
/* What was kept when the line was lost; asks what to do with each. */
void form_offer_drafts(struct ui *);

#endif
