/* SPDX-License-Identifier: ISC */
/* Orchestrations: host, bindings, the state machine, deleting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/kinds/orchestration.h"
#define KIND "orchestration"
#include "tests/model/one_object.h"

static int
setup(void **state)
{
	struct fixture *f = fixture_new(false);

	fixture_add(f, "host", "name=Default", NULL);
	fixture_add(f, "host", "name=H", NULL);
	fixture_add(f, "host", "name=Web", "type=isolated", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=send",
	    "host=Default", NULL);
	fixture_add(f, "receive-port", "name=In", NULL);
	fixture_add(f, "send-port", "name=Out",
	    "handler=FILE-send@Default", "send_pipeline=PassThruTransmit",
	    "file.destination_folder=/out", NULL);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

#define COMPLETE "name=P", "host=H", "inbound=Orders|In;", \
	"outbound=Answers|Out;Copies|Out;"

static bool
run(struct fixture *f, const char *verb, struct err *err)
{
	err_clear(err);
	return edit_transition(f->model, &kind_orchestration, "P", verb,
	    err);
}

/* From each state with each verb: the state after it, "" if refused. */
static const struct {
	const char *state, *enlist, *start, *stop, *unenlist;
} machine[] = {
	{ "unenlisted", "stopped", "started", "", "" },
	{ "stopped", "", "started", "", "unenlisted" },
	{ "started", "", "", "stopped", "unenlisted" },
};

/* There by the verbs themselves. */
static void
go(struct fixture *f, const char *state)
{
	struct object *o = model_find(f->model, KIND, "P", NULL);
	struct err err = { 0 };

	if (((struct orchestration *)o)->state != ORCHESTRATION_UNENLISTED)
		assert_true(run(f, "unenlist", &err));
	object_free(o);
	if (strcmp(state, "stopped") == 0)
		assert_true(run(f, "enlist", &err));
	if (strcmp(state, "started") == 0)
		assert_true(run(f, "start", &err));
	expect(f, "state", state);
}

static void
test_states(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	size_t i, j;

	SAVED(f, COMPLETE);
	for (i = 0; i < ARRAY_SIZE(machine); i++) {
		const char *const verbs[] = { "enlist", "start", "stop",
		    "unenlist" };
		const char *const to[] = { machine[i].enlist,
		    machine[i].start, machine[i].stop, machine[i].unenlist };

		for (j = 0; j < ARRAY_SIZE(verbs); j++) {
			go(f, machine[i].state);
			assert_int_equal(run(f, verbs[j], &err),
			    *to[j] != '\0');
			expect(f, "state", *to[j] != '\0' ? to[j] :
			    machine[i].state);
		}
	}
	go(f, "stopped");
	assert_false(run(f, "stop", &err));
	assert_string_equal(err.text, "orchestration P: cannot stop: State "
	    "is Enlisted (stopped)");
}

static void
test_enlist_needs(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	SAVED(f, "name=P", "inbound=Orders|;");
	expect(f, "application", "BizTalk Application 1");
	assert_false(run(f, "enlist", &err));
	assert_string_equal(err.text, "orchestration P: host: none is "
	    "chosen");
	SAVED(f, "host=H");
	assert_false(run(f, "start", &err));
	assert_string_equal(err.text, "orchestration P: inbound: the logical "
	    "port is not bound (Orders)");
	expect(f, "inbound", "Orders|;");
	SAVED(f, "inbound=Orders|In;");
	assert_true(run(f, "enlist", &err));
	/* And it stays so. */
	REFUSED(f, "host", "host: none is chosen", "host=");
	REFUSED(f, "outbound", "outbound: the logical port is not bound "
	    "(Answers)", "outbound=Answers|;");
}

static void
test_rules(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "host", "host: an in-process host is needed (Web)",
	    "name=P", "host=Web");
	REFUSED(f, "inbound", "inbound: row 1: no such receive-port (Out)",
	    "name=P", "inbound=A|Out;");
	REFUSED(f, "outbound", "outbound: row 2: stands there twice (A)",
	    "name=P", "outbound=A|Out;A|Out;");
	fixture_add(f, "application", "name=Other", NULL);
	REFUSED(f, "outbound", "outbound: send-port Out belongs to "
	    "application BizTalk Application 1, to which application Other "
	    "does not refer", "name=P", "application=Other",
	    "outbound=A|Out;");
	fixture_set(f, "application", "Other",
	    "references=BizTalk Application 1", NULL);
	SAVED(f, "name=P", "application=Other", "outbound=A|Out;");
}

static void
refuse_delete(struct fixture *f, const char *kind, const char *name,
    const char *message)
{
	struct object *o = model_find(f->model, kind, name, NULL);
	struct err err = { 0 };

	assert_non_null(o);
	assert_false(edit_delete_one(f->model, o, &err));
	assert_string_equal(err.text, message);
	object_free(o);
}

static void
test_delete(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct object *o;
	int64_t good;

	SAVED(f, COMPLETE);
	refuse_delete(f, "host", "H", "host H: it is used by orchestration "
	    "P");
	refuse_delete(f, "receive-port", "In", "receive-port In: it is used "
	    "by orchestration P");
	refuse_delete(f, "send-port", "Out", "send-port Out: it is used by "
	    "orchestration P");
	assert_true(run(f, "start", &err));
	refuse_delete(f, KIND, "P", "orchestration P: it is enlisted; "
	    "unenlist it first");
	assert_true(run(f, "unenlist", &err));
	o = model_find(f->model, KIND, "P", NULL);
	assert_true(edit_delete_one(f->model, o, &err));
	object_free(o);
	o = model_find(f->model, "send-port", "Out", NULL);
	assert_true(edit_delete_one(f->model, o, &err));
	object_free(o);
	/* Back with all its bindings. */
	assert_true(history_undo(f->model, NULL, NULL, &err));
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect(f, "outbound", "Answers|Out;Copies|Out;");
	assert_true(history_verify(f->model, &good, &err));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_states),
		TEST(test_enlist_needs),
		TEST(test_rules),
		TEST(test_delete),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
