/* SPDX-License-Identifier: ISC */
/* What is needed where, and what breaks when: of the browser's audit. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/browser.h"
#include "tui/form.h"
#include "tui/views.h"

static const struct view_column need_columns[] = {
	{ "State", 11 }, { "Certificate", 24 }, { "Computer", 12 },
	{ "Store", 14 }, { "For", 24 }, { "Thumbprint", 40 },
};

static const struct view_column event_columns[] = {
	{ "Date", 10 }, { "Event", 11 }, { "Certificate", 26 },
	{ "Partners", 20 }, { "Ports", 20 }, { "Used by", 60 },
	{ "What happens", 60 },
};

char *
need_text(enum need_state state, bool utf8)
{
	const struct need_word *w = need_word(state);

	return utf8 ? xasprintf("%s %s", w->sign, w->word) :
	    xasprintf("%c %s", w->glyph, w->word);
}

enum style
need_style(enum need_state state)
{
	return need_word(state)->bad ? STYLE_ERROR :
	    state == NEED_EXPIRES || state == NEED_DOUBTED ? STYLE_WARNING :
	    state == NEED_UNKNOWN ? STYLE_GREY : STYLE_NORMAL;
}

static void
add_need(struct view *v, const struct report_need *n, bool utf8)
{
	char *state = need_text(n->state, utf8);

	static_view_add(v, "", (const char *[]){ state, n->title,
	    n->computer, n->account != NULL ? n->account : "Other People",
	    n->object, n->thumbprint }, need_style(n->state));
	free(state);
}

struct view *
needs_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(need_columns,
	    ARRAY_SIZE(need_columns));
	const char *why = NULL;
	const struct report *r = browser_report(ui, &why);
	size_t i;

	(void)n;
	v->sorts = true;
	v->empty = r != NULL ? "no certificate is needed anywhere" : why;
	for (i = 0; r != NULL && i < r->nneeds; i++)
		add_need(v, &r->needs[i], screen_utf8(ui->screen));
	return v;
}

/* To the field that names it; the audit may be made anew meanwhile. */
static void
go_to(struct ui *ui, const char *kind, const char *object, const char *field)
{
	char *k = xstrdup(kind), *o = xstrdup(object), *f = xstrdup(field);

	form_edit(ui, k, o, f);
	free(k);
	free(o);
	free(f);
}

void
needs_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *row)
{
	const char *why = NULL;
	const struct report *r = browser_report(ui, &why);

	(void)n;
	if (r != NULL && row->index < r->nneeds)
		go_to(ui, r->needs[row->index].kind,
		    r->needs[row->index].object, r->needs[row->index].field);
}

struct view *
calendar_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(event_columns,
	    ARRAY_SIZE(event_columns));
	const char *why = NULL;
	const struct report *r = browser_report(ui, &why);
	const struct calendar_event *e;
	char day[WHEN_TEXT];
	size_t i;

	(void)n;
	v->sorts = true;
	v->empty = r != NULL ? "nothing breaks in the next 400 days" : why;
	for (i = 0; r != NULL && i < r->calendar.n; i++) {
		e = &r->calendar.v[i];
		static_view_add(v, "", (const char *[]){
		    when_date(e->at, day), calendar_word(e->type), e->title,
		    e->partners, e->ports, e->objects, e->text },
		    e->type < CALENDAR_TAKES_OVER ? STYLE_WARNING :
		    STYLE_NORMAL);
	}
	return v;
}

void
calendar_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *row)
{
	const char *why = NULL;
	const struct report *r = browser_report(ui, &why);
	const struct calendar_event *e;

	(void)n;
	if (r == NULL || row->index >= r->calendar.n)
		return;
	e = &r->calendar.v[row->index];
	go_to(ui, e->kind, e->object, e->field);
}
