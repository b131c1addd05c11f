/* SPDX-License-Identifier: ISC */
/*
 * The prepared statements of a connection, kept by their SQL text, so that
 * the next page of a list need not be parsed and planned again.  A statement
 * in use is never handed out twice.
 */
#ifndef CONFIG_DB_CACHE_H
#define CONFIG_DB_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "config/db_backend.h"
#include "config/db_sql.h"

#define DB_CACHED 32	/* statements */

struct prepared {
	char *sql;	/* NULL: a free place */
	void *stmt;	/* the backend's */
	uint64_t used;	/* when, in statements of this connection */
	bool busy;
	bool kept;	/* lives in the cache */
};

struct db_cache {
	const struct db_backend *be;
	void *conn;
	uint64_t clock;
	struct prepared places[DB_CACHED];
};

/* The statement with its values, ready to step; to be given back. */
struct prepared *cache_take(struct db_cache *, const struct sql *,
    struct err *);
void cache_give_back(struct db_cache *, struct prepared *);

/* None may be in use. */
void cache_clear(struct db_cache *);

#endif
