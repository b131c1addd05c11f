/* SPDX-License-Identifier: ISC */
/* Move to Application (dialogs 1.9): the destination is chosen from a list. */
#ifndef TUI_RELOCATE_H
#define TUI_RELOCATE_H

#include <stdbool.h>

#include "base/err.h"
#include "model/kind.h"
#include "tui/ui.h"

/* Do the kind's objects (NULL: none) belong to applications by themselves? */
bool relocate_possible(struct ui *, const struct kind *, struct err *);
/* Asks where to; says what came of it. */
void relocate_object(struct ui *, const struct kind *, const char *name);

#endif
