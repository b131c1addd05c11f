/* SPDX-License-Identifier: ISC */
/* Hosts: their settings, every one of them, and the rules between hosts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/edit.h"
#include "model/kinds/host.h"
#define KIND "host"
#include "tests/model/one_object.h"

static int
setup(void **state)
{
	*state = fixture_new(false);
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

/* A text of the field's type that differs from its default. */
static char *
other_value(const struct field *f)
{
	if (f->type == FIELD_BOOL)
		return xstrdup(strcmp(f->def, "true") == 0 ? "false" :
		    "true");
	if (f->type == FIELD_CHOICE)
		return xstrdup(strcmp(f->def, f->choices[0].name) == 0 ?
		    f->choices[1].name : f->choices[0].name);
	return xasprintf("%lld", (long long)(atoll(f->def) == f->min ?
	    f->min + 1 : f->min));
}

/* Every setting is stored, read back, and given up again. */
static void
test_round_trip(void **state)
{
	struct fixture *f = *state;
	struct object *before, *o, *again;
	struct slots slots = { 0 };
	struct err err = { 0 };
	char *want, *got;
	size_t i, n = 0;

	SAVED(f, "name=P");
	before = model_find(f->model, "host", "P", &err);
	assert_int_equal(before->props.n, 0);
	o = object_copy(before);
	object_slots(o, f->model, &slots);
	for (i = 0; i < slots.n; i++) {
		if (slots.v[i].prefix == NULL)
			continue;
		assert_false(slot_is_set(o, &slots.v[i]));
		assert_string_equal(slots.v[i].inherited,
		    slots.v[i].field->def);
		want = other_value(slots.v[i].field);
		assert_true(slot_set(o, &slots.v[i], f->model, want, &err));
		free(want);
		n++;
	}
	assert_int_equal(n, 38);
	/* Both thresholds at once contradict each other. */
	assert_true(object_set(o, f->model,
	    "orchestrations.maximum_threshold", "7", &err));
	assert_true(object_set(o, f->model, "orchestrations.pause_at", "9",
	    &err));
	if (!edit_update_one(f->model, before, o, &err))
		fail_msg("%s", err.text);
	again = model_find(f->model, "host", "P", &err);
	assert_int_equal(again->props.n, n);
	for (i = 0; i < slots.n; i++) {
		want = slot_get(o, &slots.v[i]);
		got = slot_get(again, &slots.v[i]);
		assert_string_equal(got, want);
		free(want);
		free(got);
		slot_reset(o, &slots.v[i]);
	}
	assert_int_equal(o->props.n, 0);
	slots_clear(&slots);
	object_free(before);
	object_free(o);
	object_free(again);
}

static void
test_pages(void **state)
{
	static const struct {
		const char *page;
		size_t in_process, isolated;
	} want[] = {
		{ "General settings", 7, 7 },
		{ "Resource-Based Throttling", 14, 14 },
		{ "Rate-Based Throttling", 12, 12 },
		{ "Orchestrations", 5, 0 },
	};
	struct fixture *f = *state;
	struct slots slots;
	struct host *h = (struct host *)object_new(&kind_host);
	size_t i, j, n;

	for (h->type = HOST_IN_PROCESS; h->type <= HOST_ISOLATED; h->type++) {
		memset(&slots, 0, sizeof(slots));
		object_slots(&h->object, f->model, &slots);
		for (i = 0; i < ARRAY_SIZE(want); i++) {
			for (j = n = 0; j < slots.n; j++)
				n += str_same(slots.v[j].page, want[i].page);
			assert_int_equal(n, h->type == HOST_ISOLATED ?
			    want[i].isolated : want[i].in_process);
		}
		slots_clear(&slots);
	}
	object_free(&h->object);
}

static void
test_rules(void **state)
{
	struct fixture *f = *state;

	SAVED(f, "name=P", "resource.physical_memory=4096",
	    "publishing.override=initiate", "delivery.override=never");
	expect(f, "resource.physical_memory", "4096");
	expect(f, "delivery.overdrive", "");
	REFUSED(f, "general.engine_threads", "general: engine_threads: "
	    "from 1 to 50 per CPU (51)",
	    "general.engine_threads=51");
	REFUSED(f, "orchestrations.minimum_threshold",
	    "orchestrations.minimum_threshold: must not be above "
	    "maximum_threshold", "orchestrations.minimum_threshold=1801");
	SAVED(f, "orchestrations.minimum_threshold=1801",
	    "orchestrations.dehydration=never");
	REFUSED(f, "orchestrations.resume_at",
	    "orchestrations.resume_at: must be below pause_at",
	    "orchestrations.pause_at=5", "orchestrations.resume_at=5");
	REFUSED(f, "general.default_domain", "host has no such field "
	    "(general.default_domain)", "general.default_domain=true");
}

/* What is left over from another choice is not kept silently. */
static void
test_left_over(void **state)
{
	struct fixture *f = *state;
	struct object *o = object_new(&kind_host);
	struct err err = { 0 };

	assert_true(object_set(o, f->model, "name", "Q", &err));
	assert_true(object_set(o, f->model, "type", "isolated", &err));
	assert_true(object_set(o, f->model, "general.default_domain", "true",
	    &err));
	assert_true(object_set(o, f->model, "type", "in-process", &err));
	assert_false(edit_create_one(f->model, o, &err));
	assert_string_equal(err.text, "host Q: general.default_domain: does "
	    "not apply to this host (true)");
	assert_string_equal(err.part, "general.default_domain");
	object_free(o);
}

static bool
drop(struct fixture *f, const char *name, struct err *err)
{
	struct object *o = model_find(f->model, "host", name, err);
	bool ok = edit_delete_one(f->model, o, err);

	object_free(o);
	return ok;
}

/* One host of the group at least does tracking: the first, to begin with. */
static void
test_tracking(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	SAVED(f, "name=P");
	expect(f, "tracking", "true");
	REFUSED(f, "tracking", "tracking: let another host do it first; one "
	    "of the group must", "tracking=false");
	fixture_add(f, "host", "name=Q", "is_default=true", NULL);
	assert_false(drop(f, "P", &err));
	assert_string_equal(err.text, "host P: it is the only host that "
	    "does tracking; let another one do it first");
	fixture_set(f, "host", "Q", "tracking=true", NULL);
	SAVED(f, "tracking=false");
	assert_true(drop(f, "P", &err));
}

static void
test_32_bit(void **state)
{
	struct fixture *f = *state;

	SAVED(f, "name=P");
	expect(f, "only_32_bit", "true");
	fixture_add(f, "host-instance", "host=P",
	    "computer=" FIXTURE_COMPUTER, "account=edi", NULL);
	REFUSED(f, "only_32_bit", "only_32_bit: delete the instances of the "
	    "host first", "only_32_bit=false");
	fixture_add(f, "host", "name=Q", "only_32_bit=false", NULL);
	fixture_set(f, "host", "Q", "only_32_bit=true", NULL);
}

/* One instance of a host on a computer, by the name that it is given. */
static void
test_instances(void **state)
{
	struct fixture *f = *state;
	struct object *o = object_new(kind_find("host-instance"));
	struct err err = { 0 };

	SAVED(f, "name=P");
	fixture_add(f, "host-instance", "host=P",
	    "computer=" FIXTURE_COMPUTER, "account=edi", NULL);
	assert_true(object_set(o, f->model, "host", "P", &err));
	assert_true(object_set(o, f->model, "computer", FIXTURE_COMPUTER,
	    &err));
	assert_true(object_set(o, f->model, "account", "other", &err));
	assert_false(edit_create_one(f->model, o, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	assert_string_equal(err.part, "name");
	object_free(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(test_round_trip), TEST(test_pages), TEST(test_rules),
		TEST(test_left_over), TEST(test_tracking), TEST(test_32_bit),
		TEST(test_instances),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
