/* SPDX-License-Identifier: ISC */
/*
 * Objects are found by name in the snapshot's sorted lists; what a host runs
 * is counted first and then dealt out, so that each host holds its own as a
 * run of one array.  The work grows with the number of objects only.
 */
#include "model/audit/topology.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/kinds/handler.h"

/* Where the object stands among all of its kind; false: nowhere. */
static bool
place_of(const struct topology *t, const char *kind, const char *name,
    size_t *at)
{
	const struct objects *all = snapshot_all(t->snapshot, kind);
	size_t from = 0, to = all->n;
	int r;

	while (name != NULL && from < to) {
		*at = from + (to - from) / 2;
		r = strcmp(name, all->v[*at]->name);
		if (r == 0)
			return true;
		if (r < 0)
			to = *at;
		else
			from = *at + 1;
	}
	return false;
}

const struct topology_host *
topology_host(const struct topology *t, const char *name)
{
	size_t at;

	return place_of(t, "host", name, &at) ? &t->hosts[at] : NULL;
}

const struct topology_port *
topology_port(const struct topology *t, const char *name)
{
	size_t at;

	return place_of(t, "send-port", name, &at) ? &t->ports[at] : NULL;
}

static const struct topology_host *
host_of_handler(const struct topology *t, const char *name)
{
	const struct handler *h = (const struct handler *)snapshot_find(
	    t->snapshot, "handler", name);

	return h == NULL ? NULL : topology_host(t, h->host);
}

static const struct pipeline *
find_pipeline(const struct topology *t, const char *name)
{
	return (const struct pipeline *)snapshot_find(t->snapshot, "pipeline",
	    name);
}

/* ---- options in force --------------------------------------------------- */

/* Does the pipeline hold the component?  Then its options into out. */
static bool
read_options(const char *component, const struct pipeline *p,
    const struct object *owner, void *out, char **problem)
{
	const struct component *c = component_find(component);
	struct err err = { 0 };

	if (p == NULL || !pipeline_has(p, component))
		return false;
	if (!component_options(c, &p->object.props, &owner->props, out,
	    &err)) {
		if (*problem == NULL)
			*problem = xstrdup(err.text);
		fields_init(c->fields, c->nfields, out);
	}
	return true;
}

static void
free_options(const char *component, bool has, void *options)
{
	if (has)
		component_options_clear(component_find(component), options);
}

static void
take_location(struct topology *t, size_t i)
{
	const struct receive_location *l = (const struct receive_location *)
	    snapshot_all(t->snapshot, "receive-location")->v[i];
	struct topology_location *to = &t->locations[i];

	to->location = l;
	to->port = (const struct receive_port *)snapshot_find(t->snapshot,
	    "receive-port", l->receive_port);
	to->host = host_of_handler(t, l->handler);
	to->receive = find_pipeline(t, l->receive_pipeline);
	if (l->two_way)
		to->response = find_pipeline(t, l->send_pipeline);
	to->decodes = read_options("decoder", to->receive, &l->object,
	    &to->decoder, &to->problem);
	to->resolves = read_options("party_resolution", to->receive,
	    &l->object, &to->resolution, &to->problem);
	to->encodes = read_options("encoder", to->response, &l->object,
	    &to->encoder, &to->problem);
}

/* The one certificate among the properties of its adapter. */
static void
take_certificate(struct topology_port *p, struct topology_transport *to)
{
	const struct adapter_side *side = to->adapter->send;
	size_t i;

	for (i = 0; i < side->nfields; i++) {
		if (side->fields[i].type != FIELD_CERT)
			continue;
		to->certificate_field = &side->fields[i];
		to->certificate_name = xasprintf("%s.%s", to->prefix,
		    side->fields[i].name);
		to->certificate = props_get(&p->port->object.props,
		    to->certificate_name);
		return;
	}
}

static void
take_transport(const struct topology *t, struct topology_port *p, int which)
{
	const struct send_port *port = p->port;
	struct topology_transport *to = &p->transports[which];
	bool backup = which == TRANSPORT_BACKUP;

	p->has[which] = true;
	to->name = backup ? port->backup_adapter : port->adapter;
	to->uri = backup ? port->backup_uri : port->uri;
	to->host = host_of_handler(t, backup ? port->backup_handler :
	    port->handler);
	to->adapter = adapter_find(to->name);
	if (to->adapter == NULL)
		return;
	to->prefix = backup ? to->adapter->backup : to->adapter->prefix;
	if (to->prefix != NULL)
		take_certificate(p, to);
}

static void
take_port(struct topology *t, size_t i)
{
	const struct send_port *p = (const struct send_port *)
	    snapshot_all(t->snapshot, "send-port")->v[i];
	struct topology_port *to = &t->ports[i];

	to->port = p;
	if (!p->dynamic && p->adapter != NULL)
		take_transport(t, to, TRANSPORT_PRIMARY);
	if (!p->dynamic && p->backup_adapter != NULL)
		take_transport(t, to, TRANSPORT_BACKUP);
	to->send = find_pipeline(t, p->send_pipeline);
	if (p->two_way)
		to->response = find_pipeline(t, p->receive_pipeline);
	to->encodes = read_options("encoder", to->send, &p->object,
	    &to->encoder, &to->problem);
	to->decodes = read_options("decoder", to->response, &p->object,
	    &to->decoder, &to->problem);
}

/* ---- what each host runs ------------------------------------------------ */

typedef const struct topology_host *host_fn(const struct topology *,
    size_t at);

static const struct topology_host *
host_of_instance(const struct topology *t, size_t at)
{
	return topology_host(t, t->instances[at]->host);
}

static const struct topology_host *
host_of_location(const struct topology *t, size_t at)
{
	return t->locations[at].host;
}

static const struct topology_host *
host_of_port(const struct topology *t, size_t at)
{
	return t->ports[at].transports[TRANSPORT_PRIMARY].host;
}

static const struct topology_host *
host_of_backup(const struct topology *t, size_t at)
{
	return t->ports[at].transports[TRANSPORT_BACKUP].host;
}

static const struct topology_host *
host_of_orchestration(const struct topology *t, size_t at)
{
	return topology_host(t, t->orchestrations[at]->host);
}

/* An array to be dealt out, and the run of each host that gets its part. */
struct deal {
	size_t n;
	host_fn *host;
	size_t at;		/* offsetof struct topology_host */
};

static struct topology_run *
run_of(struct topology *t, const struct deal *d, size_t i)
{
	const struct topology_host *h = d->host(t, i);

	return h == NULL ? NULL : (struct topology_run *)(void *)
	    ((char *)&t->hosts[h - t->hosts] + d->at);
}

/* room: of d->n places. */
static void
deal_out(struct topology *t, const struct deal *d, size_t *room)
{
	struct topology_run *run;
	size_t *at = xcalloc(t->nhosts, sizeof(*at));
	size_t i, h;

	for (i = 0; i < d->n; i++)
		if ((run = run_of(t, d, i)) != NULL)
			run->n++;
	for (h = 0; h < t->nhosts; h++) {
		run = (struct topology_run *)(void *)
		    ((char *)&t->hosts[h] + d->at);
		run->v = room;
		room += run->n;
	}
	for (i = 0; i < d->n; i++) {
		if ((run = run_of(t, d, i)) == NULL)
			continue;
		h = (size_t)(d->host(t, i) - t->hosts);
		((size_t *)(uintptr_t)run->v)[at[h]++] = i;
	}
	free(at);
}

static void
deal_all(struct topology *t)
{
	const struct deal deals[] = {
		{ t->ninstances, host_of_instance,
		  offsetof(struct topology_host, instances) },
		{ t->nlocations, host_of_location,
		  offsetof(struct topology_host, locations) },
		{ t->nports, host_of_port,
		  offsetof(struct topology_host, ports) },
		{ t->nports, host_of_backup,
		  offsetof(struct topology_host, backups) },
		{ t->norchestrations, host_of_orchestration,
		  offsetof(struct topology_host, orchestrations) },
	};
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(deals); i++)
		n += deals[i].n;
	t->runs = xcalloc(n, sizeof(*t->runs));
	for (i = n = 0; i < ARRAY_SIZE(deals); i++) {
		deal_out(t, &deals[i], t->runs + n);
		n += deals[i].n;
	}
}

/* ---- the whole ---------------------------------------------------------- */

static void
take_hosts(struct topology *t)
{
	const struct objects *groups = snapshot_all(t->snapshot, "group");
	const struct objects *all = snapshot_all(t->snapshot, "host");
	size_t i;

	if (groups->n > 0)
		t->group = (const struct group *)groups->v[0];
	t->nhosts = all->n;
	t->hosts = xcalloc(t->nhosts, sizeof(*t->hosts));
	for (i = 0; i < t->nhosts; i++)
		t->hosts[i].host = (const struct host *)all->v[i];
	all = snapshot_all(t->snapshot, "host-instance");
	t->ninstances = all->n;
	t->instances = xcalloc(all->n, sizeof(*t->instances));
	for (i = 0; i < all->n; i++)
		t->instances[i] = (const struct host_instance *)all->v[i];
	all = snapshot_all(t->snapshot, "orchestration");
	t->norchestrations = all->n;
	t->orchestrations = xcalloc(all->n, sizeof(*t->orchestrations));
	for (i = 0; i < all->n; i++)
		t->orchestrations[i] = (const struct orchestration *)
		    all->v[i];
}

struct topology *
topology_new(const struct snapshot *s)
{
	struct topology *t = xcalloc(1, sizeof(*t));
	size_t i;

	t->snapshot = s;
	take_hosts(t);
	t->nlocations = snapshot_all(s, "receive-location")->n;
	t->locations = xcalloc(t->nlocations, sizeof(*t->locations));
	for (i = 0; i < t->nlocations; i++)
		take_location(t, i);
	t->nports = snapshot_all(s, "send-port")->n;
	t->ports = xcalloc(t->nports, sizeof(*t->ports));
	for (i = 0; i < t->nports; i++)
		take_port(t, i);
	deal_all(t);
	return t;
}

void
topology_free(struct topology *t)
{
	struct topology_location *l;
	struct topology_port *p;

	if (t == NULL)
		return;
	for (l = t->locations; l < t->locations + t->nlocations; l++) {
		free_options("decoder", l->decodes, &l->decoder);
		free_options("party_resolution", l->resolves,
		    &l->resolution);
		free_options("encoder", l->encodes, &l->encoder);
		free(l->problem);
	}
	for (p = t->ports; p < t->ports + t->nports; p++) {
		free_options("encoder", p->encodes, &p->encoder);
		free_options("decoder", p->decodes, &p->decoder);
		free(p->transports[TRANSPORT_PRIMARY].certificate_name);
		free(p->transports[TRANSPORT_BACKUP].certificate_name);
		free(p->problem);
	}
	free(t->hosts);
	free(t->locations);
	free(t->ports);
	free(t->instances);
	free(t->orchestrations);
	free(t->runs);
	free(t);
}

/* ---- what rules ask ----------------------------------------------------- */

bool
topology_host_runs(const struct topology *t, const struct topology_host *h)
{
	size_t i;

	for (i = 0; i < h->instances.n; i++)
		if (!t->instances[h->instances.v[i]]->disabled)
			return true;
	return false;
}

bool
topology_port_signs(const struct topology_port *p)
{
	return p->encodes && p->encoder.signature_type != SIGNATURE_NONE;
}

bool
topology_port_encrypts(const struct topology_port *p)
{
	return p->encodes && p->encoder.enable_encryption;
}

bool
topology_response_signs(const struct topology_location *l)
{
	return l->encodes && l->encoder.signature_type != SIGNATURE_NONE;
}

bool
topology_response_encrypts(const struct topology_location *l)
{
	return l->encodes && l->encoder.enable_encryption;
}

bool
topology_port_active(const struct topology_port *p)
{
	return p->port->state != PORT_BOUND;
}

const char *
topology_property(const struct topology_port *p,
    const struct topology_transport *transport, const char *name)
{
	const struct adapter_side *side;
	const struct field *f;
	const char *value;
	char *full;

	if (transport->prefix == NULL)
		return NULL;
	side = transport->adapter->send;
	full = xasprintf("%s.%s", transport->prefix, name);
	value = props_get(&p->port->object.props, full);
	free(full);
	f = fields_find(side->fields, side->nfields, name);
	return value == NULL && f != NULL ? f->def : value;
}

/* ---- what a location takes ---------------------------------------------- */

static bool
lets_plain_in(const struct topology_location *l)
{
	return !l->decodes || l->decoder.allow_non_mime;
}

bool
topology_for_encrypted(const struct topology_location *l)
{
	return l->location->expects == EXPECT_ENCRYPTED ||
	    (l->location->expects == EXPECT_ANY && !lets_plain_in(l));
}

bool
topology_for_plain(const struct topology_location *l)
{
	return l->location->expects == EXPECT_PLAIN ||
	    (l->location->expects == EXPECT_ANY && lets_plain_in(l));
}
