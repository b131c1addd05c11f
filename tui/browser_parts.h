/* SPDX-License-Identifier: ISC */
/*
 * The insides of the main view, for browser.c (what is shown) and
 * browser_commands.c (what can be done) only.
 */
#ifndef TUI_BROWSER_PARTS_H
#define TUI_BROWSER_PARTS_H

#include "tui/browser.h"
#include "tui/move.h"
#include "tui/tree.h"

struct browser {
	struct layer layer;
	struct view *tree;
	struct tree places;	/* what its rows are */
	struct view *list;	/* of node */
	const struct node *node;
	char *application;	/* below which the node stands, or NULL */
	bool moved;		/* the list is that of another place */
	bool postponed;		/* the list is not read yet */
	bool in_list;		/* the cursor is there */
	struct filter filter;
	char *group;		/* its name */
	struct report *report;	/* NULL: not made, or it failed */
	char *no_report;	/* why it failed, or NULL */
	struct report_job *job;	/* the audit that is being made, or NULL */
	int64_t job_started;	/* monotonic ms */
	int64_t audit_ms;	/* the last one took */
	bool audit_stale;	/* the configuration has changed since */
	int64_t audit_next;	/* not before, monotonic ms */
	int64_t mark;		/* model_change_mark() last seen */
};

/* The rows of the tree again, after one was opened or folded. */
void browser_fill_tree(struct ui *);
/* Everything shown is read again; the audit when there is time. */
void browser_reload(struct ui *);

#endif
