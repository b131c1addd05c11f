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

/*
 * A root that comes along with other certificates is not what the user asked
 * to trust: a partner's file must not be able to bring one in.  It is taken
 * alone, or where the user names the root store for it.
 */
bool import_is_uninvited(const struct bundle *, const struct bundle_item *);

#endif
