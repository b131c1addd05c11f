/* SPDX-License-Identifier: ISC */
/* Opening: what is made, what is refused, and how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/file.h"
#include "base/mem.h"
#include "config/db.h"
#include "config/schema.h"

#define NOBODY 65534

static const char *const suffixes[] = { "", "-wal", "-shm" };

static char dir[64];
static char path[96];

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/test_schema.XXXXXX");
	snprintf(path, sizeof(path), "%s/group.db",
	    mkdtemp(dir) != NULL ? dir : "");
	return dir[0] == '\0';
}

static void
remove_database(void)
{
	char *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		name = xasprintf("%s%s", path, suffixes[i]);
		(void)remove(name);
		free(name);
	}
}

static int
teardown(void **state)
{
	(void)state;
	remove_database();
	return rmdir(dir);
}

static struct db *
opened(enum db_mode mode)
{
	struct err err = { 0 };
	struct db *db = db_open(path, mode, &err);

	if (db == NULL)
		fail_msg("%s", err.text);
	return db;
}

/* The error is "PATH: ..." with these words in it. */
static void
refused(enum db_mode mode, enum err_code code, const char *words)
{
	struct err err = { 0 };

	assert_null(db_open(path, mode, &err));
	assert_memory_equal(err.text, path, strlen(path));
	if (strstr(err.text, words) == NULL || err.code != code)
		fail_msg("%s (code %d)", err.text, err.code);
}

/* By SQLite itself, as another program would. */
static void
with_sqlite(const char *sql)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	assert_int_equal(sqlite3_close(h), SQLITE_OK);
}

/* ---- opening ------------------------------------------------------------ */

static void
test_create(void **state)
{
	struct stat st;
	struct db *db;
	char **names, *url = xasprintf("sqlite:%s", path);
	struct err err = { 0 };
	mode_t mask = umask(0);
	size_t n;

	(void)state;
	db = db_open(url, DB_CREATE, &err);
	umask(mask);
	assert_non_null(db);
	assert_string_equal(db_path(db), path);
	assert_int_equal(db_version(db), schema_steps[schema_count - 1].
	    version);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_true(db_columns(db, "certificate_assignment", &names, &n,
	    &err));
	assert_int_equal(n, 9);
	assert_string_equal(names[0], "kind");
	assert_string_equal(names[4], "usage");
	while (n > 0)
		free(names[--n]);
	free(names);
	db_close(db);
	db_close(opened(DB_READ));
	db_close(opened(DB_WRITE));
	db_close(NULL);
	free(url);
}

static void
test_steps(void **state)
{
	size_t i;

	(void)state;
	assert_true(schema_count > 0);
	for (i = 0; i < schema_count; i++) {
		assert_int_equal(schema_steps[i].version, i + 1);
		assert_true(strlen(schema_steps[i].sql) > 0);
		assert_int_equal(atoi(schema_steps[i].name), i + 1);
	}
}

static void
test_wal(void **state)
{
	struct err err = { 0 };
	char *wal = xasprintf("%s-wal", path);
	struct stat st;
	struct db *db;

	(void)state;
	db_close(opened(DB_CREATE));
	/* Restored from a copy in another mode: the next change turns it. */
	with_sqlite("PRAGMA journal_mode = DELETE");
	assert_int_not_equal(stat(wal, &st), 0);
	db = opened(DB_WRITE);
	assert_true(db_begin(db, &err));
	assert_true(db_delete(db, "party", NULL, 0, NULL, &err));
	assert_true(db_commit(db, &err));
	assert_int_equal(stat(wal, &st), 0);
	db_close(db);
	/* It stays for readers who could not make it, but holds nothing. */
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	free(wal);
}

static void
test_absent(void **state)
{
	struct stat st;
	char *deep;
	struct err err = { 0 };

	(void)state;
	refused(DB_READ, ERR_NOT_FOUND, "No such file");
	refused(DB_WRITE, ERR_NOT_FOUND, "No such file");
	assert_int_not_equal(stat(path, &st), 0);
	deep = xasprintf("%s/none/group.db", dir);
	assert_null(db_open(deep, DB_CREATE, &err));
	assert_memory_equal(err.text, deep, strlen(deep));
	free(deep);
}

static void
test_urls(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_null(db_open("mongo://host/x", DB_READ, &err));
	assert_string_equal(err.text,
	    "mongo://host/x: unknown kind of database (mongo)");
	assert_int_equal(err.code, ERR_INVALID);
	assert_null(db_open("", DB_CREATE, &err));
	assert_null(db_open("sqlite:", DB_CREATE, &err));
	assert_string_equal(err.text, "database: no path (sqlite:)");
	/* SQLite's own special names are names like any other. */
	assert_null(db_open(":memory:", DB_WRITE, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_null(db_open("sqlite:file:x?mode=memory", DB_WRITE, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

/* What is no database of ours is refused and left as it is. */
static void
refused_untouched(const char *words)
{
	static const enum db_mode modes[] = { DB_READ, DB_WRITE, DB_CREATE };
	struct buf before = { 0 }, after = { 0 };
	struct err err = { 0 };
	size_t i;

	assert_true(file_read(&before, path, 1 << 20, &err));
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		refused(modes[i], ERR_INVALID, words);
		assert_true(file_read(&after, path, 1 << 20, &err));
		assert_int_equal(before.len, after.len);
		assert_memory_equal(before.data, after.data, after.len);
		buf_reset(&after);
	}
	buf_clear(&before);
	buf_clear(&after);
}

static void
test_not_ours(void **state)
{
	struct err err = { 0 };
	char junk[5000];

	(void)state;
	assert_true(file_write(path, "hello\n", 6, 0600, &err));
	refused_untouched(": not a database");
	memset(junk, 'x', sizeof(junk));
	assert_true(file_write(path, junk, sizeof(junk), 0600, &err));
	refused_untouched(": not a database");
	remove_database();
	with_sqlite("CREATE TABLE bookmarks (url TEXT)");
	refused_untouched(": not a Sealport database");
	remove_database();
	with_sqlite("PRAGMA application_id = 77");
	refused_untouched(": not a Sealport database");
}

static void
test_empty_file(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_true(file_write(path, "", 0, 0600, &err));
	refused(DB_READ, ERR_INVALID, "not a Sealport database (empty)");
	refused(DB_WRITE, ERR_INVALID, "not a Sealport database (empty)");
	/* Another one may be about to make it: they share the work. */
	db_close(opened(DB_CREATE));
	db_close(opened(DB_READ));
}

static void
test_folder(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path, 0700), 0);
	refused(DB_READ, ERR_INVALID, "not a database, but a folder");
	refused(DB_CREATE, ERR_INVALID, "not a database, but a folder");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	refused(DB_WRITE, ERR_INVALID, "not a database, but a device");
}

static void
test_newer(void **state)
{
	char *words = xasprintf("newer version of Sealport (the database has "
	    "version 4711, this program knows %d)",
	    schema_steps[schema_count - 1].version);

	(void)state;
	db_close(opened(DB_CREATE));
	with_sqlite("PRAGMA user_version = 4711");
	refused_untouched(words);
	with_sqlite("PRAGMA user_version = -1");
	refused(DB_WRITE, ERR_INVALID, "newer version");
	free(words);
}

static void
test_damaged(void **state)
{
	static const char *const columns[] = { "name" };
	const struct db_query q = { .table = "party", .columns = columns,
	    .ncolumns = 1, .order = "name" };
	struct err err = { 0 };
	struct db *db;
	FILE *f;
	int i;

	(void)state;
	db_close(opened(DB_CREATE));
	/* The first page's header stays, the schema behind it does not. */
	f = fopen(path, "r+");
	assert_non_null(f);
	assert_int_equal(fseek(f, 100, SEEK_SET), 0);
	for (i = 0; i < 60000; i++)
		fputc(i * 37 & 0xff, f);
	assert_int_equal(fclose(f), 0);
	db = db_open(path, DB_READ, &err);
	if (db != NULL)
		assert_null(db_select(db, &q, &err));
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, "damaged (database disk image"));
	assert_int_equal(err.code, ERR_FAILED);
	db_close(db);
}

/* ---- permissions -------------------------------------------------------- */

/* Run check() without root's privileges, which permissions do not bind. */
static void
as_nobody(bool (*check)(void))
{
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(NOBODY) != 0 ||
		    setuid(NOBODY) != 0))
			_exit(2);
		_exit(check() ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static bool
denied(enum db_mode mode)
{
	struct err err = { 0 };
	struct db *db = db_open(path, mode, &err);

	if (db == NULL && err.code == ERR_DENIED &&
	    strstr(err.text, path) == err.text)
		return true;
	print_error("%s\n", db != NULL ? "opened" : err.text);
	db_close(db);
	return false;
}

static bool
can_read(void)
{
	const struct db_query q = { .table = "party" };
	struct err err = { 0 };
	struct db *db = db_open(path, DB_READ, &err);
	int64_t n, mark;
	bool ok = db != NULL && err.code == ERR_NONE &&
	    db_count(db, &q, &n, &err) && db_change_mark(db, &mark, &err);

	if (!ok)
		print_error("%s\n", err.text);
	db_close(db);
	return ok;
}

static bool
read_not_write(void)
{
	return can_read() && denied(DB_WRITE) && denied(DB_CREATE);
}

static bool
not_at_all(void)
{
	return denied(DB_READ) && denied(DB_WRITE);
}

static bool
cannot_make(void)
{
	return denied(DB_CREATE);
}

static void
chmod_all(mode_t mode)
{
	char *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		name = xasprintf("%s%s", path, suffixes[i]);
		(void)chmod(name, mode);
		free(name);
	}
}

static void
test_permissions(void **state)
{
	struct err err = { 0 };
	char *name;
	struct db *db;
	size_t i;

	(void)state;
	assert_int_equal(chmod(dir, 0555), 0);
	as_nobody(cannot_make);
	assert_int_equal(chmod(dir, 0755), 0);
	db = opened(DB_CREATE);
	assert_int_equal(chmod(dir, 0555), 0);
	chmod_all(0444);
	/* While a writer has it open, with changes in its log, ... */
	if (geteuid() == 0) {
		assert_true(db_delete(db, "party", NULL, 0, NULL, &err));
		as_nobody(read_not_write);
	}
	db_close(db);
	/* ... when nobody has, ... */
	as_nobody(read_not_write);
	/* ... and where only the file itself was copied. */
	assert_int_equal(chmod(dir, 0755), 0);
	for (i = 1; i < ARRAY_SIZE(suffixes); i++) {
		name = xasprintf("%s%s", path, suffixes[i]);
		(void)unlink(name);
		free(name);
	}
	assert_int_equal(chmod(dir, 0555), 0);
	as_nobody(read_not_write);
	chmod_all(0);
	as_nobody(not_at_all);
	assert_int_equal(chmod(dir, 0755), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_create),
		TEST(test_steps),
		TEST(test_wal),
		TEST(test_absent),
		TEST(test_urls),
		TEST(test_not_ours),
		TEST(test_empty_file),
		TEST(test_folder),
		TEST(test_newer),
		TEST(test_damaged),
		TEST(test_permissions),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
