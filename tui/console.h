/* SPDX-License-Identifier: ISC */
/* The full-screen console, from its first screen to its last. */
#ifndef TUI_CONSOLE_H
#define TUI_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/model.h"
#include "tui/event.h"
#include "tui/screen.h"

/* All zero: this terminal, this moment.  The rest is for the tests. */
struct console_options {
	struct screen_options screen;
	struct event_source events;
	int64_t clock;		/* the time it is said to be, or 0 */
};

/*
 * Until the person leaves it.  The terminal is as before on every return.
 * status (may be NULL): 0, or 128 + the signal that ended it.
 */
bool console_run_with(struct model *, const struct console_options *,
    int *status, struct err *);

/* The same on this terminal: the exit status; says on stderr why not. */
int console_run(struct model *);

#endif
