/* SPDX-License-Identifier: ISC */
/*
 * L: can revocation be told where it is asked for?  L110 needs a log of
 * messages.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/audit/rules.h"

/* ---- which lists are needed where ---------------------------------------- */

struct need {
	const char *computer, *issuer;
	const struct requirement *r;
};

/* The needs of one computer for the list of one issuer. */
struct needs {
	const struct need *v;
	size_t n;
	bool checked;		/* one of them looks at it */
	/* NULL: none; of several good ones the newest. */
	const struct inventory_list *list;
	struct audit_subject subject;
};

static int
compare_needs(const void *a, const void *b)
{
	const struct need *x = a, *y = b;
	int r = strcmp(x->computer, y->computer);

	if (r == 0)
		r = strcmp(x->issuer, y->issuer);
	return r != 0 ? r : (x->r > y->r) - (x->r < y->r);
}

/* Of a certificate that made itself no list can tell. */
static const char *
issuer_of(const struct audit *a, const struct requirement *r)
{
	const unsigned looked_up = AUDIT_USAGE(USAGE_ENCRYPT) |
	    AUDIT_USAGE(USAGE_SIGN) | AUDIT_USAGE(USAGE_VERIFY);
	const struct cert *c = audit_known_cert(a, r->thumbprint);

	if (c == NULL || (looked_up & AUDIT_USAGE(r->usage)) == 0 ||
	    strcmp(c->subject, c->issuer) == 0)
		return NULL;
	return c->issuer;
}

static const struct inventory_list *
list_of(const struct inventory_store *s, const char *issuer)
{
	const struct inventory_list *best = NULL, *l;

	for (l = s->lists; l < s->lists + s->nlists; l++)
		if (l->problem == NULL && strcmp(l->issuer, issuer) == 0 &&
		    (best == NULL || l->this_update > best->this_update))
			best = l;
	return best;
}

static void
test_run(struct audit *a, const struct audit_rule *rule,
    const struct need *v, size_t n, void (*test)(struct audit *,
    const struct audit_rule *, const struct needs *))
{
	const struct inventory_store *s = inventory_find(a->inventory,
	    v[0].computer, STORE_CRL, NULL);
	struct needs needs = { .v = v, .n = n, .subject = {
		.kind = "computer", .object = v[0].computer,
		.computer = v[0].computer } };
	char *why;
	size_t i;

	for (i = 0; i < n; i++) {
		needs.checked |= v[i].r->checks;
		needs.subject.active |= v[i].r->active;
	}
	if (s == NULL || s->problem != NULL) {
		why = xasprintf("the revocation lists of %s are not known",
		    v[0].computer);
		audit_unknown(a, rule, &needs.subject, why);
		free(why);
		return;
	}
	needs.list = list_of(s, v[0].issuer);
	test(a, rule, &needs);
}

static void
each_need(struct audit *a, const struct audit_rule *rule,
    void (*test)(struct audit *, const struct audit_rule *,
    const struct needs *))
{
	const struct requirements *all = &a->requirements;
	struct need *v = xcalloc(all->n, sizeof(*v));
	const char *issuer;
	size_t i, from, n = 0;

	for (i = 0; i < all->n; i++) {
		issuer = issuer_of(a, &all->v[i]);
		if (issuer != NULL)
			v[n++] = (struct need){ all->v[i].computer, issuer,
			    &all->v[i] };
	}
	if (n > 0)
		qsort(v, n, sizeof(*v), compare_needs);
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && strcmp(v[from].computer,
		    v[i].computer) == 0 && strcmp(v[from].issuer,
		    v[i].issuer) == 0; i++)
			;
		test_run(a, rule, v + from, i - from, test);
	}
	free(v);
}

static void
need_finding(struct audit *a, const struct audit_rule *rule,
    const struct needs *needs, enum severity severity,
    struct audit_values *values)
{
	audit_value(values, "computer", needs->v[0].computer);
	audit_value(values, "issuer", needs->v[0].issuer);
	audit_finding(a, rule, &needs->subject, severity, values);
}

/* ---- what was fetched ---------------------------------------------------- */

/* computer NULL: by any of them. */
static const struct crl_fetch *
fetched(const struct audit *a, const char *computer, const char *issuer,
    bool ok, int64_t since)
{
	const struct crl_fetches *all = &a->facts->fetches;
	const struct crl_fetch *f;

	for (f = all->v; f < all->v + all->n; f++)
		if ((computer == NULL ||
		    strcasecmp(f->computer, computer) == 0) &&
		    strcmp(f->issuer, issuer) == 0 && (f->ok || !ok) &&
		    f->at >= since)
			return f;
	return NULL;
}

/* ---- lists on computers -------------------------------------------------- */

/* L101 */
static void
test_there(struct audit *a, const struct audit_rule *rule,
    const struct needs *needs)
{
	const char *computer = needs->v[0].computer;
	const char *issuer = needs->v[0].issuer;
	struct audit_values values = { 0 };
	const struct crl_fetch *tried;
	struct names users = { 0 };
	size_t i;

	if (!needs->checked)
		return;
	if (needs->list != NULL || fetched(a, computer, issuer, true,
	    a->at - DAY_SECONDS) != NULL) {
		audit_pass(a);
		return;
	}
	for (i = 0; i < needs->n; i++)
		if (needs->v[i].r->checks)
			names_add_once(&users, needs->v[i].r->users);
	tried = fetched(a, computer, issuer, false, 0);
	audit_names_value(&values, "ports", &users);
	audit_value(&values, "url", tried != NULL ? tried->url :
	    "its distribution point");
	need_finding(a, rule, needs, rule->severity, &values);
}

/* L102 */
static void
test_recent(struct audit *a, const struct audit_rule *rule,
    const struct needs *needs)
{
	struct audit_values values = { 0 };
	char days[24];
	int64_t age;

	if (needs->list == NULL)
		return;
	age = a->at - needs->list->stored;
	if (age <= a->snapshot->crl_max_age_days * DAY_SECONDS) {
		audit_pass(a);
		return;
	}
	snprintf(days, sizeof(days), "%" PRId64, age / DAY_SECONDS);
	audit_value(&values, "days", days);
	need_finding(a, rule, needs, rule->severity, &values);
}

/* L103: no harm is done where nobody looks. */
static void
test_current(struct audit *a, const struct audit_rule *rule,
    const struct needs *needs)
{
	struct audit_values values = { 0 };
	char day[WHEN_TEXT];

	if (needs->list == NULL)
		return;
	if (needs->list->next_update == 0 ||
	    a->at <= needs->list->next_update) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "date", when_date(needs->list->next_update,
	    day));
	need_finding(a, rule, needs, needs->checked ? rule->severity :
	    SEVERITY_WARNING, &values);
}

static void
run_there(struct audit *a, const struct audit_rule *rule)
{
	each_need(a, rule, test_there);
}

static void
run_recent(struct audit *a, const struct audit_rule *rule)
{
	each_need(a, rule, test_recent);
}

static void
run_current(struct audit *a, const struct audit_rule *rule)
{
	each_need(a, rule, test_current);
}

/* L104 */
static void
run_good(struct audit *a, const struct audit_rule *rule)
{
	const struct inventory_store *s;
	const struct inventory_list *l;
	struct audit_values values = { 0 };

	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n;
	    s++) {
		for (l = s->lists; l < s->lists + s->nlists; l++) {
			if (l->problem == NULL) {
				audit_pass(a);
				continue;
			}
			audit_value(&values, "computer", s->computer);
			audit_value(&values, "slot", l->sha1);
			audit_value(&values, "issuer", l->issuer);
			audit_finding(a, rule, &(struct audit_subject){
			    .kind = "computer", .object = s->computer,
			    .computer = s->computer, .active = true },
			    rule->severity, &values);
		}
	}
}

/* ---- who asks ------------------------------------------------------------ */

/* L105 */
static void
test_location(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	if (!l->decodes || l->location->expects == EXPECT_PLAIN)
		return;
	audit_judge(a, rule, &l->location->object,
	    "decoder.check_revocation", l->decoder.check_revocation);
}

/* L106 */
static void
test_port(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	if (!topology_port_signs(p) && !topology_port_encrypts(p))
		return;
	audit_judge(a, rule, &p->port->object, "encoder.check_revocation",
	    p->encoder.check_revocation);
}

/* ---- how lists come ------------------------------------------------------ */

static bool
is_first(const struct crl_fetches *all, const struct crl_fetch *f)
{
	const struct crl_fetch *g;

	for (g = all->v; g < f; g++)
		if (strcmp(g->computer, f->computer) == 0 &&
		    strcmp(g->issuer, f->issuer) == 0)
			return false;
	return true;
}

/* L107 */
static void
run_fetched(struct audit *a, const struct audit_rule *rule)
{
	const struct crl_fetches *all = &a->facts->fetches;
	struct audit_values values = { 0 };
	const struct crl_fetch *f;

	for (f = all->v; f < all->v + all->n; f++) {
		if (!is_first(all, f))
			continue;
		if (fetched(a, f->computer, f->issuer, true, 0) != NULL) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "computer", f->computer);
		audit_value(&values, "issuer", f->issuer);
		audit_value(&values, "url", f->url);
		audit_value(&values, "reason", f->reason);
		audit_finding(a, rule, &(struct audit_subject){
		    .kind = "computer", .object = f->computer,
		    .computer = f->computer, .active = true },
		    rule->severity, &values);
	}
}

/*
 * L108: nobody tells what a timer will do, but what it has done stands in
 * the records; one that has not tried for as long as a list may be old does
 * not run.
 */
static void
test_scheduled(struct audit *a, const struct audit_rule *rule,
    const struct needs *needs)
{
	const char *issuer = needs->v[0].issuer;
	struct audit_values values = { 0 };
	const struct group *g = a->topology->group;

	if (g == NULL)
		return;
	if (fetched(a, NULL, issuer, false, a->at -
	    a->snapshot->crl_max_age_days * DAY_SECONDS) != NULL) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "issuer", issuer);
	audit_object_finding(a, rule, &g->object, NULL, &values);
}

static void
run_scheduled(struct audit *a, const struct audit_rule *rule)
{
	each_need(a, rule, test_scheduled);
}

/* L109 */
static void
test_at_all(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	const struct inventory_store *s;
	struct audit_values values = { 0 };
	bool stored = false, known = false;

	if (cert == NULL || strcmp(cert->subject, cert->issuer) == 0)
		return;
	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n;
	    s++) {
		if (s->store != STORE_CRL || s->problem != NULL)
			continue;
		known = true;
		stored |= list_of(s, cert->issuer) != NULL;
	}
	if (cert->has_crl_points || stored) {
		audit_pass(a);
	} else if (!known) {
		audit_unknown(a, rule, &g->subject,
		    "no computer's revocation lists are known");
	} else {
		audit_value(&values, "cn", cert_title(cert));
		audit_group_values(g, &values);
		audit_finding(a, rule, &g->subject, rule->severity, &values);
	}
}

static const struct audit_rule rules[] = {
	{ .id = "L101", .severity = SEVERITY_ERROR,
	  .subject = "computer, issuer",
	  .text = "{computer}: no revocation list of {issuer}. {ports} will "
	      "refuse its certificates.",
	  .fix = "Import the CRL, set up its download, or open the path to "
	      "{url}.",
	  .from = "known-issues-with-certificates-in-biztalk-server",
	  .run = run_there },
	{ .id = "L102", .severity = SEVERITY_WARNING,
	  .subject = "computer, issuer",
	  .text = "{computer}: revocation list of {issuer} was last fetched "
	      "{days} days ago.",
	  .fix = "Fetch it at least weekly.",
	  .from = "best-practices-for-managing-certificates",
	  .run = run_recent },
	{ .id = "L103", .severity = SEVERITY_ERROR,
	  .subject = "computer, issuer",
	  .text = "{computer}: revocation list of {issuer} ran out on {date}; "
	      "checks against it fail.",
	  .fix = "Fetch the current list.",
	  .from = "best-practices-for-managing-certificates",
	  .run = run_current },
	{ .id = "L104", .severity = SEVERITY_ERROR,
	  .subject = "computer, issuer",
	  .text = "{computer}: revocation list in {slot} is not a valid list "
	      "of {issuer}.",
	  .fix = "Delete it and fetch again from a trusted place.",
	  .run = run_good },
	{ .id = "L105", .severity = SEVERITY_WARNING,
	  .subject = "receive location",
	  .text = "{loc}: signer certificates are not checked for "
	      "revocation.",
	  .fix = "Set Check Revocation List to True in the Decode options.",
	  .from = "how-to-configure-the-mime-smime-decoder-pipeline-component",
	  .run = audit_each_location, .location = test_location },
	{ .id = "L106", .severity = SEVERITY_ADVICE, .subject = "send port",
	  .text = "{port}: certificates used for sending are not checked for "
	      "revocation.",
	  .fix = "Set Check revocation list to True.",
	  .from = "how-to-configure-the-mime-smime-encoder-pipeline-component",
	  .run = audit_each_port, .port = test_port },
	{ .id = "L107", .severity = SEVERITY_WARNING,
	  .subject = "computer, issuer",
	  .text = "{computer}: cannot fetch the revocation list of {issuer} "
	      "({url}: {reason}).",
	  .fix = "Repair the network path or import the list by hand each "
	      "week.",
	  .from = "known-issues-with-certificates-in-biztalk-server",
	  .run = run_fetched },
	{ .id = "L108", .severity = SEVERITY_ADVICE, .subject = "group",
	  .text = "Revocation list of {issuer} is not downloaded on a "
	      "schedule.",
	  .fix = "Add a weekly (or more frequent) job, or mark the CA as "
	      "automatically distributed.",
	  .from = "best-practices-for-managing-certificates",
	  .run = run_scheduled },
	{ .id = "L109", .severity = SEVERITY_WARNING,
	  .subject = "certificate in use",
	  .text = "{cn} [{thumb}] cannot be checked for revocation at all.",
	  .fix = "Ask the CA for a list or a certificate with distribution "
	      "points.",
	  .run = audit_each_cert, .test = test_at_all },
};

const struct audit_rules audit_rules_l = { rules, ARRAY_SIZE(rules) };
