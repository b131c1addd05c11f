/* SPDX-License-Identifier: ISC */
/* The file of a SQLite database, before and besides SQLite. */
#ifndef CONFIG_DB_SQLITE_FILE_H
#define CONFIG_DB_SQLITE_FILE_H

#include <stdbool.h>

#include "base/err.h"
#include "config/db.h"

/*
 * What can be told before SQLite sees the file, in words better than its
 * own.  Only by stat() and access(): closing a descriptor of our own would
 * drop the locks that another connection of this process holds on the file.
 */
bool sqlite_file_check(const char *path, enum db_mode, struct err *);

/* An empty file with the right mode from the start; one there is left. */
bool sqlite_file_make(const char *path, struct err *);

/* The URI to open it as if it never changed; the caller frees. */
char *sqlite_file_uri(const char *path);

/* Is everything in the file itself, nothing in a write-ahead log? */
bool sqlite_file_complete(const char *path);

#endif
