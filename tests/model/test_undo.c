/* SPDX-License-Identifier: ISC */
/* History, undo and rollback on a group made for the test. */
#include "tests/model/scene.h"

static void
test_undo_all(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct err err = { 0 };
	int64_t undone, n;

	make_scene(m);
	assert_true(edit_transition(m, &kind_receive_location, "Orders in",
	    "enable", &err));
	assert_true(history_undo(m, &undone, NULL, &err));
	assert_value(m, "receive-location", "Orders in", "enabled", "false");
	while (history_undo(m, &undone, NULL, &err))
		;
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_int_equal(undone, 2);
	assert_false(model_exists(m, "party", "Contoso"));
	assert_true(model_exists(m, "pipeline", "SMIMEReceive"));
	assert_true(history_verify(m, &n, &err));
	assert_int_equal(n, 17);
}

static void
test_rollback(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct revisions list = { 0 };
	struct history_query q = { .limit = 1 };
	struct err err = { 0 };
	int64_t there;

	make_scene(m);
	assert_true(history_list(m, &q, &list, &err));
	there = list.v[0].id;
	revisions_clear(&list);
	assert_true(delete_named(m, "party", "Contoso", &err));
	assert_true(delete_named(m, "receive-port", "Orders", &err));
	CREATE(m, "host", "name=New", "is_default=true");
	assert_true(history_rollback(m, there, NULL, &err));
	assert_value(m, "party", "Contoso", "aliases",
	    AUTOMATIC("Contoso") "WindowsUser|WindowsUser|CONTOSO\\edi;");
	assert_value(m, "host", "Receive", "is_default", "true");
	assert_false(model_exists(m, "host", "New"));
	assert_true(model_exists(m, "receive-location", "Orders in"));
	/* A rollback is a revision like any other and can be rolled back. */
	assert_true(history_rollback(m, there + 3, NULL, &err));
	assert_true(model_exists(m, "host", "New"));
	assert_false(model_exists(m, "receive-location", "Orders in"));
	assert_false(history_rollback(m, 9999, NULL, &err));
	assert_string_equal(err.text, "rollback: no such revision (9999)");
}

/* Another program at work on the database. */
static void
sqlite(const struct state *s, const char *sql)
{
	char *cmd = xasprintf("sqlite3 %s/group.db \"%s\"", s->dir, sql);

	assert_int_equal(system(cmd), 0);
	free(cmd);
}

/* The end of the chain is held by the objects themselves. */
static void
test_end_cut_off(void **state)
{
	struct state *s = *state;
	struct err err = { 0 };
	int64_t n;

	make_scene(s->m);
	sqlite(s, "DROP TRIGGER revision_keep_delete; DROP TRIGGER "
	    "revision_change_keep_delete; DELETE FROM revision_change WHERE "
	    "revision_id = (SELECT max(id) FROM revision); DELETE FROM "
	    "revision WHERE id = (SELECT max(id) FROM revision)");
	assert_false(history_verify(s->m, &n, &err));
	assert_non_null(strstr(err.text, "party Contoso: name is not as the "
	    "newest revision left it"));
}

static void
test_changed_outside(void **state)
{
	struct state *s = *state;
	struct err err = { 0 };
	int64_t n;

	make_scene(s->m);
	sqlite(s, "UPDATE party SET description = 'hacked'");
	assert_false(history_verify(s->m, &n, &err));
	assert_non_null(strstr(err.text, "party Contoso: description"));
	sqlite(s, "UPDATE party SET description = NULL");
	assert_true(history_verify(s->m, &n, &err));
	sqlite(s, "DELETE FROM party");
	assert_false(history_verify(s->m, &n, &err));
	assert_non_null(strstr(err.text, "are gone without a change"));
}

static void
test_tampering(void **state)
{
	struct state *s = *state;
	struct err err = { 0 };
	int64_t n;

	make_scene(s->m);
	assert_true(history_verify(s->m, &n, &err));
	sqlite(s, "DROP TRIGGER revision_change_keep_update; UPDATE "
	    "revision_change SET new_value = 'keep' WHERE new_value = "
	    "'drop'");
	assert_false(history_verify(s->m, &n, &err));
	assert_non_null(strstr(err.text, "has been altered"));
}

/* ---- what is put back --------------------------------------------------- */

/* The next state of a party inside an edit. */
static void
set_in(struct edit *e, struct model *m, const char *party, const char *field,
    const char *value)
{
	struct err err = { 0 };
	struct object *before = model_find(m, "party", party, &err);
	struct object *now = object_copy(before);
	bool ok = object_set(now, m, field, value, &err) &&
	    edit_save(e, before, now, &err);

	if (!ok)
		print_error("%s\n", err.text);
	assert_true(ok);
	object_free(before);
	object_free(now);
}

#define ALIAS_X "Organization|D-U-N-S|1;"
#define ALIAS_Y "Organization|D-U-N-S|2;"

static void
test_undo_swapped_aliases(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct err err = { 0 };
	struct edit *e;
	int64_t n;

	CREATE(m, "party", "name=A", "aliases=" ALIAS_X);
	CREATE(m, "party", "name=B", "aliases=" ALIAS_Y);
	e = edit_begin(m, ROLE_ADMINISTRATOR, "swap", &err);
	set_in(e, m, "A", "aliases", "");
	set_in(e, m, "B", "aliases", ALIAS_X);
	set_in(e, m, "A", "aliases", ALIAS_Y);
	assert_true(edit_commit(e, NULL, &err));
	if (!history_undo(m, NULL, NULL, &err))
		print_error("%s\n", err.text);
	assert_value(m, "party", "A", "aliases",
	    AUTOMATIC("A") ALIAS_X);
	assert_value(m, "party", "B", "aliases",
	    AUTOMATIC("B") ALIAS_Y);
	assert_true(history_verify(m, &n, &err));
}

/* The put back party collides at first, and is written in two goes. */
static void
test_undo_notes_creation(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct history_query q = { .limit = 1, .kind = "party", .name = "A" };
	struct revisions list = { 0 };
	struct err err = { 0 };
	struct object *a;
	struct edit *e;
	size_t i;

	CREATE(m, "party", "name=A", "aliases=" ALIAS_X);
	CREATE(m, "party", "name=B");
	e = edit_begin(m, ROLE_ADMINISTRATOR, "merge", &err);
	set_in(e, m, "B", "description", "takes over");
	a = model_find(m, "party", "A", &err);
	assert_true(edit_delete(e, a, &err));
	object_free(a);
	set_in(e, m, "B", "aliases", ALIAS_X);
	assert_true(edit_commit(e, NULL, &err));
	assert_true(history_undo(m, NULL, NULL, &err));
	assert_value(m, "party", "A", "aliases",
	    AUTOMATIC("A") ALIAS_X);
	assert_value(m, "party", "B", "aliases", AUTOMATIC("B"));
	assert_true(history_list(m, &q, &list, &err));
	for (i = 0; i < list.v[0].n; i++)
		if (strcmp(list.v[0].changes[i].object, "A") == 0)
			assert_string_equal(list.v[0].changes[i].action,
			    "create");
	revisions_clear(&list);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_undo_all), T(test_rollback), T(test_tampering),
		T(test_end_cut_off), T(test_changed_outside),
		T(test_undo_swapped_aliases), T(test_undo_notes_creation),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
