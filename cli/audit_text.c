/* SPDX-License-Identifier: ISC */
/* An audit as text of 80 columns. */
#include "cli/audit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/audit/waive.h"

static const char *const headings[] = {
	[SEVERITY_ERROR] = "Errors",
	[SEVERITY_WARNING] = "Warnings",
	[SEVERITY_ADVICE] = "Advice",
};

/* Who has accepted it, until when and why. */
static void
print_waiver(struct out *o, const struct finding *f)
{
	char until[WHEN_TEXT];
	char *text = xasprintf("Until %s by %s: %s",
	    when_text(f->waived_until, until), f->waived_by != NULL ?
	    f->waived_by : "(unknown)", f->waived_why);

	out_wrap(o, "       Waived: ", text);
	free(text);
}

/*
 * Where to mend it, what is wrong, how to mend it: the texts of the rules hold
 * names from certificates and partners, so everything goes through out_safe().
 */
static void
print_finding(struct out *o, const struct finding *f)
{
	char since[WHEN_TEXT];

	out_fmt(o, "\n%-6s ", f->rule->id);
	out_safe(o, f->kind);
	out_text(o, " ");
	out_safe(o, f->object);
	if (f->field != NULL) {
		out_text(o, ": ");
		out_safe(o, f->field);
	}
	out_text(o, "\n");
	out_wrap(o, "       ", f->text);
	if (f->result != AUDIT_UNKNOWN && f->first_seen != FIELD_UNSET)
		out_fmt(o, "       Since: %s\n", when_text(f->first_seen,
		    since));
	if (f->fix != NULL && *f->fix != '\0')
		out_wrap(o, "       Fix: ", f->fix);
	if (f->result == AUDIT_WAIVED)
		print_waiver(o, f);
}

static void
print_severity(struct out *o, const struct audit *a, enum severity severity)
{
	const struct finding *f;

	if (a->by_severity[severity] == 0)
		return;
	out_fmt(o, "\n%s (%zu)\n", headings[severity],
	    a->by_severity[severity]);
	for (f = a->v; f < a->v + a->n; f++)
		if (f->result == AUDIT_FINDING && f->severity == severity)
			print_finding(o, f);
}

/* What was not tested, or is accepted, is no pass: it must not go unseen. */
static void
print_result(struct out *o, const struct audit *a, enum audit_result result,
    const char *heading, size_t n)
{
	const struct finding *f;

	if (n == 0)
		return;
	out_fmt(o, "\n%s (%zu)\n", heading, n);
	for (f = a->v; f < a->v + a->n; f++)
		if (f->result == result && !f->untold)
			print_finding(o, f);
}

/* A waiver that nothing is waived by may be forgotten, or misspelt. */
static void
print_idle_waivers(struct out *o, const struct audit *a)
{
	const struct objects *all = snapshot_all(a->snapshot,
	    kind_waiver.name);
	const struct waiver *w;
	char until[WHEN_TEXT];
	size_t i;

	for (i = 0; i < all->n; i++) {
		w = (const struct waiver *)all->v[i];
		if (waiver_uses(a, w) > 0)
			continue;
		out_text(o, "\nWaiver without a finding: ");
		out_safe(o, w->object.name);
		out_fmt(o, ", %s %s\n", a->at < w->until ? "until" :
		    "ended", when_text(w->until, until));
	}
}

/* Takes what over. */
static void
print_gap(struct out *o, const char *head, const char *computer,
    const char *between, char *what)
{
	char *line = xasprintf("%s%s%s", computer, between, what);

	out_wrap(o, head, line);
	free(line);
	free(what);
}

/* How complete it is: before the findings, or nobody reads it. */
static void
print_gaps(struct out *o, const struct gaps *gaps, size_t unknown)
{
	const struct gap *g;
	const struct untold *u;

	out_fmt(o, "Seen: %zu of %zu stores that are needed", gaps->stores -
	    gaps->n, gaps->stores);
	out_fmt(o, unknown > 0 ? "; %zu checks could not be made\n" : "\n",
	    unknown);
	for (g = gaps->v; g < gaps->v + gaps->n; g++)
		print_gap(o, "  Not seen: ", g->computer, ", ", gap_line(g));
	for (u = gaps->untold; u < gaps->untold + gaps->nuntold; u++)
		print_gap(o, "  Not told: ", u->computer, ": ",
		    untold_line(u));
}

static void
print_difference(struct out *o, const char *heading,
    const struct findings *list)
{
	size_t i;

	if (list->n == 0)
		return;
	out_fmt(o, "\n%s (%zu)\n", heading, list->n);
	for (i = 0; i < list->n; i++)
		print_finding(o, list->v[i]);
}

static void
print_against(struct out *o, const struct audit_report *r)
{
	out_text(o, "Against ");
	out_safe(o, r->against);
	out_text(o, "\n");
	print_difference(o, "Worse", &r->worse);
	print_difference(o, "Better", &r->better);
	out_fmt(o, "\n%zu worse, %zu better\n", r->worse.n, r->better.n);
}

static void
print_all(struct out *o, const struct audit *a, const struct gaps *gaps)
{
	print_severity(o, a, SEVERITY_ERROR);
	print_severity(o, a, SEVERITY_WARNING);
	print_severity(o, a, SEVERITY_ADVICE);
	print_result(o, a, AUDIT_UNKNOWN, "Could not be tested", a->unknown -
	    gaps->unchecked);
	print_result(o, a, AUDIT_WAIVED, "Waived", a->waived);
	print_idle_waivers(o, a);
	out_fmt(o, "\n%zu error%s, %zu warning%s, %zu advice, %zu passed, "
	    "%zu unknown, %zu waived\n", a->by_severity[SEVERITY_ERROR],
	    a->by_severity[SEVERITY_ERROR] == 1 ? "" : "s",
	    a->by_severity[SEVERITY_WARNING],
	    a->by_severity[SEVERITY_WARNING] == 1 ? "" : "s",
	    a->by_severity[SEVERITY_ADVICE], a->passed, a->unknown,
	    a->waived);
}

void
audit_print_text(struct out *o, const struct audit_report *r)
{
	const struct audit *a = r->audit;
	char at[WHEN_TEXT];

	out_text(o, "Audit of ");
	out_safe(o, r->group);
	out_fmt(o, " at %s\n", when_text(a->at, at));
	print_gaps(o, &r->gaps, a->unknown);
	if (r->part != NULL)
		audit_print_needs(o, &r->needs, r->part);
	if (r->against != NULL)
		print_against(o, r);
	else
		print_all(o, a, &r->gaps);
}

void
audit_print_new(struct out *o, const struct audit_report *r)
{
	const struct audit *a = r->audit;
	const struct finding *f;
	size_t n = 0;

	for (f = a->v; f < a->v + a->n; f++) {
		if (f->result != AUDIT_FINDING)
			continue;
		n++;
		out_fmt(o, "new %s %s ", severity_name(f->severity),
		    f->rule->id);
		out_safe(o, f->text);
		out_text(o, "\n");
	}
	out_fmt(o, "%zu new, %zu gone\n", n, r->settled);
}

static void
print_findings(struct out *o, const char *head, const struct findings *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		out_fmt(o, "%s %s %s ", head,
		    severity_name(list->v[i]->severity),
		    list->v[i]->rule->id);
		out_safe(o, list->v[i]->text);
		out_text(o, "\n");
	}
}

void
audit_print_effect(struct out *o, const struct effect *e)
{
	print_findings(o, "new", &e->added);
	print_findings(o, "settles", &e->settled);
	if (e->added.n + e->settled.n == 0)
		out_text(o, "nothing changes in the audit\n");
}

