/* SPDX-License-Identifier: ISC */
#include "tui/used.h"

#include "base/mem.h"
#include "tui/form.h"
#include "tui/picker.h"

static const struct view_column columns[] = {
	{ "Kind", 16 }, { "Object", 24 }, { "Usage", 10 }, { "Field", 22 },
};

void
used_show(struct ui *ui, const char *thumbprint)
{
	struct assignments a = { 0 };
	struct picker p = { .title = "Where used", .heads = true };
	const struct view_row *row;
	struct err err = { 0 };
	size_t i;

	if (!model_assignments(ui->model, thumbprint, &a, &err)) {
		ui_error(ui, &err);
		return;
	}
	p.view = static_view_new(columns, ARRAY_SIZE(columns));
	p.view->empty = "used nowhere in this group";
	for (i = 0; i < a.n; i++)
		static_view_add(p.view, a.v[i].name, (const char *[]){
		    a.v[i].kind, a.v[i].name, a.v[i].usage, a.v[i].field },
		    STYLE_NORMAL);
	row = picker_run(ui, &p, false);
	if (row != NULL)
		form_edit(ui, a.v[row->index].kind, a.v[row->index].name,
		    a.v[row->index].field);
	view_free(p.view);
	assignments_clear(&a);
}
