/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fuzzy.h"
#include "base/mem.h"

/* The first of each pair is what was meant. */
static void
test_better(void **state)
{
	static const struct {
		const char *letters, *better, *worse;
	} rows[] = {
		{ "con", "Contoso Orders", "Falcon Orders" },
		{ "co", "Contoso Orders", "Archive of Orders" },
		{ "no", "New Orders", "Annuals of Orders" },
		{ "part37", "Partner 37", "Partner 307" },
		{ "rb", "receive-b", "rollback" },
		{ "orders", "Orders", "Contoso Orders" },
		{ "a", "a", "ab" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		int good = fuzzy_score(rows[i].better, rows[i].letters);
		int bad = fuzzy_score(rows[i].worse, rows[i].letters);

		if (good < 0 || good <= bad)
			fail_msg("%s: %s (%d), %s (%d)", rows[i].letters,
			    rows[i].better, good, rows[i].worse, bad);
	}
}

static void
test_none(void **state)
{
	(void)state;
	assert_int_equal(fuzzy_score("Contoso", ""), 0);
	assert_int_equal(fuzzy_score("", ""), 0);
	assert_int_equal(fuzzy_score("", "a"), -1);
	assert_int_equal(fuzzy_score("Contoso", "cx"), -1);
	assert_int_equal(fuzzy_score("Contoso", "ooc"), -1);
	/* Words that are jumped to must not lose what is there. */
	assert_true(fuzzy_score("abc a", "abc") > 0);
	assert_true(fuzzy_score("xaby b", "aby") >= 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_better),
		cmocka_unit_test(test_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("fuzzy", tests, NULL, NULL);
}
