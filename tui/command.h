/* SPDX-License-Identifier: ISC */
/*
 * Commands: one row each.  From the rows come dispatch, function bar, help,
 * palette, the reason why one is not available, and the manual's table.
 *
 * Adding a command = one row in the table of the layer it works in, and its
 * function.  A test sees to it that each row has keys, name and help, that no
 * key is bound twice in a context and that each F-key has a letter twin.
 */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct ui;
struct layer;

struct command {
	const char *keys;	/* "F3 e": as key_label() names them */
	const char *name;	/* "edit": in the palette and the manual */
	const char *label;	/* "Edit": in the function bar, or NULL */
	const char *help;	/* one sentence */
	const char *section;	/* heading above it in the help, or NULL */
	/* What run() has to have confirmed; NULL: nothing. */
	const char *ask;
	/* May it run now?  NULL: always.  err says why not. */
	bool (*available)(struct ui *, struct layer *, const struct command *,
	    struct err *);
	/*
	 * How the bar shows it, where that would change with each row: is it
	 * available on some of them?  NULL: as it is now.
	 */
	bool (*somewhere)(struct ui *, struct layer *,
	    const struct command *, struct err *);
	void (*run)(struct ui *, struct layer *, const struct command *);
};

struct command_table {
	const struct command *v;
	size_t n;
};

/* A context is what a layer offers: its own tables and the common one. */
struct command_context {
	const char *name;	/* "list": heading in help and manual */
	const struct command_table *const *tables;	/* NULL ends */
};

/* Every context there is, for manual and tests; name NULL ends. */
extern const struct command_context *const command_contexts[];

/* The common commands: help, palette, repaint ... */
extern const struct command_table common_commands;

/* NULL: the key is not bound there. */
const struct command *command_find_key(const struct command_context *,
    int key);
bool command_has_key(const struct command *, const char *label);

bool command_possible(struct ui *, struct layer *, const struct command *);
/* Does the bar show it as possible? */
bool command_shown(struct ui *, struct layer *, const struct command *);
/* Run it; says why where it is not available. */
void command_invoke(struct ui *, struct layer *, const struct command *);

#endif
