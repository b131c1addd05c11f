/* SPDX-License-Identifier: ISC */
/* Edits, history, undo and rollback on a group made for the test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/kinds/host.h"
#include "model/kinds/party.h"
#include "model/kinds/receive_location.h"
#include "model/model.h"

struct state {
	char dir[64];
	struct settings settings;
	struct model *m;
};

static int
setup(void **state)
{
	struct state *s = xcalloc(1, sizeof(*s));
	struct err err = { 0 };

	strcpy(s->dir, "/tmp/sealport-edit-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->settings = (struct settings){
		.database = xasprintf("%s/group.db", s->dir),
		.stores = xasprintf("%s/stores", s->dir),
		.computer = xstrdup("SERVER1"),
		.administrators = xstrdup(""), .operators = xstrdup(""),
		.auditors = xstrdup(""),
		.expiry_warn_days = 30, .crl_max_age_days = 7,
		.inventory_max_age_hours = 24,
	};
	s->m = model_create(&s->settings, "Test group", &err);
	if (s->m == NULL)
		print_error("%s\n", err.text);
	assert_non_null(s->m);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;
	char *cmd = xasprintf("rm -rf %s", s->dir);

	model_close(s->m);
	settings_clear(&s->settings);
	assert_int_equal(system(cmd), 0);
	free(cmd);
	free(s);
	return 0;
}

/* Create an object from "name=value" texts, NULL ended. */
static bool
create(struct model *m, const char *kind, const char *const *sets,
    struct err *err)
{
	struct object *o = object_new(kind_find(kind));
	bool ok = true;
	char *name;
	const char *eq;

	err_clear(err);
	for (; ok && *sets != NULL; sets++) {
		eq = strchr(*sets, '=');
		name = xstrndup(*sets, (size_t)(eq - *sets));
		ok = object_set(o, m, name, eq + 1, err);
		free(name);
	}
	ok = ok && edit_create_one(m, o, err);
	object_free(o);
	return ok;
}

#define CREATE(m, kind, ...) do { \
	struct err e_ = { 0 }; \
	bool ok_ = create(m, kind, \
	    (const char *const[]){ __VA_ARGS__, NULL }, &e_); \
	if (!ok_) \
		print_error("%s\n", e_.text); \
	assert_true(ok_); \
} while (0)

#define REFUSED(m, kind, message, ...) do { \
	struct err e_ = { 0 }; \
	assert_false(create(m, kind, \
	    (const char *const[]){ __VA_ARGS__, NULL }, &e_)); \
	assert_string_equal(e_.text, message); \
} while (0)

static void
make_scene(struct model *m)
{
	CREATE(m, "host", "name=Receive", "is_default=true");
	CREATE(m, "host", "name=Other");
	CREATE(m, "host-instance", "host=Receive", "computer=SERVER1",
	    "account=edi");
	CREATE(m, "handler", "adapter=FILE", "direction=receive",
	    "host=Receive");
	CREATE(m, "receive-port", "name=Orders", "authentication=drop");
	CREATE(m, "receive-location", "name=Orders in",
	    "receive_port=Orders", "file.receive_folder=/srv/in",
	    "handler=FILE-receive@Receive", "receive_pipeline=SMIMEReceive");
	CREATE(m, "party", "name=Contoso",
	    "aliases=WindowsUser|WindowsUser|CONTOSO\\edi;",
	    "signature_certificate="
	    "0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567");
}

static char *
value_of(struct model *m, const char *kind, const char *name,
    const char *field)
{
	struct object *o = model_find(m, kind, name, NULL);
	struct slots slots = { 0 };
	char *text;

	assert_non_null(o);
	object_slots(o, m, &slots);
	assert_non_null(slots_find(&slots, field));
	text = slot_get(o, slots_find(&slots, field));
	slots_clear(&slots);
	object_free(o);
	return text;
}

static void
assert_value(struct model *m, const char *kind, const char *name,
    const char *field, const char *expected)
{
	char *text = value_of(m, kind, name, field);

	assert_string_equal(text, expected);
	free(text);
}

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
	    "WindowsUser|WindowsUser|CONTOSO\\edi;");
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

static bool
delete_named(struct model *m, const char *kind, const char *name,
    struct err *err)
{
	struct object *o = model_find(m, kind, name, err);
	bool ok = o != NULL && edit_delete_one(m, o, err);

	object_free(o);
	return ok;
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
	assert_true(history_undo(m, NULL, &err));
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
	assert_true(history_undo(m, NULL, &err));
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
	assert_true(history_undo(m, NULL, &err));
	assert_value(m, "receive-location", "Orders in", "receive_port",
	    "Orders");
	object_free(before);
	object_free(now);
}

static void
test_undo_all(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct err err = { 0 };
	int64_t undone, n;

	make_scene(m);
	assert_true(edit_transition(m, &kind_receive_location, "Orders in",
	    "enable", &err));
	assert_true(history_undo(m, &undone, &err));
	assert_value(m, "receive-location", "Orders in", "enabled", "false");
	while (history_undo(m, &undone, &err))
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
	assert_true(history_rollback(m, there, &err));
	assert_value(m, "party", "Contoso", "aliases",
	    "WindowsUser|WindowsUser|CONTOSO\\edi;");
	assert_value(m, "host", "Receive", "is_default", "true");
	assert_false(model_exists(m, "host", "New"));
	assert_true(model_exists(m, "receive-location", "Orders in"));
	/* A rollback is a revision like any other and can be rolled back. */
	assert_true(history_rollback(m, there + 3, &err));
	assert_true(model_exists(m, "host", "New"));
	assert_false(model_exists(m, "receive-location", "Orders in"));
	assert_false(history_rollback(m, 9999, &err));
	assert_string_equal(err.text, "rollback: no such revision (9999)");
}

static void
test_tampering(void **state)
{
	struct state *s = *state;
	struct err err = { 0 };
	char *cmd;
	int64_t n;

	make_scene(s->m);
	assert_true(history_verify(s->m, &n, &err));
	cmd = xasprintf("sqlite3 %s/group.db \"DROP TRIGGER "
	    "revision_change_keep_update; UPDATE revision_change SET "
	    "new_value = 'keep' WHERE new_value = 'drop'\"", s->dir);
	assert_int_equal(system(cmd), 0);
	free(cmd);
	assert_false(history_verify(s->m, &n, &err));
	assert_non_null(strstr(err.text, "has been altered"));
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

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_create), T(test_refused), T(test_trust_and_account),
		T(test_clear_sign_with_encryption), T(test_transitions),
		T(test_delete), T(test_only_one), T(test_conflict),
		T(test_rename), T(test_undo_all), T(test_rollback),
		T(test_tampering), T(test_read_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
