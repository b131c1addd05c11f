/* SPDX-License-Identifier: ISC */
/*
 * The only place where the console says what a change does to the audit, and
 * asks, before the change is written.
 */
#ifndef TUI_ASK_EFFECT_H
#define TUI_ASK_EFFECT_H

#include "model/audit/effect.h"
#include "tui/ask.h"

/*
 * With a text it is asked in any case, the effect added to it; without, only
 * where an error or a warning is new or settled.  Where it is a new error,
 * Enter says no.  An edit that would be refused is not asked about: false,
 * and err says why.  told (NULL: not wanted) gets what was not shown but is
 * worth saying once the change is made; heap, or NULL for nothing.
 */
bool ask_effect(struct ui *, const struct question *, const struct pending *,
    char **told, struct err *);

#endif
