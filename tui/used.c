/* SPDX-License-Identifier: ISC */
#include "tui/used.h"

#include "base/mem.h"
#include "model/reference.h"
#include "tui/form.h"
#include "tui/picker.h"

static const struct view_column columns[] = {
	{ "Kind", 16 }, { "Object", 24 }, { "Usage", 10 }, { "Field", 22 },
};

static void
show_list(struct ui *ui, const struct assignments *a)
{
	struct picker p = { .title = "Where used", .heads = true,
	    .opens = true };
	const struct assignment *user;
	const struct view_row *row;
	size_t i;

	p.view = static_view_new(columns, ARRAY_SIZE(columns));
	p.view->empty = "used nowhere in this group";
	for (i = 0; i < a->n; i++)
		static_view_add(p.view, a->v[i].name, (const char *[]){
		    a->v[i].kind, a->v[i].name, a->v[i].usage,
		    a->v[i].field }, STYLE_NORMAL);
	row = picker_run(ui, &p, false);
	if (row != NULL && row->index < a->n) {
		user = &a->v[row->index];
		form_edit(ui, user->kind, user->name, user->field);
	}
	view_free(p.view);
}

void
used_show(struct ui *ui, const struct kind *kind, const char *name)
{
	struct assignments a = { 0 };
	struct err err = { 0 };

	if (reference_find(ui->model, kind, name, &a, &err))
		show_list(ui, &a);
	else
		ui_error(ui, &err);
	assignments_clear(&a);
}
