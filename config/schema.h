/* SPDX-License-Identifier: ISC */
/* The numbered steps of config/schema, embedded at build time. */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include <stddef.h>

struct schema_step {
	int version;		/* of the database after this step */
	const char *name;	/* the file's */
	const char *sql;
};

extern const struct schema_step schema_steps[];	/* ascending, from 1 */
extern const size_t schema_count;

#endif
