/* SPDX-License-Identifier: ISC */
/*
 * Keys that are pressed from the main view to what is proven, in each task of
 * the guided setup, for a partner who signs and encrypts; its certificate is
 * pasted.
 */
#include <stdio.h>

#include "base/mem.h"
#include "tests/lib/guide_pilot.h"

/* Whoever needs more than so many has got stuck. */
enum { GOAL = 60, MAX_EVENTS = 300 };

static bool
measure(const char *task, void (*prepare)(struct guide_pilot *))
{
	struct guide_pilot *g = guide_pilot_new();
	bool passed = false;

	if (prepare != NULL)
		prepare(g);
	guide_pilot_start(g);
	guide_pilot_begin(g);
	guide_pilot_run(g, GUIDE_AT_PROOF, MAX_EVENTS);
	if (guide_pilot_place(g) == GUIDE_AT_PROOF)
		passed = guide_pilot_passed(g);
	printf("guide %s: %d keys to the proof; goal %d%s%s\n", task, g->keys,
	    GOAL, g->keys <= GOAL ? "" : "  MISSED", passed ? "" :
	    "  NOT PROVEN");
	guide_pilot_free(g);
	return passed;
}

int
main(void)
{
	static const struct {
		const char *task;
		void (*prepare)(struct guide_pilot *);
	} tasks[] = {
		{ "receive", NULL },
		{ "send", guide_pilot_prepare_send },
		{ "rollover", guide_pilot_prepare_rollover },
	};
	bool ok = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		ok = measure(tasks[i].task, tasks[i].prepare) && ok;
	return ok ? 0 : 1;
}
