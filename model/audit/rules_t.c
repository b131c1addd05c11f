/* SPDX-License-Identifier: ISC */
/*
 * T: are HTTP and SOAP transports safe as they are configured?  Not here:
 * T116, as nothing switches the check of servers off; T118, which needs a
 * log of messages; T119 and T120, as nobody stores reports and what servers
 * offer.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "model/audit/rules_t.h"
#include "model/kind.h"

#define MAX_RETRY_MINUTES INT64_C(1440)	/* a day */

/* Of the adapters that log on somewhere; files are sent nowhere. */
static bool
is_web(const struct topology_transport *t)
{
	return t->adapter != NULL && t->uri != NULL && fields_find(
	    t->adapter->send->fields, t->adapter->send->nfields,
	    "authentication") != NULL;
}

static bool
is_tls(const char *uri)
{
	return strncasecmp(uri, "https:", 6) == 0;
}

/* "Basic": as the dialog has it, else as it is written. */
static const char *
scheme_of(const struct topology_port *p, const struct topology_transport *t,
    bool *known)
{
	const char *value = topology_property(p, t, "authentication");
	const struct field *f = fields_find(t->adapter->send->fields,
	    t->adapter->send->nfields, "authentication");
	const struct choice *c;

	*known = true;
	for (c = f->choices; c->name != NULL; c++)
		if (strcmp(c->name, value) == 0)
			return c->label;
	*known = false;
	return value;
}

static bool
logs_on(const struct topology_port *p, const struct topology_transport *t,
    const char *scheme)
{
	return strcmp(topology_property(p, t, "authentication"),
	    scheme) == 0;
}

/* What is found about a transport. */
struct found {
	const struct topology_port *port;
	const struct topology_transport *transport;
	const char *name;	/* of the property at fault */
	enum severity severity;
};

static void
finding(struct audit *a, const struct audit_rule *rule,
    const struct found *f, struct audit_values *values)
{
	char *field = xasprintf("%s.%s", f->transport->prefix, f->name);
	struct audit_subject s = audit_subject_of(&f->port->port->object,
	    field);

	audit_value(values, "port", f->port->port->object.name);
	audit_value(values, "uri", f->transport->uri);
	audit_finding(a, rule, &s, f->severity, values);
	free(field);
}

/* T103 */
static void
test_never_shown(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p, const struct topology_transport *t)
{
	struct audit_values values = { 0 };

	if (t->certificate == NULL || t->uri == NULL)
		return;
	if (is_tls(t->uri))
		audit_pass(a);
	else
		finding(a, rule, &(struct found){ p, t,
		    t->certificate_field->name, rule->severity }, &values);
}

/* T104: a digest at least is no password. */
static void
test_readable(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p, const struct topology_transport *t)
{
	struct audit_values values = { 0 };
	bool basic;

	if (!is_web(t))
		return;
	basic = logs_on(p, t, "basic");
	if (!basic && !logs_on(p, t, "digest"))
		return;
	if (is_tls(t->uri))
		audit_pass(a);
	else
		finding(a, rule, &(struct found){ p, t, "authentication",
		    basic ? rule->severity : SEVERITY_WARNING }, &values);
}

/* What is missing, or NULL. */
static const char *
lacking(const struct topology_port *p, const struct topology_transport *t)
{
	const char *sso = topology_property(p, t, "use_sso");
	bool single = sso != NULL && strcmp(sso, "true") == 0;
	bool user = topology_property(p, t, "user") != NULL;
	bool password = topology_property(p, t, "password") != NULL;

	if (!logs_on(p, t, "basic") && !logs_on(p, t, "digest"))
		return single ? "what single sign-on could be used for" :
		    NULL;
	if (single)
		return topology_property(p, t, "affiliate_application") ==
		    NULL ? "an affiliate application" : NULL;
	return user && password ? NULL : user ? "a password" : password ?
	    "a user name" : "user name and password";
}

/* T105 */
static void
test_credentials(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p, const struct topology_transport *t)
{
	struct audit_values values = { 0 };
	const char *what;
	bool known;

	if (!is_web(t))
		return;
	what = lacking(p, t);
	if (what == NULL) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "auth_type", scheme_of(p, t, &known));
	audit_value(&values, "what", what);
	finding(a, rule, &(struct found){ p, t, "authentication",
		    rule->severity }, &values);
}

/* T117 */
static void
test_scheme(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p, const struct topology_transport *t)
{
	struct audit_values values = { 0 };
	const char *scheme;
	bool known;

	if (!is_web(t))
		return;
	scheme = scheme_of(p, t, &known);
	if (known) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "auth_type", scheme);
	audit_value(&values, "adapter", t->name);
	finding(a, rule, &(struct found){ p, t, "authentication",
		    rule->severity }, &values);
}

/* ---- T110: what protects messages on their way -------------------------- */

static void
port_unprotected(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p, const struct topology_transport *t)
{
	struct audit_values values = { 0 };

	if (!is_web(t))
		return;
	if (is_tls(t->uri) || topology_port_signs(p) ||
	    topology_port_encrypts(p))
		audit_pass(a);
	else
		finding(a, rule, &(struct found){ p, t, "url",
		    rule->severity }, &values);
}

/* A location says by its public address how it is reached. */
static void
location_unprotected(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	const struct receive_location *at = l->location;
	const struct adapter *adapter = adapter_find(at->adapter);
	struct audit_values values = { 0 };
	const char *uri;
	char *field;

	if (adapter == NULL || !adapter->receive->isolated)
		return;
	field = xasprintf("%s.public_address", adapter->prefix);
	uri = props_get(&at->object.props, field);
	if (uri != NULL && strncasecmp(uri, "http:", 5) == 0 &&
	    !(l->decodes && (at->require_encryption ||
	    at->require_signature))) {
		audit_value(&values, "uri", uri);
		audit_object_finding(a, rule, &at->object, field, &values);
	} else if (uri != NULL) {
		audit_pass(a);
	}
	free(field);
}

static void
run_unprotected(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	size_t i;
	int which;

	for (i = 0; i < t->nports; i++)
		for (which = 0; which < TRANSPORTS; which++)
			if (t->ports[i].has[which])
				port_unprotected(a, rule, &t->ports[i],
				    &t->ports[i].transports[which]);
	for (i = 0; i < t->nlocations; i++)
		location_unprotected(a, rule, &t->locations[i]);
}

/* T111 */
static void
test_soap(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p, const struct topology_transport *t)
{
	struct audit_values values = { 0 };

	if (!is_web(t) || strcmp(t->name, "SOAP") != 0 ||
	    (!p->port->must_encrypt && !p->port->must_sign))
		return;
	if (t->certificate != NULL)
		audit_pass(a);
	else
		finding(a, rule, &(struct found){ p, t, "client_certificate",
		    is_tls(t->uri) ? rule->severity : SEVERITY_ERROR },
		    &values);
}

/* ---- retries and backup -------------------------------------------------- */

/* T113 */
static void
test_retries(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	const struct send_port *port = p->port;
	int64_t minutes = port->retry_count * port->retry_interval;
	struct audit_values values = { 0 };
	char text[80];

	if (port->retry_count == 0 && !p->has[TRANSPORT_BACKUP]) {
		snprintf(text, sizeof(text),
		    "neither retries nor a backup transport");
	} else if (port->retry_count > 0 && port->retry_interval == 0) {
		snprintf(text, sizeof(text),
		    "retries follow each other without a pause");
	} else if (minutes > MAX_RETRY_MINUTES) {
		snprintf(text, sizeof(text), "retries go on for %" PRId64
		    " hours", minutes / 60);
	} else {
		audit_pass(a);
		return;
	}
	audit_value(&values, "finding", text);
	audit_object_finding(a, rule, &port->object, port->retry_count > 0 ?
	    "retry_interval" : "retry_count", &values);
}

static bool
same(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

/* T114 */
static void
test_differs(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	const struct topology_transport *first =
	    &p->transports[TRANSPORT_PRIMARY];
	const struct topology_transport *second =
	    &p->transports[TRANSPORT_BACKUP];

	if (!p->has[TRANSPORT_PRIMARY] || !p->has[TRANSPORT_BACKUP])
		return;
	if (same(first->uri, second->uri) &&
	    same(first->certificate, second->certificate))
		audit_object_finding(a, rule, &p->port->object,
		    "backup_adapter", NULL);
	else
		audit_pass(a);
}

/* ---- T115 ---------------------------------------------------------------- */

static bool
names_password(const char *name)
{
	return strcasestr(name, "password") != NULL ||
	    strcasestr(name, "passphrase") != NULL;
}

/* Files show what they leave out as asterisks. */
static bool
is_readable(const char *value)
{
	return value != NULL && strncmp(value, "sealed:", 7) != 0 &&
	    value[strspn(value, "*")] != '\0';
}

/*
 * Passwords known here are sealed, and the database insists; but what an
 * imported file holds for an adapter without a table is kept as it is.
 */
static void
test_passwords(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const struct prop *p;
	bool any = false;

	for (p = o->props.v; p < o->props.v + o->props.n; p++) {
		if (!names_password(p->name))
			continue;
		any = true;
		if (is_readable(p->value)) {
			audit_object_finding(a, rule, o, p->name, NULL);
			return;
		}
	}
	if (any)
		audit_pass(a);
}

static void
run_passwords(struct audit *a, const struct audit_rule *rule)
{
	const struct kind *const *k;
	const struct objects *all;
	size_t i;

	for (k = kinds; *k != NULL; k++) {
		if ((*k)->fixed)
			continue;
		all = snapshot_all(a->snapshot, (*k)->name);
		for (i = 0; i < all->n; i++)
			test_passwords(a, rule, all->v[i]);
	}
}

static const struct audit_rule rules[] = {
	{ .id = "T101", .severity = SEVERITY_ERROR,
	  .subject = "send port transport",
	  .text = "{port}: {server} demands a client certificate and none is "
	      "set. Every attempt will fail and be retried.",
	  .fix = "Set the thumbprint and install certificate and key.",
	  .run = audit_each_port, .port = rules_t_demanded },
	{ .id = "T102", .severity = SEVERITY_ADVICE,
	  .subject = "send port transport",
	  .text = "{port}: unknown whether {server} wants a client "
	      "certificate.",
	  .fix = "Run Test connection; ask the server's administrator.",
	  .run = audit_each_port, .port = rules_t_asked },
	{ .id = "T103", .severity = SEVERITY_WARNING,
	  .subject = "send port transport",
	  .text = "{port}: client certificate is set but {uri} is not TLS; it "
	      "will never be presented.",
	  .fix = "Use https or clear the field.",
	  .run = audit_each_transport, .transport = test_never_shown },
	{ .id = "T104", .severity = SEVERITY_ERROR,
	  .subject = "send port transport",
	  .text = "{port}: user name and password travel readable to {uri}.",
	  .fix = "Use https.",
	  .from = "http-adapter-security-recommendations, "
	      "soap-adapter-security-recommendations",
	  .run = audit_each_transport, .transport = test_readable },
	{ .id = "T105", .severity = SEVERITY_ERROR,
	  .subject = "send port transport",
	  .text = "{port}: {auth_type} authentication lacks {what}.",
	  .fix = "Complete the credentials or choose the affiliate "
	      "application.",
	  .run = audit_each_transport, .transport = test_credentials },
	{ .id = "T106", .severity = SEVERITY_WARNING,
	  .subject = "send port transport",
	  .text = "{port}: connection to {uri} was not tested from {computer} "
	      "as {account} since {date}.",
	  .fix = "Run Test connection there.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_port, .port = rules_t_recent,
	  .follows = "T101 T107 T108",
	  .same = SAME_COMPUTER | SAME_ACCOUNT },
	{ .id = "T107", .severity = SEVERITY_ERROR,
	  .subject = "send port transport",
	  .text = "{port}: certificate of {server} is for {names}, not "
	      "{host}.",
	  .fix = "Correct the URI or have the server certificate replaced.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_port, .port = rules_t_named },
	{ .id = "T108", .severity = SEVERITY_ERROR,
	  .subject = "send port transport",
	  .text = "{port}: root {issuer} of {server} is not trusted on "
	      "{computer}.",
	  .fix = "Install the root after checking it.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_port, .port = rules_t_rooted },
	{ .id = "T109", .severity = SEVERITY_WARNING,
	  .subject = "send port transport",
	  .text = "{port}: {server}: {finding}.",
	  .fix = "Inform the server's administrator.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_port, .port = rules_t_sound },
	{ .id = "T110", .severity = SEVERITY_WARNING,
	  .subject = "send port transport, HTTP location",
	  .text = "{port}: messages travel unprotected over {uri}.",
	  .fix = "Use TLS or S/MIME.",
	  .from = "http-adapter-security-recommendations, "
	      "sample-tma-http-and-soap-adapters",
	  .run = run_unprotected },
	{ .id = "T111", .severity = SEVERITY_WARNING,
	  .subject = "SOAP send port",
	  .text = "{port}: protected SOAP sending needs TLS with a client "
	      "certificate.",
	  .fix = "Use https and set the client certificate thumbprint.",
	  .from = "known-issues-with-the-soap-adapter",
	  .run = audit_each_transport, .transport = test_soap },
	{ .id = "T112", .severity = SEVERITY_WARNING,
	  .subject = "send port transport",
	  .text = "{port}: test of {date} ran as {a} on {b}; the port runs as "
	      "{c}, whose Personal store may differ.",
	  .fix = "Repeat the test as the service account.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_port, .port = rules_t_elsewhere },
	{ .id = "T113", .severity = SEVERITY_ADVICE, .subject = "send port",
	  .text = "{port}: {finding}.",
	  .fix = "Review the retry settings.",
	  .from = "how-to-configure-transport-advanced-options-for-a-send-"
	      "port",
	  .run = audit_each_port, .port = test_retries },
	{ .id = "T114", .severity = SEVERITY_ADVICE, .subject = "send port",
	  .text = "{port}: backup does not differ from the primary.",
	  .fix = "Choose another address.",
	  .from = "how-to-configure-backup-transport-options-for-a-send-port",
	  .run = audit_each_port, .port = test_differs },
	{ .id = "T115", .severity = SEVERITY_ERROR,
	  .subject = "configuration",
	  .text = "{object}: password is readable.",
	  .fix = "Keep it in the secret store; export blanks it.",
	  .from = "identifying-potential-threats, "
	      "security-recommendations-for-a-biztalk-server-deployment",
	  .run = run_passwords },
	{ .id = "T117", .severity = SEVERITY_ERROR,
	  .subject = "send port transport",
	  .text = "{port}: {auth_type} is not possible with {adapter}.",
	  .fix = "Choose another type.",
	  .from = "how-to-configure-certificates-with-an-http-adapter",
	  .run = audit_each_transport, .transport = test_scheme },
	{ .id = "T119", .severity = SEVERITY_ADVICE,
	  .subject = "send port transport",
	  .text = "{port}: TLS test of {date} failed in phase {phase}; a "
	      "report is stored.",
	  .fix = "Open the diagnosis report (chain, names, protocol, "
	      "alerts).",
	  .from = "best-practices-for-managing-certificates",
	  .follows = "T101 T107 T108 T109",
	  .same = SAME_COMPUTER | SAME_ACCOUNT,
	  .run = audit_each_port, .port = rules_t_reported },
	{ .id = "T120", .severity = SEVERITY_ADVICE,
	  .subject = "send port transport",
	  .text = "{port}: a stronger authentication is offered by "
	      "{server}.",
	  .fix = "Use it.",
	  .from = "http-adapter-security-recommendations, "
	      "soap-adapter-security-recommendations",
	  .run = audit_each_port, .port = rules_t_stronger },
};

const struct audit_rules audit_rules_t = { rules, ARRAY_SIZE(rules) };
