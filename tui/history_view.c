/* SPDX-License-Identifier: ISC */
/* Revisions, newest first, read page by page. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/history.h"
#include "tui/ask.h"
#include "tui/views.h"

/* A filter looks at so many of the newest revisions. */
enum { FILTER_DEPTH = 1000 };

struct history_view {
	struct view view;
	struct model *model;
};

static void
add_revision(struct view *v, const struct revision *r)
{
	char id[24], at[WHEN_TEXT], *title = revision_title(r);
	const char *what = strstr(title, ": ");
	const char *text = r->n > 0 && what != NULL ? what + 2 :
	    r->reason;

	snprintf(id, sizeof(id), "%" PRId64, r->id);
	when_text(r->at, at);
	at[sizeof("2026-11-21 12:30") - 1] = '\0';
	view_add(v, id, (const char *[]){ id, at, r->who, text });
	free(title);
}

static bool
matches(const struct revision *r, const char *filter)
{
	char *title;
	bool yes;

	if (filter == NULL)
		return true;
	title = revision_title(r);
	yes = text_has_case(title, filter);
	free(title);
	return yes;
}

/* Numbers have no gaps, so the newest tells how many there are. */
static bool
newest(struct model *m, int64_t *id, struct err *err)
{
	struct history_query q = { .limit = 1 };
	struct revisions list = { 0 };
	bool ok = history_list(m, &q, &list, err);

	*id = ok && list.n > 0 ? list.v[0].id : 0;
	revisions_clear(&list);
	return ok;
}

static bool
read_history(struct view *v, int64_t offset, int64_t limit, struct err *err)
{
	struct history_view *hv = (struct history_view *)v;
	struct history_query q = { .limit = limit };
	struct revisions list = { 0 };
	int64_t last = 0, at = 0;
	size_t i;

	if (!newest(hv->model, &last, err))
		return false;
	if (v->filter != NULL) {
		q.limit = FILTER_DEPTH;
	} else {
		q.before = last - offset + 1;
		at = offset;
	}
	if (q.before >= 0 && (v->filter != NULL || q.before > 1) &&
	    !history_list(hv->model, &q, &list, err))
		return false;
	for (i = 0; i < list.n; i++) {
		if (!matches(&list.v[i], v->filter))
			continue;
		if (at >= offset && at < offset + limit)
			add_revision(v, &list.v[i]);
		at++;
	}
	v->total = v->filter != NULL ? at : last;
	revisions_clear(&list);
	return true;
}

struct view *
history_view_open(struct ui *ui, const struct node *n)
{
	static const struct view_ops ops = { .read = read_history };
	static const struct view_column columns[] = {
		{ "No", 4 }, { "When", 16 }, { "Who", 8 }, { "What", 200 },
	};
	struct history_view *hv = xcalloc(1, sizeof(*hv));

	(void)n;
	hv->view.ops = &ops;
	hv->view.stale = true;
	hv->view.ncolumns = ARRAY_SIZE(columns);
	memcpy(hv->view.columns, columns, sizeof(columns));
	hv->model = ui->model;
	return &hv->view;
}

/* ---- one revision ------------------------------------------------------- */

static void
add_change(struct buf *b, const struct history_change *c, bool first)
{
	char *old_value = text_safe(c->old_value);
	char *new_value = text_safe(c->new_value);

	if (first)
		buf_addf(b, "\n%s %s %s\n", c->action, c->kind, c->object);
	buf_addf(b, "  %s: %s -> %s\n", c->field, *old_value != '\0' ?
	    old_value : "(empty)", *new_value != '\0' ? new_value :
	    "(empty)");
	free(old_value);
	free(new_value);
}

char *
history_view_text(const struct revision *r)
{
	const struct history_change *c = r->changes;
	char at[WHEN_TEXT];
	struct buf b = { 0 };
	size_t i;

	buf_addf(&b, "Revision %" PRId64 " of %s by %s at %s\n", r->id,
	    when_text(r->at, at), r->who, r->origin);
	if (r->reason != NULL)
		buf_addf(&b, "Reason: %s\n", r->reason);
	if (r->undoes != 0)
		buf_addf(&b, "It takes back revision %" PRId64 ".\n",
		    r->undoes);
	for (i = 0; i < r->n; i++)
		add_change(&b, &c[i], i == 0 ||
		    c[i].object_id != c[i - 1].object_id ||
		    strcmp(c[i].kind, c[i - 1].kind) != 0);
	return buf_steal(&b);
}

void
history_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	struct history_query q = { .limit = 1,
	    .before = strtoll(r->key, NULL, 10) + 1 };
	struct revisions list = { 0 };
	struct err err = { 0 };
	char *text;

	(void)n;
	if (!history_list(ui->model, &q, &list, &err)) {
		ui_error(ui, &err);
	} else if (list.n > 0) {
		text = history_view_text(&list.v[0]);
		show_text(ui, "Revision", text);
		free(text);
	}
	revisions_clear(&list);
}
