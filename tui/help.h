/* SPDX-License-Identifier: ISC */
/* Help and palette: both are lists of the commands of the layer below. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/command.h"

/* What can be done here; Enter does the selected command. */
void help_show(struct ui *, struct layer *, const struct command *);
/* The same, found by typing a part of its name or help. */
void help_palette(struct ui *, struct layer *, const struct command *);

#endif
