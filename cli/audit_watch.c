/* SPDX-License-Identifier: ISC */
/*
 * An audit for programs that watch: a line for nagios and the like, metrics
 * for Prometheus, comma-separated values for a sheet.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "cli/audit.h"
#include "model/audit/matrix.h"
#include "model/rollover.h"

/* ---- nagios ------------------------------------------------------------- */

enum { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

int
audit_nagios_status(const struct audit_report *r)
{
	const struct audit *a = r->audit;

	return a->by_severity[SEVERITY_ERROR] > 0 ? NAGIOS_CRITICAL :
	    a->by_severity[SEVERITY_WARNING] > 0 ? NAGIOS_WARNING :
	    a->unknown > 0 ? NAGIOS_UNKNOWN : NAGIOS_OK;
}

/* The worst first; '|' would begin what is for machines. */
static void
print_worst(struct out *o, const struct audit *a)
{
	const struct finding *f, *worst = NULL;
	char *text, *bar;

	for (f = a->v; f < a->v + a->n; f++)
		if (f->result == AUDIT_FINDING && (worst == NULL ||
		    f->severity < worst->severity))
			worst = f;
	if (worst == NULL)
		return;
	text = xasprintf(": %s %s", worst->rule->id, worst->text);
	while ((bar = strchr(text, '|')) != NULL)
		*bar = '/';
	out_safe(o, text);
	free(text);
}

void
audit_print_nagios(struct out *o, const struct audit_report *r)
{
	static const char *const words[] = {
		[NAGIOS_OK] = "OK", [NAGIOS_WARNING] = "WARNING",
		[NAGIOS_CRITICAL] = "CRITICAL", [NAGIOS_UNKNOWN] = "UNKNOWN",
	};
	const struct audit *a = r->audit;

	out_fmt(o, "SEALPORT %s - %zu errors, %zu warnings, %zu unknown",
	    words[audit_nagios_status(r)], a->by_severity[SEVERITY_ERROR],
	    a->by_severity[SEVERITY_WARNING], a->unknown);
	print_worst(o, a);
	out_fmt(o, " | errors=%zu warnings=%zu advice=%zu unknown=%zu "
	    "waived=%zu\n", a->by_severity[SEVERITY_ERROR],
	    a->by_severity[SEVERITY_WARNING], a->by_severity[SEVERITY_ADVICE],
	    a->unknown, a->waived);
}

/* ---- Prometheus --------------------------------------------------------- */

static void
metric(struct out *o, const char *name, const char *help)
{
	out_fmt(o, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* NAME="VALUE": backslash, quote and line end are escaped, others safe. */
static void
label(struct out *o, const char *before, const char *name, const char *value)
{
	char *safe = text_safe(value);
	const char *s;

	out_fmt(o, "%s%s=\"", before, name);
	for (s = safe; *s != '\0'; s++) {
		if (*s == '\\' || *s == '"')
			out_bytes(o, "\\", 1);
		out_bytes(o, s, 1);
	}
	out_text(o, "\"");
	free(safe);
}

static void
metric_findings(struct out *o, const struct audit *a)
{
	int s;

	metric(o, "sealport_audit_findings", "Findings of the audit.");
	for (s = SEVERITY_ERROR; s <= SEVERITY_ADVICE; s++)
		out_fmt(o, "sealport_audit_findings{severity=\"%s\"} %zu\n",
		    severity_name((enum severity)s), a->by_severity[s]);
	metric(o, "sealport_audit_unknown", "Checks that could not be made.");
	out_fmt(o, "sealport_audit_unknown %zu\n", a->unknown);
	metric(o, "sealport_audit_waived", "Findings that are accepted.");
	out_fmt(o, "sealport_audit_waived %zu\n", a->waived);
	metric(o, "sealport_audit_passed", "Checks without a finding.");
	out_fmt(o, "sealport_audit_passed %zu\n", a->passed);
	metric(o, "sealport_audit_time_seconds", "When the audit was made.");
	out_fmt(o, "sealport_audit_time_seconds %" PRId64 "\n", a->at);
}

static bool
same_assignment(const struct requirement *a, const struct requirement *b)
{
	return strcmp(a->kind, b->kind) == 0 &&
	    strcmp(a->object, b->object) == 0 && a->usage == b->usage &&
	    strcmp(a->thumbprint, b->thumbprint) == 0;
}

static int
compare_assignments(const void *a, const void *b)
{
	const struct requirement *x = ((const struct need *)a)->r;
	const struct requirement *y = ((const struct need *)b)->r;
	int r = strcmp(x->kind, y->kind);

	if (r == 0)
		r = strcmp(x->object, y->object);
	if (r == 0)
		r = (x->usage > y->usage) - (x->usage < y->usage);
	return r != 0 ? r : strcmp(x->thumbprint, y->thumbprint);
}

/* Of each assignment once, on however many computers it is needed. */
static void
metric_expiry(struct out *o, const struct audit *a)
{
	const struct requirement *r;
	struct needs needs;
	size_t i;

	metric(o, "sealport_certificate_expiry_days", "Days until an assigned "
	    "certificate expires; negative: it has.");
	needs_collect(a, NULL, &needs);
	if (needs.n > 1)
		qsort(needs.v, needs.n, sizeof(*needs.v),
		    compare_assignments);
	for (i = 0; i < needs.n; i++) {
		r = needs.v[i].r;
		if (needs.v[i].cert == NULL ||
		    (i > 0 && same_assignment(needs.v[i - 1].r, r)))
			continue;
		out_text(o, "sealport_certificate_expiry_days");
		label(o, "{", "kind", r->kind);
		label(o, ",", "object", r->object);
		label(o, ",", "usage", usage_info(r->usage)->name);
		label(o, ",", "role", cert_role_name(r->role));
		label(o, ",", "thumbprint", r->thumbprint);
		label(o, ",", "common_name", need_title(&needs.v[i]));
		out_fmt(o, "} %.2f\n", (double)(needs.v[i].cert->not_after -
		    a->at) / DAY_SECONDS);
	}
	needs_clear(&needs);
}

static void
metric_stores(struct out *o, const struct gaps *gaps)
{
	metric(o, "sealport_stores_needed", "Stores that the audit needs.");
	out_fmt(o, "sealport_stores_needed %zu\n", gaps->stores);
	metric(o, "sealport_stores_not_seen", "Of those, the ones of which "
	    "nothing recent is known.");
	out_fmt(o, "sealport_stores_not_seen %zu\n", gaps->n);
}

/* The lists that were fetched last, by computer and issuer. */
static void
metric_crls(struct out *o, const struct audit_report *r)
{
	const struct crl_fetch *f;

	metric(o, "sealport_crl_age_seconds", "Age of the revocation list "
	    "that was fetched last.");
	for (f = r->crls.v; f < r->crls.v + r->crls.n; f++) {
		if (f->this_update == 0)
			continue;
		out_text(o, "sealport_crl_age_seconds");
		label(o, "{", "computer", f->computer);
		label(o, ",", "issuer", f->issuer);
		label(o, ",", "url", f->url);
		out_fmt(o, "} %" PRId64 "\n", r->audit->at - f->this_update);
	}
}

void
audit_print_prometheus(struct out *o, const struct audit_report *r)
{
	metric_findings(o, r->audit);
	metric_stores(o, &r->gaps);
	metric_expiry(o, r->audit);
	metric_crls(o, r);
}

/* ---- comma-separated values (RFC 4180) ----------------------------------- */

/*
 * Always in quotes.  A sheet would run what begins like a formula: an
 * apostrophe makes it text.
 */
static void
cell(struct out *o, const char *before, const char *value)
{
	char *safe = text_safe(value);
	const char *s;

	out_fmt(o, "%s\"%s", before, *safe != '\0' &&
	    strchr("=+-@", *safe) != NULL ? "'" : "");
	for (s = safe; *s != '\0'; s++) {
		if (*s == '"')
			out_bytes(o, "\"", 1);
		out_bytes(o, s, 1);
	}
	out_text(o, "\"");
	free(safe);
}

static void
csv_finding(struct out *o, const struct finding *f)
{
	char at[WHEN_TEXT];

	cell(o, "", f->rule->id);
	cell(o, ",", audit_result_name(f->result));
	cell(o, ",", severity_name(f->severity));
	cell(o, ",", f->kind);
	cell(o, ",", f->object);
	cell(o, ",", f->field);
	cell(o, ",", f->computer);
	cell(o, ",", f->account);
	cell(o, ",", f->thumbprint);
	cell(o, ",", f->text);
	cell(o, ",", f->fix);
	cell(o, ",", f->first_seen != FIELD_UNSET ? when_text(f->first_seen,
	    at) : "");
	cell(o, ",", f->waived_by);
	cell(o, ",", f->result == AUDIT_WAIVED ? when_text(f->waived_until,
	    at) : "");
	cell(o, ",", f->waived_why);
	out_text(o, "\r\n");
}

static void
csv_gap(struct out *o, const struct gap *g)
{
	char *text = xasprintf("store %s: %s", store_info(g->store)->name,
	    gap_text(g->reason));

	cell(o, "", "");
	cell(o, ",", "not seen");
	cell(o, ",", "");
	cell(o, ",", "computer");
	cell(o, ",", g->computer);
	cell(o, ",", "");
	cell(o, ",", g->computer);
	cell(o, ",", g->account);
	cell(o, ",", "");
	cell(o, ",", text);
	out_text(o, ",\"\",\"\",\"\",\"\",\"\"\r\n");
	free(text);
}

void
audit_print_csv(struct out *o, const struct audit_report *r)
{
	size_t i;

	out_text(o, "rule,result,severity,kind,object,field,computer,account,"
	    "thumbprint,text,fix,first_seen,waived_by,waived_until,"
	    "waived_reason\r\n");
	for (i = 0; i < r->audit->n; i++)
		csv_finding(o, &r->audit->v[i]);
	for (i = 0; i < r->gaps.n; i++)
		csv_gap(o, &r->gaps.v[i]);
}
