/* SPDX-License-Identifier: ISC */
/*
 * Keys that are pressed from the main view to a receive location that is
 * proven, for a partner who signs and encrypts; its certificate is pasted.
 */
#include <stdio.h>

#include "tests/lib/guide_pilot.h"

enum { GOAL = 60 };

int
main(void)
{
	struct guide_pilot *g = guide_pilot_new();
	int keys;
	bool passed;

	guide_pilot_start(g);
	guide_pilot_begin(g);
	guide_pilot_run(g, GUIDE_AT_PROOF, 0);
	keys = g->keys;
	passed = guide_pilot_passed(g);
	guide_pilot_free(g);
	printf("guide: %d keys to a proven location; goal %d%s%s\n", keys,
	    GOAL, keys <= GOAL ? "" : "  MISSED", passed ? "" :
	    "  NOT PROVEN");
	return passed ? 0 : 1;
}
