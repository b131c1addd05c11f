/* SPDX-License-Identifier: ISC */
/*
 * Aligned columns: two blanks between, "-" for an empty one.  Full values,
 * except where a terminal is too narrow for them; elsewhere what is much
 * longer than the others stands out of its column.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/out.h"

#define MAX_TABLE_COLUMNS 16

struct table {
	const char *heads[MAX_TABLE_COLUMNS];	/* not owned */
	size_t columns;
	char **cells;		/* row by row, safe copies */
	size_t n, cap;
};

/* The next cell, in reading order; NULL and "" are empty. */
void table_cell(struct table *, const char *);
/* With the heads where the output is a terminal, so that pipes get rows. */
void table_print(const struct table *, struct out *);
void table_clear(struct table *);

#endif
