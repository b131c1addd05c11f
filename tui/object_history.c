/* SPDX-License-Identifier: ISC */
#include "tui/object_history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/history.h"
#include "tui/ask_effect.h"
#include "tui/move.h"
#include "tui/views.h"

/* So many of the newest are shown. */
enum { DEPTH = 500, WIDTH = 78, HEIGHT = 18 };

struct object_history {
	struct layer layer;
	char *title;
	struct view *view;
	struct history_query query;
};

static const struct view_column columns[] = {
	{ "No", 5 }, { "When", 16 }, { "Who", 8 }, { "Changed", 200 },
};

static struct view *
view_of(struct layer *layer)
{
	return ((struct object_history *)layer)->view;
}

/* "retry_count: 3 -> 5, uri: ...", made safe when it is drawn. */
static char *
changes_line(const struct revision *r)
{
	const struct history_change *c;
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < r->n; i++) {
		c = &r->changes[i];
		buf_addf(&b, "%s%s: %s -> %s", i > 0 ? ", " : "", c->field,
		    c->old_value != NULL ? c->old_value : "(empty)",
		    c->new_value != NULL ? c->new_value : "(empty)");
	}
	buf_adds(&b, "");
	return buf_steal(&b);
}

static void
fill(struct object_history *h, struct ui *ui)
{
	struct revisions list = { 0 };
	char id[24], at[WHEN_TEXT], *line;
	size_t i;

	static_view_clear(h->view);
	if (!history_list(ui->model, &h->query, &list, &h->view->err))
		ui_error(ui, &h->view->err);
	for (i = 0; i < list.n; i++) {
		snprintf(id, sizeof(id), "%" PRId64, list.v[i].id);
		when_text(list.v[i].at, at);
		at[sizeof("2026-11-21 12:30") - 1] = '\0';
		line = changes_line(&list.v[i]);
		static_view_add(h->view, id, (const char *[]){ id, at,
		    list.v[i].who, line }, STYLE_NORMAL);
		free(line);
	}
	revisions_clear(&list);
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct object_history *h = (struct object_history *)layer;
	struct rect box = ui_centre(ui, HEIGHT, WIDTH), inside;

	screen_box(ui->screen, &box, h->title);
	inside = (struct rect){ box.row + 1, box.column + 1, box.height - 2,
	    box.width - 2 };
	view_draw(h->view, ui->screen, &inside, true, ui->top == layer);
}

/* ---- commands ----------------------------------------------------------- */

static bool
has_row(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return view_selected(view_of(layer)) != NULL ||
	    err_set(err, ERR_NOT_FOUND, "there is no revision");
}

static bool
can_take_back(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	return model_may(ui->model, ROLE_ADMINISTRATOR, err) &&
	    has_row(ui, layer, c, err);
}

static void
show(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct object_history *h = (struct object_history *)layer;
	struct history_query q = h->query;
	struct revisions list = { 0 };
	struct err err = { 0 };
	char *text;

	(void)c;
	q.limit = 1;
	q.before = strtoll(view_selected(h->view)->key, NULL, 10) + 1;
	if (!history_list(ui->model, &q, &list, &err)) {
		ui_error(ui, &err);
	} else if (list.n > 0) {
		text = history_view_text(&list.v[0]);
		show_text(ui, h->title, text);
		free(text);
	}
	revisions_clear(&list);
}

static char *
whole_revision(struct ui *ui, int64_t id, struct err *err)
{
	struct history_query q = { .limit = 1, .before = id + 1 };
	struct revisions list = { 0 };
	char *text = NULL;

	if (history_list(ui->model, &q, &list, err) && list.n > 0)
		text = history_view_text(&list.v[0]);
	revisions_clear(&list);
	return text;
}

void
object_history_done(struct ui *ui, const char *done,
    struct assignments *secrets)
{
	const struct assignment *a = secrets->v;

	if (secrets->n == 0)
		ui_say(ui, STYLE_NORMAL, "%s", done);
	else
		ui_say(ui, STYLE_WARNING, "%s, but set again: %s %s %s%s",
		    done, a->kind, a->name, a->field, secrets->n > 1 ?
		    " and others" : "");
	assignments_clear(secrets);
}

void
object_history_take_back(struct ui *ui, const char *revision)
{
	int64_t id = strtoll(revision, NULL, 10);
	struct err err = { 0 };
	char *what = whole_revision(ui, id, &err), *text, *done;
	struct assignments secrets = { 0 };

	if (what == NULL) {
		ui_error(ui, &err);
		return;
	}
	/* All it changed: a revision is one change, of however many. */
	text = xasprintf("%s\nTake this back? That is a new revision.", what);
	if (ask_effect(ui, &(struct question){ .title = "Take back",
	    .text = text, .yes = "yes", .no = "no" },
	    &(struct pending){ .back = &(struct history_back){
	    .revision = id } }, NULL, &err)) {
		if (history_take_back(ui->model, id, &secrets, &err)) {
			done = xasprintf("taken back: revision %" PRId64,
			    id);
			object_history_done(ui, done, &secrets);
			free(done);
		} else {
			ui_error(ui, &err);
		}
		ui->changed = true;
	} else if (err.code != ERR_NONE) {
		ui_error(ui, &err);
	}
	free(text);
	free(what);
}

static void
take_back(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct object_history *h = (struct object_history *)layer;

	char *key = xstrdup(view_selected(h->view)->key);

	(void)c;
	object_history_take_back(ui, key);
	fill(h, ui);
	view_select_key(h->view, key);
	free(key);
}

static const struct command rows[] = {
	{ .section = "Revisions",
	  .keys = "Enter", .name = "show", .label = "Show",
	  .help = "The revision's old and new values in full.",
	  .available = has_row, .run = show },
	{ .keys = "B", .name = "take-back",
	  .help = "Take back the selected revision only, where nothing "
	      "later has touched the same.",
	  .available = can_take_back, .run = take_back },
	{ .keys = "Esc Ctrl-C q", .name = "close", .label = "Close",
	  .help = "Back to the list.", .run = layer_cancel },
};
static const struct command_table table = {
	rows, ARRAY_SIZE(rows)
};

const struct command_context object_history_context = {
	.name = "revisions of an object",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &object_history_context,
	.draw = draw, .view = view_of,
};

void
object_history_show(struct ui *ui, const struct kind *kind, const char *name)
{
	struct object_history h = { .layer = { .ops = &ops },
	    .query = { .kind = kind->name, .limit = DEPTH } };
	struct err err = { 0 };
	struct object *o = kind->single ? model_group(ui->model, &err) :
	    model_get(ui->model, kind, name, &err);
	char *safe;

	if (o == NULL) {
		ui_error(ui, &err);
		return;
	}
	h.query.object_id = o->id;
	safe = text_safe(o->name);
	h.title = xasprintf("History of %s %s", kind->name, safe);
	h.view = static_view_new(columns, ARRAY_SIZE(columns));
	h.view->empty = "no revision has changed it";
	fill(&h, ui);
	ui_modal(ui, &h.layer);
	view_free(h.view);
	free(h.title);
	free(safe);
	object_free(o);
}
