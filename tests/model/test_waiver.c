/* SPDX-License-Identifier: ISC */
/* Findings that are accepted for a time. */
#include "tests/model/scene.h"

#include "base/when.h"
#include "model/audit/effect.h"
#include "model/audit/waive.h"

static struct audit *
audit(struct model *m, int64_t at)
{
	struct err err = { 0 };
	struct audit *a = audit_of_model(m, at, &err);

	if (a == NULL)
		fail_msg("%s", err.text);
	return a;
}

/* A name for "days from now". */
static const char *
day(char *buf, int64_t days)
{
	return when_date(when_now() + days * DAY_SECONDS, buf);
}

#define WAIVE(m, rule, kind, object, days) do { \
	char until_[16 + WHEN_TEXT] = "until="; \
	day(until_ + 6, days); \
	CREATE(m, "waiver", "rule=" rule, "object_kind=" kind, \
	    "object=" object, "reason=agreed with the partner", until_); \
} while (0)

static size_t
count(const struct audit *a, const char *rule, enum audit_result result)
{
	size_t i, n = 0;

	for (i = 0; i < a->n; i++)
		n += a->v[i].result == result &&
		    strcmp(a->v[i].rule->id, rule) == 0;
	return n;
}

static void
test_waived(void **state)
{
	struct state *s = *state;
	int64_t now = when_now();
	struct audit *a, *b;
	const struct finding *f;

	make_scene(s->m);
	CREATE(s->m, "computer", "name=NODE2");
	CREATE(s->m, "host-instance", "host=Other", "computer=NODE2",
	    "account=edi");
	a = audit(s->m, now);
	assert_int_equal(count(a, "I101", AUDIT_FINDING), 1);
	WAIVE(s->m, "I101", "computer", "NODE2", 90);
	b = audit(s->m, now);
	assert_int_equal(b->n, a->n);
	assert_int_equal(b->waived, 1);
	assert_int_equal(b->by_severity[SEVERITY_WARNING] + 1,
	    a->by_severity[SEVERITY_WARNING]);
	assert_int_equal(count(b, "I101", AUDIT_FINDING), 0);
	for (f = b->v; f->result != AUDIT_WAIVED; f++)
		;
	assert_string_equal(f->rule->id, "I101");
	assert_string_equal(f->waived_by, s->m->user);
	assert_string_equal(f->waived_why, "agreed with the partner");
	audit_free(b);
	/* From its end on the finding counts again. */
	b = audit(s->m, now + 91 * DAY_SECONDS);
	assert_int_equal(b->waived, 0);
	assert_int_equal(count(b, "I101", AUDIT_FINDING), 1);
	audit_free(b);
	audit_free(a);
}

/* Another object, or another rule of the object, is none of its business. */
static void
test_narrow(void **state)
{
	struct state *s = *state;
	struct audit *a;

	make_scene(s->m);
	CREATE(s->m, "computer", "name=NODE2");
	CREATE(s->m, "computer", "name=NODE3");
	CREATE(s->m, "host-instance", "host=Other", "computer=NODE2",
	    "account=edi");
	CREATE(s->m, "host-instance", "host=Other", "computer=NODE3",
	    "account=edi");
	WAIVE(s->m, "I101", "computer", "NODE3", 90);
	WAIVE(s->m, "I103", "computer", "NODE2", 90);
	a = audit(s->m, when_now());
	assert_int_equal(a->waived, 1);
	assert_int_equal(count(a, "I101", AUDIT_FINDING), 1);
	assert_int_equal(waiver_uses(a, (const struct waiver *)snapshot_find(
	    a->snapshot, "waiver", "I101 computer NODE3")), 1);
	assert_int_equal(waiver_uses(a, (const struct waiver *)snapshot_find(
	    a->snapshot, "waiver", "I103 computer NODE2")), 0);
	audit_free(a);
}

static void
test_refused(void **state)
{
	struct state *s = *state;
	char until[16 + WHEN_TEXT] = "until=", last[WHEN_TEXT], *want;

	make_scene(s->m);
	REFUSED(s->m, "waiver", "rule: id of a rule such as C101 expected "
	    "(Q999)", "rule=Q999");
	REFUSED(s->m, "waiver", "object_kind: kind of object such as "
	    "send-port expected (port)", "object_kind=port");
	day(until + 6, 20);
	REFUSED(s->m, "waiver", "waiver C203 party Nobody: object: "
	    "no such party (Nobody)",
	    "rule=C203", "object_kind=party", "object=Nobody",
	    "reason=x", until);
	REFUSED(s->m, "waiver", "waiver C203 party Contoso: reason: a "
	    "value is needed", "rule=C203",
	    "object_kind=party", "object=Contoso", until);
	REFUSED(s->m, "waiver", "waiver C203 party Contoso: until: a "
	    "value is needed", "rule=C203",
	    "object_kind=party", "object=Contoso", "reason=x");
	/* Messages are lost meanwhile: not for long. */
	day(until + 6, 32);
	want = xasprintf("waiver C101 party Contoso: until: rule C101 "
	    "is waived for at most 30 days, "
	    "until %s", day(last, 30));
	REFUSED(s->m, "waiver", want, "rule=C101", "object_kind=party",
	    "object=Contoso", "reason=x", until);
	free(want);
	day(until + 6, 368);
	want = xasprintf("waiver C203 party Contoso: until: rule C203 "
	    "is waived for at most 366 days, "
	    "until %s", day(last, 366));
	REFUSED(s->m, "waiver", want, "rule=C203", "object_kind=party",
	    "object=Contoso", "reason=x", until);
	free(want);
	WAIVE(s->m, "C203", "party", "Contoso", 366);
	WAIVE(s->m, "C101", "party", "Contoso", 30);
	REFUSED(s->m, "waiver", "waiver C101 party Contoso: name: already "
	    "used by waiver C101 party Contoso (C101 party Contoso)",
	    "rule=C101", "object_kind=party", "object=Contoso", "reason=y",
	    "until=2026-01-01");
}

/* As any object: undone, and who it was is in the history. */
static void
test_undone(void **state)
{
	struct state *s = *state;
	struct assignments secrets = { 0 };
	struct err err = { 0 };
	int64_t undone = 0;

	make_scene(s->m);
	WAIVE(s->m, "C203", "party", "Contoso", 30);
	assert_value(s->m, "waiver", "C203 party Contoso", "granted_by",
	    s->m->user);
	assert_true(delete_named(s->m, "waiver", "C203 party Contoso",
	    &err));
	assert_true(history_undo(s->m, &undone, &secrets, &err));
	assert_value(s->m, "waiver", "C203 party Contoso", "reason",
	    "agreed with the partner");
	assert_true(history_verify(s->m, &undone, &err));
	assignments_clear(&secrets);
}

static void
test_draft(void **state)
{
	struct state *s = *state;
	struct audit_rule rule = *audit_rule_find("C101");
	struct finding f = { .rule = &rule, .kind = (char *)"party",
		.object = (char *)"Contoso" };
	struct object *o = waiver_draft(&f, when_now());
	struct err err = { 0 };

	make_scene(s->m);
	assert_string_equal(o->name, "C101 party Contoso");
	assert_false(edit_create_one(s->m, o, &err));
	assert_string_equal(err.part, "reason");
	assert_true(object_set(o, s->m, "reason", "agreed", &err));
	assert_true(edit_create_one(s->m, o, &err));
	object_free(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(test_waived),
		TEST(test_narrow),
		TEST(test_refused),
		TEST(test_undone),
		TEST(test_draft),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
