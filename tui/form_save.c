/* SPDX-License-Identifier: ISC */
/* Saving what a dialog holds, and the command line that would do it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/edit.h"
#include "model/object.h"
#include "tui/ask_effect.h"
#include "tui/conflict.h"
#include "tui/form_parts.h"

/* ---- changed meanwhile -------------------------------------------------- */

void
form_rebase(struct form *f, struct object *before, struct object *now)
{
	object_free(f->before);
	object_free(f->now);
	f->before = before;
	f->now = now;
	form_refresh(f);
}

/* A state is reached by commands only: it begins where new ones do. */
static void
make_new(struct form *f)
{
	const struct kind *k = f->kind;
	struct object *now = object_copy(f->now);
	const struct field *field;

	now->id = now->version = 0;
	for (field = k->fields; field < k->fields + k->nfields; field++) {
		if (!(field->flags & FIELD_STATE))
			continue;
		field_release(field, now);
		field_set_default(field, now);
	}
	f->is_new = true;
	form_rebase(f, object_new(k), now);
}

static bool
deleted(struct form *f)
{
	char *text = xasprintf("%s %s was deleted meanwhile by somebody "
	    "else.\n\nCreate it again with what this dialog holds?",
	    f->kind->label, f->before->name);
	bool again = ask_sure(f->ui, "Deleted meanwhile", text);

	free(text);
	if (again)
		make_new(f);
	return again;
}

/* True: what the dialog holds now can be saved. */
static bool
conflict(struct form *f)
{
	struct err err = { 0 };
	struct object *merged, *theirs = model_get_id(f->ui->model, f->kind,
	    f->before->id, &err);

	if (theirs == NULL && err.code == ERR_NOT_FOUND)
		return deleted(f);
	if (theirs == NULL) {
		ui_error(f->ui, &err);
		return false;
	}
	merged = conflict_merge(f->ui, f->before, theirs, f->now);
	if (merged == NULL) {
		object_free(theirs);
		return false;
	}
	form_rebase(f, theirs, merged);
	return true;
}

/* ---- what it does to the audit ------------------------------------------ */

/* An edit that is refused says so when it is saved. */
static bool
accept_effect(struct form *f)
{
	const struct edit_set set = {
		.before = f->is_new ? NULL : &f->before, .now = &f->now,
		.n = 1,
	};
	struct err err = { 0 };

	free(f->told);
	if (ask_effect(f->ui, &(struct question){ .title = "Audit",
	    .yes = "save", .no = "back to the dialog" },
	    &(struct pending){ .set = &set }, &f->told, &err) ||
	    err.code != ERR_NONE)
		return true;
	form_focus(f, f->part, f->focus);
	return false;
}

/* ---- saving ------------------------------------------------------------- */

static bool
go_to_rejected(struct form *f)
{
	if (f->nrejected == 0)
		return false;
	ui_say(f->ui, STYLE_ERROR, "%s", f->rejected[0].why);
	form_focus_name(f, f->rejected[0].name);
	return true;
}

/* From the top, so that a new object is asked for its name first. */
static bool
go_to_missing(struct form *f)
{
	const struct slot *s;

	for (s = f->slots.v; s < f->slots.v + f->slots.n; s++) {
		if (s->field == NULL || s->page == NULL ||
		    !(s->field->flags & FIELD_REQUIRED) ||
		    form_frozen(f, s) != NULL || !slot_is_empty(f->now, s))
			continue;
		ui_say(f->ui, STYLE_ERROR, "%s: a value is needed",
		    s->field->label);
		return form_focus_name(f, s->name);
	}
	return false;
}

/* Whose dialog it is need not be said: the line is short. */
static const char *
without_name(const struct form *f, const char *text)
{
	char *start = xasprintf("%s %s: ", f->kind->name,
	    f->now->name != NULL ? f->now->name : "");

	if (text_starts(text, start))
		text += strlen(start);
	free(start);
	return text;
}

static bool
save_failed(struct form *f, const struct err *err)
{
	if (err->code == ERR_CONFLICT)
		return conflict(f) && form_save(f);
	if (err->part[0] != '\0')
		form_focus_name(f, err->part);
	ui_say(f->ui, STYLE_ERROR, "%s", without_name(f, err->text));
	return false;
}

bool
form_save(struct form *f)
{
	struct object *copy;
	struct err err = { 0 };
	bool ok;

	form_leave(f);
	if (f->why_read_only != NULL) {
		ui_say(f->ui, STYLE_WARNING, "%s", f->why_read_only);
		return false;
	}
	if (go_to_rejected(f) || go_to_missing(f) || !accept_effect(f))
		return false;
	copy = object_copy(f->now);
	ok = f->is_new ? edit_create_one(f->ui->model, copy, &err) :
	    edit_update_one(f->ui->model, f->before, copy, &err);
	if (!ok) {
		object_free(copy);
		return save_failed(f, &err);
	}
	f->is_new = false;
	f->ui->changed = true;
	form_rebase(f, copy, object_copy(copy));
	return true;
}

/* ---- the command line that would do the same ---------------------------- */

char *
form_command_line(const struct form *f)
{
	struct object *origin = form_origin(f);
	struct changes changes = { 0 };
	const char *name = !f->is_new ? f->before->name :
	    f->now->name != NULL ? f->now->name : "NAME";
	const struct field *field;
	struct buf b = { 0 };
	size_t i;

	object_diff(origin, f->now, &changes);
	buf_addf(&b, "sealport %s %s%s ", f->is_new ? "new" :
	    changes.n == 0 ? "show" : "set", *name == '-' ? "-- " : "",
	    f->kind->name);
	text_shell_word(&b, name);
	for (i = 0; i < changes.n; i++) {
		if (f->is_new && strcmp(changes.v[i].field, "name") == 0)
			continue;
		field = kind_field(f->kind, changes.v[i].field);
		if (field != NULL && (field->flags & FIELD_DERIVED))
			continue;
		buf_addf(&b, " %s=", changes.v[i].field);
		/* Asked for when it runs: others can read a command line. */
		if (changes.v[i].secret && changes.v[i].new_value != NULL)
			buf_addc(&b, '-');
		else if (changes.v[i].new_value != NULL)
			text_shell_word(&b, changes.v[i].new_value);
	}
	changes_clear(&changes);
	object_free(origin);
	return buf_steal(&b);
}
