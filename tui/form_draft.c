/* SPDX-License-Identifier: ISC */
/* A dialog that is cut off becomes a draft, and a draft a dialog again. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/conflict.h"
#include "tui/draft.h"
#include "tui/form.h"
#include "tui/form_parts.h"
#include "tui/picker.h"

/* ---- keeping ------------------------------------------------------------ */

/* What can be typed in again by the same person, and is no secret. */
static bool
may_keep(const struct form *f, const struct slot *s)
{
	return form_frozen(f, s) == NULL && !slot_is_secret(s);
}

static void
add_changes(const struct form *f, struct draft *d)
{
	struct object *origin = form_origin(f);
	struct changes changes = { 0 };
	const struct slot *s;
	const struct change *c;

	object_diff(origin, f->now, &changes);
	for (c = changes.v; c < changes.v + changes.n; c++) {
		s = slots_find(&f->slots, c->field);
		if (s != NULL && may_keep(f, s) &&
		    form_rejected(f, s) == NULL)
			draft_add(d, c->field, c->old_value != NULL ?
			    c->old_value : "", c->new_value != NULL ?
			    c->new_value : "");
	}
	changes_clear(&changes);
	object_free(origin);
}

static void
add_rejected(const struct form *f, struct draft *d)
{
	const struct rejected *r;
	const struct slot *s;
	char *base;

	for (r = f->rejected; r < f->rejected + f->nrejected; r++) {
		s = slots_find(&f->slots, r->name);
		if (s == NULL || !may_keep(f, s))
			continue;
		base = slot_get(f->before, s);
		draft_add(d, r->name, base, r->text);
		free(base);
	}
}

void
form_keep(struct form *f)
{
	const struct slot *focus;
	struct draft d = { .kind = f->kind, .id = f->is_new ? 0 :
	    f->before->id, .when = ui_now(f->ui) };

	if (!f->ui->quit || (f->ui->signal == 0 && !f->ui->keep) ||
	    f->why_read_only != NULL || !form_unsaved(f))
		return;
	focus = form_focused(f);
	d.focus = xstrdup(focus != NULL ? focus->name : "");
	form_leave(f);
	d.name = xstrdup(f->before->name != NULL ? f->before->name : "");
	add_changes(f, &d);
	add_rejected(f, &d);
	/* There is nobody left to be told that it could not be written. */
	if (d.n > 0)
		draft_write(&d, f->ui->model, NULL);
	draft_clear(&d);
}

/* ---- opening ------------------------------------------------------------ */

/* The texts go in as changes of the state they were typed over. */
static void
put_texts(struct form *f, const struct draft *d, size_t *lost)
{
	struct object *base = object_copy(f->before);
	const struct slot *s;
	size_t i;

	if (!f->is_new)
		for (i = 0; i < d->n; i++)
			object_set(base, f->ui->model, d->v[i].field,
			    d->v[i].base, NULL);
	form_rebase(f, base, object_copy(base));
	for (i = 0; i < d->n; i++) {
		s = slots_find(&f->slots, d->v[i].field);
		if (s != NULL && form_frozen(f, s) == NULL)
			form_put(f, s, d->v[i].text);
		else
			++*lost;
	}
}

/* What others changed since is decided at once, or when it is saved. */
static void
merge_with(struct form *f, const struct object *stored)
{
	struct changes since = { 0 };
	struct object *merged = NULL;

	object_diff(f->before, stored, &since);
	if (since.n > 0)
		merged = conflict_merge(f->ui, f->before, stored, f->now);
	if (merged != NULL)
		form_rebase(f, object_copy(stored), merged);
	changes_clear(&since);
}

static void
open_draft(struct ui *ui, const struct draft *d)
{
	struct object *stored = d->id == 0 ? NULL :
	    model_get_id(ui->model, d->kind, d->id, NULL);
	struct form f;
	size_t lost = 0;

	form_init(&f, ui, stored != NULL ? object_copy(stored) :
	    object_new(d->kind), stored == NULL);
	put_texts(&f, d, &lost);
	if (stored != NULL)
		merge_with(&f, stored);
	if (d->id != 0 && stored == NULL)
		ui_say(ui, STYLE_WARNING, "%s %s was deleted meanwhile: this "
		    "makes a new one", d->kind->label, d->name);
	else if (lost > 0)
		ui_say(ui, STYLE_WARNING, "%zu texts fit no field any more",
		    lost);
	form_focus_name(&f, d->focus);
	free(form_run(&f));
	object_free(stored);
}

static void
offer(struct ui *ui, const struct draft *d)
{
	static const struct choice choices[] = {
		{ "open", "Open it" }, { "discard", "Discard it" },
		{ "later", "Decide later" }, { NULL, NULL },
	};
	char when[WHEN_TEXT], *answer, *title;

	title = xasprintf("A draft of %s %s from %s was kept",
	    d->kind->label, d->id != 0 ? d->name : "(new)",
	    when_text(d->when, when));
	answer = pick_choice(ui, title, choices, "open");
	free(title);
	if (answer != NULL && strcmp(answer, "open") == 0)
		open_draft(ui, d);
	/* Cut off once more it has been kept anew by now. */
	if (answer != NULL && strcmp(answer, "later") != 0)
		draft_remove(d);
	free(answer);
}

void
form_offer_drafts(struct ui *ui)
{
	struct drafts list = { 0 };
	struct err err = { 0 };
	size_t i;

	if (!model_may(ui->model, ROLE_ADMINISTRATOR, NULL))
		return;
	drafts_read(&list, ui->model, &err);
	for (i = 0; i < list.n && !ui->quit; i++)
		offer(ui, &list.v[i]);
	if (err.code != ERR_NONE && ui->message == NULL)
		ui_error(ui, &err);
	drafts_clear(&list);
}
