/* SPDX-License-Identifier: ISC */
/* No verb, on a terminal: the console. */
#include "tui/console.h"

#include "cli/verbs.h"

bool
verb_console(struct invocation *c, struct err *err)
{
	(void)err;
	c->status = console_run(c->model);
	return true;
}
