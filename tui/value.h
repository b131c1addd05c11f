/* SPDX-License-Identifier: ISC */
/* One value of a field, asked for outside the property dialog. */
#ifndef TUI_VALUE_H
#define TUI_VALUE_H

#include "model/object.h"
#include "tui/ui.h"

/*
 * By the list that the field's type has, or by a line, until the field takes
 * it.  self: the object whose slot it is, unchanged.  Heap; NULL where it was
 * cancelled.
 */
char *value_ask(struct ui *, const struct object *self, const struct slot *,
    const char *current);

#endif
