/* SPDX-License-Identifier: ISC */
/* Applications: default and system, what may use what, moving, verbs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "base/text.h"
#include "config/db.h"
#include "config/schema.h"
#include "model/edit_many.h"
#include "model/history.h"
#include "model/history_state.h"
#include "model/kinds/application.h"
#include "model/list.h"
#define KIND "application"
#include "tests/model/one_object.h"

static int
setup(void **state)
{
	struct fixture *f = fixture_new(false);

	fixture_add(f, "host", "name=H", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=receive",
	    "host=H", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=send", "host=H",
	    NULL);
	fixture_add(f, "application", "name=P", NULL);
	fixture_add(f, "application", "name=Other", NULL);
	fixture_add(f, "receive-port", "name=In", "application=P", NULL);
	fixture_add(f, "receive-location", "name=In FILE", "receive_port=In",
	    "handler=FILE-receive@H", "receive_pipeline=PassThruReceive",
	    "file.receive_folder=/in", NULL);
	fixture_add(f, "send-port", "name=Out", "application=P",
	    "handler=FILE-send@H", "send_pipeline=PassThruTransmit",
	    "file.destination_folder=/out", NULL);
	fixture_add(f, "orchestration", "name=O", "application=P", "host=H",
	    "inbound=In|In;", "outbound=Out|Out;", NULL);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static void
expect_of(struct fixture *f, const char *kind, const char *name,
    const char *field, const char *want)
{
	struct object *o = model_find(f->model, kind, name, NULL);
	char *got;

	assert_non_null(o);
	got = field_text(object_field(o, field), o);
	assert_string_equal(got, want);
	free(got);
	object_free(o);
}

/* Change one field of an object; the error's text, heap, NULL where it may. */
static char *
change(struct fixture *f, const char *kind, const char *name,
    const char *field, const char *value)
{
	struct object *before = model_find(f->model, kind, name, NULL);
	struct object *now = object_copy(before);
	struct err err = { 0 };
	bool ok;

	ok = object_set(now, f->model, field, value, &err) &&
	    edit_update_one(f->model, before, now, &err);
	object_free(before);
	object_free(now);
	return ok ? NULL : xstrdup(err.text);
}

#define CHANGES(f, kind, name, field, value) do { \
	char *why_ = change(f, kind, name, field, value); \
	if (why_ != NULL) \
		fail_msg("%s", why_); \
} while (0)

#define CANNOT(f, kind, name, field, value, message) do { \
	char *why_ = change(f, kind, name, field, value); \
	assert_non_null(why_); \
	assert_string_equal(why_, message); \
	free(why_); \
} while (0)

static void
cannot_delete(struct fixture *f, const char *kind, const char *name,
    const char *message)
{
	struct object *o = model_find(f->model, kind, name, NULL);
	struct err err = { 0 };

	assert_false(edit_delete_one(f->model, o, &err));
	assert_string_equal(err.text, message);
	assert_int_equal(err.code, ERR_IN_USE);
	object_free(o);
}

static bool
run(struct fixture *f, const char *verb, struct err *err)
{
	err_clear(err);
	return edit_transition(f->model, &kind_application, "P", verb, err);
}

/* The states of the three things that run, and that of the application. */
static void
expect_states(struct fixture *f, const char *location, const char *port,
    const char *orchestration, const char *application)
{
	expect_of(f, "receive-location", "In FILE", "enabled", location);
	expect_of(f, "send-port", "Out", "state", port);
	expect_of(f, "orchestration", "O", "state", orchestration);
	expect(f, "state", application);
}

static size_t
revisions(struct fixture *f)
{
	struct revisions list = { 0 };
	struct history_query q = { 0 };
	size_t n;

	assert_true(history_list(f->model, &q, &list, NULL));
	n = list.n;
	revisions_clear(&list);
	return n;
}

/* ---- default and system ------------------------------------------------- */

static void
test_new_group(void **state)
{
	struct fixture *f = *state;

	expect_of(f, "application", APPLICATION_SYSTEM, "is_system", "true");
	expect_of(f, "application", APPLICATION_DEFAULT, "is_default",
	    "true");
	expect_of(f, "application", APPLICATION_DEFAULT, "is_system",
	    "false");
	expect_of(f, "pipeline", "SMIMEReceive", "application",
	    APPLICATION_SYSTEM);
}

static void
test_default(void **state)
{
	struct fixture *f = *state;
	int64_t good;

	fixture_add(f, "receive-port", "name=Somewhere", NULL);
	expect_of(f, "receive-port", "Somewhere", "application",
	    APPLICATION_DEFAULT);
	SAVED(f, "is_default=true");
	expect_of(f, "application", APPLICATION_DEFAULT, "is_default",
	    "false");
	fixture_add(f, "receive-port", "name=Here", NULL);
	expect_of(f, "receive-port", "Here", "application", "P");
	REFUSED(f, "is_default", "is_default: make another application the "
	    "default instead", "is_default=false");
	CANNOT(f, "application", APPLICATION_SYSTEM, "is_default", "true",
	    "application BizTalk.System: is_default: not for the system "
	    "application");
	assert_true(history_verify(f->model, &good, NULL));
}

static void
test_names(void **state)
{
	struct fixture *f = *state;
	char *longest = xcalloc(1, 1100);
	struct err err = { 0 };
	struct object *o;

	CHANGES(f, "application", "P", "name", "P");
	CANNOT(f, "application", "Other", "name", "P", "application P: name: "
	    "already used by application P (P)");
	CANNOT(f, "application", APPLICATION_SYSTEM, "name", "Mine",
	    "application Mine: name: the system application cannot be "
	    "renamed");
	o = object_new(&kind_application);
	assert_false(object_set(o, f->model, "is_system", "true", &err));
	memset(longest, 'x', 1025);
	assert_false(object_set(o, f->model, "description", longest, &err));
	longest[1024] = '\0';
	assert_true(object_set(o, f->model, "description", longest, &err));
	free(longest);
	object_free(o);
}

static void
test_delete(void **state)
{
	struct fixture *f = *state;
	struct object *o;

	cannot_delete(f, "application", APPLICATION_SYSTEM, "application "
	    "BizTalk.System: it is the system application");
	cannot_delete(f, "application", APPLICATION_DEFAULT, "application "
	    "BizTalk Application 1: it is the default application of the "
	    "group");
	cannot_delete(f, "application", "P", "application P: it is used by "
	    "orchestration O, send-port Out, receive-port In, "
	    "receive-location In FILE");
	cannot_delete(f, "send-port", "Out", "send-port Out: it is used by "
	    "orchestration O");
	cannot_delete(f, "receive-port", "In", "receive-port In: it is used "
	    "by orchestration O");
	SAVED(f, "references=Other");
	cannot_delete(f, "application", "Other", "application Other: it is "
	    "used by application P");
	SAVED(f, "references=");
	o = model_find(f->model, "application", "Other", NULL);
	assert_true(edit_delete_one(f->model, o, NULL));
	object_free(o);
	assert_true(history_undo(f->model, NULL, NULL, NULL));
	expect_of(f, "application", "Other", "is_system", "false");
}

/* ---- references --------------------------------------------------------- */

static void
test_references(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "references", "references: an application does not refer "
	    "to itself", "references=P");
	REFUSED(f, "references", "references: row 1: no such application "
	    "(None)", "references=None");
	REFUSED(f, "references", "references: row 2: stands there twice "
	    "(Other)", "references=Other;Other;");
	fixture_add(f, "pipeline", "name=Theirs", "application=Other",
	    "direction=send", NULL);
	CANNOT(f, "send-port", "Out", "send_pipeline", "Theirs",
	    "send-port Out: send_pipeline: pipeline Theirs belongs to "
	    "application Other, to which application P does not refer");
	SAVED(f, "references=Other");
	CHANGES(f, "send-port", "Out", "send_pipeline", "Theirs");
	REFUSED(f, "references", "send-port Out: send_pipeline: pipeline "
	    "Theirs belongs to application Other, to which application P "
	    "does not refer", "references=");
	/* A name that changes takes the rows along. */
	CHANGES(f, "application", "Other", "name", "Else");
	expect(f, "references", "Else;");
	/* And seen from the other side. */
	expect(f, "dependents", "");
	CHANGES(f, "application", "Else", "references", "P");
	expect(f, "dependents", "Else;");
	assert_true(history_verify(f->model, &(int64_t){ 0 }, NULL));
}

static void
test_move_pipeline(void **state)
{
	struct fixture *f = *state;

	fixture_add(f, "pipeline", "name=Own", "application=P",
	    "direction=receive", NULL);
	CHANGES(f, "receive-location", "In FILE", "receive_pipeline", "Own");
	CANNOT(f, "pipeline", "Own", "application", "Other",
	    "pipeline Own: receive-location In FILE: receive_pipeline: "
	    "pipeline Own belongs to application Other, to which "
	    "application P does not refer");
	CANNOT(f, "receive-port", "In", "application", "Other",
	    "receive-port In: orchestration O: inbound: receive-port In "
	    "belongs to application Other, to which application P does not "
	    "refer");
	CHANGES(f, "application", "P", "references", "Other");
	CANNOT(f, "receive-port", "In", "application", "Other",
	    "receive-port In: receive-location In FILE: receive_pipeline: "
	    "pipeline Own belongs to application P, to which application "
	    "Other does not refer");
	CHANGES(f, "pipeline", "Own", "application", APPLICATION_SYSTEM);
	CHANGES(f, "receive-port", "In", "application", "Other");
}

/* The location moves with its port, and back with it. */
static void
test_location_follows(void **state)
{
	struct fixture *f = *state;
	struct list_query q = { .kind = kind_find("receive-location"),
	    .field = "application", .value = "Other", .limit = 10 };
	struct list_page page;
	struct err err = { 0 };
	struct object *o;

	CHANGES(f, "application", "P", "references", "Other");
	CHANGES(f, "receive-port", "In", "application", "Other");
	expect_of(f, "receive-location", "In FILE", "application", "Other");
	assert_true(list_read(f->model, &q, &page, &err));
	assert_int_equal(page.total, 1);
	list_page_clear(&page);
	CHANGES(f, "receive-port", "In", "name", "Inbox");
	CHANGES(f, "application", "Other", "name", "Else");
	expect_of(f, "receive-location", "In FILE", "application", "Else");
	expect_of(f, "orchestration", "O", "inbound", "In|Inbox;");
	CHANGES(f, "application", "Else", "name", "Other");
	assert_true(history_undo(f->model, NULL, NULL, &err));
	assert_true(history_undo(f->model, NULL, NULL, &err));
	assert_true(history_undo(f->model, NULL, NULL, &err));
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect_of(f, "receive-location", "In FILE", "application", "P");
	o = model_find(f->model, "receive-location", "In FILE", NULL);
	assert_false(object_set(o, f->model, "application", "Other", &err));
	object_free(o);
}

/* ---- verbs -------------------------------------------------------------- */

static void
test_start_and_stop(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	size_t before = revisions(f);

	expect_states(f, "false", "bound", "unenlisted", "stopped");
	assert_true(run(f, "start", &err));
	assert_int_equal(revisions(f), before + 1);
	expect_states(f, "true", "started", "started", "started");
	assert_false(run(f, "start", &err));
	assert_string_equal(err.text, "application P: cannot start: there is "
	    "nothing in it to change");
	assert_true(run(f, "stop", &err));
	expect_states(f, "false", "started", "started", "partly-started");
	assert_true(run(f, "stop-suspend", &err));
	expect_states(f, "false", "stopped", "stopped", "stopped");
	assert_true(run(f, "start", &err));
	assert_true(run(f, "stop-full", &err));
	expect_states(f, "false", "bound", "unenlisted", "stopped");
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect_states(f, "true", "started", "started", "started");
	assert_false(run(f, "enlist", &err));
	assert_int_equal(err.code, ERR_USAGE);
}

/* One that cannot start: nothing is started. */
static void
test_all_or_none(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	size_t before;

	CHANGES(f, "orchestration", "O", "outbound", "Out|;");
	before = revisions(f);
	assert_false(run(f, "start", &err));
	assert_string_equal(err.text, "application P: orchestration O: "
	    "outbound: the logical port is not bound (Out)");
	expect_states(f, "false", "bound", "unenlisted", "stopped");
	assert_int_equal(revisions(f), before);
	CHANGES(f, "orchestration", "O", "outbound", "Out|Out;");
	assert_true(run(f, "start", &err));
}

/* A group needs an enlisted port: started after it, unenlisted before it. */
static void
test_groups(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	fixture_add(f, "send-port-group", "name=G", "application=P",
	    "send_ports=Out", NULL);
	assert_true(run(f, "start", &err));
	expect_of(f, "send-port-group", "G", "state", "started");
	expect_states(f, "true", "started", "started", "started");
	assert_true(run(f, "stop-suspend", &err));
	expect_of(f, "send-port-group", "G", "state", "stopped");
	assert_true(run(f, "stop-full", &err));
	expect_of(f, "send-port-group", "G", "state", "bound");
	expect_states(f, "false", "bound", "unenlisted", "stopped");
	/* It runs for itself, and its port has to be within its reach. */
	CHANGES(f, "send-port", "Out", "description", "of G");
	assert_true(edit_transition(f->model, kind_find("send-port"), "Out",
	    "enlist", &err));
	assert_true(edit_transition(f->model, kind_find("send-port-group"),
	    "G", "start", &err));
	expect_states(f, "false", "stopped", "unenlisted",
	    "partly-started");
	CANNOT(f, "send-port-group", "G", "application", "Other",
	    "send-port-group G: send_ports: send-port Out belongs to "
	    "application P, to which application Other does not refer");
}

/* Several at once: one revision that names them, or none. */
static void
test_several(void **state)
{
	struct fixture *f = *state;
	char *names[] = { (char *)"P", (char *)"Other" };
	struct edit_note note = { .reason = NULL };
	struct revisions list = { 0 };
	struct history_query q = { .limit = 1 };
	struct err err = { 0 };
	size_t before = revisions(f);

	/* Other has nothing to start: it is passed over, alone it is not. */
	assert_false(edit_transition(f->model, &kind_application, "Other",
	    "start", &err));
	assert_non_null(strstr(err.text, "application Other: cannot start"));
	expect_states(f, "false", "bound", "unenlisted", "stopped");
	assert_int_equal(revisions(f), before);
	fixture_add(f, "send-port", "name=Second", "application=Other",
	    "handler=FILE-send@H", "send_pipeline=PassThruTransmit",
	    "file.destination_folder=/second", NULL);
	before = revisions(f);
	assert_true(edit_transition_all(f->model, &kind_application, names,
	    2, "start", &note, &err));
	expect_of(f, "application", "Other", "state", "started");
	expect_states(f, "true", "started", "started", "started");
	assert_int_equal(revisions(f), before + 1);
	assert_true(history_list(f->model, &q, &list, NULL));
	assert_string_equal(list.v[0].reason, "start application P, Other");
	revisions_clear(&list);
}

/* Operators do all but the full stop. */
static void
test_roles(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	f->model->role = ROLE_OPERATOR;
	assert_true(run(f, "start", &err));
	assert_true(run(f, "stop-suspend", &err));
	assert_true(run(f, "start", &err));
	assert_false(run(f, "stop-full", &err));
	assert_int_equal(err.code, ERR_DENIED);
	expect_states(f, "true", "started", "started", "started");
	f->model->role = ROLE_AUDITOR;
	assert_false(run(f, "stop", &err));
	f->model->role = ROLE_ADMINISTRATOR;
	assert_true(run(f, "stop-full", &err));
}

/* ---- the database by itself --------------------------------------------- */

static void
test_database(void **state)
{
	struct fixture *f = *state;
	const struct db_set elsewhere[] = {
		{ "application", db_text("Other") } };
	const struct db_set second[] = { { "name", db_text("Q") },
		{ "is_default", db_int(1) } };
	const struct db_set value[] = { { "value", db_text("x") } };
	const struct db_cond in = { "name", DB_EQ, db_text("In FILE"),
	    false };
	struct err err = { 0 };

	assert_true(db_begin(f->model->db, &err));
	/* A location cannot leave its port. */
	assert_false(db_update(f->model->db, "receive_location", elsewhere,
	    1, &in, 1, NULL, &err));
	db_rollback(f->model->db);
	assert_true(db_begin(f->model->db, &err));
	assert_false(db_insert(f->model->db, "application", second, 2, NULL,
	    &err));
	db_rollback(f->model->db);
	assert_true(db_begin(f->model->db, &err));
	/* What is computed is no column. */
	assert_false(db_insert(f->model->db, "application_list", value, 1,
	    NULL, &err));
	db_rollback(f->model->db);
}

/* ---- a group of before there were applications -------------------------- */

static void
sql(sqlite3 *h, const char *text)
{
	if (sqlite3_exec(h, text, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(h));
}

/* Columns of the old table, as in "a, b"; heap. */
static char *
old_columns(sqlite3 *h, const char *table)
{
	char *query = xasprintf("SELECT group_concat('\"' || name || '\"') "
	    "FROM pragma_table_info('%s', 'main')", table), *list;
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_prepare_v2(h, query, -1, &st, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	list = xstrdup((const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	free(query);
	return list;
}

/* The steps before this one, and what was in the group then. */
static void
make_old(struct fixture *f, const char *path)
{
	static const char *const tables[] = { "group", "computer", "host",
	    "handler", "pipeline", "pipeline_component", "receive_port",
	    "receive_location", "receive_location_property", "send_port",
	    "send_port_property" };
	char *columns, *copy;
	sqlite3 *h = NULL;
	size_t i;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	sql(h, "PRAGMA application_id = 1587630159; "
	    "PRAGMA journal_mode = WAL");
	for (i = 0; schema_steps[i].version < 10; i++)
		sql(h, schema_steps[i].sql);
	copy = xasprintf("PRAGMA user_version = %d; ATTACH '%s/group.db' AS "
	    "new", schema_steps[i - 1].version, f->dir);
	sql(h, copy);
	free(copy);
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		columns = old_columns(h, tables[i]);
		copy = xasprintf("INSERT INTO main.\"%s\" (%s) SELECT %s FROM "
		    "new.\"%s\"", tables[i], columns, columns, tables[i]);
		sql(h, copy);
		free(copy);
		free(columns);
	}
	sql(h, "INSERT INTO main.revision SELECT * FROM new.revision;"
	    "INSERT INTO main.revision_change SELECT * FROM "
	    "new.revision_change WHERE kind IN ('group', 'computer', 'host', "
	    "'handler', 'pipeline', 'receive-port', 'receive-location', "
	    "'send-port') AND field <> 'application'");
	assert_int_equal(sqlite3_close(h), SQLITE_OK);
}

static void
test_upgrade(void **state)
{
	struct fixture *f = *state;
	char *path = xasprintf("%s/old.db", f->dir);
	struct settings settings = f->settings;
	struct model *fresh = f->model;
	struct err err = { 0 };

	make_old(f, path);
	settings.database = path;
	f->model = model_open(&settings, false, &err);
	if (f->model == NULL)
		fail_msg("%s", err.text);
	expect_of(f, "application", APPLICATION_SYSTEM, "is_system", "true");
	expect_of(f, "application", APPLICATION_DEFAULT, "is_default",
	    "true");
	expect_of(f, "pipeline", "SMIMEReceive", "application",
	    APPLICATION_SYSTEM);
	expect_of(f, "receive-location", "In FILE", "application",
	    APPLICATION_DEFAULT);
	expect_of(f, "receive-location", "In FILE", "uri", "/in/*.xml");
	expect_of(f, "send-port", "Out", "application", APPLICATION_DEFAULT);
	/* What the step made is where its history begins. */
	if (!history_state_check(f->model, &err))
		fail_msg("%s", err.text);
	CHANGES(f, "application", APPLICATION_DEFAULT, "name", "Mine");
	CHANGES(f, "receive-port", "In", "description", "still its port");
	expect_of(f, "receive-location", "In FILE", "application", "Mine");
	if (!history_state_check(f->model, &err))
		fail_msg("%s", err.text);
	assert_true(history_undo(f->model, NULL, NULL, &err));
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect_of(f, "send-port", "Out", "application", APPLICATION_DEFAULT);
	/* An object that nobody has made is still noticed. */
	assert_true(db_begin(f->model->db, &err));
	assert_true(db_insert(f->model->db, "application",
	    &(struct db_set){ "name", db_text("Smuggled") }, 1, NULL, &err));
	assert_true(db_commit(f->model->db, &err));
	assert_false(history_state_check(f->model, &err));
	model_close(f->model);
	f->model = fresh;
	free(path);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_new_group),
		TEST(test_default),
		TEST(test_names),
		TEST(test_delete),
		TEST(test_references),
		TEST(test_move_pipeline),
		TEST(test_location_follows),
		TEST(test_start_and_stop),
		TEST(test_all_or_none),
		TEST(test_groups),
		TEST(test_several),
		TEST(test_roles),
		TEST(test_database),
		TEST(test_upgrade),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
