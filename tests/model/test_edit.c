/* SPDX-License-Identifier: ISC */
/* Edits on a group made for the test. */
#include "tests/model/scene.h"

static void
test_create(void **state)
{
	struct model *m = ((struct state *)*state)->m;

	make_scene(m);
	assert_value(m, "host-instance", "Receive@SERVER1", "account", "edi");
	assert_value(m, "receive-location", "Orders in", "uri",
	    "/srv/in/*.xml");
	assert_value(m, "receive-location", "Orders in", "is_primary",
	    "true");
	assert_value(m, "party", "Contoso", "signature_certificate",
	    "0123456789ABCDEF0123456789ABCDEF01234567");
	assert_value(m, "party", "Contoso", "aliases",
	    AUTOMATIC("Contoso") "WindowsUser|WindowsUser|CONTOSO\\edi;");
}

static void
test_refused(void **state)
{
	struct model *m = ((struct state *)*state)->m;

	make_scene(m);
	REFUSED(m, "host", "host Receive: name: already used by host Receive "
	    "(Receive)", "name=Receive");
	REFUSED(m, "host", "host: name: a value is needed", "type=isolated");
	REFUSED(m, "host", "host has no such field; did you mean trusted? "
	    "(trustd)", "name=X", "trustd=true");
	REFUSED(m, "receive-location", "receive-location A: handler: no such "
	    "handler (nobody)", "name=A", "receive_port=Orders",
	    "file.receive_folder=/x", "handler=nobody",
	    "receive_pipeline=SMIMEReceive");
	REFUSED(m, "receive-location", "receive-location A: receive_pipeline: "
	    "a receive pipeline is needed (SMIMETransmit)", "name=A",
	    "receive_port=Orders", "file.receive_folder=/x",
	    "handler=FILE-receive@Receive", "receive_pipeline=SMIMETransmit");
	REFUSED(m, "receive-location", "receive-location A: uri: already used "
	    "by receive-location Orders in (/srv/in/*.xml)", "name=A",
	    "receive_port=Orders", "file.receive_folder=/srv/in",
	    "handler=FILE-receive@Receive", "receive_pipeline=SMIMEReceive");
	REFUSED(m, "party", "party Fabrikam: signature_certificate: already "
	    "used by party Contoso "
	    "(0123456789ABCDEF0123456789ABCDEF01234567)", "name=Fabrikam",
	    "signature_certificate="
	    "0123456789ABCDEF0123456789ABCDEF01234567");
	REFUSED(m, "host-instance", "host-instance Other@NOWHERE: computer: "
	    "no such computer (NOWHERE)", "host=Other", "computer=NOWHERE",
	    "account=x");
	REFUSED(m, "host", "decryption_certificate: 40 hexadecimal digits "
	    "expected (12)", "name=X", "decryption_certificate=12");
}

static void
test_trust_and_account(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *before, *now;
	struct err err = { 0 };

	make_scene(m);
	CREATE(m, "host", "name=Trusted", "trusted=true");
	REFUSED(m, "host-instance", "host-instance Trusted@SERVER1: account: "
	    "edi runs host Receive, whose authentication trust differs; "
	    "trusted and untrusted hosts must not share an account",
	    "host=Trusted", "computer=SERVER1", "account=edi");
	CREATE(m, "host-instance", "host=Other", "computer=SERVER1",
	    "account=edi");
	before = model_find(m, "host", "Other", &err);
	now = object_copy(before);
	assert_true(object_set(now, m, "trusted", "true", &err));
	assert_false(edit_update_one(m, before, now, &err));
	assert_string_equal(err.part, "trusted");
	object_free(before);
	object_free(now);
}

static void
test_clear_sign_with_encryption(void **state)
{
	struct model *m = ((struct state *)*state)->m;

	make_scene(m);
	CREATE(m, "handler", "direction=send", "host=Receive");
	REFUSED(m, "send-port", "send-port P: encoder.signature_type: "
	    "ClearSign cannot be combined with encryption; use BlobSign "
	    "(clear)", "name=P", "handler=FILE-send@Receive",
	    "file.destination_folder=/out", "send_pipeline=SMIMETransmit",
	    "encoder.enable_encryption=true", "encoder.signature_type=clear");
	CREATE(m, "send-port", "name=P", "handler=FILE-send@Receive",
	    "file.destination_folder=/out", "send_pipeline=SMIMETransmit",
	    "encoder.enable_encryption=true", "encoder.signature_type=blob");
	assert_value(m, "send-port", "P", "uri", "/out/%MessageID%.xml");
}

static void
test_transitions(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct err err = { 0 };

	make_scene(m);
	assert_true(edit_transition(m, &kind_receive_location, "Orders in",
	    "enable", &err));
	assert_value(m, "receive-location", "Orders in", "enabled", "true");
	assert_false(edit_transition(m, &kind_receive_location, "Orders in",
	    "enable", &err));
	assert_string_equal(err.text, "receive-location Orders in: cannot "
	    "enable: Enabled is yes");
	assert_false(edit_transition(m, &kind_receive_location, "Orders in",
	    "launch", &err));
	assert_int_equal(err.code, ERR_USAGE);
}

static void
test_delete(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct err err = { 0 };

	make_scene(m);
	assert_false(delete_named(m, "handler", "FILE-receive@Receive",
	    &err));
	assert_int_equal(err.code, ERR_IN_USE);
	assert_string_equal(err.text, "handler FILE-receive@Receive: it is "
	    "used by receive-location Orders in");
	assert_false(delete_named(m, "host", "Receive", &err));
	assert_string_equal(err.text,
	    "host Receive: it is the default host of the group");
	assert_false(delete_named(m, "group", "Test group", &err));
	/* A port takes its locations along. */
	assert_true(delete_named(m, "receive-port", "Orders", &err));
	assert_false(model_exists(m, "receive-location", "Orders in"));
	assert_true(history_undo(m, NULL, NULL, &err));
	assert_value(m, "receive-location", "Orders in",
	    "file.receive_folder", "/srv/in");
}

static void
test_only_one(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct err err = { 0 };

	make_scene(m);
	CREATE(m, "receive-location", "name=Second", "receive_port=Orders",
	    "file.receive_folder=/srv/two", "is_primary=true",
	    "handler=FILE-receive@Receive", "receive_pipeline=SMIMEReceive");
	assert_value(m, "receive-location", "Orders in", "is_primary",
	    "false");
	assert_true(history_undo(m, NULL, NULL, &err));
	assert_value(m, "receive-location", "Orders in", "is_primary",
	    "true");
	assert_false(model_exists(m, "receive-location", "Second"));
}

static void
test_conflict(void **state)
{
	struct state *s = *state;
	struct model *m = s->m, *other;
	struct object *mine, *theirs, *base;
	struct err err = { 0 };

	make_scene(m);
	other = model_open(&s->settings, false, &err);
	assert_non_null(other);
	base = model_find(m, "host", "Receive", &err);
	mine = object_copy(base);
	theirs = object_copy(base);
	assert_true(object_set(theirs, other, "os_group", "staff", &err));
	assert_true(edit_update_one(other, base, theirs, &err));
	/* Another field: both changes are kept. */
	assert_true(object_set(mine, m, "tracking", "true", &err));
	assert_true(edit_update_one(m, base, mine, &err));
	assert_value(m, "host", "Receive", "os_group", "staff");
	assert_value(m, "host", "Receive", "tracking", "true");
	/* The same field: refused, with both values. */
	object_free(mine);
	mine = object_copy(base);
	assert_true(object_set(mine, m, "os_group", "ops", &err));
	assert_false(edit_update_one(m, base, mine, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_string_equal(err.text, "host Receive: os_group: somebody else "
	    "has changed it meanwhile (theirs: staff, yours: ops)");
	assert_value(m, "host", "Receive", "os_group", "staff");
	object_free(base);
	object_free(mine);
	object_free(theirs);
	model_close(other);
}

static void
test_rename(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *before, *now;
	struct err err = { 0 };

	make_scene(m);
	before = model_find(m, "receive-port", "Orders", &err);
	now = object_copy(before);
	assert_true(object_set(now, m, "name", "Invoices", &err));
	assert_true(edit_update_one(m, before, now, &err));
	assert_value(m, "receive-location", "Orders in", "receive_port",
	    "Invoices");
	assert_true(history_undo(m, NULL, NULL, &err));
	assert_value(m, "receive-location", "Orders in", "receive_port",
	    "Orders");
	object_free(before);
	object_free(now);
}

static void
test_read_only(void **state)
{
	struct state *s = *state;
	struct model *m;
	struct err err = { 0 };

	m = model_open(&s->settings, true, &err);
	assert_non_null(m);
	assert_false(create(m, "host", (const char *const[]){ "name=X",
	    NULL }, &err));
	assert_int_equal(err.code, ERR_DENIED);
	assert_string_equal(err.text,
	    "the group is open read-only (asked for)");
	model_close(m);
}

/* Deleted and put back, an object's versions begin again. */
static void
test_conflict_with_put_back(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *base, *mine, *theirs;
	struct err err = { 0 };

	CREATE(m, "party", "name=A");
	base = model_find(m, "party", "A", &err);
	mine = object_copy(base);
	theirs = object_copy(base);
	assert_true(object_set(theirs, m, "description", "theirs", &err));
	assert_true(edit_update_one(m, base, theirs, &err));
	assert_true(delete_named(m, "party", "A", &err));
	assert_true(history_undo(m, NULL, NULL, &err));
	assert_true(object_set(mine, m, "description", "mine", &err));
	assert_false(edit_update_one(m, base, mine, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_value(m, "party", "A", "description", "theirs");
	object_free(base);
	object_free(mine);
	object_free(theirs);
}

/* Read together, each party has its own aliases. */
static void
test_read_many(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct objects some = { 0 };
	struct err err = { 0 };
	char name[32], aliases[64], description[32];
	const struct party *p;
	size_t i;

	for (i = 0; i < 40; i++) {
		/* By name they come in another order than by id. */
		snprintf(name, sizeof(name), "name=P%02zu", i * 7 % 40);
		snprintf(aliases, sizeof(aliases),
		    i % 3 == 0 ? "aliases=" : "aliases=Q|q|%zu;R|r|%zu;",
		    i * 7 % 40, i * 7 % 40);
		snprintf(description, sizeof(description),
		    "description=%s", i % 2 == 0 ? "even" : "odd");
		CREATE(m, "party", name, aliases, description);
	}
	assert_true(model_select(m, &kind_party, "description", "odd", &some,
	    &err));
	assert_true(model_select(m, &kind_party, NULL, NULL, &some, &err));
	assert_int_equal(some.n, 60);
	for (i = 0; i < some.n; i++) {
		p = (const struct party *)some.v[i];
		assert_string_equal(rows_cell(&p->aliases, 0, 2),
		    p->object.name);
		if (p->aliases.n == 1)
			continue;
		assert_int_equal(p->aliases.n, 3);
		assert_string_equal(rows_cell(&p->aliases, 1, 0), "Q");
		assert_string_equal(rows_cell(&p->aliases, 2, 0), "R");
		assert_int_equal(atoi(rows_cell(&p->aliases, 2, 2)),
		    atoi(p->object.name + 1));
	}
	objects_clear(&some);
}

/* What a port's own values make of its pipeline's is tested both ways. */
static void
test_pipeline_of_port(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *before, *now;
	struct err err = { 0 };

	make_scene(m);
	CREATE(m, "handler", "direction=send", "host=Receive");
	CREATE(m, "send-port", "name=P", "handler=FILE-send@Receive",
	    "file.destination_folder=/out", "send_pipeline=SMIMETransmit",
	    "encoder.signature_type=clear");
	before = model_find(m, "pipeline", "SMIMETransmit", &err);
	now = object_copy(before);
	assert_true(object_set(now, m, "encoder.enable_encryption", "true",
	    &err));
	assert_false(edit_update_one(m, before, now, &err));
	assert_string_equal(err.text, "pipeline SMIMETransmit: send-port P: "
	    "encoder.signature_type: ClearSign cannot be combined with "
	    "encryption; use BlobSign (clear)");
	object_free(before);
	object_free(now);
}

/* What another program broke can still be stopped. */
static void
test_stop_broken(void **state)
{
	struct state *s = *state;
	struct model *m = s->m;
	struct err err = { 0 };
	char *cmd;

	make_scene(m);
	assert_true(edit_transition(m, &kind_receive_location, "Orders in",
	    "enable", &err));
	cmd = xasprintf("sqlite3 %s/group.db \"UPDATE receive_location SET "
	    "receive_pipeline = 'SMIMETransmit'\"", s->dir);
	assert_int_equal(system(cmd), 0);
	free(cmd);
	assert_true(edit_transition(m, &kind_receive_location, "Orders in",
	    "disable", &err));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_create), T(test_refused), T(test_trust_and_account),
		T(test_clear_sign_with_encryption), T(test_transitions),
		T(test_delete), T(test_only_one), T(test_conflict),
		T(test_rename), T(test_read_only),
		T(test_conflict_with_put_back), T(test_read_many),
		T(test_pipeline_of_port), T(test_stop_broken),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
