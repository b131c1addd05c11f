/* SPDX-License-Identifier: ISC */
#include "tui/cert_replace.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/audit/effect.h"
#include "model/replace.h"
#include "tui/ask.h"
#include "tui/browser.h"
#include "tui/cert_info.h"

/* Two audits are made for the question: longer ones are left out. */
enum { MAX_EFFECT_MS = 2000 };

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
		chosen = cert_info_pick(ui, &f, "");
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
question_text(const struct replacement *r, const struct effect *e)
{
	struct buf b = { 0 };

	buf_addf(&b, "By %s", cert_title(r->new.cert));
	if (r->fit > 0)
		buf_addf(&b, ", in %zu place%s:", r->fit,
		    r->fit == 1 ? "" : "s");
	add_places(&b, r, true);
	if (r->fit < r->n)
		buf_adds(&b, "\n\nAs they are stay, because it does not fit:");
	add_places(&b, r, false);
	buf_adds(&b, "\n");
	if (e == NULL && r->fit > 0)
		buf_adds(&b, "\nWhat it does to the audit was not computed.");
	else if (e != NULL && e->added.n + e->settled.n == 0)
		buf_adds(&b, "\nNothing changes in the audit.");
	else if (e != NULL) {
		buf_adds(&b, "\nWhat this change does to the audit:\n");
		effect_lines(e, &b);
	}
	return buf_steal(&b);
}

static bool
ask_for(struct ui *ui, const struct replacement *r)
{
	struct effect e = { 0 };
	bool known = r->fit > 0 && browser_audit_ms(ui) <= MAX_EFFECT_MS &&
	    effect_of(ui->model, &r->set, ui_now(ui), &e, NULL);
	char *title = xasprintf("Replace %s", r->old.cert != NULL ?
	    cert_title(r->old.cert) : r->thumbprint);
	char *text = question_text(r, known ? &e : NULL);
	struct question q = { .title = title, .text = text,
	    .yes = "replace", .no = "leave it", .sure = r->fit < r->n ||
	    findings_count(&e.added, SEVERITY_ERROR) > 0 };
	bool yes = false;

	if (r->fit > 0)
		yes = ask(ui, &q);
	else
		show_text(ui, title, text);
	effect_clear(&e);
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
	    ask_for(ui, &r) && replace_write(&r, NULL, &err)) {
		ui_say(ui, STYLE_NORMAL, "replaced in %zu place%s; u takes it "
		    "back", r.fit, r.fit == 1 ? "" : "s");
		ui->changed = true;
	}
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	replace_clear(&r);
	free(chosen);
}
