/* SPDX-License-Identifier: ISC */
/* Tagged rows of the main view, and what is done to all of them. */
#include <stdlib.h>

#include "base/mem.h"
#include "tui/browser_parts.h"
#include "tui/bulk.h"

static struct browser *
browser_of(struct layer *layer)
{
	return (struct browser *)layer;
}

void
browser_many(struct browser *b, struct many *many)
{
	struct browser_target t = browser_target(b);
	struct keys shown;

	/* On a node that is an object itself, that one is meant. */
	if (b->list->tagged.n == 0) {
		*many = (struct many){ .kind = t.kind, .n = t.name != NULL,
		    .names = xcalloc(1, sizeof(*many->names)) };
		many->names[0] = t.name != NULL ? xstrdup(t.name) : NULL;
		return;
	}
	view_tags_shown(b->list, &shown);
	*many = (struct many){ .kind = t.kind, .names = shown.v,
	    .n = shown.n };
}

void
browser_many_clear(struct many *many)
{
	size_t i;

	for (i = 0; i < many->n; i++)
		free(many->names[i]);
	free(many->names);
}

/* ---- when is it available? ---------------------------------------------- */

static bool
can_tag(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = browser_of(layer);

	if (!b->list->tags)
		return err_set(err, ERR_INVALID,
		    "only objects of the group can be tagged");
	return browser_has_row(ui, layer, c, err);
}

static bool
has_tags(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return browser_of(layer)->list->tagged.n > 0 ||
	    err_set(err, ERR_INVALID, "nothing is tagged: Space tags");
}

static bool
can_set(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct kind *k = node_kind(browser_of(layer)->node);

	if (!browser_may_change(ui, layer, c, err) ||
	    !browser_on_row(ui, layer, c, err) ||
	    !can_tag(ui, layer, c, err))
		return false;
	return !k->fixed ||
	    err_set(err, ERR_INVALID, "imported and removed, never edited");
}

/* ---- commands ----------------------------------------------------------- */

static void
tag(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);
	const char *key = view_selected(b->list)->key;

	(void)ui;
	(void)c;
	b->in_list = true;
	view_tag(b->list, key, !view_is_tagged(b->list, key));
	view_move(b->list, 1);
}

static void
tag_all(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = browser_of(layer);

	(void)c;
	b->in_list = true;
	if (!view_tag_all(b->list))
		ui_error(ui, &b->list->err);
}

static void
tag_none(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	view_tag_none(browser_of(layer)->list);
}

static void
set(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct many many;

	(void)c;
	browser_many(browser_of(layer), &many);
	bulk_set(ui, &many);
	browser_many_clear(&many);
}

static const struct command rows[] = {
	{ .section = "Several at once",
	  .keys = "Space", .name = "tag",
	  .help = "Tag the row or take its tag off, and one row down. "
	      "Commands on objects then work on all tagged that "
	      "the filter shows.",
	  .available = can_tag, .run = tag },
	{ .keys = "a +", .name = "tag-all",
	  .help = "Tag all rows that the filter shows.",
	  .available = can_tag, .run = tag_all },
	{ .keys = "-", .name = "tag-none", .help = "Take off all tags.",
	  .available = has_tags, .run = tag_none },
	{ .keys = "c", .name = "change",
	  .help = "Change one field of all tagged objects alike, as one "
	      "revision.",
	  .available = can_set, .run = set },
};

const struct command_table browser_tag_commands = {
	rows, ARRAY_SIZE(rows)
};
