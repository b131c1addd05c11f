/* SPDX-License-Identifier: ISC */
/*
 * Two passes: first every send port and receive location leaves its mark on
 * the hosts that run it, then every host's instances turn the marks into
 * requirements.
 */
#include "model/audit/requirement.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/names.h"
#include "model/kinds/certificate.h"
#include "model/kinds/handler.h"
#include "model/kinds/party.h"

/* What one host does with keys, parallel to the topology's hosts. */
struct load {
	struct names decoding;	/* locations whose pipeline has a decoder */
	struct names signing;	/* ports and responses that sign */
	bool decodes, signs;	/* any of them is switched on */
	bool decode_checks, sign_checks;	/* ... looks at lists */
	bool signs_first;	/* not for backup transports only */
};

struct collector {
	const struct topology *topology;
	int64_t at;
	struct load *loads;
	struct requirements *out;
};

void
requirements_clear(struct requirements *list)
{
	struct requirement *r;
	size_t i;

	for (i = 0; i < list->n; i++) {
		r = &list->v[i];
		free(r->thumbprint);
		free(r->common_name);
		free(r->computer);
		free(r->account);
		free(r->host);
		free((char *)(uintptr_t)r->field);
		free(r->object);
		free(r->users);
	}
	free(list->v);
	memset(list, 0, sizeof(*list));
}

/* Copies what like holds; account is kept for Personal stores only. */
static void
add(struct collector *c, const struct requirement *like, const char *users)
{
	struct requirements *list = c->out;
	struct requirement *r;

	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	r = &list->v[list->n++];
	*r = *like;
	r->thumbprint = xstrdup(like->thumbprint);
	r->common_name = xstrdup(like->common_name);
	r->computer = xstrdup(like->computer);
	r->account = usage_info(like->usage)->store == STORE_PERSONAL ?
	    xstrdup(like->account) : NULL;
	r->host = xstrdup(like->host);
	r->field = rollover_field(like->field, CERT_CURRENT, like->role);
	r->object = xstrdup(like->object);
	r->users = xstrdup(users);
}

static struct load *
load_of(struct collector *c, const struct topology_host *h)
{
	return &c->loads[h - c->topology->hosts];
}

static const struct host_instance *
instance_of(const struct collector *c, const struct topology_host *h,
    size_t i)
{
	return c->topology->instances[h->instances.v[i]];
}

/* like on each instance of the host, for the one user. */
static void
require_on(struct collector *c, const struct topology_host *h,
    const struct requirement *like, const char *user)
{
	const struct host_instance *instance;
	struct requirement each;
	size_t i;

	for (i = 0; h != NULL && i < h->instances.n; i++) {
		instance = instance_of(c, h, i);
		each = *like;
		each.host = instance->host;
		each.computer = instance->computer;
		each.account = instance->account;
		each.active &= !instance->disabled;
		add(c, &each, user);
	}
}

/* ---- the three certificates of an assignment ----------------------------- */

struct assigned {
	const char *current;
	const struct rollover *r;
	bool both;		/* sends for the one before as well */
};

/* Where it accepts, old ones count; where it sends, the one that is used. */
static bool
is_needed(const struct collector *c, const struct assigned *a,
    enum usage usage, enum cert_role role)
{
	bool accepts = usage == USAGE_DECRYPT || usage == USAGE_VERIFY;
	bool replaced = rollover_effective(a->current, a->r, c->at) !=
	    a->current;

	switch (role) {
	case CERT_CURRENT:
		return a->current != NULL && (accepts || a->both ||
		    !replaced);
	case CERT_NEXT:
		return a->r->next != NULL;
	case CERT_PREVIOUS:
		return a->r->previous != NULL && (accepts || a->both) &&
		    c->at < a->r->previous_until;
	case CERT_ROLES:
		break;
	}
	return false;
}

/* What the group calls it, where the assignment does not say. */
static char *
known_name(const struct collector *c, const char *thumbprint)
{
	const struct certificate *known = (const struct certificate *)
	    snapshot_find(c->topology->snapshot, kind_certificate.name,
	    thumbprint);

	return known != NULL ? known->common_name : NULL;
}

/*
 * like, which is about the current one, as a requirement of that role; false
 * where it is none.
 */
static bool
in_role(const struct collector *c, const struct requirement *like,
    const struct assigned *a, enum cert_role role, struct requirement *r)
{
	const struct rollover *own = a->r;
	const char *const thumbprints[CERT_ROLES] = {
		[CERT_CURRENT] = a->current, [CERT_NEXT] = own->next,
		[CERT_PREVIOUS] = own->previous,
	};

	if (!is_needed(c, a, like->usage, role))
		return false;
	*r = *like;
	r->role = role;
	r->thumbprint = (char *)(uintptr_t)thumbprints[role];
	if (role != CERT_CURRENT || r->common_name == NULL)
		r->common_name = known_name(c, r->thumbprint);
	r->turn = role == CERT_PREVIOUS ? own->previous_until :
	    own->next_from;
	return true;
}

/* Each of the three on each instance of the host, for the one user. */
static void
require_all(struct collector *c, const struct topology_host *h,
    const struct requirement *like, const struct assigned *a,
    const char *user)
{
	struct requirement r;
	enum cert_role role;

	for (role = 0; role < CERT_ROLES; role++)
		if (in_role(c, like, a, role, &r))
			require_on(c, h, &r, user);
}

/* like: object, active, checks and backup of who signs. */
static void
mark_signing(struct collector *c, const struct topology_host *h,
    const struct requirement *like)
{
	struct load *load;

	if (h == NULL)
		return;
	load = load_of(c, h);
	names_add(&load->signing, like->object);
	load->signs |= like->active;
	load->sign_checks |= like->checks;
	load->signs_first |= !like->backup;
}

static void
collect_location(struct collector *c, const struct topology_location *l)
{
	const struct receive_location *at = l->location;
	struct load *load;

	if (l->host == NULL)
		return;
	if (l->decodes) {
		load = load_of(c, l->host);
		names_add(&load->decoding, at->object.name);
		load->decodes |= at->enabled;
		load->decode_checks |= l->decoder.check_revocation;
	}
	if (topology_response_signs(l))
		mark_signing(c, l->host, &(struct requirement){
		    .object = at->object.name, .active = at->enabled,
		    .checks = l->encoder.check_revocation });
	/* R1 of its responses */
	if (topology_response_encrypts(l))
		require_all(c, l->host, &(struct requirement){
			.id = "R1", .usage = USAGE_ENCRYPT,
			.kind = "receive-location",
			.field = "encryption_certificate",
			.object = at->object.name,
			.common_name = at->encryption_certificate_name,
			.checks = l->encoder.check_revocation,
			.active = at->enabled }, &(struct assigned){
			at->encryption_certificate, &at->rollover, false },
		    at->object.name);
}

/* R1, and R6 or R7, wherever the transport may send from. */
static void
collect_transport(struct collector *c, const struct topology_port *p,
    int which)
{
	const struct topology_transport *t = &p->transports[which];
	const struct send_port *port = p->port;
	struct requirement r = {
		.kind = "send-port", .object = port->object.name,
		.backup = which == TRANSPORT_BACKUP,
		.checks = p->encoder.check_revocation,
		.active = topology_port_active(p),
	};
	struct rollover_state state;

	if (topology_port_encrypts(p)) {
		r.id = "R1";
		r.usage = USAGE_ENCRYPT;
		r.field = "encryption_certificate";
		r.common_name = port->encryption_certificate_name;
		require_all(c, t->host, &r, &(struct assigned){
		    port->encryption_certificate, &port->rollover,
		    port->encrypt_to_both }, port->object.name);
	}
	if (t->certificate == NULL)
		return;
	r.checks = false;
	r.usage = t->certificate_field->usage;
	r.id = r.usage == USAGE_SOAP ? "R7" : "R6";
	r.field = t->certificate_name;
	r.common_name = NULL;
	rollover_read(&port->object, t->certificate_name, &state);
	require_all(c, t->host, &r, &(struct assigned){ state.current,
	    &state.r, false }, port->object.name);
	rollover_state_clear(&state);
}

/* A dynamic port sends through whichever adapter the address asks for. */
static void
mark_default_handlers(struct collector *c, const struct topology_port *p)
{
	const struct objects *all = snapshot_all(c->topology->snapshot,
	    "handler");
	const struct handler *h;
	size_t i;

	for (i = 0; i < all->n; i++) {
		h = (const struct handler *)all->v[i];
		if (h->direction == DIRECTION_SEND && h->is_default)
			mark_signing(c, topology_host(c->topology, h->host),
			    &(struct requirement){
			    .object = p->port->object.name,
			    .checks = p->encoder.check_revocation,
			    .active = topology_port_active(p) });
	}
}

static void
collect_port(struct collector *c, const struct topology_port *p)
{
	int which;

	if (p->port->dynamic && topology_port_signs(p))
		mark_default_handlers(c, p);
	for (which = 0; which < TRANSPORTS; which++) {
		if (!p->has[which])
			continue;
		collect_transport(c, p, which);
		if (topology_port_signs(p))
			mark_signing(c, p->transports[which].host,
			    &(struct requirement){
			    .object = p->port->object.name,
			    .backup = which == TRANSPORT_BACKUP,
			    .checks = p->encoder.check_revocation,
			    .active = topology_port_active(p) });
	}
}

/* R2: our own key where the host decodes. */
static void
require_decrypt(struct collector *c, const struct topology_host *h)
{
	const struct load *load = load_of(c, h);
	const struct host *host = h->host;
	char *users;

	if (load->decoding.n == 0)
		return;
	users = names_text(&load->decoding);
	require_all(c, h, &(struct requirement){
		.id = "R2", .usage = USAGE_DECRYPT, .kind = "host",
		.field = "decryption_certificate", .object = host->object.name,
		.common_name = host->decryption_certificate_name,
		.active = load->decodes }, &(struct assigned){
		host->decryption_certificate, &host->rollover, false },
	    users);
	free(users);
}

/* R3: the group's signature certificate where the host signs. */
static void
require_sign(struct collector *c, const struct topology_host *h)
{
	const struct group *g = c->topology->group;
	const struct load *load = load_of(c, h);
	char *users;

	if (g == NULL || load->signing.n == 0)
		return;
	users = names_text(&load->signing);
	require_all(c, h, &(struct requirement){
		.id = "R3", .usage = USAGE_SIGN, .kind = "group",
		.field = "signature_certificate", .object = g->object.name,
		.common_name = g->signature_certificate_name,
		.backup = !load->signs_first, .checks = load->sign_checks,
		.active = load->signs }, &(struct assigned){
		g->signature_certificate, &g->rollover, false }, users);
	free(users);
}

/* A computer where something is decoded, for R4. */
struct place {
	const char *computer;
	const char *host;	/* the first there */
	struct names hosts;
	bool active, checks;
};

struct places {
	struct place *v;
	size_t n, cap;
};

/* Few computers, each host seen once: a plain search will do. */
static void
add_place(struct places *places, const struct host_instance *i,
    const struct load *load)
{
	struct place *p;
	size_t at;

	for (at = 0; at < places->n; at++)
		if (strcmp(places->v[at].computer, i->computer) == 0)
			break;
	if (at == places->n) {
		places->v = grow(places->v, places->n, &places->cap,
		    sizeof(*places->v));
		places->v[places->n++] = (struct place){
			.computer = i->computer, .host = i->host };
	}
	p = &places->v[at];
	names_add(&p->hosts, i->host);
	p->active |= load->decodes && !i->disabled;
	p->checks |= load->decode_checks;
}

/* R4: a party's certificate on every computer that verifies. */
static void
require_verify(struct collector *c, const struct place *place)
{
	const struct objects *parties = snapshot_all(c->topology->snapshot,
	    "party");
	char *users = names_text(&place->hosts);
	const struct party *p;
	struct requirement each, r = {
		.id = "R4", .usage = USAGE_VERIFY, .kind = "party",
		.field = "signature_certificate", .active = place->active,
		.checks = place->checks,
	};
	enum cert_role role;
	size_t i;

	r.computer = (char *)place->computer;
	r.host = (char *)place->host;
	for (i = 0; i < parties->n; i++) {
		p = (const struct party *)parties->v[i];
		r.object = p->object.name;
		r.common_name = p->signature_certificate_name;
		for (role = 0; role < CERT_ROLES; role++)
			if (in_role(c, &r, &(struct assigned){
			    p->signature_certificate, &p->rollover, false },
			    role, &each))
				add(c, &each, users);
	}
	free(users);
}

static void
require_of_hosts(struct collector *c)
{
	const struct topology *t = c->topology;
	struct places places = { 0 };
	const struct topology_host *h;
	const struct load *load;
	size_t i;

	for (h = t->hosts; h < t->hosts + t->nhosts; h++)
		require_decrypt(c, h);
	for (h = t->hosts; h < t->hosts + t->nhosts; h++)
		require_sign(c, h);
	for (h = t->hosts; h < t->hosts + t->nhosts; h++) {
		load = load_of(c, h);
		for (i = 0; load->decoding.n > 0 && i < h->instances.n; i++)
			add_place(&places, instance_of(c, h, i), load);
	}
	for (i = 0; i < places.n; i++)
		require_verify(c, &places.v[i]);
	free(places.v);
}

void
requirements_collect(const struct topology *t, int64_t at,
    struct requirements *out)
{
	struct collector c = { .topology = t, .at = at, .out = out };
	size_t i;

	memset(out, 0, sizeof(*out));
	c.loads = xcalloc(t->nhosts, sizeof(*c.loads));
	for (i = 0; i < t->nlocations; i++)
		collect_location(&c, &t->locations[i]);
	for (i = 0; i < t->nports; i++)
		collect_port(&c, &t->ports[i]);
	require_of_hosts(&c);
	free(c.loads);
}

bool
requirements_of_draft(struct model *m, const struct object *draft, int64_t at,
    struct requirements *out, struct err *err)
{
	struct snapshot *s = snapshot_load(m, err);
	struct requirements all = { 0 };
	struct topology *t;
	size_t i;

	memset(out, 0, sizeof(*out));
	if (s == NULL)
		return false;
	snapshot_put(s, draft);
	t = topology_new(s);
	requirements_collect(t, at, &all);
	for (i = 0; i < all.n; i++) {
		if (strcmp(all.v[i].kind, draft->kind->name) != 0 ||
		    strcmp(all.v[i].object, draft->name != NULL ?
		    draft->name : "") != 0)
			continue;
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = all.v[i];
		memset(&all.v[i], 0, sizeof(all.v[i]));
	}
	requirements_clear(&all);
	topology_free(t);
	snapshot_free(s);
	return true;
}
