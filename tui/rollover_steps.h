/* SPDX-License-Identifier: ISC */
/*
 * The steps of a roll-over in the console: each shows what it would do, with
 * the audit, asks, and becomes one revision.  field: of the current
 * certificate.  The object is as stored; it stays the caller's.
 */
#ifndef TUI_ROLLOVER_STEPS_H
#define TUI_ROLLOVER_STEPS_H

#include "model/object.h"
#include "tui/ui.h"

/* Asks for the next certificate, when it takes over, how long to keep. */
void rollover_step_plan(struct ui *, struct object *, const char *field);
void rollover_step_complete(struct ui *, struct object *, const char *field);
void rollover_step_end(struct ui *, struct object *, const char *field);
void rollover_step_cancel(struct ui *, struct object *, const char *field);

#endif
