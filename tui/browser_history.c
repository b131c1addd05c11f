/* SPDX-License-Identifier: ISC */
/* The main view and the history: undo, rollback, one object's revisions. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/history.h"
#include "tui/ask_effect.h"
#include "tui/browser_parts.h"
#include "tui/object_history.h"
#include "tui/views.h"

static struct browser *
browser_of(struct layer *layer)
{
	return (struct browser *)layer;
}

static bool
has_revision(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	if (strcmp(browser_of(layer)->node->name, "history") != 0)
		return err_set(err, ERR_INVALID,
		    "select a revision on the node History");
	return browser_has_row(ui, layer, c, err) &&
	    model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

static bool
has_history(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser_target t = browser_target(browser_of(layer));

	if (t.kind == NULL)
		return err_set(err, ERR_INVALID,
		    "the rows here are no objects of the group");
	return t.name != NULL || browser_has_row(ui, layer, c, err);
}

static void
undo(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct assignments secrets = { 0 };
	struct revisions list = { 0 };
	struct err err = { 0 };
	char *what, *text, *done;
	int64_t undone = 0;
	bool sure;

	(void)layer;
	(void)c;
	/* For showing only: what it undoes is decided in its transaction. */
	if (!history_undoable(ui->model, &list, &err)) {
		ui_error(ui, &err);
		revisions_clear(&list);
		return;
	}
	what = history_view_text(&list.v[0]);
	text = xasprintf("%s\nTake this back?", what);
	sure = ask_effect(ui, &(struct question){ .title = "Undo",
	    .text = text, .yes = "yes", .no = "no" },
	    &(struct pending){ .back = &(struct history_back){
	    .revision = list.v[0].id } }, NULL, &err);
	revisions_clear(&list);
	if (sure) {
		if (history_undo(ui->model, &undone, &secrets, &err)) {
			done = xasprintf("taken back: revision %" PRId64,
			    undone);
			object_history_done(ui, done, &secrets);
			free(done);
		} else {
			ui_error(ui, &err);
		}
		ui->changed = true;
	} else if (err.code != ERR_NONE) {
		ui_error(ui, &err);
	}
	free(text);
	free(what);
}

static void
rollback(struct ui *ui, struct layer *layer, const struct command *c)
{
	/* The row goes when the window is resized while we ask. */
	char *key = xstrdup(view_selected(browser_of(layer)->list)->key);
	char *text = xasprintf("Make everything as it was right after "
	    "revision %s? That is one new revision, which can be undone.",
	    key);
	struct assignments secrets = { 0 };
	struct history_back back = { strtoll(key, NULL, 10), true };
	struct err err = { 0 };
	char *done;

	(void)c;
	if (ask_effect(ui, &(struct question){ .title = "Rollback",
	    .text = text, .yes = "yes", .no = "no", .sure = true },
	    &(struct pending){ .back = &back }, NULL, &err)) {
		if (history_rollback(ui->model, back.revision, &secrets,
		    &err)) {
			done = xasprintf("as after revision %s", key);
			object_history_done(ui, done, &secrets);
			free(done);
		} else {
			ui_error(ui, &err);
		}
		ui->changed = true;
	} else if (err.code != ERR_NONE) {
		ui_error(ui, &err);
	}
	free(text);
	free(key);
}

static void
verify(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct err err = { 0 };
	int64_t good = 0;

	(void)layer;
	(void)c;
	if (history_verify(ui->model, &good, &err))
		ui_say(ui, STYLE_NORMAL, "%" PRId64 " revisions, each fits "
		    "the one before", good);
	else
		ui_error(ui, &err);
}

static void
take_back(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)c;
	object_history_take_back(ui,
	    view_selected(browser_of(layer)->list)->key);
}

static void
show_history(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser_target t = browser_target(browser_of(layer));

	(void)c;
	object_history_show(ui, t.kind, t.name);
}

static const struct command rows[] = {
	{ .section = "History",
	  .keys = "F9 u", .name = "undo", .label = "Undo",
	  .help = "Take back the last change of the configuration; asks.",
	  .available = browser_may_change, .run = undo },
	{ .keys = "U", .name = "object-history",
	  .help = "Every change of the selected object, old and new values.",
	  .available = has_history, .run = show_history },
	{ .keys = "B", .name = "take-back",
	  .help = "Take back the selected revision only, where nothing "
	      "later has touched the same.",
	  .available = has_revision, .run = take_back },
	{ .keys = "R", .name = "rollback",
	  .help = "Make everything as it was after the selected revision.",
	  .available = has_revision, .run = rollback },
	{ .keys = "V", .name = "verify",
	  .help = "Check that the history has not been tampered with.",
	  .run = verify },
};

const struct command_table browser_history_commands = {
	rows, ARRAY_SIZE(rows)
};
