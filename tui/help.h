/* SPDX-License-Identifier: ISC */
/* `?`: what can be done here and now, to read. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/command.h"

void help_show(struct ui *, struct layer *, const struct command *);

#endif
