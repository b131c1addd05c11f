/* SPDX-License-Identifier: ISC */
/*
 * Work that waits for others: it runs in a thread, a box says what is going
 * on, and the console stays awake.  Esc gives up.
 */
#ifndef TUI_BUSY_H
#define TUI_BUSY_H

#include <stdatomic.h>
#include <stdbool.h>

#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context busy_context;

struct busy_work {
	const char *title, *text;
	/*
	 * In a thread: opens a model of its own, and ends soon after *stop
	 * gets true.
	 */
	void (*run)(void *arg, const struct settings *,
	    const atomic_bool *stop);
	void *arg;
};

/*
 * Returns when the work has ended; false where it could not begin.  With the
 * pinned clock of the tests it is done at once and here.
 */
bool busy_run(struct ui *, const struct busy_work *, struct err *);

#endif
