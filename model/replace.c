/* SPDX-License-Identifier: ISC */
#include "model/replace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/fitness.h"
#include "certstore/identity.h"
#include "model/edit.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"
#include "model/object.h"
#include "model/rollover.h"

/* ---- does it fit -------------------------------------------------------- */

/*
 * Keys and stores differ from computer to computer, and so may trust: they
 * are the audit's to judge.  NULL where it serves.
 */
static char *
unfit(const struct replacement *r, enum usage usage, const char *extra_eku,
    int64_t at)
{
	struct buf why = { 0 };
	char *text = NULL;

	if (fitness(&(struct fitness_question){ .usage = usage,
	    .cert = r->new.cert, .extra_eku = extra_eku,
	    .verdict = &r->verdict, .at = at,
	    .ignore = FITNESS_UNTRUSTED }, &why) != 0)
		text = xasprintf("does not fit %s: %s",
		    usage_info(usage)->purpose, (const char *)why.data);
	buf_clear(&why);
	return text;
}

/* ---- the places --------------------------------------------------------- */

static void
keep(struct objects *list, struct object *o)
{
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = o;
}

/* The object as it is to be: one for all its places. */
static struct object *
object_of(struct replacement *r, const struct assignment *a,
    struct objects *before, struct objects *now, struct err *err)
{
	struct object *o;
	size_t i;

	for (i = 0; i < now->n; i++)
		if (strcmp(now->v[i]->kind->name, a->kind) == 0 &&
		    str_same(now->v[i]->name, a->name))
			return now->v[i];
	o = model_find(r->model, a->kind, a->name, err);
	if (o == NULL)
		return NULL;
	keep(before, o);
	keep(now, object_copy(o));
	return now->v[now->n - 1];
}

static void
add_place(struct replacement *r, const struct assignment *a,
    const struct slot *s)
{
	struct replace_place *p;

	r->v = grow(r->v, r->n, &r->cap, sizeof(*r->v));
	p = &r->v[r->n++];
	*p = (struct replace_place){ .kind = xstrdup(a->kind),
	    .name = xstrdup(a->name), .field = xstrdup(a->field),
	    .label = s != NULL && s->field != NULL ? xasprintf("%s%s%s",
	    s->page != NULL ? s->page : "", s->page != NULL ? ": " : "",
	    s->field->label) : xstrdup(a->field),
	    .usage = s != NULL && s->field != NULL ? s->field->usage :
	    usage_find(a->usage) };
}

/* What is planned as its next is no other replacement: in words, or NULL. */
static char *
planned(const struct replacement *r, const struct assignment *a,
    const struct object *now, const struct slots *slots)
{
	char *field, *next = NULL, *text = NULL;
	const struct slot *s;

	if (a->role != CERT_CURRENT)
		return NULL;
	field = rollover_field(a->field, CERT_CURRENT, CERT_NEXT);
	s = slots_find(slots, field);
	if (s != NULL)
		next = slot_get(now, s);
	if (str_same(next, r->new.cert->thumbprint))
		text = xstrdup("the new certificate is planned as the next "
		    "one already; complete the roll-over, or cancel it "
		    "first");
	free(next);
	free(field);
	return text;
}

static void
try_place(struct replacement *r, const struct assignment *a,
    struct object *now, const struct replace_order *order,
    const char *extra_eku)
{
	struct slots slots = { 0 };
	struct replace_place *p;
	struct err why = { 0 };
	const struct slot *s;

	object_slots(now, r->model, &slots);
	s = slots_find(&slots, a->field);
	add_place(r, a, s);
	p = &r->v[r->n - 1];
	/* A transport that is not chosen keeps what it was set to. */
	if (s == NULL)
		p->problem = xstrdup("is not in use as the object is now");
	else if ((p->problem = planned(r, a, now, &slots)) == NULL)
		p->problem = unfit(r, p->usage, extra_eku,
		    order->at);
	if (p->problem == NULL && !slot_set(now, s, r->model,
	    r->new.cert->thumbprint, &why))
		p->problem = xstrdup(why.text);
	slots_clear(&slots);
}

static bool
find_places(struct replacement *r, const struct replace_order *order,
    struct objects *before, struct objects *now, struct err *err)
{
	struct object *group = model_group(r->model, err), *o;
	struct assignments all = { 0 };
	bool ok = group != NULL && model_assignments(r->model, r->thumbprint,
	    &all, err);
	size_t i;

	for (i = 0; ok && i < all.n; i++) {
		/* What was in use before is no place for a new one. */
		if (all.v[i].role == CERT_PREVIOUS)
			continue;
		o = object_of(r, &all.v[i], before, now, err);
		ok = o != NULL;
		if (ok)
			try_place(r, &all.v[i], o, order,
			    ((struct group *)group)->extra_eku);
	}
	assignments_clear(&all);
	object_free(group);
	return ok;
}

/* ---- the edit ----------------------------------------------------------- */

/*
 * An object that would not be saved keeps all its places; whose they are is
 * said before the reason.
 */
static void
refuse_object(struct replacement *r, const struct object *o, const char *why)
{
	char *head = xasprintf("%s %s: ", o->kind->name, o->name);
	struct replace_place *p;

	if (text_starts(why, head))
		why += strlen(head);
	free(head);
	for (p = r->v; p < r->v + r->n; p++)
		if (p->problem == NULL && strcmp(p->kind, o->kind->name) == 0 &&
		    str_same(p->name, o->name))
			p->problem = xstrdup(why);
}

static bool
has_change(const struct replacement *r, const struct object *o)
{
	const struct replace_place *p;

	for (p = r->v; p < r->v + r->n; p++)
		if (p->problem == NULL && strcmp(p->kind, o->kind->name) == 0 &&
		    str_same(p->name, o->name))
			return true;
	return false;
}

/* Those of the two lists that change go into the set; the others are freed. */
static void
take_objects(struct replacement *r, struct objects *before,
    struct objects *now)
{
	struct object *tried;
	struct err why = { 0 };
	size_t i;

	for (i = 0; i < now->n; i++) {
		tried = object_copy(now->v[i]);
		if (!edit_check(r->model, before->v[i], tried, &why))
			refuse_object(r, now->v[i], why.text);
		object_free(tried);
		if (!has_change(r, now->v[i]))
			continue;
		keep(&r->before, before->v[i]);
		keep(&r->now, now->v[i]);
		before->v[i] = now->v[i] = NULL;
	}
}

/* The group has to know it, so that it can be installed everywhere. */
static void
make_known(struct replacement *r)
{
	const char *t = r->new.cert->thumbprint;
	struct object *known = model_get(r->model, &kind_certificate, t, NULL);

	if (known == NULL) {
		keep(&r->before, NULL);
		keep(&r->now, certificate_from_cert(r->new.cert));
	}
	object_free(known);
}

static void
make_set(struct replacement *r, struct objects *before, struct objects *now)
{
	size_t i;

	make_known(r);
	take_objects(r, before, now);
	for (i = 0; i < r->n; i++)
		r->fit += r->v[i].problem == NULL;
	r->set = (struct edit_set){ .before = r->before.v, .now = r->now.v,
	    .n = r->fit > 0 ? r->now.n : 0 };
}

/* ---- together ----------------------------------------------------------- */

static bool
find_both(struct replacement *r, const struct replace_order *order,
    struct err *err)
{
	char normal[THUMBPRINT_SIZE];
	struct cert_where where = { .thumbprint = normal,
	    .only = STORE_COUNT, .account = order->account };

	if (!thumbprint_parse(order->old_thumbprint, r->thumbprint, err) ||
	    !thumbprint_parse(order->new_thumbprint, normal, err))
		return false;
	if (strcmp(r->thumbprint, normal) == 0)
		return err_set(err, ERR_INVALID, "certificate: cannot replace "
		    "itself (%s)", order->new_thumbprint);
	if (!cert_find(&r->new, r->model, &where, err))
		return false;
	where.thumbprint = r->thumbprint;
	(void)cert_find(&r->old, r->model, &where, NULL);
	return true;
}

static bool
judge_new(struct replacement *r, int64_t at, struct err *err)
{
	struct trust *t = trust_load(r->model->settings->stores,
	    r->model->settings->system_roots != 0, err);

	if (t == NULL)
		return false;
	trust_judge(t, r->new.cert, NULL, at, TRUST_CHAIN | TRUST_REVOCATION,
	    &r->verdict);
	trust_free(t);
	return true;
}

bool
replace_plan(struct replacement *r, struct model *m,
    const struct replace_order *order, struct err *err)
{
	struct objects before = { 0 }, now = { 0 };
	bool ok;

	*r = (struct replacement){ .model = m };
	ok = find_both(r, order, err) && judge_new(r, order->at, err) &&
	    find_places(r, order, &before, &now, err);
	if (ok && r->n == 0)
		ok = err_set(err, ERR_NOT_FOUND, "certificate: is assigned "
		    "nowhere (%s)", order->old_thumbprint);
	if (ok) {
		make_set(r, &before, &now);
		r->other = identity_other(r->old.cert, r->thumbprint,
		    r->new.cert);
	}
	objects_clear(&before);
	objects_clear(&now);
	return ok;
}

bool
replace_write(struct replacement *r, const char *reason, bool confirmed,
    struct err *err)
{
	struct edit_note note = { .reason = reason };
	char *text = NULL;
	bool ok;

	if (r->fit == 0)
		return true;
	if (r->other != NULL && !confirmed) {
		err_set(err, ERR_CONFLICT, "certificate: %s", r->other);
		return err_part(err, "identity");
	}
	if (reason == NULL)
		note.reason = text = xasprintf("replace certificate %s by %s",
		    r->thumbprint, r->new.cert->thumbprint);
	ok = edit_all(r->model, &r->set, &note, err);
	r->revision = ok ? note.revision : 0;
	free(text);
	return ok;
}

void
replace_clear(struct replacement *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		free(r->v[i].kind);
		free(r->v[i].name);
		free(r->v[i].field);
		free(r->v[i].label);
		free(r->v[i].problem);
	}
	free(r->v);
	free(r->other);
	objects_clear(&r->before);
	objects_clear(&r->now);
	cert_found_clear(&r->old);
	cert_found_clear(&r->new);
	memset(r, 0, sizeof(*r));
}

void
replace_place_text(const struct replace_place *p, struct buf *b)
{
	const struct kind *k = kind_find(p->kind);

	buf_adds(b, p->kind);
	if (k == NULL || !k->single)
		buf_addf(b, " %s", p->name);
	buf_addf(b, ", %s (%s)", p->label, usage_info(p->usage)->name);
}
