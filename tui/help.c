/* SPDX-License-Identifier: ISC */
#include "tui/help.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/picker.h"
#include "tui/ui.h"

static const struct view_column columns[] = {
	{ "Keys", 14 }, { "Command", 13 }, { "What it does", 45 },
};

/* A command that cannot run now is grey and says why. */
static void
add_command(struct view *v, struct ui *ui, struct layer *layer,
    const struct command *c)
{
	struct err err = { 0 };
	bool ok = c->available == NULL || c->available(ui, layer, c, &err);
	char *why = ok ? NULL : xasprintf("(%s) %s", err.text, c->help);

	static_view_add(v, c->name, (const char *[]){ c->keys, c->name,
	    ok ? c->help : why }, ok ? STYLE_NORMAL : STYLE_GREY);
	free(why);
}

static char *
full_help(struct picker *p, const struct view_row *row)
{
	(void)p;
	return xstrdup(row->cells[2]);
}

static void
run_list(struct ui *ui, struct layer *layer, bool type)
{
	const struct command_context *context = layer->ops->context;
	char *title = xasprintf("%s: %s", type ? "Commands" : "Help",
	    context->name);
	struct picker p = { .title = title, .heads = true,
	    .detail = full_help };
	const struct command_table *const *t;
	const struct command *found = NULL;
	const struct view_row *row;
	size_t i, at = 0;

	p.view = static_view_new(columns, ARRAY_SIZE(columns));
	for (t = context->tables; *t != NULL; t++)
		for (i = 0; i < (*t)->n; i++)
			add_command(p.view, ui, layer, &(*t)->v[i]);
	row = picker_run(ui, &p, type);
	if (row != NULL)
		for (t = context->tables; *t != NULL; at += (*t)->n, t++)
			if (row->index >= at && row->index < at + (*t)->n)
				found = &(*t)->v[row->index - at];
	view_free(p.view);
	free(title);
	if (found != NULL)
		command_invoke(ui, layer, found);
}

void
help_show(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)c;
	run_list(ui, layer, false);
}

void
help_palette(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)c;
	run_list(ui, layer, true);
}
