/* SPDX-License-Identifier: ISC */
/*
 * The guided setup by keys only: how many it takes to a proven location, and
 * that a line that is lost at whichever key changes nothing of its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/history.h"
#include "model/kinds/receive_location.h"
#include "tests/lib/guide_pilot.h"
#include "tui/browser.h"

/* The list, its first row, and a letter. */
enum { MAX_KEYS = 60, FIRST_TYPED = 3 };

#define LOCATION "Litware Signed and Encrypted FILE"

static struct receive_location *
location(struct guide_pilot *g)
{
	return (struct receive_location *)model_find(g->group->model,
	    "receive-location", LOCATION, NULL);
}

static void
check_enabled(struct guide_pilot *g, bool enabled)
{
	struct receive_location *l = location(g);

	assert_non_null(l);
	assert_int_equal(l->enabled, enabled);
	object_free(&l->object);
}

/* ---- keys ---------------------------------------------------------------- */

static void
test_keys(void **state)
{
	struct guide_pilot *g = guide_pilot_new();
	int proven;

	(void)state;
	guide_pilot_start(g);
	guide_pilot_begin(g);
	guide_pilot_run(g, GUIDE_AT_PROOF, 0);
	proven = g->keys;
	assert_true(guide_pilot_passed(g));
	guide_pilot_run(g, GUIDE_AT_BROWSER, 0);
	print_message("# %d keys to a proven location, %d with enabling it\n",
	    proven, g->keys);
	assert_true(g->keys <= MAX_KEYS);
	check_enabled(g, true);
	/* All of it is two revisions: enabled, and the rest. */
	pilot_keys(g->p, "u y u y");
	assert_null(location(g));
	guide_pilot_free(g);
}

/* ---- lost at each key ---------------------------------------------------- */

/* Up to the review, cut off after so many events; what it says, heap. */
static char *
review_cut_at(struct guide_pilot *g, int events, bool killed, int *all)
{
	char *commands;
	int i;

	g->events = 0;
	guide_pilot_start(g);
	guide_pilot_begin(g);
	guide_pilot_run(g, GUIDE_AT_REVIEW, events);
	if (events > 0) {
		guide_pilot_lose(g, killed);
		guide_pilot_start(g);
		assert_true(killed || events < FIRST_TYPED ||
		    strstr(pilot_screen(g->p), "go on") != NULL);
		guide_pilot_begin(g);
	}
	guide_pilot_run(g, GUIDE_AT_REVIEW, 0);
	assert_int_equal(guide_pilot_place(g), GUIDE_AT_REVIEW);
	commands = guide_pilot_commands(g);
	if (all != NULL)
		*all = g->events;
	/* And from the beginning the next time. */
	pilot_keys(g->p, "Esc s");
	for (i = 0; i < g->task; i++)
		pilot_keys(g->p, "Down");
	pilot_keys(g->p, "Enter Down Enter Esc");
	assert_true(pilot_in(g->p, &browser_context));
	guide_pilot_lose(g, false);
	return commands;
}

/* Each task, with the events that lead to its review at least. */
static const struct lost {
	void (*prepare)(struct guide_pilot *);
	int least;
} lost[] = {
	{ NULL, 20 },
	{ guide_pilot_prepare_send, 20 },
	{ guide_pilot_prepare_rollover, 6 },
};

static void
test_lost(void **state)
{
	const struct lost *l = *state;
	struct guide_pilot *g = guide_pilot_new();
	char *want, *got;
	int all = 0, i, killed;

	if (l->prepare != NULL)
		l->prepare(g);
	want = review_cut_at(g, 0, false, &all);
	assert_true(all > l->least);
	for (killed = 0; killed < 2; killed++) {
		for (i = 1 + killed; i < all; i += 2) {
			got = review_cut_at(g, i, killed != 0, NULL);
			assert_string_equal(got, want);
			free(got);
		}
	}
	free(want);
	guide_pilot_free(g);
}

/* Once it is written it goes on with the proof, and writes nothing twice. */
static void
test_lost_later(void **state)
{
	static const enum guide_place places[] = { GUIDE_AT_REVIEW,
	    GUIDE_AT_CONFIRM, GUIDE_AT_PROOF, GUIDE_AT_ENABLE };
	struct history_query query = { .kind = "receive-location",
	    .name = LOCATION };
	struct guide_pilot *g = guide_pilot_new();
	struct revisions list = { 0 };
	struct err err = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		guide_pilot_start(g);
		guide_pilot_begin(g);
		guide_pilot_run(g, places[i], 0);
		assert_int_equal(guide_pilot_place(g), places[i]);
		guide_pilot_lose(g, true);
	}
	check_enabled(g, false);
	guide_pilot_start(g);
	guide_pilot_begin(g);
	guide_pilot_run(g, GUIDE_AT_BROWSER, 0);
	check_enabled(g, true);
	assert_true(history_list(g->group->model, &query, &list, &err));
	assert_int_equal(list.n, 2);
	revisions_clear(&list);
	guide_pilot_free(g);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		{ "lost: receive", test_lost, NULL, NULL, (void *)&lost[0] },
		{ "lost: send", test_lost, NULL, NULL, (void *)&lost[1] },
		{ "lost: roll-over", test_lost, NULL, NULL, (void *)&lost[2] },
		cmocka_unit_test(test_lost_later),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("guide", tests, NULL, NULL);
}
