/* SPDX-License-Identifier: ISC */
/*
 * Two people changed one object: the fields side by side, as it was, as the
 * other left it and as it is here.  Each field that both changed has to be
 * decided; what only one of them changed is kept.
 */
#ifndef TUI_CONFLICT_H
#define TUI_CONFLICT_H

#include "model/object.h"
#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context conflict_context;

/*
 * Their state with what is taken from ours, new; NULL where the person goes
 * back to the dialog.  Nothing is written.
 */
struct object *conflict_merge(struct ui *, const struct object *before,
    const struct object *theirs, const struct object *mine);

#endif
