/* SPDX-License-Identifier: ISC */
/*
 * C3: was each certificate in use made for what it is used for?  The purpose
 * test is certstore/usage.h's; here a certificate is shown to it with one
 * extension at a time, so that each rule speaks of its own.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/kinds/group.h"

#define BIT(usage) (1u << (usage))

static bool
fits(enum usage usage, const struct cert *cert, const char *extra_eku)
{
	return usage_fits(usage, cert, extra_eku, NULL, 0);
}

/*
 * Is the key usage at fault?  A key that cannot do the job whatever its
 * extensions say is another rule's business.
 */
static bool
key_usage_fits(enum usage usage, const struct cert *cert)
{
	struct cert bare = *cert;

	bare.eku = NULL;
	if (fits(usage, &bare, NULL))
		return true;
	bare.has_key_usage = false;
	return !fits(usage, &bare, NULL);
}

static void
find_purpose(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g, const struct cert *cert,
    enum severity severity)
{
	struct audit_values values = { 0 };
	struct buf b = { 0 };

	audit_group_values(g, &values);
	cert_key_usage_text(cert, &b);
	audit_value(&values, "ku", (const char *)b.data);
	buf_reset(&b);
	cert_eku_text(cert, &b);
	audit_value(&values, "eku", (const char *)b.data);
	buf_clear(&b);
	audit_finding(a, rule, &g->subject, severity, &values);
}

/* C301 */
static void
test_encryption(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);

	if (cert == NULL)
		return;
	if (key_usage_fits(g->v[0]->usage, cert))
		audit_pass(a);
	else
		find_purpose(a, rule, g, cert, rule->severity);
}

/* C302: non-repudiation alone is allowed, but not what partners expect. */
static void
test_signature(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);

	if (cert == NULL)
		return;
	if (!key_usage_fits(g->v[0]->usage, cert))
		find_purpose(a, rule, g, cert, rule->severity);
	else if (cert->has_key_usage &&
	    (cert->key_usage & KEY_USAGE_NON_REPUDIATION) != 0 &&
	    (cert->key_usage & KEY_USAGE_DIGITAL_SIGNATURE) == 0)
		find_purpose(a, rule, g, cert, SEVERITY_ADVICE);
	else
		audit_pass(a);
}

/* C303: the key usage left aside, and a key type that suits any usage. */
static void
test_extended(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	const struct objects *groups = snapshot_all(a->snapshot, "group");
	const char *extra = groups->n == 0 ? NULL :
	    ((const struct group *)groups->v[0])->extra_eku;
	char rsa[] = "RSA";
	struct cert bare;

	if (cert == NULL)
		return;
	bare = *cert;
	bare.has_key_usage = false;
	bare.key_type = rsa;
	if (fits(g->v[0]->usage, &bare, extra))
		audit_pass(a);
	else
		find_purpose(a, rule, g, cert, rule->severity);
}

static const struct audit_rule rules[] = {
	{ .id = "C301", .severity = SEVERITY_ERROR,
	  .subject = "certificate for encrypt, decrypt",
	  .text = "{where}: [{thumb}] may not be used for {usage}; its key "
	      "usage is {ku}.",
	  .fix = "Assign a certificate issued for encryption.",
	  .from = "known-issues-with-certificates-in-biztalk-server",
	  .run = audit_each_assignment,
	  .usages = BIT(USAGE_ENCRYPT) | BIT(USAGE_DECRYPT),
	  .test = test_encryption },
	{ .id = "C302", .severity = SEVERITY_ERROR,
	  .subject = "certificate for sign, verify",
	  .text = "{where}: [{thumb}] may not be used for {usage}; its key "
	      "usage is {ku}.",
	  .fix = "Assign a certificate issued for digital signatures.",
	  .from = "known-issues-with-certificates-in-biztalk-server",
	  .run = audit_each_assignment,
	  .usages = BIT(USAGE_SIGN) | BIT(USAGE_VERIFY),
	  .test = test_signature },
	{ .id = "C303", .severity = SEVERITY_ERROR,
	  .subject = "certificate for encrypt, decrypt, sign, verify",
	  .text = "{where}: extended key usage of [{thumb}] ({eku}) excludes "
	      "secure mail.",
	  .fix = "Get a certificate with the secure-mail purpose or allow "
	      "this purpose for the group.",
	  .from = "troubleshooting-certificates",
	  .run = audit_each_assignment,
	  .usages = BIT(USAGE_ENCRYPT) | BIT(USAGE_DECRYPT) |
	      BIT(USAGE_SIGN) | BIT(USAGE_VERIFY),
	  .test = test_extended },
};

const struct audit_rules audit_rules_c3 = { rules, ARRAY_SIZE(rules) };
