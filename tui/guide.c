/* SPDX-License-Identifier: ISC */
/* The guided setup: its tasks, and one task from the first to the last. */
#include "tui/guide.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/ask.h"
#include "tui/busy.h"
#include "tui/guide_parts.h"
#include "tui/message_view.h"
#include "tui/picker.h"
#include "tui/view.h"

void
tour_keep(struct tour *t)
{
	struct err err = { 0 };

	if (!guide_session_save(t->guide, &err))
		ui_error(t->ui, &err);
}

/* ---- questions ----------------------------------------------------------- */

/* BACK: before the first one of the phase. */
static enum turn
ask_phase(struct tour *t, enum guide_phase phase)
{
	struct guide_questions list = { 0 };
	enum turn turn = TURN_NEXT;
	bool more = true;
	struct err why;
	size_t i;

	while (more) {
		err_clear(&why);
		guide_questions(t->guide, &list);
		i = guide_next(t->guide, &list, phase, &why);
		more = i < list.n;
		if (why.code != ERR_NONE)
			ui_error(t->ui, &why);
		turn = more ? guide_ask(t, &list, i) : TURN_NEXT;
		guide_questions_clear(&list);
		if (turn == TURN_BACK)
			more = guide_back(t->guide, phase);
		else if (turn == TURN_LEAVE)
			more = false;
	}
	return turn;
}

/* ---- review and writing -------------------------------------------------- */

static void
forget_plan(struct tour *t)
{
	effect_clear(&t->effect);
	guide_plan_clear(&t->plan);
}

static enum turn
review(struct tour *t)
{
	struct page_text text = { 0 };
	struct err err = { 0 };
	enum turn turn;

	forget_plan(t);
	if (!guide_plan_make(t->guide, &t->plan, &err) ||
	    !guide_plan_effect(t->guide, &t->plan, &t->effect, &err)) {
		ui_error(t->ui, &err);
		return TURN_BACK;
	}
	guide_show_review(t, &text);
	turn = guide_page(t, &text, &(struct page_order){ .title =
	    "Review: nothing is written yet",
	    .next = "Enter: go on; b: back; Esc: leave, all is kept" });
	page_clear(&text);
	return turn;
}

static bool
write_plan(struct tour *t)
{
	struct err err = { 0 };
	int64_t revision = 0;
	bool ok = guide_plan_write(t->guide, &t->plan, &revision, &err);

	t->ui->changed = true;
	if (!ok)
		ui_error(t->ui, &err);
	else
		guide_set_written(t->guide, revision);
	return ok;
}

/* One round of questions, review and confirmation; NEXT: it is written. */
static enum turn
prepare_once(struct tour *t)
{
	enum turn turn = ask_phase(t, GUIDE_ASK);

	if (turn != TURN_NEXT)
		return TURN_LEAVE;
	turn = review(t);
	if (turn == TURN_BACK)
		guide_back(t->guide, GUIDE_ASK);
	if (turn != TURN_NEXT)
		return turn;
	turn = ask_phase(t, GUIDE_CONFIRM);
	if (turn != TURN_NEXT)
		return turn;
	if (guide_is(t->guide, NULL, "confirm", "yes") && write_plan(t)) {
		tour_keep(t);
		return TURN_NEXT;
	}
	if (t->ui->message == NULL)
		ui_say(t->ui, STYLE_NORMAL, "nothing was written");
	/* Asked again after the next review. */
	props_unset(&t->guide->answers, "confirm");
	tour_keep(t);
	return TURN_BACK;
}

/* ---- the proof ----------------------------------------------------------- */

struct proof_work {
	struct tour *tour;
	bool ok;
	struct err err;
};

/* On a connection of its own: keys are made, which takes a while. */
static void
proof_run(void *arg, const struct settings *settings, const atomic_bool *stop)
{
	struct proof_work *w = arg;
	const struct guide *from = w->tour->guide;
	struct model *m = model_open(settings, true, &w->err);
	struct guide *g = m != NULL ? guide_new(m, from->task, &w->err) :
	    NULL;

	(void)stop;
	if (g != NULL) {
		props_copy(&g->answers, &from->answers);
		g->at = from->at;
		w->ok = guide_prove(g, &w->tour->proof, &w->err);
	}
	guide_free(g);
	model_close(m);
}

static bool
prove(struct tour *t)
{
	struct proof_work w = { .tour = t };
	const struct busy_work work = { .title = "Self-test", .text =
	    "Making keys and messages ...", .run = proof_run, .arg = &w };

	guide_proof_clear(&t->proof);
	t->guide->at = ui_now(t->ui);
	if (!busy_run(t->ui, &work, &w.err) || !w.ok) {
		ui_error(t->ui, &w.err);
		return false;
	}
	/* It ran on a connection that only reads. */
	if (!guide_proof_record(t->guide, &t->proof, &w.err))
		ui_error(t->ui, &w.err);
	return true;
}

/* Location by way; NULL: none, or it was not chosen. */
static char *
pick_location(struct tour *t)
{
	const char *ways[MAX_GUIDE_WAYS], *name;
	struct choice choices[MAX_GUIDE_WAYS + 1] = { { NULL, NULL } };
	const struct guide *g = t->guide;
	size_t ways_n = g->task->ways(g, ways), i, n = 0;

	for (i = 0; i < ways_n; i++) {
		name = guide_get(g, ways[i], "location");
		if (name != NULL)
			choices[n++].name = name;
	}
	if (n == 0)
		return NULL;
	return n == 1 ? xstrdup(choices[0].name) : pick_choice(t->ui,
	    "Through which location?", choices, choices[0].name);
}

static bool
has_location(const struct guide *g)
{
	const char *ways[MAX_GUIDE_WAYS];
	size_t i, n = g->task->ways(g, ways);

	for (i = 0; i < n; i++)
		if (guide_get(g, ways[i], "location") != NULL)
			return true;
	return false;
}

static void
try_sample(struct tour *t)
{
	char *location = pick_location(t);

	if (location != NULL)
		message_test(t->ui, location);
	free(location);
}

static enum turn
show_proof(struct tour *t)
{
	struct page_text text = { 0 };
	enum turn turn;

	guide_show_proof(t, &text);
	turn = guide_page(t, &text, &(struct page_order){
	    .title = "Self-test",
	    .no_back = "it is written: u in the main view takes it back",
	    .sample = has_location(t->guide) ? try_sample : NULL,
	    .next = !t->proof.passed ? "Mend it and prove it again, or "
	    "take it back (u); Esc: leave" : has_location(t->guide) ?
	    "Enter: go on; s: try the partner's sample; Esc: leave" :
	    "Enter: go on; Esc: leave" });
	page_clear(&text);
	return turn;
}

/* ---- the end ------------------------------------------------------------- */

static bool
enable(struct tour *t)
{
	struct err err = { 0 };
	int64_t revision;

	if (guide_is(t->guide, NULL, "enable", "yes")) {
		t->ui->changed = true;
		if (!guide_enable(t->guide, &revision, &err)) {
			ui_error(t->ui, &err);
			return false;
		}
	}
	return true;
}

static void
show_end(struct tour *t)
{
	struct page_text text = { 0 };

	guide_show_end(t, &text);
	guide_page(t, &text, &(struct page_order){ .title =
	    t->guide->task->label, .no_back = "it is done",
	    .next = "Enter, Esc: close" });
	page_clear(&text);
}

/* Written: prove it, and only then ask. */
static void
conclude(struct tour *t)
{
	enum turn turn = TURN_BACK;

	if (!prove(t))
		return;
	while (turn == TURN_BACK) {
		turn = show_proof(t);
		if (turn != TURN_NEXT || !t->proof.passed)
			return;
		turn = ask_phase(t, GUIDE_ENABLE);
	}
	if (turn != TURN_NEXT)
		return;
	if (!enable(t)) {
		props_unset(&t->guide->answers, "enable");
		tour_keep(t);
		return;
	}
	guide_session_remove(t->guide);
	show_end(t);
}

/* ---- a task -------------------------------------------------------------- */

static void
run(struct tour *t)
{
	enum turn turn = TURN_BACK;

	guide_look_back(t->guide);
	if (guide_written(t->guide) == 0) {
		while (turn == TURN_BACK)
			turn = prepare_once(t);
		if (turn == TURN_NEXT)
			conclude(t);
	} else {
		conclude(t);
	}
}

static void
run_task(struct ui *ui, const struct guide_task *task, bool anew)
{
	struct tour t = { .ui = ui };
	struct err err = { 0 };
	int64_t when;

	t.guide = guide_new(ui->model, task, &err);
	if (t.guide != NULL && !guide_session_load(t.guide, &when, &err) &&
	    err.code == ERR_NOT_FOUND)
		err_clear(&err);
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	if (t.guide != NULL) {
		t.guide->at = ui_now(ui);
		if (anew) {
			guide_session_remove(t.guide);
			props_clear(&t.guide->answers);
		}
		run(&t);
	}
	forget_plan(&t);
	guide_proof_clear(&t.proof);
	guide_free(t.guide);
}

/* ---- the list of tasks --------------------------------------------------- */

/* What was kept of a task, in words; NULL: nothing.  Heap. */
static char *
kept_text(struct model *m, const struct guide_task *task)
{
	struct guide g = { .model = m, .task = task };
	char when[WHEN_TEXT], *text = NULL;
	struct err err = { 0 };
	int64_t at = 0;

	if (guide_session_load(&g, &at, &err))
		text = guide_written(&g) != 0 ? xasprintf("written as "
		    "revision %" PRId64 ", to be proven", guide_written(&g)) :
		    xasprintf("left at %s: %zu answers kept",
		    when_text(at, when), g.answers.n);
	else if (err.code != ERR_NOT_FOUND)
		text = xstrdup(err.text);
	props_clear(&g.answers);
	return text;
}

void
guide_remind(struct ui *ui)
{
	const struct guide_task *const *task;
	char *kept;

	if (!model_may(ui->model, ROLE_ADMINISTRATOR, NULL))
		return;
	for (task = guide_tasks; *task != NULL && ui->message == NULL;
	    task++) {
		kept = kept_text(ui->model, *task);
		if (kept != NULL)
			ui_say(ui, STYLE_NORMAL, "%s: %s; s: go on",
			    (*task)->label, kept);
		free(kept);
	}
}

static struct view *
task_view(struct model *m)
{
	static const struct view_column columns[] = {
		{ "Task", 26 }, { "Left before", 46 },
	};
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	const struct guide_task *const *task;
	char *kept;

	for (task = guide_tasks; *task != NULL; task++) {
		kept = kept_text(m, *task);
		static_view_add(v, (*task)->name, (const char *[]){
		    (*task)->label, kept }, STYLE_NORMAL);
		free(kept);
	}
	return v;
}

/* False: cancelled. */
static bool
ask_resume(struct ui *ui, bool *anew)
{
	static const struct choice choices[] = {
		{ "resume", "Go on where it was left" },
		{ "anew", "Begin anew; what was kept is thrown away" },
		{ NULL, NULL },
	};
	char *answer = pick_choice(ui, "Guided setup", choices, "resume");
	bool ok = answer != NULL;

	*anew = ok && strcmp(answer, "anew") == 0;
	free(answer);
	return ok;
}

static void
guided_setup(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct picker p = { .title = "Guided setup", .heads = true };
	const struct guide_task *task = NULL;
	const struct view_row *row;
	bool anew = false, kept;

	(void)layer;
	(void)c;
	p.view = task_view(ui->model);
	row = picker_run(ui, &p, false);
	kept = row != NULL && *row->cells[1] != '\0';
	if (row != NULL)
		task = guide_tasks[row->index];
	view_free(p.view);
	if (task != NULL && (!kept || ask_resume(ui, &anew)))
		run_task(ui, task, anew);
}

static bool
may_set_up(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)layer;
	(void)c;
	return model_may(ui->model, ROLE_ADMINISTRATOR, err);
}

static const struct command rows[] = {
	{ .section = "Guided setup",
	  .keys = "s", .name = "guided-setup",
	  .help = "Answer questions for a partner, see and confirm what they "
	      "come to, have it proven; goes on where it was left.",
	  .available = may_set_up, .run = guided_setup },
};
const struct command_table guide_commands = { rows, ARRAY_SIZE(rows) };
