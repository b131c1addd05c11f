/* SPDX-License-Identifier: ISC */
/* G: is it on record what was planned and agreed on? */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/audit/rules.h"
#include "model/kinds/party.h"

#define ANALYSIS_DAYS INT64_C(365)

/* G101 */
static void
test_analysis(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const struct group *g = (const struct group *)o;
	struct audit_values values = { 0 };
	char day[WHEN_TEXT];

	if (g->threat_model_date != FIELD_UNSET &&
	    a->at - g->threat_model_date <= ANALYSIS_DAYS * DAY_SECONDS) {
		audit_pass(a);
		return;
	}
	audit_values_add(&values, "since", g->threat_model_date ==
	    FIELD_UNSET ? xstrdup("") : xasprintf(" since %s",
	    when_date(g->threat_model_date, day)));
	audit_object_finding(a, rule, o, "threat_model_date", &values);
}

/* G102 */
static void
test_exchange(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	audit_judge(a, rule, o, "key_exchange_plan",
	    ((const struct party *)o)->key_exchange_plan != NULL);
}

/* G103; whom to tell is G104's. */
static void
test_notice(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	audit_judge(a, rule, o, "expiry_notice_days",
	    ((const struct party *)o)->expiry_notice_days != FIELD_UNSET);
}

/* G104 */
static void
test_contact(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	audit_judge(a, rule, o, "revocation_contact",
	    ((const struct party *)o)->revocation_contact != NULL);
}

/* ---- our certificates, as a partner uses them ---------------------------- */

/* What leaves for the party by its ports. */
static void
protection(const struct audit *a, const struct party *p, bool *signs,
    bool *encrypts)
{
	const struct topology_port *port;
	size_t i;

	*signs = *encrypts = false;
	for (i = 0; i < p->send_ports.n; i++) {
		port = topology_port(a->topology,
		    rows_cell(&p->send_ports, i, 0));
		if (port == NULL)
			continue;
		*signs |= topology_port_signs(port);
		*encrypts |= topology_port_encrypts(port);
	}
}

struct own {			/* a certificate of ours */
	const struct party *party;
	const struct object *of;	/* group or host */
	const char *field;
	const char *thumbprint;
	enum usage usage;
};

typedef void own_fn(struct audit *, const struct audit_rule *,
    const struct own *);

static bool
decodes(const struct audit *a, const struct topology_host *h)
{
	size_t i;

	for (i = 0; i < h->locations.n; i++)
		if (a->topology->locations[h->locations.v[i]].decodes)
			return true;
	return false;
}

/*
 * Whoever gets signed messages verifies them by the group's certificate;
 * whoever has a certificate of its own may encrypt to those of the hosts.
 */
static void
each_own(struct audit *a, const struct audit_rule *rule,
    const struct party *p, own_fn *test)
{
	const struct topology *t = a->topology;
	const struct host *host;
	bool signs, encrypts;
	size_t i;

	protection(a, p, &signs, &encrypts);
	if (signs && t->group != NULL &&
	    t->group->signature_certificate != NULL)
		test(a, rule, &(struct own){ p, &t->group->object,
		    "signature_certificate",
		    t->group->signature_certificate, USAGE_SIGN });
	for (i = 0; p->signature_certificate != NULL && i < t->nhosts; i++) {
		host = t->hosts[i].host;
		if (host->decryption_certificate != NULL &&
		    decodes(a, &t->hosts[i]))
			test(a, rule, &(struct own){ p, &host->object,
			    "decryption_certificate",
			    host->decryption_certificate, USAGE_DECRYPT });
	}
}

static void
own_finding(struct audit *a, const struct audit_rule *rule,
    const struct own *own, const char *field, struct audit_values *values)
{
	char shown[THUMBPRINT_SHOWN];
	char *usage = audit_usages_text(AUDIT_USAGE(own->usage));

	audit_value(values, "usage", usage);
	audit_value(values, "thumb", thumbprint_show(own->thumbprint,
	    shown));
	audit_object_finding(a, rule, &own->party->object, field, values);
	free(usage);
}

/* G105: of what was sent before nobody knows. */
static void
test_given(struct audit *a, const struct audit_rule *rule,
    const struct own *own)
{
	const struct audit_facts *f = a->facts;
	const struct cert_change *c, *last = NULL;
	struct audit_values values = { 0 };

	if (own->party->our_certificate_sent == FIELD_UNSET)
		return;
	for (c = f->changes; c < f->changes + f->nchanges; c++)
		if (c->object_id == own->of->id &&
		    strcmp(c->kind, own->of->kind->name) == 0 &&
		    strcmp(c->field, own->field) == 0)
			last = c;
	if (last == NULL || last->at <= own->party->our_certificate_sent)
		audit_pass(a);
	else
		own_finding(a, rule, own, "our_certificate_sent", &values);
}

/* G107 */
static void
test_told(struct audit *a, const struct audit_rule *rule,
    const struct own *own)
{
	const struct cert *cert = audit_held_cert(a,
	    own->thumbprint);
	const struct party *p = own->party;
	struct audit_values values = { 0 };
	char day[WHEN_TEXT];
	int64_t due;

	if (p->expiry_notice_days == FIELD_UNSET || cert == NULL ||
	    a->at > cert->not_after)
		return;
	due = cert->not_after - p->expiry_notice_days * DAY_SECONDS;
	/* A notice from before was about another one. */
	if (a->at < due || (p->expiry_notice_sent != FIELD_UNSET &&
	    p->expiry_notice_sent >= cert->not_before)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "date", when_date(due, day));
	own_finding(a, rule, own, "expiry_notice_sent", &values);
}

static void
test_new(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	each_own(a, rule, (const struct party *)o, test_given);
}

static void
test_expiry(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	each_own(a, rule, (const struct party *)o, test_told);
}

/* G106 */
static void
test_protected(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const struct party *p = (const struct party *)o;
	bool signs, encrypts;

	protection(a, p, &signs, &encrypts);
	audit_judge(a, rule, o, "unprotected_reason",
	    p->signature_certificate != NULL || signs || encrypts ||
	    p->unprotected_reason != NULL);
}

/* ---- its certificate ----------------------------------------------------- */

/* G108 */
static void
test_confirmed(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const struct party *p = (const struct party *)o;
	const char *told = p->confirmed_fingerprint;
	struct audit_subject s = audit_subject_of(o,
	    "confirmed_fingerprint");
	struct audit_values values = { 0 };
	char shown[THUMBPRINT_SHOWN];
	const struct cert *cert;

	if (p->signature_certificate == NULL)
		return;
	cert = audit_held_cert(a, p->signature_certificate);
	s.thumbprint = p->signature_certificate;
	if (told != NULL && (strcasecmp(told, s.thumbprint) == 0 ||
	    (cert != NULL && strcasecmp(told, cert->sha256) == 0))) {
		audit_pass(a);
		return;
	}
	if (told != NULL && cert == NULL &&
	    strlen(told) != THUMBPRINT_SIZE - 1) {
		audit_unknown(a, rule, &s, "its certificate is in no "
		    "inventory");
		return;
	}
	audit_value(&values, "party", o->name);
	audit_value(&values, "thumb", thumbprint_show(s.thumbprint, shown));
	audit_finding(a, rule, &s, rule->severity, &values);
}

static const struct audit_rule rules[] = {
	{ .id = "G101", .severity = SEVERITY_ADVICE, .subject = "group",
	  .text = "No threat model analysis is on record{since}.",
	  .fix = "Do one and record date and result: which partners need "
	      "signing, encryption, both.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_object, .kind = "group",
	  .object = test_analysis },
	{ .id = "G102", .severity = SEVERITY_ADVICE, .subject = "party",
	  .text = "Party {party}: it is not recorded how public keys are "
	      "exchanged.",
	  .fix = "Record channel, contact, fingerprint check.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_object, .kind = "party",
	  .object = test_exchange },
	{ .id = "G103", .severity = SEVERITY_ADVICE, .subject = "party",
	  .text = "Party {party}: no agreement on notice before certificates "
	      "expire.",
	  .fix = "Put it into the service level agreement and record it.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_object, .kind = "party", .object = test_notice },
	{ .id = "G104", .severity = SEVERITY_ADVICE, .subject = "party",
	  .text = "Party {party}: no agreement on notice of revocation.",
	  .fix = "Put it into the agreement and record it.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_object, .kind = "party",
	  .object = test_contact },
	{ .id = "G105", .severity = SEVERITY_WARNING, .subject = "party",
	  .text = "Party {party} has not been given our new {usage} "
	      "certificate [{thumb}].",
	  .fix = "Send it and record the date.",
	  .from = "how-to-install-the-certificates-for-digital-signatures",
	  .run = audit_each_object, .kind = "party", .object = test_new },
	{ .id = "G106", .severity = SEVERITY_ADVICE, .subject = "party",
	  .text = "Party {party}: exchanges are neither signed nor "
	      "encrypted.",
	  .fix = "Decide from the threat model; record the decision.",
	  .from = "authenticating-the-sender-of-a-message",
	  .run = audit_each_object, .kind = "party",
	  .object = test_protected },
	{ .id = "G107", .severity = SEVERITY_WARNING, .subject = "party",
	  .text = "Party {party} must be told by {date} that [{thumb}] "
	      "expires.",
	  .fix = "Send the notice with the successor.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_object, .kind = "party", .object = test_expiry },
	{ .id = "G108", .severity = SEVERITY_ADVICE, .subject = "party",
	  .text = "Party {party}: fingerprint of [{thumb}] is not confirmed.",
	  .fix = "Compare the fingerprint by another channel.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_object, .kind = "party",
	  .object = test_confirmed },
};

const struct audit_rules audit_rules_g = { rules, ARRAY_SIZE(rules) };
