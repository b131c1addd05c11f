/* SPDX-License-Identifier: ISC */
/* Send port groups: members, verbs, filters; references in rows. */
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
#include "model/kinds/filter.h"
#include "model/kinds/send_port.h"
#include "model/kinds/send_port_group.h"
#include "model/reference.h"
#define KIND "send-port-group"
#include "tests/model/one_object.h"

#define PORT "send_pipeline=PassThruTransmit", "handler=FILE-send@Send"

static int
setup(void **state)
{
	static const char *const names[][2] = {
		{ "name=One", "file.destination_folder=/one" },
		{ "name=Two", "file.destination_folder=/two" },
	};
	struct fixture *f = fixture_new(false);
	size_t i;

	fixture_add(f, "host", "name=Send", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=send",
	    "host=Send", NULL);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		fixture_add(f, "send-port", names[i][0], PORT, names[i][1],
		    NULL);
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
does(struct fixture *f, const struct kind *k, const char *name,
    const char *verb)
{
	struct err err = { 0 };

	if (!edit_transition(f->model, k, name, verb, &err))
		fail_msg("%s", err.text);
}

static void
refuses(struct fixture *f, const struct kind *k, const char *name,
    const char *verb, const char *want)
{
	struct err err = { 0 };

	assert_false(edit_transition(f->model, k, name, verb, &err));
	assert_string_equal(err.text, want);
}

static void
test_members(void **state)
{
	struct fixture *f = *state;

	fixture_add(f, "send-port", "name=Free", "dynamic=true",
	    "send_pipeline=PassThruTransmit", NULL);
	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=Send", NULL);
	fixture_add(f, "send-port", "name=Asks", "two_way=true",
	    "adapter=HTTP", "handler=HTTP-send@Send",
	    "send_pipeline=PassThruTransmit",
	    "receive_pipeline=PassThruReceive",
	    "http.url=https://partner.example/ask", NULL);
	SAVED(f, "name=P", "send_ports=Two;One");
	expect(f, "send_ports", "Two;One;");
	REFUSED(f, "send_ports", "send_ports: row 2: no such send-port "
	    "(Three)", "send_ports=One;Three");
	REFUSED(f, "send_ports", "send_ports: row 1: a static one-way send "
	    "port is needed (Free)", "send_ports=Free;One");
	REFUSED(f, "send_ports", "send_ports: row 3: a static one-way send "
	    "port is needed (Asks)", "send_ports=Two;One;Asks");
	REFUSED(f, "send_ports", "send_ports: row 3: stands there twice "
	    "(One)", "send_ports=One;Two;One");
	expect(f, "send_ports", "Two;One;");
	SAVED(f, "send_ports=");
	expect(f, "send_ports", "");
}

/* Members follow the names of their ports, and the history stays sound. */
static void
test_rename(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	int64_t n;

	SAVED(f, "name=P", "send_ports=One;Two");
	fixture_set(f, "send-port", "One", "name=First", NULL);
	expect(f, "send_ports", "First;Two;");
	if (!history_verify(f->model, &n, &err))
		fail_msg("%s", err.text);
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect(f, "send_ports", "One;Two;");
}

/* Undo puts a port and the group that names it back in the right order. */
static void
test_undo(void **state)
{
	struct fixture *f = *state;
	struct object *port, *group;
	struct err err = { 0 };
	struct edit *e;

	SAVED(f, "name=P", "send_ports=One;Two",
	    "filters=BTS.MessageType|exists||and");
	group = model_find(f->model, KIND, "P", &err);
	port = model_find(f->model, "send-port", "One", &err);
	e = edit_begin(f->model, ROLE_ADMINISTRATOR, NULL, &err);
	assert_true(edit_delete(e, group, &err));
	assert_true(edit_delete(e, port, &err));
	assert_true(edit_commit(e, NULL, &err));
	object_free(port);
	object_free(group);
	if (!history_undo(f->model, NULL, NULL, &err))
		fail_msg("%s", err.text);
	expect(f, "send_ports", "One;Two;");
	expect(f, "filters", "BTS.MessageType|exists||and;");
}

/* Dialogs 1.6; the members stay as they are (13.14). */
static void
test_verbs(void **state)
{
	static const struct {
		const char *verb, *after;
	} steps[] = {
		{ "enlist", "stopped" }, { "start", "started" },
		{ "stop", "stopped" }, { "unenlist", "bound" },
		{ "start", "started" }, { "unenlist", "bound" },
	};
	struct fixture *f = *state;
	struct object *o;
	size_t i;

	SAVED(f, "name=P", "send_ports=One;Two");
	does(f, &kind_send_port, "Two", "enlist");
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		does(f, &kind_send_port_group, "P", steps[i].verb);
		expect(f, "state", steps[i].after);
	}
	o = model_find(f->model, "send-port", "Two", NULL);
	assert_int_equal(((struct send_port *)o)->state, PORT_STOPPED);
	object_free(o);
	refuses(f, &kind_send_port_group, "P", "stop", KIND " P: cannot "
	    "stop: State is Unenlisted");
}

static void
test_start(void **state)
{
	static const char none[] = KIND " P: cannot start: no member is "
	    "enlisted; enlist or start one of its send ports first";
	struct fixture *f = *state;

	SAVED(f, "name=P");
	refuses(f, &kind_send_port_group, "P", "start", none);
	SAVED(f, "send_ports=One;Two");
	refuses(f, &kind_send_port_group, "P", "start", none);
	does(f, &kind_send_port_group, "P", "enlist");
	refuses(f, &kind_send_port_group, "P", "start", none);
	does(f, &kind_send_port, "One", "enlist");
	does(f, &kind_send_port_group, "P", "start");
	REFUSED(f, "send_ports", "send_ports: a started group needs an "
	    "enlisted member", "send_ports=Two");
	SAVED(f, "send_ports=One");
}

/* The last enlisted member of an enlisted or running group stays so. */
static void
test_last_enlisted(void **state)
{
	static const char last[] = "send-port %s: cannot unenlist: it is the "
	    "last enlisted member of send-port-group P, which is %s";
	struct fixture *f = *state;
	char *text;

	SAVED(f, "name=P", "send_ports=One;Two");
	does(f, &kind_send_port, "One", "start");
	does(f, &kind_send_port, "Two", "enlist");
	does(f, &kind_send_port_group, "P", "enlist");
	does(f, &kind_send_port, "One", "unenlist");
	text = xasprintf(last, "Two", "enlisted");
	refuses(f, &kind_send_port, "Two", "unenlist", text);
	free(text);
	does(f, &kind_send_port_group, "P", "start");
	text = xasprintf(last, "Two", "started");
	refuses(f, &kind_send_port, "Two", "unenlist", text);
	free(text);
	does(f, &kind_send_port_group, "P", "unenlist");
	does(f, &kind_send_port, "Two", "unenlist");
}

/* ---- filters ------------------------------------------------------------ */

static void
test_filters(void **state)
{
	struct fixture *f = *state;

	SAVED(f, "name=P", "filters=BTS.MessageType|==|urn:a#b|and");
	REFUSED(f, "filters", "filters, row 1: exists takes no value (x)",
	    "filters=BTS.MessageType|exists|x|and");
	REFUSED(f, "filters", "filters, row 2: a value is needed",
	    "filters=A.B|exists||or;BTS.MessageType|==||and");
	expect(f, "filters", "BTS.MessageType|==|urn:a#b|and;");
}

static void
test_preview(void **state)
{
	static const struct {
		const char *rows, *want;
	} cases[] = {
		{ "", "" },
		{ "A.A|==|1|and", "(A.A == 1)" },
		{ "A.A|==|1|or", "(A.A == 1)" },
		{ "A.A|==|1|and;B.B|exists||or;C.C|!=|2|and",
		    "(A.A == 1 and B.B exists) or (C.C != 2)" },
		{ "A.A|&|1|or;B.B|<=|2|or;C.C|>|3|and",
		    "(A.A & 1) or (B.B <= 2) or (C.C > 3)" },
	};
	struct send_port_group *g;
	struct err err = { 0 };
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		g = (struct send_port_group *)object_new(
		    &kind_send_port_group);
		assert_true(object_set(&g->object, NULL, "filters",
		    cases[i].rows, &err));
		buf_adds(&b, "");
		filter_text(&g->filters, &b);
		assert_string_equal((const char *)b.data, cases[i].want);
		buf_clear(&b);
		object_free(&g->object);
	}
}

/* ---- who refers to a port ----------------------------------------------- */

static void
test_references(void **state)
{
	static const char *const want[][3] = {
		{ "send-port-group", "P", "send_ports" },
		{ "send-port-group", "Q", "send_ports" },
		{ "party", "Contoso", "send_ports" },
	};
	struct fixture *f = *state;
	struct assignments a = { 0 };
	struct err err = { 0 };
	size_t i;

	SAVED(f, "name=P", "send_ports=Two;One");
	fixture_add(f, KIND, "name=Q", "send_ports=One", NULL);
	fixture_add(f, "party", "name=Contoso", "send_ports=One", NULL);
	fixture_add(f, "party", "name=Fabrikam", "send_ports=Two", NULL);
	assert_true(reference_find(f->model, &kind_send_port, "One", &a,
	    &err));
	assert_int_equal(a.n, ARRAY_SIZE(want));
	for (i = 0; i < a.n; i++) {
		assert_string_equal(a.v[i].kind, want[i][0]);
		assert_string_equal(a.v[i].name, want[i][1]);
		assert_string_equal(a.v[i].field, want[i][2]);
	}
	assignments_clear(&a);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_members), TEST(test_rename), TEST(test_undo),
		TEST(test_verbs), TEST(test_start), TEST(test_last_enlisted),
		TEST(test_filters), cmocka_unit_test(test_preview),
		TEST(test_references),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
