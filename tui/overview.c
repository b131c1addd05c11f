/* SPDX-License-Identifier: ISC */
/* A node that has others below it: how many objects those have. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/artifact.h"
#include "model/list.h"
#include "tui/browser.h"
#include "tui/tree.h"
#include "tui/views.h"

static const struct view_column columns[] = {
	{ "Name", 20 }, { "Count", 8 }, { "What it is", 60 },
};

/* "" where it fails. */
static void
count_text(struct ui *ui, const struct node *n, char *out, size_t size)
{
	struct list_query q = { .kind = node_kind(n),
	    .value = browser_application(ui) };
	const struct report *r;
	const char *why;
	int64_t total = 0;

	out[0] = '\0';
	if (n->count != NULL) {
		r = browser_report(ui, &why);
		if (r != NULL)
			snprintf(out, size, "%" PRId64, n->count(r));
		return;
	}
	if (q.kind != NULL && q.value != NULL)
		q.field = artifact_field(q.kind)->name;
	if (q.kind != NULL && list_count(ui->model, &q, &total, NULL))
		snprintf(out, size, "%" PRId64, total);
}

struct view *
overview_open(struct ui *ui, const struct node *parent)
{
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	const struct node *n;
	char count[24], *key;

	for (n = node_children(parent); node_is_below(n, parent); n++) {
		/* Stores are read from files: not for a number. */
		if (n->has_store || n->like != NULL || n->per != NULL)
			continue;
		count_text(ui, n, count, sizeof(count));
		key = tree_key(n, browser_application(ui));
		static_view_add(v, key, (const char *[]){ n->label,
		    count, n->help }, STYLE_NORMAL);
		free(key);
	}
	return v;
}

void
overview_enter(struct ui *ui, const struct node *n, const struct view_row *r)
{
	(void)n;
	browser_go(ui, r->key);
}
