/* SPDX-License-Identifier: ISC */
/* Where a certificate or another object is used; Enter goes there. */
#ifndef TUI_USED_H
#define TUI_USED_H

#include "tui/ui.h"

/* name: of the object; a certificate's is its thumbprint. */
void used_show(struct ui *, const struct kind *, const char *name);

#endif
