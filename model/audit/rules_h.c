/* SPDX-License-Identifier: ISC */
/*
 * H: are hosts and accounts kept apart as they should be?  Those of the
 * family that the configuration alone decides.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/audit/rules_h.h"
#include "model/kind.h"
#include "model/kinds/handler.h"

static void
add_number(struct audit_values *values, const char *name, size_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu", n);
	audit_value(values, name, text);
}

/* ---- what a host does --------------------------------------------------- */

struct duties {
	struct names receiving, sending, processing;	/* switched on */
};

static struct duties
duties_of(const struct topology *t, const struct topology_host *h)
{
	const struct topology_location *l;
	const struct topology_port *p;
	struct duties d = { 0 };
	size_t i;

	for (i = 0; i < h->locations.n; i++) {
		l = &t->locations[h->locations.v[i]];
		if (l->location->enabled)
			names_add(&d.receiving, l->location->object.name);
	}
	for (i = 0; i < h->ports.n; i++) {
		p = &t->ports[h->ports.v[i]];
		if (topology_port_active(p))
			names_add(&d.sending, p->port->object.name);
	}
	for (i = 0; i < h->orchestrations.n; i++)
		names_add(&d.processing,
		    t->orchestrations[h->orchestrations.v[i]]->object.name);
	return d;
}

/* "receives, sends and processes": the verbs of what it does. */
static char *
duties_text(const struct duties *d, const char *const words[3])
{
	const char *said[3];
	struct buf b = { 0 };
	size_t i, n = 0;

	if (d->receiving.n > 0)
		said[n++] = words[0];
	if (d->sending.n > 0)
		said[n++] = words[1];
	if (d->processing.n > 0)
		said[n++] = words[2];
	for (i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i == 0 ? "" : i == n - 1 ? " and " :
		    ", ", said[i]);
	return buf_steal(&b);
}

/* H203 */
static void
test_orchestrations(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	struct duties d = duties_of(a->topology, h);
	struct audit_values values = { 0 };

	if (d.receiving.n == 0 || d.processing.n == 0) {
		audit_pass(a);
		return;
	}
	audit_names_value(&values, "orchs", &d.processing);
	audit_names_value(&values, "locs", &d.receiving);
	audit_object_finding(a, rule, &h->host->object, NULL, &values);
}

/* H204 */
static void
test_tracking_alone(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	static const char *const words[] = { "receives", "sends",
		"processes" };
	struct duties d = duties_of(a->topology, h);
	struct audit_values values = { 0 };
	char *text;

	if (!h->host->tracking)
		return;
	if (d.receiving.n + d.sending.n + d.processing.n == 0) {
		audit_pass(a);
		return;
	}
	text = duties_text(&d, words);
	audit_value(&values, "does", text);
	free(text);
	audit_object_finding(a, rule, &h->host->object, "tracking", &values);
}

/* H206 */
static void
test_tracking_runs(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	if (!h->host->tracking)
		return;
	if (topology_host_runs(a->topology, h))
		audit_pass(a);
	else
		audit_object_finding(a, rule, &h->host->object, "tracking",
		    NULL);
}

/* H207; receiving beside orchestrations is H203 */
static void
test_roles(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	static const char *const words[] = { "receiving", "sending",
		"processing" };
	struct duties d = duties_of(a->topology, h);
	struct audit_values values = { 0 };
	char *text;

	if (d.sending.n == 0 || d.receiving.n + d.processing.n == 0) {
		audit_pass(a);
		return;
	}
	text = duties_text(&d, words);
	audit_value(&values, "roles", text);
	free(text);
	audit_object_finding(a, rule, &h->host->object, NULL, &values);
}

/* H215 */
static void
test_alone(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	struct duties d = duties_of(a->topology, h);
	struct audit_values values = { 0 };

	if (d.receiving.n + d.sending.n == 0 || h->instances.n == 0)
		return;
	if (h->instances.n > 1) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "computer",
	    a->topology->instances[h->instances.v[0]]->computer);
	audit_object_finding(a, rule, &h->host->object, NULL, &values);
}

/* Of as many applications as there are objects, few are ever named. */
static void
add_application(struct names *names, const char *name)
{
	size_t i;

	if (name == NULL)
		return;
	for (i = 0; i < names->n && i < MAX_NAMES; i++)
		if (strcmp(names->v[i], name) == 0)
			return;
	names_add(names, name);
}

/* H223 */
static void
test_applications(struct audit *a, const struct audit_rule *rule,
    const struct topology_host *h)
{
	const struct topology *t = a->topology;
	struct audit_values values = { 0 };
	struct names names = { 0 };
	size_t i;

	for (i = 0; i < h->locations.n; i++)
		add_application(&names, t->locations[h->locations.v[i]]
		    .location->application);
	for (i = 0; i < h->ports.n; i++)
		add_application(&names,
		    t->ports[h->ports.v[i]].port->application);
	for (i = 0; i < h->orchestrations.n; i++)
		add_application(&names, t->orchestrations[
		    h->orchestrations.v[i]]->application);
	if (names.n < 2) {
		audit_pass(a);
		return;
	}
	audit_names_value(&values, "apps", &names);
	audit_object_finding(a, rule, &h->host->object, NULL, &values);
}

/* ---- what a host's type allows ------------------------------------------ */

static const char *
type_name(const struct host *h)
{
	return h->type == HOST_ISOLATED ? "isolated" : "in-process";
}

static void
cannot(struct audit *a, const struct audit_rule *rule, const struct host *h,
    const char *what)
{
	struct audit_values values = { 0 };

	audit_value(&values, "type", type_name(h));
	audit_value(&values, "what", what);
	audit_object_finding(a, rule, &h->object, "type", &values);
}

static void
test_handler_place(struct audit *a, const struct audit_rule *rule,
    const struct handler *handler)
{
	const struct topology_host *h = topology_host(a->topology,
	    handler->host);
	const struct adapter *adapter = adapter_find(handler->adapter);
	bool isolated;
	char *what;

	if (h == NULL)
		return;
	isolated = h->host->type == HOST_ISOLATED;
	if (handler->direction == DIRECTION_SEND) {
		if (isolated)
			cannot(a, rule, h->host, "hold a send handler");
		return;
	}
	if (adapter == NULL || adapter->receive->isolated == isolated)
		return;
	what = xasprintf("receive with %s", adapter->name);
	cannot(a, rule, h->host, what);
	free(what);
}

/* H208: only another program can have made it so. */
static void
run_type(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *handlers = snapshot_all(a->snapshot, "handler");
	const struct topology_host *h;
	size_t i, before = a->n;

	for (i = 0; i < a->topology->nhosts; i++) {
		h = &a->topology->hosts[i];
		if (h->host->type != HOST_ISOLATED)
			continue;
		if (h->host->tracking)
			cannot(a, rule, h->host, "track");
		if (h->host->is_default)
			cannot(a, rule, h->host, "be the default host");
		if (h->orchestrations.n > 0)
			cannot(a, rule, h->host, "run orchestrations");
	}
	for (i = 0; i < handlers->n; i++)
		test_handler_place(a, rule,
		    (const struct handler *)handlers->v[i]);
	if (a->n == before)
		audit_pass(a);
}

/* ---- the group ---------------------------------------------------------- */

/* H205 */
static void
run_tracks(struct audit *a, const struct audit_rule *rule)
{
	size_t i;

	for (i = 0; i < a->topology->nhosts; i++)
		if (a->topology->hosts[i].host->tracking)
			break;
	if (a->topology->group == NULL || a->topology->nhosts == 0)
		return;
	if (i < a->topology->nhosts)
		audit_pass(a);
	else
		audit_object_finding(a, rule, &a->topology->group->object,
		    NULL, NULL);
}

/* H209 */
static void
run_default(struct audit *a, const struct audit_rule *rule)
{
	struct audit_values values = { 0 };
	size_t i, n = 0;

	for (i = 0; i < a->topology->nhosts; i++)
		n += a->topology->hosts[i].host->is_default;
	if (a->topology->group == NULL || a->topology->nhosts == 0)
		return;
	if (n == 1) {
		audit_pass(a);
		return;
	}
	add_number(&values, "n", n);
	audit_object_finding(a, rule, &a->topology->group->object, NULL,
	    &values);
}

static int
compare_os_groups(const void *a, const void *b)
{
	const struct host *x = *(void *const *)a, *y = *(void *const *)b;
	int r = strcmp(x->os_group, y->os_group);

	return r != 0 ? r : strcmp(x->object.name, y->object.name);
}

/* H213: hosts that share an operating-system group. */
static void
run_os_group(struct audit *a, const struct audit_rule *rule)
{
	const struct host **v = xcalloc(a->topology->nhosts, sizeof(*v));
	struct audit_values values = { 0 };
	struct names names;
	size_t i, from, n = 0;

	for (i = 0; i < a->topology->nhosts; i++)
		if (a->topology->hosts[i].host->os_group != NULL)
			v[n++] = a->topology->hosts[i].host;
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_os_groups);
	for (from = 0; from < n; from = i) {
		names = (struct names){ 0 };
		for (i = from; i < n && strcmp(v[i]->os_group,
		    v[from]->os_group) == 0; i++)
			names_add(&names, v[i]->object.name);
		if (names.n == 1) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "os_group", v[from]->os_group);
		audit_names_value(&values, "hosts", &names);
		audit_object_finding(a, rule, &v[from]->object, "os_group",
		    &values);
	}
	free(v);
}

/* ---- what needs an instance --------------------------------------------- */

static void
needs_instance(struct audit *a, const struct audit_rule *rule,
    const struct object *o, const struct topology_host *h)
{
	struct audit_values values = { 0 };

	if (h == NULL)
		return;
	if (topology_host_runs(a->topology, h)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "host", h->host->object.name);
	audit_object_finding(a, rule, o, "handler", &values);
}

/* H214 */
static void
run_instance(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	size_t i;

	for (i = 0; i < t->nlocations; i++)
		if (t->locations[i].location->enabled)
			needs_instance(a, rule,
			    &t->locations[i].location->object,
			    t->locations[i].host);
	for (i = 0; i < t->nports; i++)
		if (topology_port_active(&t->ports[i]))
			needs_instance(a, rule, &t->ports[i].port->object,
			    t->ports[i].transports[TRANSPORT_PRIMARY].host);
}

static const struct audit_rule rules[] = {
	{ .id = "H201", .severity = SEVERITY_WARNING, .subject = "account",
	  .text = "Account {account} runs hosts {hosts}; each can read the "
	      "others' messages and keys.",
	  .fix = "Give every host its own account.",
	  .from = "runtime-security-recommendations, hosts",
	  .run = rules_h_shared },
	{ .id = "H202", .severity = SEVERITY_ERROR, .subject = "account",
	  .text = "Account {account} serves trusted host {a} and untrusted "
	      "host {b}. This is not allowed.",
	  .fix = "Change one of the accounts.",
	  .from = "authentication-of-messages-between-processes, "
	      "how-to-modify-host-instance-properties",
	  .run = rules_h_mixed_trust },
	{ .id = "H203", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Host {host} runs orchestration(s) {orchs} and receives at "
	      "{locs}; messages suspended for lack of authorisation become "
	      "readable to them.",
	  .fix = "Move the orchestrations to a processing host.",
	  .from = "runtime-security-recommendations",
	  .run = audit_each_host, .host = test_orchestrations },
	{ .id = "H204", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Tracking host {host} also {does}.",
	  .fix = "Use a host for tracking alone.",
	  .from = "security-recommendations-for-a-biztalk-server-deployment, "
	      "runtime-security-recommendations",
	  .run = audit_each_host, .host = test_tracking_alone },
	{ .id = "H205", .severity = SEVERITY_ERROR, .subject = "group",
	  .text = "No host tracks.",
	  .fix = "Mark one host for tracking.",
	  .from = "how-to-modify-host-properties",
	  .run = run_tracks },
	{ .id = "H206", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Tracking host {host} is not running; tracking data piles "
	      "up in the message box.",
	  .fix = "Start an instance.",
	  .from = "how-to-modify-host-properties",
	  .run = audit_each_host, .host = test_tracking_runs },
	{ .id = "H207", .severity = SEVERITY_ADVICE, .subject = "host",
	  .text = "Host {host} mixes {roles}.",
	  .fix = "Separate receiving, processing and sending hosts.",
	  .from = "hosts, "
	      "security-recommendations-for-a-biztalk-server-deployment",
	  .run = audit_each_host, .host = test_roles },
	{ .id = "H208", .severity = SEVERITY_ERROR, .subject = "host",
	  .text = "Host {host}: a host of type {type} cannot {what}.",
	  .fix = "Use the other host type.",
	  .from = "hosts, what-is-an-adapter-handler",
	  .run = run_type },
	{ .id = "H209", .severity = SEVERITY_ERROR, .subject = "group",
	  .text = "The group has {n} default hosts.",
	  .fix = "Mark exactly one.",
	  .from = "how-to-modify-host-properties",
	  .run = run_default },
	{ .id = "H210", .severity = SEVERITY_ERROR,
	  .subject = "host instance",
	  .text = "{host} on {computer}: account {account} cannot run as a "
	      "service ({reason}).",
	  .fix = "Create or unlock the account and grant it the right.",
	  .from = "runtime-security-recommendations",
	  .run = audit_each_instance, .instance = rules_h_account },
	{ .id = "H211", .severity = SEVERITY_ERROR, .subject = "account",
	  .text = "{host} on {computer} runs as {account}, which has "
	      "administrator power.",
	  .fix = "Use an ordinary account with no further rights.",
	  .from = "runtime-security-recommendations, access-control-for-"
	      "groups-and-service-accounts, security-recommendations-for-a-"
	      "biztalk-server-deployment",
	  .run = audit_each_instance, .instance = rules_h_power },
	{ .id = "H212", .severity = SEVERITY_ERROR,
	  .subject = "host instance",
	  .text = "{account} is not in group {os_group} of host {host}.",
	  .fix = "Add it.",
	  .from = "managing-biztalk-server-security",
	  .run = audit_each_instance, .instance = rules_h_member },
	{ .id = "H213", .severity = SEVERITY_WARNING, .subject = "host",
	  .text = "Group {os_group} is shared by {hosts}.",
	  .fix = "One group per host; no account in two of them.",
	  .from = "best-practices-for-managing-windows-groups-and-user-"
	      "accounts, "
	      "security-recommendations-for-a-biztalk-server-deployment",
	  .run = run_os_group },
	{ .id = "H214", .severity = SEVERITY_ERROR,
	  .subject = "location, send port",
	  .text = "{port}: host {host} has no instance; nothing will run.",
	  .fix = "Add or enable an instance.",
	  .from = "hosts",
	  .run = run_instance },
	{ .id = "H215", .severity = SEVERITY_ADVICE, .subject = "host",
	  .text = "Host {host} runs on {computer} only.",
	  .fix = "Add an instance elsewhere for availability (with all "
	      "certificates).",
	  .from = "hosts",
	  .run = audit_each_host, .host = test_alone },
	{ .id = "H218", .severity = SEVERITY_ADVICE, .subject = "account",
	  .text = "Credential of {account} was set {days} days ago.",
	  .fix = "Change it through the console.",
	  .from = "security-recommendations-for-a-biztalk-server-deployment",
	  .run = audit_each_instance, .instance = rules_h_credential },
	{ .id = "H222", .severity = SEVERITY_ADVICE, .subject = "group",
	  .text = "{n} added component(s) run without a signature or digest "
	      "check.",
	  .fix = "Set a required signer or record digests.",
	  .from = "runtime-security-recommendations",
	  .run = rules_h_components },
	{ .id = "H223", .severity = SEVERITY_ADVICE, .subject = "host",
	  .text = "Host {host} serves {apps}; they share one trust level and "
	      "one receive authorisation.",
	  .fix = "Use a host per trust level.",
	  .from = "runtime-security-recommendations",
	  .run = audit_each_host, .host = test_applications },
	{ .id = "H225", .severity = SEVERITY_WARNING,
	  .subject = "host instance",
	  .text = "{host} on {computer} was created by {who} without "
	      "{right}.",
	  .fix = "Review and recreate.",
	  .from = "runtime-security-recommendations, "
	      "minimum-security-user-rights",
	  .run = audit_each_instance, .instance = rules_h_creator },
	{ .id = "H226", .severity = SEVERITY_ADVICE, .subject = "account",
	  .text = "Tracking account {account} is also used for {what}.",
	  .fix = "Use it for tracking only.",
	  .from = "security-recommendations-for-a-biztalk-server-deployment",
	  .run = rules_h_tracking },
	{ .id = "H227", .severity = SEVERITY_WARNING, .subject = "account",
	  .text = "{account}: extra right {right} on {object}.",
	  .fix = "Remove it.",
	  .from = "runtime-security-recommendations, "
	      "minimum-security-user-rights",
	  .run = audit_each_instance, .instance = rules_h_least },
};

const struct audit_rules audit_rules_h = { rules, ARRAY_SIZE(rules) };
