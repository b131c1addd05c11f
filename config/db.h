/* SPDX-License-Identifier: ISC */
/*
 * The configuration database: four operations on a table or view by name,
 * transactions, and "has anybody changed it?".  The only place that knows
 * SQL; callers hand in names from their own tables and bound values.  What
 * needs a join or a union is a view in schema/.
 *
 * Opening checks the schema's version: an older one is brought up to date in
 * numbered steps, a newer one is refused.
 */
#ifndef CONFIG_DB_H
#define CONFIG_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;

enum db_mode {
	DB_READ,	/* nothing is ever written, not even an upgrade */
	DB_WRITE,	/* must exist */
	DB_CREATE,	/* made if absent */
};

/*
 * url: "sqlite:PATH" or a plain path.  Errors name the path: absent
 * (ERR_NOT_FOUND), not a database, of a newer version, not permitted
 * (ERR_DENIED), locked (ERR_BUSY after the busy timeout of 5 seconds).
 * DB_WRITE on a file that may only be read is ERR_DENIED.
 */
struct db *db_open(const char *url, enum db_mode, struct err *);
/* All rows must be finished; an open transaction is rolled back. */
void db_close(struct db *);
/* How long to wait for another program's lock; 0: not at all. */
void db_set_busy_timeout(struct db *, int ms);
const char *db_path(const struct db *);
int db_version(const struct db *);	/* of the schema */

/*
 * Write transactions do not nest, and none begins in a read view.  A commit
 * that fails has rolled back.
 */
bool db_begin(struct db *, struct err *);
bool db_commit(struct db *, struct err *);
void db_rollback(struct db *);	/* harmless without a transaction */

/*
 * A read view: everything selected between the two sees the database as it
 * was at db_freeze().  Nests; within a write transaction it does nothing,
 * because that is a read view of its own.
 */
bool db_freeze(struct db *, struct err *);
void db_thaw(struct db *);

/*
 * Grows whenever another connection has changed the database; own changes do
 * not count.  Cheap enough for each turn of an event loop.
 */
bool db_change_mark(struct db *, int64_t *, struct err *);

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BLOB };

struct db_value {
	enum db_type type;
	int64_t i;
	const char *text;	/* DB_TEXT (NUL ended) and DB_BLOB */
	size_t len;		/* DB_BLOB; DB_TEXT: strlen */
};

struct db_value db_null(void);
struct db_value db_int(int64_t);
struct db_value db_text(const char *);	/* NULL gives DB_NULL */
struct db_value db_blob(const void *, size_t);

enum db_op {
	DB_EQ,		/* NULL equals NULL */
	DB_NE,
	DB_LT,
	DB_LE,
	DB_GT,
	DB_GE,
	DB_HAS,		/* text contains, without regard to ASCII case */
	DB_LIKE,	/* text is like, without regard to ASCII case: % any
			   text, _ any character, \ takes the next as it is */
};

struct db_cond {
	const char *column;
	enum db_op op;
	struct db_value value;
	bool or_next;	/* joined to the next condition by OR; a run of
			   ORs is one bracket, brackets are joined by AND */
};

struct db_query {
	const char *table;	/* or view */
	const char *const *columns;
	size_t ncolumns;
	const struct db_cond *conds;
	size_t nconds;
	const char *order;	/* column, or NULL */
	const char *then;	/* column that breaks its ties; NULL: "id",
				   where the table has one */
	bool descending;
	int64_t limit;		/* 0: none */
	int64_t offset;
};

struct db_rows;

/*
 * The query's own values are copied.  Values of the current row live until
 * the next db_next().  After the end or an error there is only the end.
 */
struct db_rows *db_select(struct db *, const struct db_query *, struct err *);
/* 1: a row, 0: the end, -1: error. */
int db_next(struct db_rows *, struct err *);
const struct db_value *db_column(const struct db_rows *, size_t);
void db_finish(struct db_rows *);

/* Number of rows the query would give without limit and offset. */
bool db_count(struct db *, const struct db_query *, int64_t *, struct err *);

struct db_set {
	const char *column;
	struct db_value value;
};

/*
 * Constraint failures come back in words, "table: problem": ERR_EXISTS
 * (unique), ERR_IN_USE (others refer to a row to be deleted), ERR_NOT_FOUND
 * (insert, update: what it refers to does not exist), ERR_INVALID (CHECK, NOT
 * NULL), ERR_DENIED (append-only, or opened for reading).  err->part is the
 * column where it can be told; of several that are unique together, the last.
 * id (may be NULL) gets the new row's.
 */
bool db_insert(struct db *, const char *table, const struct db_set *,
    size_t n, int64_t *id, struct err *);
/* changed (may be NULL) gets the number of rows. */
bool db_update(struct db *, const char *table, const struct db_set *,
    size_t n, const struct db_cond *, size_t nconds, int64_t *changed,
    struct err *);
/* No conditions: every row. */
bool db_delete(struct db *, const char *table, const struct db_cond *,
    size_t nconds, int64_t *changed, struct err *);

/*
 * Names of a table's or view's columns, for the test against the fields.
 * The caller frees each and the array.  An unknown table is ERR_NOT_FOUND.
 */
bool db_columns(struct db *, const char *table, char ***names, size_t *n,
    struct err *);

#endif
