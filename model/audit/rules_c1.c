/* SPDX-License-Identifier: ISC */
/* C1: is each certificate that is needed there, with a usable key? */
#include <stdlib.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/kinds/party.h"

/* Is the certificate in the store that the requirement names? */
static void
test_at(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g, enum severity severity)
{
	const struct inventory_store *store = audit_store(a, rule, g);
	struct audit_values values = { 0 };

	if (store == NULL)
		return;
	if (inventory_item(store, g->v[0]->thumbprint) != NULL) {
		audit_pass(a);
		return;
	}
	audit_group_values(g, &values);
	audit_finding(a, rule, &g->subject, severity, &values);
}

/* C101: R1 at its send port. */
static void
test_partner(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	test_at(a, rule, g, rule->severity);
}

/* C102, C103: our own certificate; the subject is the host instance. */
static void
test_own(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct requirement *r = g->v[0];
	char *instance = xasprintf("%s@%s", r->host, r->computer);
	struct audit_group of = *g;

	of.subject.kind = "host-instance";
	of.subject.object = instance;
	of.subject.field = NULL;
	test_at(a, rule, &of, rule->severity);
	free(instance);
}

/* C104: graver where the party's messages do not carry the certificate. */
static void
test_party(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct party *p = (const struct party *)snapshot_find(
	    a->snapshot, "party", g->v[0]->object);

	test_at(a, rule, g, p != NULL && !p->attaches_certificate ?
	    SEVERITY_ERROR : rule->severity);
}

/* The certificate of a private key that is needed, where it is present. */
static const struct inventory_item *
own_item(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct inventory_store *store = audit_store(a, rule, g);

	return store == NULL ? NULL :
	    inventory_item(store, g->v[0]->thumbprint);
}

/* C107 */
static void
test_key(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct inventory_item *item = own_item(a, rule, g);
	struct audit_values values = { 0 };

	if (item == NULL)
		return;
	if (item->key_present) {
		audit_pass(a);
		return;
	}
	audit_group_values(g, &values);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

/* C108 */
static void
test_key_works(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct inventory_item *item = own_item(a, rule, g);
	struct audit_values values = { 0 };

	/* One that is open to others is refused, which C109 tells. */
	if (item == NULL || !item->key_present || item->key_open != NULL)
		return;
	if (item->key_works) {
		audit_pass(a);
		return;
	}
	audit_group_values(g, &values);
	audit_value(&values, "reason", item->key_problem != NULL ?
	    item->key_problem : "its self-test failed");
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

/* C109 */
static void
test_key_rights(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct inventory_item *item = own_item(a, rule, g);
	struct audit_values values = { 0 };

	if (item == NULL || !item->key_present)
		return;
	if (item->key_open == NULL) {
		audit_pass(a);
		return;
	}
	audit_group_values(g, &values);
	audit_value(&values, "reason", item->key_open);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

static const struct audit_rule rules[] = {
	{ .id = "C101", .severity = SEVERITY_ERROR, .subject = "send port",
	  .text = "{port}: encryption certificate {cn} [{thumb}] is not in "
	      "Other People on {computer}. Messages sent from there will be "
	      "suspended.",
	  .fix = "Import the partner's public certificate into Local "
	      "Computer \\ Other People on {computer}.",
	  .from = "how-to-assign-a-certificate-to-a-send-port",
	  .run = audit_each_requirement, .requirement = "R1",
	  .test = test_partner },
	{ .id = "C102", .severity = SEVERITY_ERROR,
	  .subject = "host instance",
	  .text = "Host {host} on {computer}: decryption certificate {cn} "
	      "[{thumb}] is not in the Personal store of {account}. "
	      "Encrypted messages will be suspended.",
	  .fix = "Acting as {account} on {computer}, import certificate and "
	      "private key into Current User \\ Personal.",
	  .from = "certificate-stores-that-biztalk-server-uses",
	  .run = audit_each_requirement, .requirement = "R2",
	  .test = test_own },
	{ .id = "C103", .severity = SEVERITY_ERROR,
	  .subject = "host instance",
	  .text = "Host {host} on {computer}: the group's signature "
	      "certificate [{thumb}] is not in the Personal store of "
	      "{account}. Port(s) {ports} cannot sign there.",
	  .fix = "Acting as {account} on {computer}, import the signature "
	      "certificate with its key.",
	  .from = "outbound-message-protection",
	  .run = audit_each_requirement, .requirement = "R3",
	  .test = test_own },
	{ .id = "C104", .severity = SEVERITY_WARNING,
	  .subject = "party, computer",
	  .text = "Party {party}: signature certificate [{thumb}] is not in "
	      "Other People on {computer}. Signed messages that do not "
	      "carry the certificate will fail.",
	  .fix = "Import the party's public certificate on {computer}.",
	  .from = "how-to-configure-biztalk-server-for-party-resolution",
	  .run = audit_each_requirement, .requirement = "R4",
	  .test = test_party },
	{ .id = "C107", .severity = SEVERITY_ERROR,
	  .subject = "certificate in Personal store",
	  .text = "{computer}/{account}: certificate {cn} [{thumb}] needed "
	      "for {usage} has no private key.",
	  .fix = "Import the PKCS#12 file instead of the certificate file. "
	      "A certificate that arrived with an imported application "
	      "never has its key.",
	  .from = "how-to-add-a-certificate-to-an-application",
	  .run = audit_each_key, .test = test_key },
	{ .id = "C108", .severity = SEVERITY_ERROR, .subject = "private key",
	  .text = "{computer}/{account}: private key of [{thumb}] cannot be "
	      "used: {reason}.",
	  .fix = "Repair ownership or passphrase entry, or delete and import "
	      "the certificate again.",
	  .from = "known-issues-with-certificates-in-biztalk-server",
	  .run = audit_each_key, .test = test_key_works },
	{ .id = "C109", .severity = SEVERITY_ERROR, .subject = "private key",
	  .text = "{computer}: private key of [{thumb}] is open to others "
	      "({reason}). Only {account} may read it.",
	  .fix = "Set file 0600 and folder 0700, owner {account} (sealport "
	      "cert repair there); replace the key if it may have been "
	      "read.",
	  .from = "certificate-stores-that-biztalk-server-uses",
	  .run = audit_each_key, .test = test_key_rights },
};

const struct audit_rules audit_rules_c1 = { rules, ARRAY_SIZE(rules) };
