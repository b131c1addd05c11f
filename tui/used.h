/* SPDX-License-Identifier: ISC */
/* Where a certificate is used; Enter goes there. */
#ifndef TUI_USED_H
#define TUI_USED_H

#include "tui/ui.h"

void used_show(struct ui *, const char *thumbprint);

#endif
