/* SPDX-License-Identifier: ISC */
/* The rules about revocation lists: family L. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/kinds/receive_location.h"
#include "tests/lib/clean_group.h"

#define IN "receive-location", "In FILE"
#define OUT "send-port", "Orders"

static struct inventory_list *
list_at(struct clean_group *t, const char *computer)
{
	return &clean_shared(t, computer, STORE_CRL)->lists[0];
}

static void
lose_list(struct clean_group *t, const char *computer)
{
	struct inventory_store *s = clean_shared(t, computer, STORE_CRL);

	free(s->lists[0].issuer);
	free(s->lists[0].problem);
	s->nlists = 0;
}

static struct crl_fetch *
fetch_at(struct clean_group *t, const char *computer)
{
	size_t i;

	for (i = 0; i < t->facts.fetches.n; i++)
		if (strcmp(t->facts.fetches.v[i].computer, computer) == 0)
			return &t->facts.fetches.v[i];
	fail_msg("no fetch at %s", computer);
	return NULL;
}

static void
test_l101(void **state)
{
	struct clean_group *t = *state;
	static const char text[] = NODE2 ": no revocation list of CN=Test "
	    "Authority. Orders, Recv will refuse its certificates.";

	lose_list(t, NODE2);
	expect_clean(t);		/* it came within a day */
	fetch_at(t, NODE2)->at = AT - DAY_SECONDS - 1;
	expect_one(t, "L101", SEVERITY_ERROR, text);
	/* Where nobody looks nobody misses it. */
	clean_set(t, IN, "decoder.check_revocation=false", NULL);
	expect_of_rule(t, "L101", SEVERITY_ERROR, NODE2 ": no revocation list "
	    "of CN=Test Authority. Orders will refuse its certificates.");
	clean_set(t, OUT, "encoder.check_revocation=false", NULL);
	expect_none(t, "L101");
}

static void
test_l102(void **state)
{
	struct clean_group *t = *state;

	list_at(t, NODE1)->stored = AT - 7 * DAY_SECONDS;
	expect_clean(t);
	list_at(t, NODE1)->stored--;
	expect_one(t, "L102", SEVERITY_WARNING, NODE1 ": revocation list of "
	    "CN=Test Authority was last fetched 7 days ago.");
	clean_shared(t, NODE1, STORE_CRL)->problem = xstrdup("gone");
	clean_run(t);
	expect_unknown(t, "L102", 1);
}

static void
test_l103(void **state)
{
	struct clean_group *t = *state;
	static const char text[] = NODE1 ": revocation list of CN=Test "
	    "Authority ran out on 2026-11-21; checks against it fail.";

	list_at(t, NODE1)->next_update = AT;
	expect_clean(t);
	list_at(t, NODE1)->next_update = AT - 1;
	expect_one(t, "L103", SEVERITY_ERROR, text);
	clean_set(t, IN, "decoder.check_revocation=false", NULL);
	clean_set(t, OUT, "encoder.check_revocation=false", NULL);
	expect_of_rule(t, "L103", SEVERITY_WARNING, text);
	/* It need not say. */
	list_at(t, NODE1)->next_update = 0;
	expect_none(t, "L103");
}

static void
test_l104(void **state)
{
	struct clean_group *t = *state;
	struct inventory_list *l = list_at(t, NODE1);

	strcpy(l->sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	expect_clean(t);
	l->problem = xstrdup("its signature does not verify");
	expect_of_rule(t, "L104", SEVERITY_ERROR, NODE1 ": revocation list in "
	    "da39a3ee5e6b4b0d3255bfef95601890afd80709 is not a valid list of "
	    "CN=Test Authority.");
	/* And it is as good as none. */
	fetch_at(t, NODE1)->ok = false;
	expect_of_rule(t, "L101", SEVERITY_ERROR, NODE1 ": no revocation list "
	    "of CN=Test Authority. Orders, Recv will refuse its "
	    "certificates.");
}

static void
test_l105_l106(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	clean_set(t, IN, "decoder.check_revocation=false", NULL);
	expect_of_rule(t, "L105", SEVERITY_WARNING, "In FILE: signer "
	    "certificates are not checked for revocation.");
	l->expects = EXPECT_PLAIN;
	expect_none(t, "L105");
	expect_none(t, "L106");
	clean_set(t, OUT, "encoder.check_revocation=false", NULL);
	expect_of_rule(t, "L106", SEVERITY_ADVICE, "Orders: certificates used "
	    "for sending are not checked for revocation.");
	clean_set(t, OUT, "encoder.enable_encryption=false",
	    "encoder.signature_type=none", NULL);
	expect_none(t, "L106");
}

static void
test_l107(void **state)
{
	struct clean_group *t = *state;
	struct crl_fetch *f = fetch_at(t, NODE1), *other;
	struct crl_fetches *all = &t->facts.fetches;

	f->ok = false;
	f->reason = xstrdup("timed out");
	expect_one(t, "L107", SEVERITY_WARNING, NODE1 ": cannot fetch the "
	    "revocation list of CN=Test Authority (" CLEAN_URL ": timed "
	    "out).");
	/* One way to it is enough. */
	all->v = grow(all->v, all->n, &all->cap, sizeof(*all->v));
	other = &all->v[all->n++];
	*other = (struct crl_fetch){ .computer = xstrdup(NODE1),
	    .issuer = xstrdup(t->cert[AUTHORITY]->subject),
	    .url = xstrdup("http://other.example/"), .at = AT, .ok = true };
	expect_clean(t);
}

static void
test_l108(void **state)
{
	struct clean_group *t = *state;

	fetch_at(t, NODE1)->at = AT - 7 * DAY_SECONDS;
	fetch_at(t, NODE2)->at = AT - 7 * DAY_SECONDS;
	expect_clean(t);
	fetch_at(t, NODE1)->at--;
	fetch_at(t, NODE2)->at--;
	expect_one(t, "L108", SEVERITY_ADVICE, "Revocation list of CN=Test "
	    "Authority is not downloaded on a schedule.");
}

static void
set_points(struct cert *c, int64_t value)
{
	c->has_crl_points = value != 0;
}

static void
test_l109(void **state)
{
	struct clean_group *t = *state;

	lose_list(t, NODE1);
	expect_none(t, "L109");
	lose_list(t, NODE2);
	clean_each(t, ENC, set_points, 1);
	clean_each(t, DEC, set_points, 1);
	clean_each(t, SIG, set_points, 1);
	expect_of_rule(t, "L109", SEVERITY_WARNING, "Partner Signature [%s] "
	    "cannot be checked for revocation at all.", t->shown[VER]);
	clean_shared(t, NODE1, STORE_CRL)->problem = xstrdup("gone");
	clean_shared(t, NODE2, STORE_CRL)->problem = xstrdup("gone");
	clean_run(t);
	expect_unknown(t, "L109", 1);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_l101), EACH(test_l102), EACH(test_l103),
		EACH(test_l104), EACH(test_l105_l106), EACH(test_l107),
		EACH(test_l108), EACH(test_l109),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
