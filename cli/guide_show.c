/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cli/audit.h"
#include "cli/guide.h"
#include "model/kinds/certificate.h"

/* ---- the review ---------------------------------------------------------- */

static void
print_value(struct out *o, const char *field, const char *old,
    const char *value)
{
	out_text(o, "    ");
	out_safe(o, field);
	out_text(o, " = ");
	out_safe(o, value != NULL ? value : "");
	if (old != NULL && *old != '\0') {
		out_text(o, "  (was ");
		out_safe(o, old);
		out_text(o, ")");
	}
	out_text(o, "\n");
}

static void
print_step(struct out *o, const struct guide_step *s)
{
	struct changes changes = { 0 };
	size_t i;

	out_fmt(o, "  %s %s ", s->before != NULL ? "change" : "new",
	    s->kind->name);
	out_safe(o, s->name);
	out_text(o, "\n");
	if (s->kind == &kind_certificate) {
		print_value(o, "common_name", NULL,
		    ((const struct certificate *)s->now)->common_name);
		if (s->file != NULL)
			print_value(o, "from", NULL, strcmp(s->file, "-") == 0 ?
			    "pasted text" : s->file);
	} else if (s->before != NULL) {
		object_diff(s->before, s->now, &changes);
		for (i = 0; i < changes.n; i++)
			print_value(o, changes.v[i].field,
			    changes.v[i].old_value, changes.v[i].new_value);
		changes_clear(&changes);
	} else {
		for (i = 0; i < s->nsets; i++)
			print_value(o, s->sets[i].field, NULL,
			    s->sets[i].value);
	}
}

static void
print_counts(struct out *o, const char *title, const struct audit *a)
{
	out_fmt(o, "  %s: %zu errors, %zu warnings, %zu advice\n", title,
	    a->by_severity[SEVERITY_ERROR], a->by_severity[SEVERITY_WARNING],
	    a->by_severity[SEVERITY_ADVICE]);
}

/* A line each, below the title; nothing where there is none. */
static void
print_lines(struct out *o, const char *title, struct buf *lines)
{
	char *rest, *line;

	if (lines->len > 0) {
		out_text(o, title);
		rest = (char *)lines->data;
		while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
			out_text(o, "  ");
			out_safe(o, line);
			out_text(o, "\n");
		}
	}
	buf_reset(lines);
}

void
guide_print_review(struct out *o, const struct guide_plan *p,
    const struct effect *e)
{
	struct buf lines = { 0 };
	size_t i;

	out_text(o, "\nThis will be made:\n");
	for (i = 0; i < p->n; i++)
		print_step(o, &p->v[i]);
	guide_plan_stores(p, &lines);
	print_lines(o, "\nStored on this computer, before all else:\n",
	    &lines);
	guide_plan_commands(p, &lines);
	print_lines(o, "\nThe same as command lines:\n", &lines);
	buf_clear(&lines);
	out_text(o, "\nThe audit, once enabled:\n");
	print_counts(o, "before", e->before);
	print_counts(o, "after", e->after);
	audit_print_effect(o, e);
}

void
guide_print_afterwards(struct out *o, const struct guide_plan *p)
{
	struct buf lines = { 0 };

	guide_plan_afterwards(p, &lines);
	print_lines(o, "\nLeft to be done:\n", &lines);
	buf_clear(&lines);
}

/* ---- the proof ----------------------------------------------------------- */

static void
print_outcome(struct out *o, const struct guide_case *c)
{
	out_fmt(o, "%s", outcome_name(c->outcome));
	if (c->code != NULL)
		out_fmt(o, " %s", c->code);
	if (c->outcome == OUTCOME_PROCESSED && !c->sent) {
		out_text(o, ", party ");
		out_safe(o, c->party != NULL ? c->party : "guest");
	}
	if (c->outcome != c->expected)
		out_fmt(o, "; expected %s", outcome_name(c->expected));
}

static void
print_case(struct out *o, const struct guide_case *c)
{
	size_t i;

	out_fmt(o, "  %s  %s: %s: ", c->passed ? "passed" : "FAILED", c->way,
	    c->title);
	if (c->judged)
		out_safe(o, c->text);
	else
		print_outcome(o, c);
	out_text(o, c->stand_in ? "  (a throw-away key stands for the "
	    "partner)\n" : "\n");
	for (i = 0; i < c->trace.n; i++) {
		out_text(o, "            ");
		out_safe(o, c->trace.v[i].stage);
		out_text(o, ": ");
		out_safe(o, c->trace.v[i].text);
		out_text(o, "\n");
	}
}

void
guide_print_proof(struct out *o, const struct guide_proof *p)
{
	size_t i;

	out_text(o, "\nSelf-test:\n");
	for (i = 0; i < p->n; i++)
		print_case(o, &p->v[i]);
	out_text(o, p->passed ? "  all passed\n" : "  NOT passed\n");
}

/* ---- JSON ---------------------------------------------------------------- */

static json_t *
json_of_step(const struct guide_step *s)
{
	json_t *j = json_object(), *fields = json_object();
	struct buf line = { 0 };
	size_t i;

	for (i = 0; i < s->nsets; i++)
		json_put(fields, s->sets[i].field,
		    json_of_text(s->sets[i].value));
	guide_step_command(s, &line);
	json_put(j, "action", json_of_text(s->before != NULL ? "update" :
	    "create"));
	json_put(j, "kind", json_of_text(s->kind->name));
	json_put(j, "name", json_of_text(s->name));
	json_put(j, "fields", fields);
	json_put(j, "command", json_of_text((const char *)line.data));
	buf_clear(&line);
	return j;
}

/* Text, a line each. */
static json_t *
json_of_lines(struct buf *lines)
{
	json_t *j = json_array();
	char *rest = (char *)lines->data, *line;

	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0')
		json_push(j, json_of_text(line));
	buf_clear(lines);
	return j;
}

json_t *
json_of_guide(const struct guide *g, const struct guide_plan *p,
    const struct effect *e)
{
	json_t *j = json_document(), *steps = json_array();
	json_t *answers = json_object();
	struct buf stores = { 0 }, commands = { 0 };
	size_t i;

	for (i = 0; i < g->answers.n; i++)
		if (g->answers.v[i].name[0] != '.')
			json_put(answers, g->answers.v[i].name,
			    json_of_text(g->answers.v[i].value));
	for (i = 0; i < p->n; i++)
		json_push(steps, json_of_step(&p->v[i]));
	json_put(j, "task", json_of_text(g->task->name));
	json_put(j, "answers", answers);
	json_put(j, "steps", steps);
	guide_plan_stores(p, &stores);
	json_put(j, "stored", json_of_lines(&stores));
	guide_plan_commands(p, &commands);
	json_put(j, "commands", json_of_lines(&commands));
	json_put(j, "added", json_of_findings(&e->added));
	json_put(j, "settled", json_of_findings(&e->settled));
	return j;
}

static json_t *
json_of_case(const struct guide_case *c)
{
	json_t *j = json_object(), *trace = json_array();
	size_t i;

	for (i = 0; i < c->trace.n; i++)
		json_push(trace, json_of_text(c->trace.v[i].text));
	json_put(j, "way", json_of_text(c->way));
	json_put(j, "title", json_of_text(c->title));
	json_put(j, "stand_in", json_boolean(c->stand_in));
	json_put(j, "expected", c->judged ? json_null() :
	    json_of_text(outcome_name(c->expected)));
	json_put(j, "outcome", c->judged ? json_null() :
	    json_of_text(outcome_name(c->outcome)));
	json_put(j, "party", json_of_text(c->party));
	json_put(j, "code", json_of_text(c->code));
	json_put(j, "text", json_of_text(c->text));
	json_put(j, "passed", json_boolean(c->passed));
	json_put(j, "trace", trace);
	return j;
}

void
json_put_proof(json_t *j, const struct guide_proof *p)
{
	json_t *cases = json_array();
	size_t i;

	for (i = 0; p != NULL && i < p->n; i++)
		json_push(cases, json_of_case(&p->v[i]));
	json_put(j, "self_test", cases);
	json_put(j, "passed", p != NULL ? json_boolean(p->passed) :
	    json_null());
}
