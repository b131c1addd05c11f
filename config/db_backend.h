/* SPDX-License-Identifier: ISC */
/*
 * What a database product must offer to config/db.c, which builds the SQL
 * (text both products take, with ?1 ?2 ... for values).  Errors name the
 * path, except those of constraints: there db.c puts the table's name first.
 */
#ifndef CONFIG_DB_BACKEND_H
#define CONFIG_DB_BACKEND_H

#include "config/db.h"

struct db_backend {
	const char *scheme;	/* "sqlite" of "sqlite:..." */
	const char *like;	/* LIKE without regard to ASCII case */
	/*
	 * Refuses what is not a database of ours; does not look at the
	 * version.  DB_CREATE also accepts an empty one (version 0).
	 */
	void *(*open)(const char *path, enum db_mode, struct err *);
	void (*close)(void *conn);
	void (*busy_timeout)(void *conn, int ms);

	/* write: nobody else may begin to; else a read view, as of now. */
	bool (*begin)(void *conn, bool write, struct err *);
	bool (*commit)(void *conn, struct err *);
	void (*rollback)(void *conn);	/* harmless without a transaction */
	/*
	 * A write transaction for a step of the schema: references are not
	 * enforced within, so that a table can be made anew under the same
	 * name without losing the rows that refer to it, but checked at the
	 * end.
	 */
	bool (*begin_step)(void *conn, struct err *);
	bool (*commit_step)(void *conn, struct err *);

	/* SQL without parameters and rows, several statements allowed. */
	bool (*exec)(void *conn, const char *sql, struct err *);
	void *(*prepare)(void *conn, const char *sql, struct err *);
	/* Parameters count from 1; the value is copied. */
	bool (*bind)(void *stmt, int at, const struct db_value *,
	    struct err *);
	int (*step)(void *stmt, struct err *);	/* 1 row, 0 done, -1 error */
	/* Columns count from 0; good until the next step or reset. */
	void (*column)(void *stmt, int at, struct db_value *);
	void (*reset)(void *stmt);	/* forget values, ready for others */
	void (*finish)(void *stmt);

	int64_t (*changes)(void *conn);		/* of the last statement */
	int64_t (*last_id)(void *conn);
	bool (*change_mark)(void *conn, int64_t *, struct err *);
	bool (*get_version)(void *conn, int *, struct err *);
	/* Within a transaction; marks the database as ours as well. */
	bool (*set_version)(void *conn, int, struct err *);
	/* The column list of a table or view; empty if there is none. */
	bool (*columns)(void *conn, const char *table, char ***, size_t *,
	    struct err *);
};

extern const struct db_backend db_sqlite;

#endif
