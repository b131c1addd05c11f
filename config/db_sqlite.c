/* SPDX-License-Identifier: ISC */
/*
 * SQLite.  The database is in WAL mode, so that consoles read while one
 * writes; -wal and -shm stay beside it when the last one closes, because a
 * reader who may not write the folder could not make them.
 */
#include "config/db_backend.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "config/db_sqlite_err.h"
#include "config/db_sqlite_file.h"

#define BUSY_TIMEOUT 5000		/* milliseconds */
#define APPLICATION_ID 0x5EA1504F	/* in the file's header */
#define WAL_KEPT "1048576"		/* bytes of -wal kept for reuse */

struct conn {
	sqlite3 *h;
	char *path;
	sqlite3_stmt *mark;	/* PRAGMA data_version, or NULL */
	int timeout;		/* milliseconds */
	bool wal;		/* known to be in WAL mode */
	bool immutable;		/* opened without locks; see read_header() */
	struct stat seen;	/* the file then */
};

struct stmt {
	struct conn *conn;
	sqlite3_stmt *s;
};

static bool
sqlite_exec(void *p, const char *sql, struct err *err)
{
	struct conn *c = p;
	int rc = sqlite3_exec(c->h, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || sqlite_fail(c->h, rc, c->path, err);
}

/* The first column of the first row, a whole number; 0 if there is none. */
static bool
get_int(struct conn *c, const char *sql, int64_t *out, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc;

	*out = 0;
	rc = sqlite3_prepare_v2(c->h, sql, -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(s, 0);
	else if (rc != SQLITE_DONE)
		sqlite_fail(c->h, rc, c->path, err);
	sqlite3_finalize(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* ---- opening ------------------------------------------------------------ */

/* Settings that need neither the file nor a lock. */
static void
set_up(sqlite3 *h)
{
	static const struct {
		int what, on;
	} config[] = {
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		/* A misspelt column is an error, not a string. */
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	};
	int on = 1;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(config); i++)
		sqlite3_db_config(h, config[i].what, config[i].on, NULL);
	sqlite3_extended_result_codes(h, 1);
	sqlite3_busy_timeout(h, BUSY_TIMEOUT);
	sqlite3_limit(h, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_file_control(h, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

static bool
open_handle(struct conn *c, enum db_mode mode, struct err *err)
{
	/* "./" keeps "file:..." and ":memory:" from meaning anything. */
	char *name = c->immutable ? sqlite_file_uri(c->path) :
	    xasprintf("%s%s", c->path[0] == '/' ? "" : "./", c->path);
	int rc;

	rc = sqlite3_open_v2(name, &c->h, SQLITE_OPEN_NOMUTEX |
	    (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
	    (c->immutable ? SQLITE_OPEN_URI : 0), NULL);
	free(name);
	if (rc != SQLITE_OK)
		return sqlite_fail(c->h, rc, c->path, err);
	set_up(c->h);
	return true;
}

/*
 * The file's header tells whose it is.  Reading it is the first real access,
 * and the one that fails where -shm is missing and cannot be made.  Then, if
 * there is no log, the file is complete and can be read as if it never
 * changed; sqlite_change_mark() notices when it does.
 */
static bool
read_header(struct conn *c, enum db_mode mode, int64_t *app, struct err *err)
{
	static const char sql[] = "PRAGMA application_id";
	int rc;

	if (get_int(c, sql, app, err))
		return true;
	rc = sqlite3_errcode(c->h) & 0xff;
	if (mode != DB_READ || c->immutable || !sqlite_file_complete(c->path) ||
	    (rc != SQLITE_CANTOPEN && rc != SQLITE_READONLY))
		return false;
	sqlite3_close(c->h);
	c->h = NULL;
	c->immutable = true;
	if (stat(c->path, &c->seen) != 0)
		return false;
	err_clear(err);
	return open_handle(c, mode, err) && get_int(c, sql, app, err);
}

static bool
check_owner(struct conn *c, enum db_mode mode, struct err *err)
{
	int64_t app, objects;

	if (!read_header(c, mode, &app, err))
		return false;
	if (app == APPLICATION_ID)
		return true;
	/* Again, behind the count: it may be made at this very moment. */
	if (!get_int(c, "SELECT count(*) FROM sqlite_schema", &objects, err) ||
	    !read_header(c, mode, &app, err))
		return false;
	if (app == APPLICATION_ID)
		return true;
	if (app != 0 || objects != 0)
		return err_set(err, ERR_INVALID, "%s: not a Sealport "
		    "database, but another program's", c->path);
	/* Nothing in it: somebody is just making it, or failed to. */
	if (mode != DB_CREATE)
		return err_set(err, ERR_INVALID,
		    "%s: not a Sealport database (empty)", c->path);
	return true;
}

static void
sqlite_close(void *p)
{
	struct conn *c = p;
	int rc;

	if (c == NULL)
		return;
	sqlite3_finalize(c->mark);
	rc = sqlite3_close(c->h);
	assert(rc == SQLITE_OK);	/* else a statement is left */
	(void)rc;
	free(c->path);
	free(c);
}

static void *
sqlite_open(const char *path, enum db_mode mode, struct err *err)
{
	struct conn *c = NULL;

	if (mode == DB_CREATE && !sqlite_file_make(path, err))
		return NULL;
	if (!sqlite_file_check(path, mode, err))
		return NULL;
	c = xcalloc(1, sizeof(*c));
	c->path = xstrdup(path);
	c->timeout = BUSY_TIMEOUT;
	if (!open_handle(c, mode, err) || !check_owner(c, mode, err))
		goto fail;
	if (mode != DB_READ && sqlite3_db_readonly(c->h, "main") == 1) {
		err_set(err, ERR_DENIED, "%s: the database may only be read",
		    path);
		goto fail;
	}
	if (!sqlite_exec(c, "PRAGMA synchronous = FULL;"
	    "PRAGMA journal_size_limit = " WAL_KEPT, err))
		goto fail;
	return c;
fail:
	sqlite_close(c);
	return NULL;
}

static void
sqlite_busy_timeout_set(void *p, int ms)
{
	struct conn *c = p;

	c->timeout = ms;
	sqlite3_busy_timeout(c->h, ms);
}

/* ---- transactions and versions ------------------------------------------ */

/* Does the statement's row say so? */
static bool
says_wal(sqlite3_stmt *s)
{
	const char *mode = (const char *)sqlite3_column_text(s, 0);

	return mode != NULL && strcmp(mode, "wal") == 0;
}

/*
 * A new database, or one that was restored, is not in WAL mode yet.  Another
 * program's open transaction can prevent it; then the next commit tries
 * again, and the rollback journal does until then.
 */
static void
use_wal(struct conn *c)
{
	sqlite3_stmt *s = NULL;

	sqlite3_busy_timeout(c->h, 0);
	if (sqlite3_prepare_v2(c->h, "PRAGMA journal_mode = WAL", -1, &s,
	    NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		c->wal = says_wal(s);
	sqlite3_finalize(s);
	/* The first read makes -wal and -shm. */
	if (c->wal)
		(void)sqlite3_exec(c->h, "SELECT 1 FROM sqlite_schema", NULL,
		    NULL, NULL);
	sqlite3_busy_timeout(c->h, c->timeout);
}

static void
enforce_references(struct conn *c, int on)
{
	sqlite3_db_config(c->h, SQLITE_DBCONFIG_ENABLE_FKEY, on, NULL);
}

static void
sqlite_rollback(void *p)
{
	struct conn *c = p;

	/* After a full disk, say, SQLite has done it already. */
	if (!sqlite3_get_autocommit(c->h))
		sqlite3_exec(c->h, "ROLLBACK", NULL, NULL, NULL);
	enforce_references(c, 1);
}

static bool
sqlite_begin(void *p, bool write, struct err *err)
{
	/* The read is what fixes the view; BEGIN alone does not. */
	static const char view[] =
	    "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1";
	struct conn *c = p;

	if (write)
		return sqlite_exec(c, "BEGIN IMMEDIATE", err);
	if (sqlite_exec(c, view, err))
		return true;
	sqlite_rollback(c);
	return false;
}

static bool
sqlite_commit(void *p, struct err *err)
{
	struct conn *c = p;
	bool wrote = sqlite3_txn_state(c->h, "main") == SQLITE_TXN_WRITE;

	if (!sqlite_exec(c, "COMMIT", err))
		return false;
	if (wrote && !c->wal)
		use_wal(c);
	return true;
}

static bool
sqlite_begin_step(void *p, struct err *err)
{
	enforce_references(p, 0);
	if (sqlite_begin(p, true, err))
		return true;
	enforce_references(p, 1);
	return false;
}

static bool
sqlite_commit_step(void *p, struct err *err)
{
	struct conn *c = p;
	int64_t broken;

	if (!get_int(c, "SELECT count(*) FROM pragma_foreign_key_check",
	    &broken, err))
		return false;
	if (broken > 0)
		return err_set(err, ERR_FAILED, "%s: rows refer to something "
		    "that does not exist (%lld)", c->path,
		    (long long)broken);
	if (!sqlite_commit(c, err))
		return false;
	enforce_references(c, 1);
	return true;
}

static bool
sqlite_get_version(void *p, int *version, struct err *err)
{
	int64_t v;

	if (!get_int(p, "PRAGMA user_version", &v, err))
		return false;
	*version = (int)v;
	return true;
}

static bool
sqlite_set_version(void *p, int version, struct err *err)
{
	char *sql = xasprintf("PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d", APPLICATION_ID, version);
	bool ok = sqlite_exec(p, sql, err);

	free(sql);
	return ok;
}

static bool
immutable_mark(struct conn *c, struct err *err)
{
	struct stat now;

	if (stat(c->path, &now) == 0 && sqlite_file_complete(c->path) &&
	    now.st_ino == c->seen.st_ino && now.st_size == c->seen.st_size &&
	    now.st_mtim.tv_sec == c->seen.st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == c->seen.st_mtim.tv_nsec)
		return true;
	return err_set(err, ERR_CONFLICT, "%s: another program has begun to "
	    "write the database; open it again", c->path);
}

static bool
sqlite_change_mark(void *p, int64_t *mark, struct err *err)
{
	struct conn *c = p;
	int rc = SQLITE_OK;

	*mark = 0;
	if (c->immutable)
		return immutable_mark(c, err);
	if (c->mark == NULL)
		rc = sqlite3_prepare_v3(c->h, "PRAGMA data_version", -1,
		    SQLITE_PREPARE_PERSISTENT, &c->mark, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(c->mark);
	if (rc == SQLITE_ROW)
		*mark = sqlite3_column_int64(c->mark, 0);
	else
		sqlite_fail(c->h, rc, c->path, err);
	sqlite3_reset(c->mark);
	return rc == SQLITE_ROW;
}

/* ---- statements --------------------------------------------------------- */

static void *
sqlite_prepare(void *p, const char *sql, struct err *err)
{
	struct conn *c = p;
	sqlite3_stmt *s = NULL;
	struct stmt *st = NULL;
	int rc;

	rc = sqlite3_prepare_v3(c->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s,
	    NULL);
	if (rc != SQLITE_OK) {
		sqlite_fail(c->h, rc, c->path, err);
		return NULL;
	}
	st = xcalloc(1, sizeof(*st));
	st->conn = c;
	st->s = s;
	return st;
}

static bool
sqlite_bind(void *p, int at, const struct db_value *v, struct err *err)
{
	struct stmt *st = p;
	int rc = SQLITE_ERROR;

	switch (v->type) {
	case DB_NULL:
		rc = sqlite3_bind_null(st->s, at);
		break;
	case DB_INT:
		rc = sqlite3_bind_int64(st->s, at, v->i);
		break;
	case DB_TEXT:
		rc = sqlite3_bind_text64(st->s, at, v->text, strlen(v->text),
		    SQLITE_TRANSIENT, SQLITE_UTF8);
		break;
	case DB_BLOB:
		/* A pointer of NULL would be taken for a NULL. */
		rc = sqlite3_bind_blob64(st->s, at, v->len > 0 ? v->text : "",
		    v->len, SQLITE_TRANSIENT);
		break;
	}
	return rc == SQLITE_OK ||
	    sqlite_fail(st->conn->h, rc, st->conn->path, err);
}

static int
sqlite_step(void *p, struct err *err)
{
	struct stmt *st = p;
	int rc = sqlite3_step(st->s);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	sqlite_fail(st->conn->h, rc, st->conn->path, err);
	return -1;
}

static void
sqlite_column(void *p, int at, struct db_value *v)
{
	struct stmt *st = p;
	int type = sqlite3_column_type(st->s, at);

	*v = db_null();
	if (type == SQLITE_INTEGER) {
		*v = db_int(sqlite3_column_int64(st->s, at));
	} else if (type == SQLITE_BLOB) {
		*v = db_blob(sqlite3_column_blob(st->s, at),
		    (size_t)sqlite3_column_bytes(st->s, at));
	} else if (type != SQLITE_NULL) {
		/* No column of ours is a REAL; one that is reads as text. */
		*v = db_text((const char *)sqlite3_column_text(st->s, at));
	}
}

static void
sqlite_reset(void *p)
{
	struct stmt *st = p;

	sqlite3_reset(st->s);
	sqlite3_clear_bindings(st->s);
}

static void
sqlite_finish(void *p)
{
	struct stmt *st = p;

	sqlite3_finalize(st->s);
	free(st);
}

static int64_t
sqlite_changes(void *p)
{
	struct conn *c = p;

	return sqlite3_changes64(c->h);
}

static int64_t
sqlite_last_id(void *p)
{
	struct conn *c = p;

	return sqlite3_last_insert_rowid(c->h);
}

static bool
sqlite_columns(void *p, const char *table, char ***names, size_t *n,
    struct err *err)
{
	struct conn *c = p;
	sqlite3_stmt *s = NULL;
	size_t cap = 0;
	int rc;

	*names = NULL;
	*n = 0;
	rc = sqlite3_prepare_v2(c->h,
	    "SELECT name FROM pragma_table_info(?1) ORDER BY cid", -1, &s,
	    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(s, 1, table, -1, SQLITE_TRANSIENT);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(s);
		if (rc != SQLITE_ROW)
			break;
		*names = grow(*names, *n, &cap, sizeof(**names));
		(*names)[(*n)++] = xasprintf("%s",
		    (const char *)sqlite3_column_text(s, 0));
	}
	if (rc != SQLITE_DONE)
		sqlite_fail(c->h, rc, c->path, err);
	sqlite3_finalize(s);
	if (rc == SQLITE_DONE)
		return true;
	while (*n > 0)
		free((*names)[--*n]);
	free(*names);
	*names = NULL;
	return false;
}

const struct db_backend db_sqlite = {
	.scheme = "sqlite",
	.like = "LIKE",		/* such is SQLite's */
	.open = sqlite_open,
	.close = sqlite_close,
	.busy_timeout = sqlite_busy_timeout_set,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.begin_step = sqlite_begin_step,
	.commit_step = sqlite_commit_step,
	.exec = sqlite_exec,
	.prepare = sqlite_prepare,
	.bind = sqlite_bind,
	.step = sqlite_step,
	.column = sqlite_column,
	.reset = sqlite_reset,
	.finish = sqlite_finish,
	.changes = sqlite_changes,
	.last_id = sqlite_last_id,
	.change_mark = sqlite_change_mark,
	.get_version = sqlite_get_version,
	.set_version = sqlite_set_version,
	.columns = sqlite_columns,
};
