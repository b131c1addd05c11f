/* SPDX-License-Identifier: ISC */
/* A: is the sender known where the configuration relies on it? */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/audit/rules.h"
#include "model/kind.h"
#include "model/kinds/party.h"

#define WINDOWS_USER "WindowsUser"

/* ---- locations of ports that authenticate ------------------------------- */

static bool
authenticates(const struct topology_location *l)
{
	return l->port != NULL && l->port->authentication != AUTH_NONE;
}

/* "Drop": as the dialog has it. */
static const char *
choice_label(const struct topology_location *l)
{
	return authentication_choices[l->port->authentication].label;
}

/* A finding at the port about one of its locations. */
static void
port_finding(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l, const char *field,
    struct audit_values *values)
{
	struct audit_subject s = audit_subject_of(&l->port->object, field);

	s.active = l->location->enabled;
	audit_value(values, "port", l->port->object.name);
	audit_value(values, "loc", l->location->object.name);
	audit_finding(a, rule, &s, rule->severity, values);
}

/* A101 */
static void
test_component(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_values values = { 0 };

	if (!authenticates(l))
		return;
	if (l->resolves) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "auth", choice_label(l));
	audit_value(&values, "pipe", l->location->receive_pipeline);
	port_finding(a, rule, l, "authentication", &values);
}

/* A102 */
static void
test_switched_on(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_values values = { 0 };

	if (!authenticates(l) || !l->resolves)
		return;
	if (l->resolution.by_certificate || l->resolution.by_user)
		audit_pass(a);
	else
		port_finding(a, rule, l, "authentication", &values);
}

/* As the engine compares. */
static bool
is_user_word(const char *cell)
{
	return text_same_case(cell, WINDOWS_USER);
}

bool
audit_party_has_user(const struct party *p)
{
	size_t i;

	for (i = 0; i < p->aliases.n; i++)
		if (is_user_word(rows_cell(&p->aliases, i, ALIAS_NAME)) &&
		    is_user_word(rows_cell(&p->aliases, i, ALIAS_QUALIFIER)))
			return true;
	return false;
}

/* A103: by certificate and by user, is there anybody to be found? */
static void
test_somebody(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l, const bool known[2])
{
	struct audit_values values = { 0 };

	if (!authenticates(l) || !l->resolves ||
	    (!l->resolution.by_certificate && !l->resolution.by_user))
		return;
	if ((l->resolution.by_certificate && known[0]) ||
	    (l->resolution.by_user && known[1])) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "auth_past", l->port->authentication ==
	    AUTH_DROP ? "dropped" : "suspended");
	port_finding(a, rule, l, "authentication", &values);
}

static void
run_somebody(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *all = snapshot_all(a->snapshot, "party");
	bool known[2] = { false, false };
	const struct party *p;
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = (const struct party *)all->v[i];
		known[0] |= p->signature_certificate != NULL;
		known[1] |= audit_party_has_user(p);
	}
	for (i = 0; i < a->topology->nlocations; i++)
		test_somebody(a, rule, &a->topology->locations[i], known);
}

/* Can a sender show a certificate when it connects? */
static bool
is_web(const struct topology_location *l)
{
	const struct adapter *a = adapter_find(l->location->adapter);

	return a != NULL && a->receive->isolated;
}

/* A104 */
static void
test_supply(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	if (!l->resolves || !l->resolution.by_certificate ||
	    l->resolution.by_user)
		return;
	if (l->decodes || is_web(l))
		audit_pass(a);
	else
		audit_object_finding(a, rule, &l->location->object,
		    "party_resolution.by_user", NULL);
}

/* A106 */
static void
test_anybody(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_values values = { 0 };
	struct audit_subject s;

	if (l->port == NULL)
		return;
	if (l->port->authentication != AUTH_NONE ||
	    (!l->location->external &&
	    l->location->expects != EXPECT_SIGNED)) {
		audit_pass(a);
		return;
	}
	s = audit_subject_of(&l->port->object, "authentication");
	s.active = l->location->enabled;
	audit_value(&values, "port", l->port->object.name);
	audit_finding(a, rule, &s, l->location->external ? rule->severity :
	    SEVERITY_ADVICE, &values);
}

/* A107 */
static void
test_trusted(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_values values = { 0 };
	struct audit_subject s;

	if (!authenticates(l) || l->host == NULL)
		return;
	if (l->host->host->trusted) {
		audit_pass(a);
		return;
	}
	s = audit_subject_of(&l->host->host->object, "trusted");
	s.active = l->location->enabled;
	audit_value(&values, "host", s.object);
	audit_value(&values, "port", l->port->object.name);
	audit_finding(a, rule, &s, rule->severity, &values);
}

/* A111 */
static void
test_flood(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_values values = { 0 };

	if (l->port == NULL || l->port->authentication != AUTH_KEEP)
		return;
	if (l->location->external)
		port_finding(a, rule, l, "authentication", &values);
	else
		audit_pass(a);
}

/* A112 */
static void
test_revoked(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	if (!l->resolves || !l->resolution.by_certificate || !l->decodes)
		return;
	audit_judge(a, rule, &l->location->object,
	    "decoder.check_revocation", l->decoder.check_revocation);
}

/*
 * A113: the web server in front demands certificates or does not; nothing
 * here knows.
 */
static void
test_demanded(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	struct audit_subject s = audit_subject_of(&l->location->object, NULL);

	if (l->resolves && l->resolution.by_certificate && !l->decodes &&
	    str_same(l->location->adapter, "HTTP"))
		audit_unknown(a, rule, &s, "what its listener demands is in "
		    "the web server's configuration");
}

/* A116 */
static void
test_thrown_away(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *l)
{
	const char *value;

	if (l->port == NULL || l->port->authentication != AUTH_KEEP ||
	    l->location->adapter == NULL ||
	    strcmp(l->location->adapter, "HTTP") != 0)
		return;
	value = props_get(&l->location->object.props, "http.suspend_failed");
	audit_judge(a, rule, &l->location->object, "http.suspend_failed",
	    str_same(value, "true"));
}

/* ---- hosts and ports ---------------------------------------------------- */

static void
add_foreign(struct names *names, const struct pipeline *p)
{
	const char *component;
	size_t i;

	for (i = 0; p != NULL && i < p->components.n; i++) {
		component = rows_cell(&p->components, i, 1);
		if (component_find(component) == NULL)
			names_add_once(names, component);
	}
}

/* A108 */
static void
test_claims(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	const struct topology *t = a->topology;
	struct audit_values values = { 0 };
	struct names names = { 0 };
	size_t i;

	if (!h->host->trusted)
		return;
	for (i = 0; i < h->locations.n; i++) {
		add_foreign(&names, t->locations[h->locations.v[i]].receive);
		add_foreign(&names, t->locations[h->locations.v[i]].response);
	}
	for (i = 0; i < h->ports.n; i++) {
		add_foreign(&names, t->ports[h->ports.v[i]].send);
		add_foreign(&names, t->ports[h->ports.v[i]].response);
	}
	if (names.n == 0) {
		audit_pass(a);
		return;
	}
	audit_names_value(&values, "components", &names);
	audit_object_finding(a, rule, &h->host->object, NULL, &values);
}

static int
compare_by_port(const void *a, const void *b)
{
	const struct topology_location *x = *(void *const *)a;
	const struct topology_location *y = *(void *const *)b;

	if (x->port != y->port)
		return x->port < y->port ? -1 : 1;
	return (x > y) - (x < y);
}

static bool
knows_sender(const struct topology_location *l)
{
	return l->resolves && (l->resolution.by_certificate ||
	    l->resolution.by_user);
}

/* The locations of one port. */
static void
uneven(struct audit *a, const struct audit_rule *rule,
    const struct topology_location *const *v, size_t n)
{
	const struct topology_location *with = NULL, *without = NULL;
	struct audit_values values = { 0 };
	size_t i;

	if (v[0]->port == NULL || v[0]->port->authentication != AUTH_NONE)
		return;
	for (i = 0; i < n; i++) {
		if (knows_sender(v[i]))
			with = with != NULL ? with : v[i];
		else
			without = without != NULL ? without : v[i];
	}
	if (with == NULL || without == NULL) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "a", with->location->object.name);
	audit_value(&values, "b", without->location->object.name);
	audit_object_finding(a, rule, &v[0]->port->object, NULL, &values);
}

/* A115 */
static void
run_uneven(struct audit *a, const struct audit_rule *rule)
{
	size_t n = a->topology->nlocations, i, from;
	const struct topology_location **v = xcalloc(n, sizeof(*v));

	for (i = 0; i < n; i++)
		v[i] = &a->topology->locations[i];
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_by_port);
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && v[i]->port == v[from]->port; i++)
			;
		uneven(a, rule, v + from, i - from);
	}
	free(v);
}

/* ---- parties ------------------------------------------------------------ */

struct claim {
	const struct party *party;
	const char *user;
};

static int
compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int r = strcasecmp(x->user, y->user);

	return r != 0 ? r : strcmp(x->party->object.name,
	    y->party->object.name);
}

static size_t
collect_claims(const struct objects *all, struct claim **out)
{
	const struct party *p;
	struct claim *v = NULL;
	size_t i, j, n = 0, cap = 0;

	for (i = 0; i < all->n; i++) {
		p = (const struct party *)all->v[i];
		for (j = 0; j < p->aliases.n; j++) {
			if (!is_user_word(rows_cell(&p->aliases, j,
			    ALIAS_QUALIFIER)))
				continue;
			v = grow(v, n, &cap, sizeof(*v));
			v[n++] = (struct claim){ p,
			    rows_cell(&p->aliases, j, ALIAS_VALUE) };
		}
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_claims);
	*out = v;
	return n;
}

/* A109: Windows does not tell the case of user names apart. */
static void
run_claims(struct audit *a, const struct audit_rule *rule)
{
	struct audit_values values = { 0 };
	struct claim *v;
	size_t n = collect_claims(snapshot_all(a->snapshot, "party"), &v), i;

	for (i = 1; i < n; i++) {
		if (strcasecmp(v[i - 1].user, v[i].user) != 0 ||
		    v[i - 1].party == v[i].party)
			continue;
		audit_value(&values, "a", v[i - 1].party->object.name);
		audit_value(&values, "b", v[i].party->object.name);
		audit_value(&values, "user", v[i].user);
		audit_object_finding(a, rule, &v[i].party->object, "aliases",
		    &values);
	}
	if (n > 0)
		audit_pass(a);
	free(v);
}

static bool
is_domain_user(const char *value)
{
	const char *slash = strchr(value, '\\');

	return slash != NULL && slash != value && slash[1] != '\0' &&
	    strchr(slash + 1, '\\') == NULL;
}

/* A110 */
static void
test_alias(struct audit *a, const struct audit_rule *rule,
    const struct object *o)
{
	const struct rows *aliases = &((const struct party *)o)->aliases;
	struct audit_values values = { 0 };
	bool name, qualifier;
	size_t i;

	for (i = 0; i < aliases->n; i++) {
		name = is_user_word(rows_cell(aliases, i, ALIAS_NAME));
		qualifier = is_user_word(rows_cell(aliases, i,
		    ALIAS_QUALIFIER));
		if (!name && !qualifier)
			continue;
		if (name && qualifier && is_domain_user(rows_cell(aliases, i,
		    ALIAS_VALUE))) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "value", rows_cell(aliases, i,
		    ALIAS_VALUE));
		audit_object_finding(a, rule, o, "aliases", &values);
	}
}

static const struct audit_rule rules[] = {
	{ .id = "A101", .severity = SEVERITY_ERROR, .subject = "receive port",
	  .text = "{port}: \"{auth}\" needs party resolution, but {loc} uses "
	      "{pipe} without it. Every message there fails "
	      "authentication.",
	  .fix = "Use a pipeline with the component (or XMLReceive, if no "
	      "decoding is needed).",
	  .from = "best-practices-for-managing-certificates, "
	      "configuring-certificates-for-mime-or-smime-messages",
	  .run = audit_each_location, .location = test_component },
	{ .id = "A102", .severity = SEVERITY_ERROR, .subject = "receive port",
	  .text = "{port}: party resolution at {loc} is switched off.",
	  .fix = "Turn on at least one of the two options.",
	  .from = "best-practices-for-managing-certificates, "
	      "party-resolution-pipeline-component",
	  .run = audit_each_location, .location = test_switched_on },
	{ .id = "A103", .severity = SEVERITY_ERROR, .subject = "receive port",
	  .text = "{port}: no party is defined that could be recognised at "
	      "{loc}. All messages would be {auth_past}.",
	  .fix = "Create the parties first.",
	  .from = "best-practices-for-managing-certificates",
	  .run = run_somebody },
	{ .id = "A104", .severity = SEVERITY_ERROR,
	  .subject = "receive location",
	  .text = "{loc}: resolves by certificate, but nothing there can "
	      "ever supply one.",
	  .fix = "Add the decoder, or resolve by user.",
	  .from = "party-resolution-pipeline-component, "
	      "how-to-configure-biztalk-server-for-party-resolution",
	  .run = audit_each_location, .location = test_supply },
	{ .id = "A106", .severity = SEVERITY_WARNING,
	  .subject = "receive port",
	  .text = "{port}: accepts messages from anybody; a flood would fill "
	      "the message box.",
	  .fix = "Choose Drop (or Keep).",
	  .from = "best-practices-for-managing-certificates, "
	      "mitigating-denial-of-service-attacks",
	  .run = audit_each_location, .location = test_anybody },
	{ .id = "A107", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Host {host} is not authentication trusted: the party "
	      "found at {port} is replaced by guest before routing.",
	  .fix = "Mark the host trusted (own account needed) if later steps "
	      "need the party.",
	  .from = "authenticating-the-sender-of-a-message",
	  .run = audit_each_location, .location = test_trusted },
	{ .id = "A108", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Trusted host {host} runs {components}; they can claim any "
	      "sender.",
	  .fix = "Review them, or move them to an untrusted host.",
	  .from = "authentication-of-messages-between-processes",
	  .run = audit_each_host, .host = test_claims },
	{ .id = "A109", .severity = SEVERITY_ERROR, .subject = "party",
	  .text = "Parties {a} and {b} both claim user {user}.",
	  .fix = "Make it unique.",
	  .from = "party-resolution-pipeline-component",
	  .run = run_claims },
	{ .id = "A110", .severity = SEVERITY_WARNING, .subject = "party",
	  .text = "Party {party}: alias \"{value}\" will never match.",
	  .fix = "Correct the alias.",
	  .from = "party-resolution-pipeline-component",
	  .run = audit_each_object, .kind = "party", .object = test_alias },
	{ .id = "A111", .severity = SEVERITY_ADVICE,
	  .subject = "receive port",
	  .text = "{port}: unknown senders can fill the suspended queue.",
	  .fix = "Choose Drop, or set a limit and watch it.",
	  .from = "how-to-handle-adapter-failures, "
	      "mitigating-denial-of-service-attacks",
	  .run = audit_each_location, .location = test_flood },
	{ .id = "A112", .severity = SEVERITY_WARNING,
	  .subject = "receive location",
	  .text = "{loc}: a partner whose certificate was revoked would "
	      "still be recognised.",
	  .fix = "Turn on the revocation check.",
	  .from = "best-practices-for-managing-certificates",
	  .run = audit_each_location, .location = test_revoked },
	{ .id = "A113", .severity = SEVERITY_WARNING,
	  .subject = "HTTP receive location",
	  .text = "{loc}: client certificates are not demanded.",
	  .fix = "Require them on the listener.",
	  .from = "http-receive-adapter",
	  .run = audit_each_location, .location = test_demanded },
	{ .id = "A115", .severity = SEVERITY_WARNING,
	  .subject = "receive port",
	  .text = "{port}: sender is known at {a} but not at {b}.",
	  .fix = "Use equal pipelines or separate ports.",
	  .from = "inbound-message-authentication",
	  .run = run_uneven },
	{ .id = "A116", .severity = SEVERITY_WARNING,
	  .subject = "HTTP receive location",
	  .text = "{loc}: failed requests are thrown away by the adapter "
	      "setting.",
	  .fix = "Turn on Suspend failed requests.",
	  .from = "http-receive-adapter",
	  .run = audit_each_location, .location = test_thrown_away },
};

const struct audit_rules audit_rules_a = { rules, ARRAY_SIZE(rules) };
