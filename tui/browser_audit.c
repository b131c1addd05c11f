/* SPDX-License-Identifier: ISC */
/* Commands of the main view that work on a finding of the audit. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/waive.h"
#include "tui/ask.h"
#include "tui/browser_parts.h"
#include "tui/finder.h"
#include "tui/form.h"
#include "tui/mend.h"
#include "tui/part.h"
#include "tui/views.h"

/* The finding that is selected, or NULL; lives until the next audit. */
static const struct finding *
selected(struct browser *b)
{
	const struct view_row *r = strcmp(b->node->name, "audit") == 0 ?
	    view_selected(b->list) : NULL;

	return audit_view_finding(b->report, r);
}

static bool
can_waive(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct finding *f = selected((struct browser *)layer);

	if (f == NULL)
		return err_set(err, ERR_INVALID,
		    "select a finding on the node Audit");
	if (!browser_on_row(ui, layer, c, err))
		return false;
	if (f->result != AUDIT_FINDING)
		return err_set(err, ERR_INVALID, f->result == AUDIT_WAIVED ?
		    "it is waived already: see Waivers" :
		    "what could not be tested cannot be waived");
	return browser_may_change(ui, layer, c, err);
}

static void
waive(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct object *draft = waiver_draft(
	    selected((struct browser *)layer), ui_now(ui));
	char *name = form_new(ui, draft);

	(void)c;
	if (name != NULL)
		ui_say(ui, STYLE_NORMAL, "the finding is waived; it is listed "
		    "below Waivers");
	free(name);
}

/* ---- a part of it ------------------------------------------------------- */

bool
browser_wants(const struct ui *ui, const struct finding *f)
{
	const struct browser *b = ui->browser;

	return (!b->only_errors || (f->result == AUDIT_FINDING &&
	    f->severity == SEVERITY_ERROR)) &&
	    (b->new_since == FIELD_UNSET || f->first_seen == FIELD_UNSET ||
	    f->first_seen >= b->new_since);
}

static void
only_errors(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = (struct browser *)layer;

	(void)c;
	b->only_errors = !b->only_errors;
	browser_go(ui, "audit");
	browser_reload(ui);
	ui_say(ui, STYLE_NORMAL, b->only_errors ? "only errors; J: all" :
	    "of every severity");
}

/* An empty answer is all of them. */
static bool
take_since(void *to, const char *text, struct err *err)
{
	if (*text != '\0')
		return ask_time_take(to, text, err);
	*(int64_t *)to = FIELD_UNSET;
	return true;
}

static void
new_since(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = (struct browser *)layer;
	char day[WHEN_TEXT], *answer;

	(void)c;
	answer = ask_until(ui, &(struct prompt){ .title = "New since",
	    .text = "Show findings first recorded from this time on, or never "
	    "(sealport audit --record). Nothing typed: all.",
	    .initial = b->new_since != FIELD_UNSET ? when_date(b->new_since,
	    day) : "", .replace = true }, take_since, &b->new_since);
	if (answer != NULL) {
		browser_go(ui, "audit");
		browser_reload(ui);
		ui_say(ui, STYLE_NORMAL, b->new_since == FIELD_UNSET ?
		    "old ones too" : "only those since %s; N: others",
		    *answer != '\0' ? when_date(b->new_since, day) : "");
	}
	free(answer);
}

/* ---- one object -------------------------------------------------------- */

/* Its nodes show no objects: there one is asked for. */
static bool
asks_part(struct browser *b)
{
	return browser_target(b).kind == NULL && (b->node->reported ||
	    strcmp(b->node->name, "audit") == 0);
}

/* Rows of a store are certificates, whether or not they are objects. */
static bool
has_part(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = (struct browser *)layer;

	if (asks_part(b) || (browser_target(b).kind != NULL &&
	    browser_target(b).name != NULL))
		return true;
	if (browser_target(b).kind == NULL && !b->node->certificates)
		return err_set(err, ERR_INVALID,
		    "the rows here are no objects");
	return browser_has_row(ui, layer, c, err);
}

static void
show_part(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = (struct browser *)layer;
	struct browser_target t = browser_target(b);
	const struct view_row *r = view_selected(b->list);
	struct part_target to = { .kind = NULL };
	char *name;

	(void)c;
	if (asks_part(b)) {
		if (!finder_object(ui, "Audit of", &t.kind, &name))
			return;
	} else if (t.kind != NULL && t.kind->single)
		name = xstrdup(b->group);
	else
		name = xstrdup(t.kind != NULL ? t.name : r->key);
	if (part_show(ui, t.kind != NULL ? t.kind->name : "certificate", name,
	    &to))
		form_edit_with(ui, to.kind, to.object, to.field, to.value);
	part_target_clear(&to);
	free(name);
}

/* ---- mending ------------------------------------------------------------- */

static bool
can_mend(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct finding *f = selected((struct browser *)layer);

	if (f == NULL)
		return err_set(err, ERR_INVALID,
		    "select a finding on the node Audit");
	return browser_on_row(ui, layer, c, err) && mend_possible(f, err);
}

static void
mend(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)c;
	mend_finding(ui, selected((struct browser *)layer));
}

static bool
can_unmend(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return ((struct browser *)layer)->mended.row != NULL ||
	    err_set(err, ERR_INVALID, "nothing was mended in a store");
}

static void
unmend(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = (struct browser *)layer;
	struct err err = { 0 };

	(void)c;
	if (!mend_ask_back(ui, &b->mended))
		return;
	if (fix_undo(&b->mended, ui->model, &err)) {
		fix_clear(&b->mended);
		ui_say(ui, STYLE_NORMAL, "taken back");
	} else {
		ui_error(ui, &err);
	}
	ui->changed = true;
}

void
browser_keep_mended(struct ui *ui, struct fix *f)
{
	fix_clear(&ui->browser->mended);
	ui->browser->mended = *f;
	*f = (struct fix){ .row = NULL };
}

static const struct command rows[] = {
	{ .section = "Audit",
	  .keys = "J", .name = "only-errors",
	  .help = "On the node Audit: errors only, or all findings again.",
	  .run = only_errors },
	{ .keys = "N", .name = "new-since",
	  .help = "On the node Audit: only what is new since a date.",
	  .run = new_since },
	{ .keys = "Q", .name = "object-audit",
	  .help = "What the audit says of the selected object, and the "
	      "certificates that it needs; on the node Audit, of one that is "
	      "found by some letters of its name.",
	  .available = has_part, .run = show_part },
	{ .keys = "I", .name = "mend",
	  .help = "Mend the selected finding, where that is mechanical; "
	      "shows what would change first.",
	  .available = can_mend, .run = mend },
	{ .keys = "y", .name = "unmend",
	  .help = "Take back what was last mended in a store.",
	  .available = can_unmend, .run = unmend },
	{ .keys = "v", .name = "waive",
	  .help = "Accept the selected finding for a time, with a reason.",
	  .available = can_waive, .run = waive },
};

const struct command_table browser_audit_commands = {
	rows, ARRAY_SIZE(rows)
};
