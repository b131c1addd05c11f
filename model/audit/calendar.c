/* SPDX-License-Identifier: ISC */
#include "model/audit/calendar.h"

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
		[CALENDAR_TAKES_OVER] = "takes over",
		[CALENDAR_GIVEN_UP] = "given up",
		[CALENDAR_WAIVER] = "waiver ends",
	};

	return words[t];
}

struct maker {
	const struct audit *audit;
	int64_t end;
	struct calendar *out;
};

static bool
is_within(const struct maker *m, int64_t at)
{
	return at != FIELD_UNSET && at >= m->audit->at && at < m->end;
}

static struct calendar_event *
add_event(struct maker *m, enum calendar_type type, int64_t at)
{
	struct calendar *c = m->out;

	c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n] = (struct calendar_event){ .type = type, .at = at };
	return &c->v[c->n++];
}

/* ---- who is affected ---------------------------------------------------- */

/* Partners that a requirement's object is about. */
static void
add_partners(const struct maker *m, const struct requirement *r,
    struct names *names)
{
	const struct objects *parties = snapshot_all(m->audit->snapshot,
	    "party");
	const struct party *p;
	size_t i, row;

	for (i = 0; i < parties->n; i++) {
		p = (const struct party *)parties->v[i];
		if (strcmp(r->kind, "party") == 0 &&
		    strcmp(r->object, p->object.name) == 0)
			names_add(names, p->object.name);
		for (row = 0; strcmp(r->kind, "send-port") == 0 &&
		    row < p->send_ports.n; row++)
			if (strcmp(rows_cell(&p->send_ports, row, 0),
			    r->object) == 0)
				names_add(names, p->object.name);
	}
}

static bool
same_object(const struct requirement *a, const struct requirement *b)
{
	return strcmp(a->kind, b->kind) == 0 &&
	    strcmp(a->object, b->object) == 0;
}

static bool
is_repeated(const struct requirement *const *v, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (same_object(v[j], v[i]))
			return true;
	return false;
}

/* What uses it, with whom it works for, of requirements of one event. */
static void
add_affected(const struct maker *m, struct calendar_event *e,
    const struct requirement *const *v, size_t n)
{
	struct names partners = { .n = 0 };
	struct buf b = { 0 };
	size_t i;

	e->kind = xstrdup(v[0]->kind);
	e->object = xstrdup(v[0]->object);
	e->field = xstrdup(v[0]->field);
	e->thumbprint = xstrdup(v[0]->thumbprint);
	for (i = 0; i < n; i++) {
		if (is_repeated(v, i))
			continue;
		buf_addf(&b, "%s%s %s", b.len > 0 ? ", " : "",
		    kind_find(v[i]->kind)->label, v[i]->object);
		if (strcmp(v[i]->kind, "host") == 0 ||
		    strcmp(v[i]->kind, "group") == 0)
			buf_addf(&b, " (%s)", v[i]->users);
		add_partners(m, v[i], &partners);
	}
	e->objects = buf_steal(&b);
	e->partners = names_text(&partners);
}

/* ---- events ------------------------------------------------------------- */

/* Is it still at work, or accepted, when it runs out? */
static bool
is_needed_at(const struct requirement *r, int64_t at)
{
	return r->role == CERT_NEXT || r->turn == FIELD_UNSET || at < r->turn;
}

static void
add_expiry(struct maker *m, const struct requirement *const *v, size_t n)
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
		if (is_needed_at(v[i], cert->not_after))
			left[nleft++] = v[i];
	if (nleft > 0 && is_within(m, cert->not_after)) {
		e = add_event(m, CALENDAR_EXPIRES, cert->not_after);
		add_affected(m, e, left, nleft);
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
add_turn(struct maker *m, const struct requirement *const *v, size_t n)
{
	static const enum calendar_type types[CERT_ROLES] = {
		[CERT_CURRENT] = CALENDAR_TYPES,
		[CERT_NEXT] = CALENDAR_TAKES_OVER,
		[CERT_PREVIOUS] = CALENDAR_GIVEN_UP,
	};
	const struct requirement *r = v[0];
	const struct cert *cert = audit_known_cert(m->audit, r->thumbprint);
	struct calendar_event *e;

	if (types[r->role] == CALENDAR_TYPES || !is_within(m, r->turn))
		return;
	e = add_event(m, types[r->role], r->turn);
	add_affected(m, e, v, n);
	e->title = xstrdup(cert != NULL ? cert_title(cert) :
	    r->common_name != NULL ? r->common_name : "");
	e->text = xstrdup(r->role == CERT_NEXT ? "it is used from then on" :
	    "it is not accepted from then on");
}

static void
add_waivers(struct maker *m)
{
	const struct objects *all = snapshot_all(m->audit->snapshot,
	    kind_waiver.name);
	const struct waiver *w;
	struct calendar_event *e;
	size_t i;

	for (i = 0; i < all->n; i++) {
		w = (const struct waiver *)all->v[i];
		if (!is_within(m, w->until))
			continue;
		e = add_event(m, CALENDAR_WAIVER, w->until);
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

void
calendar_make(const struct audit *a, int64_t days, struct calendar *out)
{
	struct maker m = { .audit = a, .out = out,
	    .end = a->at + days * DAY_SECONDS };
	const struct requirements *list = &a->requirements;
	const struct requirement **v = xcalloc(list->n + 1, sizeof(*v));
	size_t i, from, n = list->n;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < n; i++)
		v[i] = &list->v[i];
	qsort(v, n, sizeof(*v), compare_requirements);
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && strcmp(v[from]->thumbprint,
		    v[i]->thumbprint) == 0; i++)
			;
		add_expiry(&m, v + from, i - from);
	}
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && same_turn(v[from], v[i]); i++)
			;
		add_turn(&m, v + from, i - from);
	}
	free(v);
	add_waivers(&m);
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), compare_events);
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
	}
	free(c->v);
	memset(c, 0, sizeof(*c));
}
