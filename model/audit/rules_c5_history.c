/* SPDX-License-Identifier: ISC */
#include "model/audit/rules_c5_history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/audit/assigned.h"
#include "model/kinds/party.h"

#define TRANSIT_DAYS INT64_C(30)	/* a message may be under way so long */

static bool
is_thumbprint(const char *value)
{
	return value != NULL && strlen(value) == THUMBPRINT_SIZE - 1;
}

static void
add_thumb(struct audit_values *values, const char *name,
    const char *thumbprint)
{
	char shown[THUMBPRINT_SHOWN];

	audit_value(values, name, thumbprint_show(thumbprint, shown));
}

/* ---- what lies there though nothing names it ----------------------------- */

struct leftover {
	const struct cert_change *change;
	const char *thumbprint;
};

static void
leftover_finding(struct audit *a, const struct audit_rule *rule,
    const struct leftover *l, const struct inventory_store *s,
    const struct cert *cert)
{
	const struct cert_change *c = l->change;
	struct audit_values values = { 0 };
	char day[WHEN_TEXT];

	audit_value(&values, "computer", s->computer);
	audit_value(&values, "cn", cert_title(cert));
	add_thumb(&values, "thumb", l->thumbprint);
	audit_value(&values, "party", c->object);
	audit_value(&values, "date", when_date(c->at, day));
	if (is_thumbprint(c->new_value))
		add_thumb(&values, "new", c->new_value);
	audit_finding(a, rule, &(struct audit_subject){ .kind = "computer",
	    .object = s->computer, .computer = s->computer,
	    .thumbprint = cert->thumbprint, .active = true }, rule->severity,
	    &values);
}

/* On each computer that still has it in Other People. */
static void
find_leftover(struct audit *a, const struct audit_rule *rule,
    const struct leftover *l)
{
	const struct inventory_store *s;
	const struct inventory_item *item;

	if (assigned_has(&a->assigned, l->thumbprint))
		return;
	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n;
	    s++) {
		if (s->store != STORE_OTHER_PEOPLE)
			continue;
		item = inventory_item(s, l->thumbprint);
		if (item != NULL)
			leftover_finding(a, rule, l, s, item->cert);
		else
			audit_pass(a);
	}
}

static bool
same_subject(const struct audit *a, const char *x, const char *y)
{
	const struct cert *c = audit_held_cert(a, x);
	const struct cert *d = audit_held_cert(a, y);

	return c != NULL && d != NULL && strcmp(c->subject, d->subject) == 0;
}

static bool
was_removed(const struct audit *a, const struct cert_change *c)
{
	(void)a;
	return strcmp(c->kind, kind_party.name) == 0 &&
	    strcmp(c->action, "delete") == 0;
}

static bool
was_replaced(const struct audit *a, const struct cert_change *c)
{
	return strcmp(c->action, "update") == 0 &&
	    a->at - c->at > TRANSIT_DAYS * DAY_SECONDS &&
	    is_thumbprint(c->new_value) &&
	    same_subject(a, c->old_value, c->new_value);
}

static void
each_change(struct audit *a, const struct audit_rule *rule,
    bool (*concerns)(const struct audit *, const struct cert_change *))
{
	const struct audit_facts *f = a->facts;
	struct leftover l = { .change = NULL };
	size_t i;

	for (i = 0; i < f->nchanges; i++) {
		l.change = &f->changes[i];
		l.thumbprint = l.change->old_value;
		if (is_thumbprint(l.thumbprint) && concerns(a, l.change))
			find_leftover(a, rule, &l);
	}
}

/* C504 */
void
rules_c5_removed(struct audit *a, const struct audit_rule *rule)
{
	each_change(a, rule, was_removed);
}

/* C510 */
void
rules_c5_replaced(struct audit *a, const struct audit_rule *rule)
{
	each_change(a, rule, was_replaced);
}

/* ---- changes that have not come everywhere ------------------------------- */

static const struct cert_change *
last_change(const struct audit *a, const struct object *party)
{
	const struct audit_facts *f = a->facts;
	size_t i;

	for (i = f->nchanges; i-- > 0;)
		if (strcmp(f->changes[i].kind, kind_party.name) == 0 &&
		    f->changes[i].object_id == party->id)
			return &f->changes[i];
	return NULL;
}

/* Where the new one is needed and missing, or the old one left over. */
static void
add_lacking(const struct audit *a, const char *thumbprint,
    struct names *computers)
{
	const struct requirement *r;
	const struct inventory_store *s;

	for (r = a->requirements.v; thumbprint != NULL &&
	    r < a->requirements.v + a->requirements.n; r++) {
		if (r->usage != USAGE_VERIFY ||
		    strcmp(r->thumbprint, thumbprint) != 0)
			continue;
		s = inventory_find(a->inventory, r->computer,
		    STORE_OTHER_PEOPLE, NULL);
		if (s != NULL && s->problem == NULL &&
		    inventory_item(s, thumbprint) == NULL)
			names_add_once(computers, s->computer);
	}
}

static void
add_keeping(const struct audit *a, const struct leftover *old,
    struct names *computers)
{
	const struct audit_held *h;
	size_t n;

	if (!is_thumbprint(old->thumbprint) ||
	    assigned_has(&a->assigned, old->thumbprint))
		return;
	h = audit_held(a, old->thumbprint, &n);
	for (; n > 0; n--, h++)
		if (h->store->store == STORE_OTHER_PEOPLE)
			names_add_once(computers, h->store->computer);
}

/* C521 */
void
rules_c5_unfinished(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *all = snapshot_all(a->snapshot,
	    kind_party.name);
	struct leftover l = { .change = NULL };
	struct audit_values values = { 0 };
	struct names computers;
	const struct party *p;
	char day[WHEN_TEXT];
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = (const struct party *)all->v[i];
		l.change = last_change(a, &p->object);
		if (l.change == NULL || a->at - l.change->at <= DAY_SECONDS)
			continue;
		l.thumbprint = l.change->old_value;
		computers = (struct names){ 0 };
		add_lacking(a, p->signature_certificate, &computers);
		add_keeping(a, &l, &computers);
		if (computers.n == 0) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "date", when_date(l.change->at, day));
		audit_names_value(&values, "computers", &computers);
		audit_object_finding(a, rule, &p->object,
		    "signature_certificate", &values);
	}
}
