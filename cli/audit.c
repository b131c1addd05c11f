/* SPDX-License-Identifier: ISC */
/* audit, inventory publish */
#include "model/audit/audit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "cli/audit.h"
#include "cli/verbs.h"
#include "model/audit/rules.h"
#include "model/audit/waive.h"

static const char *const headings[] = {
	[SEVERITY_ERROR] = "Errors",
	[SEVERITY_WARNING] = "Warnings",
	[SEVERITY_ADVICE] = "Advice",
};

/* ---- text --------------------------------------------------------------- */

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
		if (f->result == result)
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

static void
print_audit(struct out *o, const struct audit *a, const char *group)
{
	char at[WHEN_TEXT];

	out_text(o, "Audit of ");
	out_safe(o, group);
	out_fmt(o, " at %s\n", when_text(a->at, at));
	print_severity(o, a, SEVERITY_ERROR);
	print_severity(o, a, SEVERITY_WARNING);
	print_severity(o, a, SEVERITY_ADVICE);
	print_result(o, a, AUDIT_UNKNOWN, "Could not be tested", a->unknown);
	print_result(o, a, AUDIT_WAIVED, "Waived", a->waived);
	print_idle_waivers(o, a);
	out_fmt(o, "\n%zu error%s, %zu warning%s, %zu advice, %zu passed, "
	    "%zu unknown, %zu waived\n", a->by_severity[SEVERITY_ERROR],
	    a->by_severity[SEVERITY_ERROR] == 1 ? "" : "s",
	    a->by_severity[SEVERITY_WARNING],
	    a->by_severity[SEVERITY_WARNING] == 1 ? "" : "s",
	    a->by_severity[SEVERITY_ADVICE], a->passed, a->unknown, a->waived);
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

/* ---- JSON --------------------------------------------------------------- */

static json_t *
json_of_waived(const struct finding *f)
{
	json_t *j;

	if (f->result != AUDIT_WAIVED)
		return json_null();
	j = json_object();
	json_put(j, "by", json_of_text(f->waived_by));
	json_put(j, "until", json_of_time(f->waived_until));
	json_put(j, "reason", json_of_text(f->waived_why));
	return j;
}

/* Ids and names rather than sentences, so that programs can act on it. */
static json_t *
json_of_finding(const struct finding *f)
{
	json_t *j = json_object();

	json_put(j, "rule", json_of_text(f->rule->id));
	json_put(j, "result", json_of_text(audit_result_name(f->result)));
	json_put(j, "severity", json_of_text(severity_name(f->severity)));
	json_put(j, "kind", json_of_text(f->kind));
	json_put(j, "object", json_of_text(f->object));
	json_put(j, "field", json_of_text(f->field));
	json_put(j, "computer", json_of_text(f->computer));
	json_put(j, "account", json_of_text(f->account));
	json_put(j, "thumbprint", json_of_text(f->thumbprint));
	json_put(j, "text", json_of_text(f->text));
	json_put(j, "fix", json_of_text(f->fix));
	json_put(j, "waived", json_of_waived(f));
	return j;
}

json_t *
json_of_audit(const struct audit *a)
{
	json_t *j = json_document(), *list = json_array();
	size_t i;

	json_put(j, "at", json_of_time(a->at));
	json_put(j, "errors", json_integer(
	    (json_int_t)a->by_severity[SEVERITY_ERROR]));
	json_put(j, "warnings", json_integer(
	    (json_int_t)a->by_severity[SEVERITY_WARNING]));
	json_put(j, "advice", json_integer(
	    (json_int_t)a->by_severity[SEVERITY_ADVICE]));
	json_put(j, "passed", json_integer((json_int_t)a->passed));
	json_put(j, "unknown", json_integer((json_int_t)a->unknown));
	json_put(j, "waived", json_integer((json_int_t)a->waived));
	for (i = 0; i < a->n; i++)
		json_push(list, json_of_finding(&a->v[i]));
	json_put(j, "findings", list);
	return j;
}

json_t *
json_of_findings(const struct findings *list)
{
	json_t *j = json_array();
	size_t i;

	for (i = 0; i < list->n; i++)
		json_push(j, json_of_finding(list->v[i]));
	return j;
}

static void
print_json(struct out *o, const struct audit *a, const char *group)
{
	json_t *j = json_of_audit(a);

	json_put(j, "group", json_of_text(group));
	json_print(o, j);
}

bool
verb_audit(struct invocation *c, struct err *err)
{
	struct object *group = NULL;
	struct audit *a = NULL;
	bool ok = false;
	int64_t at;

	if (!invocation_at(c, &at, err))
		return false;
	group = model_group(c->model, err);
	if (group != NULL)
		a = audit_of_model(c->model, at, err);
	if (a == NULL)
		goto out;
	if (invocation_has(c, OPTION_JSON))
		print_json(&c->out, a, group->name);
	else
		print_audit(&c->out, a, group->name);
	c->status = a->by_severity[SEVERITY_ERROR] > 0 ? STATUS_FAILED :
	    STATUS_DONE;
	ok = true;
out:
	audit_free(a);
	object_free(group);
	return ok;
}
