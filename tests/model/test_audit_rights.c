/* SPDX-License-Identifier: ISC */
/*
 * What accounts are and may do, who administers, and the clock, as computers
 * tell: H210 to H227, S, I104.
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
#include "base/when.h"
#include "model/kinds/group.h"
#include "model/kinds/pipeline.h"
#include "tests/lib/clean_group.h"

static void
groups_of_alice(struct clean_group *t, const char *groups)
{
	clean_tell(t, NODE1, FACT_GROUPS, "alice", groups);
}

static void
test_i104(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_CLOCK, "", "-301");
	expect_one(t, "I104", SEVERITY_WARNING, NODE1 ": clock is off by 5 "
	    "minutes; validity dates and CRL times are judged wrongly "
	    "there.");
	clean_tell(t, NODE1, FACT_CLOCK, "", "300");
	expect_clean(t);
}

static void
test_h210(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_ACCOUNT, "alice", "it has expired");
	expect_one(t, "H210", SEVERITY_ERROR, "Recv on " NODE1 ": account "
	    "alice cannot run as a service (it has expired).");
	clean_tell(t, NODE1, FACT_ACCOUNT, "alice", "usable");
	expect_clean(t);
}

static void
test_h211(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_UID, "alice", "0");
	expect_one(t, "H211", SEVERITY_ERROR, "Recv on " NODE1 " runs as "
	    "alice, which has administrator power.");
	clean_tell(t, NODE1, FACT_UID, "alice", "1");
	groups_of_alice(t, "alice:sudo");
	expect_one(t, "H211", SEVERITY_ERROR, "Recv on " NODE1 " runs as "
	    "alice, which has administrator power.");
	groups_of_alice(t, "sudoku");
	expect_clean(t);
}

static void
test_h212(void **state)
{
	struct clean_group *t = *state;

	clean_set(t, "host", "Recv", "os_group=edi", NULL);
	clean_tell(t, NODE2, FACT_GROUPS, "bob", "bob:edi");
	groups_of_alice(t, "edi2:alice");
	expect_of_rule(t, "H212", SEVERITY_ERROR, "alice is not in group edi "
	    "of host Recv.");
	groups_of_alice(t, "edi");
	expect_none(t, "H212");
}

static void
test_h218(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");
	char set[32];

	snprintf(set, sizeof(set), "%lld", (long long)AT -
	    91LL * DAY_SECONDS);
	clean_tell(t, NODE1, FACT_CREDENTIAL, "alice", set);
	expect_clean(t);		/* nobody has asked for it */
	g->credential_max_age_days = 90;
	expect_one(t, "H218", SEVERITY_ADVICE, "Credential of alice was set "
	    "91 days ago.");
	g->credential_max_age_days = 91;
	expect_clean(t);
}

static void
test_h222(void **state)
{
	struct clean_group *t = *state;
	struct pipeline *p = clean_add(t, "pipeline", "Theirs", NULL);

	rows_add(&p->components, 2, (const char *[]){ "decode", "Fabulous" });
	expect_one(t, "H222", SEVERITY_ADVICE, "1 added component(s) run "
	    "without a signature or digest check.");
	rows_clear(&p->components);
	rows_add(&p->components, 2, (const char *[]){ "decode", "decoder" });
	expect_none(t, "H222");
}

static void
test_h225(void **state)
{
	struct clean_group *t = *state;
	const struct object *i = clean_object(t, "host-instance",
	    "Recv@" NODE1);
	struct instance_creation *c = xcalloc(1, sizeof(*c));

	*c = (struct instance_creation){ i->id, AT, xstrdup("eve") };
	t->facts.creations = c;
	t->facts.ncreations = 1;
	expect_one(t, "H225", SEVERITY_WARNING, "Recv on " NODE1 " was "
	    "created by eve without being an administrator.");
	str_replace(&c->who, "anna");
	expect_clean(t);
	str_replace(&c->who, "eve");
	/* Where nobody is said to be one, all are. */
	clean_tell(t, NODE1, FACT_ROLE, "administrators", "");
	expect_clean(t);
}

static void
test_h227(void **state)
{
	struct clean_group *t = *state;

	groups_of_alice(t, "alice:games");
	expect_one(t, "H227", SEVERITY_WARNING, "alice: extra right "
	    "membership on group games.");
	clean_set(t, "host", "Recv", "os_group=games", NULL);
	expect_none(t, "H227");
	groups_of_alice(t, "alice:edi-admins:games");
	expect_of_rule(t, "H227", SEVERITY_WARNING, "alice: extra right "
	    "administration on group edi-admins.");
}

static void
test_s101(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_MODE, CLEAN_DATABASE, "0662");
	expect_one(t, "S101", SEVERITY_ERROR, "everybody can change the "
	    "configuration.");
	clean_tell(t, NODE1, FACT_MODE, CLEAN_DATABASE, "0664");
	clean_tell(t, NODE1, FACT_GROUP, CLEAN_DATABASE, "staff");
	expect_one(t, "S101", SEVERITY_ERROR, "group staff can change the "
	    "configuration.");
	clean_tell(t, NODE1, FACT_GROUP, CLEAN_DATABASE, "edi-admins");
	expect_clean(t);
	clean_tell(t, NODE1, FACT_OWNER, CLEAN_DATABASE, "eve");
	expect_one(t, "S101", SEVERITY_ERROR, "eve can change the "
	    "configuration.");
	clean_tell(t, NODE1, FACT_OWNER, CLEAN_DATABASE, "anna");
	expect_clean(t);
}

static void
test_s102(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_MODE, CLEAN_KEY, "0604");
	expect_one(t, "S102", SEVERITY_ERROR, "Secret store " CLEAN_KEY
	    " is open to everybody.");
	clean_tell(t, NODE1, FACT_MODE, CLEAN_KEY, "0640");
	expect_none(t, "S102");
	clean_tell(t, NODE1, FACT_GROUP, CLEAN_KEY, "staff");
	expect_one(t, "S102", SEVERITY_ERROR, "Secret store " CLEAN_KEY
	    " is open to group staff.");
}

static void
test_s104(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_MEMBERS, "edi-admins", "a:b:c:d:e");
	expect_clean(t);
	clean_tell(t, NODE1, FACT_MEMBERS, "edi-admins", "a:b:c:d:e:f");
	expect_one(t, "S104", SEVERITY_ADVICE, "6 administrators, among them "
	    "a, b, c, d, e and 1 more.");
	clean_tell(t, NODE1, FACT_MEMBERS, "edi-admins", "anna:carol");
	expect_one(t, "S104", SEVERITY_ADVICE, "2 administrators, among them "
	    "carol.");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_i104), EACH(test_h210), EACH(test_h211),
		EACH(test_h212), EACH(test_h218), EACH(test_h222),
		EACH(test_h225), EACH(test_h227), EACH(test_s101),
		EACH(test_s102), EACH(test_s104),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
