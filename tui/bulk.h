/* SPDX-License-Identifier: ISC */
/*
 * What is done to several objects at once, with what is asked before it: one
 * revision each time, all of them or none.
 */
#ifndef TUI_BULK_H
#define TUI_BULK_H

#include "model/edit_field.h"
#include "tui/ui.h"

/* True if they were deleted. */
bool bulk_delete(struct ui *, const struct many *);
/* ask: what has to be confirmed first, or NULL. */
void bulk_transit(struct ui *, const struct many *, const char *verb,
    const char *ask);
/* Asks for a field that all have, for its value, shows what changes. */
void bulk_set(struct ui *, const struct many *);

#endif
