/* SPDX-License-Identifier: ISC */
/*
 * Every verb from every state, against the tables of dialogs 1.6 written out
 * here, and who may do what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/inventory.h"
#include "model/kinds/application.h"
#include "tests/lib/fixture.h"
#include "tests/lib/variants.h"

/* NULL: not available. */
static const struct {
	const char *kind, *from, *verb, *to;
} table[] = {
	{ "send-port", "bound", "enlist", "stopped" },
	{ "send-port", "bound", "start", "started" },
	{ "send-port", "bound", "stop", NULL },
	{ "send-port", "bound", "unenlist", NULL },
	{ "send-port", "stopped", "enlist", NULL },
	{ "send-port", "stopped", "start", "started" },
	{ "send-port", "stopped", "stop", NULL },
	{ "send-port", "stopped", "unenlist", "bound" },
	{ "send-port", "started", "enlist", NULL },
	{ "send-port", "started", "start", NULL },
	{ "send-port", "started", "stop", "stopped" },
	{ "send-port", "started", "unenlist", "bound" },
	{ "send-port-group", "bound", "enlist", "stopped" },
	{ "send-port-group", "bound", "start", "started" },
	{ "send-port-group", "bound", "stop", NULL },
	{ "send-port-group", "bound", "unenlist", NULL },
	{ "send-port-group", "stopped", "enlist", NULL },
	{ "send-port-group", "stopped", "start", "started" },
	{ "send-port-group", "stopped", "stop", NULL },
	{ "send-port-group", "stopped", "unenlist", "bound" },
	{ "send-port-group", "started", "enlist", NULL },
	{ "send-port-group", "started", "start", NULL },
	{ "send-port-group", "started", "stop", "stopped" },
	{ "send-port-group", "started", "unenlist", "bound" },
	{ "orchestration", "unenlisted", "enlist", "stopped" },
	{ "orchestration", "unenlisted", "start", "started" },
	{ "orchestration", "unenlisted", "stop", NULL },
	{ "orchestration", "unenlisted", "unenlist", NULL },
	{ "orchestration", "stopped", "enlist", NULL },
	{ "orchestration", "stopped", "start", "started" },
	{ "orchestration", "stopped", "stop", NULL },
	{ "orchestration", "stopped", "unenlist", "unenlisted" },
	{ "orchestration", "started", "enlist", NULL },
	{ "orchestration", "started", "start", NULL },
	{ "orchestration", "started", "stop", "stopped" },
	{ "orchestration", "started", "unenlist", "unenlisted" },
	/* Partly: its location is enabled, its port not started (1.9). */
	{ "application", "stopped", "start", "started" },
	{ "application", "stopped", "stop", NULL },
	{ "application", "stopped", "stop-suspend", NULL },
	{ "application", "stopped", "stop-full", NULL },
	{ "application", "partly-started", "start", "started" },
	{ "application", "partly-started", "stop", "stopped" },
	{ "application", "partly-started", "stop-suspend", "stopped" },
	{ "application", "partly-started", "stop-full", "stopped" },
	{ "application", "started", "start", NULL },
	{ "application", "started", "stop", "partly-started" },
	{ "application", "started", "stop-suspend", "stopped" },
	{ "application", "started", "stop-full", "stopped" },
	{ "receive-location", "false", "enable", "true" },
	{ "receive-location", "false", "disable", NULL },
	{ "receive-location", "true", "enable", NULL },
	{ "receive-location", "true", "disable", "false" },
};

/* The first verb's field: all of a kind move one, or those of members. */
static const char *
state_field(const struct kind *k)
{
	return k->transitions[0].members != NULL ? "state" :
	    k->transitions[0].field;
}

static const char *
first_state(const struct kind *k)
{
	size_t i;

	for (i = 0; strcmp(table[i].kind, k->name) != 0; i++)
		;
	return table[i].from;
}

static char *
state_of(struct model *m, const struct kind *k, const char *name)
{
	struct err err = { 0 };
	struct object *o = model_get(m, k, name, &err);
	char *text;

	if (o == NULL)
		fail_msg("%s", err.text);
	text = field_text(object_field(o, state_field(k)), o);
	object_free(o);
	return text;
}

/* A new object with those fields, "name", "value", ..., NULL. */
static void
make(struct model *m, const char *kind, const char *const *set)
{
	struct variants all = { 0 };
	const struct field *f;
	struct object *o;
	struct err err = { 0 };

	variants_find(m, kind_find(kind), &all);
	o = variant_object(m, &all.v[0]);
	for (; *set != NULL; set += 2)
		if ((f = object_field(o, set[0])) != NULL &&
		    (f->flags & FIELD_STATE))
			assert_true(field_parse(f, o, set[1], &err));
		else if (!object_set(o, m, set[0], set[1], &err))
			fail_msg("%s: %s", kind, err.text);
	if (!edit_create_one(m, o, &err))
		fail_msg("%s: %s", kind, err.text);
	object_free(o);
	variants_clear(&all);
}

/* An application is in the state of what is in it. */
static void
put_application(struct model *m, const char *name, const char *state)
{
	bool runs = strcmp(state, "started") == 0;
	bool receives = strcmp(state, "stopped") != 0;

	make(m, "application", (const char *[]){ "name", name, "references",
	    APPLICATION_DEFAULT, NULL });
	make(m, "send-port", (const char *[]){ "name", "Its out",
	    "application", name, "state", runs ? "started" : "bound", NULL });
	make(m, "receive-port", (const char *[]){ "name", "Its in",
	    "application", name, NULL });
	make(m, "receive-location", (const char *[]){ "name", "Its place",
	    "receive_port", "Its in", "enabled", receives ? "true" : "false",
	    NULL });
}

/* What has to be there before some kinds can be started. */
static const struct {
	const char *kind, *field, *value;
} needed[] = {
	{ "send-port-group", "send_ports", "Member" },
	{ "orchestration", "host", "Inside" },
};

/* A new object in that state, as an import would store it. */
static void
put(struct model *m, const struct kind *k, const char *name,
    const char *state)
{
	const char *set[] = { "name", name, state_field(k), state, NULL, NULL,
	    NULL };
	size_t i;

	if (k == &kind_application) {
		put_application(m, name, state);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		if (strcmp(needed[i].kind, k->name) != 0)
			continue;
		set[4] = needed[i].field;
		set[5] = needed[i].value;
	}
	make(m, k->name, set);
}

static void
test_verbs(void **state)
{
	struct fixture *f = *state;
	const struct kind *k;
	char *before, *after;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		struct err err = { 0 };
		bool done;

		k = kind_find(table[i].kind);
		put(f->model, k, "S", table[i].from);
		before = state_of(f->model, k, "S");
		assert_string_equal(before, table[i].from);
		done = edit_transition(f->model, k, "S", table[i].verb, &err);
		after = state_of(f->model, k, "S");
		if (done != (table[i].to != NULL))
			fail_msg("%s: %s from %s: %s", table[i].kind,
			    table[i].verb, table[i].from, done ? "done" :
			    err.text);
		assert_string_equal(after, done ? table[i].to : before);
		if (!done)
			assert_int_equal(err.code, ERR_INVALID);
		while (history_undo(f->model, NULL, NULL, NULL) &&
		    model_exists(f->model, k->name, "S"))
			;
		free(before);
		free(after);
	}
}

/* Each verb there is stands in the table above once for each state. */
static void
test_table_complete(void **state)
{
	const struct transition *t;
	size_t i, k, verbs, states;

	(void)state;
	for (k = 0; kinds[k] != NULL; k++) {
		t = kinds[k]->transitions;
		for (; t != NULL && t->verb != NULL; t++) {
			for (verbs = states = i = 0; i < ARRAY_SIZE(table);
			    i++) {
				if (strcmp(table[i].kind, kinds[k]->name) != 0)
					continue;
				verbs += strcmp(table[i].verb, t->verb) == 0;
				states += strcmp(table[i].verb,
				    kinds[k]->transitions[0].verb) == 0;
			}
			if (verbs == 0 || verbs != states)
				fail_msg("%s %s: not in the table",
				    kinds[k]->name, t->verb);
		}
	}
}

/* ---- roles -------------------------------------------------------------- */

static bool
try_verb(struct model *m, const struct kind *k, struct err *err)
{
	const struct transition *t;
	bool done = false;

	/* One of them is available in any state. */
	for (t = k->transitions; !done && t->verb != NULL; t++) {
		memset(err, 0, sizeof(*err));
		done = edit_transition(m, k, "S", t->verb, err);
		if (!done && err->code == ERR_DENIED)
			return false;
	}
	return done;
}

static bool
try_set(struct model *m, const struct kind *k, struct err *err)
{
	struct object *o = model_get(m, k, "S", err), *now;
	bool done;

	assert_non_null(o);
	now = object_copy(o);
	done = object_set(now, m, "description", "other", err) &&
	    edit_update_one(m, o, now, err);
	object_free(now);
	object_free(o);
	return done;
}

static bool
try_delete(struct model *m, const struct kind *k, struct err *err)
{
	struct object *o = model_get(m, k, "S", err);
	bool done;

	assert_non_null(o);
	done = edit_delete_one(m, o, err);
	object_free(o);
	return done;
}

static bool
try_new(struct model *m, const struct kind *k, struct err *err)
{
	struct object *o = object_new(k);
	bool done;

	(void)object_set(o, m, "name", "T", NULL);
	done = edit_create_one(m, o, err);
	object_free(o);
	/* What is missing matters only to who may. */
	return done || err->code != ERR_DENIED;
}

static bool
try_undo(struct model *m, const struct kind *k, struct err *err)
{
	(void)k;
	return history_undo(m, NULL, NULL, err);
}

static bool
try_publish(struct model *m, const struct kind *k, struct err *err)
{
	(void)k;
	return inventory_publish(m, err);
}

static const struct {
	const char *what;
	enum role needs;
	bool (*run)(struct model *, const struct kind *, struct err *);
} deeds[] = {
	{ "a verb", ROLE_OPERATOR, try_verb },
	{ "inventory publish", ROLE_OPERATOR, try_publish },
	{ "set", ROLE_ADMINISTRATOR, try_set },
	{ "new", ROLE_ADMINISTRATOR, try_new },
	{ "undo", ROLE_ADMINISTRATOR, try_undo },
	{ "delete", ROLE_ADMINISTRATOR, try_delete },
};

static void
test_roles(void **state)
{
	struct fixture *f = *state;
	size_t k, i;
	int role;

	for (k = 0; kinds[k] != NULL; k++) {
		if (kinds[k]->transitions == NULL)
			continue;
		for (role = ROLE_AUDITOR; role <= ROLE_ADMINISTRATOR;
		    role++) {
			f->model->role = ROLE_ADMINISTRATOR;
			if (!model_exists(f->model, kinds[k]->name, "S"))
				put(f->model, kinds[k], "S",
				    first_state(kinds[k]));
			f->model->role = (enum role)role;
			for (i = 0; i < ARRAY_SIZE(deeds); i++) {
				struct err err = { 0 };
				bool done = deeds[i].run(f->model, kinds[k],
				    &err);

				if (role < (int)deeds[i].needs) {
					assert_false(done);
					assert_int_equal(err.code,
					    ERR_DENIED);
				} else if (!done && (err.code == ERR_DENIED ||
				    role == ROLE_OPERATOR)) {
					fail_msg("%s %s as %d: %s",
					    kinds[k]->name, deeds[i].what,
					    role, err.text);
				}
			}
		}
		f->model->role = ROLE_ADMINISTRATOR;
	}
}

static int
setup(void **state)
{
	struct fixture *f = fixture_new(false);

	variants_ground(f->model);
	put(f->model, kind_find("send-port"), "Member", "stopped");
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_complete),
		cmocka_unit_test_setup_teardown(test_verbs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_roles, setup, teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}
