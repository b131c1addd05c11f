/* SPDX-License-Identifier: ISC */
#include "tui/cert_replace.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/replace.h"
#include "tui/ask_effect.h"
#include "tui/cert_info.h"

/* Of the usage it is assigned for first; NULL where nothing was chosen. */
static char *
choose_new(struct ui *ui, const char *thumbprint, struct err *err)
{
	struct assignments a = { 0 };
	struct field f = { .name = NULL };
	char *chosen = NULL;

	if (!model_assignments(ui->model, thumbprint, &a, err)) {
		assignments_clear(&a);
		return NULL;
	}
	if (a.n == 0)
		err_set(err, ERR_NOT_FOUND, "it is assigned nowhere");
	else
		f.usage = usage_find(a.v[0].usage);
	if (a.n > 0)
		chosen = cert_info_pick(ui, &f, "", thumbprint);
	assignments_clear(&a);
	return chosen;
}

static void
add_places(struct buf *b, const struct replacement *r, bool fits)
{
	const struct replace_place *p;
	struct buf line = { 0 };
	char *safe;

	for (p = r->v; p < r->v + r->n; p++) {
		if ((p->problem == NULL) != fits)
			continue;
		buf_reset(&line);
		replace_place_text(p, &line);
		if (!fits)
			buf_addf(&line, ": %s", p->problem);
		safe = text_safe((char *)line.data);
		buf_addf(b, "\n  %s", safe);
		free(safe);
	}
	buf_clear(&line);
}

static char *
question_text(const struct replacement *r)
{
	struct buf b = { 0 };
	char *safe;

	buf_addf(&b, "By %s", cert_title(r->new.cert));
	if (r->fit > 0)
		buf_addf(&b, ", in %zu place%s:", r->fit,
		    r->fit == 1 ? "" : "s");
	add_places(&b, r, true);
	if (r->fit < r->n)
		buf_adds(&b, "\n\nAs they are stay, because it does not fit:");
	add_places(&b, r, false);
	if (r->fit > 0 && r->other != NULL) {
		safe = text_safe(r->other);
		buf_addf(&b, "\n\nANOTHER IDENTITY: %s", safe);
		free(safe);
	}
	return buf_steal(&b);
}

static bool
ask_for(struct ui *ui, const struct replacement *r, struct err *err)
{
	char *title = xasprintf("Replace %s", r->old.cert != NULL ?
	    cert_title(r->old.cert) : r->thumbprint);
	char *text = question_text(r);
	bool yes = false;

	if (r->fit > 0)
		yes = ask_effect(ui, &(struct question){ .title = title,
		    .text = text, .yes = "replace", .no = "leave it",
		    .sure = r->fit < r->n || r->other != NULL },
		    &(struct pending){ .set = &r->set }, NULL, err);
	else
		show_text(ui, title, text);
	free(title);
	free(text);
	return yes;
}

void
cert_replace(struct ui *ui, const char *thumbprint)
{
	struct replacement r = { .n = 0 };
	struct err err = { 0 };
	char *chosen = choose_new(ui, thumbprint, &err);
	const struct replace_order order = { .old_thumbprint = thumbprint,
	    .new_thumbprint = chosen, .account = ui->model->user,
	    .at = ui_now(ui) };

	if (chosen != NULL && replace_plan(&r, ui->model, &order, &err) &&
	    ask_for(ui, &r, &err) &&
	    replace_write(&r, NULL, r.other != NULL, &err)) {
		ui_say(ui, STYLE_NORMAL, "replaced in %zu place%s; u takes it "
		    "back", r.fit, r.fit == 1 ? "" : "s");
		ui->changed = true;
	}
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	replace_clear(&r);
	free(chosen);
}
