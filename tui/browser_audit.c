/* SPDX-License-Identifier: ISC */
/* Commands of the main view that work on a finding of the audit. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/waive.h"
#include "tui/browser_parts.h"
#include "tui/form.h"

/* The finding that is selected, or NULL; lives until the next audit. */
static const struct finding *
selected(struct browser *b)
{
	const struct view_row *r = strcmp(b->node->name, "audit") == 0 ?
	    view_selected(b->list) : NULL;

	return r != NULL && b->report != NULL && r->index < b->report->n ?
	    &b->report->v[r->index] : NULL;
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

static const struct command rows[] = {
	{ .section = "Audit",
	  .keys = "v", .name = "waive",
	  .help = "Accept the selected finding for a time, with a reason.",
	  .available = can_waive, .run = waive },
};

const struct command_table browser_audit_commands = {
	rows, ARRAY_SIZE(rows)
};
