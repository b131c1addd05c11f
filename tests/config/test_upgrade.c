/* SPDX-License-Identifier: ISC */
/*
 * From version to version, with steps of this test's own instead of the
 * program's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "config/db.h"
#include "config/schema.h"

#define PROCESSES 6

const struct schema_step schema_steps[] = {
	{ .version = 1, .name = "001-a.sql", .sql =
	    "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);"
	    "CREATE TABLE owner (id INTEGER PRIMARY KEY);"
	    "CREATE TABLE owned (owner_id INTEGER NOT NULL"
	    "    REFERENCES owner (id) ON DELETE CASCADE);"
	    "INSERT INTO owner VALUES (7); INSERT INTO owned VALUES (7);" },
	{ .version = 2, .name = "002-b.sql", .sql =
	    "CREATE TABLE b (x INTEGER);\n"
	    "INSERT INTO b SELECT x + 1 FROM a;"
	    /* A table made anew, as changing a CHECK needs. */
	    "CREATE TABLE new (id INTEGER PRIMARY KEY CHECK (id > 0));"
	    "INSERT INTO new SELECT id FROM owner; DROP TABLE owner;"
	    "ALTER TABLE new RENAME TO owner;" },
	{ .version = 3, .name = "003-c.sql", .sql =
	    "INSERT INTO a VALUES (3); CREATE TABLE c (x INTEGER);" },
};
const size_t schema_count = ARRAY_SIZE(schema_steps);

static char dir[64];
static char path[96];

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/test_upgrade.XXXXXX");
	snprintf(path, sizeof(path), "%s/group.db",
	    mkdtemp(dir) != NULL ? dir : "");
	return dir[0] == '\0';
}

static int
teardown(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char *name;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		name = xasprintf("%s%s", path, ends[i]);
		(void)unlink(name);
		free(name);
	}
	return rmdir(dir);
}

/* A database as the program of version 1 left it, and sql. */
static void
make_old(const char *sql)
{
	char *all = xasprintf("PRAGMA application_id = %d;"
	    "PRAGMA journal_mode = WAL; %s PRAGMA user_version = 1; %s",
	    0x5EA1504F, schema_steps[0].sql, sql);
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	if (sqlite3_exec(h, all, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(h));
	assert_int_equal(sqlite3_close(h), SQLITE_OK);
	free(all);
}

static int64_t
count(struct db *db, const char *table)
{
	const struct db_query q = { .table = table };
	struct err err = { 0 };
	int64_t n = -1;

	if (!db_count(db, &q, &n, &err))
		fail_msg("%s", err.text);
	return n;
}

static void
test_upgrade(void **state)
{
	const struct db_set stray = { "owner_id", db_int(8) };
	struct err err = { 0 };
	struct db *db;

	(void)state;
	make_old("");
	/* Nothing is written by a reader. */
	assert_null(db_open(path, DB_READ, &err));
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.text, "older version of Sealport"));
	assert_non_null(strstr(err.text,
	    "(the database has version 1, this program needs 3)"));
	db = db_open(path, DB_WRITE, &err);
	if (db == NULL)
		fail_msg("%s", err.text);
	assert_int_equal(db_version(db), 3);
	assert_int_equal(count(db, "a"), 2);
	assert_int_equal(count(db, "b"), 1);
	/* The rows of the table that was made anew are still owned. */
	assert_int_equal(count(db, "owned"), 1);
	assert_false(db_insert(db, "owned", &stray, 1, NULL, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_true(db_delete(db, "owner", NULL, 0, NULL, &err));
	assert_int_equal(count(db, "owned"), 0);
	db_close(db);
	db = db_open(path, DB_READ, &err);
	assert_non_null(db);
	assert_int_equal(count(db, "c"), 0);
	db_close(db);
}

/* The step that fails leaves nothing, those before it stay. */
static void
test_failing_step(void **state)
{
	struct err err = { 0 };
	sqlite3 *h = NULL;
	struct db *db;

	(void)state;
	make_old("CREATE TABLE c (y INTEGER);");
	assert_null(db_open(path, DB_WRITE, &err));
	assert_memory_equal(err.text, "schema step 003-c.sql: /tmp/", 28);
	assert_non_null(strstr(err.text, "table c already exists"));
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, "DROP TABLE c", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(h), SQLITE_OK);
	db = db_open(path, DB_WRITE, &err);
	if (db == NULL)
		fail_msg("%s", err.text);
	assert_int_equal(count(db, "a"), 2);
	db_close(db);
}

static void
test_broken_reference(void **state)
{
	struct err err = { 0 };

	(void)state;
	make_old("INSERT INTO owned VALUES (99);");
	assert_null(db_open(path, DB_WRITE, &err));
	assert_memory_equal(err.text, "schema step 002-b.sql: /tmp/", 28);
	assert_non_null(strstr(err.text,
	    "rows refer to something that does not exist (1)"));
}

/* Several at once: each step is taken by one of them. */
static void
run_together(enum db_mode mode)
{
	pid_t pids[PROCESSES];
	struct err err = { 0 };
	int go[2], status, i;
	struct db *db;
	char c;

	assert_int_equal(pipe(go), 0);
	for (i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] > 0)
			continue;
		close(go[1]);
		if (read(go[0], &c, 1) != 0)
			_exit(2);
		db = db_open(path, mode, &err);
		if (db == NULL)
			print_error("%s\n", err.text);
		_exit(db != NULL && db_version(db) == 3 ? 0 : 1);
	}
	close(go[0]);
	close(go[1]);
	for (i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	db = db_open(path, DB_READ, &err);
	if (db == NULL)
		fail_msg("%s", err.text);
	assert_int_equal(count(db, "a"), 2);
	assert_int_equal(count(db, "b"), 1);
	db_close(db);
}

static void
test_upgrade_together(void **state)
{
	(void)state;
	make_old("");
	run_together(DB_WRITE);
}

static void
test_create_together(void **state)
{
	(void)state;
	run_together(DB_CREATE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_upgrade),
		TEST(test_failing_step),
		TEST(test_broken_reference),
		TEST(test_upgrade_together),
		TEST(test_create_together),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
