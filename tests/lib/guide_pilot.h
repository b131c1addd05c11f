/* SPDX-License-Identifier: ISC */
/*
 * Somebody who goes through the guided setup in the console: answers a
 * question by its id, takes the default elsewhere, and counts the keys.
 */
#ifndef TESTS_LIB_GUIDE_PILOT_H
#define TESTS_LIB_GUIDE_PILOT_H

#include <stdbool.h>

#include "tests/lib/pilot.h"
#include "tests/lib/screen_group.h"

/* What stands on the screen, and where to stop. */
enum guide_place {
	GUIDE_AT_QUESTION, GUIDE_AT_REVIEW, GUIDE_AT_PROOF, GUIDE_AT_END,
	GUIDE_AT_ENABLE, GUIDE_AT_CONFIRM,
	GUIDE_AT_BROWSER,
};

struct guide_pilot {
	int task;		/* row of the list of tasks */
	struct screen_group *group;
	struct pilot *p;
	char *certificate;	/* of the partner, pasted */
	int keys;		/* that were pressed */
	int events;		/* these, and what was pasted */
};

/* With a host and a key of ours that wait for a partner's messages. */
struct guide_pilot *guide_pilot_new(void);
/* Another task than the first, with what of ours and theirs it needs. */
void guide_pilot_prepare_send(struct guide_pilot *);
void guide_pilot_prepare_rollover(struct guide_pilot *);
void guide_pilot_free(struct guide_pilot *);

/* The console anew, in its main view. */
void guide_pilot_start(struct guide_pilot *);
/* The line is lost; killed: without a chance to keep anything. */
void guide_pilot_lose(struct guide_pilot *, bool killed);
/* Into the task; resume: where it was left, if it was. */
void guide_pilot_begin(struct guide_pilot *);

/* One event on the way; false: there is nothing more to press. */
bool guide_pilot_step(struct guide_pilot *);
enum guide_place guide_pilot_place(struct guide_pilot *);
/* Until then, or after so many events (0: any number). */
void guide_pilot_run(struct guide_pilot *, enum guide_place until,
    int events);

/* The command lines of the review that is shown; heap. */
char *guide_pilot_commands(struct guide_pilot *);
/* The proof that is shown has passed. */
bool guide_pilot_passed(struct guide_pilot *);

#endif
