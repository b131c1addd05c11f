/* SPDX-License-Identifier: ISC */
/* What was found, and where each piece goes. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "base/wrap.h"
#include "tui/ask.h"
#include "tui/import_parts.h"
#include "tui/move.h"
#include "tui/picker.h"
#include "tui/view.h"

enum { BOX_HEIGHT = 19, BOX_WIDTH = 78, DETAIL_LINES = 5 };

static const struct view_column columns[] = {
	{ "Name", 27 }, { "Expires", 10 }, { "Key", 4 }, { "Goes to", 30 },
};

struct found {
	struct layer layer;
	struct wizard *wizard;
	struct view *view;
};

static struct view *
found_view(struct layer *layer)
{
	return ((struct found *)layer)->view;
}

static struct import_entry *
selected(const struct found *f)
{
	const struct view_row *row = view_selected(f->view);

	return row != NULL ? &f->wizard->plan.v[row->index] : NULL;
}

static bool
has_warning(const struct import_entry *e)
{
	size_t i;

	for (i = 0; i < e->nremarks; i++)
		if (e->remarks[i].warning)
			return true;
	return false;
}

static void
add_row(struct found *f, const struct import_entry *e)
{
	char date[WHEN_TEXT] = "", key[24];
	struct buf store = { 0 };

	import_store_text(&f->wizard->plan, e, &store);
	snprintf(key, sizeof(key), "%zu",
	    (size_t)(e - f->wizard->plan.v));
	if (e->cert != NULL)
		when_date(e->cert->not_after, date);
	else if (e->crl->next_update != 0)
		when_date(e->crl->next_update, date);
	static_view_add(f->view, key, (const char *[]){
	    e->cert != NULL ? cert_title(e->cert) : e->crl->issuer, date,
	    e->crl != NULL ? "list" : e->key != NULL ? "yes" : "",
	    (const char *)store.data }, e->store == STORE_COUNT ?
	    STYLE_GREY : has_warning(e) ? STYLE_WARNING : STYLE_NORMAL);
	buf_clear(&store);
}

static void
show_rows(struct found *f)
{
	const struct import_plan *p = &f->wizard->plan;
	int64_t at = f->view->selected;
	size_t i;

	static_view_clear(f->view);
	for (i = 0; i < p->n; i++)
		add_row(f, &p->v[i]);
	view_select(f->view, at);
}

/* ---- drawing ------------------------------------------------------------ */

/* Warnings first: there is room for a few lines only. */
static char *
detail(const struct found *f)
{
	const struct import_entry *e = selected(f);
	struct buf b = { 0 };
	size_t i;
	int warning;

	for (warning = 1; e != NULL && warning >= 0; warning--)
		for (i = 0; i < e->nremarks; i++)
			if (e->remarks[i].warning == (warning == 1))
				buf_addf(&b, "%s%s\n", warning == 1 ? "! " :
				    "", e->remarks[i].text);
	if (e != NULL && e->chain != NULL)
		buf_addf(&b, "Chain: %s\n", e->chain);
	buf_adds(&b, "");
	return buf_steal(&b);
}

static void
draw_detail(struct found *f, struct ui *ui, const struct rect *r)
{
	char *text = detail(f), *line;
	const char *rest = text;
	int i;

	screen_horizontal(ui->screen, r, r->row - 1);
	for (i = 0; i < r->height &&
	    (line = wrap_next(&rest, r->width)) != NULL; i++) {
		screen_text(ui->screen, r->row + i, r->column, r->width,
		    *line == '!' ? STYLE_WARNING : STYLE_NORMAL, line);
		free(line);
	}
	free(text);
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct found *f = (struct found *)layer;
	const struct bundle *b = &f->wizard->plan.bundle;
	struct rect box = ui_centre(ui, BOX_HEIGHT, BOX_WIDTH);
	struct rect r = { box.row + 1, box.column + 1,
	    box.height - 3 - DETAIL_LINES, box.width - 2 };
	char *title = b->stray_keys > 0 ? xasprintf("Found: %s; keys that "
	    "fit none of it, left out: %zu", b->form, b->stray_keys) :
	    xasprintf("Found: %s, certificates: %zu, revocation lists: %zu",
	    b->form, b->n, b->crls.n);

	screen_box(ui->screen, &box, title);
	free(title);
	view_draw(f->view, ui->screen, &r, true, ui->top == layer);
	r.row += r.height + 1;
	r.height = DETAIL_LINES;
	draw_detail(f, ui, &r);
}

static const char *
hint(struct layer *layer, struct ui *ui)
{
	(void)layer;
	(void)ui;
	return "Enter: go on   v: all of it   s: another store   Esc: back";
}

/* ---- commands ----------------------------------------------------------- */

static void
details(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct found *f = (struct found *)layer;
	const struct import_entry *e = selected(f);
	struct buf b = { 0 };

	(void)c;
	import_entry_text(&f->wizard->plan, e, &b);
	show_text(ui, e->cert != NULL ? cert_title(e->cert) :
	    "Revocation list", (char *)b.data);
	buf_clear(&b);
}

#define LEAVE_OUT "none"

/* The proposed one first, then the others, and none. */
static char *
choose_store(struct ui *ui, const struct import_entry *e)
{
	struct choice choices[STORE_COUNT + 2] = { { NULL, NULL } };
	size_t n = 0;
	int s;

	if (e->proposed != STORE_COUNT)
		choices[n++] = (struct choice){ store_info(e->proposed)->name,
		    store_info(e->proposed)->label };
	for (s = 0; e->cert != NULL && s < STORE_COUNT; s++)
		if (s != (int)e->proposed && s != STORE_CRL)
			choices[n++] = (struct choice){
			    store_info((enum store_id)s)->name,
			    store_info((enum store_id)s)->label };
	choices[n++] = (struct choice){ LEAVE_OUT, "Leave it out" };
	return pick_choice(ui, "Into which store?", choices,
	    e->store != STORE_COUNT ? store_info(e->store)->name :
	    LEAVE_OUT);
}

static void
store(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct found *f = (struct found *)layer;
	struct import_entry *e = selected(f);
	char *name = choose_store(ui, e);
	struct err err = { 0 };

	(void)c;
	if (name != NULL && !import_plan_store(&f->wizard->plan,
	    (size_t)(e - f->wizard->plan.v), store_find_id(name), &err))
		ui_error(ui, &err);
	free(name);
	show_rows(f);
}

static bool
takes_any(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct import_plan *p = &((struct found *)layer)->wizard->plan;
	size_t i;

	(void)ui;
	(void)c;
	for (i = 0; i < p->n; i++)
		if (p->v[i].store != STORE_COUNT)
			return true;
	return err_set(err, ERR_INVALID, "everything is left out");
}

static const struct command rows[] = {
	{ .keys = "Enter", .name = "next", .label = "Next",
	  .help = "Go on to what it is used for.", .available = takes_any,
	  .run = layer_accept },
	{ .keys = "Esc Ctrl-C q", .name = "back", .label = "Back",
	  .help = "Back to the file; nothing is written.",
	  .run = layer_cancel },
	{ .keys = "F3 v", .name = "details", .label = "Details",
	  .help = "All that is known of the selected one.", .run = details },
	{ .keys = "F4 s", .name = "store", .label = "Store",
	  .help = "Put it into another store, or leave it out.",
	  .run = store },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context import_context = {
	.name = "import",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &import_context, .draw = draw, .view = found_view,
	.hint = hint,
};

enum step
import_found(struct wizard *w)
{
	struct found f = { .layer = { .ops = &ops }, .wizard = w };
	bool next;

	f.view = static_view_new(columns, ARRAY_SIZE(columns));
	show_rows(&f);
	next = ui_modal(w->ui, &f.layer);
	view_free(f.view);
	return next ? STEP_NEXT : STEP_BACK;
}
