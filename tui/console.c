/* SPDX-License-Identifier: ISC */
#include "tui/console.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "tui/browser.h"
#include "tui/ui.h"

bool
console_run_with(struct model *m, const struct console_options *o,
    int *status, struct err *err)
{
	struct ui ui = { .model = m, .clock = o->clock };

	ui.screen = screen_start(&o->screen, err);
	if (ui.screen == NULL)
		return false;
	ui.events = events_start(&o->events);
	ui.browser = browser_new(&ui);
	if (m->why_read_only != NULL)
		ui_say(&ui, STYLE_WARNING, "read-only: %s",
		    m->why_read_only);
	browser_run(&ui, ui.browser);
	browser_free(ui.browser);
	events_stop(ui.events);
	screen_stop(ui.screen);
	free(ui.message);
	if (status != NULL)
		*status = ui.signal != 0 ? 128 + ui.signal : 0;
	return true;
}

/*
 * Blocks from this size on are mapped for themselves, and what is free at the
 * end of the heap goes back to the system from this size on: a console is
 * open all day, its audit takes a lot for a moment.
 */
enum { PORTION = 131072 };

int
console_run(struct model *m)
{
	struct console_options options = {
		.screen = { .mouse = m->settings->mouse != 0 },
	};
	struct err err = { 0 };
	int status = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fputs("sealport: console: needs a terminal\n", stderr);
		return 1;
	}
	mem_keep(PORTION, PORTION);
	if (console_run_with(m, &options, &status, &err))
		return status;
	fprintf(stderr, "sealport: %s\n", err.text);
	return 1;
}
