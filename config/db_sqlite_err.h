/* SPDX-License-Identifier: ISC */
/* SQLite's failures in the words of struct err. */
#ifndef CONFIG_DB_SQLITE_ERR_H
#define CONFIG_DB_SQLITE_ERR_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/err.h"

/*
 * Set err from the connection's last error: rc is the result of the call
 * that failed, path names the database.  Constraint failures get no path,
 * and the column as err->part.  Returns false.
 */
bool sqlite_fail(sqlite3 *, int rc, const char *path, struct err *);

#endif
