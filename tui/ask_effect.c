/* SPDX-License-Identifier: ISC */
#include "tui/ask_effect.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tui/browser.h"

/*
 * Two audits are made: where the last one took longer than that, none.  What
 * asks anyway may take its time; OK and the verbs have to be quick.
 */
enum { MAX_ASKED_MS = 2000, MAX_QUICK_MS = 400 };

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

static bool
ask_with(struct ui *ui, const struct question *q, const struct effect *e)
{
	struct question asked = *q;
	struct buf b = { 0 };
	bool yes;

	if (q->text != NULL)
		buf_addf(&b, "%s\n\n", q->text);
	if (e != NULL)
		add_effect(&b, e);
	else
		buf_adds(&b, "What it does to the audit was not computed: the "
		    "audit takes too long.");
	asked.text = (const char *)b.data;
	asked.sure = q->sure || (e != NULL &&
	    findings_count(&e->added, SEVERITY_ERROR) > 0);
	yes = ask(ui, &asked);
	buf_clear(&b);
	return yes;
}

static void
tell(char **told, char *text)
{
	if (told != NULL && *text != '\0')
		*told = text;
	else
		free(text);
}

bool
ask_effect(struct ui *ui, const struct question *q, const struct pending *p,
    char **told, struct err *err)
{
	bool quick = browser_audit_ms(ui) <= (q->text != NULL ?
	    MAX_ASKED_MS : MAX_QUICK_MS), yes = true;
	struct effect e = { 0 };

	if (told != NULL)
		*told = NULL;
	if (quick && !effect_of_pending(ui->model, p, ui_now(ui), &e, err)) {
		effect_clear(&e);
		return false;
	}
	if (q->text != NULL || effect_matters(&e))
		yes = ask_with(ui, q, quick ? &e : NULL);
	else
		tell(told, quick ? effect_summary(&e) :
		    xstrdup("audit effect not computed"));
	effect_clear(&e);
	return yes;
}
