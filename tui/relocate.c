/* SPDX-License-Identifier: ISC */
#include "tui/relocate.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/artifact.h"
#include "model/edit.h"
#include "tui/ask_effect.h"
#include "tui/picker.h"

bool
relocate_possible(struct ui *ui, const struct kind *k, struct err *err)
{
	const struct field *f = k != NULL ? artifact_field(k) : NULL;

	if (f == NULL)
		return err_set(err, ERR_INVALID, "nothing is selected that "
		    "belongs to an application");
	if (f->flags & FIELD_DERIVED)
		return err_set(err, ERR_INVALID, "it moves with its receive "
		    "port");
	return model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

/* Who refers to what across applications is the audit's subject too. */
static bool
accept(struct ui *ui, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct edit_set set = {
		.before = (struct object *[]){ (struct object *)before },
		.now = (struct object *[]){ (struct object *)now }, .n = 1,
	};

	return ask_effect(ui, &(struct question){
	    .title = "Move to Application", .yes = "move",
	    .no = "leave it" }, &(struct pending){ .set = &set }, NULL, err);
}

static void
move_to(struct ui *ui, const struct field *f, const struct object *before,
    const char *to)
{
	struct object *now = object_copy(before);
	struct err err = { 0 };

	if (field_parse(f, now, to, &err) && accept(ui, before, now, &err) &&
	    edit_update_one(ui->model, before, now, &err))
		ui_say(ui, STYLE_NORMAL, "moved to %s; u takes it back", to);
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	ui->changed = true;
	object_free(now);
}

void
relocate_object(struct ui *ui, const struct kind *k, const char *name)
{
	const struct field *f = artifact_field(k);
	struct err err = { 0 };
	struct object *o = model_get(ui->model, k, name, &err);
	char *from, *to;

	if (o == NULL) {
		ui_error(ui, &err);
		return;
	}
	from = field_text(f, o);
	to = pick_object(ui, f, o, from);
	if (to != NULL)
		move_to(ui, f, o, to);
	free(from);
	free(to);
	object_free(o);
}
