/* SPDX-License-Identifier: ISC */
/* Commands of the main view that renew a certificate. */
#include <stdlib.h>

#include "base/mem.h"
#include "model/rollovers.h"
#include "tui/browser_parts.h"
#include "tui/picker.h"
#include "tui/rollover_steps.h"
#include "tui/views.h"

/* ---- what is meant ------------------------------------------------------- */

/* A row of the node Roll-over: *field is its; else any object: NULL. */
static struct object *
target(struct ui *ui, struct layer *layer, const struct command *c,
    char **field, struct err *err)
{
	struct browser *b = (struct browser *)layer;
	struct browser_target t = browser_target(b);

	*field = NULL;
	if (b->list->tagged.n > 0) {
		err_set(err, ERR_INVALID, "for one at a time, and %zu "
		    "tagged: - untags", b->list->tagged.n);
		return NULL;
	}
	if (t.kind != NULL && t.kind->single)
		return model_group(ui->model, err);
	if (b->node->open != rollover_view_open && t.kind == NULL) {
		err_set(err, ERR_INVALID, "select an object that has a "
		    "certificate, or a row of the node Roll-over");
		return NULL;
	}
	if (b->node->like == NULL && !browser_on_row(ui, layer, c, err))
		return NULL;
	return t.kind != NULL ? model_get(ui->model, t.kind, t.name, err) :
	    rollover_view_find(ui, view_selected(b->list)->key, field, err);
}

static bool
can(struct ui *ui, struct layer *layer, const struct command *c,
    enum cert_role role, struct err *err)
{
	char *given = NULL, *field = NULL;
	struct err why = { 0 };
	struct object *o;
	bool ok;

	if (!browser_may_change(ui, layer, c, err))
		return false;
	o = target(ui, layer, c, &given, err);
	if (o == NULL)
		return false;
	field = rollover_choose(o, ui->model, given, role, &why);
	/* Of several one is chosen. */
	ok = field != NULL || why.code == ERR_CONFLICT;
	if (!ok && err != NULL)
		*err = why;
	free(field);
	free(given);
	object_free(o);
	return ok;
}

static bool
can_plan(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	return can(ui, layer, c, CERT_CURRENT, err);
}

static bool
has_next(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	return can(ui, layer, c, CERT_NEXT, err);
}

static bool
has_previous(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	return can(ui, layer, c, CERT_PREVIOUS, err);
}

/* ---- the steps ----------------------------------------------------------- */

/* One of several certificates of an object; heap, NULL: none. */
static char *
pick_field(struct ui *ui, const struct object *o, enum cert_role role)
{
	static const struct view_column columns[] = {
		{ "Certificate", 26 }, { "Field", 44 },
	};
	struct picker p = { .title = "Roll-over of which certificate?",
	    .heads = true };
	const struct view_row *row;
	struct rows fields = { 0 };
	const char *name;
	char *picked;
	size_t i;

	rollover_fields(o, ui->model, role, &fields);
	p.view = static_view_new(columns, ARRAY_SIZE(columns));
	for (i = 0; i < fields.n; i++) {
		name = rows_cell(&fields, i, 0);
		static_view_add(p.view, name, (const char *[]){
		    usage_info(kind_field(o->kind, name)->usage)->label,
		    name }, STYLE_NORMAL);
	}
	row = picker_run(ui, &p, false);
	picked = row != NULL ? xstrdup(row->key) : NULL;
	view_free(p.view);
	rows_clear(&fields);
	return picked;
}

static void
run(struct ui *ui, struct layer *layer, const struct command *c,
    enum cert_role role, void (*step)(struct ui *, struct object *,
    const char *))
{
	char *given = NULL, *field = NULL;
	struct err err = { 0 };
	struct object *o = target(ui, layer, c, &given, &err);

	if (o != NULL)
		field = rollover_choose(o, ui->model, given, role, &err);
	if (o != NULL && field == NULL && err.code == ERR_CONFLICT) {
		err_clear(&err);
		field = pick_field(ui, o, role);
	}
	if (field != NULL)
		step(ui, o, field);
	else if (err.code != ERR_NONE)
		ui_error(ui, &err);
	free(field);
	free(given);
	object_free(o);
}

static void
plan(struct ui *ui, struct layer *layer, const struct command *c)
{
	run(ui, layer, c, CERT_CURRENT, rollover_step_plan);
}

static void
complete(struct ui *ui, struct layer *layer, const struct command *c)
{
	run(ui, layer, c, CERT_NEXT, rollover_step_complete);
}

static void
end(struct ui *ui, struct layer *layer, const struct command *c)
{
	run(ui, layer, c, CERT_PREVIOUS, rollover_step_end);
}

static void
cancel(struct ui *ui, struct layer *layer, const struct command *c)
{
	run(ui, layer, c, CERT_NEXT, rollover_step_cancel);
}

static const struct command rows[] = {
	{ .section = "Roll-over",
	  .keys = "p", .name = "plan-roll-over",
	  .help = "Choose the certificate that follows the selected object's, "
	      "and when it takes over.",
	  .available = can_plan, .run = plan },
	{ .keys = "f", .name = "complete-roll-over",
	  .help = "Finish: the next certificate becomes the current one, the "
	      "old one is kept for a while.",
	  .available = has_next, .run = complete },
	{ .keys = "z", .name = "end-roll-over",
	  .help = "The last step: the previous certificate is accepted no "
	      "more.",
	  .available = has_previous, .run = end },
	{ .keys = "b", .name = "cancel-roll-over",
	  .help = "Back: there is no next certificate, the current one "
	      "stays.",
	  .available = has_next, .run = cancel },
};

const struct command_table browser_rollover_commands = {
	rows, ARRAY_SIZE(rows)
};
