/* SPDX-License-Identifier: ISC */
#include "tui/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/ask.h"
#include "tui/cert_dialog.h"
#include "tui/event.h"
#include "tui/conflict.h"
#include "tui/finder.h"
#include "tui/form.h"
#include "tui/guide.h"
#include "tui/help.h"
#include "tui/import_parts.h"
#include "tui/memo.h"
#include "tui/browser.h"
#include "tui/object_history.h"
#include "tui/busy.h"
#include "tui/picker.h"
#include "tui/rows.h"
#include "tui/ui.h"

bool
command_has_key(const struct command *c, const char *label)
{
	size_t n = strlen(label);
	const char *s = c->keys;

	for (;;) {
		if (strncmp(s, label, n) == 0 && (s[n] == ' ' ||
		    s[n] == '\0'))
			return true;
		s = strchr(s, ' ');
		if (s == NULL)
			return false;
		s++;
	}
}

const struct command *
command_find_key(const struct command_context *context, int key)
{
	const struct command_table *const *t;
	char label[K_LABEL];
	size_t i;

	key_label(key, label);
	for (t = context->tables; *t != NULL; t++)
		for (i = 0; i < (*t)->n; i++)
			if (command_has_key(&(*t)->v[i], label))
				return &(*t)->v[i];
	return NULL;
}

bool
command_possible(struct ui *ui, struct layer *layer, const struct command *c)
{
	return c->available == NULL || c->available(ui, layer, c, NULL);
}

bool
command_shown(struct ui *ui, struct layer *layer, const struct command *c)
{
	return c->somewhere != NULL ? c->somewhere(ui, layer, c, NULL) :
	    command_possible(ui, layer, c);
}

void
command_invoke(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct err err = { 0 };

	if (c->available != NULL && !c->available(ui, layer, c, &err))
		ui_say(ui, STYLE_WARNING, "%s: %s", c->name, err.text);
	else
		c->run(ui, layer, c);
}

/* ---- in every context --------------------------------------------------- */

static void
repaint(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	screen_repaint(ui->screen);
}

static void
suspend(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	screen_suspend(ui->screen);
}

static const struct command common_rows[] = {
	{ .section = "Everywhere",
	  .keys = "F1 Ctrl-G ?", .name = "help", .label = "Help",
	  .help = "What can be done here, and with which keys.",
	  .run = help_show },
	{ .keys = "Alt-x :", .name = "palette",
	  .help = "Find a command, a node of the tree or an object by a few "
	      "letters.",
	  .available = finder_may_run, .run = finder_run },
	{ .keys = "Ctrl-L", .name = "repaint",
	  .help = "Paint the screen again.", .run = repaint },
	{ .keys = "Ctrl-Z", .name = "suspend",
	  .help = "Back to the shell; fg returns.", .run = suspend },
};

const struct command_table common_commands = {
	common_rows, ARRAY_SIZE(common_rows)
};

const struct command_context *const command_contexts[] = {
	&browser_context,
	&form_context,
	&picker_context,
	&rows_context,
	&conflict_context,
	&memo_context,
	&object_history_context,
	&import_context,
	&prompt_context,
	&message_context,
	&confirm_context,
	&sure_context,
	&busy_context,
	&cert_dialog_context,
	&guide_context,
	&guide_page_context,
	NULL
};
