/* SPDX-License-Identifier: ISC */
/*
 * C3: was each certificate in use made for what it is used for?  The purpose
 * test is certstore/usage.h's; here a certificate is shown to it with one
 * extension at a time, so that each rule speaks of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/thumbprint.h"
#include "model/audit/rules.h"
#include "model/kinds/group.h"

#define BIT AUDIT_USAGE

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

/* C304: of either extension, whatever the key type. */
static void
test_client(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	struct cert bare;

	if (cert == NULL)
		return;
	bare = *cert;
	bare.has_key_usage = false;
	bare.eku = NULL;
	if (!fits(g->v[0]->usage, &bare, NULL))
		return;		/* its key cannot do it: C309 */
	if (fits(g->v[0]->usage, cert, NULL))
		audit_pass(a);
	else
		find_purpose(a, rule, g, cert, rule->severity);
}

/* ---- what the certificate is --------------------------------------------- */

static void
find_plain(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g, const struct cert *cert)
{
	struct audit_values values = { 0 };
	char version[16];

	snprintf(version, sizeof(version), "%d", cert->version);
	audit_value(&values, "cn", cert_title(cert));
	audit_value(&values, "v", version);
	audit_value(&values, "type", cert->key_type);
	/* What it can do depends on the kind of key, not on this build. */
	audit_values_add(&values, "build_note", xstrdup(""));
	audit_group_values(g, &values);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

static bool
is_authority(const struct cert *c, enum usage u)
{
	(void)u;
	return c->is_ca;
}

/* Not known of what only a listing tells. */
static bool
is_old(const struct cert *c, enum usage u)
{
	(void)u;
	return c->version != 0 && c->version != 3;
}

static bool
is_silent(const struct cert *c, enum usage u)
{
	(void)u;
	return !c->has_key_usage && c->eku == NULL;
}

static bool
has_wrong_key(const struct cert *c, enum usage u)
{
	struct cert bare = *c;

	bare.has_key_usage = false;
	bare.eku = NULL;
	return !fits(u, &bare, NULL);
}

/* C305, C307 - C309, as the row's trait says. */
static void
test_trait(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);

	if (cert == NULL)
		return;
	if (rule->trait(cert, g->v[0]->usage))
		find_plain(a, rule, g, cert);
	else
		audit_pass(a);
}

/* C306 */
static void
test_both(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const char *own = ((const struct group *)o)->signature_certificate;
	const struct topology *t = a->topology;
	struct audit_values values = { 0 };
	char shown[THUMBPRINT_SHOWN];
	const char *theirs;
	size_t i;

	if (own == NULL)
		return;
	for (i = 0; i < t->nhosts; i++) {
		theirs = t->hosts[i].host->decryption_certificate;
		if (theirs == NULL || strcmp(theirs, own) != 0)
			continue;
		audit_value(&values, "thumb", thumbprint_show(own, shown));
		audit_object_finding(a, rule, o, "signature_certificate",
		    &values);
		return;
	}
	audit_pass(a);
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
	{ .id = "C304", .severity = SEVERITY_ERROR,
	  .subject = "client certificate",
	  .text = "{port}: [{thumb}] cannot be used as TLS client certificate "
	      "({ku}; {eku}).",
	  .fix = "Assign a certificate issued for client authentication.",
	  .run = audit_each_assignment,
	  .usages = BIT(USAGE_HTTPS) | BIT(USAGE_SOAP),
	  .test = test_client },
	{ .id = "C305", .severity = SEVERITY_WARNING,
	  .subject = "certificate in use",
	  .text = "{where}: {cn} [{thumb}] is a CA certificate used as an "
	      "end-entity certificate.",
	  .fix = "Issue a separate certificate.",
	  .run = audit_each_assignment, .test = test_trait,
	  .trait = is_authority },
	{ .id = "C306", .severity = SEVERITY_ADVICE,
	  .subject = "own certificate",
	  .text = "One certificate [{thumb}] signs and decrypts. This is "
	      "allowed, but escrow or loss of the decryption key then touches "
	      "the signature key.",
	  .fix = "Consider two certificates.",
	  .from = "how-to-install-the-certificates-for-digital-signatures",
	  .run = audit_each_object, .kind = "group", .object = test_both },
	{ .id = "C307", .severity = SEVERITY_ERROR,
	  .subject = "certificate in use",
	  .text = "{where}: [{thumb}] is an X.509 version {v} certificate; "
	      "version 3 is required.",
	  .fix = "Have it re-issued.",
	  .from = "certificates-that-biztalk-server-uses-for-signed-messages",
	  .run = audit_each_assignment, .test = test_trait,
	  .trait = is_old },
	{ .id = "C308", .severity = SEVERITY_ADVICE,
	  .subject = "certificate in use",
	  .text = "{where}: [{thumb}] does not state any purpose; a misuse "
	      "cannot be detected.",
	  .fix = "Prefer certificates with explicit usage.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_assignment, .test = test_trait,
	  .trait = is_silent, .follows = "C307",
	  .same = SAME_CERT },
	{ .id = "C309", .severity = SEVERITY_ERROR,
	  .subject = "certificate in use",
	  .text = "{where}: key type {type} of [{thumb}] cannot be used for "
	      "{usage}{build_note}.",
	  .fix = "Assign a certificate with a suitable key.",
	  .run = audit_each_assignment, .test = test_trait,
	  .trait = has_wrong_key },
};

const struct audit_rules audit_rules_c3 = { rules, ARRAY_SIZE(rules) };
