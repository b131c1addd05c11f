/* SPDX-License-Identifier: ISC */
/* What an edit would change in the audit, and that asking changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/effect.h"
#include "model/history.h"
#include "model/edit.h"
#include "tests/lib/fixture.h"

#define UNKNOWN "0123456789ABCDEF0123456789ABCDEF01234567"

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

static size_t
count_rule(const struct findings *list, const char *id, const char *object)
{
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		n += strcmp(list->v[i]->rule->id, id) == 0 &&
		    strcmp(list->v[i]->object, object) == 0;
	return n;
}

/* Of one object. */
static bool
effect_of_one(struct model *m, struct object *before, struct object *now,
    struct effect *e, struct err *err)
{
	const struct edit_set set = {
		.before = before != NULL ? &before : NULL,
		.now = now != NULL ? &now : NULL, .n = 1,
	};

	return effect_of(m, &set, when_now(), e, err);
}

/* Effect of one assignment, which leaves everything as it was. */
static void
effect_of_set(struct model *m, const char *port, const char *assignment,
    struct effect *e)
{
	struct object *before = model_find(m, "send-port", port, NULL);
	char *name = xstrdup(assignment), *value = strchr(name, '=');
	struct object *now = object_copy(before), *stored;
	struct changes changes = { 0 };
	struct err err = { 0 };
	bool ok;

	*value++ = '\0';
	assert_true(object_set(now, m, name, value, &err));
	ok = effect_of_one(m, before, now, e, &err);
	if (!ok)
		print_error("%s\n", err.text);
	assert_true(ok);
	stored = model_find(m, "send-port", port, NULL);
	object_diff(before, stored, &changes);
	assert_int_equal(changes.n, 0);
	assert_int_equal(before->version, stored->version);
	changes_clear(&changes);
	object_free(stored);
	object_free(before);
	object_free(now);
	free(name);
}

static void
test_worse(void **state)
{
	struct fixture *f = *state;
	struct effect e;
	char *text;

	effect_of_set(f->model, "Contoso Confirmations",
	    "encryption_certificate=" UNKNOWN, &e);
	assert_true(findings_count(&e.added, SEVERITY_ERROR) > 0);
	assert_true(count_rule(&e.added, "C101", "Contoso Confirmations") >
	    0);
	text = effect_summary(&e);
	assert_non_null(strstr(text, "new error"));
	assert_non_null(strstr(text, "C101 Contoso Confirmations"));
	free(text);
	effect_clear(&e);
}

static void
test_better(void **state)
{
	struct fixture *f = *state;
	struct effect e;
	char *text;

	effect_of_set(f->model, "Adventure Works Forecast",
	    "encryption_certificate=", &e);
	/* It encrypts all the same. */
	assert_int_equal(e.added.n, 1);
	assert_int_equal(count_rule(&e.added, "C512",
	    "Adventure Works Forecast"), 1);
	assert_int_equal(count_rule(&e.settled, "C301",
	    "Adventure Works Forecast"), 1);
	text = effect_summary(&e);
	assert_non_null(strstr(text, "settles "));
	free(text);
	effect_clear(&e);
}

static void
save(struct model *m, const char *port, const char *assignment)
{
	struct object *before = model_find(m, "send-port", port, NULL);
	struct object *now = object_copy(before);
	char *name = xstrdup(assignment), *value = strchr(name, '=');
	struct err err = { 0 };

	*value++ = '\0';
	assert_true(object_set(now, m, name, value, &err));
	assert_true(edit_all(m, &(struct edit_set){ &before, &now, 1 },
	    &(struct edit_note){ .reason = NULL }, &err));
	free(name);
	object_free(before);
	object_free(now);
}

static int64_t
newest(struct model *m)
{
	struct history_query q = { .limit = 1 };
	struct revisions list = { 0 };
	struct err err = { 0 };
	int64_t id;

	assert_true(history_list(m, &q, &list, &err));
	id = list.v[0].id;
	revisions_clear(&list);
	return id;
}

/* Taking back is an edit like any other; only its name is no finding. */
static void
test_back(void **state)
{
	struct model *m = ((struct fixture *)*state)->model;
	const char *port = "Contoso Confirmations", *renamed = "Renamed";
	struct history_back back = { .revision = newest(m), .all = true };
	const struct pending p = { .back = &back };
	struct effect e;
	struct err err = { 0 };

	save(m, port, "encryption_certificate=" UNKNOWN);
	save(m, port, "name=Renamed");
	assert_true(effect_of_pending(m, &p, when_now(), &e, &err));
	assert_true(count_rule(&e.settled, "C101", port) > 0);
	assert_int_equal(count_rule(&e.added, "C101", port), 0);
	effect_clear(&e);
	/* The name alone. */
	back = (struct history_back){ .revision = newest(m) };
	assert_true(effect_of_pending(m, &p, when_now(), &e, &err));
	assert_int_equal(e.added.n + e.settled.n, 0);
	effect_clear(&e);
	back.revision--;
	assert_true(effect_of_pending(m, &p, when_now(), &e, &err));
	assert_true(count_rule(&e.settled, "C101", renamed) > 0);
	effect_clear(&e);
	assert_int_equal(newest(m), back.revision + 1);
	back.revision = 1;
	assert_false(effect_of_pending(m, &p, when_now(), &e, &err));
	assert_non_null(strstr(err.text, "it made the group itself"));
	effect_clear(&e);
}

static void
test_nothing(void **state)
{
	static const char *const without[] = {
		"description=x", "name=Another", "retry_count=7",
	};
	struct fixture *f = *state;
	struct effect e;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(without); i++) {
		effect_of_set(f->model, "Adventure Works Forecast",
		    without[i], &e);
		assert_true(e.before->n > 0);
		assert_int_equal(e.added.n + e.settled.n, 0);
		text = effect_summary(&e);
		assert_string_equal(text, "");
		free(text);
		effect_clear(&e);
	}
}

/* One certificate, two users: the other one is no news. */
static void
test_shared(void **state)
{
	struct fixture *f = *state;
	struct effect e;

	effect_of_set(f->model, "Fabrikam Remittances",
	    "encryption_certificate=", &e);
	assert_int_equal(e.added.n, 1);
	assert_int_equal(count_rule(&e.added, "C512",
	    "Fabrikam Remittances"), 1);
	assert_int_equal(e.settled.n, 0);
	effect_clear(&e);
}

static void
test_new_and_deleted(void **state)
{
	struct fixture *f = *state;
	struct object *party = model_find(f->model, "party",
	    "Northwind Traders", NULL);
	struct err err = { 0 };
	struct effect e;

	assert_true(effect_of_one(f->model, party, NULL, &e, &err));
	assert_int_equal(count_rule(&e.settled, "C201",
	    "Northwind Traders"), 1);
	effect_clear(&e);
	assert_true(model_exists(f->model, "party", "Northwind Traders"));
	object_free(party);

	party = object_new(kind_find("party"));
	assert_true(object_set(party, f->model, "name", "Fresh", &err));
	assert_true(object_set(party, f->model, "signature_certificate",
	    UNKNOWN, &err));
	assert_true(effect_of_one(f->model, NULL, party, &e, &err));
	assert_true(count_rule(&e.added, "C104", "Fresh") > 0);
	assert_int_equal(party->id, 0);
	assert_false(model_exists(f->model, "party", "Fresh"));
	effect_clear(&e);
	object_free(party);
}

/* A state verb: an operator may ask as well, and nothing moves. */
static void
test_verb(void **state)
{
	struct fixture *f = *state;
	const struct kind *k = kind_find("send-port");
	struct edit_verb v = { .kind = k, .verb = "unenlist",
	    .names = (char *[]){ (char *)"Adventure Works Forecast" },
	    .n = 1 };
	const struct pending p = { .verb = &v };
	struct object *now;
	struct err err = { 0 };
	struct effect e;
	char *is;

	f->model->role = ROLE_OPERATOR;
	assert_true(effect_of_pending(f->model, &p, when_now(), &e, &err));
	assert_true(effect_matters(&e));
	assert_int_equal(count_rule(&e.settled, "C301",
	    "Adventure Works Forecast"), 1);
	effect_clear(&e);
	now = model_find(f->model, "send-port", v.names[0], NULL);
	is = field_text(object_field(now, "state"), now);
	assert_string_equal(is, "started");
	free(is);
	object_free(now);
	/* What would be refused says why. */
	v.verb = "start";
	assert_false(effect_of_pending(f->model, &p, when_now(), &e, &err));
	assert_int_equal(err.code, ERR_INVALID);
	effect_clear(&e);
}

/* What follows from the edit's own history, which is not kept. */
static void
test_history(void **state)
{
	struct fixture *f = *state;
	struct object *party = model_find(f->model, "party",
	    "Contoso Ltd", NULL);
	struct history_query all = { .limit = 0 };
	struct revisions before = { 0 }, after = { 0 };
	struct err err = { 0 };
	struct effect e;

	assert_non_null(party);
	assert_true(history_list(f->model, &all, &before, &err));
	assert_true(effect_of_one(f->model, party, NULL, &e, &err));
	assert_true(count_rule(&e.added, "C504", FIXTURE_COMPUTER) > 0);
	effect_clear(&e);
	assert_true(history_list(f->model, &all, &after, &err));
	assert_int_equal(before.n, after.n);
	revisions_clear(&before);
	revisions_clear(&after);
	object_free(party);
}

static void
test_refused(void **state)
{
	struct fixture *f = *state;
	struct object *host = model_find(f->model, "host", "EdiSend", NULL);
	struct object *fresh = object_new(kind_find("host"));
	struct err err = { 0 };
	struct effect e;

	assert_non_null(host);
	assert_false(effect_of_one(f->model, host, NULL, &e, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	effect_clear(&e);
	object_free(host);
	/* The transaction is over: the next edit goes on. */
	err_clear(&err);
	assert_true(object_set(fresh, f->model, "name", "Later", &err));
	assert_true(edit_create_one(f->model, fresh, &err));
	object_free(fresh);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_worse, setup, teardown),
		cmocka_unit_test_setup_teardown(test_better, setup, teardown),
		cmocka_unit_test_setup_teardown(test_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_shared, setup, teardown),
		cmocka_unit_test_setup_teardown(test_new_and_deleted, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_verb, setup, teardown),
		cmocka_unit_test_setup_teardown(test_history, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup,
		    teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
