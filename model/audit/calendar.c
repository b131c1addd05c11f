/* SPDX-License-Identifier: ISC */
#include "model/audit/calendar_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/rules.h"
#include "model/kind.h"
#include "model/kinds/party.h"
#include "model/kinds/waiver.h"

const char *
calendar_word(enum calendar_type t)
{
	static const char *const words[CALENDAR_TYPES] = {
		[CALENDAR_EXPIRES] = "expires",
		[CALENDAR_CHAIN] = "chain ends",
		[CALENDAR_LIST] = "list ends",
		[CALENDAR_TAKES_OVER] = "takes over",
		[CALENDAR_GIVEN_UP] = "given up",
		[CALENDAR_WAIVER] = "waiver ends",
	};

	return words[t];
}

#define MAX_OBJECTS 30		/* that the text of an event lists */

bool
calendar_is_within(const struct calendar_maker *m, int64_t at)
{
	return at != FIELD_UNSET && at >= m->audit->at && at < m->end;
}

struct calendar_event *
calendar_add_event(struct calendar_maker *m, enum calendar_type type,
    int64_t at)
{
	struct calendar *c = m->out;

	c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n] = (struct calendar_event){ .type = type, .at = at };
	return &c->v[c->n++];
}

/* ---- who is affected ---------------------------------------------------- */

static int
compare_partners(const void *a, const void *b)
{
	const struct calendar_partner *x = a, *y = b;
	int r = strcmp(x->port, y->port);

	return r != 0 ? r : strcmp(x->party, y->party);
}

static void
find_partners(struct calendar_maker *m)
{
	const struct objects *parties = snapshot_all(m->audit->snapshot,
	    "party");
	const struct topology *t = m->audit->topology;
	const struct party *p;
	size_t i, row;

	for (i = 0; i < parties->n; i++) {
		p = (const struct party *)parties->v[i];
		for (row = 0; row < p->send_ports.n; row++) {
			m->partners = grow(m->partners, m->npartners,
			    &m->cappartners, sizeof(*m->partners));
			m->partners[m->npartners++] = (struct calendar_partner){
			    rows_cell(&p->send_ports, row, 0),
			    p->object.name };
		}
	}
	if (m->npartners > 1)
		qsort(m->partners, m->npartners, sizeof(*m->partners),
		    compare_partners);
	for (i = 0; i < t->nlocations; i++)
		if (t->locations[i].decodes)
			names_add(&m->decoding,
			    t->locations[i].location->object.name);
}

/* Partners that a requirement's object is about. */
static void
add_partners(const struct calendar_maker *m, const struct requirement *r,
    struct names *names)
{
	size_t low = 0, high = m->npartners, at;

	if (strcmp(r->kind, "party") == 0)
		names_add_once(names, r->object);
	if (strcmp(r->kind, "send-port") != 0)
		return;
	while (low < high) {
		at = (low + high) / 2;
		if (strcmp(m->partners[at].port, r->object) < 0)
			low = at + 1;
		else
			high = at;
	}
	for (; low < m->npartners && strcmp(m->partners[low].port,
	    r->object) == 0; low++)
		names_add_once(names, m->partners[low].party);
}

/* A partner's signature is verified wherever something is decoded. */
static void
add_decoding(const struct calendar_maker *m, struct names *ports)
{
	size_t i;

	for (i = 0; i < m->decoding.n && i < MAX_NAMES; i++)
		names_add_once(ports, m->decoding.v[i]);
	if (m->decoding.n > MAX_NAMES)
		ports->n += m->decoding.n - MAX_NAMES;
}

/* Also among those of another: "A, B, C". */
static bool
is_told(const struct names *names, const char *name)
{
	size_t i, n = strlen(name);
	const char *s;

	for (i = 0; i < names->n && i < MAX_NAMES; i++)
		for (s = names->v[i]; (s = strstr(s, name)) != NULL; s++)
			if ((s == names->v[i] || s[-1] == ' ') &&
			    (s[n] == '\0' || s[n] == ','))
				return true;
	return false;
}

static int
compare_objects(const void *a, const void *b)
{
	const struct requirement *x = *(struct requirement *const *)a;
	const struct requirement *y = *(struct requirement *const *)b;
	int r = strcmp(x->kind, y->kind);

	if (r == 0)
		r = strcmp(x->object, y->object);
	return r != 0 ? r : (x > y) - (x < y);
}

static bool
same_object(const struct requirement *a, const struct requirement *b)
{
	return strcmp(a->kind, b->kind) == 0 &&
	    strcmp(a->object, b->object) == 0;
}

void
calendar_add_affected(const struct calendar_maker *m, struct calendar_event *e,
    const struct requirement **v, size_t n)
{
	struct names partners = { .n = 0 }, ports = { .n = 0 };
	struct buf b = { 0 };
	size_t i, told = 0;
	bool verified = false;

	qsort(v, n, sizeof(*v), compare_objects);
	e->kind = xstrdup(v[0]->kind);
	e->object = xstrdup(v[0]->object);
	e->field = xstrdup(v[0]->field);
	e->thumbprint = xstrdup(v[0]->thumbprint);
	for (i = 0; i < n; i++) {
		if (v[i]->usage == USAGE_VERIFY)
			verified = true;
		else if (!is_told(&ports, v[i]->users))
			names_add(&ports, v[i]->users);
		if (i > 0 && same_object(v[i - 1], v[i]))
			continue;
		add_partners(m, v[i], &partners);
		if (told++ < MAX_OBJECTS)
			buf_addf(&b, "%s%s %s", b.len > 0 ? ", " : "",
			    kind_find(v[i]->kind)->label, v[i]->object);
	}
	if (verified)
		add_decoding(m, &ports);
	if (told > MAX_OBJECTS)
		buf_addf(&b, " and %zu more", told - MAX_OBJECTS);
	e->objects = buf_steal(&b);
	e->partners = names_text(&partners);
	e->ports = names_text(&ports);
}

/* ---- events ------------------------------------------------------------- */

bool
calendar_is_needed_at(const struct requirement *r, int64_t at)
{
	return r->role == CERT_NEXT || r->turn == FIELD_UNSET || at < r->turn;
}

static void
add_expiry(struct calendar_maker *m, const struct requirement **v, size_t n)
{
	const struct cert *cert = audit_known_cert(m->audit,
	    v[0]->thumbprint);
	const struct requirement **left = xcalloc(n, sizeof(*left));
	struct calendar_event *e;
	struct buf b = { 0 };
	unsigned usages = 0;
	size_t i, nleft = 0;
	enum usage u;

	for (i = 0; cert != NULL && i < n; i++)
		if (calendar_is_needed_at(v[i], cert->not_after))
			left[nleft++] = v[i];
	if (nleft > 0 && calendar_is_within(m, cert->not_after)) {
		e = calendar_add_event(m, CALENDAR_EXPIRES, cert->not_after);
		calendar_add_affected(m, e, left, nleft);
		e->title = xstrdup(cert_title(cert));
		for (i = 0; i < nleft; i++)
			usages |= 1u << left[i]->usage;
		for (u = 0; u < USAGE_COUNT; u++)
			if ((usages & 1u << u) != 0 &&
			    audit_usage_effect(u) != NULL)
				buf_addf(&b, "%s%s", b.len > 0 ? "; " : "",
				    audit_usage_effect(u));
		e->text = buf_steal(&b);
	}
	free(left);
}

static void
add_turn(struct calendar_maker *m, const struct requirement **v, size_t n)
{
	static const enum calendar_type types[CERT_ROLES] = {
		[CERT_CURRENT] = CALENDAR_TYPES,
		[CERT_NEXT] = CALENDAR_TAKES_OVER,
		[CERT_PREVIOUS] = CALENDAR_GIVEN_UP,
	};
	const struct requirement *r = v[0];
	const struct cert *cert = audit_known_cert(m->audit, r->thumbprint);
	struct calendar_event *e;

	if (types[r->role] == CALENDAR_TYPES || !calendar_is_within(m, r->turn))
		return;
	e = calendar_add_event(m, types[r->role], r->turn);
	calendar_add_affected(m, e, v, n);
	e->title = xstrdup(cert != NULL ? cert_title(cert) :
	    r->common_name != NULL ? r->common_name : "");
	e->text = xstrdup(r->role == CERT_NEXT ? "it is used from then on" :
	    "it is not accepted from then on");
}

static void
add_waivers(struct calendar_maker *m)
{
	const struct objects *all = snapshot_all(m->audit->snapshot,
	    kind_waiver.name);
	const struct waiver *w;
	struct calendar_event *e;
	size_t i;

	for (i = 0; i < all->n; i++) {
		w = (const struct waiver *)all->v[i];
		if (!calendar_is_within(m, w->until))
			continue;
		e = calendar_add_event(m, CALENDAR_WAIVER, w->until);
		e->kind = xstrdup(kind_waiver.name);
		e->object = xstrdup(w->object.name);
		e->field = xstrdup("until");
		e->title = xstrdup(w->object.name);
		e->text = xstrdup("the finding counts again");
		e->objects = xasprintf("%s %s", kind_find(w->object_kind) !=
		    NULL ? kind_find(w->object_kind)->label :
		    w->object_kind, w->waived);
		e->partners = xstrdup(strcmp(w->object_kind, "party") == 0 ?
		    w->waived : "");
		e->ports = xstrdup("");
	}
}

/* ---- all of them -------------------------------------------------------- */

static int
compare_requirements(const void *a, const void *b)
{
	const struct requirement *x = *(struct requirement *const *)a;
	const struct requirement *y = *(struct requirement *const *)b;
	int r = strcmp(x->thumbprint, y->thumbprint);

	if (r == 0)
		r = (x->role > y->role) - (x->role < y->role);
	if (r == 0)
		r = (x->turn > y->turn) - (x->turn < y->turn);
	if (r == 0)
		r = strcmp(x->kind, y->kind);
	if (r == 0)
		r = strcmp(x->object, y->object);
	return r != 0 ? r : (x > y) - (x < y);
}

static int
compare_events(const void *a, const void *b)
{
	const struct calendar_event *x = a, *y = b;
	int r = (x->at > y->at) - (x->at < y->at);

	if (r == 0)
		r = (int)x->type - (int)y->type;
	if (r == 0)
		r = strcmp(x->thumbprint != NULL ? x->thumbprint : "",
		    y->thumbprint != NULL ? y->thumbprint : "");
	return r != 0 ? r : strcmp(x->object, y->object);
}

static bool
same_turn(const struct requirement *a, const struct requirement *b)
{
	return strcmp(a->thumbprint, b->thumbprint) == 0 &&
	    a->role == b->role && a->turn == b->turn;
}

static void
add_own_events(struct calendar_maker *m)
{
	const struct requirement **v = m->v, **copy;
	size_t i, from;

	for (from = 0; from < m->n; from = i) {
		for (i = from + 1; i < m->n && strcmp(v[from]->thumbprint,
		    v[i]->thumbprint) == 0; i++)
			;
		add_expiry(m, v + from, i - from);
	}
	for (from = 0; from < m->n; from = i) {
		for (i = from + 1; i < m->n && same_turn(v[from], v[i]); i++)
			;
		copy = xcalloc(i - from, sizeof(*copy));
		memcpy(copy, v + from, (i - from) * sizeof(*copy));
		add_turn(m, copy, i - from);
		free(copy);
	}
}

void
calendar_make(const struct audit *a, int64_t days, struct calendar *out)
{
	const struct requirements *list = &a->requirements;
	struct calendar_maker m = { .audit = a, .out = out, .n = list->n,
	    .end = a->at + days * DAY_SECONDS,
	    .v = xcalloc(list->n + 1, sizeof(*m.v)) };
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < m.n; i++)
		m.v[i] = &list->v[i];
	if (m.n > 1)
		qsort(m.v, m.n, sizeof(*m.v), compare_requirements);
	find_partners(&m);
	calendar_find_links(&m);
	add_own_events(&m);
	calendar_add_chains(&m);
	calendar_add_lists(&m);
	add_waivers(&m);
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), compare_events);
	free(m.v);
	free(m.partners);
	free(m.authorities);
	free(m.links);
}

void
calendar_clear(struct calendar *c)
{
	struct calendar_event *e;

	for (e = c->v; e < c->v + c->n; e++) {
		free(e->kind);
		free(e->object);
		free(e->field);
		free(e->thumbprint);
		free(e->title);
		free(e->text);
		free(e->objects);
		free(e->partners);
		free(e->ports);
	}
	free(c->v);
	memset(c, 0, sizeof(*c));
}
