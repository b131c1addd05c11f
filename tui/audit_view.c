/* SPDX-License-Identifier: ISC */
/* Findings: what is wrong, how to mend it, and the way to its field. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "tui/ask.h"
#include "tui/browser.h"
#include "tui/form.h"
#include "tui/views.h"

static const struct view_column columns[] = {
	{ "Severity", 8 }, { "Rule", 4 }, { "Object", 20 },
	{ "Finding", 200 },
};

static const enum style styles[] = {
	[SEVERITY_ERROR] = STYLE_ERROR,
	[SEVERITY_WARNING] = STYLE_WARNING,
	[SEVERITY_ADVICE] = STYLE_ADVICE,
};

static void
add_finding(struct view *v, const struct finding *f, size_t at)
{
	bool counts = f->result == AUDIT_FINDING;
	char key[24];

	snprintf(key, sizeof(key), "%zu", at);

	static_view_add(v, key, (const char *[]){ counts ?
	    severity_name(f->severity) : audit_result_name(f->result),
	    f->rule->id, f->object, f->text },
	    counts ? styles[f->severity] : STYLE_GREY);
}

struct view *
audit_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	const char *why = NULL;
	const struct report *r = browser_report(ui, &why);
	char *more;
	size_t i;

	(void)n;
	v->sorts = true;
	v->empty = r == NULL ? why : r->n > 0 ?
	    "no such finding; N and J show more" :
	    "nothing to complain about";
	for (i = 0; r != NULL && i < r->n; i++)
		if (browser_wants(ui, &r->v[i]))
			add_finding(v, &r->v[i], i);
	for (i = 0; r != NULL && i < r->ngaps; i++)
		static_view_add(v, "", (const char *[]){ "not seen", "",
		    r->gaps[i].computer, r->gaps[i].text }, STYLE_GREY);
	if (r != NULL && r->left_out > 0) {
		more = xasprintf("and %zu more: sealport audit",
		    r->left_out);
		static_view_add(v, "", (const char *[]){ "", "", "", more },
		    STYLE_GREY);
		free(more);
	}
	return v;
}

const struct finding *
audit_view_finding(const struct report *report, const struct view_row *r)
{
	long long at;

	return report != NULL && r != NULL && text_to_int(r->key, &at) &&
	    at >= 0 && (size_t)at < report->n ? &report->v[at] : NULL;
}

int64_t
audit_view_count(const struct report *r)
{
	return (int64_t)(r->n + r->left_out);
}

static void
add_line(struct buf *b, const char *label, const char *value)
{
	char *safe;

	if (value == NULL || *value == '\0')
		return;
	safe = text_safe(value);
	buf_addf(b, "%-12s %s\n", label, safe);
	free(safe);
}

/* The finding in lines, for a window. */
static void
add_details(struct buf *b, const struct finding *f)
{
	char until[WHEN_TEXT];

	add_line(b, "Rule:", f->rule->id);
	add_line(b, "Severity:", severity_name(f->severity));
	add_line(b, "Object:", f->object);
	add_line(b, "Computer:", f->computer);
	add_line(b, "Account:", f->account);
	add_line(b, "Thumbprint:", f->thumbprint);
	buf_addc(b, '\n');
	add_line(b, "Finding:", f->text);
	add_line(b, "To mend it:", f->fix);
	if (f->result == AUDIT_WAIVED) {
		add_line(b, "Waived by:", f->waived_by);
		add_line(b, "Until:", when_text(f->waived_until, until));
		add_line(b, "Why:", f->waived_why);
	}
}

void
audit_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	const char *why = NULL;
	const struct report *report = browser_report(ui, &why);
	const struct finding *f;
	struct buf b = { 0 };
	char *kind, *object, *field;

	(void)n;
	f = audit_view_finding(report, r);
	if (f == NULL)
		return;
	add_details(&b, f);
	if (f->kind == NULL || f->object == NULL) {
		show_text(ui, "Finding", (const char *)b.data);
		buf_clear(&b);
		return;
	}
	/* The audit may be made anew while the dialog is open. */
	kind = xstrdup(f->kind);
	object = xstrdup(f->object);
	field = xstrdup(f->field);
	buf_addf(&b, "\nGo to the object?");
	if (ask_yes(ui, "Finding", (const char *)b.data))
		form_edit(ui, kind, object, field);
	free(kind);
	free(object);
	free(field);
	buf_clear(&b);
}
