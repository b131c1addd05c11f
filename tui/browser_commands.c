/* SPDX-License-Identifier: ISC */
/* What can be done in the main view. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/artifact.h"
#include "model/edit.h"
#include "tui/browser_parts.h"
#include "tui/bulk.h"
#include "tui/form.h"
#include "tui/guide.h"
#include "tui/import_dialog.h"
#include "tui/message_view.h"
#include "tui/network.h"
#include "tui/relocate.h"
#include "tui/used.h"
#include "tui/views.h"

static struct browser *
browser_of(struct layer *layer)
{
	return (struct browser *)layer;
}

struct browser_target
browser_target(struct browser *b)
{
	const struct kind *kind = node_kind(b->node);
	const struct view_row *r;

	if (b->node->like != NULL)
		return (struct browser_target){ &kind_application,
		    b->application };
	if (kind != NULL && kind->single)
		return (struct browser_target){ kind, "" };
	r = view_selected(b->list);
	return (struct browser_target){ kind, r != NULL ? r->key : NULL };
}

/* ---- when is it available? ---------------------------------------------- */

bool
browser_has_row(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);

	(void)ui;
	(void)c;
	if (view_selected(b->list) == NULL)
		return err_set(err, ERR_NOT_FOUND, "the list is empty");
	return true;
}

/*
 * What changes something works on a row only where the cursor is: in the
 * tree one looks at the node, not at what its list happens to have marked.
 */
bool
browser_on_row(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);

	if (!b->in_list && b->list->tagged.n == 0)
		return err_set(err, ERR_INVALID,
		    "the cursor is in the tree: Tab goes to the rows");
	/* Never on what cannot be seen, nor on another row instead. */
	if (b->list->tagged.n > 0 &&
	    view_tags_hidden(b->list) == b->list->tagged.n)
		return err_set(err, ERR_INVALID, "what is tagged is hidden by "
		    "the filter: Esc ends it, - untags");
	return browser_has_row(ui, layer, c, err);
}

bool
browser_may_change(struct ui *ui, struct layer *layer,
    const struct command *c, struct err *err)
{
	(void)layer;
	(void)c;
	return model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

/*
 * Whose objects are meant: the node's, or those of the node that is marked
 * in its list.
 */
static const struct node *
meant_node(struct browser *b)
{
	const struct view_row *r;
	const struct node *n;

	if (node_kind(b->node) != NULL && !node_kind(b->node)->single)
		return b->node;
	r = view_selected(b->list);
	/* Keys are those of tree_key(). */
	for (n = nodes; r != NULL && n < nodes + nodes_count; n++)
		if (strncmp(n->name, r->key, strlen(n->name)) == 0 &&
		    strchr("/", r->key[strlen(n->name)]) != NULL)
			return n;
	return b->node;
}

static bool
has_object(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);
	struct browser_target t = browser_target(b);

	if (t.kind == NULL)
		return err_set(err, ERR_INVALID,
		    "the rows here are no objects: Enter opens them");
	/* Not those of something else than the row. */
	if (b->in_list && (b->node->like != NULL || t.kind->single))
		return err_set(err, ERR_INVALID, "Enter goes there; "
		    "properties of the %s: Left, then e", t.kind->name);
	return t.name != NULL || browser_has_row(ui, layer, c, err);
}

static bool
can_make(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct kind *k = node_kind(meant_node(browser_of(layer)));

	if (!browser_may_change(ui, layer, c, err))
		return false;
	if (k == NULL || k->single)
		return err_set(err, ERR_INVALID,
		    "select what you want to make in the tree");
	if (k->fixed)
		return err_set(err, ERR_INVALID,
		    "certificates are imported: i");
	return true;
}

/* Where a list has what is made and what is not: any of it. */
static bool
can_make_some(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct node *top = browser_of(layer)->node, *n;
	const struct kind *k;

	if (top->open != overview_open)
		return can_make(ui, layer, c, err);
	for (n = node_children(top); node_is_below(n, top); n++) {
		k = node_kind(n);
		if (k != NULL && !k->single && !k->fixed)
			return browser_may_change(ui, layer, c, err);
	}
	return can_make(ui, layer, c, err);
}

static bool
can_delete(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);
	struct browser_target t = browser_target(b);

	if (b->node->remove != NULL)
		return browser_on_row(ui, layer, c, err);
	if (t.kind == NULL || t.kind->single)
		return err_set(err, ERR_INVALID,
		    "nothing is selected that can be deleted");
	return (b->node->like != NULL ||
	    browser_on_row(ui, layer, c, err)) &&
	    model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

static bool
can_transit(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);
	struct browser_target to = browser_target(b);
	const struct transition *t = to.kind != NULL ?
	    kind_transition(to.kind, c->name) : NULL;
	struct object *o;
	bool yes;

	if (t == NULL)
		return err_set(err, ERR_INVALID, "not for %s",
		    b->node->like != NULL ? to.kind->plural : b->node->label);
	if (b->node->like == NULL && !browser_on_row(ui, layer, c, err))
		return false;
	/* Of many, the one at fault is named when it is tried. */
	if (b->list->tagged.n > 0)
		return model_may(ui->model, edit_transition_role(t), err);
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
	struct browser_target t = browser_target(b);

	if (!b->node->certificates && (t.kind == NULL || t.kind->single))
		return err_set(err, ERR_INVALID,
		    "nothing refers to a row here");
	return t.name != NULL || browser_has_row(ui, layer, c, err);
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
	else if (browser_has_row(ui, layer, c, NULL))
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
	struct browser_target t = browser_target(browser_of(layer));

	(void)c;
	/* NOLINTNEXTLINE(*-core.NullDereference): it is available on rows. */
	form_edit(ui, t.kind->name, t.name, NULL);
}

static void
make(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);
	const struct node *n = meant_node(b);
	struct object *draft = object_new(node_kind(n));
	char *name, *key;

	(void)c;
	/* Made below an application, or an adapter, it belongs there. */
	if (n->per != NULL)
		str_replace((char **)((char *)draft + node_owner(n)->at),
		    b->application);
	else
		artifact_place(draft, browser_application(ui));
	name = form_new(ui, draft);
	if (name != NULL) {
		key = n->per != NULL ? node_key(ui->model, n, name) :
		    tree_key(n, b->application);
		browser_reload(ui);
		browser_show(ui, key, name);
		free(key);
	}
	free(name);
}

static void
delete(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);
	struct many many;
	size_t i;

	(void)c;
	if (b->node->remove != NULL) {
		b->node->remove(ui, b->node, view_selected(b->list));
		return;
	}
	browser_many(b, &many);
	if (bulk_delete(ui, &many))
		for (i = 0; i < many.n; i++)
			view_tag(b->list, many.names[i], false);
	browser_many_clear(&many);
}

static void
transit(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct many many;
	char *ask = c->ask == NULL ? NULL :
	    xasprintf("%s: %s", layer->ops->subject(layer), c->ask);

	browser_many(browser_of(layer), &many);
	bulk_transit(ui, &many, c->name, ask);
	browser_many_clear(&many);
	free(ask);
}

static bool
can_move(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct browser *b = browser_of(layer);

	if (b->list->tagged.n > 0)
		return err_set(err, ERR_INVALID, "for one at a time, and %zu "
		    "tagged: - untags", b->list->tagged.n);
	return relocate_possible(ui, node_kind(b->node), err) &&
	    browser_on_row(ui, layer, c, err);
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
	struct browser_target t = browser_target(b);

	(void)c;
	used_show(ui, b->node->certificates ? kind_find("certificate") :
	    t.kind, t.name);
}

/* The own Personal store may be filled without a right to the group. */
static bool
can_import(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct node *n = browser_of(layer)->node;
	struct err why = { 0 };

	(void)c;
	if ((n->has_store && n->store == STORE_PERSONAL) ||
	    model_may(ui->model, ROLE_ADMINISTRATOR, &why))
		return true;
	return err_set(err, why.code, "%s; on the node Personal, into your "
	    "own store", why.text);
}

static void
import(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	import_dialog(ui);
}

/* ---- the group as a whole ----------------------------------------------- */

static void
audit(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	browser_audit_now(ui);
	browser_go(ui, "audit");
}

static bool
may_publish(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)layer;
	(void)c;
	return model_may(ui->model, ROLE_OPERATOR, err);
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
	{ .section = "Objects",
	  .keys = "F2 n Insert", .name = "new", .label = "New",
	  .help = "Make a new object of the kind selected in the tree.",
	  .available = can_make, .somewhere = can_make_some, .run = make },
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
	  .available = can_import, .run = import },
	{ .keys = "F7 /", .name = "filter", .label = "Filter",
	  .help = "Show only rows that contain what you type.",
	  .run = filter },
	{ .keys = "F8 d Delete", .name = "delete", .label = "Delete",
	  .help = "Delete the selected object, or all tagged; asks first.",
	  .available = can_delete, .run = delete },
	{ .keys = "M", .name = "move",
	  .help = "Move to Application: choose which one it belongs to.",
	  .available = can_move, .run = move },
};

/* Verbs of the kinds' transition tables; the name is the verb. */
static const struct command verb_rows[] = {
	{ .section = "States",
	  .keys = "E", .name = "enable",
	  .help = "The receive location takes messages.",
	  .available = can_transit, .run = transit },
	{ .keys = "D", .name = "disable",
	  .help = "The receive location takes no more messages.",
	  .ask = "Disable? No more messages will be taken.",
	  .available = can_transit, .run = transit },
	{ .keys = "S", .name = "start",
	  .help = "The port sends, the orchestration runs; enlists first. Of "
	      "an application, all in it.",
	  .available = can_transit, .run = transit },
	{ .keys = "T", .name = "stop",
	  .help = "Messages wait. An application stops receiving and "
	      "finishes what it has.",
	  .ask = "Stop? Messages will wait.",
	  .available = can_transit, .run = transit },
	{ .keys = "L", .name = "enlist",
	  .help = "Port or orchestration subscribes; messages wait.",
	  .available = can_transit, .run = transit },
	{ .keys = "X", .name = "unenlist",
	  .help = "Port or orchestration drops its subscription.",
	  .ask = "Unenlist? Nothing will be routed there.",
	  .available = can_transit, .run = transit },
	{ .keys = "Z", .name = "stop-suspend",
	  .help = "The application stops receiving, its ports and "
	      "orchestrations are stopped.",
	  .ask = "Stop all in it? Messages will wait.",
	  .available = can_transit, .run = transit },
	{ .keys = "H", .name = "stop-full",
	  .help = "The application stops receiving, its ports and "
	      "orchestrations are unenlisted.",
	  .ask = "Stop and unenlist all in it? Nothing will be routed to it.",
	  .available = can_transit, .run = transit },
};

static const struct command group_rows[] = {
	{ .section = "Main view",
	  .keys = "Enter", .name = "open",
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
	{ .keys = "F10 q Ctrl-C", .name = "quit", .label = "Quit",
	  .help = "Leave the console.", .run = layer_cancel },
	{ .keys = "A", .name = "audit",
	  .help = "Make the audit anew and show its findings.",
	  .run = audit },
	{ .keys = "P", .name = "publish",
	  .help = "Publish what this computer's stores hold to the group.",
	  .available = may_publish, .run = publish },
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
	    &objects, &browser_history_commands, &verbs,
	    &browser_tag_commands, &group, &browser_audit_commands,
	    &browser_cert_commands, &browser_rollover_commands,
	    &network_commands, &message_commands, &guide_commands,
	    &move_commands, NULL },
};
