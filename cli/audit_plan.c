/* SPDX-License-Identifier: ISC */
/* What is needed where, and what breaks when: audit matrix, audit calendar. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "cli/audit.h"
#include "cli/verbs.h"
#include "model/audit/calendar.h"
#include "model/audit/matrix.h"
#include "model/audit/rules.h"
#include "model/kind.h"
#include "model/rollover.h"

/* ---- needs -------------------------------------------------------------- */

static void
print_need(struct out *o, const struct need *n)
{
	const struct need_word *w = need_word(n->state);
	const struct requirement *r = n->r;
	char shown[THUMBPRINT_SHOWN], day[WHEN_TEXT];
	char *line = xasprintf("%s [%s] to %s for %s %s%s%s%s",
	    need_title(n), thumbprint_show(r->thumbprint, shown),
	    usage_info(r->usage)->name, kind_find(r->kind)->label, r->object,
	    n->cert != NULL ? ", until " : "", n->cert != NULL ?
	    when_date(n->cert->not_after, day) : "",
	    r->active ? "" : " (not active)");
	char *first = xasprintf("    %c %-*s ", w->glyph, NEED_WORD, w->word);

	out_wrap(o, first, line);
	free(first);
	free(line);
}

void
audit_print_needs(struct out *o, const struct needs *needs, const char *part)
{
	const struct requirement *last = NULL, *r;
	size_t i;

	out_text(o, "\nCertificates that ");
	out_safe(o, part);
	out_fmt(o, " needs (%zu)\n", needs->n);
	for (i = 0; i < needs->n; i++) {
		r = needs->v[i].r;
		if (last == NULL || strcmp(last->computer, r->computer) != 0 ||
		    !str_same(last->account, r->account)) {
			out_text(o, "\n  ");
			out_safe(o, r->computer);
			out_text(o, r->account != NULL ? ", Personal of " :
			    ", Other People");
			out_safe(o, r->account);
			out_text(o, "\n");
		}
		last = r;
		print_need(o, &needs->v[i]);
	}
}

static json_t *
json_of_need(const struct need *n)
{
	const struct requirement *r = n->r;
	json_t *j = json_object();

	json_put(j, "computer", json_of_text(r->computer));
	json_put(j, "account", json_of_text(r->account));
	json_put(j, "store", json_of_text(
	    store_info(usage_info(r->usage)->store)->name));
	json_put(j, "thumbprint", json_of_text(r->thumbprint));
	json_put(j, "common_name", json_of_text(need_title(n)));
	json_put(j, "usage", json_of_text(usage_info(r->usage)->name));
	json_put(j, "role", json_of_text(cert_role_name(r->role)));
	json_put(j, "kind", json_of_text(r->kind));
	json_put(j, "object", json_of_text(r->object));
	json_put(j, "host", json_of_text(r->host));
	json_put(j, "active", json_boolean(r->active));
	json_put(j, "state", json_of_text(need_word(n->state)->word));
	json_put(j, "not_after", json_of_time(n->cert != NULL ?
	    n->cert->not_after : FIELD_UNSET));
	return j;
}

json_t *
json_of_needs(const struct needs *needs)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < needs->n; i++)
		json_push(list, json_of_need(&needs->v[i]));
	return list;
}

/* ---- the matrix --------------------------------------------------------- */

/* So many places stand side by side in 80 columns. */
enum { PLACES = 5, CELL = NEED_WORD + 2, TITLE = 25 };

static void
print_place(struct out *o, size_t number, const struct matrix_place *p)
{
	out_fmt(o, "%4zu  ", number);
	out_safe(o, p->computer);
	out_text(o, p->account != NULL ? ", Personal of " : ", Other People");
	out_safe(o, p->account);
	out_text(o, "\n");
}

/* The name in its column, cut; the thumbprint tells equal ones apart. */
static void
print_title(struct out *o, const struct matrix_cert *c)
{
	char *safe = text_safe(c->title);
	int used;
	size_t n = text_fit(safe, TITLE - 10, &used);

	out_fmt(o, "%.*s%*s %.8s ", (int)n, safe, TITLE - 10 - used, "",
	    c->thumbprint);
	free(safe);
}

static bool
is_needed(const struct matrix *m, size_t cert, size_t from, size_t n)
{
	size_t p;

	for (p = from; p < from + n; p++)
		if (matrix_cell(m, cert, p) != NEED_NONE)
			return true;
	return false;
}

static void
print_rows(struct out *o, const struct matrix *m, size_t from, size_t n)
{
	const struct need_word *w;
	size_t i, p;

	for (p = from; p < from + n; p++)
		print_place(o, p + 1, &m->places[p]);
	out_fmt(o, "\n%*s", TITLE, "");
	for (p = from; p < from + n; p++)
		out_fmt(o, "%-*zu", p + 1 < from + n ? CELL : 1, p + 1);
	out_text(o, "\n");
	for (i = 0; i < m->ncerts; i++) {
		if (!is_needed(m, i, from, n))
			continue;
		print_title(o, &m->certs[i]);
		for (p = from; p < from + n; p++) {
			w = need_word(matrix_cell(m, i, p));
			out_fmt(o, "%c %-*s", w->glyph, p + 1 < from + n ?
			    CELL - 2 : 1, w->word);
		}
		out_text(o, "\n");
	}
}

static void
print_matrix(struct out *o, const struct matrix *m)
{
	size_t from, n;

	for (from = 0; from < m->nplaces; from += n) {
		n = m->nplaces - from < PLACES ? m->nplaces - from : PLACES;
		out_text(o, "\n");
		print_rows(o, m, from, n);
	}
	if (m->nplaces == 0)
		out_text(o, "\nno certificate is needed anywhere\n");
	else
		out_text(o, "\n+ ok  ! soon, or doubted  x messages fail or "
		    "keys are open\n? unknown  . not needed\n");
}

static json_t *
json_of_matrix(const struct matrix *m)
{
	json_t *rows = json_array(), *row, *cells, *cell;
	size_t i, p;

	for (i = 0; i < m->ncerts; i++) {
		row = json_object();
		cells = json_array();
		for (p = 0; p < m->nplaces; p++) {
			if (matrix_cell(m, i, p) == NEED_NONE)
				continue;
			cell = json_object();
			json_put(cell, "computer",
			    json_of_text(m->places[p].computer));
			json_put(cell, "account",
			    json_of_text(m->places[p].account));
			json_put(cell, "state", json_of_text(
			    need_word(matrix_cell(m, i, p))->word));
			json_push(cells, cell);
		}
		json_put(row, "thumbprint",
		    json_of_text(m->certs[i].thumbprint));
		json_put(row, "common_name", json_of_text(m->certs[i].title));
		json_put(row, "not_after", json_of_time(
		    m->certs[i].not_after));
		json_put(row, "places", cells);
		json_push(rows, row);
	}
	return rows;
}

/* ---- what both verbs begin with ----------------------------------------- */

struct plan {
	struct audit *audit;
	char *group;
};

static bool
plan_make(struct invocation *c, struct plan *p, struct err *err)
{
	struct object *group = NULL;
	int64_t at;

	memset(p, 0, sizeof(*p));
	if (!invocation_at(c, &at, err) ||
	    (group = model_group(c->model, err)) == NULL)
		return false;
	p->group = xstrdup(group->name);
	object_free(group);
	p->audit = audit_of_model(c->model, at, err);
	return p->audit != NULL;
}

static void
plan_clear(struct plan *p)
{
	audit_free(p->audit);
	free(p->group);
}

static json_t *
json_of_plan(const struct plan *p)
{
	json_t *j = json_document();

	json_put(j, "group", json_of_text(p->group));
	json_put(j, "at", json_of_time(p->audit->at));
	return j;
}

static void
print_head(struct out *o, const char *what, const struct plan *p)
{
	char at[WHEN_TEXT];

	out_text(o, what);
	out_safe(o, p->group);
	out_fmt(o, " at %s\n", when_text(p->audit->at, at));
}

bool
verb_audit_matrix(struct invocation *c, struct err *err)
{
	struct plan p;
	struct needs needs = { 0 };
	struct matrix m = { .ncerts = 0 };
	struct audit_filter part;
	char *object = NULL;
	bool ok = plan_make(c, &p, err) && audit_read_filter(c, &part,
	    &object, err) && needs_of_part(p.audit, &part, &needs, err);
	json_t *j;
	size_t i;

	if (ok) {
		matrix_make(&needs, &m);
		for (i = 0; i < needs.n; i++)
			if (need_word(needs.v[i].state)->bad)
				c->status = STATUS_FAILED;
	}
	if (ok && invocation_has(c, OPTION_JSON)) {
		j = json_of_plan(&p);
		json_put(j, "certificates", json_of_matrix(&m));
		json_print(&c->out, j);
	} else if (ok) {
		print_head(&c->out, "Certificates needed by ", &p);
		print_matrix(&c->out, &m);
	}
	matrix_clear(&m);
	needs_clear(&needs);
	free(object);
	plan_clear(&p);
	return ok;
}

/* ---- the calendar ------------------------------------------------------- */

static void
print_event(struct out *o, const struct calendar_event *e)
{
	char day[WHEN_TEXT], shown[THUMBPRINT_SHOWN];
	char *head = xasprintf("%s%s%s%s", e->title, e->thumbprint != NULL ?
	    " [" : "", e->thumbprint != NULL ?
	    thumbprint_show(e->thumbprint, shown) : "",
	    e->thumbprint != NULL ? "]" : "");
	char *first = xasprintf("%s %-11s ", when_date(e->at, day),
	    calendar_word(e->type));

	out_wrap(o, first, head);
	out_wrap(o, "                       ", e->text);
	out_wrap(o, "             Used by:  ", e->objects);
	if (*e->ports != '\0')
		out_wrap(o, "             Ports:    ", e->ports);
	if (*e->partners != '\0')
		out_wrap(o, "             Partners: ", e->partners);
	free(first);
	free(head);
}

json_t *
json_of_calendar(const struct calendar *calendar)
{
	const struct calendar_event *e;
	json_t *list = json_array(), *j;

	for (e = calendar->v; e < calendar->v + calendar->n; e++) {
		j = json_object();
		json_put(j, "at", json_of_time(e->at));
		json_put(j, "event", json_of_text(calendar_word(e->type)));
		json_put(j, "thumbprint", json_of_text(e->thumbprint));
		json_put(j, "title", json_of_text(e->title));
		json_put(j, "text", json_of_text(e->text));
		json_put(j, "kind", json_of_text(e->kind));
		json_put(j, "object", json_of_text(e->object));
		json_put(j, "field", json_of_text(e->field));
		json_put(j, "used_by", json_of_text(e->objects));
		json_put(j, "partners", json_of_text(e->partners));
		json_put(j, "ports", json_of_text(e->ports));
		json_push(list, j);
	}
	return list;
}

bool
verb_audit_calendar(struct invocation *c, struct err *err)
{
	const char *text = c->options[OPTION_DAYS];
	int64_t days = CALENDAR_DAYS;
	struct calendar calendar = { 0 };
	struct plan p = { 0 };
	bool ok = (text == NULL || invocation_number("--days", text, &days,
	    err)) && plan_make(c, &p, err);
	json_t *j;
	size_t i;

	if (ok)
		calendar_make(p.audit, days, &calendar);
	if (ok && invocation_has(c, OPTION_JSON)) {
		j = json_of_plan(&p);
		json_put(j, "days", json_integer((json_int_t)days));
		json_put(j, "events", json_of_calendar(&calendar));
		json_print(&c->out, j);
	} else if (ok) {
		print_head(&c->out, "What breaks when, of ", &p);
		out_fmt(&c->out, "In the next %lld days: %zu\n\n",
		    (long long)days, calendar.n);
		for (i = 0; i < calendar.n; i++)
			print_event(&c->out, &calendar.v[i]);
	}
	calendar_clear(&calendar);
	plan_clear(&p);
	return ok;
}
