/* SPDX-License-Identifier: ISC */
/* The rules about files and folders, as computers tell of them: family F. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/audit/gaps.h"
#include "model/kinds/receive_location.h"
#include "tests/lib/clean_group.h"

#define TEMP "/var/spool/alice"
#define OPEN "Recv on " NODE1 ": temporary folder " TEMP " is open to others "

static void
set_temp(struct clean_group *t, const char *account, const char *path)
{
	clean_tell(t, NODE1, FACT_TEMP, account, path);
}

static void
test_f101(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_MODE, TEMP, "0710");
	expect_one(t, "F101", SEVERITY_ERROR, OPEN "(mode 0710).");
	clean_tell(t, NODE1, FACT_MODE, TEMP, "2700");
	expect_clean(t);
	clean_tell(t, NODE1, FACT_OWNER, TEMP, "carol");
	expect_one(t, "F101", SEVERITY_ERROR, OPEN "(owner carol).");
	clean_tell(t, NODE1, FACT_OWNER, TEMP, "alice");
	clean_tell(t, NODE1, FACT_KIND, TEMP, "link");
	expect_one(t, "F101", SEVERITY_ERROR, OPEN "(symbolic link).");
}

static void
test_f102(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_KIND, TEMP, "missing");
	expect_one(t, "F102", SEVERITY_ERROR, "Recv on " NODE1 ": " TEMP
	    " cannot be written.");
	clean_tell(t, NODE1, FACT_KIND, TEMP, "folder");
	clean_tell(t, NODE1, FACT_MODE, TEMP, "0500");
	expect_one(t, "F102", SEVERITY_ERROR, "Recv on " NODE1 ": " TEMP
	    " cannot be written.");
	clean_tell(t, NODE1, FACT_MODE, TEMP, "0300");
	expect_clean(t);
}

/* Without a limit of size: 1 GiB. */
static void
test_f103(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, "receive-location",
	    "In FILE");

	l->maximum_message_size = 0;
	clean_tell(t, NODE1, FACT_FREE, TEMP, "1073741823");
	expect_of_rule(t, "F103", SEVERITY_WARNING, "Recv on " NODE1
	    ": only 1023 MiB free in " TEMP ".");
	clean_tell(t, NODE1, FACT_FREE, TEMP, "1073741824");
	expect_none(t, "F103");
	/* 3 times the largest message, on 20 threads. */
	l->maximum_message_size = 100000000;
	clean_tell(t, NODE1, FACT_FREE, TEMP, "5999999999");
	expect_one(t, "F103", SEVERITY_WARNING, "Recv on " NODE1
	    ": only 5 GiB free in " TEMP ".");
	clean_tell(t, NODE1, FACT_FREE, TEMP, "6000000000");
	expect_clean(t);
	props_set(&((struct object *)clean_object(t, "host", "Recv"))->props,
	    "general.engine_threads", "21");
	expect_of_rule(t, "F103", SEVERITY_WARNING, "Recv on " NODE1
	    ": only 5 GiB free in " TEMP ".");
}

static void
test_f104(void **state)
{
	struct clean_group *t = *state;

	set_temp(t, "alice", "/var/tmp");
	expect_of_rule(t, "F104", SEVERITY_WARNING, NODE1 ": /var/tmp is used "
	    "by alice.");
	/* What everybody shares is told once. */
	expect_none(t, "F101");
	set_temp(t, "alice", "/var/spool/carol");
	expect_of_rule(t, "F104", SEVERITY_WARNING, NODE1
	    ": /var/spool/carol is used by alice, carol.");
	set_temp(t, "alice", TEMP);
	expect_clean(t);
}

static void
test_f105(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_OLD, TEMP, "1");
	expect_one(t, "F105", SEVERITY_WARNING, "Recv on " NODE1 ": 1 old "
	    "temporary file(s) may hold message text.");
	clean_tell(t, NODE1, FACT_OLD, TEMP, "0");
	expect_clean(t);
}

static void
test_f106_in(void **state)
{
	struct clean_group *t = *state;

	/* A partner may put files there, and no more. */
	clean_tell(t, NODE1, FACT_GROUP, "/srv/in", "partner");
	clean_tell(t, NODE1, FACT_MODE, "/srv/in", "2730");
	expect_clean(t);
	clean_tell(t, NODE1, FACT_MODE, "/srv/in", "2770");
	expect_one(t, "F106", SEVERITY_ERROR, "In FILE: /srv/in allows group "
	    "partner to read.");
	clean_tell(t, NODE1, FACT_MODE, "/srv/in", "0733");
	expect_one(t, "F106", SEVERITY_ERROR, "In FILE: /srv/in allows "
	    "everybody to write.");
	/* The host's own group is no other. */
	clean_set(t, "host", "Recv", "os_group=partner", NULL);
	clean_tell(t, NODE1, FACT_MODE, "/srv/in", "2770");
	expect_none(t, "F106");
	clean_tell(t, NODE1, FACT_OWNER, "/srv/in", "root");
	expect_none(t, "F106");
	clean_tell(t, NODE1, FACT_OWNER, "/srv/in", "bob");
	expect_of_rule(t, "F106", SEVERITY_ERROR, "In FILE: /srv/in allows "
	    "bob to read and write.");
}

static void
test_f106_out(void **state)
{
	struct clean_group *t = *state;

	/* A reader may fetch them. */
	clean_tell(t, NODE1, FACT_GROUP, "/srv/out", "partner");
	clean_tell(t, NODE1, FACT_MODE, "/srv/out", "0750");
	expect_clean(t);
	clean_tell(t, NODE1, FACT_MODE, "/srv/out", "0770");
	expect_one(t, "F106", SEVERITY_ERROR, "Orders: /srv/out allows group "
	    "partner to write.");
	clean_tell(t, NODE1, FACT_MODE, "/srv/out", "0755");
	expect_one(t, "F106", SEVERITY_ERROR, "Orders: /srv/out allows "
	    "everybody to read.");
	/* It is not there: nothing is told of it. */
	clean_tell(t, NODE1, FACT_MODE, "/srv/out", NULL);
	expect_clean(t);
}

static void
test_f107(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_SWAP, "", "plain");
	expect_one(t, "F107", SEVERITY_ADVICE, NODE1 ": decrypted data may "
	    "reach unencrypted storage.");
	clean_tell(t, NODE1, FACT_SWAP, "", "memory");
	expect_clean(t);
	clean_tell(t, NODE1, FACT_DEVICE, TEMP, "plain");
	expect_one(t, "F107", SEVERITY_ADVICE, NODE1 ": decrypted data may "
	    "reach unencrypted storage.");
	/* carol's host decrypts nothing. */
	clean_tell(t, NODE1, FACT_DEVICE, TEMP, "memory");
	clean_tell(t, NODE1, FACT_DEVICE, "/var/spool/carol", "plain");
	expect_clean(t);
	clean_tell(t, NODE1, FACT_DEVICE, TEMP, NULL);
	clean_run(t);
	expect_unknown(t, "F107", 1);
}

static void
test_f108(void **state)
{
	struct clean_group *t = *state;

	clean_tell(t, NODE1, FACT_KEY_FILE, "/home/alice/our.p12", "alice");
	expect_one(t, "F108", SEVERITY_ERROR, NODE1 ": key file "
	    "/home/alice/our.p12 is still there.");
	clean_tell(t, NODE1, FACT_KEY_FILE, "/home/alice/our.p12", NULL);
	expect_clean(t);
}

/* What was never told is unknown, once for all of a computer. */
static void
test_silence(void **state)
{
	static const char *const ids[] = { "F101", "F102", "F103", "F104",
		"F105", "F106", "F107", "F108", "H210", "H211", "H212",
		"H218", "H225", "H227", "I104", "S101", "S102", "S104" };
	struct clean_group *t = *state;
	struct gaps g;
	size_t i;

	clean_silence(t, NODE1);
	clean_run(t);
	assert_int_equal(t->a->unknown, ARRAY_SIZE(ids));
	for (i = 0; i < ARRAY_SIZE(ids); i++)
		expect_unknown(t, ids[i], 1);
	assert_string_equal(t->a->v[0].text, "Computer " NODE1 ": cannot be "
	    "checked: it has told nothing about its files and accounts.");
	/* One gap for people, who cannot do more than that about it. */
	gaps_find(t->a, &g);
	assert_int_equal(g.nuntold, 1);
	assert_string_equal(g.untold[0].computer, NODE1);
	assert_int_equal(g.untold[0].checks, ARRAY_SIZE(ids));
	assert_int_equal(g.unchecked, ARRAY_SIZE(ids));
	gaps_clear(&g);
}

static void
test_own_temp_unknown(void **state)
{
	struct clean_group *t = *state;

	set_temp(t, "alice", NULL);
	clean_run(t);
	expect_unknown(t, "F101", 1);
	expect_unknown(t, "F102", 1);
	expect_unknown(t, "F103", 1);
	expect_unknown(t, "F105", 1);
	expect_unknown(t, "F107", 1);
	assert_int_equal(t->a->unknown, 5);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_f101), EACH(test_f102), EACH(test_f103),
		EACH(test_f104), EACH(test_f105), EACH(test_f106_in),
		EACH(test_f106_out), EACH(test_f107), EACH(test_f108),
		EACH(test_silence), EACH(test_own_temp_unknown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
