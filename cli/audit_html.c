/* SPDX-License-Identifier: ISC */
/*
 * An audit as one page: summary, matrix, calendar, findings, and a place to
 * sign.  Everything is in it, nothing is fetched, nothing runs; text from
 * outside goes through text_safe() and is escaped.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "cli/audit.h"
#include "model/audit/calendar.h"
#include "model/audit/matrix.h"
#include "model/kind.h"

static const char style[] =
    "body{font:10pt/1.4 sans-serif;margin:2em auto;max-width:75em;"
    "padding:0 1em;color:#111;background:#fff}"
    "h1{font-size:1.5em}h2{font-size:1.2em;margin-top:2em}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.25em .5em;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}th{background:#eee}"
    ".when{white-space:nowrap}h1,li{overflow-wrap:anywhere}"
    "code{font:9pt monospace}"
    ".bad{background:#fbd9d7}.soon{background:#fdf1c7}"
    ".unknown{background:#e4e4e4}.none{color:#777}"
    ".error{border-left:.5em solid #b3261e}"
    ".warning{border-left:.5em solid #b58100}"
    ".advice{border-left:.5em solid #3a6ea5}"
    ".sign td{height:3em;width:33%}"
    "@media print{body{margin:0;max-width:none;font-size:8pt}"
    "tr{page-break-inside:avoid}h2{page-break-after:avoid}"
    "thead{display:table-header-group}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";

static void
escaped(struct out *o, const char *text)
{
	static const char *const entities[256] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;",
		['"'] = "&quot;", ['\''] = "&#39;",
	};
	char *safe = text_safe(text);
	const char *s;

	for (s = safe; *s != '\0'; s++)
		if (entities[(unsigned char)*s] != NULL)
			out_text(o, entities[(unsigned char)*s]);
		else
			out_bytes(o, s, 1);
	free(safe);
}

/* <TAG>TEXT</TAG>, TAG with its attributes. */
static void
element(struct out *o, const char *tag, const char *text)
{
	out_fmt(o, "<%s>", tag);
	escaped(o, text);
	out_fmt(o, "</%.*s>", (int)strcspn(tag, " "), tag);
}

static void
heads(struct out *o, const char *const *v, size_t n)
{
	size_t i;

	out_text(o, "<table><thead><tr>");
	for (i = 0; i < n; i++)
		element(o, "th scope=\"col\"", v[i]);
	out_text(o, "</tr></thead>\n<tbody>\n");
}

static void
table_end(struct out *o)
{
	out_text(o, "</tbody></table>\n");
}

/* ---- summary ------------------------------------------------------------ */

static void
number(struct out *o, const char *what, size_t n)
{
	out_text(o, "<tr>");
	element(o, "th scope=\"row\"", what);
	out_fmt(o, "<td>%zu</td></tr>\n", n);
}

static void
incomplete(struct out *o, const struct gaps *gaps)
{
	const struct gap *g;
	const struct untold *u;

	if (gaps->n + gaps->nuntold == 0)
		return;
	out_text(o, "<p>This report is incomplete. Not seen:</p>\n<ul>\n");
	for (g = gaps->v; g < gaps->v + gaps->n; g++) {
		out_text(o, "<li>");
		escaped(o, g->computer);
		out_fmt(o, ", %s", store_info(g->store)->name);
		if (g->account != NULL) {
			out_text(o, " of ");
			escaped(o, g->account);
		}
		out_fmt(o, ": %s</li>\n", gap_text(g->reason));
	}
	for (u = gaps->untold; u < gaps->untold + gaps->nuntold; u++) {
		out_text(o, "<li>");
		escaped(o, u->computer);
		out_fmt(o, ": nothing about its files and accounts, %zu "
		    "checks</li>\n", u->checks);
	}
	out_text(o, "</ul>\n");
}

static void
summary(struct out *o, const struct audit_report *r)
{
	const struct audit *a = r->audit;

	out_text(o, "<h2>Summary</h2>\n<table><tbody>\n");
	number(o, "Errors", a->by_severity[SEVERITY_ERROR]);
	number(o, "Warnings", a->by_severity[SEVERITY_WARNING]);
	number(o, "Advice", a->by_severity[SEVERITY_ADVICE]);
	number(o, "Passed", a->passed);
	number(o, "Could not be tested", a->unknown);
	number(o, "Waived", a->waived);
	number(o, "Stores needed", r->gaps.stores);
	number(o, "Stores not seen", r->gaps.n);
	table_end(o);
	incomplete(o, &r->gaps);
}

/* ---- matrix ------------------------------------------------------------- */

/* So many places stand side by side on paper; the next ones below. */
enum { PLACES = 6 };

static bool
is_needed(const struct matrix *m, size_t cert, size_t from, size_t to)
{
	size_t p;

	for (p = from; p < to; p++)
		if (matrix_cell(m, cert, p) != NEED_NONE)
			return true;
	return false;
}

static void
matrix_heads(struct out *o, const struct matrix *m, size_t from, size_t to)
{
	size_t p;

	out_text(o, "<table><thead><tr>");
	element(o, "th scope=\"col\"", "Certificate");
	for (p = from; p < to; p++) {
		out_text(o, "<th scope=\"col\">");
		escaped(o, m->places[p].computer);
		out_text(o, "<br/>");
		escaped(o, m->places[p].account != NULL ?
		    m->places[p].account : "Other People");
		out_text(o, "</th>");
	}
	out_text(o, "</tr></thead>\n<tbody>\n");
}

static void
matrix_row(struct out *o, const struct matrix *m, size_t i, size_t from,
    size_t to)
{
	const struct need_word *w;
	enum need_state s;
	char shown[THUMBPRINT_SHOWN];
	size_t p;

	out_text(o, "<tr><th scope=\"row\">");
	escaped(o, m->certs[i].title);
	out_text(o, "<br/>");
	element(o, "code", thumbprint_show(m->certs[i].thumbprint, shown));
	out_text(o, "</th>");
	for (p = from; p < to; p++) {
		s = matrix_cell(m, i, p);
		w = need_word(s);
		out_fmt(o, "<td class=\"%s\">%s %s</td>", s == NEED_NONE ?
		    "none" : w->bad ? "bad" : s == NEED_UNKNOWN ? "unknown" :
		    s == NEED_EXPIRES ? "soon" : "ok", w->sign,
		    s == NEED_NONE ? "" : w->word);
	}
	out_text(o, "</tr>\n");
}

static void
matrix(struct out *o, const struct audit_report *r)
{
	struct matrix m;
	size_t i, from, to;

	matrix_make(&r->needs, &m);
	out_text(o, "<h2>Certificates by computer and account</h2>\n");
	for (from = 0; from == 0 || from < m.nplaces; from = to) {
		to = from + PLACES < m.nplaces ? from + PLACES : m.nplaces;
		matrix_heads(o, &m, from, to);
		for (i = 0; i < m.ncerts; i++)
			if (is_needed(&m, i, from, to))
				matrix_row(o, &m, i, from, to);
		table_end(o);
		to += to == 0;
	}
	matrix_clear(&m);
}

/* ---- calendar ----------------------------------------------------------- */

static void
calendar(struct out *o, const struct audit_report *r)
{
	static const char *const columns[] = { "Date", "Event",
	    "Certificate", "What happens", "Used by", "Ports", "Partners" };
	const struct calendar_event *e;
	struct calendar c;
	char day[WHEN_TEXT];

	calendar_make(r->audit, CALENDAR_DAYS, &c);
	out_fmt(o, "<h2>The next %d days</h2>\n", CALENDAR_DAYS);
	heads(o, columns, ARRAY_SIZE(columns));
	for (e = c.v; e < c.v + c.n; e++) {
		out_text(o, "<tr>");
		element(o, "td class=\"when\"", when_date(e->at, day));
		element(o, "td", calendar_word(e->type));
		element(o, "td", e->title);
		element(o, "td", e->text);
		element(o, "td", e->objects);
		element(o, "td", e->ports);
		element(o, "td", e->partners);
		out_text(o, "</tr>\n");
	}
	table_end(o);
	calendar_clear(&c);
}

/* ---- findings ----------------------------------------------------------- */

static void
finding(struct out *o, const struct finding *f)
{
	const struct kind *k = kind_find(f->kind);
	char at[WHEN_TEXT];

	out_fmt(o, "<tr class=\"%s\">", severity_name(f->severity));
	element(o, "td", f->rule->id);
	element(o, "td", f->result == AUDIT_FINDING ?
	    severity_name(f->severity) : audit_result_name(f->result));
	out_text(o, "<td>");
	escaped(o, k != NULL ? k->label : f->kind);
	out_text(o, " ");
	escaped(o, f->object);
	out_text(o, "</td><td>");
	escaped(o, f->text);
	if (f->result == AUDIT_WAIVED) {
		out_fmt(o, "<br/>Waived until %s by ",
		    when_text(f->waived_until, at));
		escaped(o, f->waived_by);
		out_text(o, ": ");
		escaped(o, f->waived_why);
	}
	out_text(o, "</td>");
	element(o, "td", f->fix);
	element(o, "td class=\"when\"", f->first_seen != FIELD_UNSET ?
	    when_date(f->first_seen, at) : "");
	out_text(o, "</tr>\n");
}

static size_t
rank(const struct finding *f)
{
	return f->result == AUDIT_UNKNOWN ? SEVERITY_ADVICE + 1 :
	    f->result == AUDIT_WAIVED ? SEVERITY_ADVICE + 2 :
	    (size_t)f->severity;
}

static void
findings(struct out *o, const struct audit *a)
{
	static const char *const columns[] = { "Rule", "Severity", "Object",
	    "Finding", "To mend it", "Since" };
	size_t worst, i;

	out_text(o, "<h2>Findings</h2>\n");
	heads(o, columns, ARRAY_SIZE(columns));
	for (worst = 0; worst <= SEVERITY_ADVICE + 2; worst++)
		for (i = 0; i < a->n; i++)
			if (rank(&a->v[i]) == worst)
				finding(o, &a->v[i]);
	table_end(o);
}

void
audit_print_html(struct out *o, const struct audit_report *r)
{
	char at[WHEN_TEXT];

	out_text(o, "<!DOCTYPE html>\n<html lang=\"en\"><head>"
	    "<meta charset=\"utf-8\"/>\n<title>Audit of ");
	escaped(o, r->group);
	out_fmt(o, "</title>\n<style>%s</style></head>\n<body>\n<h1>Audit of ",
	    style);
	escaped(o, r->group);
	out_fmt(o, "</h1>\n<p>As of %s</p>\n", when_text(r->audit->at, at));
	summary(o, r);
	matrix(o, r);
	calendar(o, r);
	findings(o, r->audit);
	out_text(o, "<h2>Signed</h2>\n<table class=\"sign\"><tbody><tr>"
	    "<td>Date</td><td>Name</td><td>Signature</td></tr></tbody>"
	    "</table>\n</body></html>\n");
}
