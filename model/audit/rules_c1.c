/* SPDX-License-Identifier: ISC */
/* C1: is each certificate that is needed there, with a usable key? */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "certstore/thumbprint.h"
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

/* C101: R1 at its send port; of backups C114 tells. */
static void
test_partner(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	if (!g->v[0]->backup)
		test_at(a, rule, g, rule->severity);
}

/* C102, C103: our own certificate; the subject is the host instance. */
static void
test_own(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct requirement *r = g->v[0];
	char *instance;
	struct audit_group of = *g;

	if (r->backup)
		return;
	instance = xasprintf("%s@%s", r->host, r->computer);
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

/* C105: only who configures here looks here. */
static void
run_here(struct audit *a, const struct audit_rule *rule)
{
	const char *here = a->facts->computer;
	const struct objects *all = snapshot_all(a->snapshot, "party");
	const struct inventory_store *store = here == NULL ? NULL :
	    inventory_find(a->inventory, here, STORE_OTHER_PEOPLE, NULL);
	struct audit_values values = { 0 };
	char shown[THUMBPRINT_SHOWN];
	struct audit_subject s;
	const struct party *p;
	size_t i;

	for (i = 0; store != NULL && store->problem == NULL && i < all->n;
	    i++) {
		p = (const struct party *)all->v[i];
		if (p->signature_certificate == NULL)
			continue;
		if (inventory_item(store, p->signature_certificate) != NULL) {
			audit_pass(a);
			continue;
		}
		s = audit_subject_of(&p->object, "signature_certificate");
		s.computer = store->computer;
		s.thumbprint = p->signature_certificate;
		audit_value(&values, "party", p->object.name);
		audit_value(&values, "thumb", thumbprint_show(s.thumbprint,
		    shown));
		audit_finding(a, rule, &s, rule->severity, &values);
	}
}

/* C106 */
static void
test_client(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct inventory_store *store;
	struct audit_values values = { 0 };

	if (g->v[0]->backup)
		return;
	store = audit_store(a, rule, g);
	if (store == NULL)
		return;
	if (inventory_item(store, g->v[0]->thumbprint) != NULL) {
		audit_pass(a);
		return;
	}
	audit_group_values(g, &values);
	audit_value(&values, "transport", g->v[0]->usage == USAGE_SOAP ?
	    "SOAP" : "HTTP");
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

/* C114: what the primary transport's host has is not enough. */
static void
test_backup(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct requirement *r = g->v[0];
	const struct inventory_store *store;
	struct audit_values values = { 0 };

	if (!r->backup)
		return;
	store = audit_store(a, rule, g);
	if (store == NULL)
		return;
	if (inventory_item(store, r->thumbprint) != NULL) {
		audit_pass(a);
		return;
	}
	/* The group's certificate is told at the ports that sign with it. */
	if (r->usage == USAGE_SIGN)
		audit_value(&values, "port", r->users);
	audit_group_values(g, &values);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

/* ---- the right certificate in the wrong place ---------------------------- */

static bool
is_store_of(const struct inventory_store *s, const struct requirement *r)
{
	return s->store == usage_info(r->usage)->store &&
	    strcmp(s->account, r->account != NULL ? r->account : "") == 0;
}

/* C111: the rules above say where they cannot see. */
static void
test_elsewhere(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct requirement *r = g->v[0];
	const struct inventory_store *s = inventory_find(a->inventory,
	    r->computer, usage_info(r->usage)->store, r->account);
	struct audit_values values = { 0 };
	char *found, *needed;

	if (s == NULL || s->problem != NULL ||
	    inventory_item(s, r->thumbprint) != NULL)
		return;
	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n; s++)
		if (strcasecmp(s->computer, r->computer) == 0 &&
		    !is_store_of(s, r) &&
		    inventory_item(s, r->thumbprint) != NULL)
			break;
	if (s == a->inventory->v + a->inventory->n)
		return;
	found = s->account[0] == '\0' ?
	    xstrdup(store_info(s->store)->label) : xasprintf("%s of %s",
	    store_info(s->store)->label, s->account);
	needed = audit_store_text(r);
	audit_group_values(g, &values);
	audit_value(&values, "found_store", found);
	audit_value(&values, "needed_store", needed);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
	free(found);
	free(needed);
}

/* C112 */
static void
test_all_alike(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	struct names have = { 0 }, missing = { 0 };
	const struct requirement *r, *unknown = NULL;
	struct audit_values values = { 0 };
	struct audit_subject subject = g->subject;
	struct audit_group at = *g;
	const struct inventory_store *s;
	size_t i;

	for (i = 0; i < g->n; i++) {
		r = g->v[i];
		s = inventory_find(a->inventory, r->computer,
		    usage_info(r->usage)->store, r->account);
		if (s == NULL || s->problem != NULL)
			unknown = r;
		else if (inventory_item(s, r->thumbprint) != NULL)
			names_add_once(&have, r->computer);
		else
			names_add_once(&missing, r->computer);
	}
	subject.kind = "host";
	subject.object = g->v[0]->host;
	subject.field = NULL;
	if (have.n > 0 && missing.n > 0) {
		audit_names_value(&values, "have", &have);
		audit_names_value(&values, "missing", &missing);
		audit_group_values(g, &values);
		audit_finding(a, rule, &subject, rule->severity, &values);
	} else if (unknown != NULL) {
		at.subject = subject;
		at.v = &unknown;
		audit_store(a, rule, &at);	/* says why */
	} else {
		audit_pass(a);
	}
}

/* ---- keys where none should be ------------------------------------------ */

static void
key_finding(struct audit *a, const struct audit_rule *rule,
    const struct inventory_store *s, const struct inventory_item *item)
{
	struct audit_values values = { 0 };
	char shown[THUMBPRINT_SHOWN];

	audit_value(&values, "computer", s->computer);
	audit_value(&values, "account", s->account);
	audit_value(&values, "cn", cert_title(item->cert));
	audit_value(&values, "thumb", thumbprint_show(item->cert->thumbprint,
	    shown));
	audit_finding(a, rule, &(struct audit_subject){ .kind = "computer",
	    .object = s->computer, .computer = s->computer,
	    .account = s->account[0] != '\0' ? s->account : NULL,
	    .thumbprint = item->cert->thumbprint, .active = true },
	    rule->severity, &values);
}

/* C110 */
static void
run_public_key(struct audit *a, const struct audit_rule *rule)
{
	const struct inventory_store *s;
	size_t i;

	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n; s++)
		for (i = 0; s->store == STORE_OTHER_PEOPLE && i < s->n; i++)
			if (s->v[i].key_present)
				key_finding(a, rule, s, &s->v[i]);
}

static bool
is_needed(const struct audit *a, const struct inventory_store *s,
    const char *thumbprint)
{
	const struct requirement *r = a->requirements.v;
	size_t i;

	for (i = 0; i < a->requirements.n; i++, r++)
		if (r->account != NULL && is_store_of(s, r) &&
		    strcmp(r->thumbprint, thumbprint) == 0 &&
		    strcasecmp(r->computer, s->computer) == 0)
			return true;
	return false;
}

/* Of an account that runs nothing C505 tells. */
static bool
runs_something(const struct audit *a, const struct inventory_store *s)
{
	const struct host_instance *i;
	size_t n;

	for (n = 0; n < a->topology->ninstances; n++) {
		i = a->topology->instances[n];
		if (strcasecmp(i->computer, s->computer) == 0 &&
		    strcmp(i->account, s->account) == 0)
			return true;
	}
	return false;
}

/* C113 */
static void
run_spare_key(struct audit *a, const struct audit_rule *rule)
{
	const struct inventory_store *s;
	size_t i;

	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n;
	    s++) {
		if (s->store != STORE_PERSONAL || !runs_something(a, s))
			continue;
		for (i = 0; i < s->n; i++) {
			if (!s->v[i].key_present)
				continue;
			if (is_needed(a, s, s->v[i].cert->thumbprint))
				audit_pass(a);
			else
				key_finding(a, rule, s, &s->v[i]);
		}
	}
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
	{ .id = "C105", .severity = SEVERITY_ADVICE, .subject = "party",
	  .text = "Party {party}: certificate [{thumb}] is not in Other "
	      "People on this administration computer; it can be named by "
	      "thumbprint only.",
	  .fix = "Import it here, or accept: resolution at run time does not "
	      "need it.",
	  .from = "certificate-stores-that-biztalk-server-uses",
	  .run = run_here, .follows = "C104",
	  .same = SAME_COMPUTER | SAME_CERT },
	{ .id = "C106", .severity = SEVERITY_ERROR,
	  .subject = "send port transport",
	  .text = "{port} ({transport}): client certificate [{thumb}] is not "
	      "in the Personal store of {account} on {computer}. Messages "
	      "will be suspended without a connection attempt.",
	  .fix = "Acting as {account} on {computer}, import the client "
	      "certificate with its key.",
	  .from = "http-send-adapter",
	  .run = audit_each_requirement,
	  .usages = AUDIT_USAGE(USAGE_HTTPS) | AUDIT_USAGE(USAGE_SOAP),
	  .test = test_client },
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
	{ .id = "C110", .severity = SEVERITY_ERROR,
	  .subject = "certificate in Other People",
	  .text = "{computer}: Other People contains a private key for {cn} "
	      "[{thumb}]; every account can use it.",
	  .fix = "Move it to the Personal store of the account that needs it "
	      "and delete it here.",
	  .from = "certificate-stores-that-biztalk-server-uses",
	  .run = run_public_key },
	{ .id = "C111", .severity = SEVERITY_ADVICE,
	  .subject = "requirement",
	  .text = "Hint: [{thumb}] is on {computer}, but in {found_store}; "
	      "{usage} looks in {needed_store}.",
	  .fix = "Copy it to the store named (for Personal: as that "
	      "account).",
	  .from = "troubleshooting-certificates",
	  .run = audit_each_requirement, .test = test_elsewhere },
	{ .id = "C112", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Host {host}: [{thumb}] is installed on {have} but missing "
	      "on {missing}. The result depends on which computer takes the "
	      "message.",
	  .fix = "Install it on every computer where the host has an "
	      "instance.",
	  .run = audit_each_host_cert,
	  /* To verify is a computer's need, whatever the host. */
	  .usages = AUDIT_USAGE(USAGE_ENCRYPT) | AUDIT_USAGE(USAGE_SIGN) |
	      AUDIT_USAGE(USAGE_DECRYPT) | AUDIT_USAGE(USAGE_HTTPS) |
	      AUDIT_USAGE(USAGE_SOAP),
	  .test = test_all_alike },
	{ .id = "C113", .severity = SEVERITY_WARNING,
	  .subject = "private key",
	  .text = "{computer}/{account}: holds the private key of {cn} "
	      "[{thumb}] without needing it.",
	  .fix = "Remove it there; fewer accounts with the key means less to "
	      "lose.",
	  .from = "security-recommendations-for-a-biztalk-server-deployment",
	  .run = run_spare_key },
	{ .id = "C114", .severity = SEVERITY_WARNING,
	  .subject = "send port transport",
	  .text = "{port}: backup transport runs in host {host}, where "
	      "[{thumb}] is missing on {computer}. The backup will fail when "
	      "it is needed.",
	  .fix = "Install the certificate there too.",
	  .from = "how-to-configure-backup-transport-options-for-a-send-port",
	  .run = audit_each_requirement,
	  .usages = AUDIT_USAGE(USAGE_ENCRYPT) | AUDIT_USAGE(USAGE_SIGN) |
	      AUDIT_USAGE(USAGE_HTTPS) | AUDIT_USAGE(USAGE_SOAP),
	  .test = test_backup, .follows = "C101 C103 C106",
	  .same = SAME_COMPUTER | SAME_ACCOUNT | SAME_CERT },
};

const struct audit_rules audit_rules_c1 = { rules, ARRAY_SIZE(rules) };
