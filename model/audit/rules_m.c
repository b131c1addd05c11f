/* SPDX-License-Identifier: ISC */
/* M: do pipelines and their MIME/SMIME options do what is meant? */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/names.h"
#include "model/audit/rules.h"
#include "model/kind.h"
#include "model/kinds/party.h"

#define ALLOW_NON_MIME "decoder.allow_non_mime"

/* ---- what a location takes ---------------------------------------------- */

/* "encrypted" or "signed", or NULL where neither is expected. */
static const char *
expected(const struct topology_location *l)
{
	switch (l->location->expects) {
	case EXPECT_ENCRYPTED:
		return "encrypted";
	case EXPECT_SIGNED:
		return "signed";
	default:
		return NULL;
	}
}

/* M101 */
static void
test_mixed(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	struct names encrypted = { 0 }, plain = { 0 };
	struct audit_values values = { 0 };
	const struct topology_location *l;
	size_t i;

	for (i = 0; i < h->locations.n; i++) {
		l = &a->topology->locations[h->locations.v[i]];
		if (!l->location->enabled)
			continue;
		if (topology_for_encrypted(l))
			names_add(&encrypted, l->location->object.name);
		else if (topology_for_plain(l))
			names_add(&plain, l->location->object.name);
	}
	if (encrypted.n == 0 || plain.n == 0) {
		audit_pass(a);
		return;
	}
	audit_names_value(&values, "enc", &encrypted);
	audit_names_value(&values, "plain", &plain);
	audit_object_finding(a, rule, &h->host->object, NULL, &values);
}

/* M102 */
static void
test_lets_in(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_values values = { 0 };

	if (expected(l) == NULL || !l->decodes)
		return;
	if (!l->decoder.allow_non_mime) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "what", expected(l));
	audit_object_finding(a, rule, &l->location->object, ALLOW_NON_MIME,
	    &values);
}

/* M103 */
static void
test_both(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	if (!l->decodes || l->location->expects != EXPECT_ANY)
		return;
	if (!l->decoder.allow_non_mime)
		audit_pass(a);
	else
		audit_object_finding(a, rule, &l->location->object,
		    ALLOW_NON_MIME, NULL);
}

/* M105 */
static void
test_cannot_decode(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_values values = { 0 };

	if (expected(l) == NULL)
		return;
	if (l->decodes) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "pipe", l->location->receive_pipeline);
	audit_object_finding(a, rule, &l->location->object,
	    "receive_pipeline", &values);
}

/* M111 */
static void
test_required(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	bool encrypted = l->location->expects == EXPECT_ENCRYPTED;
	struct audit_values values = { 0 };

	if (expected(l) == NULL || !l->decodes ||
	    l->decoder.allow_non_mime)
		return;
	if (encrypted ? l->location->require_encryption :
	    l->location->require_signature) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "what", encrypted ? "unencrypted" : "unsigned");
	audit_value(&values, "option", encrypted ? "encryption" :
	    "signature");
	audit_object_finding(a, rule, &l->location->object, encrypted ?
	    "require_encryption" : "require_signature", &values);
}

/* M113; of ports it is C512 */
static void
test_response_certificate(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	if (!topology_response_encrypts(l))
		return;
	if (l->location->encryption_certificate != NULL)
		audit_pass(a);
	else
		audit_object_finding(a, rule, &l->location->object,
		    "encryption_certificate", NULL);
}

/* M114: the largest limit there is limits nothing. */
static void
test_size(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	const struct field *f = kind_field(&kind_receive_location,
	    "maximum_message_size");

	if (!l->location->external)
		return;
	if (l->location->maximum_message_size < f->max)
		audit_pass(a);
	else
		audit_object_finding(a, rule, &l->location->object, f->name,
		    NULL);
}

/* ---- what a port sends -------------------------------------------------- */

/* M104 */
static void
clear_and_encrypted(struct audit *a, const struct audit_rule *rule,
    const struct object *o, const struct encoder_options *e)
{
	if (e->signature_type == SIGNATURE_CLEAR && e->enable_encryption)
		audit_object_finding(a, rule, o, "encoder.signature_type",
		    NULL);
	else
		audit_pass(a);
}

static void
run_clear(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	size_t i;

	for (i = 0; i < t->nports; i++)
		if (t->ports[i].encodes)
			clear_and_encrypted(a, rule,
			    &t->ports[i].port->object, &t->ports[i].encoder);
	for (i = 0; i < t->nlocations; i++)
		if (t->locations[i].encodes)
			clear_and_encrypted(a, rule,
			    &t->locations[i].location->object,
			    &t->locations[i].encoder);
}

/* M106 */
static void
test_must(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	bool encrypt = p->port->must_encrypt && !topology_port_encrypts(p);
	bool sign = p->port->must_sign && !topology_port_signs(p);
	struct audit_values values = { 0 };

	if (!p->port->must_encrypt && !p->port->must_sign)
		return;
	if (!encrypt && !sign) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "what", encrypt && sign ? "encrypt and sign" :
	    encrypt ? "encrypt" : "sign");
	audit_value(&values, "pipe", p->port->send_pipeline);
	audit_object_finding(a, rule, &p->port->object, p->encodes ? encrypt ?
	    "encoder.enable_encryption" : "encoder.signature_type" :
	    "send_pipeline", &values);
}

/* M107 */
static void
soap_and_smime(struct audit *a, const struct audit_rule *rule,
    const struct object *o, const char *field)
{
	if (field != NULL)
		audit_object_finding(a, rule, o, field, NULL);
	else
		audit_pass(a);
}

static void
run_soap(struct audit *a, const struct audit_rule *rule)
{
	const struct topology_location *l;
	const struct topology_port *p;
	size_t i;

	for (i = 0; i < a->topology->nports; i++) {
		p = &a->topology->ports[i];
		if (p->port->adapter != NULL &&
		    strcmp(p->port->adapter, "SOAP") == 0)
			soap_and_smime(a, rule, &p->port->object,
			    p->encodes ? "send_pipeline" :
			    p->decodes ? "receive_pipeline" : NULL);
	}
	for (i = 0; i < a->topology->nlocations; i++) {
		l = &a->topology->locations[i];
		if (l->location->adapter != NULL &&
		    strcmp(l->location->adapter, "SOAP") == 0)
			soap_and_smime(a, rule, &l->location->object,
			    l->decodes ? "receive_pipeline" :
			    l->encodes ? "send_pipeline" : NULL);
	}
}

/* M108 */
static void
test_attachment(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	if (!p->encodes)
		return;
	if (p->encoder.body_as_attachment)
		audit_object_finding(a, rule, &p->port->object,
		    "encoder.body_as_attachment", NULL);
	else
		audit_pass(a);
}

/* M109, told at the port. */
static void
test_carries(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const struct party *party = (const struct party *)o;
	struct audit_values values = { 0 };
	const struct topology_port *p;
	size_t i;

	for (i = 0; i < party->send_ports.n; i++) {
		p = topology_port(a->topology,
		    rows_cell(&party->send_ports, i, 0));
		if (p == NULL || !topology_port_signs(p))
			continue;
		if (p->encoder.add_signing_certificate ||
		    party->our_certificate_sent != FIELD_UNSET) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "party", o->name);
		audit_object_finding(a, rule, &p->port->object,
		    "encoder.add_signing_certificate", &values);
	}
}

/* ---- pipelines ---------------------------------------------------------- */

/* Is it an option of the pipeline, of a legal value; or no option at all? */
static bool
option_fits(const struct pipeline *p, const struct prop *prop)
{
	const char *dot = strchr(prop->name, '.');
	const struct component *c;
	const struct field *f;
	char *prefix;
	void *options;
	bool ok;

	if (dot == NULL)
		return true;
	prefix = xstrndup(prop->name, (size_t)(dot - prop->name));
	c = component_find(prefix);
	if (c == NULL || !pipeline_has(p, prefix)) {
		free(prefix);
		return true;
	}
	free(prefix);
	f = fields_find(c->fields, c->nfields, dot + 1);
	if (f == NULL)
		return false;
	options = xcalloc(1, c->size);
	ok = field_parse(f, options, prop->value, NULL);
	fields_clear(c->fields, c->nfields, options);
	free(options);
	return ok;
}

/* M110 */
static void
options_of(struct audit *a, const struct audit_rule *rule,
    const struct object *o, const struct pipeline *p)
{
	struct audit_values values = { 0 };
	bool found = false;
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < o->props.n; i++) {
		if (option_fits(p, &o->props.v[i]))
			continue;
		audit_value(&values, "prop", o->props.v[i].name);
		audit_value(&values, "value", o->props.v[i].value);
		audit_object_finding(a, rule, o, o->props.v[i].name, &values);
		found = true;
	}
	if (!found)
		audit_pass(a);
}

static void
run_options(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *all = snapshot_all(a->snapshot, "pipeline");
	const struct topology *t = a->topology;
	size_t i;

	for (i = 0; i < all->n; i++)
		options_of(a, rule, all->v[i],
		    (const struct pipeline *)all->v[i]);
	for (i = 0; i < t->nlocations; i++) {
		options_of(a, rule, &t->locations[i].location->object,
		    t->locations[i].receive);
		options_of(a, rule, &t->locations[i].location->object,
		    t->locations[i].response);
	}
	for (i = 0; i < t->nports; i++) {
		options_of(a, rule, &t->ports[i].port->object,
		    t->ports[i].send);
		options_of(a, rule, &t->ports[i].port->object,
		    t->ports[i].response);
	}
}

/* Is another component of its stage before it, or after it? */
static bool
is_at_end(const struct pipeline *p, const struct component *c, bool first)
{
	size_t i, n = 0, at = 0;

	for (i = 0; i < p->components.n; i++) {
		if (strcmp(rows_cell(&p->components, i, 0),
		    stage_choices[c->stage].name) != 0)
			continue;
		if (strcmp(rows_cell(&p->components, i, 1), c->name) == 0)
			at = n;
		n++;
	}
	return first ? at == 0 : at == n - 1;
}

/* M112 */
static void
test_place(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	static const struct {
		const char *component;
		bool first;
	} places[] = { { "decoder", true }, { "encoder", false } };
	const struct pipeline *p = (const struct pipeline *)o;
	struct audit_values values = { 0 };
	const struct component *c;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		if (!pipeline_has(p, places[i].component))
			continue;
		c = component_find(places[i].component);
		if (is_at_end(p, c, places[i].first)) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "pipe", o->name);
		audit_value(&values, "component", c->label);
		audit_object_finding(a, rule, o, "components", &values);
	}
}

static const struct audit_rule rules[] = {
	{ .id = "M101", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Host {host} receives encrypted ({enc}) and unencrypted "
	      "({plain}) messages.",
	  .fix = "Move one kind to locations in a different host.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_host, .host = test_mixed },
	{ .id = "M102", .severity = SEVERITY_WARNING,
	  .subject = "receive location",
	  .text = "{loc}: expects only {what} messages, yet lets non-MIME "
	      "messages through.",
	  .fix = "Set Allow Non MIME Message to False (No).",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_location, .location = test_lets_in },
	{ .id = "M103", .severity = SEVERITY_ADVICE,
	  .subject = "receive location",
	  .text = "{loc}: takes both S/MIME and plain messages.",
	  .fix = "Split into two locations in two hosts if partners differ.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_location, .location = test_both },
	{ .id = "M104", .severity = SEVERITY_ERROR,
	  .subject = "send port, two-way receive location",
	  .text = "{port}: clear signing cannot be combined with encryption.",
	  .fix = "Choose BlobSign.",
	  .from = "how-to-configure-the-mime-smime-encoder-pipeline-"
	      "component",
	  .run = run_clear },
	{ .id = "M105", .severity = SEVERITY_ERROR,
	  .subject = "receive location",
	  .text = "{loc}: pipeline {pipe} cannot decrypt or verify.",
	  .fix = "Select a pipeline with the decoder.",
	  .from = "configuring-certificates-for-mime-or-smime-messages, "
	      "how-to-configure-biztalk-server-for-party-resolution",
	  .run = audit_each_location, .location = test_cannot_decode },
	{ .id = "M106", .severity = SEVERITY_ERROR, .subject = "send port",
	  .text = "{port}: must {what}, but pipeline {pipe} does not.",
	  .fix = "Select a pipeline with the encoder and set the Encode "
	      "options.",
	  .from = "configuring-certificates-for-mime-or-smime-messages",
	  .run = audit_each_port, .port = test_must },
	{ .id = "M107", .severity = SEVERITY_ERROR,
	  .subject = "send port, receive location with SOAP adapter",
	  .text = "{port}: S/MIME does not work with the SOAP adapter.",
	  .fix = "Remove the component; protect the transport with TLS and a "
	      "client certificate.",
	  .from = "known-issues-with-the-soap-adapter",
	  .run = run_soap },
	{ .id = "M108", .severity = SEVERITY_ADVICE, .subject = "send port",
	  .text = "{port}: body is sent as attachment; another such engine "
	      "will see two parts.",
	  .fix = "Set Send body part as attachment to False for such "
	      "partners.",
	  .from = "how-to-configure-the-mime-smime-encoder-pipeline-"
	      "component",
	  .run = audit_each_port, .port = test_attachment },
	{ .id = "M109", .severity = SEVERITY_WARNING, .subject = "send port",
	  .text = "{port}: signatures are sent without certificate; {party} "
	      "is not known to have it.",
	  .fix = "Set Add signing cert to message, or hand over the "
	      "certificate and record it.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_object, .kind = "party",
	  .object = test_carries },
	{ .id = "M110", .severity = SEVERITY_ERROR,
	  .subject = "pipeline option",
	  .text = "{port}: pipeline setting {prop} = \"{value}\" is invalid.",
	  .fix = "Correct it in the Configure Pipeline page.",
	  .from = "how-to-configure-per-instance-pipeline-properties-for-a-"
	      "receive-location",
	  .run = run_options },
	{ .id = "M111", .severity = SEVERITY_ADVICE,
	  .subject = "receive location",
	  .text = "{loc}: Allow Non MIME = False still admits {what} MIME "
	      "messages.",
	  .fix = "Turn on Require {option}.",
	  .run = audit_each_location, .location = test_required },
	{ .id = "M112", .severity = SEVERITY_WARNING, .subject = "pipeline",
	  .text = "{pipe}: {component} is at the wrong place; others would "
	      "see encrypted data or alter signed data.",
	  .fix = "Reorder the stage.",
	  .from = "known-issues-with-as2-security",
	  .run = audit_each_object, .kind = "pipeline",
	  .object = test_place },
	{ .id = "M113", .severity = SEVERITY_ERROR,
	  .subject = "two-way receive location",
	  .text = "{loc}: responses are to be encrypted but no certificate "
	      "is named.",
	  .fix = "Assign the certificate on the location.",
	  .from = "mime-smime-encoder-pipeline-component",
	  .run = audit_each_location, .location = test_response_certificate },
	{ .id = "M114", .severity = SEVERITY_ADVICE,
	  .subject = "receive location",
	  .text = "{loc}: accepts messages of any size.",
	  .fix = "Set a limit.",
	  .from = "mitigating-denial-of-service-attacks, "
	      "sample-tma-http-and-soap-adapters",
	  .run = audit_each_location, .location = test_size },
};

const struct audit_rules audit_rules_m = { rules, ARRAY_SIZE(rules) };
