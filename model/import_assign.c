/* SPDX-License-Identifier: ISC */
/* What imported certificates are to be used for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/identity.h"
#include "model/import_plan.h"
#include "model/kind.h"
#include "model/rollover.h"

const struct import_use import_uses[] = {
	{ .name = "decrypt", .label = "Decrypt what we receive",
	  .usages = { USAGE_DECRYPT },
	  .help = "Our own, with its key: Host, page Certificates." },
	{ .name = "sign", .label = "Sign what we send",
	  .usages = { USAGE_SIGN },
	  .help = "Our own, with its key: Group, page Certificate." },
	{ .name = "verify", .label = "Verify and resolve a party",
	  .usages = { USAGE_VERIFY },
	  .help = "A partner's: Party, page Certificates." },
	{ .name = "encrypt", .label = "Encrypt to a partner",
	  .usages = { USAGE_ENCRYPT },
	  .help = "A partner's: Send port or two-way receive location, page "
	      "Certificate." },
	{ .name = "tls-client", .label = "TLS client of a send port",
	  .usages = { USAGE_HTTPS, USAGE_SOAP },
	  .help = "Our own, with its key: Send port, HTTP or SOAP "
	      "transport." },
	{ .name = NULL },
};

const struct import_use *
import_use_find(const char *name)
{
	const struct import_use *u;

	for (u = import_uses; u->name != NULL; u++)
		if (strcmp(u->name, name) == 0)
			return u;
	return NULL;
}

static bool
use_has(const struct import_use *u, enum usage usage)
{
	return usage != USAGE_NONE && (u->usages[0] == usage ||
	    u->usages[1] == usage);
}

/* ---- who can use it ----------------------------------------------------- */

static void
add_target(struct import_targets *t, const struct object *o,
    const struct slot *s)
{
	struct rollover_state state;

	rollover_read(o, s->name, &state);
	t->v = grow(t->v, t->n, &t->cap, sizeof(*t->v));
	t->v[t->n++] = (struct import_target){
	    .kind = xstrdup(o->kind->name), .name = xstrdup(o->name),
	    .field = xstrdup(s->name), .usage = s->field->usage,
	    .thumbprint = slot_get(o, s), .next = xstrdup(state.r.next) };
	rollover_state_clear(&state);
}

/* The thumbprint of a property is as it was typed. */
static void
normalise(struct import_target *t)
{
	char normal[THUMBPRINT_SIZE];

	if (thumbprint_parse(t->thumbprint, normal, NULL))
		str_replace(&t->thumbprint, normal);
}

static void
add_object(struct import_targets *t, struct model *m, const struct object *o,
    const struct import_use *u)
{
	struct slots slots = { 0 };
	const struct field *f;
	size_t i;

	object_slots(o, m, &slots);
	for (i = 0; i < slots.n; i++) {
		f = slots.v[i].field;
		if (f == NULL || f->type != FIELD_CERT ||
		    f->role != CERT_CURRENT || !use_has(u, f->usage))
			continue;
		add_target(t, o, &slots.v[i]);
		normalise(&t->v[t->n - 1]);
	}
	slots_clear(&slots);
}

/* Only kinds that could have such a field are read. */
static bool
may_have(const struct kind *k, const struct import_use *u)
{
	size_t i;

	for (i = 0; i < k->nfields; i++)
		if (k->fields[i].type == FIELD_CERT &&
		    use_has(u, k->fields[i].usage))
			return true;
	return k->facets != NULL;
}

bool
import_targets(struct model *m, const struct import_use *u,
    struct import_targets *t, struct err *err)
{
	const struct kind *const *k;
	struct objects all = { 0 };
	bool ok = true;
	size_t i;

	for (k = kinds; ok && *k != NULL; k++) {
		if ((*k)->fixed || !may_have(*k, u))
			continue;
		ok = model_select(m, *k, NULL, NULL, &all, err);
		for (i = 0; ok && i < all.n; i++)
			add_object(t, m, all.v[i], u);
		objects_clear(&all);
	}
	return ok;
}

void
import_targets_clear(struct import_targets *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->v[i].kind);
		free(t->v[i].name);
		free(t->v[i].field);
		free(t->v[i].thumbprint);
		free(t->v[i].next);
	}
	free(t->v);
	memset(t, 0, sizeof(*t));
}

/* ---- does it serve ------------------------------------------------------ */

unsigned
import_entry_fitness(const struct import_plan *p,
    const struct import_entry *e, enum usage u, struct buf *why)
{
	return fitness(&(struct fitness_question){ .usage = u,
	    .cert = e->cert, .extra_eku = p->extra_eku,
	    .verdict = &e->verdict, .ignore = FITNESS_UNTRUSTED,
	    .at = p->take_over != 0 ? p->take_over : p->at,
	    .later = p->take_over != 0,
	    .no_key = e->key == NULL && !e->key_there ?
	    "its private key is needed, and did not come with it" : NULL },
	    why);
}

bool
import_plan_fits(const struct import_plan *p, size_t entry, enum usage u,
    struct err *err)
{
	const struct import_entry *e = &p->v[entry];
	struct buf why = { 0 };
	bool fits;

	if (e->cert == NULL)
		return err_set(err, ERR_INVALID, "a revocation list is used "
		    "for nothing else");
	fits = import_entry_fitness(p, e, u, &why) == 0;
	if (!fits)
		err_set(err, ERR_INVALID, "%s: does not fit %s: %s",
		    cert_title(e->cert), usage_info(u)->purpose,
		    (const char *)why.data);
	buf_clear(&why);
	return fits;
}

bool
import_plan_choose(const struct import_plan *p, const struct import_use *u,
    size_t *entry, struct err *err)
{
	struct err why = { 0 }, first = { 0 };
	size_t i, n = 0;

	for (i = 0; i < p->n; i++) {
		/* An authority's own is for chains, unless it is alone. */
		if (p->v[i].cert == NULL || (p->v[i].cert->is_ca &&
		    p->v[i].key == NULL && p->n > 1) ||
		    p->v[i].store == STORE_COUNT)
			continue;
		if (import_plan_fits(p, i, u->usages[0], &why)) {
			*entry = i;
			n++;
		} else if (first.code == ERR_NONE) {
			first = why;
		}
	}
	if (n > 1)
		return err_set(err, ERR_CONFLICT, "%zu certificates in it "
		    "could %s: name one", n, u->name);
	if (n == 1)
		return true;
	if (first.code == ERR_NONE)
		return err_set(err, ERR_NOT_FOUND,
		    "no certificate in it to %s with", u->name);
	if (err != NULL)
		*err = first;
	return false;
}

/* ---- assigning ---------------------------------------------------------- */

/* Why it is not the same owner's, in words; NULL: it is. */
static char *
other_identity(struct import_plan *p, const struct cert *cert,
    const char *old_thumbprint)
{
	struct cert *old;
	char *words;

	if (*old_thumbprint == '\0')
		return NULL;
	old = import_look_up(p, old_thumbprint);
	words = identity_other(old, old_thumbprint, cert);
	cert_free(old);
	return words;
}

static bool
given_already(const struct import_plan *p, const struct import_target *t,
    struct err *err)
{
	size_t i;

	for (i = 0; i < p->nassigns; i++)
		if (strcmp(p->assigns[i].kind, t->kind) == 0 &&
		    strcmp(p->assigns[i].name, t->name) == 0 &&
		    strcmp(p->assigns[i].field, t->field) == 0)
			return !err_set(err, ERR_CONFLICT, "%s %s: gets a "
			    "certificate of this import already", t->kind,
			    t->name);
	return false;
}

bool
import_plan_assign(struct import_plan *p, size_t entry,
    const struct import_target *t, struct err *err)
{
	const struct cert *c = p->v[entry].cert;
	struct import_assign *a;

	if (!import_plan_fits(p, entry, t->usage, err) ||
	    given_already(p, t, err) || !import_plan_store(p, entry,
	    usage_info(t->usage)->store, err))
		return false;
	/* NOLINTNEXTLINE(*-core.NonNullParamChecker): what fits is there. */
	if (strcmp(t->thumbprint, c->thumbprint) == 0)
		return true;
	p->assigns = grow(p->assigns, p->nassigns, &p->assigns_cap,
	    sizeof(*p->assigns));
	a = &p->assigns[p->nassigns++];
	*a = (struct import_assign){ .entry = entry, .usage = t->usage,
	    .kind = xstrdup(t->kind), .name = xstrdup(t->name),
	    .other = other_identity(p, c, t->thumbprint) };
	if (p->take_over == 0 || *t->thumbprint == '\0') {
		a->field = xstrdup(t->field);
		snprintf(a->old, sizeof(a->old), "%s", t->thumbprint);
		return true;
	}
	a->field = rollover_field(t->field, CERT_CURRENT, CERT_NEXT);
	a->from = p->take_over;
	snprintf(a->old, sizeof(a->old), "%s", t->next != NULL ? t->next :
	    "");
	snprintf(a->follows, sizeof(a->follows), "%s", t->thumbprint);
	return true;
}

static bool
replace_at(struct import_plan *p, size_t entry, const struct assignment *at,
    struct err *err)
{
	struct import_target t = { .kind = at->kind, .name = at->name,
	    .usage = usage_find(at->usage), .field = at->field,
	    .thumbprint = at->thumbprint };
	struct object *o = model_find(p->model, at->kind, at->name, err);
	struct rollover_state s = { .current = NULL };
	char *field;
	bool ok;

	if (o == NULL)
		return false;
	field = rollover_field(at->field, at->role, CERT_CURRENT);
	rollover_read(o, field, &s);
	t.next = s.r.next;
	/* One that is to follow already gets its time anew. */
	if (p->take_over != 0 && at->role == CERT_NEXT) {
		t.field = field;
		t.thumbprint = s.current;
	}
	ok = import_plan_assign(p, entry, &t, err);
	rollover_state_clear(&s);
	object_free(o);
	free(field);
	return ok;
}

/* Does it renew that role's certificate of the same assignment as well? */
static bool
renews_too(const struct assignments *all, const struct assignment *at,
    enum cert_role role)
{
	char *field = rollover_field(at->field, at->role, role);
	bool found = false;
	size_t i;

	for (i = 0; !found && i < all->n; i++)
		found = strcmp(all->v[i].kind, at->kind) == 0 &&
		    strcmp(all->v[i].name, at->name) == 0 &&
		    strcmp(all->v[i].field, field) == 0;
	free(field);
	return found;
}

/* All but the first n. */
static void
drop_assigns(struct import_plan *p, size_t n)
{
	struct import_assign *a;

	while (p->nassigns > n) {
		a = &p->assigns[--p->nassigns];
		free(a->kind);
		free(a->name);
		free(a->field);
		free(a->other);
	}
}

bool
import_plan_replace(struct import_plan *p, size_t entry, struct err *err)
{
	/*
	 * No certificate has two roles.  Where a roll-over is planned, it
	 * takes the place of the one planned, and its time unless it has its
	 * own.
	 */
	const enum cert_role left_out = p->take_over != 0 ? CERT_NEXT :
	    CERT_CURRENT, instead = p->take_over != 0 ? CERT_CURRENT :
	    CERT_NEXT;
	const struct assignments *all = &p->v[entry].renewed;
	const size_t before = p->nassigns;
	size_t i;

	for (i = 0; i < all->n; i++)
		if ((all->v[i].role != left_out || !renews_too(all,
		    &all->v[i], instead)) &&
		    !replace_at(p, entry, &all->v[i], err)) {
			drop_assigns(p, before);
			return err_prefix(err, "%s %s", all->v[i].kind,
			    all->v[i].name);
		}
	return true;
}

void
import_plan_unassign(struct import_plan *p)
{
	drop_assigns(p, 0);
	free(p->assigns);
	p->assigns = NULL;
	p->assigns_cap = 0;
}
