/* SPDX-License-Identifier: ISC */
/*
 * The insides of the main view, for browser.c (what is shown),
 * browser_commands.c and network.c (what can be done) only.
 */
#ifndef TUI_BROWSER_PARTS_H
#define TUI_BROWSER_PARTS_H

#include "model/audit/fix.h"
#include "model/edit_field.h"
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
	bool behind;		/* the tree's cursor has gone on */
	struct filter filter;
	char *group;		/* its name */
	char *subject;		/* what was last said to be tagged */
	struct report *report;	/* NULL: not made, or it failed */
	char *no_report;	/* why it failed, or NULL */
	struct report_job *job;	/* the audit that is being made, or NULL */
	int64_t job_started;	/* monotonic ms */
	bool only_errors;	/* the node Audit shows no others */
	int64_t new_since;	/* nor older ones; FIELD_UNSET: all */
	struct fix mended;	/* the last one in a store; row NULL: none */
	int64_t audit_ms;	/* the last one took */
	bool audit_stale;	/* the configuration has changed since */
	int64_t audit_next;	/* not before, monotonic ms */
	int64_t mark;		/* model_change_mark() last seen */
};

/* The rows of the tree again, after one was opened or folded. */
void browser_fill_tree(struct ui *);
/* Of browser_tags.c, browser_history.c, browser_certs.c, ... */
extern const struct command_table browser_audit_commands;
extern const struct command_table browser_tag_commands;
extern const struct command_table browser_history_commands;
extern const struct command_table browser_cert_commands;
extern const struct command_table browser_rollover_commands;

/*
 * The object that is selected: the row of the list or, for the group and for
 * an application, the node that stands for it.
 */
struct browser_target {
	const struct kind *kind;	/* NULL: the row is no object */
	const char *name;		/* NULL: there is no row */
};

struct browser_target browser_target(struct browser *);

/* What several commands are available by. */
bool browser_has_row(struct ui *, struct layer *, const struct command *,
    struct err *);
bool browser_on_row(struct ui *, struct layer *, const struct command *,
    struct err *);
bool browser_may_change(struct ui *, struct layer *, const struct command *,
    struct err *);

/*
 * What a command works on: the tagged rows, else the selected one.  Copies,
 * as rows go when the window is resized while one is asked.
 */
void browser_many(struct browser *, struct many *);
void browser_many_clear(struct many *);

/* Everything shown is read again; the audit when there is time. */
void browser_reload(struct ui *);

#endif
