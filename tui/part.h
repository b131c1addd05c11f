/* SPDX-License-Identifier: ISC */
/*
 * What the audit says of one object, made at this moment: its findings, and
 * the certificates that it needs with their state in each place.  From there
 * to the field that is to be mended.
 */
#ifndef TUI_PART_H
#define TUI_PART_H

#include <stdbool.h>

#include "tui/ui.h"

struct part_target {		/* where one wants to go; heap */
	char *kind, *object, *field;
	char *value;		/* that mends it, to be shown; or NULL */
};

/* False: nowhere.  A certificate need not be an object of the group. */
bool part_show(struct ui *, const char *kind, const char *name,
    struct part_target *);
void part_target_clear(struct part_target *);

#endif
