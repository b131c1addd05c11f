/* SPDX-License-Identifier: ISC */
/*
 * Two passes: first every send port and receive location leaves its mark on
 * the host that runs it, then every host's instances turn the marks into
 * requirements.  Objects are found by name in sorted lists, so the work grows
 * with the number of requirements only.
 */
#include "model/audit/requirement.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/names.h"
#include "model/component.h"
#include "model/kinds/group.h"
#include "model/kinds/handler.h"
#include "model/kinds/host.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/party.h"
#include "model/kinds/pipeline.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"

/* What runs in one host, parallel to the snapshot's hosts. */
struct load {
	const struct host_instance **instances;
	size_t n;
	struct names decoding;	/* locations whose pipeline has a decoder */
	struct names signing;	/* send ports that sign */
	bool decodes, signs;	/* any of them is switched on */
};

struct collector {
	const struct snapshot *snapshot;
	const struct objects *hosts;
	struct load *loads;
	const struct host_instance **instances;	/* sorted by host */
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
	r->object = xstrdup(like->object);
	r->users = xstrdup(users);
}

static int
compare_object(const void *key, const void *member)
{
	return strcmp(key, (*(struct object *const *)member)->name);
}

/* The marks on the host of a handler, or NULL if there is no such host. */
static struct load *
load_of_host(struct collector *c, const char *host)
{
	struct object **at;

	if (host == NULL || c->hosts->n == 0)
		return NULL;
	at = bsearch(host, c->hosts->v, c->hosts->n, sizeof(*at),
	    compare_object);
	return at == NULL ? NULL : &c->loads[at - c->hosts->v];
}

static struct load *
load_of_handler(struct collector *c, const char *name)
{
	const struct handler *h;

	if (name == NULL)
		return NULL;
	h = (const struct handler *)snapshot_find(c->snapshot, "handler",
	    name);
	return h == NULL ? NULL : load_of_host(c, h->host);
}

static int
compare_instances(const void *a, const void *b)
{
	const struct host_instance *x = *(struct host_instance *const *)a;
	const struct host_instance *y = *(struct host_instance *const *)b;
	int r = strcmp(x->host, y->host);

	return r != 0 ? r : strcmp(x->computer, y->computer);
}

static void
collect_instances(struct collector *c)
{
	const struct objects *all = snapshot_all(c->snapshot,
	    "host-instance");
	struct load *load;
	size_t i;

	c->instances = xcalloc(all->n, sizeof(*c->instances));
	for (i = 0; i < all->n; i++)
		c->instances[i] = (const struct host_instance *)all->v[i];
	if (all->n > 0)
		qsort(c->instances, all->n, sizeof(*c->instances),
		    compare_instances);
	for (i = 0; i < all->n; i++) {
		load = load_of_host(c, c->instances[i]->host);
		if (load == NULL)
			continue;
		if (load->n++ == 0)
			load->instances = &c->instances[i];
	}
}

static const struct pipeline *
pipeline_with(struct collector *c, const char *name, const char *component)
{
	const struct pipeline *p;

	if (name == NULL)
		return NULL;
	p = (const struct pipeline *)snapshot_find(c->snapshot, "pipeline",
	    name);
	return p != NULL && pipeline_has(p, component) ? p : NULL;
}

static void
collect_location(struct collector *c, const struct receive_location *l)
{
	struct load *load = load_of_handler(c, l->handler);

	if (load == NULL ||
	    pipeline_with(c, l->receive_pipeline, "decoder") == NULL)
		return;
	names_add(&load->decoding, l->object.name);
	load->decodes |= l->enabled;
}

/* R1: the partner's certificate wherever the port may send from. */
static void
require_encrypt(struct collector *c, const struct send_port *p,
    const struct load *load)
{
	const struct requirement r = {
		.id = "R1", .usage = USAGE_ENCRYPT, .kind = "send-port",
		.field = "encryption_certificate",
		.object = p->object.name,
		.thumbprint = p->encryption_certificate,
		.common_name = p->encryption_certificate_name,
	};
	struct requirement each;
	size_t i;

	for (i = 0; i < load->n; i++) {
		each = r;
		each.host = load->instances[i]->host;
		each.computer = load->instances[i]->computer;
		each.active = p->state != PORT_BOUND &&
		    !load->instances[i]->disabled;
		add(c, &each, p->object.name);
	}
}

static bool
collect_port(struct collector *c, const struct send_port *p, struct err *err)
{
	const struct component *encoder = component_find("encoder");
	const struct pipeline *pipeline = pipeline_with(c, p->send_pipeline,
	    "encoder");
	struct load *load = load_of_handler(c, p->handler);
	struct encoder_options o;

	if (load == NULL || pipeline == NULL)
		return true;
	if (!component_options(encoder, &pipeline->object.props,
	    &p->object.props, &o, err))
		return err_prefix(err, "send port %s", p->object.name);
	if (o.enable_encryption && p->encryption_certificate != NULL)
		require_encrypt(c, p, load);
	if (o.signature_type != SIGNATURE_NONE) {
		names_add(&load->signing, p->object.name);
		load->signs |= p->state != PORT_BOUND;
	}
	component_options_clear(encoder, &o);
	return true;
}

/* R2: our own key where the host decodes. */
static void
require_decrypt(struct collector *c, const struct host *h,
    const struct load *load)
{
	struct requirement r = {
		.id = "R2", .usage = USAGE_DECRYPT, .kind = "host",
		.field = "decryption_certificate", .object = h->object.name,
		.thumbprint = h->decryption_certificate,
		.common_name = h->decryption_certificate_name,
		.host = h->object.name,
	};
	char *users;
	size_t i;

	if (h->decryption_certificate == NULL || load->decoding.n == 0)
		return;
	users = names_text(&load->decoding);
	for (i = 0; i < load->n; i++) {
		r.computer = load->instances[i]->computer;
		r.account = load->instances[i]->account;
		r.active = load->decodes && !load->instances[i]->disabled;
		add(c, &r, users);
	}
	free(users);
}

/* R3: the group's signature certificate where the host signs. */
static void
require_sign(struct collector *c, const struct group *g,
    const struct host *h, const struct load *load)
{
	struct requirement r = {
		.id = "R3", .usage = USAGE_SIGN, .kind = "group",
		.field = "signature_certificate", .host = h->object.name,
	};
	char *users;
	size_t i;

	if (g == NULL || g->signature_certificate == NULL ||
	    load->signing.n == 0)
		return;
	r.object = g->object.name;
	r.thumbprint = g->signature_certificate;
	r.common_name = g->signature_certificate_name;
	users = names_text(&load->signing);
	for (i = 0; i < load->n; i++) {
		r.computer = load->instances[i]->computer;
		r.account = load->instances[i]->account;
		r.active = load->signs && !load->instances[i]->disabled;
		add(c, &r, users);
	}
	free(users);
}

/* A computer where something is decoded, for R4. */
struct place {
	const char *computer;
	const char *host;	/* the first there */
	struct names hosts;
	bool active;
};

struct places {
	struct place *v;
	size_t n, cap;
};

/* Few computers, each host seen once: a plain search will do. */
static void
add_place(struct places *places, const struct host_instance *i, bool active)
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
	p->active |= active;
}

/* R4: a party's certificate on every computer that verifies. */
static void
require_verify(struct collector *c, const struct place *place)
{
	const struct objects *parties = snapshot_all(c->snapshot, "party");
	char *users = names_text(&place->hosts);
	const struct party *p;
	struct requirement r = {
		.id = "R4", .usage = USAGE_VERIFY, .kind = "party",
		.field = "signature_certificate", .active = place->active,
	};
	size_t i;

	r.computer = (char *)place->computer;
	r.host = (char *)place->host;
	for (i = 0; i < parties->n; i++) {
		p = (const struct party *)parties->v[i];
		if (p->signature_certificate == NULL)
			continue;
		r.object = p->object.name;
		r.thumbprint = p->signature_certificate;
		r.common_name = p->signature_certificate_name;
		add(c, &r, users);
	}
	free(users);
}

static void
require_of_hosts(struct collector *c)
{
	const struct objects *groups = snapshot_all(c->snapshot, "group");
	const struct group *g = groups->n == 0 ? NULL :
	    (const struct group *)groups->v[0];
	struct places places = { 0 };
	const struct load *load;
	size_t i, j;

	for (i = 0; i < c->hosts->n; i++)
		require_decrypt(c, (const struct host *)c->hosts->v[i],
		    &c->loads[i]);
	for (i = 0; i < c->hosts->n; i++)
		require_sign(c, g, (const struct host *)c->hosts->v[i],
		    &c->loads[i]);
	for (i = 0; i < c->hosts->n; i++) {
		load = &c->loads[i];
		for (j = 0; load->decoding.n > 0 && j < load->n; j++)
			add_place(&places, load->instances[j],
			    load->decodes && !load->instances[j]->disabled);
	}
	for (i = 0; i < places.n; i++)
		require_verify(c, &places.v[i]);
	free(places.v);
}

bool
requirements_collect(const struct snapshot *s, struct requirements *out,
    struct err *err)
{
	const struct objects *ports = snapshot_all(s, "send-port");
	const struct objects *locations = snapshot_all(s, "receive-location");
	struct collector c = { .snapshot = s, .out = out,
	    .hosts = snapshot_all(s, "host") };
	bool ok = true;
	size_t i;

	memset(out, 0, sizeof(*out));
	c.loads = xcalloc(c.hosts->n, sizeof(*c.loads));
	collect_instances(&c);
	for (i = 0; i < locations->n; i++)
		collect_location(&c,
		    (const struct receive_location *)locations->v[i]);
	for (i = 0; ok && i < ports->n; i++)
		ok = collect_port(&c, (const struct send_port *)ports->v[i],
		    err);
	if (ok)
		require_of_hosts(&c);
	free(c.loads);
	free(c.instances);
	if (!ok)
		requirements_clear(out);
	return ok;
}
