/* SPDX-License-Identifier: ISC */
#include "tui/browser.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "config/db.h"
#include "tui/browser_parts.h"
#include "tui/event.h"
#include "tui/form.h"
#include "tui/guide.h"

/* ---- the audit ---------------------------------------------------------- */

static void open_list(struct ui *, struct browser *);

/* A new report, or why there is none. */
static void
take_report(struct ui *ui, struct browser *b, struct report *fresh,
    const struct err *err)
{
	report_free(b->report);
	b->report = fresh;
	str_replace(&b->no_report, fresh == NULL ? err->text : NULL);
	if (b->node != NULL && b->node->reported)
		open_list(ui, b);
}

/* The tests want it now and here; others never wait for it. */
static void
start_audit(struct ui *ui, struct browser *b)
{
	struct err err = { 0 };
	struct report *fresh;

	b->audit_stale = false;
	ui->busy = b->behind;
	if (ui->clock != 0) {
		fresh = report_of_model(ui->model, ui->clock, &err);
		take_report(ui, b, fresh, &err);
		return;
	}
	b->job_started = when_monotonic_ms();
	b->job = report_start(ui->model->settings, ui_now(ui), &err);
	ui->busy = b->behind || b->job != NULL;
	if (b->job == NULL)
		take_report(ui, b, NULL, &err);
}

static void
poll_audit(struct ui *ui, struct browser *b)
{
	struct err err = { 0 };
	struct report *fresh;

	if (b->job == NULL || !report_is_done(b->job))
		return;
	fresh = report_finish(b->job, &err);
	b->job = NULL;
	ui->busy = b->behind;
	b->audit_ms = when_monotonic_ms() - b->job_started;
	/* In a busy group the computer must not do audits only. */
	b->audit_next = when_monotonic_ms() + 5 * b->audit_ms;
	take_report(ui, b, fresh, &err);
}

void
browser_audit_now(struct ui *ui)
{
	struct browser *b = ui->browser;

	if (b->job == NULL)
		start_audit(ui, b);
	else
		b->audit_stale = true;
}

int64_t
browser_audit_ms(const struct ui *ui)
{
	return ui->browser->audit_ms;
}

bool
browser_audit_runs(const struct ui *ui)
{
	return ui->browser != NULL && ui->browser->job != NULL;
}

const struct report *
browser_report(const struct ui *ui, const char **why)
{
	const struct browser *b = ui->browser;

	/* The first list is read before the browser is there. */
	*why = b != NULL && b->no_report != NULL ? b->no_report :
	    "the audit is being made";
	return b != NULL ? b->report : NULL;
}

bool
browser_in_list(const struct ui *ui)
{
	return ui->browser != NULL && ui->browser->in_list;
}

static char *
audit_counts(const struct browser *b)
{
	const struct report *r = b->report;

	if (r == NULL)
		return xstrdup(b->no_report != NULL ? "audit failed" :
		    "audit ...");
	if (r->by_severity[SEVERITY_ERROR] + r->by_severity[SEVERITY_WARNING] +
	    r->by_severity[SEVERITY_ADVICE] == 0)
		return r->unknown > 0 ?
		    xasprintf("no findings, %zu unknown", r->unknown) :
		    r->waived > 0 ?
		    xasprintf("no findings, %zu waived", r->waived) :
		    xstrdup("audit: no findings");
	return xasprintf("%zu error%s, %zu warning%s", r->by_severity[0],
	    r->by_severity[0] == 1 ? "" : "s", r->by_severity[1],
	    r->by_severity[1] == 1 ? "" : "s");
}

/* ---- nodes -------------------------------------------------------------- */

static bool
is_at(const struct browser *b, const struct place *p)
{
	return b->node == p->node && str_same(b->application, p->application);
}

static struct view *
not_yet(void)
{
	static const struct view_column column = { "", 40 };
	struct view *v = static_view_new(&column, 1);

	v->empty = "Enter reads it";
	return v;
}

/* Read again after a change: where one was, one stays. */
static void
open_list(struct ui *ui, struct browser *b)
{
	const struct node *n = b->node;
	struct view *old = b->list;

	b->postponed = n->slow && !b->in_list;
	b->list = b->postponed ? not_yet() : n->open(ui, n);
	b->filter.typing = false;
	if (old != NULL && !b->moved) {
		view_take_over(b->list, old);
	}
	b->moved = false;
	view_free(old);
}

/* The pause that ends it comes soon. */
static void
set_behind(struct ui *ui, struct browser *b, bool behind)
{
	if (behind || b->behind)
		ui->busy = behind || b->job != NULL;
	b->behind = behind;
}

/* The list becomes that of what is selected in the tree. */
static void
open_place(struct ui *ui, struct browser *b)
{
	const struct place *p = tree_place(&b->places, b->tree);

	set_behind(ui, b, false);
	b->moved = !is_at(b, p);
	b->node = p->node;
	str_replace(&b->application, p->application);
	open_list(ui, b);
}

static void
fill_tree(struct ui *ui, struct browser *b)
{
	struct object *group = model_group(ui->model, NULL);

	str_replace(&b->group, group != NULL ? group->name : "?");
	object_free(group);
	tree_fill(&b->places, b->tree, ui->model, b->group);
}

void
browser_fill_tree(struct ui *ui)
{
	fill_tree(ui, ui->browser);
}

void
browser_go(struct ui *ui, const char *key)
{
	struct browser *b = ui->browser;

	if (!view_select_key(b->tree, key)) {
		if (!tree_reveal(&b->places, key))
			return;
		fill_tree(ui, b);
		if (!view_select_key(b->tree, key))
			return;
	}
	b->in_list = true;
	open_place(ui, b);
}

const char *
browser_owner(const struct ui *ui)
{
	return ui->browser != NULL ? ui->browser->application : NULL;
}

const char *
browser_application(const struct ui *ui)
{
	const struct browser *b = ui->browser;

	return b != NULL && (b->node == NULL || b->node->per == NULL) ?
	    b->application : NULL;
}

void
browser_show(struct ui *ui, const char *node, const char *key)
{
	struct browser *b = ui->browser;

	browser_go(ui, node);
	if (view_select_key(b->list, key) || b->list->filter == NULL)
		return;
	/* It is hidden by the filter. */
	view_set_filter(b->list, NULL);
	view_select_key(b->list, key);
}

void
browser_reload(struct ui *ui)
{
	struct browser *b = ui->browser;

	b->audit_stale = true;
	fill_tree(ui, b);
	if (!is_at(b, tree_place(&b->places, b->tree)))
		open_place(ui, b);
	else if (b->node->kind != NULL && b->node->depth > 0)
		view_reload(b->list);
	else
		open_list(ui, b);
}

static void
after_key(struct ui *ui, struct browser *b)
{
	if (ui->changed) {
		ui->changed = false;
		browser_reload(ui);
	}
	if (!is_at(b, tree_place(&b->places, b->tree)) ||
	    (b->postponed && b->in_list))
		open_place(ui, b);
}

static bool
is_move(const struct command *c)
{
	return c >= move_commands.v &&
	    c < move_commands.v + move_commands.n;
}

/*
 * Over a slow line one goes down the tree key by key, and another list each
 * time would be in the way: it follows as soon as the cursor rests.  The tests
 * see it at once.
 */
static bool
stays_behind(struct ui *ui, struct browser *b, const struct command *c)
{
	if (!is_move(c) || b->in_list || ui->changed || ui->clock != 0)
		return false;
	set_behind(ui, b, !is_at(b, tree_place(&b->places, b->tree)));
	return b->behind;
}

/* ---- drawing ------------------------------------------------------------ */

/*
 * "GROUP [PATH]" in so many columns: of a long path the end says more, so it
 * is cut from the left.
 */
static char *
title_text(const struct ui *ui, const struct browser *b, int width)
{
	char *path = screen_safe(ui->screen, db_path(ui->model->db));
	char *group = screen_safe(ui->screen, b->group), *text;
	int room = width - text_width(group) - 4;
	const char *end = path;

	if (text_width(path) > room) {
		while (*end != '\0' && text_width(end) > room - 1)
			for (end++; (*end & 0xc0) == 0x80; end++)
				;
		text = xasprintf(" %s [%s%s]", group,
		    screen_utf8(ui->screen) ? "\u2026" : "~", end);
	} else {
		text = xasprintf(" %s [%s]", group, path);
	}
	free(path);
	free(group);
	return text;
}

static void
draw_title(struct ui *ui, struct browser *b)
{
	struct rect area = screen_area(ui->screen), line = { 0, 0, 1,
	    area.width };
	const char *mark = ui->model->why_read_only != NULL ?
	    " [read-only]" : ui->model->role < ROLE_ADMINISTRATOR ?
	    " [operator]" : "";
	char *counts = audit_counts(b);
	char *right = xasprintf(" %s@%s%s  %s ", ui->model->user,
	    ui->model->settings->computer, mark, counts);
	int width = text_width(right);
	char *left = title_text(ui, b, area.width - width);

	screen_fill(ui->screen, &line, STYLE_TITLE);
	screen_field(ui->screen, 0, 0, area.width - width, STYLE_TITLE,
	    left);
	screen_text(ui->screen, 0, area.width - width, width, STYLE_TITLE,
	    right);
	free(left);
	free(right);
	free(counts);
}

/* The focus goes with a click; the list follows the tree. */
static void
press_pane(struct ui *ui, const struct spot *spot, int row, int column)
{
	struct browser *b = spot->of;

	(void)row;
	(void)column;
	b->in_list = spot->number != 0;
	after_key(ui, b);
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct browser *b = (struct browser *)layer;
	struct rect body = ui_body(ui), r = body;
	bool focus = ui->top == layer;
	int tree = body.width < WIDE_SCREEN ? TREE_WIDTH : WIDE_TREE;

	draw_title(ui, b);
	r.width = tree;
	view_draw(b->tree, ui->screen, &r, false, focus && !b->in_list);
	screen_spot(ui->screen, &(struct spot){ .press = press_pane, .of = b,
	    .area = r });
	screen_vertical(ui->screen, &body, tree);
	r = (struct rect){ body.row, tree + 1, body.height,
	    body.width - tree - 1 };
	if (b->filter.typing || b->list->filter != NULL)
		r.height--;
	view_draw(b->list, ui->screen, &r, true, focus && b->in_list);
	screen_spot(ui->screen, &(struct spot){ .press = press_pane, .of = b,
	    .area = r, .number = 1 });
	r = (struct rect){ body.row + body.height - 1, r.column, 1,
	    r.width };
	filter_draw(&b->filter, b->list, ui->screen, &r);
}

static const char *
hint(struct layer *layer, struct ui *ui)
{
	struct browser *b = (struct browser *)layer;

	(void)ui;
	if (b->filter.typing)
		return "type to filter; Enter keeps the filter, Esc ends it";
	return b->node->help;
}

/* ---- events ------------------------------------------------------------- */

static bool
key(struct layer *layer, struct ui *ui, int k)
{
	struct browser *b = (struct browser *)layer;
	const struct command *c;

	if (filter_key(&b->filter, b->list, k))
		return true;
	/* What the command did decides what is shown next. */
	c = command_find_key(&browser_context, k);
	if (c == NULL)
		return false;
	/* What works on the node or its list finds them as they are seen. */
	if (b->behind && !is_move(c))
		after_key(ui, b);
	command_invoke(ui, layer, c);
	if (!stays_behind(ui, b, c))
		after_key(ui, b);
	return true;
}

static bool
paste(struct layer *layer, struct ui *ui, const char *text)
{
	struct browser *b = (struct browser *)layer;

	(void)ui;
	return filter_paste(&b->filter, b->list, text);
}

/* Others' changes are seen within a second; the audit follows when idle. */
static void
pause_(struct layer *layer, struct ui *ui)
{
	struct browser *b = (struct browser *)layer;
	int64_t mark = 0;

	if (model_change_mark(ui->model, &mark, NULL) && mark != b->mark) {
		b->mark = mark;
		/* A dialog above keeps what it shows. */
		ui->changed = true;
	}
	poll_audit(ui, b);
	if (ui->top != layer)
		return;
	after_key(ui, b);
	if (b->audit_stale && b->job == NULL &&
	    when_monotonic_ms() >= b->audit_next)
		start_audit(ui, b);
}

static struct view *
view_of(struct layer *layer)
{
	struct browser *b = (struct browser *)layer;

	return b->in_list ? b->list : b->tree;
}

/* "3 tagged, 2 hidden"; NULL: none.  What is hidden is not worked on. */
static char *
tagged_text(struct view *v)
{
	if (v->tagged.n == 0)
		return NULL;
	return view_tags_hidden(v) == 0 ?
	    xasprintf("%zu tagged", v->tagged.n) :
	    xasprintf("%zu tagged, %zu hidden", v->tagged.n, v->hidden);
}

/* "3 tagged, row 12 of 340"; shorter where the hint needs the room. */
static char *
status(struct layer *layer, struct ui *ui)
{
	struct browser *b = (struct browser *)layer;
	const struct view *v = b->in_list ? b->list : b->tree;
	int room = screen_area(ui->screen).width -
	    text_width(hint(layer, ui)) - 2;
	long long row = (long long)v->selected + 1, total =
	    (long long)v->total;
	char *tags = tagged_text(b->list), *text;
	char *tagged = tags == NULL ? xstrdup("") :
	    xasprintf("%s, ", tags);

	if (total == 0) {
		text = xstrdup(tagged);
		if (*text != '\0')
			text[strlen(text) - 2] = '\0';
	} else {
		text = xasprintf("%srow %lld of %lld", tagged, row, total);
		if (text_width(text) > room) {
			free(text);
			text = xasprintf("%s%lld/%lld", tagged, row, total);
		}
	}
	free(tagged);
	free(tags);
	return text;
}

/* What a command on the list's row would work on. */
static const char *
subject(struct layer *layer)
{
	struct browser *b = (struct browser *)layer;
	const struct view_row *r = view_selected(b->list);

	if (b->list->tagged.n > 0) {
		free(b->subject);
		b->subject = tagged_text(b->list);
		return b->subject;
	}
	if (b->node->like != NULL)
		return b->application;
	return b->node->kind != NULL && r != NULL ? r->key : NULL;
}

static const struct layer_ops ops = {
	.context = &browser_context, .subject = subject,
	.draw = draw, .key = key, .paste = paste, .pause = pause_, .hint = hint,
	.status = status,
	.view = view_of,
};

/* ---- the public face ---------------------------------------------------- */

struct browser *
browser_new(struct ui *ui)
{
	static const struct view_column column = { "", 40 };
	struct browser *b = xcalloc(1, sizeof(*b));

	b->layer.ops = &ops;
	b->audit_stale = true;
	b->new_since = FIELD_UNSET;
	/* The first audit starts as soon as the first screen is out. */
	ui->busy = true;
	b->tree = static_view_new(&column, 1);
	tree_init(&b->places);
	fill_tree(ui, b);
	model_change_mark(ui->model, &b->mark, NULL);
	open_place(ui, b);
	return b;
}

void
browser_free(struct browser *b)
{
	if (b == NULL)
		return;
	view_free(b->tree);
	tree_clear(&b->places);
	view_free(b->list);
	free(b->application);
	line_clear(&b->filter.line);
	report_free(b->report);
	fix_clear(&b->mended);
	report_free(report_finish(b->job, NULL));
	free(b->no_report);
	free(b->subject);
	free(b->group);
	free(b);
}

void
browser_run(struct ui *ui, struct browser *b)
{
	ui->browser = b;
	/* Over the first screen, before the first key. */
	ui->top = &b->layer;
	form_offer_drafts(ui);
	guide_remind(ui);
	ui->top = NULL;
	ui_modal(ui, &b->layer);
}
