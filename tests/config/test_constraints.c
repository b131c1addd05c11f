/* SPDX-License-Identifier: ISC */
/* The schema defends itself, and says so in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "config/db.h"

static char dir[64];
static char path[96];

static int
setup(void **state)
{
	struct err err = { 0 };

	snprintf(dir, sizeof(dir), "/tmp/test_constraints.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/group.db", dir);
	*state = db_open(path, DB_CREATE, &err);
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

static bool
insert_party(struct db *db, const char *name, const char *certificate,
    struct err *err)
{
	const struct db_set set[] = {
		{ "name", db_text(name) },
		{ "signature_certificate", db_text(certificate) },
	};

	return db_insert(db, "party", set, ARRAY_SIZE(set), NULL, err);
}

static void
expect_error(const struct err *err, enum err_code code, const char *part,
    const char *text)
{
	assert_string_equal(err->text, text);
	assert_string_equal(err->part, part);
	assert_int_equal(err->code, code);
}

static void
test_unique(void **state)
{
	static const char thumbprint[] =
	    "0123456789ABCDEF0123456789ABCDEF01234567";
	struct db *db = *state;
	struct err err = { 0 };
	size_t i;
	bool ok = true;

	assert_true(insert_party(db, "a", thumbprint, &err));
	assert_false(insert_party(db, "b", thumbprint, &err));
	expect_error(&err, ERR_EXISTS, "signature_certificate",
	    "party: signature_certificate is already used by another one");
	assert_false(insert_party(db, "a", NULL, &err));
	expect_error(&err, ERR_EXISTS, "name",
	    "party: name is already used by another one");

	/* Of several columns; and of an index over an expression. */
	for (i = 0; i < 3; i++) {
		const struct db_set set[] = {
			{ "owner_id", db_int(1) },
			{ "position", db_int(i == 2) },
			{ "name", db_text("x") },
			{ "qualifier", db_text("q") },
			{ "value", db_text(i == 0 ? "V" :
			    i == 1 ? "other" : "v") },
		};

		ok = db_insert(db, "party_alias", set, ARRAY_SIZE(set), NULL,
		    &err);
		if (i == 1)
			expect_error(&err, ERR_EXISTS, "position",
			    "party_alias: owner_id and position are already "
			    "used together by another one");
	}
	assert_false(ok);
	expect_error(&err, ERR_EXISTS, "", "party_alias: party_alias_pair "
	    "is already used by another one");
}

static void
test_check(void **state)
{
	const struct db_set port[] = {
		{ "name", db_text("p") }, { "authentication", db_text("x") },
	};
	struct db *db = *state;
	struct err err = { 0 };

	assert_false(insert_party(db, "a", "12", &err));
	expect_error(&err, ERR_INVALID, "signature_certificate", "party: "
	    "not acceptable (length(signature_certificate) = 40)");
	assert_false(insert_party(db, "", NULL, &err));
	assert_string_equal(err.part, "name");
	assert_int_equal(err.code, ERR_INVALID);
	assert_false(db_insert(db, "receive_port", port, 2, NULL, &err));
	assert_string_equal(err.part, "authentication");
	assert_int_equal(err.code, ERR_INVALID);
	assert_false(insert_party(db, NULL, NULL, &err));
	expect_error(&err, ERR_INVALID, "name", "party: name is required");
	assert_false(db_insert(db, "receive_port", NULL, 0, NULL, &err));
	expect_error(&err, ERR_INVALID, "name",
	    "receive_port: name is required");
}

static void
test_references(void **state)
{
	const struct db_set host = { "name", db_text("Main") };
	const struct db_set renamed = { "name", db_text("Other") };
	const struct db_set nowhere = { "host", db_text("Nowhere") };
	struct db_set handler[] = {
		{ "name", db_text("FILE-send@Main") },
		{ "adapter", db_text("FILE") },
		{ "direction", db_text("send") },
		{ "host", db_text("Nowhere") },
	};
	const struct db_set adapter[] = {
		{ "name", db_text("FILE") }, { "adapter", db_text("FILE") },
	};
	const struct db_cond moved = { .column = "host", .op = DB_EQ,
	    .value = db_text("Other") };
	const struct db_query q = { .table = "handler", .conds = &moved,
	    .nconds = 1 };
	struct db *db = *state;
	struct err err = { 0 };
	int64_t n;

	assert_true(db_insert(db, "host", &host, 1, NULL, &err));
	assert_false(db_insert(db, "handler", handler, 4, NULL, &err));
	assert_string_equal(err.text, "handler: no such adapter");
	assert_true(db_insert(db, "adapter", adapter, 2, NULL, &err));
	assert_false(db_insert(db, "handler", handler, 4, NULL, &err));
	expect_error(&err, ERR_NOT_FOUND, "",
	    "handler: refers to something that does not exist");
	handler[3].value = db_text("Main");
	assert_true(db_insert(db, "handler", handler, 4, NULL, &err));
	assert_false(db_update(db, "handler", &nowhere, 1, NULL, 0, NULL,
	    &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(db_delete(db, "host", NULL, 0, NULL, &err));
	expect_error(&err, ERR_IN_USE, "", "host: others refer to it "
	    "(FOREIGN KEY constraint failed)");
	/* A new name goes wherever the old one was. */
	assert_true(db_update(db, "host", &renamed, 1, NULL, 0, NULL, &err));
	assert_true(db_count(db, &q, &n, &err));
	assert_int_equal(n, 1);
}

static void
test_append_only(void **state)
{
	static const char *const tables[] = { "revision", "revision_change" };
	const struct db_set revision[] = {
		{ "at", db_int(1) }, { "who", db_text("root") },
		{ "origin", db_text("here") },
		{ "digest", db_text("0123456789abcdef0123456789abcdef"
		    "0123456789abcdef0123456789abcdef") },
	};
	const struct db_set change[] = {
		{ "revision_id", db_int(1) }, { "kind", db_text("party") },
		{ "object_id", db_int(1) }, { "object", db_text("a") },
		{ "action", db_text("create") }, { "field", db_text("name") },
	};
	const struct db_set id = { "id", db_int(9) };
	struct db *db = *state;
	struct err err = { 0 };
	char *want;
	size_t i;

	assert_true(db_insert(db, "revision", revision, 4, NULL, &err));
	assert_true(db_insert(db, "revision_change", change, 6, NULL, &err));
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		want = xasprintf("%s: the history is append-only", tables[i]);
		assert_false(db_update(db, tables[i], &id, 1, NULL, 0, NULL,
		    &err));
		expect_error(&err, ERR_DENIED, "", want);
		assert_false(db_delete(db, tables[i], NULL, 0, NULL, &err));
		expect_error(&err, ERR_DENIED, "", want);
		free(want);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_unique),
		TEST(test_check),
		TEST(test_references),
		TEST(test_append_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
