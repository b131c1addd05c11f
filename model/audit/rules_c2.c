/* SPDX-License-Identifier: ISC */
/* C2: is each certificate in use valid today, and for how long? */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/rules.h"

#define ADVICE_DAYS INT64_C(60)	/* C202 speaks up before it warns */
#define ONLY_DECRYPT (1u << USAGE_DECRYPT)

const char *
audit_usage_effect(enum usage u)
{
	static const char *const effects[USAGE_COUNT] = {
		[USAGE_ENCRYPT] = "messages to be encrypted are suspended",
		[USAGE_DECRYPT] = "messages are still decrypted, with a "
		    "warning",
		[USAGE_SIGN] = "messages to be signed are suspended",
		[USAGE_VERIFY] = "signatures are refused",
		[USAGE_HTTPS] = "messages are suspended without a "
		    "connection attempt",
		[USAGE_SOAP] = "messages are suspended without a "
		    "connection attempt",
	};

	return effects[u];
}

static void
add_effect(const struct audit_group *g, struct audit_values *values)
{
	struct buf b = { 0 };
	enum usage u;
	char *text;

	for (u = 0; u < USAGE_COUNT; u++)
		if ((g->usages & 1u << u) != 0 &&
		    audit_usage_effect(u) != NULL)
			buf_addf(&b, "%s%s", b.len > 0 ? "; " : "",
			    audit_usage_effect(u));
	text = buf_steal(&b);
	audit_value(values, "effect", text);
	free(text);
}

/* The values of a group, with the name that the certificate itself bears. */
static void
add_values(const struct audit *a, const struct audit_group *g,
    const struct cert *cert, int64_t date, struct audit_values *values)
{
	char day[WHEN_TEXT];

	audit_value(values, "cn", cert_title(cert));
	audit_group_values(g, values);
	audit_value(values, "date", when_near(date, a->at, day));
	add_effect(g, values);
}

/* When the last of them takes over, where all do later; else now. */
static int64_t
at_work_from(const struct audit *a, const struct audit_group *g)
{
	int64_t from = a->at;
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (g->v[i]->role != CERT_NEXT || g->v[i]->turn <= a->at)
			return a->at;
		if (g->v[i]->turn > from)
			from = g->v[i]->turn;
	}
	return from;
}

/* Is it given up, by every one that names it, before it runs out? */
static bool
is_replaced(const struct audit_group *g, const struct cert *cert)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (g->v[i]->role == CERT_NEXT ||
		    g->v[i]->turn == FIELD_UNSET ||
		    g->v[i]->turn > cert->not_after)
			return false;
	return true;
}

/* C201 */
static void
test_expired(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	struct audit_values values = { 0 };

	if (cert == NULL)
		return;
	if (at_work_from(a, g) <= cert->not_after) {
		audit_pass(a);
		return;
	}
	add_values(a, g, cert, cert->not_after, &values);
	audit_finding(a, rule, &g->subject, g->usages == ONLY_DECRYPT ?
	    SEVERITY_WARNING : rule->severity, &values);
}

/* C202: within the group's number of days a warning, within 60 advice. */
static void
test_expires(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	struct audit_values values = { 0 };
	char span[48];
	int64_t left, warn;

	if (cert == NULL)
		return;
	left = cert->not_after - a->at;
	warn = a->snapshot->expiry_warn_days * DAY_SECONDS;
	if (left < 0 || is_replaced(g, cert) ||
	    (left > warn && left > ADVICE_DAYS * DAY_SECONDS)) {
		audit_pass(a);
		return;
	}
	snprintf(span, sizeof(span), "%" PRId64 " day%s", left / DAY_SECONDS,
	    left / DAY_SECONDS == 1 ? "" : "s");
	add_values(a, g, cert, cert->not_after, &values);
	audit_value(&values, "span", span);
	audit_finding(a, rule, &g->subject, left > warn ? SEVERITY_ADVICE :
	    rule->severity, &values);
}

/* C203 */
static void
test_not_yet(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	struct audit_values values = { 0 };

	if (cert == NULL)
		return;
	if (at_work_from(a, g) >= cert->not_before) {
		audit_pass(a);
		return;
	}
	add_values(a, g, cert, cert->not_before, &values);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

/*
 * Where any computer that holds it also holds a list that revokes it; lists
 * are public, so one that knows is enough.
 */
static const struct inventory_item *
revoked_item(const struct audit *a, const char *thumbprint)
{
	size_t n;
	const struct audit_held *h = audit_held(a, thumbprint, &n);

	for (; n > 0; n--, h++)
		if (h->item->revoked_why != NULL)
			return h->item;
	return NULL;
}

/* C204 */
static void
test_revoked(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	const struct inventory_item *item;
	struct audit_values values = { 0 };

	if (cert == NULL)
		return;
	item = revoked_item(a, cert->thumbprint);
	if (item == NULL) {
		audit_pass(a);
		return;
	}
	add_values(a, g, cert, item->revoked, &values);
	audit_value(&values, "reason", item->revoked_why);
	audit_finding(a, rule, &g->subject, g->usages == ONLY_DECRYPT ?
	    SEVERITY_WARNING : rule->severity, &values);
}

static const struct audit_rule rules[] = {
	{ .id = "C201", .severity = SEVERITY_ERROR,
	  .subject = "certificate in use",
	  .text = "{Usage} certificate {cn} [{thumb}] expired on {date}. "
	      "Effect: {effect}.",
	  .fix = "Obtain a successor, install it everywhere listed, assign "
	      "it, tell the partner.",
	  .from = "troubleshooting-certificates, how-to-secure-pipelines",
	  .run = audit_each_cert, .test = test_expired },
	{ .id = "C202", .severity = SEVERITY_WARNING,
	  .subject = "certificate in use",
	  .text = "{Usage} certificate {cn} [{thumb}] expires in {span} "
	      "({where}).",
	  .fix = "Start the renewal agreed with {partner}.",
	  .run = audit_each_cert, .test = test_expires },
	{ .id = "C203", .severity = SEVERITY_ERROR,
	  .subject = "certificate in use",
	  .text = "{Usage} certificate [{thumb}] is not valid before {date}. "
	      "Effect: {effect}.",
	  .fix = "Wait, check the clock, or assign the current certificate.",
	  .from = "certificates-that-biztalk-server-uses-for-signed-messages",
	  .run = audit_each_cert, .test = test_not_yet },
	{ .id = "C204", .severity = SEVERITY_ERROR,
	  .subject = "certificate in use",
	  .text = "{Usage} certificate {cn} [{thumb}] was revoked on {date} "
	      "({reason}). Effect: {effect}.",
	  .fix = "Stop using it, get a replacement, inform the partner.",
	  .from = "the-certificate-used-for-signing-a-message-has-been-"
	      "revoked",
	  .run = audit_each_cert, .test = test_revoked },
};

const struct audit_rules audit_rules_c2 = { rules, ARRAY_SIZE(rules) };
