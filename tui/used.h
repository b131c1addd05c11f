/* SPDX-License-Identifier: ISC */
/* Where a certificate or another object is used; Enter goes there. */
#ifndef TUI_USED_H
#define TUI_USED_H

#include "tui/ui.h"

void used_show(struct ui *, const char *thumbprint);
/* The objects that refer to this one by its name. */
void used_show_object(struct ui *, const struct kind *, const char *name);

#endif
