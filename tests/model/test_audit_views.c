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

/* What is wrong with the certificate itself. */
static void
test_fitness(void **state)
{
	struct clean_group *t = *state;
	struct inventory_item *item;

	item = clean_item(t, clean_store(t, NODE1, NULL), ENC);
	item->revoked = AT - 1;
	item->revoked_why = strdup("keyCompromise");
	clean_run(t);
	/* One computer's list is enough for all. */
	assert_int_equal(count(t, NEED_REVOKED, ENC), 2);
	assert_int_equal(count(t, NEED_OK, SIG), 2);
	clean_each(t, SIG, clean_key_usage, KEY_USAGE_KEY_ENCIPHERMENT);
	clean_run(t);
	assert_int_equal(count(t, NEED_UNFIT, SIG), 2);
}

/* A root is missing on one computer: who signed is not known there. */
static void
test_trust(void **state)
{
	struct clean_group *t = *state;

	clean_shared(t, NODE1, STORE_ROOT)->n = 0;
	clean_run(t);
	assert_int_equal(count(t, NEED_UNTRUSTED, VER), 1);
	assert_int_equal(count(t, NEED_OK, VER), 1);
	assert_int_equal(count(t, NEED_DOUBTED, SIG), 1);
	/* Whoever issued it decrypts what was encrypted to it. */
	assert_int_equal(count(t, NEED_OK, DEC), 2);
	assert_string_equal(need_word(NEED_DOUBTED)->word,
	    need_word(NEED_UNTRUSTED)->word);
	assert_false(need_word(NEED_DOUBTED)->bad);
	assert_true(need_word(NEED_UNTRUSTED)->bad);
	clean_shared(t, NODE1, STORE_ROOT)->n = 1;
}

/* In 80 columns, glyph, blank and word stand in a cell. */
static void
test_words(void **state)
{
	int s;

	(void)state;
	for (s = NEED_NONE; s < NEED_STATES; s++) {
		assert_non_null(need_word((enum need_state)s)->word);
		assert_true(strlen(need_word((enum need_state)s)->word) <=
		    NEED_WORD);
		assert_non_null(need_word((enum need_state)s)->sign);
	}
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

static const struct calendar_event *
event(const struct calendar *c, enum calendar_type type)
{
	const struct calendar_event *found = NULL;
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->v[i].type == type) {
			assert_null(found);
			found = &c->v[i];
		}
	return found;
}

static void
test_calendar(void **state)
{
	struct clean_group *t = *state;
	const struct calendar_event *e;
	struct calendar c;

	clean_each(t, ENC, clean_not_after, AT + 100 * DAY_SECONDS);
	clean_run(t);
	calendar_make(t->a, 101, &c);
	e = event(&c, CALENDAR_EXPIRES);
	assert_non_null(e);
	assert_int_equal(e->at, AT + 100 * DAY_SECONDS);
	assert_string_equal(e->title, "Partner Encryption");
	assert_string_equal(e->objects, "Send port Orders");
	assert_string_equal(e->text,
	    "messages to be encrypted are suspended");
	assert_string_equal(e->field, "encryption_certificate");
	calendar_clear(&c);
	/* It ends on the last day, which is not within. */
	calendar_make(t->a, 100, &c);
	assert_null(event(&c, CALENDAR_EXPIRES));
	calendar_clear(&c);
}

/* The authority ends before what it has issued. */
static void
test_calendar_chain(void **state)
{
	struct clean_group *t = *state;
	const struct calendar_event *e;
	struct calendar c;

	clean_each(t, AUTHORITY, clean_not_after, AT + 50 * DAY_SECONDS);
	clean_run(t);
	calendar_make(t->a, 400, &c);
	e = event(&c, CALENDAR_CHAIN);
	assert_non_null(e);
	assert_int_equal(e->at, AT + 50 * DAY_SECONDS);
	assert_string_equal(e->title, "Test Authority");
	assert_string_equal(e->thumbprint,
	    t->cert[AUTHORITY]->thumbprint);
	assert_string_equal(e->objects,
	    "Group Test Group, Party Partner, Send port Orders");
	assert_string_equal(e->partners, "Partner");
	assert_string_equal(e->ports, "Orders, In FILE");
	calendar_clear(&c);
	calendar_make(t->a, 50, &c);
	assert_null(event(&c, CALENDAR_CHAIN));
	calendar_clear(&c);
	/* What it has issued ends first. */
	clean_each(t, AUTHORITY, clean_not_after, AT + 366 * DAY_SECONDS);
	clean_run(t);
	calendar_make(t->a, 400, &c);
	assert_null(event(&c, CALENDAR_CHAIN));
	calendar_clear(&c);
}

static void
test_calendar_list(void **state)
{
	struct clean_group *t = *state;
	struct inventory_store *s = clean_shared(t, NODE2, STORE_CRL);
	const struct calendar_event *e;
	struct calendar c;

	s->lists[0].next_update = AT + 3 * DAY_SECONDS;
	clean_set(t, "send-port", "Orders", "encoder.check_revocation=false",
	    NULL);
	clean_set(t, "receive-location", "In FILE",
	    "decoder.check_revocation=false", NULL);
	clean_run(t);
	calendar_make(t->a, 4, &c);
	assert_null(event(&c, CALENDAR_LIST));	/* nobody looks at it */
	calendar_clear(&c);
	clean_set(t, "send-port", "Orders", "encoder.check_revocation=true",
	    NULL);
	clean_run(t);
	calendar_make(t->a, 4, &c);
	e = event(&c, CALENDAR_LIST);
	assert_non_null(e);
	assert_int_equal(e->at, AT + 3 * DAY_SECONDS);
	assert_string_equal(e->title, t->cert[AUTHORITY]->subject);
	assert_string_equal(e->kind, "computer");
	assert_string_equal(e->object, NODE2);
	assert_string_equal(e->objects,
	    "Group Test Group, Send port Orders");
	assert_string_equal(e->text, "without a newer one, what is checked "
	    "on " NODE2 " fails");
	calendar_clear(&c);
	calendar_make(t->a, 3, &c);
	assert_null(event(&c, CALENDAR_LIST));
	calendar_clear(&c);
}

/* "ENC DEC ..." of what that part needs. */
static void
expect_part(const struct clean_group *t, const char *kind,
    const char *object, const char *want)
{
	static const char *const words[CERTS] = {
		[ENC] = "ENC", [DEC] = "DEC", [SIG] = "SIG", [VER] = "VER",
		[AUTHORITY] = "AUTHORITY",
	};
	struct audit_filter f = audit_filter_none();
	struct err err = { 0 };
	struct buf b = { 0 };
	struct needs needs;
	size_t i;
	int cert;

	f.kind = kind;
	f.object = object;
	assert_true(needs_of_part(t->a, &f, &needs, &err));
	for (cert = 0; cert < CERTS; cert++)
		for (i = 0; i < needs.n; i++)
			if (strcmp(needs.v[i].r->thumbprint,
			    t->cert[cert]->thumbprint) == 0) {
				buf_addf(&b, "%s%s", b.len > 0 ? " " : "",
				    words[cert]);
				break;
			}
	assert_string_equal(b.data, want);
	buf_clear(&b);
	needs_clear(&needs);
}

static void
test_parts(void **state)
{
	struct clean_group *t = *state;
	struct audit_filter f = audit_filter_none();
	struct err err = { 0 };
	struct needs needs;

	clean_run(t);
	expect_part(t, NULL, NULL, "ENC DEC SIG VER");
	expect_part(t, "send-port", "Orders", "ENC SIG");
	expect_part(t, "receive-location", "In FILE", "DEC VER");
	expect_part(t, "receive-port", "In", "DEC VER");
	expect_part(t, "party", "Partner", "VER");
	expect_part(t, "host", "Recv", "DEC VER");
	expect_part(t, "host", "Send", "ENC SIG");
	expect_part(t, "computer", NODE2, "ENC DEC SIG VER");
	expect_part(t, "certificate", t->cert[ENC]->thumbprint, "ENC");
	expect_part(t, "group", "Test Group", "SIG");
	f.kind = "party";
	f.object = "Nobody";
	assert_false(needs_of_part(t->a, &f, &needs, &err));
	assert_string_equal(err.text, "party: no such one (Nobody)");
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
		TEST(test_fitness),
		TEST(test_trust),
		TEST(test_words),
		TEST(test_matrix),
		TEST(test_calendar),
		TEST(test_calendar_chain),
		TEST(test_calendar_list),
		TEST(test_parts),
		TEST(test_gaps),
		TEST(test_host),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
