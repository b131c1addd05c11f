/* SPDX-License-Identifier: ISC */
/* The four operations, transactions, read views, the change mark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "config/db.h"

static char dir[64];
static char path[96];

/* Each test has a database of its own. */
static int
setup(void **state)
{
	struct err err = { 0 };

	snprintf(dir, sizeof(dir), "/tmp/test_db.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/group.db", dir);
	*state = db_open(path, DB_CREATE, &err);
	if (*state == NULL)
		print_error("%s\n", err.text);
	return *state == NULL;
}

static int
teardown(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char *name;
	size_t i;

	db_close(*state);
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		name = xasprintf("%s%s", path, ends[i]);
		(void)unlink(name);
		free(name);
	}
	return rmdir(dir);
}

static struct db *
another(enum db_mode mode)
{
	struct err err = { 0 };
	struct db *db = db_open(path, mode, &err);

	if (db == NULL)
		fail_msg("%s", err.text);
	return db;
}

static int64_t
add_party(struct db *db, const char *name, const char *description)
{
	const struct db_set set[] = {
		{ "name", db_text(name) },
		{ "description", db_text(description) },
	};
	struct err err = { 0 };
	int64_t id = 0;

	if (!db_insert(db, "party", set, ARRAY_SIZE(set), &id, &err))
		fail_msg("%s", err.text);
	return id;
}

static void
add_parties(struct db *db)
{
	add_party(db, "Contoso", "Big orders");
	add_party(db, "Fabrikam", NULL);
	add_party(db, "Tailspin", "big toys");
	add_party(db, "Woodgrove", "100% bank_notes");
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

/* The names a query gives, each followed by a blank; and their number. */
static void
expect(struct db *db, struct db_query q, const char *want)
{
	static const char *const columns[] = { "name" };
	struct err err = { 0 };
	struct db_rows *rows;
	char got[256] = "";
	int64_t n = 0, seen = 0;
	int r;

	q.table = "party";
	q.columns = columns;
	q.ncolumns = 1;
	rows = db_select(db, &q, &err);
	if (rows == NULL)
		fail_msg("%s", err.text);
	while ((r = db_next(rows, &err)) > 0) {
		assert_int_equal(db_column(rows, 0)->type, DB_TEXT);
		assert_int_equal(db_column(rows, 0)->len,
		    strlen(db_column(rows, 0)->text));
		strcat(strcat(got, db_column(rows, 0)->text), " ");
		seen++;
	}
	assert_int_equal(r, 0);
	assert_int_equal(db_next(rows, &err), 0);
	db_finish(rows);
	assert_string_equal(got, want);
	assert_true(db_count(db, &q, &n, &err));
	if (q.limit == 0 && q.offset == 0)
		assert_int_equal(n, seen);
}

static void
expect_if(struct db *db, enum db_op op, const char *column,
    struct db_value value, const char *want)
{
	const struct db_cond cond = { .column = column, .op = op,
	    .value = value };

	expect(db, (struct db_query){ .conds = &cond, .nconds = 1,
	    .order = "name" }, want);
}

static void
test_conditions(void **state)
{
	struct db *db = *state;
	const char *no_text = "Contoso Tailspin Woodgrove ";

	add_parties(db);
	expect_if(db, DB_EQ, "name", db_text("Contoso"), "Contoso ");
	expect_if(db, DB_EQ, "name", db_text("contoso"), "");
	expect_if(db, DB_NE, "name", db_text("Contoso"),
	    "Fabrikam Tailspin Woodgrove ");
	expect_if(db, DB_LT, "id", db_int(2), "Contoso ");
	expect_if(db, DB_LE, "id", db_int(2), "Contoso Fabrikam ");
	expect_if(db, DB_GT, "id", db_int(3), "Woodgrove ");
	expect_if(db, DB_GE, "id", db_int(3), "Tailspin Woodgrove ");
	/* NULL equals NULL, and differs from everything else. */
	expect_if(db, DB_EQ, "description", db_null(), "Fabrikam ");
	expect_if(db, DB_NE, "description", db_null(), no_text);
	expect_if(db, DB_NE, "description", db_text("Big orders"),
	    "Fabrikam Tailspin Woodgrove ");
	expect_if(db, DB_LT, "description", db_null(), "");
}

static void
test_contains(void **state)
{
	struct db *db = *state;

	add_parties(db);
	expect_if(db, DB_HAS, "description", db_text("BIG"),
	    "Contoso Tailspin ");
	expect_if(db, DB_HAS, "name", db_text("ain"), "");
	expect_if(db, DB_HAS, "name", db_text("AIL"), "Tailspin ");
	/* What LIKE would take for a pattern is plain text. */
	expect_if(db, DB_HAS, "description", db_text("0%"), "Woodgrove ");
	expect_if(db, DB_HAS, "description", db_text("k_n"), "Woodgrove ");
	expect_if(db, DB_HAS, "description", db_text("g_o"), "");
	expect_if(db, DB_HAS, "description", db_text("\\"), "");
	expect_if(db, DB_HAS, "description", db_text("\\%"), "");
	expect_if(db, DB_HAS, "name", db_text(""),
	    "Contoso Fabrikam Tailspin Woodgrove ");
	expect_if(db, DB_HAS, "id", db_text("4"), "Woodgrove ");
	expect_if(db, DB_HAS, "name", db_text("'; DROP TABLE party; --"), "");
	assert_int_equal(count(db, "party"), 4);
}

static void
test_pattern(void **state)
{
	struct db *db = *state;

	add_parties(db);
	expect_if(db, DB_LIKE, "name", db_text("%A%I%"),
	    "Fabrikam Tailspin ");
	expect_if(db, DB_LIKE, "name", db_text("contos_"), "Contoso ");
	expect_if(db, DB_LIKE, "name", db_text("cont"), "");
	expect_if(db, DB_LIKE, "description", db_text("%0\\%%"),
	    "Woodgrove ");
	expect_if(db, DB_LIKE, "description", db_text("%\\%0%"), "");
}

/* A run of ORs is one bracket, brackets are joined by AND. */
static void
test_brackets(void **state)
{
	const struct db_cond conds[] = {
		{ .column = "name", .op = DB_HAS,
		  .value = db_text("tail"), .or_next = true },
		{ .column = "description", .op = DB_HAS,
		  .value = db_text("big"), .or_next = true },
		{ .column = "description", .op = DB_EQ, .value = db_null() },
		{ .column = "id", .op = DB_LT, .value = db_int(3) },
		{ .column = "name", .op = DB_EQ,
		  .value = db_text("Contoso"), .or_next = true },
		{ .column = "name", .op = DB_EQ,
		  .value = db_text("Tailspin"), .or_next = true },
	};
	struct db_query q = { .conds = conds, .nconds = ARRAY_SIZE(conds),
	    .order = "name" };

	add_parties(*state);
	expect(*state, q, "Contoso ");
	q.nconds = 3;
	expect(*state, q, "Contoso Fabrikam Tailspin ");
	q.nconds = 4;
	expect(*state, q, "Contoso Fabrikam ");
	q.conds = conds + 3;
	q.nconds = 3;
	expect(*state, q, "Contoso ");
}

static void
test_order_and_pages(void **state)
{
	struct db *db = *state;
	struct db_query q = { .order = "name", .limit = 2 };

	add_parties(db);
	expect(db, q, "Contoso Fabrikam ");
	q.offset = 2;
	expect(db, q, "Tailspin Woodgrove ");
	q.offset = 3;
	expect(db, q, "Woodgrove ");
	q.offset = 4;
	expect(db, q, "");
	q.limit = 0;
	q.offset = 1;
	expect(db, q, "Fabrikam Tailspin Woodgrove ");
	q.offset = 0;
	q.descending = true;
	expect(db, q, "Woodgrove Tailspin Fabrikam Contoso ");
	/* All versions are 1: the id decides, or what the query says. */
	q.order = "version";
	expect(db, q, "Woodgrove Tailspin Fabrikam Contoso ");
	q.descending = false;
	expect(db, q, "Contoso Fabrikam Tailspin Woodgrove ");
	q.then = "description";
	expect(db, q, "Fabrikam Woodgrove Contoso Tailspin ");
}

/* A table that has no id. */
static void
test_order_by_position(void **state)
{
	static const char *const columns[] = { "position", "value" };
	const struct db_query q = { .table = "party_alias",
	    .columns = columns, .ncolumns = 2, .order = "position" };
	struct db *db = *state;
	struct err err = { 0 };
	struct db_rows *rows;
	int64_t id = add_party(db, "Contoso", NULL), i;
	char value[] = "a";

	for (i = 3; i > 0; i--, value[0]++) {
		const struct db_set set[] = {
			{ "owner_id", db_int(id) },
			{ "position", db_int(i) },
			{ "name", db_text("Organization") },
			{ "qualifier", db_text("OrganizationName") },
			{ "value", db_text(value) },
		};

		if (!db_insert(db, "party_alias", set, ARRAY_SIZE(set), NULL,
		    &err))
			fail_msg("%s", err.text);
	}
	rows = db_select(db, &q, &err);
	assert_non_null(rows);
	for (i = 1; i <= 3; i++) {
		assert_int_equal(db_next(rows, &err), 1);
		assert_int_equal(db_column(rows, 0)->i, i);
	}
	assert_string_equal(db_column(rows, 1)->text, "a");
	assert_int_equal(db_next(rows, &err), 0);
	db_finish(rows);
}

static void
test_values(void **state)
{
	static const char *const columns[] = { "id", "description", "name" };
	static const char blob[] = { 'a', 0, '\n', (char)0xff };
	const struct db_query q = { .table = "party", .columns = columns,
	    .ncolumns = 3, .order = "id" };
	const struct db_set set[] = {
		{ "id", db_int(INT64_MAX - 1) },
		{ "name", db_text("caf\xc3\xa9 \"quoted\" 'x' ?1 \\") },
		{ "description", db_blob(blob, sizeof(blob)) },
	};
	struct err err = { 0 };
	struct db_rows *rows;
	int64_t id = 0;

	assert_true(db_insert(*state, "party", set, 3, &id, &err));
	assert_true(id == INT64_MAX - 1);
	rows = db_select(*state, &q, &err);
	assert_non_null(rows);
	assert_int_equal(db_next(rows, &err), 1);
	assert_int_equal(db_column(rows, 0)->type, DB_INT);
	assert_true(db_column(rows, 0)->i == INT64_MAX - 1);
	assert_int_equal(db_column(rows, 1)->type, DB_BLOB);
	assert_int_equal(db_column(rows, 1)->len, sizeof(blob));
	assert_memory_equal(db_column(rows, 1)->text, blob, sizeof(blob));
	assert_string_equal(db_column(rows, 2)->text, set[1].value.text);
	assert_int_equal(db_next(rows, &err), 0);
	assert_int_equal(db_column(rows, 2)->type, DB_NULL);
	db_finish(rows);
	assert_int_equal(db_text(NULL).type, DB_NULL);
}

static void
test_update_and_delete(void **state)
{
	struct db *db = *state;
	const struct db_set set[] = {
		{ "description", db_text("new") }, { "version", db_int(2) },
	};
	struct db_cond cond = { .column = "id", .op = DB_LE,
	    .value = db_int(2) };
	struct err err = { 0 };
	int64_t n = -1;

	add_parties(db);
	assert_true(db_update(db, "party", set, 2, &cond, 1, &n, &err));
	assert_int_equal(n, 2);
	expect_if(db, DB_EQ, "version", db_int(2), "Contoso Fabrikam ");
	expect_if(db, DB_EQ, "description", db_text("new"),
	    "Contoso Fabrikam ");
	cond.value = db_int(0);
	assert_true(db_update(db, "party", set, 2, &cond, 1, &n, &err));
	assert_int_equal(n, 0);
	cond.value = db_int(1);
	assert_true(db_delete(db, "party", &cond, 1, &n, &err));
	assert_int_equal(n, 1);
	assert_true(db_delete(db, "party", NULL, 0, &n, &err));
	assert_int_equal(n, 3);
	assert_int_equal(count(db, "party"), 0);
	/* An id is never used again. */
	assert_int_equal(add_party(db, "Contoso", NULL), 5);
}

static void
test_transactions(void **state)
{
	struct db *db = *state, *other = another(DB_WRITE);
	struct err err = { 0 };

	assert_true(db_begin(db, &err));
	add_party(db, "Contoso", NULL);
	assert_int_equal(count(other, "party"), 0);
	db_rollback(db);
	db_rollback(db);
	assert_int_equal(count(db, "party"), 0);
	assert_true(db_begin(db, &err));
	add_party(db, "Contoso", NULL);
	assert_true(db_commit(db, &err));
	assert_int_equal(count(other, "party"), 1);
	/* Without a transaction each change is one. */
	add_party(db, "Fabrikam", NULL);
	assert_int_equal(count(other, "party"), 2);
	/* One left open is rolled back. */
	assert_true(db_begin(other, &err));
	add_party(other, "Tailspin", NULL);
	db_close(other);
	assert_int_equal(count(db, "party"), 2);
}

static void
test_locked(void **state)
{
	struct db *db = *state, *other = another(DB_WRITE);
	struct err err = { 0 };
	char want[192];

	db_set_busy_timeout(other, 30);
	assert_true(db_begin(db, &err));
	assert_false(db_begin(other, &err));
	assert_int_equal(err.code, ERR_BUSY);
	snprintf(want, sizeof(want),
	    "%s: database is locked by another program", path);
	assert_string_equal(err.text, want);
	assert_int_equal(count(other, "party"), 0);
	/* A second one opens all the same: that takes no lock. */
	db_close(another(DB_WRITE));
	db_close(another(DB_CREATE));
	db_close(another(DB_READ));
	db_rollback(db);
	assert_true(db_begin(other, &err));
	db_close(other);
}

static void
test_read_view(void **state)
{
	struct db *db = *state, *other = another(DB_READ);
	struct err err = { 0 };

	assert_true(db_freeze(other, &err));
	add_party(db, "Contoso", NULL);
	assert_int_equal(count(other, "party"), 0);
	assert_true(db_freeze(other, &err));
	db_thaw(other);
	assert_int_equal(count(other, "party"), 0);
	db_thaw(other);
	assert_int_equal(count(other, "party"), 1);
	db_close(other);

	/* Within a transaction it changes nothing. */
	assert_true(db_begin(db, &err));
	add_party(db, "Fabrikam", NULL);
	assert_true(db_freeze(db, &err));
	assert_int_equal(count(db, "party"), 2);
	db_thaw(db);
	assert_true(db_commit(db, &err));
	assert_int_equal(count(db, "party"), 2);
}

static void
test_change_mark(void **state)
{
	struct db *db = *state, *reader = another(DB_READ);
	struct db *writer = another(DB_WRITE);
	struct err err = { 0 };
	int64_t a, b, c;

	assert_true(db_change_mark(db, &a, &err));
	assert_true(db_change_mark(reader, &b, &err));
	add_party(db, "Contoso", NULL);
	assert_true(db_change_mark(db, &c, &err));
	assert_true(a == c);	/* own changes do not count */
	assert_true(db_change_mark(reader, &c, &err));
	assert_true(c > b);
	assert_true(db_change_mark(reader, &b, &err));
	assert_true(c == b);
	add_party(writer, "Fabrikam", NULL);
	assert_true(db_change_mark(db, &c, &err));
	assert_true(c > a);
	assert_int_equal(count(reader, "party"), 2);
	db_close(reader);
	db_close(writer);
}

static void
test_read_only(void **state)
{
	struct db *other = another(DB_READ);
	const struct db_set set[] = { { "name", db_text("Contoso") } };
	struct err err = { 0 };

	(void)state;
	assert_false(db_begin(other, &err));
	assert_int_equal(err.code, ERR_DENIED);
	assert_non_null(strstr(err.text, "opened for reading only"));
	assert_false(db_insert(other, "party", set, 1, NULL, &err));
	assert_false(db_update(other, "party", set, 1, NULL, 0, NULL, &err));
	assert_false(db_delete(other, "party", NULL, 0, NULL, &err));
	assert_int_equal(err.code, ERR_DENIED);
	db_close(other);
}

/* The same statement open many times, and more of them than are kept. */
static void
test_many_statements(void **state)
{
	static const char *const columns[] = { "id" };
	struct db *db = *state;
	struct db_rows *rows[100];
	struct db_cond cond = { .column = "id", .op = DB_GE,
	    .value = db_int(0) };
	struct db_query q = { .table = "party", .columns = columns,
	    .ncolumns = 1, .conds = &cond, .nconds = 1, .order = "id" };
	struct err err = { 0 };
	size_t i;

	add_parties(db);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		cond.value = db_int((int64_t)i % 4 + 1);
		rows[i] = db_select(db, &q, &err);
		assert_non_null(rows[i]);
		assert_int_equal(db_next(rows[i], &err), 1);
	}
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(db_column(rows[i], 0)->i, i % 4 + 1);
		db_finish(rows[i]);
	}
	db_finish(NULL);
}

/* Different texts in turn: old ones make room. */
static void
test_many_texts(void **state)
{
	struct db_cond conds[80];
	struct db_query q = { .table = "party", .conds = conds };
	struct err err = { 0 };
	int64_t n;
	size_t i, round;

	add_parties(*state);
	for (i = 0; i < ARRAY_SIZE(conds); i++)
		conds[i] = (struct db_cond){ .column = "id",
		    .op = DB_LE, .value = db_int(3) };
	for (round = 0; round < 3; round++) {
		for (i = 1; i < ARRAY_SIZE(conds); i++) {
			q.nconds = i;
			assert_true(db_count(*state, &q, &n, &err));
			assert_int_equal(n, 3);
		}
	}
}

static void
test_mistakes(void **state)
{
	static const char *const columns[] = { "no_such_column" };
	struct db_query q = { .table = "party", .columns = columns,
	    .ncolumns = 1 };
	struct err err = { 0 };
	char **names;
	size_t n;

	/* Not taken for a string. */
	assert_null(db_select(*state, &q, &err));
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, "no_such_column"));
	q.table = "no_such_table";
	q.order = "name";
	assert_null(db_select(*state, &q, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(db_columns(*state, "no_such_table", &names, &n, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_conditions),
		TEST(test_contains),
		TEST(test_pattern),
		TEST(test_brackets),
		TEST(test_order_and_pages),
		TEST(test_order_by_position),
		TEST(test_values),
		TEST(test_update_and_delete),
		TEST(test_transactions),
		TEST(test_locked),
		TEST(test_read_view),
		TEST(test_change_mark),
		TEST(test_read_only),
		TEST(test_many_statements),
		TEST(test_many_texts),
		TEST(test_mistakes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
