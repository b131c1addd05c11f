/* SPDX-License-Identifier: ISC */
/*
 * Statements built from names and values, in the SQL that SQLite and
 * PostgreSQL both take.  Names come from tables of ours, never from outside:
 * anything but a-z, 0-9 and '_' in one is a bug.  Values never get into the
 * text; the statement lists them in the order of ?1 ?2 ...
 */
#ifndef CONFIG_DB_SQL_H
#define CONFIG_DB_SQL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "config/db.h"

struct sql {
	const char *like;	/* of struct db_backend */
	struct buf text;
	const struct db_value **values;	/* the caller's or page[] */
	size_t nvalues, cap;
	struct db_value page[2];	/* limit and offset */
};

/* The struct starts zeroed but for like; the values must outlive it. */
void sql_clear(struct sql *);
/* tie: what breaks ties of the order where the query does not say, or NULL. */
void sql_select(struct sql *, const struct db_query *, const char *tie);
void sql_count(struct sql *, const struct db_query *);
void sql_insert(struct sql *, const char *table, const struct db_set *,
    size_t n);
void sql_update(struct sql *, const char *table, const struct db_set *,
    size_t n);
void sql_delete(struct sql *, const char *table);
void sql_where(struct sql *, const struct db_cond *, size_t n);

#endif
