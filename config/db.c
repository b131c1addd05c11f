/* SPDX-License-Identifier: ISC */
#include "config/db.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db_backend.h"
#include "config/db_cache.h"
#include "config/db_sql.h"
#include "config/schema.h"

struct table_id {	/* has the table a column "id"? */
	char *table;
	bool has;
};

struct db {
	const struct db_backend *be;
	void *conn;
	char *path;
	enum db_mode mode;
	int version;
	bool writing;	/* between db_begin() and commit or rollback */
	bool viewing;	/* a read view has begun in the database */
	int frozen;	/* depth of db_freeze() */
	struct db_cache cache;
	struct table_id *ids;
	size_t nids, ids_cap;
};

struct db_rows {
	struct db *db;
	struct prepared *p;
	bool done;
	size_t n;
	struct db_value values[];
};

static const struct db_backend *const backends[] = {
	&db_sqlite,
};

/* ---- values ------------------------------------------------------------- */

struct db_value
db_null(void)
{
	return (struct db_value){ .type = DB_NULL };
}

struct db_value
db_int(int64_t i)
{
	return (struct db_value){ .type = DB_INT, .i = i };
}

struct db_value
db_text(const char *s)
{
	if (s == NULL)
		return db_null();
	return (struct db_value){ .type = DB_TEXT, .text = s,
	    .len = strlen(s) };
}

struct db_value
db_blob(const void *p, size_t len)
{
	return (struct db_value){ .type = DB_BLOB, .text = p, .len = len };
}

/* ---- opening ------------------------------------------------------------ */

/*
 * Which product, and what is left of the URL for it.  A scheme is letters
 * before a colon; a file with such a name is "./name".
 */
static const struct db_backend *
choose_backend(const char *url, const char **rest, struct err *err)
{
	size_t len = 0, i;

	while (isalnum((unsigned char)url[len]))
		len++;
	*rest = url;
	if (len == 0 || url[len] != ':')
		return backends[0];
	*rest = url + len + 1;
	for (i = 0; i < ARRAY_SIZE(backends); i++)
		if (strlen(backends[i]->scheme) == len &&
		    memcmp(backends[i]->scheme, url, len) == 0)
			return backends[i];
	err_set(err, ERR_INVALID, "%s: unknown kind of database (%.*s)", url,
	    (int)len, url);
	return NULL;
}

static int
newest(void)
{
	return schema_steps[schema_count - 1].version;
}

/* One step, unless somebody else has taken it meanwhile. */
static bool
take_step(struct db *db, const struct schema_step *step, int from,
    struct err *err)
{
	const struct db_backend *be = db->be;
	int now;

	if (!be->begin_step(db->conn, err))
		return err_prefix(err, "schema step %s", step->name);
	if (!be->get_version(db->conn, &now, err))
		goto fail;
	if (now != from) {
		be->rollback(db->conn);
		return true;
	}
	if (!be->exec(db->conn, step->sql, err) ||
	    !be->set_version(db->conn, step->version, err) ||
	    !be->commit_step(db->conn, err))
		goto fail;
	return true;
fail:
	be->rollback(db->conn);
	return err_prefix(err, "schema step %s", step->name);
}

static bool
upgrade(struct db *db, struct err *err)
{
	size_t i;

	for (;;) {
		if (!db->be->get_version(db->conn, &db->version, err))
			return false;
		if (db->version == newest())
			return true;
		if (db->version > newest() || db->version < 0)
			return err_set(err, ERR_INVALID, "%s: of a newer "
			    "version of Sealport (the database has version "
			    "%d, this program knows %d)", db->path,
			    db->version, newest());
		if (db->mode == DB_READ)
			return err_set(err, ERR_INVALID, "%s: of an older "
			    "version of Sealport, to be opened once for "
			    "writing (the database has version %d, this "
			    "program needs %d)", db->path, db->version,
			    newest());
		for (i = 0; schema_steps[i].version <= db->version; i++)
			;
		if (!take_step(db, &schema_steps[i], db->version, err))
			return false;
	}
}

struct db *
db_open(const char *url, enum db_mode mode, struct err *err)
{
	const struct db_backend *be = NULL;
	const char *path = NULL;
	struct db *db = NULL;
	void *conn = NULL;

	be = choose_backend(url, &path, err);
	if (be == NULL)
		return NULL;
	if (*path == '\0') {
		err_set(err, ERR_INVALID, "database: no path (%s)", url);
		return NULL;
	}
	conn = be->open(path, mode, err);
	if (conn == NULL)
		return NULL;
	db = xcalloc(1, sizeof(*db));
	db->be = be;
	db->conn = conn;
	db->cache.be = be;
	db->cache.conn = conn;
	db->path = xstrdup(path);
	db->mode = mode;
	if (!upgrade(db, err)) {
		db_close(db);
		return NULL;
	}
	return db;
}

void
db_close(struct db *db)
{
	size_t i;

	if (db == NULL)
		return;
	cache_clear(&db->cache);
	db->be->rollback(db->conn);
	db->be->close(db->conn);
	for (i = 0; i < db->nids; i++)
		free(db->ids[i].table);
	free(db->ids);
	free(db->path);
	free(db);
}

void
db_set_busy_timeout(struct db *db, int ms)
{
	db->be->busy_timeout(db->conn, ms);
}

const char *
db_path(const struct db *db)
{
	return db->path;
}

int
db_version(const struct db *db)
{
	return db->version;
}

/* ---- transactions ------------------------------------------------------- */

static bool
may_write(struct db *db, struct err *err)
{
	if (db->mode != DB_READ)
		return true;
	return err_set(err, ERR_DENIED, "%s: opened for reading only",
	    db->path);
}

bool
db_begin(struct db *db, struct err *err)
{
	assert(!db->writing && db->frozen == 0);
	if (!may_write(db, err))
		return false;
	db->writing = db->be->begin(db->conn, true, err);
	return db->writing;
}

bool
db_commit(struct db *db, struct err *err)
{
	assert(db->writing);
	db->writing = false;
	if (db->be->commit(db->conn, err))
		return true;
	db->be->rollback(db->conn);
	return false;
}

void
db_rollback(struct db *db)
{
	if (db->writing)
		db->be->rollback(db->conn);
	db->writing = false;
}

bool
db_freeze(struct db *db, struct err *err)
{
	if (!db->writing && db->frozen == 0) {
		if (!db->be->begin(db->conn, false, err))
			return false;
		db->viewing = true;
	}
	db->frozen++;
	return true;
}

void
db_thaw(struct db *db)
{
	assert(db->frozen > 0);
	if (--db->frozen > 0 || !db->viewing)
		return;
	db->viewing = false;
	db->be->rollback(db->conn);
}

bool
db_change_mark(struct db *db, int64_t *mark, struct err *err)
{
	return db->be->change_mark(db->conn, mark, err);
}

/* ---- reading ------------------------------------------------------------ */

/* Some tables are ordered by "position" within an owner and have no id. */
static bool
has_id(struct db *db, const char *table, bool *has, struct err *err)
{
	char **names = NULL;
	size_t n = 0, i;

	for (i = 0; i < db->nids; i++) {
		if (strcmp(db->ids[i].table, table) == 0) {
			*has = db->ids[i].has;
			return true;
		}
	}
	if (!db_columns(db, table, &names, &n, err))
		return false;
	*has = false;
	for (i = 0; i < n; i++) {
		*has = *has || strcmp(names[i], "id") == 0;
		free(names[i]);
	}
	free(names);
	db->ids = grow(db->ids, db->nids, &db->ids_cap, sizeof(*db->ids));
	db->ids[db->nids].table = xstrdup(table);
	db->ids[db->nids++].has = *has;
	return true;
}

struct db_rows *
db_select(struct db *db, const struct db_query *q, struct err *err)
{
	struct sql s = { .like = db->be->like };
	struct prepared *p = NULL;
	struct db_rows *rows = NULL;
	bool id = false;

	if (q->order != NULL && q->then == NULL &&
	    !has_id(db, q->table, &id, err))
		return NULL;
	sql_select(&s, q, id ? "id" : NULL);
	p = cache_take(&db->cache, &s, err);
	sql_clear(&s);
	if (p == NULL)
		return NULL;
	rows = xcalloc(1, sizeof(*rows) +
	    q->ncolumns * sizeof(rows->values[0]));
	rows->db = db;
	rows->p = p;
	rows->n = q->ncolumns;
	return rows;
}

int
db_next(struct db_rows *rows, struct err *err)
{
	const struct db_backend *be = rows->db->be;
	size_t i;
	int r;

	if (rows->done)
		return 0;
	r = be->step(rows->p->stmt, err);
	rows->done = r <= 0;
	for (i = 0; i < rows->n; i++) {
		if (r > 0)
			be->column(rows->p->stmt, (int)i, &rows->values[i]);
		else
			rows->values[i] = db_null();
	}
	return r;
}

const struct db_value *
db_column(const struct db_rows *rows, size_t i)
{
	assert(i < rows->n);
	return &rows->values[i];
}

void
db_finish(struct db_rows *rows)
{
	if (rows == NULL)
		return;
	cache_give_back(&rows->db->cache, rows->p);
	free(rows);
}

bool
db_count(struct db *db, const struct db_query *q, int64_t *count,
    struct err *err)
{
	struct sql s = { .like = db->be->like };
	struct prepared *p = NULL;
	struct db_value v = db_null();
	int r;

	sql_count(&s, q);
	p = cache_take(&db->cache, &s, err);
	sql_clear(&s);
	if (p == NULL)
		return false;
	r = db->be->step(p->stmt, err);
	if (r > 0)
		db->be->column(p->stmt, 0, &v);
	*count = v.i;
	cache_give_back(&db->cache, p);
	return r > 0;
}

bool
db_columns(struct db *db, const char *table, char ***names, size_t *n,
    struct err *err)
{
	if (!db->be->columns(db->conn, table, names, n, err))
		return false;
	if (*n > 0)
		return true;
	return err_set(err, ERR_NOT_FOUND, "%s: no such table (%s)",
	    db->path, table);
}

/* ---- writing ------------------------------------------------------------ */

/* Is name a whole word of text?  The condition of a CHECK is SQL. */
static bool
has_word(const char *text, const char *name)
{
	size_t len = strlen(name);
	const char *at = text;

	while ((at = strstr(at, name)) != NULL) {
		if ((at == text || (!isalnum((unsigned char)at[-1]) &&
		    at[-1] != '_')) && !isalnum((unsigned char)at[len]) &&
		    at[len] != '_')
			return true;
		at += len;
	}
	return false;
}

/*
 * A constraint's failure, completed with what only the statement tells: the
 * table, the column a CHECK speaks of, the side of a reference.
 */
static bool
explain(const char *table, const struct db_set *set, size_t n,
    struct err *err)
{
	size_t i;

	if (err == NULL || err->code == ERR_FAILED || err->code == ERR_BUSY)
		return false;
	if (err->code == ERR_IN_USE && set != NULL)
		err_set(err, ERR_NOT_FOUND,
		    "refers to something that does not exist");
	for (i = 0; err->code == ERR_INVALID && i < n; i++)
		if (has_word(err->text, set[i].column))
			err_part(err, set[i].column);
	return err_prefix(err, "%s", table);
}

struct change {
	const char *table;
	const struct db_set *set;	/* NULL: a deletion */
	size_t n;
	int64_t rows;
};

static bool
run(struct db *db, struct sql *s, struct change *c, struct err *err)
{
	struct prepared *p = NULL;
	int r;

	if (!may_write(db, err)) {
		sql_clear(s);
		return false;
	}
	p = cache_take(&db->cache, s, err);
	sql_clear(s);
	if (p == NULL)
		return false;
	r = db->be->step(p->stmt, err);
	if (r >= 0)
		c->rows = db->be->changes(db->conn);
	cache_give_back(&db->cache, p);
	return r >= 0 || explain(c->table, c->set, c->n, err);
}

bool
db_insert(struct db *db, const char *table, const struct db_set *set,
    size_t n, int64_t *id, struct err *err)
{
	static const struct db_set none;
	struct change c = { .table = table, .set = n > 0 ? set : &none,
	    .n = n };
	struct sql s = { .like = db->be->like };

	sql_insert(&s, table, set, n);
	if (!run(db, &s, &c, err))
		return false;
	if (id != NULL)
		*id = db->be->last_id(db->conn);
	return true;
}

bool
db_update(struct db *db, const char *table, const struct db_set *set,
    size_t n, const struct db_cond *conds, size_t nconds, int64_t *changed,
    struct err *err)
{
	struct change c = { .table = table, .set = set, .n = n };
	struct sql s = { .like = db->be->like };

	sql_update(&s, table, set, n);
	sql_where(&s, conds, nconds);
	if (!run(db, &s, &c, err))
		return false;
	if (changed != NULL)
		*changed = c.rows;
	return true;
}

bool
db_delete(struct db *db, const char *table, const struct db_cond *conds,
    size_t nconds, int64_t *changed, struct err *err)
{
	struct change c = { .table = table };
	struct sql s = { .like = db->be->like };

	sql_delete(&s, table);
	sql_where(&s, conds, nconds);
	if (!run(db, &s, &c, err))
		return false;
	if (changed != NULL)
		*changed = c.rows;
	return true;
}
