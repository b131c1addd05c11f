/* SPDX-License-Identifier: ISC */
#include "tui/ask_effect.h"

#include "model/audit/effect.h"
#include "tui/browser.h"

/* Two audits are made for the question: longer ones are left out. */
enum { MAX_EFFECT_MS = 2000 };

static void
add_effect(struct buf *b, const struct effect *e)
{
	if (e->added.n + e->settled.n == 0) {
		buf_adds(b, "Nothing changes in the audit.");
		return;
	}
	buf_adds(b, "What this change does to the audit:\n");
	effect_lines(e, b);
}

bool
ask_effect(struct ui *ui, const struct question *q,
    const struct edit_set *set, struct err *err)
{
	bool quick = browser_audit_ms(ui) <= MAX_EFFECT_MS, yes = false;
	struct question asked = *q;
	struct effect e = { 0 };
	struct buf b = { 0 };

	if (quick && !effect_of(ui->model, set, ui_now(ui), &e, err)) {
		effect_clear(&e);
		return false;
	}
	buf_addf(&b, "%s\n\n", q->text);
	if (quick)
		add_effect(&b, &e);
	else
		buf_adds(&b, "What it does to the audit was not computed.");
	asked.text = (const char *)b.data;
	asked.sure = q->sure ||
	    findings_count(&e.added, SEVERITY_ERROR) > 0;
	yes = ask(ui, &asked);
	effect_clear(&e);
	buf_clear(&b);
	return yes;
}
