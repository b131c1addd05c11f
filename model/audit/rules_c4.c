/* SPDX-License-Identifier: ISC */
/*
 * C4: are keys and algorithms strong enough?  What messages used (C408) is
 * no configuration; it needs a log of messages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/kind.h"

#define BROKEN_BITS 1024
#define SHORT_BITS 2048

/* ---- certificates -------------------------------------------------------- */

static bool
has_counted_key(const struct cert *c)
{
	static const char *const types[] = { "RSA", "RSA-PSS", "DSA", "DH" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (strcmp(c->key_type, types[i]) == 0)
			return true;
	return false;
}

static bool
is_broken(const struct cert *c, enum usage u)
{
	(void)u;
	return has_counted_key(c) && c->key_bits < BROKEN_BITS;
}

static bool
is_short(const struct cert *c, enum usage u)
{
	(void)u;
	return has_counted_key(c) && c->key_bits >= BROKEN_BITS &&
	    c->key_bits < SHORT_BITS;
}

/* C401, C402 */
static void
test_key(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct cert *cert = audit_cert(a, rule, g);
	struct audit_values values = { 0 };
	char bits[16];

	if (cert == NULL)
		return;
	if (!rule->trait(cert, g->v[0]->usage)) {
		audit_pass(a);
		return;
	}
	snprintf(bits, sizeof(bits), "%d", cert->key_bits);
	audit_group_values(g, &values);
	audit_value(&values, "bits", bits);
	audit_finding(a, rule, &g->subject, rule->severity, &values);
}

/* C403: nobody relies on a signature that a certificate made itself. */
static void
test_signed_with(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	static const struct {
		const char *digest, *shown;
		enum severity severity;
	} weak[] = {
		{ "SHA1", "SHA-1", SEVERITY_WARNING },
		{ "MD5", "MD5", SEVERITY_ERROR },
		{ "MD2", "MD2", SEVERITY_ERROR },
	};
	const struct cert *cert = audit_cert(a, rule, g);
	struct audit_values values = { 0 };
	size_t i;

	if (cert == NULL || cert->signed_with == NULL ||
	    strcmp(cert->subject, cert->issuer) == 0)
		return;
	for (i = 0; i < ARRAY_SIZE(weak); i++)
		if (strcmp(cert->signed_with, weak[i].digest) == 0)
			break;
	if (i == ARRAY_SIZE(weak)) {
		audit_pass(a);
		return;
	}
	audit_group_values(g, &values);
	audit_value(&values, "alg", weak[i].shown);
	audit_finding(a, rule, &g->subject, weak[i].severity, &values);
}

/* ---- who encodes --------------------------------------------------------- */

/* Send ports and locations that answer alike: what encodes there, and how. */
struct encoding {
	const struct object *owner;
	const struct pipeline *pipeline;
	const struct encoder_options *options;
};

static void
each_encoding(struct audit *a, const struct audit_rule *rule,
    void (*test)(struct audit *, const struct audit_rule *,
    const struct encoding *))
{
	const struct topology *t = a->topology;
	size_t i;

	for (i = 0; i < t->nports; i++)
		if (t->ports[i].encodes)
			test(a, rule, &(struct encoding){
			    &t->ports[i].port->object, t->ports[i].send,
			    &t->ports[i].encoder });
	for (i = 0; i < t->nlocations; i++)
		if (t->locations[i].encodes)
			test(a, rule, &(struct encoding){
			    &t->locations[i].location->object,
			    t->locations[i].response,
			    &t->locations[i].encoder });
}

/* As written, whether or not it can be read. */
static const char *
raw(const struct encoding *e, const char *option)
{
	const char *value = props_get(&e->owner->props, option);

	return value != NULL ? value : props_get(&e->pipeline->object.props,
	    option);
}

/* C404: another program, or an old file, may have left it there. */
static void
test_gone(struct audit *a, const struct audit_rule *rule,
    const struct encoding *e)
{
	static const struct { const char *name, *shown; } gone[] = {
		{ "des", "DES" }, { "rc2", "RC2" },
	};
	const char *on = raw(e, "encoder.enable_encryption");
	const char *algorithm = raw(e, "encoder.encryption_algorithm");
	struct audit_values values = { 0 };
	size_t i;

	if (on == NULL || strcmp(on, "true") != 0)
		return;
	for (i = 0; i < ARRAY_SIZE(gone); i++)
		if (algorithm != NULL && strcmp(algorithm,
		    gone[i].name) == 0)
			break;
	if (i == ARRAY_SIZE(gone)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "alg", gone[i].shown);
	audit_object_finding(a, rule, e->owner,
	    "encoder.encryption_algorithm", &values);
}

/* C405 */
static void
test_old(struct audit *a, const struct audit_rule *rule,
    const struct encoding *e)
{
	if (!e->options->enable_encryption)
		return;
	if (encryption_is_legacy(e->options))
		audit_object_finding(a, rule, e->owner,
		    "encoder.encryption_algorithm", NULL);
	else
		audit_pass(a);
}

/* C406 */
static void
test_unnoticed(struct audit *a, const struct audit_rule *rule,
    const struct encoding *e)
{
	const struct group *g = a->topology->group;
	int algorithm = e->options->encryption_algorithm;

	if (!e->options->enable_encryption)
		return;
	if (algorithm == ALGORITHM_GROUP && g != NULL)
		algorithm = g->encryption_algorithm;
	if (algorithm == ALGORITHM_AES128_GCM ||
	    algorithm == ALGORITHM_AES256_GCM ||
	    e->options->signature_type != SIGNATURE_NONE)
		audit_pass(a);
	else
		audit_object_finding(a, rule, e->owner,
		    "encoder.signature_type", NULL);
}

/* C407 */
static void
test_digest(struct audit *a, const struct audit_rule *rule,
    const struct encoding *e)
{
	struct audit_values values = { 0 };

	if (e->options->signature_type == SIGNATURE_NONE)
		return;
	if (!signature_is_legacy(e->options)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "alg", "SHA-1");
	audit_object_finding(a, rule, e->owner, "encoder.digest_algorithm",
	    &values);
}

static void
run_gone(struct audit *a, const struct audit_rule *rule)
{
	each_encoding(a, rule, test_gone);
}

static void
run_old(struct audit *a, const struct audit_rule *rule)
{
	each_encoding(a, rule, test_old);
}

static void
run_unnoticed(struct audit *a, const struct audit_rule *rule)
{
	each_encoding(a, rule, test_unnoticed);
}

static void
run_digest(struct audit *a, const struct audit_rule *rule)
{
	each_encoding(a, rule, test_digest);
}

/* ---- who decodes --------------------------------------------------------- */

static bool
takes_legacy(const struct audit *a, const struct topology_host *h)
{
	const struct topology_location *l;
	size_t i;

	for (i = 0; i < h->locations.n; i++) {
		l = &a->topology->locations[h->locations.v[i]];
		if (l->decodes && !l->decoder.refuse_legacy)
			return true;
	}
	return false;
}

/* C409: the computer tells of itself only. */
static void
test_can_decode(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	const struct host_instance *instance;
	struct audit_values values = { 0 };
	size_t i;

	if (a->facts->computer == NULL || !takes_legacy(a, h))
		return;
	for (i = 0; i < h->instances.n; i++) {
		instance = a->topology->instances[h->instances.v[i]];
		if (strcmp(instance->computer, a->facts->computer) != 0)
			continue;
		if (!a->facts->no_legacy) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "host", instance->host);
		audit_value(&values, "computer", instance->computer);
		audit_value(&values, "algs", "DES and RC2");
		audit_object_finding(a, rule, &instance->object, NULL,
		    &values);
	}
}

static const struct audit_rule rules[] = {
	{ .id = "C401", .severity = SEVERITY_ERROR,
	  .subject = "certificate in use",
	  .text = "{where}: {bits}-bit key of [{thumb}] is broken.",
	  .fix = "Replace the certificate.",
	  .run = audit_each_assignment, .test = test_key,
	  .trait = is_broken },
	{ .id = "C402", .severity = SEVERITY_WARNING,
	  .subject = "certificate in use",
	  .text = "{where}: {bits}-bit key of [{thumb}] is too short.",
	  .fix = "Replace it by one with at least 2048 bits.",
	  .from = "known-issues-with-biztalk-server",
	  .run = audit_each_assignment, .test = test_key,
	  .trait = is_short },
	{ .id = "C403", .severity = SEVERITY_WARNING,
	  .subject = "certificate in use",
	  .text = "{where}: [{thumb}] is signed with {alg}.",
	  .fix = "Have it re-issued with SHA-256.",
	  .from = "what-s-new-in-biztalk-server-2016",
	  .run = audit_each_assignment, .test = test_signed_with },
	{ .id = "C404", .severity = SEVERITY_ERROR,
	  .subject = "send pipeline on a port",
	  .text = "{port}: encryption algorithm {alg} is no longer produced. "
	      "Messages will be suspended.",
	  .fix = "Choose AES; agree on it with the partner.",
	  .run = run_gone },
	{ .id = "C405", .severity = SEVERITY_WARNING,
	  .subject = "send pipeline on a port",
	  .text = "{port}: triple DES is a legacy algorithm.",
	  .fix = "Choose AES unless the partner cannot read it.",
	  .run = run_old },
	{ .id = "C406", .severity = SEVERITY_ADVICE,
	  .subject = "send pipeline on a port",
	  .text = "{port}: encrypted but neither signed nor authenticated; "
	      "contents can be altered on the way unnoticed.",
	  .fix = "Sign as well (BlobSign) or choose an AES-GCM algorithm.",
	  .from = "identifying-potential-threats",
	  .run = run_unnoticed },
	{ .id = "C407", .severity = SEVERITY_WARNING,
	  .subject = "send pipeline on a port",
	  .text = "{port}: signs with {alg}.",
	  .fix = "Use SHA-256 or better.",
	  .from = "certificates-that-biztalk-server-uses-for-signed-messages",
	  .run = run_digest },
	{ .id = "C409", .severity = SEVERITY_ERROR,
	  .subject = "host instance",
	  .text = "Host {host} on {computer}: {algs} cannot be decoded there; "
	      "such messages would be suspended.",
	  .fix = "Install the legacy provider or forbid the algorithms.",
	  .run = audit_each_host, .host = test_can_decode },
};

const struct audit_rules audit_rules_c4 = { rules, ARRAY_SIZE(rules) };
