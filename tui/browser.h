/* SPDX-License-Identifier: ISC */
/*
 * The main view: title, tree, list of the selected node.  Keeps the audit
 * whose counts stand in the title: made when nothing else is to do, and again
 * when the database has changed.
 */
#ifndef TUI_BROWSER_H
#define TUI_BROWSER_H

#include "tui/command.h"
#include "tui/report.h"
#include "tui/ui.h"

extern const struct command_context browser_context;

struct finding;
struct fix;
struct browser *browser_new(struct ui *);
void browser_free(struct browser *);
/* Until it is closed; it is the lowest layer. */
void browser_run(struct ui *, struct browser *);

/* Select the node of that tree_key() and go into its list. */
void browser_go(struct ui *, const char *key);
/* Whose objects the list is limited to, whatever it is; NULL: all. */
const char *browser_owner(const struct ui *);
/* The same where that is an application; otherwise NULL. */
const char *browser_application(const struct ui *);
/* The same, with the cursor on the row of that key. */
void browser_show(struct ui *, const char *node, const char *key);
/* The cursor is in the list, not in the tree. */
bool browser_in_list(const struct ui *);

/* The newest audit; NULL, with the reason in words, if there is none. */
const struct report *browser_report(const struct ui *, const char **why);
/* Is that one of the findings that are wanted now? */
bool browser_wants(const struct ui *, const struct finding *);
/* Keep what was mended in a store, so that it can be taken back: moved. */
void browser_keep_mended(struct ui *, struct fix *);
/* How long the last one took, in milliseconds; 0: none was made yet. */
int64_t browser_audit_ms(const struct ui *);
/* Start a new one, or again as soon as the running one is done. */
void browser_audit_now(struct ui *);
/* Is one being made beside us? */
bool browser_audit_runs(const struct ui *);

#endif
