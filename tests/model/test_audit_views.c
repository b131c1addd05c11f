/* SPDX-License-Identifier: ISC */
/* Views of an audit: what is needed where, the calendar, gaps, parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/when.h"
#include "model/audit/calendar.h"
#include "model/audit/filter.h"
#include "model/audit/gaps.h"
#include "model/audit/matrix.h"
#include "tests/lib/clean_group.h"

static size_t
count(const struct clean_group *t, enum need_state state, int cert)
{
	struct needs needs;
	size_t i, n = 0;

	needs_collect(t->a, NULL, &needs);
	for (i = 0; i < needs.n; i++)
		n += needs.v[i].state == state && strcmp(needs.v[i].r->
		    thumbprint, t->cert[cert]->thumbprint) == 0;
	needs_clear(&needs);
	return n;
}

static void
test_states(void **state)
{
	struct clean_group *t = *state;

	clean_run(t);
	assert_int_equal(count(t, NEED_OK, ENC), 2);
	clean_take(t, NODE1, NULL, ENC);
	clean_item(t, clean_store(t, NODE1, "carol"), SIG)->key_present =
	    false;
	clean_run(t);
	assert_int_equal(count(t, NEED_OK, ENC), 1);
	assert_int_equal(count(t, NEED_MISSING, ENC), 1);
	assert_int_equal(count(t, NEED_NO_KEY, SIG), 1);
	clean_forget(t, NODE2);
	clean_run(t);
	assert_int_equal(count(t, NEED_UNKNOWN, ENC), 1);
}

/* The bounds of each state in time. */
static void
test_time(void **state)
{
	struct clean_group *t = *state;
	int64_t warn = 30 * DAY_SECONDS;

	clean_each(t, ENC, clean_not_after, AT + warn + 1);
	clean_run(t);
	assert_int_equal(count(t, NEED_OK, ENC), 2);
	clean_each(t, ENC, clean_not_after, AT + warn);
	clean_run(t);
	assert_int_equal(count(t, NEED_EXPIRES, ENC), 2);
	clean_each(t, ENC, clean_not_after, AT - 1);
	clean_run(t);
	assert_int_equal(count(t, NEED_EXPIRED, ENC), 2);
}

static void
test_matrix(void **state)
{
	struct clean_group *t = *state;
	struct needs needs;
	struct matrix m;
	size_t i, p, n = 0, missing = 0;

	clean_take(t, NODE1, NULL, ENC);
	clean_run(t);
	needs_collect(t->a, NULL, &needs);
	matrix_make(&needs, &m);
	assert_int_equal(m.ncerts, 4);	/* not the authority */
	/* Two computers, two accounts on each. */
	assert_int_equal(m.nplaces, 6);
	for (i = 0; i < m.ncerts; i++)
		for (p = 0; p < m.nplaces; p++) {
			n += matrix_cell(&m, i, p) != NEED_NONE;
			if (matrix_cell(&m, i, p) != NEED_MISSING)
				continue;
			missing++;
			assert_string_equal(m.certs[i].thumbprint,
			    t->cert[ENC]->thumbprint);
			assert_string_equal(m.places[p].computer, NODE1);
			assert_null(m.places[p].account);
		}
	assert_int_equal(n, 8);
	assert_int_equal(missing, 1);
	matrix_clear(&m);
	needs_clear(&needs);
}

static void
test_calendar(void **state)
{
	struct clean_group *t = *state;
	struct calendar c;

	clean_each(t, ENC, clean_not_after, AT + 100 * DAY_SECONDS);
	clean_run(t);
	calendar_make(t->a, 101, &c);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.v[0].type, CALENDAR_EXPIRES);
	assert_int_equal(c.v[0].at, AT + 100 * DAY_SECONDS);
	assert_string_equal(c.v[0].title, "Partner Encryption");
	assert_string_equal(c.v[0].objects, "Send port Orders");
	assert_string_equal(c.v[0].text,
	    "messages to be encrypted are suspended");
	assert_string_equal(c.v[0].field, "encryption_certificate");
	calendar_clear(&c);
	/* It ends on the last day, which is not within. */
	calendar_make(t->a, 100, &c);
	assert_int_equal(c.n, 0);
	calendar_clear(&c);
}

static void
test_gaps(void **state)
{
	struct clean_group *t = *state;
	struct gaps g;
	size_t i;

	for (i = 0; i < t->inv.n; i++)
		t->inv.v[i].published = AT;
	clean_run(t);
	gaps_find(t->a, &g);
	assert_int_equal(g.stores, 6);
	assert_int_equal(g.n, 0);
	gaps_clear(&g);
	clean_store(t, NODE2, "bob")->published = AT -
	    t->s->inventory_max_age - 1;
	clean_store(t, NODE2, NULL)->problem = strdup("Permission denied");
	clean_run(t);
	gaps_find(t->a, &g);
	assert_int_equal(g.n, 2);
	assert_int_equal(g.v[0].reason, GAP_PROBLEM);
	assert_int_equal(g.v[1].reason, GAP_OLD);
	assert_string_equal(g.v[1].account, "bob");
	gaps_clear(&g);
}

static void
test_host(void **state)
{
	struct clean_group *t = *state;
	struct audit_filter f = audit_filter_none();
	struct err err = { 0 };

	clean_take(t, NODE1, NULL, ENC);
	clean_run(t);
	f.host = "Recv";
	assert_true(audit_narrow(t->a, &f, &err));
	assert_int_equal(t->a->by_severity[SEVERITY_ERROR], 0);
	clean_run(t);
	f.host = "Send";
	assert_true(audit_narrow(t->a, &f, &err));
	assert_int_equal(t->a->by_severity[SEVERITY_ERROR], 1);
	f.host = "Nowhere";
	assert_false(audit_narrow(t->a, &f, &err));
	assert_string_equal(err.text, "host: no such one (Nowhere)");
	assert_int_equal(t->a->by_severity[SEVERITY_ERROR], 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	    clean_teardown)
		TEST(test_states),
		TEST(test_time),
		TEST(test_matrix),
		TEST(test_calendar),
		TEST(test_gaps),
		TEST(test_host),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
