/* SPDX-License-Identifier: ISC */
#include "tui/mend.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "tui/ask.h"
#include "tui/browser.h"
#include "tui/form.h"

bool
mend_possible(const struct finding *f, struct err *err)
{
	if (f->result != AUDIT_FINDING)
		return err_set(err, ERR_INVALID,
		    "what is no finding cannot be mended");
	return fix_word(f->rule) != NULL || err_set(err, ERR_INVALID,
	    "%s is mended by hand: Enter goes there", f->rule->id);
}

/* Each line by itself: a line end is none of the texts'. */
static void
add_lines(struct buf *b, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *line, *safe;

	while ((line = strsep(&rest, "\n")) != NULL) {
		safe = text_safe(line);
		buf_addf(b, "%s\n", safe);
		free(safe);
	}
	free(copy);
}

static bool
ask_stores(struct ui *ui, const struct fix *f)
{
	struct buf b = { 0 };
	bool yes;

	buf_adds(&b, "What changes:\n");
	add_lines(&b, f->text);
	buf_adds(&b, "\nThe same by command:\n");
	add_lines(&b, f->command);
	buf_adds(&b, f->undo != NULL ? "\ny takes it back, and so does:\n" :
	    "\nThis cannot be taken back.\n");
	if (f->undo != NULL)
		add_lines(&b, f->undo);
	buf_adds(&b, "\nDo it?");
	yes = f->undo != NULL ? ask_yes(ui, "Mend", (const char *)b.data) :
	    ask_sure(ui, "Mend", (const char *)b.data);
	buf_clear(&b);
	return yes;
}

static void
mend_stores(struct ui *ui, struct fix *f)
{
	struct err err = { 0 };

	if (!ask_stores(ui, f))
		return;
	ui->changed = true;
	if (!fix_apply(f, ui->model, &err)) {
		ui_error(ui, &err);
		return;
	}
	ui_say(ui, STYLE_NORMAL, f->undo != NULL ?
	    "mended; y takes it back" : "mended");
	browser_audit_now(ui);
	if (f->undo != NULL)
		browser_keep_mended(ui, f);
}

bool
mend_here(struct ui *ui, const struct finding *found, struct part_target *to)
{
	struct err err = { 0 };
	struct fix f = { .row = NULL };
	bool sets = false;

	if (!mend_possible(found, &err) ||
	    !fix_plan(&f, ui->model, found, &err))
		ui_error(ui, &err);
	else if (f.field == NULL)
		mend_stores(ui, &f);
	else {
		*to = (struct part_target){ xstrdup(f.kind),
		    xstrdup(f.object), xstrdup(f.field), xstrdup(f.value) };
		sets = true;
	}
	fix_clear(&f);
	return sets;
}

void
mend_finding(struct ui *ui, const struct finding *found)
{
	struct part_target to = { .kind = NULL };

	if (mend_here(ui, found, &to))
		form_edit_with(ui, to.kind, to.object, to.field, to.value);
	part_target_clear(&to);
}

bool
mend_ask_back(struct ui *ui, const struct fix *f)
{
	struct buf b = { 0 };
	bool yes;

	buf_adds(&b, "Take back what was mended?\n\n");
	add_lines(&b, f->text);
	yes = ask_yes(ui, "Mended", (const char *)b.data);
	buf_clear(&b);
	return yes;
}
