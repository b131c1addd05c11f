/* SPDX-License-Identifier: ISC */
/* Saving what a dialog holds, and the command line that would do it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/edit.h"
#include "model/object.h"
#include "tui/ask.h"
#include "tui/form_parts.h"

/* ---- saving ------------------------------------------------------------- */

/* Two lists of changes, ours and theirs, and what to do about it. */
static char *
conflict_text(const struct form *f, const struct object *theirs,
    const char *reason)
{
	struct changes mine = { 0 }, other = { 0 };
	struct buf b = { 0 };
	size_t i;

	object_diff(f->before, f->now, &mine);
	object_diff(f->before, theirs, &other);
	buf_addf(&b, "%s\n\nYour changes:\n", reason);
	for (i = 0; i < mine.n; i++)
		buf_addf(&b, "  %s = %s\n", mine.v[i].field,
		    mine.v[i].new_value != NULL ? mine.v[i].new_value : "");
	buf_adds(&b, "Changed by somebody else meanwhile:\n");
	for (i = 0; i < other.n; i++)
		buf_addf(&b, "  %s = %s\n", other.v[i].field,
		    other.v[i].new_value != NULL ? other.v[i].new_value :
		    "");
	buf_adds(&b, "\nLoad the new state and put your changes on top, to "
	    "look at and save once more?");
	changes_clear(&mine);
	changes_clear(&other);
	return buf_steal(&b);
}

static void
rebase(struct form *f, struct object *theirs)
{
	struct object *typed = f->now;
	struct changes mine = { 0 };
	size_t i;

	object_diff(f->before, typed, &mine);
	object_free(f->before);
	f->before = theirs;
	f->now = object_copy(theirs);
	for (i = 0; i < mine.n; i++) {
		if (mine.v[i].secret)
			object_set_token(f->now, mine.v[i].field,
			    object_token(typed, mine.v[i].field));
		else
			object_set(f->now, f->ui->model, mine.v[i].field,
			    mine.v[i].new_value != NULL ?
			    mine.v[i].new_value : "", NULL);
	}
	object_free(typed);
	changes_clear(&mine);
	form_refresh(f);
}

static void
conflict(struct form *f, const struct err *why)
{
	struct err err = { 0 };
	struct object *theirs = model_get_id(f->ui->model, f->kind,
	    f->before->id, &err);
	char *text;

	if (theirs == NULL) {
		ui_error(f->ui, &err);
		return;
	}
	text = conflict_text(f, theirs, why->text);
	if (ask_yes(f->ui, "Changed meanwhile", text))
		rebase(f, theirs);
	else
		object_free(theirs);
	free(text);
}

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
	if (go_to_rejected(f) || go_to_missing(f))
		return false;
	copy = object_copy(f->now);
	ok = f->is_new ? edit_create_one(f->ui->model, copy, &err) :
	    edit_update_one(f->ui->model, f->before, copy, &err);
	if (!ok) {
		object_free(copy);
		if (err.code == ERR_CONFLICT) {
			conflict(f, &err);
			return false;
		}
		if (err.part[0] != '\0')
			form_focus_name(f, err.part);
		ui_error(f->ui, &err);
		return false;
	}
	object_free(f->before);
	object_free(f->now);
	f->before = copy;
	f->now = object_copy(copy);
	f->is_new = false;
	f->ui->changed = true;
	form_refresh(f);
	return true;
}

/* ---- the command line that would do the same ---------------------------- */

char *
form_command_line(const struct form *f)
{
	struct changes changes = { 0 };
	struct buf b = { 0 };
	size_t i;

	object_diff(f->before, f->now, &changes);
	buf_addf(&b, "sealport %s %s ", f->is_new ? "new" : changes.n == 0 ?
	    "show" : "set", f->kind->name);
	text_shell_word(&b, f->is_new ? f->now->name != NULL ?
	    f->now->name : "NAME" : f->before->name);
	for (i = 0; i < changes.n; i++) {
		if (f->is_new && strcmp(changes.v[i].field, "name") == 0)
			continue;
		buf_addf(&b, " %s=", changes.v[i].field);
		/* Asked for when it runs: others can read a command line. */
		if (changes.v[i].secret && changes.v[i].new_value != NULL)
			buf_addc(&b, '-');
		else if (changes.v[i].new_value != NULL)
			text_shell_word(&b, changes.v[i].new_value);
	}
	changes_clear(&changes);
	return buf_steal(&b);
}
