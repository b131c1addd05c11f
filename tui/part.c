/* SPDX-License-Identifier: ISC */
#include "tui/part.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/audit/audit.h"
#include "model/audit/filter.h"
#include "model/audit/fix.h"
#include "model/kind.h"
#include "tui/mend.h"
#include "tui/picker.h"
#include "tui/views.h"

static const struct view_column columns[] = {
	{ "State", 11 }, { "Rule", 4 }, { "What", 100 },
};

struct part {
	struct picker picker;	/* first member */
	struct audit *audit;
	struct needs needs;
};

/* Findings come first, then needs. */
static const struct finding *
finding_of(const struct part *p, const struct view_row *r)
{
	return r->index < p->audit->n ? &p->audit->v[r->index] : NULL;
}

static const struct need *
need_of(const struct part *p, const struct view_row *r)
{
	return &p->needs.v[r->index - p->audit->n];
}

static char *
place_text(const struct requirement *r)
{
	return r->account != NULL ? xasprintf("%s, Personal of %s",
	    r->computer, r->account) : xasprintf("%s, Other People",
	    r->computer);
}

static void
add_need(struct part *p, const struct need *n, bool utf8)
{
	char *place = place_text(n->r), *state = need_text(n->state, utf8);
	char *text = xasprintf("%s: %s", place, need_title(n));

	static_view_add(p->picker.view, "", (const char *[]){ state, "",
	    text }, need_style(n->state));
	free(text);
	free(state);
	free(place);
}

static char *
detail(struct picker *picker, const struct view_row *r)
{
	const struct part *p = (const struct part *)picker;
	const struct finding *f = finding_of(p, r);
	char shown[THUMBPRINT_SHOWN], day[WHEN_TEXT];
	const struct need *n;

	if (f != NULL)
		return xasprintf("%s %s%s", f->text, f->fix,
		    fix_word(f->rule) != NULL ? " (m: mend)" : "");
	n = need_of(p, r);
	return xasprintf("%s to %s for %s %s%s%s",
	    thumbprint_show(n->r->thumbprint, shown),
	    usage_info(n->r->usage)->name, kind_find(n->r->kind)->label,
	    n->r->object, n->cert != NULL ? ", until " : "",
	    n->cert != NULL ? when_date(n->cert->not_after, day) : "");
}

static void
fill(struct part *p, bool utf8)
{
	const struct finding *f;
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	size_t i;

	p->picker.view = v;
	v->empty = "nothing to complain about, and it needs no certificate";
	for (f = p->audit->v; f < p->audit->v + p->audit->n; f++)
		static_view_add(v, "", (const char *[]){
		    f->result == AUDIT_FINDING ? severity_name(f->severity) :
		    audit_result_name(f->result), f->rule->id, f->text },
		    f->result != AUDIT_FINDING ? STYLE_GREY :
		    f->severity == SEVERITY_ERROR ? STYLE_ERROR :
		    f->severity == SEVERITY_WARNING ? STYLE_WARNING :
		    STYLE_ADVICE);
	for (i = 0; i < p->needs.n; i++)
		add_need(p, &p->needs.v[i], utf8);
}

static int
compare_findings(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int r = (x->result != AUDIT_FINDING) - (y->result != AUDIT_FINDING);

	if (r == 0)
		r = (int)x->severity - (int)y->severity;
	if (r == 0)
		r = strcmp(x->rule->id, y->rule->id);
	return r != 0 ? r : strcmp(x->text, y->text);
}

/* One that only assignments name is no object. */
static bool
load(struct part *p, struct ui *ui, const char *kind, const char *name,
    struct err *err)
{
	struct audit_filter f = audit_filter_none();

	f.kind = kind;
	f.object = name;
	p->audit = audit_of_model(ui->model, ui_now(ui), err);
	if (p->audit == NULL || !audit_narrow(p->audit, &f, err) ||
	    !needs_of_part(p->audit, &f, &p->needs, err))
		return false;
	if (p->audit->n > 1)
		qsort(p->audit->v, p->audit->n, sizeof(*p->audit->v),
		    compare_findings);
	return true;
}

static void
unload(struct part *p)
{
	view_free(p->picker.view);
	needs_clear(&p->needs);
	audit_free(p->audit);
}

static void
aim(struct part_target *to, const char *kind, const char *object,
    const char *field)
{
	to->kind = xstrdup(kind);
	to->object = xstrdup(object);
	to->field = xstrdup(field);
}

/* True: there is somewhere to go; false: show the list again, or end. */
static bool
choose(struct part *p, struct ui *ui, const struct view_row *r,
    struct part_target *to)
{
	const struct finding *f = finding_of(p, r);
	const struct need *n;

	if (f != NULL && p->picker.mend)
		return mend_here(ui, f, to);
	if (f != NULL) {
		aim(to, f->kind, f->object, f->field);
		return true;
	}
	n = need_of(p, r);
	aim(to, n->r->kind, n->r->object, n->r->field);
	return true;
}

bool
part_show(struct ui *ui, const char *kind, const char *name,
    struct part_target *to)
{
	char *title = xasprintf("Audit of %s %s", kind, name);
	const struct view_row *r = NULL;
	struct err err = { 0 };
	struct part p;
	bool going = false, ok;

	do {
		p = (struct part){ .picker = { .title = title, .heads = true,
		    .mends = true, .detail = detail } };
		ok = load(&p, ui, kind, name, &err);
		if (ok) {
			fill(&p, screen_utf8(ui->screen));
			r = picker_run(ui, &p.picker, false);
			going = r != NULL && choose(&p, ui, r, to);
		} else {
			ui_error(ui, &err);
		}
		unload(&p);
	} while (ok && r != NULL && !going);
	free(title);
	return going;
}

void
part_target_clear(struct part_target *t)
{
	free(t->kind);
	free(t->object);
	free(t->field);
	free(t->value);
	memset(t, 0, sizeof(*t));
}
