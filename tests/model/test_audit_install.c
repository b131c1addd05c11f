/* SPDX-License-Identifier: ISC */
/*
 * A property: a certificate that is put where the audit says it is missing
 * makes exactly that finding go, whatever else is missing.  Tried from every
 * combination of what can be missing in the clean group.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/lib/clean_group.h"

static const struct place {
	const char *rule, *computer, *account;
	int cert;
} places[] = {
	{ "C101", NODE1, NULL, ENC },
	{ "C101", NODE2, NULL, ENC },
	{ "C102", NODE1, "alice", DEC },
	{ "C102", NODE2, "bob", DEC },
	{ "C103", NODE1, "carol", SIG },
	{ "C103", NODE2, "dave", SIG },
	{ "C104", NODE1, NULL, VER },
	{ "C104", NODE2, NULL, VER },
};

static void
put(struct clean_group *t, const struct place *p)
{
	clean_put(t, clean_store(t, p->computer, p->account), p->cert);
	inventory_sort(&t->inv);
}

static void
take(struct clean_group *t, const struct place *p)
{
	clean_take(t, p->computer, p->account, p->cert);
}

static bool
is_about(const struct clean_group *t, const struct finding *f,
    const struct place *p)
{
	return f->result == AUDIT_FINDING &&
	    strcmp(f->rule->id, p->rule) == 0 &&
	    str_same(f->computer, p->computer) &&
	    (p->account == NULL || str_same(f->account, p->account)) &&
	    str_same(f->thumbprint, t->cert[p->cert]->thumbprint);
}

/* Bits of the places that the audit says lack their certificate. */
static unsigned
missing(struct clean_group *t)
{
	unsigned found = 0;
	size_t i, j, n = 0;

	clean_run(t);
	for (i = 0; i < t->a->n; i++) {
		const struct finding *f = &t->a->v[i];

		if (strncmp(f->rule->id, "C10", 3) != 0 ||
		    strcmp(f->rule->id, "C105") == 0)
			continue;
		n++;
		for (j = 0; j < ARRAY_SIZE(places); j++)
			if (is_about(t, f, &places[j]))
				found |= 1u << j;
	}
	/* Each place once, and no other. */
	assert_int_equal(n, __builtin_popcount(found));
	return found;
}

static void
test_each_install(void **state)
{
	struct clean_group *t = *state;
	unsigned gone, bit;
	size_t i;

	for (gone = 1; gone < 1u << ARRAY_SIZE(places); gone++) {
		for (i = 0; i < ARRAY_SIZE(places); i++)
			if ((gone >> i & 1) != 0)
				take(t, &places[i]);
		assert_int_equal(missing(t), gone);
		for (i = 0; i < ARRAY_SIZE(places); i++) {
			bit = 1u << i;
			if ((gone & bit) == 0)
				continue;
			put(t, &places[i]);
			assert_int_equal(missing(t), gone & ~bit);
			take(t, &places[i]);
		}
		for (i = 0; i < ARRAY_SIZE(places); i++)
			if ((gone >> i & 1) != 0)
				put(t, &places[i]);
	}
	expect_clean(t);
}

/* The only thing missing: with it everything is well again. */
static void
test_last_install(void **state)
{
	struct clean_group *t = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		take(t, &places[i]);
		clean_run(t);
		assert_true(t->a->n > 0);
		put(t, &places[i]);
		expect_clean(t);
	}
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_each_install), EACH(test_last_install),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
