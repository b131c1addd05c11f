/* SPDX-License-Identifier: ISC */
/* What can be done where a question of the guided setup is asked. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/ask.h"
#include "tui/event.h"
#include "tui/guide.h"
#include "tui/guide_parts.h"
#include "tui/move.h"
#include "tui/picker.h"

#define PEM "-----BEGIN "

/* ---- the answer ---------------------------------------------------------- */

static void
finish(struct asking *a, enum turn turn)
{
	a->turn = turn;
	a->layer.done = a->layer.accepted = true;
}

/* Kept at once: the line may be lost before the next one. */
static void
take(struct asking *a, const char *value)
{
	struct err err = { 0 };

	if (!guide_answer(a->tour->guide, a->q, value, &err)) {
		ui_error(a->tour->ui, &err);
		return;
	}
	/* What was looked at and left as it is was not answered. */
	if (a->q->optional && strcmp(value, a->q->field->def != NULL ?
	    a->q->field->def : "") == 0)
		props_unset(&a->tour->guide->answers, a->q->id);
	tour_keep(a->tour);
	finish(a, TURN_NEXT);
}

/* Those that are marked; none is: the one that the cursor is on. */
static char *
marked(struct asking *a)
{
	const struct guide_choice *c = asking_selected(a);
	struct keys keys = { 0 };
	struct buf b = { 0 };
	size_t i;

	if (view_tags_shown(a->view, &keys))
		for (i = 0; i < keys.n; i++)
			buf_addf(&b, "%s%s", i > 0 ? "," : "", keys.v[i]);
	keys_clear(&keys);
	if (b.len == 0 && c != NULL)
		buf_adds(&b, c->value);
	buf_adds(&b, "");
	return buf_steal(&b);
}

/* What Enter would give now; heap. */
static char *
answer(struct asking *a)
{
	const struct guide_choice *c = asking_selected(a);

	if (a->typed)
		return text_trim(line_text(&a->line));
	if (asking_is_set(a))
		return marked(a);
	return xstrdup(c != NULL ? c->value : "");
}

void
asking_keep(struct asking *a, const char *text)
{
	guide_set_typed(a->tour->guide, a->q, text);
	tour_keep(a->tour);
}

/* What was begun and is not an answer yet. */
void
asking_keep_typed(struct asking *a)
{
	char *text = answer(a);

	asking_keep(a, a->begun || strcmp(text, a->def) != 0 ? text : NULL);
	free(text);
}

/* ---- keys ---------------------------------------------------------------- */

bool
asking_key(struct layer *layer, struct ui *ui, int k)
{
	struct asking *a = (struct asking *)layer;
	const struct guide_choice *c;

	(void)ui;
	if (!a->typed)
		return false;
	if (line_key(&a->line, k))
		return true;
	/* The list is entered where its mark stands. */
	c = asking_selected(a);
	if ((k == K_UP || k == K_DOWN) && c != NULL &&
	    strcmp(line_text(&a->line), c->value) != 0) {
		a->shown = -1;
		return true;
	}
	return false;
}

/* A certificate is the answer as it is. */
bool
asking_paste(struct layer *layer, struct ui *ui, const char *text)
{
	struct asking *a = (struct asking *)layer;

	if (!a->typed)
		return false;
	if (strstr(text, PEM) == NULL) {
		line_paste(&a->line, text);
		return true;
	}
	if (strstr(text, "PRIVATE KEY") != NULL) {
		ui_say(ui, STYLE_WARNING, "that is a private key, which is "
		    "not kept: i in the main view imports it");
		return true;
	}
	line_set(&a->line, "");
	line_paste(&a->line, text);
	take(a, line_text(&a->line));
	return true;
}

/* ---- commands ------------------------------------------------------------ */

static void
next(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct asking *a = (struct asking *)layer;
	char *value = answer(a);

	(void)ui;
	(void)c;
	take(a, value);
	free(value);
}

static void
back(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct asking *a = (struct asking *)layer;

	(void)ui;
	(void)c;
	asking_keep_typed(a);
	finish(a, TURN_BACK);
}

static bool
is_set_here(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return asking_is_set((struct asking *)layer) || err_set(err,
	    ERR_INVALID, "one answer only: Enter takes it");
}

static void
mark(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct asking *a = (struct asking *)layer;
	const struct guide_choice *choice = asking_selected(a);

	(void)c;
	if (choice == NULL)
		return;
	if (choice->refused != NULL)
		ui_say(ui, STYLE_WARNING, "%s: %s", choice->value,
		    choice->refused);
	else
		view_tag(a->view, choice->value, !view_is_tagged(a->view,
		    choice->value));
}

static bool
is_yes_no_here(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return asking_is_yes_no((struct asking *)layer) || err_set(err,
	    ERR_INVALID, "this question is not answered by yes or no");
}

static void
say(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	take((struct asking *)layer, c->name);
}

static void
answers(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct asking *a = (struct asking *)layer;
	struct page_text text = { 0 };

	(void)ui;
	(void)c;
	guide_show_answers(a->tour, &text);
	guide_page(a->tour, &text, &(struct page_order){ .title =
	    "The answers so far", .next = "Enter, Esc: back to the "
	    "question" });
	page_clear(&text);
}

/* Where the window has no room for all of it. */
static void
details(struct ui *ui, struct layer *layer, const struct command *c)
{
	const struct asking *a = (const struct asking *)layer;
	const struct guide_choice *choice = asking_selected(a);
	struct buf b = { 0 };
	char *safe;

	(void)c;
	buf_addf(&b, "%s\n\n", guide_why(a->q));
	if (a->q->field != NULL)
		field_allowed(a->q->field, &b);
	if (choice != NULL) {
		safe = text_safe(choice->text != NULL ? choice->text : "");
		buf_addf(&b, "%s: %s\n", choice->value, safe);
		free(safe);
	}
	if (choice != NULL && choice->refused != NULL) {
		safe = text_safe(choice->refused);
		buf_addf(&b, "not possible: %s\n", safe);
		free(safe);
	}
	buf_adds(&b, "");
	show_text(ui, guide_text(a->q), (const char *)b.data);
	buf_clear(&b);
}

/* ---- what may be answered but need not ----------------------------------- */

static bool
has_settings(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct asking *a = (const struct asking *)layer;
	size_t i;

	(void)ui;
	(void)c;
	for (i = 0; !a->q->optional && i < a->list->n; i++)
		if (a->list->v[i].optional)
			return true;
	return err_set(err, ERR_INVALID, "there are none yet that the guide "
	    "does not ask for");
}

static struct view *
settings_view(const struct asking *a)
{
	static const struct view_column columns[] = {
		{ "Setting", 42 }, { "Value", 30 },
	};
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	const struct guide_question *q;
	const char *value;
	char *def;
	size_t i;

	for (i = 0; i < a->list->n; i++) {
		q = &a->list->v[i];
		if (!q->optional)
			continue;
		value = props_get(&a->tour->guide->answers, q->id);
		def = guide_default(q);
		static_view_add(v, q->id, (const char *[]){ guide_text(q),
		    value != NULL ? value : def }, value != NULL ?
		    STYLE_CHANGED : STYLE_NORMAL);
		free(def);
	}
	return v;
}

static void
settings(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct asking *a = (struct asking *)layer;
	struct picker p = { .title = "Settings with a default",
	    .heads = true };
	const struct view_row *row;
	char *last = NULL;
	size_t i;
	bool more = true;

	(void)c;
	while (more && !ui->quit) {
		p.view = settings_view(a);
		view_select_key(p.view, last != NULL ? last : "");
		row = picker_run(ui, &p, false);
		more = row != NULL;
		str_replace(&last, more ? row->key : NULL);
		for (i = 0; more && i < a->list->n; i++)
			if (strcmp(a->list->v[i].id, last) == 0)
				guide_ask(a->tour, a->list, i);
		view_free(p.view);
	}
	free(last);
}

static const struct command rows[] = {
	{ .keys = "Enter", .name = "next", .label = "Next",
	  .help = "Take the answer and go on.", .run = next },
	{ .keys = "F3 Shift-Tab Ctrl-R", .name = "back", .label = "Back",
	  .help = "Back to the question before; its answer is offered "
	      "again.", .run = back },
	{ .keys = "F4 Ctrl-T", .name = "answers", .label = "Answers",
	  .help = "All that is answered so far.", .run = answers },
	{ .keys = "F5 Ctrl-O", .name = "settings", .label = "Settings",
	  .help = "Settings that have a default and are not asked for.",
	  .available = has_settings, .run = settings },
	{ .keys = "F6 Ctrl-X", .name = "details", .label = "Details",
	  .help = "Why it is asked, and all about the selected choice.",
	  .run = details },
	{ .keys = "Space", .name = "mark",
	  .help = "Mark or unmark one of several answers.",
	  .available = is_set_here, .run = mark },
	{ .keys = "y", .name = "yes", .help = "Answer yes and go on.",
	  .available = is_yes_no_here, .run = say },
	{ .keys = "n", .name = "no", .help = "Answer no and go on.",
	  .available = is_yes_no_here, .run = say },
	{ .keys = "Esc Ctrl-C", .name = "leave", .label = "Leave",
	  .help = "Leave the guide; it goes on from here another time.",
	  .run = layer_cancel },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context guide_context = {
	.name = "guided setup",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};
