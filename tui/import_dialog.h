/* SPDX-License-Identifier: ISC */
/*
 * Certificates, keys and revocation lists from a file: shows what is in it
 * before anything is written, and where each item would go.
 */
#ifndef TUI_IMPORT_DIALOG_H
#define TUI_IMPORT_DIALOG_H

#include "certstore/bundle.h"
#include "tui/ui.h"

void import_dialog(struct ui *);

#endif
