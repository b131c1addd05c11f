/* SPDX-License-Identifier: ISC */
#include "tui/used.h"

#include <string.h>

#include "base/mem.h"
#include "tui/form.h"
#include "tui/picker.h"

static const struct view_column columns[] = {
	{ "Kind", 16 }, { "Object", 24 }, { "Usage", 10 }, { "Field", 22 },
};

static void
show_list(struct ui *ui, const struct assignments *a)
{
	struct picker p = { .title = "Where used", .heads = true };
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
used_show(struct ui *ui, const char *thumbprint)
{
	struct assignments a = { 0 };
	struct err err = { 0 };

	if (model_assignments(ui->model, thumbprint, &a, &err))
		show_list(ui, &a);
	else
		ui_error(ui, &err);
	assignments_clear(&a);
}

/* ---- objects ------------------------------------------------------------ */

struct users {
	struct model *model;
	const struct kind *of;
	const char *name;
	struct assignments found;
};

/* Those of a kind whose field holds the name. */
static bool
add_users(struct users *u, const struct kind *k, const struct field *f,
    struct err *err)
{
	struct assignments *a = &u->found;
	struct objects users = { 0 };
	size_t i;

	if (!model_select(u->model, k, f->name, u->name, &users, err))
		return false;
	for (i = 0; i < users.n; i++) {
		a->v = grow(a->v, a->n, &a->cap, sizeof(*a->v));
		a->v[a->n++] = (struct assignment){
			.kind = xstrdup(k->name),
			.name = xstrdup(users.v[i]->name),
			.field = xstrdup(f->name),
		};
	}
	objects_clear(&users);
	return true;
}

/* Which fields refer to which kind is in the tables: nothing else to know. */
static bool
find_users(struct users *u, struct err *err)
{
	const struct kind *const *k;
	const struct field *f;

	for (k = kinds; *k != NULL; k++)
		for (f = (*k)->fields; f < (*k)->fields + (*k)->nfields; f++)
			if (f->type == FIELD_REF &&
			    strcmp(f->ref, u->of->name) == 0 &&
			    !add_users(u, *k, f, err))
				return false;
	return true;
}

void
used_show_object(struct ui *ui, const struct kind *kind, const char *name)
{
	struct users u = { .model = ui->model, .of = kind, .name = name };
	struct err err = { 0 };

	if (find_users(&u, &err))
		show_list(ui, &u.found);
	else
		ui_error(ui, &err);
	assignments_clear(&u.found);
}
