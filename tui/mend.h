/* SPDX-License-Identifier: ISC */
/*
 * Mending a finding where that is mechanical: what would change is shown with
 * the command that does the same, a field in its dialog, a store in a
 * question; both can be taken back.
 */
#ifndef TUI_MEND_H
#define TUI_MEND_H

#include <stdbool.h>

#include "model/audit/fix.h"
#include "tui/part.h"

bool mend_possible(const struct finding *, struct err *);
/* Copies what it needs: the audit may be made anew meanwhile. */
void mend_finding(struct ui *, const struct finding *);
/* True: it is a field that is to be set; *to says which, and to what. */
bool mend_here(struct ui *, const struct finding *, struct part_target *to);
/* Take it back?  Says how. */
bool mend_ask_back(struct ui *, const struct fix *);

#endif
