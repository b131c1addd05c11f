/* SPDX-License-Identifier: ISC */
/* The revisions of one object, with what each changed in it. */
#ifndef TUI_OBJECT_HISTORY_H
#define TUI_OBJECT_HISTORY_H

#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context object_history_context;

/* name: "" for a kind of which there is only one. */
void object_history_show(struct ui *, const struct kind *, const char *name);

/* Say what was done, or which passwords it could not bring back. */
void object_history_done(struct ui *, const char *done,
    struct assignments *secrets);

/* Take back that revision, a number as text, after asking. */
void object_history_take_back(struct ui *, const char *revision);

#endif
