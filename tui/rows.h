/* SPDX-License-Identifier: ISC */
/* A small table inside a field: rows are added, edited, deleted, moved. */
#ifndef TUI_ROWS_H
#define TUI_ROWS_H

#include "model/field.h"
#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context rows_context;

/*
 * Edits the rows of that field of the object in place; the caller has them
 * checked by the field.  True if accepted.  frozen: for looking only, with that
 * reason; or NULL.  Where each row is an object (->elsewhere) those are made,
 * opened and deleted at once, and the rows follow.
 */
bool rows_edit(struct ui *, const struct field *, struct object *self,
    const char *frozen);

/* A cell in the words of the dialog; lives as long as the rows. */
const char *rows_words(const struct field *, const struct object *self,
    size_t row, size_t cell);

#endif
