/* SPDX-License-Identifier: ISC */
#include "tui/picker.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/wrap.h"
#include "model/artifact.h"
#include "model/list.h"
#include "tui/browser.h"
#include "tui/event.h"
#include "tui/form.h"
#include "tui/kind_view.h"
#include "tui/used.h"

enum { PICKER_HEIGHT = 18, PICKER_WIDTH = 76, DETAIL_LINES = 3,
    MANY_LINES = 6 };

static struct view *
view_of(struct layer *layer)
{
	return ((struct picker *)layer)->view;
}

static int
detail_lines(const struct picker *p)
{
	return p->mends ? MANY_LINES : DETAIL_LINES;
}

static void
draw_detail(struct picker *p, struct ui *ui, const struct rect *box)
{
	int lines = detail_lines(p);
	struct rect r = { box->row + box->height - lines - 1,
	    box->column + 1, lines, box->width - 2 };
	const struct view_row *row = view_selected(p->view);
	char *text = row != NULL ? p->detail(p, row) : NULL;
	const char *rest = text != NULL ? text : "";
	char *line;
	int i;

	screen_horizontal(ui->screen, &r, r.row - 1);
	for (i = 0; i < lines &&
	    (line = wrap_next(&rest, r.width)) != NULL; i++) {
		screen_text(ui->screen, r.row + i, r.column, r.width,
		    STYLE_NORMAL, line);
		free(line);
	}
	free(text);
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct picker *p = (struct picker *)layer;
	struct rect box = ui_centre(ui, p->height, PICKER_WIDTH);
	struct rect r = { box.row + 1, box.column + 1, box.height - 2,
	    box.width - 2 };
	bool focus = ui->top == layer;

	screen_box(ui->screen, &box, p->title);
	if (p->detail != NULL)
		r.height -= detail_lines(p) + 1;
	if (p->filter.typing || p->view->filter != NULL)
		r.height--;
	view_draw(p->view, ui->screen, &r, p->heads, focus);
	if (p->detail != NULL)
		draw_detail(p, ui, &box);
	r.row += r.height;
	r.height = 1;
	filter_draw(&p->filter, p->view, ui->screen, &r);
}

static bool
key(struct layer *layer, struct ui *ui, int k)
{
	struct picker *p = (struct picker *)layer;

	(void)ui;
	/* A list that is chosen from by typing is left with one Esc. */
	if (k == K_ESC && p->filter.enter_accepts)
		return false;
	return filter_key(&p->filter, p->view, k);
}

static bool
paste(struct layer *layer, struct ui *ui, const char *text)
{
	struct picker *p = (struct picker *)layer;

	(void)ui;
	return filter_paste(&p->filter, p->view, text);
}

/* ---- commands ----------------------------------------------------------- */

static bool
has_row(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return view_selected(view_of(layer)) != NULL ||
	    err_set(err, ERR_NOT_FOUND, "there is no row");
}

static bool
has_certificate(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	if (!((struct picker *)layer)->certificates)
		return err_set(err, ERR_INVALID, "for certificates only");
	return has_row(ui, layer, c, err);
}

static bool
can_open(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	if (!((struct picker *)layer)->opens)
		return err_set(err, ERR_INVALID,
		    "these rows can only be chosen");
	return has_row(ui, layer, c, err);
}

static void
choose_open(struct ui *ui, struct layer *layer, const struct command *c)
{
	((struct picker *)layer)->open = true;
	layer_accept(ui, layer, c);
}

static bool
can_mend(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	if (!((struct picker *)layer)->mends)
		return err_set(err, ERR_INVALID, "these are no findings");
	return has_row(ui, layer, c, err);
}

static void
choose_mend(struct ui *ui, struct layer *layer, const struct command *c)
{
	((struct picker *)layer)->mend = true;
	layer_accept(ui, layer, c);
}

static void
filter(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct picker *p = (struct picker *)layer;

	(void)ui;
	(void)c;
	filter_start(&p->filter, p->view);
}

static void
where_used(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)c;
	used_show(ui, kind_find("certificate"),
	    view_selected(view_of(layer))->key);
}

static bool
can_create(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct kind *kind = ((struct picker *)layer)->create;

	(void)c;
	if (kind == NULL || kind->single || kind->fixed)
		return err_set(err, ERR_INVALID,
		    "nothing new can be made for this list");
	return model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

/* What is made on the way is what was looked for. */
static void
create(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct picker *p = (struct picker *)layer;

	struct object *draft = object_new(p->create);

	artifact_place(draft, p->application);
	p->created = form_new(ui, draft);
	if (p->created != NULL)
		layer_accept(ui, layer, c);
}

static const struct command rows[] = {
	{ .keys = "Enter", .name = "choose", .label = "Choose",
	  .help = "Take the selected row.", .available = has_row,
	  .run = layer_accept },
	{ .keys = "Esc Ctrl-C q", .name = "cancel", .label = "Cancel",
	  .help = "Close the list and choose nothing.",
	  .run = layer_cancel },
	{ .keys = "/", .name = "filter", .label = "Filter",
	  .help = "Show only rows that contain what you type.",
	  .run = filter },
	{ .keys = "F2 n", .name = "new", .label = "New",
	  .help = "Make a new one and take it.", .available = can_create,
	  .run = create },
	{ .keys = "F3 e Ctrl-O", .name = "open",
	  .help = "Go to the selected object and open it.",
	  .available = can_open, .run = choose_open },
	{ .keys = "m", .name = "mend",
	  .help = "Mend the finding, where that is mechanical; asks first.",
	  .available = can_mend, .run = choose_mend },
	{ .keys = "w", .name = "where-used",
	  .help = "Where the certificate is used.",
	  .available = has_certificate, .run = where_used },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context picker_context = {
	.name = "choice",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &picker_context,
	.draw = draw, .key = key, .paste = paste, .view = view_of,
};

/* As high as it needs to be, and the same while one filters. */
static int
box_height(struct picker *p)
{
	int64_t height = 3 + p->heads + (p->detail != NULL ?
	    detail_lines(p) + 1 : 0);

	(void)view_selected(p->view);
	height += p->view->total > 3 ? p->view->total : 3;
	return height < PICKER_HEIGHT ? (int)height : PICKER_HEIGHT;
}

const struct view_row *
picker_run(struct ui *ui, struct picker *p, bool type)
{
	bool chosen;

	p->layer.ops = &ops;
	p->filter.enter_accepts = type;
	p->height = box_height(p);
	if (type)
		filter_start(&p->filter, p->view);
	chosen = ui_modal(ui, &p->layer);
	line_clear(&p->filter.line);
	p->filter.typing = false;
	return chosen ? view_selected(p->view) : NULL;
}

/* ---- common uses -------------------------------------------------------- */

char *
pick_choice(struct ui *ui, const char *title, const struct choice *choices,
    const char *current)
{
	static const struct view_column column = { "", 40 };
	struct view *v = static_view_new(&column, 1);
	struct picker p = { .title = title, .view = v };
	const struct view_row *r;
	char *name = NULL;

	for (; choices->name != NULL; choices++)
		static_view_add(v, choices->name, &(const char *){
		    choices->label != NULL ? choices->label :
		    choices->name }, STYLE_NORMAL);
	view_select_key(v, current);
	r = picker_run(ui, &p, false);
	if (r != NULL)
		name = xstrdup(r->key);
	view_free(v);
	return name;
}

/* Beyond that a list is read page by page, in one order. */
enum { MAX_RANKED = 1000 };

/*
 * What the object that has the field may use; none: everything, or it stands
 * in an application that its own field complains of.
 */
static void
find_reach(struct ui *ui, const struct field *f, const struct object *self,
    struct rows *reach)
{
	const char *from = self != NULL ? artifact_application(self) : NULL;

	/* An owner gives its application, it needs none. */
	if (from != NULL && !(f->flags & FIELD_OWNER) &&
	    artifact_field(kind_find(f->ref)) != NULL)
		(void)artifact_reach(ui->model, from, reach, NULL);
}

static bool
is_reached(const struct rows *reach, const char *application)
{
	size_t i;

	for (i = 0; i < reach->n; i++)
		if (str_same(rows_cell(reach, i, 0), application))
			return true;
	return reach->n == 0 || application == NULL;
}

/* Those within reach first, the others with the reason. */
static struct view *
ranked_objects(const struct objects *all, const struct field *f,
    const struct object *self, const struct rows *reach)
{
	static const struct view_column columns[] = {
		{ "Name", 30 }, { "", 44 },
	};
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	const struct object *o;
	const char *in;
	char *why;
	int pass;
	size_t i;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < all->n; i++) {
			o = all->v[i];
			in = artifact_application(o);
			if (is_reached(reach, in) != (pass == 0) ||
			    (f->fits != NULL && !f->fits(self, o)))
				continue;
			why = pass == 0 ? NULL : xasprintf("in %s, to which "
			    "%s does not refer", in,
			    artifact_application(self));
			static_view_add(v, o->name, (const char *[]){
			    o->name, why }, pass == 0 ? STYLE_NORMAL :
			    STYLE_GREY);
			free(why);
		}
	}
	return v;
}

/* Only where they are narrowed or ranked have they to be looked at. */
static struct view *
candidates(struct ui *ui, const struct field *f, const struct object *self,
    struct err *err)
{
	const struct kind *kind = kind_find(f->ref);
	const struct list_query whole = { .kind = kind };
	struct rows reach = { .n = 0 };
	struct objects all = { 0 };
	struct view *v = NULL;
	int64_t n = 0;

	if (!list_count(ui->model, &whole, &n, err))
		return NULL;
	find_reach(ui, f, self, &reach);
	if (f->fits == NULL && (reach.n == 0 || n > MAX_RANKED))
		v = kind_view_new(ui->model, kind);
	else if (model_select(ui->model, kind, NULL, NULL, &all, err))
		v = ranked_objects(&all, f, self, &reach);
	objects_clear(&all);
	rows_clear(&reach);
	return v;
}

char *
pick_object(struct ui *ui, const struct field *f, const struct object *self,
    const char *current)
{
	struct picker p = { .title = f->label, .heads = true,
	    .create = kind_find(f->ref), .application = self != NULL ?
	    artifact_application(self) : browser_application(ui) };
	struct err err = { 0 };
	const struct view_row *r;
	char *name = NULL;

	p.view = candidates(ui, f, self, &err);
	if (p.view == NULL) {
		ui_error(ui, &err);
		return NULL;
	}
	p.view->empty = "there is none that fits here: n makes one";
	view_select_key(p.view, current);
	r = picker_run(ui, &p, false);
	if (p.created != NULL)
		name = p.created;
	else if (r != NULL)
		name = xstrdup(r->key);
	view_free(p.view);
	return name;
}
