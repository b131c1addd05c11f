/* SPDX-License-Identifier: ISC */
/*
 * T: what the last connection tests of send ports found.  Only the primary
 * transport can be tested.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/rules_t.h"
#include "model/rollover.h"

#define TEST_DAYS INT64_C(30)		/* so long a test tells something */
#define EXPIRY_DAYS INT64_C(30)

/* A transport over TLS, and what tests of its present address found. */
struct tested {
	const struct topology_port *port;
	const struct topology_transport *transport;
	char *server;			/* host of its address */
	const char *certificate;	/* that is shown now, or NULL */
	struct rollover_state state;
};

typedef void test_fn(struct audit *, const struct audit_rule *,
    const struct tested *);

/* "https://user@host:1/x": the host; an IPv6 address keeps its brackets. */
static char *
host_of(const char *uri)
{
	const char *from = strstr(uri, "://"), *at, *end;
	size_t n;

	from = from != NULL ? from + 3 : uri;
	n = strcspn(from, "/?#");
	at = memchr(from, '@', n);
	if (at != NULL) {
		n -= (size_t)(at + 1 - from);
		from = at + 1;
	}
	end = *from == '[' ? memchr(from, ']', n) : NULL;
	return xstrndup(from, end != NULL ? (size_t)(end + 1 - from) :
	    strcspn(from, ":/?#"));
}

static void
each_tested(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p, test_fn *test)
{
	const struct topology_transport *t =
	    &p->transports[TRANSPORT_PRIMARY];
	struct tested of = { .port = p, .transport = t };

	if (!p->has[TRANSPORT_PRIMARY] || t->uri == NULL ||
	    strncasecmp(t->uri, "https:", 6) != 0 ||
	    t->certificate_name == NULL)
		return;
	rollover_read(&p->port->object, t->certificate_name, &of.state);
	of.certificate = rollover_effective(of.state.current, &of.state.r,
	    a->at);
	of.server = host_of(t->uri);
	test(a, rule, &of);
	free(of.server);
	rollover_state_clear(&of.state);
}

/* ---- results ------------------------------------------------------------- */

static bool
is_of(const struct tested *of, const struct connection_result *r)
{
	return strcmp(r->send_port, of->port->port->object.name) == 0 &&
	    strcmp(r->transport, "primary") == 0 &&
	    strcmp(r->uri, of->transport->uri) == 0;
}

/* What is told of it. */
struct told {
	const struct tested *of;
	const struct connection_result *r;	/* where; NULL: everywhere */
	enum severity severity;
};

static void
told_finding(struct audit *a, const struct audit_rule *rule,
    const struct told *told, struct audit_values *values)
{
	const struct tested *of = told->of;
	const struct connection_result *r = told->r;
	struct audit_subject s = audit_subject_of(&of->port->port->object,
	    NULL);

	if (r != NULL) {
		s.computer = r->computer;
		s.account = r->account;
	}
	audit_value(values, "port", s.object);
	audit_value(values, "server", of->server);
	audit_value(values, "host", of->server);
	audit_value(values, "uri", of->transport->uri);
	audit_finding(a, rule, &s, told->severity, values);
}

static void
result_finding(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, const struct connection_result *r,
    struct audit_values *values)
{
	told_finding(a, rule, &(struct told){ of, r, rule->severity },
	    values);
}

/* Each result for the present address. */
static void
each_result(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, void (*test)(struct audit *,
    const struct audit_rule *, const struct tested *,
    const struct connection_result *))
{
	const struct connection_results *all = &a->facts->tests;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (is_of(of, &all->v[i]))
			test(a, rule, of, &all->v[i]);
}

/* T101 */
static void
test_demanded(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, const struct connection_result *r)
{
	struct audit_values values = { 0 };

	if (of->certificate != NULL)
		return;
	if (r->failure != NULL &&
	    strcmp(r->failure, "TLS_CLIENT_CERT_REQUIRED") == 0)
		result_finding(a, rule, of, r, &values);
	else
		audit_pass(a);
}

/* T107 */
static void
test_name(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, const struct connection_result *r)
{
	struct audit_values values = { 0 };

	if (r->server_names == NULL)
		return;
	if (r->name_fits) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "names", r->server_names);
	result_finding(a, rule, of, r, &values);
}

/* T108 */
static void
test_root(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, const struct connection_result *r)
{
	struct audit_values values = { 0 };

	if (r->server_names == NULL)
		return;
	if (r->server_trusted) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "issuer", r->server_issuer);
	audit_value(&values, "computer", r->computer);
	result_finding(a, rule, of, r, &values);
}

static bool
is_old(const char *protocol)
{
	static const char *const old[] = { "SSLv3", "TLSv1", "TLSv1.1" };
	size_t i;

	for (i = 0; protocol != NULL && i < ARRAY_SIZE(old); i++)
		if (strcmp(protocol, old[i]) == 0)
			return true;
	return false;
}

static bool
is_weak(const char *cipher)
{
	static const char *const weak[] = { "RC4", "DES", "NULL", "EXP",
		"MD5", "ADH", "AECDH" };
	size_t i;

	for (i = 0; cipher != NULL && i < ARRAY_SIZE(weak); i++)
		if (strstr(cipher, weak[i]) != NULL)
			return true;
	return false;
}

/* T109: the gravest of what there is. */
static void
test_server(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, const struct connection_result *r)
{
	struct audit_values values = { 0 };
	char text[160], day[WHEN_TEXT];

	if (r->server_names == NULL)
		return;
	if (r->not_after < a->at)
		snprintf(text, sizeof(text), "its certificate expired on %s",
		    when_date(r->not_after, day));
	else if (r->not_after - a->at <= EXPIRY_DAYS * DAY_SECONDS)
		snprintf(text, sizeof(text), "its certificate expires on %s",
		    when_date(r->not_after, day));
	else if (is_old(r->protocol))
		snprintf(text, sizeof(text), "it speaks %.40s, which is older "
		    "than TLS 1.2", r->protocol);
	else if (is_weak(r->cipher))
		snprintf(text, sizeof(text), "its cipher %.80s is weak",
		    r->cipher);
	else {
		audit_pass(a);
		return;
	}
	audit_value(&values, "finding", text);
	told_finding(a, rule, &(struct told){ of, r, r->not_after < a->at ?
	    SEVERITY_ERROR : rule->severity }, &values);
}

static void
demanded(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	each_result(a, rule, of, test_demanded);
}

static void
named(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	each_result(a, rule, of, test_name);
}

static void
rooted(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	each_result(a, rule, of, test_root);
}

static void
sound(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	each_result(a, rule, of, test_server);
}

/* ---- whether it was tested ----------------------------------------------- */

/* T102 */
static void
asked(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	const struct connection_results *all = &a->facts->tests;
	struct audit_values values = { 0 };
	size_t i;

	if (of->certificate != NULL)
		return;
	for (i = 0; i < all->n; i++)
		if (is_of(of, &all->v[i]) && all->v[i].server_names != NULL)
			break;
	if (i < all->n)
		audit_pass(a);
	else
		result_finding(a, rule, of, NULL, &values);
}

/* Would a message go through now as it did then? */
static bool
went_through(const struct tested *of, const struct connection_result *r)
{
	const char *shown = r->certificate != NULL ? r->certificate : "";

	return is_of(of, r) && r->failure == NULL && strcmp(shown,
	    of->certificate != NULL ? of->certificate : "") == 0;
}

/* NULL: of any computer and account.  The newest. */
static const struct connection_result *
success(const struct audit *a, const struct tested *of,
    const struct host_instance *i)
{
	const struct connection_results *all = &a->facts->tests;
	const struct connection_result *best = NULL, *r;

	for (r = all->v; r < all->v + all->n; r++)
		if (went_through(of, r) && (i == NULL ||
		    (strcasecmp(r->computer, i->computer) == 0 &&
		    strcmp(r->account, i->account) == 0)) &&
		    (best == NULL || r->at > best->at))
			best = r;
	return best;
}

static const struct host_instance *
instance_at(const struct audit *a, const struct tested *of, size_t i)
{
	return a->topology->instances[
	    of->transport->host->instances.v[i]];
}

/* T106 */
static void
recent(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	const struct topology_host *h = of->transport->host;
	const struct connection_result *r;
	const struct host_instance *at;
	struct connection_result place;
	struct audit_values values = { 0 };
	char day[WHEN_TEXT];
	int64_t since;
	size_t i;

	for (i = 0; h != NULL && i < h->instances.n; i++) {
		at = instance_at(a, of, i);
		if (at->disabled)
			continue;
		r = success(a, of, at);
		since = a->at - TEST_DAYS * DAY_SECONDS;
		if (r != NULL && r->at >= since) {
			audit_pass(a);
			continue;
		}
		place = (struct connection_result){
		    .computer = at->computer, .account = at->account };
		audit_value(&values, "computer", at->computer);
		audit_value(&values, "account", at->account);
		audit_value(&values, "date", when_date(r != NULL ? r->at :
		    since, day));
		result_finding(a, rule, of, &place, &values);
	}
}

static bool
runs_there(const struct audit *a, const struct tested *of,
    const struct connection_result *r)
{
	const struct topology_host *h = of->transport->host;
	const struct host_instance *at;
	size_t i;

	for (i = 0; i < h->instances.n; i++) {
		at = instance_at(a, of, i);
		if (strcasecmp(r->computer, at->computer) == 0 &&
		    strcmp(r->account, at->account) == 0)
			return true;
	}
	return false;
}

/* T112 */
static void
elsewhere(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	const struct topology_host *h = of->transport->host;
	const struct connection_result *r = success(a, of, NULL);
	struct names accounts = { 0 };
	struct audit_values values = { 0 };
	char day[WHEN_TEXT];
	size_t i;

	if (h == NULL || h->instances.n == 0 || r == NULL)
		return;
	if (runs_there(a, of, r)) {
		audit_pass(a);
		return;
	}
	for (i = 0; i < h->instances.n; i++)
		names_add_once(&accounts, instance_at(a, of, i)->account);
	audit_value(&values, "date", when_date(r->at, day));
	audit_value(&values, "a", r->account);
	audit_value(&values, "b", r->computer);
	audit_names_value(&values, "c", &accounts);
	result_finding(a, rule, of, NULL, &values);
}

/*
 * T119: the last test of a place failed.  Whether anybody has looked at its
 * report is not kept; a test that goes through ends it.
 */
static void
test_report(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, const struct connection_result *r)
{
	struct audit_values values = { 0 };
	char day[WHEN_TEXT];

	if (r->failure == NULL) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "date", when_date(r->at, day));
	audit_value(&values, "phase", r->phase);
	result_finding(a, rule, of, r, &values);
}

static void
reported(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	each_result(a, rule, of, test_report);
}

/*
 * T120: it would take a certificate and none is shown.  That it offers
 * Kerberos or NTLM no test tells.
 */
static void
test_stronger(struct audit *a, const struct audit_rule *rule,
    const struct tested *of, const struct connection_result *r)
{
	struct audit_values values = { 0 };

	if (of->certificate != NULL || r->failure != NULL ||
	    r->client == NULL)
		return;
	if (strcmp(r->client, "none") == 0)
		result_finding(a, rule, of, r, &values);
	else
		audit_pass(a);
}

static void
stronger(struct audit *a, const struct audit_rule *rule,
    const struct tested *of)
{
	each_result(a, rule, of, test_stronger);
}

void
rules_t_reported(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, reported);
}

/* Of those that a password, or nothing, stands for. */
void
rules_t_stronger(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	static const char *const weak[] = { "anonymous", "basic", "digest" };
	const struct topology_transport *t = &p->transports[TRANSPORT_PRIMARY];
	const char *type = p->has[TRANSPORT_PRIMARY] ?
	    topology_property(p, t, "authentication") : NULL;
	size_t i;

	for (i = 0; type != NULL && i < ARRAY_SIZE(weak); i++)
		if (strcasecmp(type, weak[i]) == 0)
			each_tested(a, rule, p, stronger);
}

void
rules_t_demanded(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, demanded);
}

void
rules_t_asked(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, asked);
}

void
rules_t_recent(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, recent);
}

void
rules_t_named(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, named);
}

void
rules_t_rooted(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, rooted);
}

void
rules_t_sound(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, sound);
}

void
rules_t_elsewhere(struct audit *a, const struct audit_rule *rule,
    const struct topology_port *p)
{
	each_tested(a, rule, p, elsewhere);
}
