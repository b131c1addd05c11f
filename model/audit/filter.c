/* SPDX-License-Identifier: ISC */
#include "model/audit/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/audit/assigned.h"
#include "model/audit/rules.h"
#include "model/audit/unjudged.h"
#include "model/kinds/certificate.h"
#include "model/kinds/handler.h"
#include "model/kinds/party.h"

/* ---- what belongs together ---------------------------------------------- */

struct set {			/* of texts; sorted before it is asked */
	char **v;
	size_t n, cap;
};

static void
set_take(struct set *s, char *text)
{
	s->v = grow(s->v, s->n, &s->cap, sizeof(*s->v));
	s->v[s->n++] = text;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
set_sort(struct set *s)
{
	if (s->n > 1)
		qsort(s->v, s->n, sizeof(*s->v), compare_texts);
}

static bool
set_has(const struct set *s, const char *text)
{
	return s->n > 0 && bsearch(&text, s->v, s->n, sizeof(*s->v),
	    compare_texts) != NULL;
}

static void
set_clear(struct set *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->v[i]);
	free(s->v);
}

/* Names hold no line ends. */
static char *
object_key(const char *kind, const char *name)
{
	return xasprintf("%s\n%s", kind, name);
}

struct scope {
	struct set objects;	/* object_key() */
	struct set certs;	/* thumbprints, wherever they are told of */
	struct set own;		/* thumbprints, told of once for all users */
	struct set needs;	/* object_key() and the thumbprint */
	struct set computers;	/* where own and needs count; none: all */
};

static void
add_object(struct scope *s, const struct object *o)
{
	set_take(&s->objects, object_key(o->kind->name, o->name));
}

static bool
runs_on(const struct topology *t, const struct topology_host *h,
    const char *computer)
{
	size_t i;

	for (i = 0; i < h->instances.n; i++)
		if (str_same(t->instances[h->instances.v[i]]->computer,
		    computer))
			return true;
	return false;
}

/* R4 is told once for each computer, whichever hosts decode there. */
bool
requirement_of_host(const struct topology *t, const struct topology_host *h,
    const struct requirement *r)
{
	size_t i;

	if (r->usage != USAGE_VERIFY)
		return strcmp(r->host, h->host->object.name) == 0;
	for (i = 0; i < h->locations.n; i++)
		if (t->locations[h->locations.v[i]].decodes)
			return runs_on(t, h, r->computer);
	return false;
}

static void
add_handlers(struct scope *s, const struct snapshot *snap, const char *host)
{
	const struct objects *all = snapshot_all(snap, "handler");
	size_t i;

	for (i = 0; i < all->n; i++)
		if (str_same(((const struct handler *)all->v[i])->host, host))
			add_object(s, all->v[i]);
}

static void
add_runs(struct scope *s, const struct topology *t,
    const struct topology_host *h)
{
	const struct topology_location *l;
	size_t i;

	for (i = 0; i < h->instances.n; i++) {
		add_object(s, &t->instances[h->instances.v[i]]->object);
		set_take(&s->computers, xstrdup(
		    t->instances[h->instances.v[i]]->computer));
		set_take(&s->objects, object_key("computer",
		    t->instances[h->instances.v[i]]->computer));
	}
	for (i = 0; i < h->locations.n; i++) {
		l = &t->locations[h->locations.v[i]];
		add_object(s, &l->location->object);
		if (l->port != NULL)
			add_object(s, &l->port->object);
	}
	for (i = 0; i < h->ports.n; i++)
		add_object(s, &t->ports[h->ports.v[i]].port->object);
	for (i = 0; i < h->backups.n; i++)
		add_object(s, &t->ports[h->backups.v[i]].port->object);
	for (i = 0; i < h->orchestrations.n; i++)
		add_object(s,
		    &t->orchestrations[h->orchestrations.v[i]]->object);
}

static void
scope_host(struct scope *s, const struct audit *a,
    const struct topology_host *h)
{
	const struct requirement *r;
	size_t i;

	add_object(s, &h->host->object);
	add_runs(s, a->topology, h);
	add_handlers(s, a->snapshot, h->host->object.name);
	for (i = 0; i < a->requirements.n; i++) {
		r = &a->requirements.v[i];
		if (!requirement_of_host(a->topology, h, r))
			continue;
		set_take(&s->own, xstrdup(r->thumbprint));
		set_take(&s->needs, xasprintf("%s\n%s\n%s", r->kind,
		    r->object, r->thumbprint));
	}
}

static void
add_party(struct scope *s, const struct party *p)
{
	size_t i;

	for (i = 0; i < p->send_ports.n; i++)
		set_take(&s->objects, object_key("send-port",
		    rows_cell(&p->send_ports, i, 0)));
}

static void
add_locations(struct scope *s, const struct audit *a, const char *port)
{
	size_t i;

	for (i = 0; i < a->topology->nlocations; i++)
		if (str_same(a->topology->locations[i].location->receive_port,
		    port))
			add_object(s,
			    &a->topology->locations[i].location->object);
}

static void
scope_object(struct scope *s, const struct audit *a, const struct object *o)
{
	const struct assigned_certs *all = &a->assigned;
	char *key;
	size_t i;

	add_object(s, o);
	if (o->kind == &kind_certificate)
		set_take(&s->certs, xstrdup(o->name));
	if (o->kind == &kind_party)
		add_party(s, (const struct party *)o);
	if (o->kind == &kind_receive_port)
		add_locations(s, a, o->name);
	set_sort(&s->objects);
	for (i = 0; i < all->n; i++) {
		key = object_key(all->v[i].object->kind->name,
		    all->v[i].object->name);
		if (set_has(&s->objects, key))
			set_take(&s->own, xstrdup(all->v[i].thumbprint));
		free(key);
	}
}

static void
scope_sort(struct scope *s)
{
	set_sort(&s->objects);
	set_sort(&s->certs);
	set_sort(&s->own);
	set_sort(&s->needs);
	set_sort(&s->computers);
}

static void
scope_clear(struct scope *s)
{
	set_clear(&s->objects);
	set_clear(&s->certs);
	set_clear(&s->own);
	set_clear(&s->needs);
	set_clear(&s->computers);
}

static bool
scope_has(const struct scope *s, const struct finding *f)
{
	char *key = object_key(f->kind, f->object), *need;
	bool yes = set_has(&s->objects, key);

	if (!yes && f->thumbprint != NULL) {
		need = xasprintf("%s\n%s", key, f->thumbprint);
		yes = set_has(&s->certs, f->thumbprint) ||
		    ((set_has(&s->needs, need) ||
		    (f->rule->run == audit_each_cert &&
		    set_has(&s->own, f->thumbprint))) &&
		    (f->computer == NULL || s->computers.n == 0 ||
		    set_has(&s->computers, f->computer)));
		free(need);
	}
	free(key);
	return yes;
}

/* ---- narrowing ---------------------------------------------------------- */

struct audit_filter
audit_filter_none(void)
{
	return (struct audit_filter){ .severity = SEVERITY_ADVICE,
	    .new_since = FIELD_UNSET };
}

static bool
check_rule(const char *rule, struct err *err)
{
	const struct audit_rules *const *family;
	size_t i;

	for (family = audit_families; rule != NULL && *family != NULL;
	    family++)
		for (i = 0; i < (*family)->n; i++)
			if (text_starts((*family)->v[i].id, rule))
				return true;
	if (rule != NULL && audit_unjudged_why(rule) != NULL)
		return err_set(err, ERR_NOT_FOUND, "rule: not judged: %s "
		    "(%s)", audit_unjudged_why(rule), rule);
	return rule == NULL || err_set(err, ERR_NOT_FOUND,
	    "rule: no such id, nor the beginning of one (%s)", rule);
}

struct scopes {
	struct scope host, object;
};

static bool
find_scopes(const struct audit *a, const struct audit_filter *want,
    struct scopes *s, struct err *err)
{
	const struct topology_host *h;
	const struct object *o;

	if (want->host != NULL) {
		h = topology_host(a->topology, want->host);
		if (h == NULL)
			return err_set(err, ERR_NOT_FOUND,
			    "host: no such one (%s)", want->host);
		scope_host(&s->host, a, h);
	}
	if (want->kind != NULL) {
		o = snapshot_find(a->snapshot, want->kind, want->object);
		/* Our own are in stores, and maybe nowhere else. */
		if (o == NULL && strcmp(want->kind,
		    kind_certificate.name) == 0 &&
		    audit_is_required(a, want->object))
			set_take(&s->object.certs, xstrdup(want->object));
		else if (o == NULL)
			return err_set(err, ERR_NOT_FOUND,
			    "%s: no such one (%s)", want->kind,
			    want->object);
		else
			scope_object(&s->object, a, o);
	}
	scope_sort(&s->host);
	scope_sort(&s->object);
	return true;
}

static bool
is_wanted(const struct audit_filter *want, const struct scopes *s,
    const struct finding *f)
{
	return f->severity <= want->severity &&
	    (!want->only_new || f->is_new) &&
	    (want->rule == NULL || text_starts(f->rule->id, want->rule)) &&
	    (want->new_since == FIELD_UNSET ||
	    f->first_seen == FIELD_UNSET ||
	    f->first_seen >= want->new_since) &&
	    (want->host == NULL || scope_has(&s->host, f)) &&
	    (want->kind == NULL || scope_has(&s->object, f));
}

bool
audit_narrow(struct audit *a, const struct audit_filter *want,
    struct err *err)
{
	struct scopes s;
	size_t i, n = 0;
	bool ok;

	memset(&s, 0, sizeof(s));
	ok = check_rule(want->rule, err) && find_scopes(a, want, &s, err);
	for (i = 0; ok && i < a->n; i++) {
		if (is_wanted(want, &s, &a->v[i]))
			a->v[n++] = a->v[i];
		else
			finding_clear(&a->v[i]);
	}
	if (ok) {
		a->n = n;
		audit_count(a);
	}
	scope_clear(&s.host);
	scope_clear(&s.object);
	return ok;
}

/* ---- needs -------------------------------------------------------------- */

/* What ports and locations of a scope make their hosts need. */
struct work {
	struct set signing, decoding;	/* hosts */
	struct set computers;		/* where these decode */
};

static bool
scope_has_object(const struct scope *s, const struct object *o)
{
	char *key = object_key(o->kind->name, o->name);
	bool yes = set_has(&s->objects, key);

	free(key);
	return yes;
}

static void
take_host(struct set *s, const struct topology_host *h)
{
	if (h != NULL)
		set_take(s, xstrdup(h->host->object.name));
}

static void
add_work_of_location(struct work *w, const struct topology *t,
    const struct topology_location *l)
{
	size_t i;

	if (topology_response_signs(l))
		take_host(&w->signing, l->host);
	if (!l->decodes || l->host == NULL)
		return;
	take_host(&w->decoding, l->host);
	for (i = 0; i < l->host->instances.n; i++)
		set_take(&w->computers, xstrdup(
		    t->instances[l->host->instances.v[i]]->computer));
}

static void
work_find(struct work *w, const struct topology *t, const struct scope *s)
{
	size_t i;
	int which;

	for (i = 0; i < t->nlocations; i++)
		if (scope_has_object(s, &t->locations[i].location->object))
			add_work_of_location(w, t, &t->locations[i]);
	for (i = 0; i < t->nports; i++) {
		if (!topology_port_signs(&t->ports[i]) ||
		    !scope_has_object(s, &t->ports[i].port->object))
			continue;
		for (which = 0; which < TRANSPORTS; which++)
			take_host(&w->signing,
			    t->ports[i].transports[which].host);
	}
	set_sort(&w->signing);
	set_sort(&w->decoding);
	set_sort(&w->computers);
}

static bool
is_needed(const struct audit_filter *want, const struct scope *s,
    const struct work *w, const struct requirement *r)
{
	char *key;
	bool yes;

	if (str_same(want->kind, "computer") &&
	    str_same(want->object, r->computer))
		return true;
	if ((r->usage == USAGE_SIGN && set_has(&w->signing, r->host)) ||
	    (r->usage == USAGE_DECRYPT && set_has(&w->decoding, r->host)) ||
	    (r->usage == USAGE_VERIFY && set_has(&w->computers,
	    r->computer)))
		return true;
	key = object_key(r->kind, r->object);
	yes = set_has(&s->objects, key) || set_has(&s->certs, r->thumbprint);
	free(key);
	return yes;
}

bool
needs_of_part(const struct audit *a, const struct audit_filter *want,
    struct needs *out, struct err *err)
{
	bool is_host = str_same(want->kind, "host");
	const char *host = want->host != NULL ? want->host : is_host ?
	    want->object : NULL;
	struct audit_filter part = { .host = host, .kind = is_host ? NULL :
	    want->kind, .object = want->object };
	struct work work = { .signing = { .n = 0 } };
	struct scopes s;
	size_t i, n = 0;
	bool ok;

	memset(out, 0, sizeof(*out));
	memset(&s, 0, sizeof(s));
	ok = find_scopes(a, &part, &s, err);
	if (ok) {
		work_find(&work, a->topology, &s.object);
		needs_collect(a, host != NULL ? topology_host(a->topology,
		    host) : NULL, out);
	}
	for (i = 0; i < out->n; i++)
		if (part.kind == NULL || is_needed(&part, &s.object, &work,
		    out->v[i].r))
			out->v[n++] = out->v[i];
	out->n = n;
	set_clear(&work.signing);
	set_clear(&work.decoding);
	set_clear(&work.computers);
	scope_clear(&s.host);
	scope_clear(&s.object);
	return ok;
}
