/* SPDX-License-Identifier: ISC */
/* An audit behind an edit says what a fresh one says, whatever the edit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/audit.h"
#include "model/edit_many.h"
#include "tests/lib/fixture.h"

enum { EDITS = 60, LEAST_MADE = 30 };

#define UNKNOWN "0123456789ABCDEF0123456789ABCDEF01234567"

/* What may be done to an object; NULL: it is deleted. */
static const struct {
	const char *kind, *field, *value;
} edits[] = {
	{ "send-port", "encryption_certificate", UNKNOWN },
	{ "send-port", "encryption_certificate", "" },
	{ "send-port", "state", "stopped" },
	{ "send-port", "state", "started" },
	{ "send-port", "name", "Renamed" },
	{ "send-port", NULL, NULL },
	{ "receive-location", "enabled", "no" },
	{ "receive-port", "authentication", "none" },
	{ "host", "decryption_certificate", UNKNOWN },
	{ "host", "decryption_certificate", "" },
	{ "host-instance", "account", "somebody-else" },
	{ "host-instance", NULL, NULL },
	{ "computer", "name", "EDI-NODE9" },
	{ "party", "signature_certificate", "" },
	{ "party", NULL, NULL },
	{ "certificate", NULL, NULL },
	{ "pipeline", "name", "Renamed pipeline" },
	{ "receive-port", "name", "Renamed port" },
	{ "group", "expiry_warn_days", "700" },
};

static int
setup(void **state)
{
	*state = fixture_new(true);
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static void
assert_same_finding(const struct finding *a, const struct finding *b)
{
	assert_string_equal(a->rule->id, b->rule->id);
	assert_int_equal(a->result, b->result);
	assert_int_equal(a->severity, b->severity);
	assert_string_equal(a->object, b->object);
	assert_true(str_same(a->computer, b->computer));
	assert_true(str_same(a->account, b->account));
	assert_true(str_same(a->thumbprint, b->thumbprint));
	assert_string_equal(a->text, b->text);
	assert_string_equal(a->fix, b->fix);
}

static void
assert_same(const struct audit *a, const struct audit *b)
{
	size_t i;

	assert_int_equal(a->n, b->n);
	assert_int_equal(a->passed, b->passed);
	assert_int_equal(a->unknown, b->unknown);
	assert_int_equal(a->requirements.n, b->requirements.n);
	for (i = 0; i < a->n; i++)
		assert_same_finding(&a->v[i], &b->v[i]);
}

/* Some object of the kind, or NULL where there is none left. */
static struct object *
choose(struct model *m, const char *kind, unsigned random)
{
	struct objects all = { 0 };
	struct object *o = NULL;

	assert_true(model_select(m, kind_find(kind), NULL, NULL, &all,
	    NULL));
	if (all.n > 0)
		o = object_copy(all.v[random % all.n]);
	objects_clear(&all);
	return o;
}

/* The edit, and the audit behind it that borrows beside a fresh one. */
static bool
try_one(struct model *m, struct object *before, struct object *now,
    int64_t at)
{
	const struct edit_set set = { .before = &before,
		.now = now != NULL ? &now : NULL, .n = 1 };
	struct edit_note note = { .reason = NULL };
	struct audit *then = audit_of_model(m, at, NULL);
	struct audit *again, *fresh;
	bool ok = edit_all(m, &set, &note, NULL);

	if (ok) {
		again = audit_again(m, then, at, NULL);
		fresh = audit_of_model(m, at, NULL);
		assert_same(again, fresh);
		audit_free(fresh);
		audit_free(again);
	}
	audit_free(then);
	return ok;
}

static bool
try_random(struct model *m, unsigned random, int64_t at)
{
	const size_t which = random % ARRAY_SIZE(edits);
	struct object *before = choose(m, edits[which].kind, random / 64);
	struct object *now = NULL;
	bool ok = before != NULL;

	if (ok && edits[which].field != NULL) {
		now = object_copy(before);
		ok = object_set(now, m, edits[which].field,
		    edits[which].value, NULL);
	}
	ok = ok && try_one(m, before, now, at);
	object_free(before);
	object_free(now);
	return ok;
}

/* The same sequence each time: of a linear congruential generator. */
static void
test_random_edits(void **state)
{
	struct fixture *f = *state;
	int64_t at = when_now();
	uint32_t x = 1;
	int i, made = 0;

	for (i = 0; i < EDITS; i++) {
		x = x * 1664525u + 1013904223u;
		made += try_random(f->model, x >> 8, at);
	}
	/* Some are refused: what is in use, what is so already. */
	assert_true(made >= LEAST_MADE);
}

/* Each of those that change which stores are looked into. */
static void
test_places(void **state)
{
	struct fixture *f = *state;
	int64_t at = when_now();
	size_t i, made = 0;

	for (i = 0; i < ARRAY_SIZE(edits); i++)
		if (strcmp(edits[i].kind, "host-instance") == 0 ||
		    strcmp(edits[i].kind, "computer") == 0)
			made += try_random(f->model, (unsigned)i, at);
	assert_true(made >= 2);
}

/* What refers to the renamed one changes without a version of its own. */
static void
test_renames(void **state)
{
	struct fixture *f = *state;
	int64_t at = when_now();
	size_t i, made = 0;

	for (i = 0; i < ARRAY_SIZE(edits); i++)
		if (edits[i].field != NULL &&
		    strcmp(edits[i].field, "name") == 0)
			made += try_random(f->model, (unsigned)i, at);
	assert_true(made >= 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_edits, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_places, setup, teardown),
		cmocka_unit_test_setup_teardown(test_renames, setup,
		    teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
