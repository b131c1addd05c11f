/* SPDX-License-Identifier: ISC */
/*
 * Every field of every table: of kinds, adapters and pipeline components, with
 * its name as it is typed.  For help, list columns and completion, which do
 * not have an object to ask.
 */
#ifndef CLI_CATALOG_H
#define CLI_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "model/kind.h"

struct catalog_row {
	const struct kind *kind;	/* NULL: of an adapter or component */
	const char *owner;		/* "send-port", "FILE", "decoder" */
	const char *where;		/* ", receive locations" or "" */
	const struct field *field;
	char *name;			/* "retry_count", "file.file_mask" */
};

struct catalog {
	struct catalog_row *v;
	size_t n, cap;
};

void catalog_init(struct catalog *);
void catalog_clear(struct catalog *);

/* May an object of the kind have it? (by kind NULL: any kind's) */
bool catalog_fits(const struct catalog_row *, const struct kind *);

#endif
