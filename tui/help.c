/* SPDX-License-Identifier: ISC */
#include "tui/help.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "tui/ask.h"
#include "tui/ui.h"

/* Columns of keys and names; what it does is wrapped beside them. */
enum { KEYS = 16, NAME = 15, LEAD = KEYS + NAME };

/* The text in lines of so many columns; the lead stands before the first. */
static void
add_wrapped(struct buf *b, const char *text, int width, const char *lead)
{
	char *line;

	while ((line = wrap_next(&text, width)) != NULL) {
		buf_addf(b, "%-*s%s\n", LEAD, lead, line);
		free(line);
		lead = "";
	}
}

/* A command that cannot run now says why. */
static void
add_command(struct buf *b, struct ui *ui, struct layer *layer,
    const struct command *c)
{
	int width = show_text_width(ui) - LEAD;
	bool many = text_width(c->keys) >= KEYS;
	bool apart = text_width(c->name) >= NAME;
	char *lead = xasprintf("%-*s%s", KEYS, many ? "" : c->keys, c->name);
	struct err err = { 0 };
	char *why;

	if (many)
		buf_addf(b, "%s\n", c->keys);
	if (apart)
		buf_addf(b, "%s\n", lead);
	add_wrapped(b, c->help, width, apart ? "" : lead);
	if (c->available != NULL && !c->available(ui, layer, c, &err)) {
		why = xasprintf("Not now: %s.", err.text);
		add_wrapped(b, why, width, "");
		free(why);
	}
	free(lead);
}

static void
add_table(struct buf *b, struct ui *ui, struct layer *layer,
    const struct command_table *t)
{
	const char *section;
	size_t i;

	for (i = 0; i < t->n; i++) {
		section = t->v[i].section;
		if (section != NULL || i == 0)
			buf_addf(b, "\n%s\n", section != NULL ? section :
			    "Here");
		add_command(b, ui, layer, &t->v[i]);
	}
}

void
help_show(struct ui *ui, struct layer *layer, const struct command *c)
{
	const struct command_context *context = layer->ops->context;
	const struct command_table *const *t;
	char *title = xasprintf("Help: %s", context->name);
	struct buf b = { 0 };
	const char *hint;

	(void)c;
	hint = layer->ops->hint != NULL ? layer->ops->hint(layer, ui) : NULL;
	if (hint != NULL)
		buf_addf(&b, "%s\n", hint);
	buf_addf(&b, "`:` finds commands%s by a few letters.\n",
	    layer == (struct layer *)ui->browser ? ", nodes and objects" : "");
	/* What is everywhere is known best: last. */
	for (t = context->tables; *t != NULL; t++)
		if (*t != &common_commands)
			add_table(&b, ui, layer, *t);
	add_table(&b, ui, layer, &common_commands);
	show_text(ui, title, (const char *)b.data);
	buf_clear(&b);
	free(title);
}
