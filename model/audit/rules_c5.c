/* SPDX-License-Identifier: ISC */
/* C5: certificates that the pipelines do not use, or lack. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/thumbprint.h"
#include "model/audit/names.h"
#include "model/audit/rules_c5_history.h"
#include "model/kinds/party.h"

static void
add_thumb(struct audit_values *values, const char *thumbprint)
{
	char shown[THUMBPRINT_SHOWN];

	audit_value(values, "thumb", thumbprint_show(thumbprint, shown));
}

/* ---- parties ------------------------------------------------------------- */

/* C509 */
static void
test_resolvable(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const struct objects *ports = snapshot_all(a->snapshot,
	    "receive-port");
	const struct party *p = (const struct party *)o;
	bool matters = false;
	size_t i;

	for (i = 0; i < ports->n; i++)
		matters |= ((const struct receive_port *)
		    ports->v[i])->authentication != AUTH_NONE;
	if (!matters)
		return;
	if (p->signature_certificate != NULL || audit_party_has_user(p))
		audit_pass(a);
	else
		audit_object_finding(a, rule, o, "signature_certificate",
		    NULL);
}

/* ---- encryption: certificate and switch ---------------------------------- */

/* C511 and C512 are about both; encrypts and has are what there is. */
static void
judge_encryption(struct audit *a, const struct audit_rule *rule,
    const struct object *o, bool wrong)
{
	if (wrong)
		audit_object_finding(a, rule, o, "encryption_certificate",
		    NULL);
	else
		audit_pass(a);
}

/* C511 */
static void
run_in_clear(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	const struct topology_location *l;
	const struct topology_port *p;

	for (l = t->locations; l < t->locations + t->nlocations; l++)
		if (l->location->two_way && l->problem == NULL &&
		    l->location->encryption_certificate != NULL)
			judge_encryption(a, rule, &l->location->object,
			    !topology_response_encrypts(l));
	for (p = t->ports; p < t->ports + t->nports; p++)
		if (p->port->encryption_certificate != NULL &&
		    p->problem == NULL)
			judge_encryption(a, rule, &p->port->object,
			    !topology_port_encrypts(p));
}

/* C512: a dynamic port takes the certificate that its message names. */
static void
run_no_certificate(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	const struct topology_location *l;
	const struct topology_port *p;

	for (l = t->locations; l < t->locations + t->nlocations; l++)
		if (topology_response_encrypts(l))
			judge_encryption(a, rule, &l->location->object,
			    l->location->encryption_certificate == NULL);
	for (p = t->ports; p < t->ports + t->nports; p++)
		if (topology_port_encrypts(p) && !p->port->dynamic)
			judge_encryption(a, rule, &p->port->object,
			    p->port->encryption_certificate == NULL);
}

/* C517 */
static void
test_one_way(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	const struct receive_location *r = l->location;

	if (r->encryption_certificate == NULL)
		return;
	if (r->two_way && l->response != NULL)
		audit_pass(a);
	else
		audit_object_finding(a, rule, &r->object,
		    "encryption_certificate", NULL);
}

/* ---- signing ------------------------------------------------------------- */

/* Who signs; those that are on first, as only they make messages fail. */
static bool
collect_signing(const struct topology *t, struct names *names)
{
	const struct topology_location *l;
	const struct topology_port *p;
	bool active = false;

	for (l = t->locations; l < t->locations + t->nlocations; l++)
		if (topology_response_signs(l)) {
			names_add(names, l->location->object.name);
			active |= l->location->enabled;
		}
	for (p = t->ports; p < t->ports + t->nports; p++)
		if (topology_port_signs(p)) {
			names_add(names, p->port->object.name);
			active |= topology_port_active(p);
		}
	return active;
}

/* C513 */
static void
run_cannot_sign(struct audit *a, const struct audit_rule *rule)
{
	const struct group *g = a->topology->group;
	struct audit_values values = { 0 };
	struct names names = { 0 };
	struct audit_subject s;
	bool active = collect_signing(a->topology, &names);

	if (g == NULL || names.n == 0)
		return;
	if (g->signature_certificate != NULL) {
		audit_pass(a);
		return;
	}
	s = audit_subject_of(&g->object, "signature_certificate");
	s.active = active;
	audit_names_value(&values, "ports", &names);
	audit_finding(a, rule, &s, rule->severity, &values);
}

/* C514 */
static void
run_nothing_signs(struct audit *a, const struct audit_rule *rule)
{
	const struct group *g = a->topology->group;
	struct audit_values values = { 0 };
	struct names names = { 0 };

	collect_signing(a->topology, &names);
	if (g == NULL || g->signature_certificate == NULL)
		return;
	if (names.n > 0) {
		audit_pass(a);
		return;
	}
	add_thumb(&values, g->signature_certificate);
	audit_object_finding(a, rule, &g->object, "signature_certificate",
	    &values);
}

/* ---- decryption ---------------------------------------------------------- */

/* C515: one location that expects it is named before one that may get it. */
static void
test_cannot_decrypt(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	const struct topology_location *l, *found = NULL;
	struct audit_values values = { 0 };
	struct audit_subject s;
	enum severity severity = SEVERITY_WARNING;
	size_t i;

	for (i = 0; i < h->locations.n; i++) {
		l = &a->topology->locations[h->locations.v[i]];
		if (l->location->expects == EXPECT_ENCRYPTED) {
			found = l;
			severity = rule->severity;
			break;
		}
		if (found == NULL && l->decodes &&
		    l->location->expects == EXPECT_ANY)
			found = l;
	}
	if (found == NULL)
		return;
	if (h->host->decryption_certificate != NULL) {
		audit_pass(a);
		return;
	}
	s = audit_subject_of(&h->host->object, "decryption_certificate");
	s.active = found->location->enabled;
	audit_value(&values, "host", h->host->object.name);
	audit_value(&values, "loc", found->location->object.name);
	audit_finding(a, rule, &s, severity, &values);
}

/* Does anything in the group decrypt with that certificate? */
static bool
is_decrypted_with(const struct topology *t, const char *thumbprint)
{
	size_t i;

	for (i = 0; i < t->nlocations; i++)
		if (t->locations[i].decodes && t->locations[i].host != NULL &&
		    str_same(t->locations[i].host->host->
		    decryption_certificate, thumbprint))
			return true;
	return false;
}

/*
 * C516: of no effect where nothing is decoded, unless what runs in the host
 * may take messages that were decrypted with it elsewhere.
 */
static void
test_no_effect(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	const char *thumbprint = h->host->decryption_certificate;
	bool decodes = false;
	size_t i;

	if (thumbprint == NULL)
		return;
	for (i = 0; i < h->locations.n; i++)
		decodes |= a->topology->locations[h->locations.v[i]].decodes;
	if (decodes || (h->ports.n + h->backups.n + h->orchestrations.n > 0 &&
	    is_decrypted_with(a->topology, thumbprint)))
		audit_pass(a);
	else
		audit_object_finding(a, rule, &h->host->object,
		    "decryption_certificate", NULL);
}

/* C520, of orchestrations: the port that they are bound to decrypts. */
static void
test_may_read(struct audit *a, const struct audit_rule *rule,
    const struct orchestration *o, const struct topology_location *l)
{
	const struct host *reader = (const struct host *)
	    snapshot_find(a->snapshot, kind_host.name, o->host);
	const char *thumbprint = l->host->host->decryption_certificate;
	struct audit_values values = { 0 };

	if (reader == NULL)
		return;
	if (str_same(reader->decryption_certificate, thumbprint)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "subscriber", o->object.name);
	audit_value(&values, "host", o->host);
	audit_value(&values, "port", l->location->receive_port);
	add_thumb(&values, thumbprint);
	audit_object_finding(a, rule, &o->object, "host", &values);
}

static void
run_may_read(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	const struct topology_location *l;
	const struct orchestration *o;
	size_t i, j;

	for (i = 0; i < t->norchestrations; i++) {
		o = t->orchestrations[i];
		for (j = 0; o->host != NULL && j < o->inbound.n; j++)
			for (l = t->locations; l < t->locations +
			    t->nlocations; l++) {
				if (!l->decodes || l->host == NULL ||
				    l->host->host->decryption_certificate ==
				    NULL || strcmp(l->location->receive_port,
				    rows_cell(&o->inbound, j, 1)) != 0)
					continue;
				test_may_read(a, rule, o, l);
				break;
			}
	}
}

static const struct audit_rule rules[] = {
	{ .id = "C509", .severity = SEVERITY_WARNING, .subject = "party",
	  .text = "Party {party} can never be resolved: no signature "
	      "certificate, no WindowsUser alias.",
	  .fix = "Assign its signature certificate.",
	  .from = "how-to-configure-biztalk-server-for-party-resolution",
	  .run = audit_each_object, .kind = "party",
	  .object = test_resolvable },
	{ .id = "C510", .severity = SEVERITY_ADVICE,
	  .subject = "certificate in Other People",
	  .text = "{computer}: {cn} [{thumb}] was replaced by [{new}] on "
	      "{date} and is still installed.",
	  .fix = "Remove the old one when no message signed or encrypted "
	      "with it can be in transit.",
	  .from = "best-practices-for-managing-certificates",
	  .run = rules_c5_replaced },
	{ .id = "C511", .severity = SEVERITY_ERROR,
	  .subject = "send port, two-way receive location",
	  .text = "{port}: an encryption certificate is assigned, yet "
	      "messages leave unencrypted.",
	  .fix = "Turn on Enable encryption in the Encode options, or clear "
	      "the certificate.",
	  .from = "how-to-configure-biztalk-server-for-sending-encrypted-"
	      "messages",
	  .run = run_in_clear },
	{ .id = "C512", .severity = SEVERITY_ERROR,
	  .subject = "static send port, two-way receive location",
	  .text = "{port}: encryption is on but no certificate is assigned. "
	      "Every message will be suspended.",
	  .fix = "Assign the partner's certificate on the Certificate page.",
	  .from = "mime-smime-encoder-pipeline-component",
	  .run = run_no_certificate },
	{ .id = "C513", .severity = SEVERITY_ERROR, .subject = "group",
	  .text = "The group has no signature certificate, but {ports} sign. "
	      "Their messages will be suspended.",
	  .fix = "Assign the signature certificate on the Certificate page "
	      "of the group.",
	  .from = "mime-smime-encoder-pipeline-component",
	  .run = run_cannot_sign },
	{ .id = "C514", .severity = SEVERITY_ADVICE, .subject = "group",
	  .text = "The group's signature certificate [{thumb}] is not used "
	      "by any port.",
	  .fix = "Nothing to do, or turn on signing where planned.",
	  .run = run_nothing_signs },
	{ .id = "C515", .severity = SEVERITY_ERROR, .subject = "host",
	  .text = "Host {host}: location {loc} receives encrypted messages "
	      "but the host has no decryption certificate.",
	  .fix = "Assign it on the Certificates page of the host.",
	  .from = "how-to-configure-biztalk-server-for-receiving-encrypted-"
	      "messages",
	  .run = audit_each_host, .host = test_cannot_decrypt },
	{ .id = "C516", .severity = SEVERITY_ADVICE, .subject = "host",
	  .text = "Host {host}: decryption certificate has no effect.",
	  .fix = "Clear it, or deploy a pipeline with the decoder.",
	  .run = audit_each_host, .host = test_no_effect },
	{ .id = "C517", .severity = SEVERITY_WARNING,
	  .subject = "receive location",
	  .text = "{loc}: encryption certificate has no effect on a one-way "
	      "location.",
	  .fix = "Clear it.",
	  .from = "how-to-assign-a-certificate-to-a-receive-location",
	  .run = audit_each_location, .location = test_one_way },
};

static const struct audit_rule readers[] = {
	{ .id = "C520", .severity = SEVERITY_WARNING,
	  .subject = "orchestration",
	  .text = "{subscriber} in host {host} subscribes to decrypted "
	      "messages of {port} but the host does not hold [{thumb}]; they "
	      "will not be delivered.",
	  .fix = "Assign the certificate to that host if it is to process "
	      "such messages.",
	  .from = "how-to-configure-biztalk-server-to-receive-encrypted-mime-"
	      "or-smime-messages",
	  .run = run_may_read },
	{ .id = "C521", .severity = SEVERITY_ADVICE, .subject = "party",
	  .text = "Party {party} changed on {date}; stores still differ on "
	      "{computers}.",
	  .fix = "Finish the roll-out (add) or clean-up (remove).",
	  .from = "best-practices-for-managing-certificates",
	  .run = rules_c5_unfinished, .follows = "C104" },
};

const struct audit_rules audit_rules_c5 = { rules, ARRAY_SIZE(rules) };
const struct audit_rules audit_rules_c5_readers = { readers,
	ARRAY_SIZE(readers) };
