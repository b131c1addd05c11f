/* SPDX-License-Identifier: ISC */
/* What can be done in the main view. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/artifact.h"
#include "model/edit.h"
#include "model/history.h"
#include "tui/ask.h"
#include "tui/browser_parts.h"
#include "tui/form.h"
#include "tui/import_dialog.h"
#include "tui/relocate.h"
#include "tui/used.h"
#include "tui/views.h"

static struct browser *
browser_of(struct layer *layer)
{
	return (struct browser *)layer;
}

/*
 * What a command works on: the row of the list or, for the group and for an
 * application, the node that stands for it.
 */
struct target {
	const struct kind *kind;	/* NULL: the row is no object */
	const char *name;		/* NULL: there is no row */
};

static struct target
target_of(struct browser *b)
{
	const struct kind *kind = node_kind(b->node);
	const struct view_row *r;

	if (b->node->like != NULL)
		return (struct target){ &kind_application, b->application };
	if (kind != NULL && kind->single)
		return (struct target){ kind, "" };
	r = view_selected(b->list);
	return (struct target){ kind, r != NULL ? r->key : NULL };
}

/* ---- when is it available? ---------------------------------------------- */

static bool
has_row(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);

	(void)ui;
	(void)c;
	if (view_selected(b->list) == NULL)
		return err_set(err, ERR_NOT_FOUND, "the list is empty");
	return true;
}

static bool
has_object(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct target t = target_of(browser_of(layer));

	if (t.kind == NULL)
		return err_set(err, ERR_INVALID, "no object is selected");
	return t.name != NULL || has_row(ui, layer, c, err);
}

static bool
can_make(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct kind *k = node_kind(browser_of(layer)->node);

	(void)c;
	if (k == NULL)
		return err_set(err, ERR_INVALID,
		    "select what you want to make in the tree");
	if (k->single)
		return err_set(err, ERR_INVALID, "there is only one group");
	if (k->fixed)
		return err_set(err, ERR_INVALID,
		    "certificates are imported: i");
	return model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

static bool
can_delete(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);
	struct target t = target_of(b);

	if (b->node->has_store)
		return has_row(ui, layer, c, err);
	if (t.kind == NULL || t.kind->single)
		return err_set(err, ERR_INVALID,
		    "nothing is selected that can be deleted");
	return has_object(ui, layer, c, err) &&
	    model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

static bool
can_transit(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);
	struct target to = target_of(b);
	const struct transition *t = to.kind != NULL ?
	    edit_transition_find(to.kind, c->name, NULL) : NULL;
	struct object *o;
	bool yes;

	if (t == NULL)
		return err_set(err, ERR_INVALID, "not for %s",
		    b->node->like != NULL ? to.kind->plural : b->node->label);
	if (!has_object(ui, layer, c, err))
		return false;
	o = model_get(ui->model, to.kind, to.name, err);
	yes = o != NULL && edit_transition_allowed(ui->model, o, t, err);
	object_free(o);
	return yes;
}

static bool
has_users(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);
	struct target t = target_of(b);

	if (!b->node->certificates && (t.kind == NULL || t.kind->single))
		return err_set(err, ERR_INVALID,
		    "nothing refers to a row here");
	return t.name != NULL || has_row(ui, layer, c, err);
}

static bool
has_revision(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	if (strcmp(browser_of(layer)->node->name, "history") != 0)
		return err_set(err, ERR_INVALID,
		    "select a revision on the node History");
	return has_row(ui, layer, c, err) &&
	    model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

static bool
is_administrator(struct ui *ui, struct layer *layer,
    const struct command *c, struct err *err)
{
	(void)layer;
	(void)c;
	return model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

/* ---- moving about ------------------------------------------------------- */

static void
other_pane(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	browser_of(layer)->in_list = !browser_of(layer)->in_list;
}

static void
to_list(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	browser_of(layer)->in_list = true;
}

/* What is folded is opened first. */
static void
right(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	if (!b->in_list && tree_open(&b->places, b->tree))
		browser_fill_tree(ui);
	else
		to_list(ui, layer, c);
}

/* Into the tree; there: fold, or to what it stands below. */
static void
left(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	(void)c;
	if (b->in_list)
		b->in_list = false;
	else if (tree_fold(&b->places, b->tree))
		browser_fill_tree(ui);
	else
		tree_parent(&b->places, b->tree);
}

/* In the tree into the list; in the list what its node says. */
static void
enter(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	if (!b->in_list)
		to_list(ui, layer, c);
	else if (has_row(ui, layer, c, NULL))
		b->node->enter(ui, b->node, view_selected(b->list));
}

/* Esc goes back step by step, and never out. */
static void
back(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	(void)ui;
	(void)c;
	if (b->list->filter != NULL)
		view_set_filter(b->list, NULL);
	else
		b->in_list = false;
}

static void
filter(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	(void)ui;
	(void)c;
	b->in_list = true;
	filter_start(&b->filter, b->list);
}

static void
refresh(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	browser_reload(ui);
}

/* ---- objects ------------------------------------------------------------ */

static void
edit(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct target t = target_of(browser_of(layer));

	(void)c;
	form_edit(ui, t.kind->name, t.name, NULL);
}

static void
make(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);
	struct object *draft = object_new(node_kind(b->node));
	char *name;

	(void)c;
	/* Made below an application, it belongs there. */
	artifact_place(draft, b->application);
	name = form_new(ui, draft);
	if (name != NULL) {
		browser_reload(ui);
		b->in_list = true;
		view_select_key(b->list, name);
	}
	free(name);
}

static void
delete_object(struct ui *ui, struct browser *b)
{
	struct target t = target_of(b);
	struct err err = { 0 };
	struct object *o = model_get(ui->model, t.kind, t.name, &err);
	char *text = xasprintf("Delete the %s %s?", t.kind->name,
	    t.kind->fixed ? view_selected(b->list)->cells[1] : t.name);

	if (o != NULL && ask_sure(ui, "Delete", text)) {
		if (edit_delete_one(ui->model, o, &err))
			ui_say(ui, STYLE_NORMAL, "deleted; u takes it back");
		ui->changed = true;
	}
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	object_free(o);
	free(text);
}

static void
delete(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	(void)c;
	if (b->node->has_store)
		store_view_remove(ui, b->node, view_selected(b->list));
	else
		delete_object(ui, b);
}

static void
transit(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct target t = target_of(browser_of(layer));
	struct err err = { 0 };
	char *remark = NULL;

	if (!edit_transition(ui->model, t.kind, t.name, c->name, &err))
		ui_error(ui, &err);
	else if ((remark = edit_transition_remark(ui->model, t.kind, t.name,
	    c->name)) != NULL)
		ui_say(ui, STYLE_WARNING, "%s: %s; %s", c->name, t.name,
		    remark);
	else
		ui_say(ui, STYLE_NORMAL, "%s: %s", c->name, t.name);
	free(remark);
	ui->changed = true;
}

static bool
can_move(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	return relocate_possible(ui, node_kind(browser_of(layer)->node),
	    err) && has_row(ui, layer, c, err);
}

static void
move(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	(void)c;
	relocate_object(ui, node_kind(b->node),
	    view_selected(b->list)->key);
}

static void
where_used(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);
	struct target t = target_of(b);

	(void)c;
	used_show(ui, b->node->certificates ? kind_find("certificate") :
	    t.kind, t.name);
}

static void
import(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	import_dialog(ui);
}

/* ---- the group as a whole ----------------------------------------------- */

/* What was done, or which passwords it could not bring back. */
static void
say_done(struct ui *ui, const char *done, struct assignments *secrets)
{
	const struct assignment *a = secrets->v;

	if (secrets->n == 0)
		ui_say(ui, STYLE_NORMAL, "%s", done);
	else
		ui_say(ui, STYLE_WARNING, "%s, but set again: %s %s %s%s",
		    done, a->kind, a->name, a->field, secrets->n > 1 ?
		    " and others" : "");
	assignments_clear(secrets);
}

static void
undo(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct err err = { 0 };
	char *what = history_view_undo_text(ui, &err), *text, *done;
	struct assignments secrets = { 0 };
	int64_t undone = 0;

	(void)layer;
	(void)c;
	if (what == NULL) {
		ui_error(ui, &err);
		return;
	}
	text = xasprintf("%s\nTake this back?", what);
	if (ask_yes(ui, "Undo", text)) {
		if (history_undo(ui->model, &undone, &secrets, &err)) {
			done = xasprintf("taken back: revision %" PRId64,
			    undone);
			say_done(ui, done, &secrets);
			free(done);
		} else {
			ui_error(ui, &err);
		}
		ui->changed = true;
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
	struct err err = { 0 };
	char *done;

	(void)c;
	if (ask_sure(ui, "Rollback", text)) {
		if (history_rollback(ui->model, strtoll(key, NULL, 10),
		    &secrets, &err)) {
			done = xasprintf("as after revision %s", key);
			say_done(ui, done, &secrets);
			free(done);
		} else {
			ui_error(ui, &err);
		}
		ui->changed = true;
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
audit(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	browser_audit_now(ui);
	browser_go(ui, "audit");
}

static void
publish(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct err err = { 0 };

	(void)layer;
	(void)c;
	if (inventory_publish(ui->model, &err))
		ui_say(ui, STYLE_NORMAL, "this computer's stores are "
		    "published to the group");
	else
		ui_error(ui, &err);
	ui->changed = true;
}

/* ---- the tables --------------------------------------------------------- */

static const struct command object_rows[] = {
	{ .keys = "F2 n Insert", .name = "new", .label = "New",
	  .help = "Make a new object of the kind selected in the tree.",
	  .available = can_make, .run = make },
	{ .keys = "F3 e", .name = "edit", .label = "Edit",
	  .help = "Properties of the selected object.",
	  .available = has_object, .run = edit },
	{ .keys = "F4 w", .name = "where-used", .label = "Used",
	  .help = "Where the selected certificate or object is used.",
	  .available = has_users, .run = where_used },
	{ .keys = "F5 r", .name = "refresh", .label = "Refresh",
	  .help = "Read everything that is shown again.", .run = refresh },
	{ .keys = "F6 i", .name = "import", .label = "Import",
	  .help = "Certificates, keys, revocation lists from a file.",
	  .run = import },
	{ .keys = "F7 /", .name = "filter", .label = "Filter",
	  .help = "Show only rows that contain what you type.",
	  .run = filter },
	{ .keys = "F8 d Delete", .name = "delete", .label = "Delete",
	  .help = "Delete the selected object; asks first.",
	  .available = can_delete, .run = delete },
	{ .keys = "M", .name = "move",
	  .help = "Move to Application: choose which one it belongs to.",
	  .available = can_move, .run = move },
	{ .keys = "F9 u", .name = "undo", .label = "Undo",
	  .help = "Take back the last change of the configuration; asks.",
	  .available = is_administrator, .run = undo },
	{ .keys = "F10 q Ctrl-C", .name = "quit", .label = "Quit",
	  .help = "Leave the console.", .run = layer_cancel },
};

/* Verbs of the kinds' transition tables; the name is the verb. */
static const struct command verb_rows[] = {
	{ .keys = "E", .name = "enable",
	  .help = "The receive location takes messages.",
	  .available = can_transit, .run = transit },
	{ .keys = "D", .name = "disable",
	  .help = "The receive location takes no more messages.",
	  .ask = "Disable it? It will take no more messages.",
	  .available = can_transit, .run = transit },
	{ .keys = "S", .name = "start",
	  .help = "The port sends, the orchestration runs; enlists first. Of "
	      "an application, all in it.",
	  .available = can_transit, .run = transit },
	{ .keys = "T", .name = "stop",
	  .help = "Messages wait. An application stops receiving and "
	      "finishes what it has.",
	  .ask = "Stop it? Its messages will wait.",
	  .available = can_transit, .run = transit },
	{ .keys = "L", .name = "enlist",
	  .help = "Port or orchestration subscribes; messages wait.",
	  .available = can_transit, .run = transit },
	{ .keys = "U", .name = "unenlist",
	  .help = "Port or orchestration drops its subscription.",
	  .ask = "Unenlist it? Nothing will be routed to it.",
	  .available = can_transit, .run = transit },
	{ .keys = "Z", .name = "stop-suspend",
	  .help = "The application stops receiving, its ports and "
	      "orchestrations are stopped.",
	  .ask = "Stop all in it? Messages will wait.",
	  .available = can_transit, .run = transit },
	{ .keys = "X", .name = "stop-full",
	  .help = "The application stops receiving, its ports and "
	      "orchestrations are unenlisted.",
	  .ask = "Stop and unenlist all in it? Nothing will be routed to it.",
	  .available = can_transit, .run = transit },
};

static const struct command group_rows[] = {
	{ .keys = "Enter", .name = "open",
	  .help = "Go into the list; there: open the selected row.",
	  .run = enter },
	{ .keys = "Tab Shift-Tab", .name = "other-pane",
	  .help = "Between tree and list.", .run = other_pane },
	{ .keys = "Right l Shift-Right", .name = "right",
	  .help = "Open what is folded in the tree; otherwise into the list.",
	  .run = right },
	{ .keys = "Left h Shift-Left", .name = "left",
	  .help = "Into the tree; there: fold, or one level up.",
	  .run = left },
	{ .keys = "Esc", .name = "back",
	  .help = "End the filter, then back into the tree.",
	  .run = back },
	{ .keys = "A", .name = "audit",
	  .help = "Make the audit anew and show its findings.",
	  .run = audit },
	{ .keys = "P", .name = "publish",
	  .help = "Publish what this computer's stores hold to the group.",
	  .available = is_administrator, .run = publish },
	{ .keys = "R", .name = "rollback",
	  .help = "Make everything as it was after the selected revision.",
	  .available = has_revision, .run = rollback },
	{ .keys = "V", .name = "verify",
	  .help = "Check that the history has not been tampered with.",
	  .run = verify },
};

static const struct command_table objects = {
	object_rows, ARRAY_SIZE(object_rows)
};
static const struct command_table verbs = {
	verb_rows, ARRAY_SIZE(verb_rows)
};
static const struct command_table group = {
	group_rows, ARRAY_SIZE(group_rows)
};

const struct command_context browser_context = {
	.name = "main view",
	.tables = (const struct command_table *const[]){ &common_commands,
	    &objects, &verbs, &group, &move_commands, NULL },
};
