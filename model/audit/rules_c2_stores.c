/* SPDX-License-Identifier: ISC */
/* C2: what the stores say about certificates in use: chains, successors. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/audit/chains.h"
#include "model/audit/rules.h"
#include "model/kinds/party.h"

#define MOST_DAYS INT64_C(60)	/* as C202 */

/* ---- chains -------------------------------------------------------------- */

/*
 * The state on the group's computer; CHAIN_UNKNOWN where the rule has been
 * answered, by "unknown".
 */
static enum chain_state
judge(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g, const struct cert **cert)
{
	const char *computer = g->v[0]->computer;
	enum chain_state state;
	char *why;

	*cert = audit_cert(a, rule, g);
	if (*cert == NULL)
		return CHAIN_UNKNOWN;
	state = chains_judge(a->chains, computer, *cert, a->at);
	if (state != CHAIN_UNKNOWN)
		return state;
	why = xasprintf("the trusted roots of %s are not known", computer);
	audit_unknown(a, rule, &g->subject, why);
	free(why);
	return state;
}

static void
chain_finding(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g, const struct cert *cert)
{
	struct audit_values values = { 0 };
	char *issuer = chains_stop(a->chains, g->v[0]->computer, cert, a->at);

	audit_group_values(g, &values);
	audit_value(&values, "issuer", issuer);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
	free(issuer);
}

/* C205, C206; what lacks an intermediate only is C207's. */
static void
test_trusted(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert;

	switch (judge(a, rule, g, &cert)) {
	case CHAIN_UNKNOWN:
		break;
	case CHAIN_UNTRUSTED:
		chain_finding(a, rule, g, cert);
		break;
	case CHAIN_TRUSTED:
	case CHAIN_HELPED:
		audit_pass(a);
		break;
	}
}

/* C207 */
static void
test_installed(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_known_cert(a, g->v[0]->thumbprint);
	enum chain_state state = cert == NULL ? CHAIN_UNKNOWN :
	    chains_judge(a->chains, g->v[0]->computer, cert, a->at);

	/* The rules above say where they cannot see. */
	if (state == CHAIN_HELPED)
		chain_finding(a, rule, g, cert);
	else if (state == CHAIN_TRUSTED)
		audit_pass(a);
}

/* ---- itself -------------------------------------------------------------- */

/* C208 */
static void
test_self_signed(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	struct audit_values values = { 0 };

	if (cert == NULL)
		return;
	if (cert->is_ca || strcmp(cert->subject, cert->issuer) != 0) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "cn", cert_title(cert));
	audit_group_values(g, &values);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

static bool
is_partys(const struct audit *a, const char *thumbprint)
{
	const struct objects *all = snapshot_all(a->snapshot, "party");
	const char *own;
	size_t i;

	for (i = 0; i < all->n; i++) {
		own = ((const struct party *)all->v[i])->signature_certificate;
		if (own != NULL && strcmp(own, thumbprint) == 0)
			return true;
	}
	return false;
}

/* Old roots of version 1 cannot say that they are one. */
static bool
is_authority(const struct cert *c)
{
	return c->is_ca || (c->version == 1 &&
	    strcmp(c->subject, c->issuer) == 0);
}

static void
test_root(struct audit *a, const struct audit_rule *rule,
    const struct inventory_store *s, const struct cert *c)
{
	struct audit_values values = { 0 };

	if (is_authority(c) && !is_partys(a, c->thumbprint)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "computer", s->computer);
	audit_value(&values, "cn", cert_title(c));
	audit_finding(a, rule, &(struct audit_subject){ .kind = "computer",
	    .object = s->computer, .computer = s->computer,
	    .thumbprint = c->thumbprint, .active = true }, rule->severity,
	    &values);
}

/* C209 */
static void
run_roots(struct audit *a, const struct audit_rule *rule)
{
	const struct inventory_store *s;
	size_t i;

	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n; s++)
		for (i = 0; s->store == STORE_ROOT && i < s->n; i++)
			test_root(a, rule, s, s->v[i].cert);
}

/* ---- successors ---------------------------------------------------------- */

/* From when on C202 speaks. */
static int64_t
soon(const struct audit *a)
{
	int64_t warn = a->snapshot->expiry_warn_days;

	return a->at + (warn > MOST_DAYS ? warn : MOST_DAYS) * DAY_SECONDS;
}

static bool
succeeds(const struct audit *a, const struct cert *cert,
    const struct requirement *r, const struct cert *c)
{
	return c->not_after > soon(a) &&
	    strcmp(c->subject, cert->subject) == 0 &&
	    strcmp(c->thumbprint, cert->thumbprint) != 0 &&
	    usage_fits(r->usage, c, NULL, NULL, 0);
}

/* Another of the same name and purpose, in a store where it is looked for? */
static bool
has_successor(const struct audit *a, const struct audit_group *g,
    const struct cert *cert)
{
	const struct inventory_store *s;
	size_t i, j;

	for (i = 0; i < g->n; i++) {
		/* One that takes over is known. */
		if (g->v[i]->turn != FIELD_UNSET)
			return true;
		s = inventory_find(a->inventory, g->v[i]->computer,
		    usage_info(g->v[i]->usage)->store, g->v[i]->account);
		for (j = 0; s != NULL && j < s->n; j++)
			if (succeeds(a, cert, g->v[i], s->v[j].cert))
				return true;
	}
	return false;
}

/* C210 */
static void
test_successor(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_known_cert(a, g->v[0]->thumbprint);
	struct audit_values values = { 0 };
	char days[24];
	int64_t left;

	if (cert == NULL)
		return;		/* C202 says so */
	left = cert->not_after - a->at;
	if (left < 0 || cert->not_after > soon(a) ||
	    has_successor(a, g, cert)) {
		audit_pass(a);
		return;
	}
	snprintf(days, sizeof(days), "%" PRId64, left / DAY_SECONDS);
	audit_value(&values, "cn", cert_title(cert));
	audit_value(&values, "days", days);
	audit_group_values(g, &values);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

static const struct audit_rule rules[] = {
	{ .id = "C205", .severity = SEVERITY_ERROR,
	  .subject = "party certificate",
	  .text = "Party {party}: chain of [{thumb}] does not end in a "
	      "trusted root on {computer} (stops at {issuer}). Its signatures "
	      "will be refused.",
	  .fix = "Install the partner CA's root (after checking it) and "
	      "intermediates.",
	  .from = "certificates-that-biztalk-server-uses-for-signed-messages, "
	      "security-for-sending-and-receiving-messages",
	  .run = audit_each_requirement, .requirement = "R4",
	  .test = test_trusted },
	{ .id = "C206", .severity = SEVERITY_WARNING,
	  .subject = "certificate in use",
	  .text = "{Usage} certificate [{thumb}]: chain is not trusted on "
	      "{computer}.",
	  .fix = "Install the CA certificates; with Check revocation list on, "
	      "encryption and signing fail until then.",
	  .from = "encryption-and-signing-certificates",
	  .run = audit_each_cert_here,
	  .usages = AUDIT_USAGE(USAGE_ENCRYPT) | AUDIT_USAGE(USAGE_SIGN) |
	      AUDIT_USAGE(USAGE_HTTPS) | AUDIT_USAGE(USAGE_SOAP),
	  .test = test_trusted },
	{ .id = "C207", .severity = SEVERITY_WARNING,
	  .subject = "certificate in use",
	  .text = "[{thumb}]: intermediate {issuer} is not installed on "
	      "{computer}.",
	  .fix = "Install the intermediate certificate.",
	  .from = "an-error-occurred-when-decrypting-an-as2-message",
	  .run = audit_each_cert_here,
	  .usages = AUDIT_USAGE(USAGE_ENCRYPT) | AUDIT_USAGE(USAGE_SIGN) |
	      AUDIT_USAGE(USAGE_HTTPS) | AUDIT_USAGE(USAGE_SOAP) |
	      AUDIT_USAGE(USAGE_VERIFY),
	  .test = test_installed },
	{ .id = "C208", .severity = SEVERITY_ADVICE,
	  .subject = "certificate in use",
	  .text = "{cn} [{thumb}] is self-signed; it cannot be revoked and "
	      "partners may accept it for tests only.",
	  .fix = "Use a certificate issued by a CA.",
	  .from = "configuring-certificates-for-as2",
	  .run = audit_each_cert, .test = test_self_signed },
	{ .id = "C209", .severity = SEVERITY_ERROR,
	  .subject = "certificate in ROOT",
	  .text = "{computer}: {cn} in Trusted Root is not a CA certificate.",
	  .fix = "Move it to Other People.",
	  .run = run_roots },
	{ .id = "C210", .severity = SEVERITY_ADVICE,
	  .subject = "certificate in use",
	  .text = "{Usage} certificate {cn} ends in {days} days and no "
	      "successor is installed.",
	  .fix = "Install the successor ahead of the switch. A host or the "
	      "group holds one thumbprint only, so plan the moment with the "
	      "partners.",
	  .from = "how-to-install-the-certificates-for-digital-signatures",
	  .run = audit_each_cert, .test = test_successor },
};

const struct audit_rules audit_rules_c2_stores = { rules, ARRAY_SIZE(rules) };
