/* SPDX-License-Identifier: ISC */
/* What stands on the pages of the guided setup. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/guide_sheet.h"
#include "model/history.h"
#include "model/kinds/certificate.h"
#include "tui/guide_parts.h"

/* ---- the review ---------------------------------------------------------- */

static void
add_value(struct page_text *p, const char *field, const char *old,
    const char *value)
{
	char *was = old != NULL && *old != '\0' ?
	    xasprintf("  (was %s)", old) : xstrdup("");

	page_addf(p, STYLE_NORMAL, 4, "%s = %s%s", field, value != NULL ?
	    value : "", was);
	free(was);
}

static void
add_step(struct page_text *p, const struct guide_step *s)
{
	struct changes changes = { 0 };
	size_t i;

	page_addf(p, STYLE_HEAD, 2, "%s %s %s", s->before != NULL ?
	    "change" : "new", s->kind->label, s->name);
	if (s->kind == &kind_certificate) {
		add_value(p, "common_name", NULL,
		    ((const struct certificate *)s->now)->common_name);
		if (s->file != NULL)
			add_value(p, "from", NULL, strcmp(s->file, "-") == 0 ?
			    "pasted text" : s->file);
	} else if (s->before != NULL) {
		object_diff(s->before, s->now, &changes);
		for (i = 0; i < changes.n; i++)
			add_value(p, changes.v[i].field,
			    changes.v[i].old_value, changes.v[i].new_value);
		changes_clear(&changes);
	} else {
		for (i = 0; i < s->nsets; i++)
			add_value(p, s->sets[i].field, NULL,
			    s->sets[i].value);
	}
}

static void
add_counts(struct page_text *p, const char *title, const struct audit *a)
{
	page_addf(p, STYLE_NORMAL, 2, "%s: %zu errors, %zu warnings, %zu "
	    "advice", title, a->by_severity[SEVERITY_ERROR],
	    a->by_severity[SEVERITY_WARNING],
	    a->by_severity[SEVERITY_ADVICE]);
}

/* A line each below the title; nothing where there is none.  Empties them. */
static void
add_lines(struct page_text *p, const char *title, enum style style,
    struct buf *lines)
{
	char *text = buf_steal(lines), *rest = text, *line;

	if (title != NULL && text != NULL && *text != '\0') {
		page_addf(p, STYLE_NORMAL, 0, " ");
		page_addf(p, STYLE_HEAD, 0, "%s", title);
	}
	while (rest != NULL && (line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			page_addf(p, style, 2, "%s", line);
	free(text);
}

/* The findings that come and go, as the question before a save has them. */
static void
add_effect(struct page_text *p, const struct tour *t)
{
	const struct effect *e = &t->effect;
	struct buf lines = { 0 };

	page_addf(p, STYLE_NORMAL, 0, " ");
	page_addf(p, STYLE_HEAD, 0, "The audit%s", t->guide->task->enable !=
	    NULL ? ", once enabled" : "");
	add_counts(p, "before", e->before);
	add_counts(p, "after", e->after);
	effect_lines(e, &lines);
	if (lines.len == 0)
		buf_adds(&lines, "nothing changes in it");
	add_lines(p, NULL, findings_count(&e->added, SEVERITY_ERROR) > 0 ?
	    STYLE_WARNING : STYLE_NORMAL, &lines);
}

void
guide_show_review(const struct tour *t, struct page_text *p)
{
	struct buf lines = { 0 };
	size_t i;

	page_addf(p, STYLE_HEAD, 0, "This will be made: one revision, which "
	    "one undo (u) takes back");
	for (i = 0; i < t->plan.n; i++)
		add_step(p, &t->plan.v[i]);
	guide_plan_stores(&t->plan, &lines);
	add_lines(p, "Stored on this computer, before all else", STYLE_NORMAL,
	    &lines);
	add_effect(p, t);
	guide_plan_commands(&t->plan, &lines);
	add_lines(p, "The same as command lines", STYLE_NORMAL, &lines);
}

/* ---- the proof ----------------------------------------------------------- */

static bool
has_way(const struct guide_case *c)
{
	return c->way != NULL && *c->way != '\0';
}

static char *
outcome_text(const struct guide_case *c)
{
	struct buf b = { 0 };

	if (c->judged)
		return xstrdup(c->text);
	buf_addf(&b, "%s", outcome_name(c->outcome));
	if (c->code != NULL)
		buf_addf(&b, " %s", c->code);
	if (c->outcome == OUTCOME_PROCESSED && !c->sent)
		buf_addf(&b, ", party %s", c->party != NULL ? c->party :
		    "guest");
	if (c->outcome != c->expected)
		buf_addf(&b, "; expected %s", outcome_name(c->expected));
	return buf_steal(&b);
}

static void
add_case(struct page_text *p, const struct guide_case *c)
{
	char *outcome = outcome_text(c);
	size_t i;

	page_addf(p, c->passed ? STYLE_HEAD : STYLE_ERROR, 0,
	    "%s  %s%s%s: %s", c->passed ? "passed" : "FAILED",
	    has_way(c) ? c->way : "", has_way(c) ? ": " : "",
	    c->title, outcome);
	if (c->stand_in)
		page_addf(p, STYLE_GREY, 8, "(a throw-away key stands for "
		    "the partner)");
	for (i = 0; i < c->trace.n; i++)
		page_addf(p, STYLE_NORMAL, 8, "%s: %s", c->trace.v[i].stage,
		    c->trace.v[i].text);
	free(outcome);
}

void
guide_show_proof(const struct tour *t, struct page_text *p)
{
	size_t i, failed = 0;

	for (i = 0; i < t->proof.n; i++)
		failed += !t->proof.v[i].passed;
	if (t->proof.passed)
		page_addf(p, STYLE_HEAD, 0, "All %zu tests passed; nothing "
		    "was stored or delivered.", t->proof.n);
	else
		page_addf(p, STYLE_ERROR, 0, "%zu of %zu tests did NOT pass: "
		    "nothing goes into operation.", failed, t->proof.n);
	for (i = 0; i < t->proof.n; i++)
		add_case(p, &t->proof.v[i]);
}

/* ---- the end ------------------------------------------------------------- */

/* A line of ours where it cannot be made. */
static void
add_sheet(const struct tour *t, struct page_text *p, const char *kind,
    const char *name)
{
	const struct sheet_order o = { .kind = kind, .name = name,
	    .party = guide_get(t->guide, NULL, "party"),
	    .at = ui_now(t->ui) };
	struct buf text = { 0 };
	struct err err = { 0 };
	char *rest, *line;

	page_addf(p, STYLE_NORMAL, 0, " ");
	page_addf(p, STYLE_HEAD, 0, "For the partner; `sealport guide "
	    "sheet %s' prints it too", kind);
	if (!guide_sheet(t->ui->model, &o, &text, &err))
		page_addf(p, STYLE_ERROR, 0, "%s", err.text);
	rest = (char *)text.data;
	while (rest != NULL && (line = strsep(&rest, "\n")) != NULL)
		page_addf(p, STYLE_NORMAL, 0, "%s", *line != '\0' ? line :
		    " ");
	buf_clear(&text);
}

/* What a message goes through, of all that was written. */
static void
add_sheets(const struct tour *t, struct page_text *p)
{
	static const char *const proven[] = { "receive-location",
	    "send-port" };
	struct history_query query = { .limit = 1,
	    .before = guide_written(t->guide) + 1 };
	const struct history_change *c, *before = NULL;
	struct revisions list = { 0 };
	size_t i, k;

	if (!history_list(t->ui->model, &query, &list, NULL) || list.n == 0)
		return;
	for (i = 0; i < list.v[0].n; i++, before = c) {
		c = &list.v[0].changes[i];
		if (before != NULL && strcmp(before->kind, c->kind) == 0 &&
		    strcmp(before->object, c->object) == 0)
			continue;
		for (k = 0; k < ARRAY_SIZE(proven); k++)
			if (strcmp(c->kind, proven[k]) == 0)
				add_sheet(t, p, c->kind, c->object);
	}
	revisions_clear(&list);
}

void
guide_show_end(const struct tour *t, struct page_text *p)
{
	struct buf lines = { 0 };

	page_addf(p, STYLE_HEAD, 0, "Written as revision %" PRId64 "%s.",
	    guide_written(t->guide), t->guide->task->enable == NULL ?
	    " and proven" : guide_is(t->guide, NULL, "enable", "yes") ?
	    ", proven and in operation" :
	    ", proven and not in operation yet");
	page_addf(p, STYLE_NORMAL, 0, "u in the main view takes the last "
	    "change back.");
	guide_plan_afterwards(&t->plan, &lines);
	add_lines(p, "Left to be done", STYLE_WARNING, &lines);
	add_sheets(t, p);
}

/* ---- the answers --------------------------------------------------------- */

void
guide_show_answers(const struct tour *t, struct page_text *p)
{
	struct guide_questions list = { 0 };
	const char *value;
	size_t i;

	guide_questions(t->guide, &list);
	for (i = 0; i < list.n; i++) {
		value = props_get(&t->guide->answers, list.v[i].id);
		if (value == NULL)
			continue;
		page_addf(p, STYLE_HEAD, 0, "%s", guide_text(&list.v[i]));
		page_addf(p, STYLE_NORMAL, 2, "%s = %s", list.v[i].id,
		    guide_is_pasted(value) ? "pasted text" : value);
	}
	if (p->n == 0)
		page_addf(p, STYLE_NORMAL, 0, "Nothing is answered yet.");
	guide_questions_clear(&list);
}
