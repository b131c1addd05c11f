/* SPDX-License-Identifier: ISC */
/* guide: the questions of a task line by line, or from a file of answers */
#include "cli/guide.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "cli/result.h"
#include "cli/verbs.h"

enum reply {
	REPLY_DONE,
	REPLY_BACK,	/* before the first question of the phase */
	REPLY_LEFT,	/* the input has ended: all is kept */
	REPLY_FAILED,
};

struct talk {
	struct invocation *c;
	struct guide *g;
	bool asks;	/* somebody is there to answer */
	bool ended;	/* of the input */
	struct guide_plan plan;
	struct effect effect;
	struct guide_proof proof;
	bool proven, enabled;
};

/* ---- a line -------------------------------------------------------------- */

/* Up to its end; what is there of one that is too long is too long too. */
static bool
add_line(struct buf *b)
{
	char line[MAX_GUIDE_ANSWER + 2];
	int c;

	if (fgets(line, sizeof(line), stdin) == NULL)
		return false;
	if (strchr(line, '\n') == NULL)
		while ((c = getchar()) != EOF && c != '\n')
			;
	line[strcspn(line, "\r\n")] = '\0';
	buf_adds(b, line);
	return true;
}

/*
 * The caller's, trimmed, a pasted certificate up to its END line; NULL: the
 * input has ended.
 */
static char *
read_line(struct talk *t, const char *prompt)
{
	struct buf b = { 0 };
	char *trimmed;
	bool more;

	out_safe(&t->c->out, prompt);
	out_text(&t->c->out, "> ");
	out_flush(&t->c->out, NULL);
	more = add_line(&b);
	while (more && b.len <= MAX_GUIDE_ANSWER &&
	    guide_goes_on((char *)b.data)) {
		buf_addc(&b, ' ');
		more = add_line(&b);
	}
	if (!more) {
		out_text(&t->c->out, "\n");
		t->ended = true;
		buf_clear(&b);
		return NULL;
	}
	trimmed = text_trim((char *)b.data);
	buf_clear(&b);
	return trimmed;
}

static void
keep(struct talk *t)
{
	struct err err = { 0 };

	if (t->asks && !guide_session_save(t->g, &err))
		result_warn(&err);
}

/* ---- a question ---------------------------------------------------------- */

static void
print_choices(struct out *o, const struct guide_choices *list)
{
	const struct guide_choice *c;
	struct buf b = { 0 };
	char number[32];
	size_t i;

	for (i = 0; i < list->n; i++) {
		c = &list->v[i];
		buf_reset(&b);
		buf_adds(&b, c->value);
		if (c->text != NULL)
			buf_addf(&b, ": %s", c->text);
		snprintf(number, sizeof(number), "  %2zu  ", i + 1);
		out_wrap(o, c->refused != NULL ? "   -  " : number,
		    (const char *)b.data);
		if (c->refused != NULL)
			out_wrap(o, "      not possible: ", c->refused);
	}
	buf_clear(&b);
}

/* What may be said, where it is not shown already. */
static void
explain(struct out *o, const struct guide_question *q)
{
	static const char *const words[] = {
		[GUIDE_TEXT] = "A text of one line.",
		[GUIDE_CHOICE] = "One of the choices, or its number.",
		[GUIDE_OPEN] = "One of the choices, or a text of one's own.",
		[GUIDE_SET] = "One or more of the choices, ',' between them.",
		[GUIDE_YES_NO] = "yes or no.",
	};
	struct buf b = { 0 };

	out_wrap(o, "  ", guide_why(q));
	if (q->field != NULL)
		field_allowed(q->field, &b);
	else
		buf_adds(&b, words[q->row->type]);
	out_wrap(o, "  ", (const char *)b.data);
	buf_clear(&b);
}

/* By its number, or as it is; "y" is yes.  The caller's. */
static char *
meant(const struct guide_question *q, const struct guide_choices *list,
    const char *line)
{
	long long n;

	if (q->field == NULL && q->row->type == GUIDE_YES_NO) {
		if (text_same_case(line, "y") || text_same_case(line, "yes"))
			return xstrdup("yes");
		if (text_same_case(line, "n") || text_same_case(line, "no"))
			return xstrdup("no");
	}
	if (text_to_int(line, &n) && n >= 1 && (size_t)n <= list->n)
		return xstrdup(list->v[n - 1].value);
	return xstrdup(line);
}

/* What was typed in answer to it; true: there is a next question. */
static bool
take_line(struct talk *t, const struct guide_question *q,
    const struct guide_choices *list, const char *line)
{
	struct out *o = &t->c->out;
	struct err err = { 0 };
	char *value;
	bool ok;

	if (strcmp(line, "?") == 0) {
		explain(o, q);
		return false;
	}
	value = *line == '\0' ? guide_default(q) : meant(q, list, line);
	ok = guide_answer(t->g, q, value, &err);
	free(value);
	if (!ok)
		out_wrap(o, "  ", err.text);
	return ok;
}

static enum reply
ask(struct talk *t, const struct guide_question *q, const char *where)
{
	struct out *o = &t->c->out;
	struct guide_choices list = { 0 };
	char *def = guide_default(q), *prompt, *title, *line;
	enum reply reply = REPLY_FAILED;

	prompt = xasprintf("[%s] ", def);
	title = xasprintf("%s: %s", q->id, guide_text(q));
	guide_choices(q, &list);
	out_text(o, "\n");
	out_wrap(o, where, title);
	out_wrap(o, "  ", guide_why(q));
	print_choices(o, &list);
	if (q->field == NULL && q->row->type == GUIDE_SET)
		out_text(o, "      Several: ',' between them.\n");
	while (reply == REPLY_FAILED) {
		line = read_line(t, *def != '\0' ? prompt : "");
		if (line == NULL)
			reply = REPLY_LEFT;
		else if (strcmp(line, "<") == 0)
			reply = REPLY_BACK;
		else if (take_line(t, q, &list, line))
			reply = REPLY_DONE;
		free(line);
	}
	guide_choices_clear(&list);
	free(title);
	free(prompt);
	free(def);
	return reply;
}

/* Nobody is there: say what is missing, or what is wrong. */
static enum reply
missing(const struct guide_question *q, const struct err *why,
    struct err *err)
{
	if (why->code != ERR_NONE)
		*err = *why;
	else
		err_set(err, ERR_INVALID, "%s: is not answered: %s", q->id,
		    guide_text(q));
	return REPLY_FAILED;
}

static enum reply
ask_next(struct talk *t, const struct guide_questions *list, size_t i,
    const struct err *why, struct err *err)
{
	const struct guide_question *q = &list->v[i];
	char where[64], *def;
	bool ok;

	if (!t->asks && q->row->assumed && guide_get(t->g, NULL,
	    q->id) == NULL) {
		def = guide_default(q);
		ok = guide_answer(t->g, q, def, err);
		free(def);
		return ok ? REPLY_DONE : REPLY_FAILED;
	}
	if (!t->asks)
		return missing(q, why, err);
	if (why->code != ERR_NONE) {
		out_text(&t->c->out, "\n");
		out_wrap(&t->c->out, "  ", why->text);
	}
	snprintf(where, sizeof(where), "(%zu/%zu) ", i + 1, list->n);
	return ask(t, q, where);
}

static enum reply
ask_phase(struct talk *t, enum guide_phase phase, struct err *err)
{
	struct guide_questions list;
	enum reply reply = REPLY_DONE;
	struct err why;
	size_t i;
	bool more = true;

	while (more) {
		memset(&list, 0, sizeof(list));
		err_clear(&why);
		guide_questions(t->g, &list);
		i = guide_next(t->g, &list, phase, &why);
		more = i < list.n;
		if (more)
			reply = ask_next(t, &list, i, &why, err);
		else
			reply = REPLY_DONE;
		guide_questions_clear(&list);
		if (reply == REPLY_BACK)
			more = guide_back(t->g, phase);
		else if (reply != REPLY_DONE)
			more = false;
		if (more && phase == GUIDE_ASK)
			keep(t);
	}
	return reply;
}

/* ---- the session --------------------------------------------------------- */

/* Answers that were kept; false: the input has ended. */
static bool
resume(struct talk *t)
{
	char when[WHEN_TEXT], *line;
	struct err err = { 0 };
	int64_t at = 0;
	bool no;

	if (!guide_session_load(t->g, &at, &err)) {
		if (err.code != ERR_NOT_FOUND)
			result_warn(&err);
		return true;
	}
	out_fmt(&t->c->out, "%s: %zu answers were kept at %s.  Go on with "
	    "them? (yes or no)\n", t->g->task->label, t->g->answers.n,
	    when_text(at, when));
	line = read_line(t, "[yes] ");
	if (line == NULL)
		return false;
	no = *line == 'n' || *line == 'N';
	free(line);
	if (no) {
		props_clear(&t->g->answers);
		guide_session_remove(t->g);
	}
	return true;
}

static bool
leave(struct talk *t)
{
	out_fmt(&t->c->out, "kept; sealport guide %s goes on from here\n",
	    t->g->task->name);
	t->c->status = STATUS_FAILED;
	return true;
}

/* ---- review, writing, proof ---------------------------------------------- */

/*
 * Of a file of answers: nothing too much and, where nobody can be asked, also
 * what is asked for only after something was written.
 */
static bool
check_file(struct talk *t, struct err *err)
{
	static const enum guide_phase phases[] = { GUIDE_CONFIRM,
		GUIDE_ENABLE };
	struct guide_questions list = { 0 };
	struct err why = { 0 };
	size_t i, next;
	bool ok;

	guide_questions(t->g, &list);
	ok = guide_surplus(t->g, &list, err);
	for (i = 0; ok && !t->asks && i < ARRAY_SIZE(phases) &&
	    !invocation_has(t->c, OPTION_WHAT_IF); i++) {
		next = guide_next(t->g, &list, phases[i], &why);
		ok = next == list.n ||
		    missing(&list.v[next], &why, err) != REPLY_FAILED;
	}
	guide_questions_clear(&list);
	return ok;
}

static void
forget_plan(struct talk *t)
{
	effect_clear(&t->effect);
	guide_plan_clear(&t->plan);
}

static bool
review(struct talk *t, struct err *err)
{
	forget_plan(t);
	if (invocation_has(t->c, OPTION_ANSWERS) && !check_file(t, err))
		return false;
	if (!guide_plan_make(t->g, &t->plan, err) ||
	    !guide_plan_effect(t->g, &t->plan, &t->effect, err))
		return false;
	if (!invocation_has(t->c, OPTION_JSON))
		guide_print_review(&t->c->out, &t->plan, &t->effect);
	return true;
}

static bool
write_plan(struct talk *t, struct err *err)
{
	int64_t revision = 0;

	keep(t);
	if (!guide_plan_write(t->g, &t->plan, &revision, err))
		return false;
	guide_set_written(t->g, revision);
	keep(t);
	if (!invocation_has(t->c, OPTION_JSON)) {
		out_fmt(&t->c->out, "revision %" PRId64 "; undo takes it "
		    "back\n", revision);
		guide_print_afterwards(&t->c->out, &t->plan);
	}
	return true;
}

static void
document(struct talk *t)
{
	int64_t revision = guide_written(t->g);
	json_t *j = json_of_guide(t->g, &t->plan, &t->effect);

	json_put(j, "revision", revision != 0 ?
	    json_integer((json_int_t)revision) : json_null());
	json_put_proof(j, t->proven ? &t->proof : NULL);
	json_put(j, "enabled", json_boolean(t->enabled));
	json_print(&t->c->out, j);
}

/* Up to what was asked for: REPLY_DONE and written, or not to be. */
static enum reply
prepare(struct talk *t, struct err *err)
{
	enum reply reply;

	for (;;) {
		reply = ask_phase(t, GUIDE_ASK, err);
		if (reply == REPLY_BACK)
			continue;	/* there is nothing before it */
		if (reply != REPLY_DONE)
			return reply;
		if (!review(t, err)) {
			/* Whoever is there can answer otherwise. */
			if (!t->asks)
				return REPLY_FAILED;
			out_wrap(&t->c->out, "  ", err->text);
			err_clear(err);
			guide_back(t->g, GUIDE_ASK);
			continue;
		}
		if (invocation_has(t->c, OPTION_WHAT_IF))
			return REPLY_DONE;
		reply = ask_phase(t, GUIDE_CONFIRM, err);
		if (reply != REPLY_BACK)
			return reply;
		guide_back(t->g, GUIDE_ASK);
	}
}

static bool
prove(struct talk *t, struct err *err)
{
	int64_t revision;

	t->g->at = when_now();
	if (!guide_prove(t->g, &t->proof, err) ||
	    !guide_proof_record(t->g, &t->proof, err))
		return false;
	t->proven = true;
	if (!invocation_has(t->c, OPTION_JSON))
		guide_print_proof(&t->c->out, &t->proof);
	if (!t->proof.passed) {
		t->c->status = STATUS_FAILED;
		return true;
	}
	if (t->g->task->enable == NULL)
		return true;
	if (ask_phase(t, GUIDE_ENABLE, err) != REPLY_DONE)
		return err->code == ERR_NONE;
	t->enabled = guide_is(t->g, NULL, "enable", "yes");
	if (t->enabled && !guide_enable(t->g, &revision, err))
		return false;
	if (!invocation_has(t->c, OPTION_JSON))
		out_text(&t->c->out, t->enabled ? "enabled\n" :
		    "not enabled\n");
	return true;
}

/* What was not to be written: only shown, or declined. */
static bool
not_written(struct talk *t)
{
	bool shown = invocation_has(t->c, OPTION_WHAT_IF);

	if (findings_count(&t->effect.added, SEVERITY_ERROR) > 0 || !shown)
		t->c->status = STATUS_FAILED;
	if (invocation_has(t->c, OPTION_JSON))
		document(t);
	else
		out_text(&t->c->out, "nothing was written\n");
	/* Asked again when it goes on. */
	props_unset(&t->g->answers, "confirm");
	keep(t);
	return true;
}

static bool
run(struct talk *t, struct err *err)
{
	enum reply reply;
	bool ok;

	if (guide_written(t->g) == 0) {
		reply = prepare(t, err);
		if (reply == REPLY_LEFT)
			return leave(t);
		if (reply == REPLY_FAILED)
			return false;
		if (invocation_has(t->c, OPTION_WHAT_IF) ||
		    !guide_is(t->g, NULL, "confirm", "yes"))
			return not_written(t);
		if (!write_plan(t, err))
			return false;
	}
	ok = prove(t, err);
	if (t->asks && t->ended)
		return ok && leave(t);
	/* What has not passed is put right, and goes on with the proof. */
	if (t->asks && ok && t->proof.passed)
		guide_session_remove(t->g);
	if (invocation_has(t->c, OPTION_JSON))
		document(t);	/* it was written in any case */
	return ok;
}

static bool
guide(struct invocation *c, const struct guide_task *task, struct err *err)
{
	struct talk t = { .c = c };
	bool file = invocation_has(c, OPTION_ANSWERS), ok;

	t.asks = !invocation_has(c, OPTION_JSON) &&
	    (!file || isatty(STDIN_FILENO));
	if (!file && !t.asks)
		return err_set(err, ERR_USAGE, "guide: --json needs "
		    "--answers FILE");
	t.g = guide_new(c->model, task, err);
	ok = t.g != NULL && (!file || guide_read(t.g,
	    c->options[OPTION_ANSWERS], err));
	if (ok && !file) {
		out_text(&c->out, "Enter takes the value in brackets, < goes "
		    "back, ? explains, Ctrl-D leaves and keeps.\n");
		ok = resume(&t);
		guide_look_back(t.g);
		ok = ok ? run(&t, err) : leave(&t);
	} else if (ok) {
		ok = run(&t, err);
	}
	forget_plan(&t);
	guide_proof_clear(&t.proof);
	guide_free(t.g);
	return ok;
}

bool
verb_guide_receive(struct invocation *c, struct err *err)
{
	return guide(c, &guide_receive, err);
}

bool
verb_guide_send(struct invocation *c, struct err *err)
{
	return guide(c, &guide_send, err);
}

bool
verb_guide_rollover(struct invocation *c, struct err *err)
{
	return guide(c, &guide_rollover, err);
}
