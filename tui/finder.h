/* SPDX-License-Identifier: ISC */
/*
 * `:`, the finder: commands of the layer below and every object of the group
 * by some letters of the name.  Objects are read as one types.
 */
#ifndef TUI_FINDER_H
#define TUI_FINDER_H

#include "tui/command.h"

bool finder_may_run(struct ui *, struct layer *, const struct command *,
    struct err *);
void finder_run(struct ui *, struct layer *, const struct command *);

/*
 * Let choose one object of the group by some letters of its name; false where
 * none was.  The name is the caller's, heap.
 */
struct kind;
bool finder_object(struct ui *, const char *title, const struct kind **,
    char **name);

#endif
