/* SPDX-License-Identifier: ISC */
#include "tui/conflict.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/move.h"
#include "tui/view.h"

enum { BOX_HEIGHT = 24, BOX_WIDTH = 110, DETAIL_LINES = 3 };

enum take { TAKE_UNDECIDED, TAKE_THEIRS, TAKE_MINE };

struct both {
	char *field;
	bool fixed;		/* one of us only: nothing to decide */
	enum take take;
};

struct conflict {
	struct layer layer;
	const struct object *before, *theirs, *mine;
	struct slots slots;	/* of both, for labels and values */
	struct both *v;
	size_t n, cap;
	struct view *view;
};

static struct view *
view_of(struct layer *layer)
{
	return ((struct conflict *)layer)->view;
}

/* ---- rows --------------------------------------------------------------- */

static char *
show(const struct conflict *c, const struct object *o, const char *name)
{
	const struct slot *s = slots_find(&c->slots, name);
	const char *value;

	if (s != NULL)
		return slot_show(o, s);
	if (object_field(o, name) != NULL)
		return field_show(object_field(o, name), o);
	value = props_get(&o->props, name);
	return xstrdup(value != NULL ? value : "");
}

static const char *
label(const struct conflict *c, const char *name)
{
	const struct slot *s = slots_find(&c->slots, name);

	return s != NULL && s->field != NULL ? s->field->label : name;
}

static void
add_row(struct conflict *c, size_t i)
{
	static const char *const taken[] = {
		[TAKE_UNDECIDED] = "?", [TAKE_THEIRS] = "theirs",
		[TAKE_MINE] = "yours",
	};
	const struct both *b = &c->v[i];
	char *was = show(c, c->before, b->field);
	char *theirs = show(c, c->theirs, b->field);
	char *mine = show(c, c->mine, b->field);

	static_view_add(c->view, b->field, (const char *[]){
	    taken[b->take], label(c, b->field), was, theirs, mine },
	    b->take == TAKE_UNDECIDED ? STYLE_WARNING :
	    b->fixed ? STYLE_GREY : STYLE_NORMAL);
	free(was);
	free(theirs);
	free(mine);
}

static void
show_rows(struct conflict *c)
{
	size_t i;

	static_view_clear(c->view);
	for (i = 0; i < c->n; i++)
		add_row(c, i);
	view_reload(c->view);
}

static const struct change *
find_change(const struct changes *c, const char *field)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->v[i].field, field) == 0)
			return &c->v[i];
	return NULL;
}

/* Nobody decides on what follows from other fields by itself. */
static void
add(struct conflict *c, const char *field, enum take take)
{
	const struct field *f = object_field(c->mine, field);

	if (f != NULL && (f->flags & (FIELD_DERIVED | FIELD_VIEW)))
		return;
	c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n++] = (struct both){ .field = xstrdup(field),
	    .take = take, .fixed = take != TAKE_UNDECIDED };
}

/* Two secrets differ where their words do not: "changed". */
static bool
same_value(const struct conflict *c, const struct change *theirs,
    const struct change *mine)
{
	if (theirs->secret)
		return str_same(object_token(c->theirs, theirs->field),
		    object_token(c->mine, mine->field));
	return str_same(theirs->new_value, mine->new_value);
}

/* What is to be decided first, then theirs, then ours. */
static void
collect(struct conflict *c)
{
	struct changes theirs = { 0 }, mine = { 0 };
	const struct change *m;
	size_t i;

	object_diff(c->before, c->theirs, &theirs);
	object_diff(c->before, c->mine, &mine);
	for (i = 0; i < theirs.n; i++) {
		m = find_change(&mine, theirs.v[i].field);
		if (m != NULL && !same_value(c, &theirs.v[i], m))
			add(c, m->field, TAKE_UNDECIDED);
	}
	for (i = 0; i < theirs.n; i++)
		if (find_change(&mine, theirs.v[i].field) == NULL)
			add(c, theirs.v[i].field, TAKE_THEIRS);
	for (i = 0; i < mine.n; i++)
		if (find_change(&theirs, mine.v[i].field) == NULL)
			add(c, mine.v[i].field, TAKE_MINE);
	changes_clear(&theirs);
	changes_clear(&mine);
}

/* ---- drawing ------------------------------------------------------------ */

/* The selected field's values in full, as far as there is room. */
static void
draw_detail(struct conflict *c, struct ui *ui, const struct rect *r)
{
	static const char *const heads[] = { "Was:    ", "Theirs: ",
	    "Yours:  " };
	const struct view_row *row = view_selected(c->view);
	int i;

	screen_horizontal(ui->screen, r, r->row - 1);
	for (i = 0; row != NULL && i < DETAIL_LINES; i++) {
		screen_text(ui->screen, r->row + i, r->column, r->width,
		    STYLE_HEAD, heads[i]);
		screen_field(ui->screen, r->row + i, r->column + 8,
		    r->width - 8, STYLE_NORMAL, row->cells[i + 2]);
	}
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct conflict *c = (struct conflict *)layer;
	struct rect box = ui_centre(ui, BOX_HEIGHT, BOX_WIDTH);
	struct rect r = { box.row + 1, box.column + 1, box.height - 2,
	    box.width - 2 };

	screen_box(ui->screen, &box, "Changed meanwhile by somebody else");
	r.height -= DETAIL_LINES + 1;
	view_draw(c->view, ui->screen, &r, true, ui->top == layer);
	r.row += r.height + 1;
	r.height = DETAIL_LINES;
	draw_detail(c, ui, &r);
}

static const char *
hint(struct layer *layer, struct ui *ui)
{
	const struct conflict *c = (const struct conflict *)layer;
	const struct view_row *row = view_selected(c->view);

	(void)ui;
	if (row == NULL || c->v[row->index].fixed)
		return "changed by one of you only: it is kept";
	return "t: take theirs   m: take mine";
}

/* ---- commands ----------------------------------------------------------- */

static bool
both_changed(struct ui *ui, struct layer *layer, const struct command *cmd,
    struct err *err)
{
	const struct conflict *c = (const struct conflict *)layer;
	const struct view_row *row = view_selected(c->view);

	(void)ui;
	(void)cmd;
	if (row == NULL || c->v[row->index].fixed)
		return err_set(err, ERR_INVALID,
		    "only one of you changed this field; it is kept");
	return true;
}

/* Decide this one and go on to the next. */
static void
decide(struct conflict *c, enum take take)
{
	c->v[view_selected(c->view)->index].take = take;
	show_rows(c);
	view_move(c->view, 1);
}

static void
take_theirs(struct ui *ui, struct layer *layer, const struct command *cmd)
{
	(void)ui;
	(void)cmd;
	decide((struct conflict *)layer, TAKE_THEIRS);
}

static void
take_mine(struct ui *ui, struct layer *layer, const struct command *cmd)
{
	(void)ui;
	(void)cmd;
	decide((struct conflict *)layer, TAKE_MINE);
}

static void
save(struct ui *ui, struct layer *layer, const struct command *cmd)
{
	struct conflict *c = (struct conflict *)layer;
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (c->v[i].take != TAKE_UNDECIDED)
			continue;
		view_select(c->view, (int64_t)i);
		ui_say(ui, STYLE_ERROR, "%s: t takes theirs, m takes yours",
		    label(c, c->v[i].field));
		return;
	}
	layer_accept(ui, layer, cmd);
}

static const struct command rows[] = {
	{ .keys = "F2 Ctrl-S Enter", .name = "save", .label = "Save",
	  .help = "Save what the first column says.", .run = save },
	{ .keys = "F3 t", .name = "theirs", .label = "Theirs",
	  .help = "Take the other's value of this field.",
	  .available = both_changed, .run = take_theirs },
	{ .keys = "F4 m", .name = "mine", .label = "Mine",
	  .help = "Take the value of your dialog.",
	  .available = both_changed, .run = take_mine },
	{ .keys = "Esc Ctrl-C q", .name = "cancel", .label = "Back",
	  .help = "Back to the dialog; nothing is saved.",
	  .run = layer_cancel },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context conflict_context = {
	.name = "conflict",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &conflict_context, .draw = draw, .hint = hint,
	.view = view_of,
};

/* ---- the public face ---------------------------------------------------- */

static struct object *
merge(const struct conflict *c)
{
	struct object *o = object_copy(c->theirs);
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->v[i].take == TAKE_MINE)
			object_take(o, c->mine, c->v[i].field);
	return o;
}

struct object *
conflict_merge(struct ui *ui, const struct object *before,
    const struct object *theirs, const struct object *mine)
{
	static const struct view_column columns[] = {
		{ "Taken", 6 }, { "Field", 19 }, { "Was", 14 },
		{ "Theirs", 15 }, { "Yours", 15 },
	};
	struct conflict c = { .layer = { .ops = &ops }, .before = before,
	    .theirs = theirs, .mine = mine };
	struct object *merged = NULL;
	size_t i;

	object_slots(mine, ui->model, &c.slots);
	c.view = static_view_new(columns, ARRAY_SIZE(columns));
	collect(&c);
	show_rows(&c);
	if (ui_modal(ui, &c.layer))
		merged = merge(&c);
	for (i = 0; i < c.n; i++)
		free(c.v[i].field);
	free(c.v);
	slots_clear(&c.slots);
	view_free(c.view);
	return merged;
}
