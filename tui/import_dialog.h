/* SPDX-License-Identifier: ISC */
/*
 * The import of certificates, keys and revocation lists: where from, what is
 * in it and where each goes, what it is for, and at last the question whether
 * to write it.  Esc goes one window back; nothing is written before the last
 * Enter.  All rules are the plan's (model/import_plan.h).
 */
#ifndef TUI_IMPORT_DIALOG_H
#define TUI_IMPORT_DIALOG_H

#include "tui/ui.h"

void import_dialog(struct ui *);

#endif
