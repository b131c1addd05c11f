/* SPDX-License-Identifier: ISC */
#include "model/import_plan.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/crl_check.h"
#include "certstore/identity.h"
#include "model/import.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"

enum { MAX_WHY = 512 };

const char *
import_result_text(enum import_result r)
{
	static const char *const texts[IMPORT_RESULT_COUNT] = {
		[IMPORT_PLANNED] = "planned",
		[IMPORT_DONE] = "imported",
		[IMPORT_THERE] = "already there",
		[IMPORT_LEFT_OUT] = "not imported",
	};

	return texts[r];
}

bool
import_account_ok(const char *account, struct err *err)
{
	if (!store_account_ok(account, err))
		return false;
	return getpwnam(account) != NULL || err_set(err, ERR_INVALID,
	    "--account: no such account on this computer (%s)", account);
}

/* ---- remarks ------------------------------------------------------------ */

static void remark(struct import_entry *, bool warning, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
remark(struct import_entry *e, bool warning, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	e->remarks = grow(e->remarks, e->nremarks, &e->remarks_cap,
	    sizeof(*e->remarks));
	e->remarks[e->nremarks++] = (struct import_remark){ warning, text };
}

/* ---- what it is held against -------------------------------------------- */

/* The stores as they are, read once for all pieces. */
struct around {
	struct import_plan *plan;
	struct trust *trust;
	struct cert_list stores[STORE_COUNT];
	struct cert_list along;	/* what came with it; borrowed */
	struct cert_list used;	/* certificates that are assigned */
};

static void
load_store(struct around *a, enum store_id id)
{
	struct import_plan *p = a->plan;
	struct store *s = store_open(p->model->settings->stores, id,
	    store_info(id)->per_account ? p->account : NULL, NULL);

	/* One that cannot be read yet holds nothing we could compare. */
	if (s != NULL && id != STORE_CRL)
		(void)store_load(s, &a->stores[id], NULL);
	store_close(s);
}

static bool
load_used(struct around *a, struct err *err)
{
	struct assignments all = { 0 };
	struct cert *c;
	size_t i;
	bool ok = model_assignments(a->plan->model, NULL, &all, err);

	for (i = 0; ok && i < all.n; i++) {
		if (all.v[i].thumbprint == NULL ||
		    cert_list_find(&a->used, all.v[i].thumbprint) != NULL)
			continue;
		c = import_look_up(a->plan, all.v[i].thumbprint);
		if (c != NULL)
			cert_list_add(&a->used, c);
	}
	assignments_clear(&all);
	return ok;
}

static bool
around_load(struct around *a, struct import_plan *p, struct err *err)
{
	size_t i;
	int s;

	*a = (struct around){ .plan = p };
	for (s = 0; s < STORE_COUNT; s++)
		load_store(a, (enum store_id)s);
	for (i = 0; i < p->bundle.n; i++)
		cert_list_add(&a->along, p->bundle.items[i].cert);
	a->trust = trust_load(p->model->settings->stores,
	    p->model->settings->system_roots != 0, err);
	return a->trust != NULL && load_used(a, err);
}

static void
around_clear(struct around *a)
{
	int s;

	for (s = 0; s < STORE_COUNT; s++)
		cert_list_clear(&a->stores[s]);
	free(a->along.v);
	cert_list_clear(&a->used);
	trust_free(a->trust);
}

static struct cert *
from_store(struct import_plan *p, enum store_id id, const char *thumbprint)
{
	struct store *s = store_open(p->model->settings->stores, id,
	    store_info(id)->per_account ? p->account : NULL, NULL);
	struct cert *c = s != NULL ? store_get(s, thumbprint, NULL) : NULL;

	store_close(s);
	return c;
}

struct cert *
import_look_up(struct import_plan *p, const char *thumbprint)
{
	struct object *o = model_get(p->model, &kind_certificate, thumbprint,
	    NULL);
	const char *pem = o != NULL ? ((struct certificate *)o)->pem : NULL;
	struct cert *c = NULL;
	int s;

	if (pem != NULL)
		c = inventory_read_pem(pem, thumbprint, NULL);
	object_free(o);
	for (s = 0; c == NULL && s < STORE_CRL; s++)
		c = from_store(p, (enum store_id)s, thumbprint);
	return c;
}

/* ---- judging one piece -------------------------------------------------- */

static bool
note_duplicate(struct around *a, struct import_entry *e, struct err *err)
{
	struct assignments used = { 0 };
	struct buf b = { 0 };
	int s;
	bool ok;

	for (s = 0; s < STORE_COUNT; s++)
		if (cert_list_find(&a->stores[s], e->cert->thumbprint) !=
		    NULL)
			buf_addf(&b, "%s%s", b.len > 0 ? ", " : "",
			    store_info((enum store_id)s)->label);
	if (model_exists(a->plan->model, kind_certificate.name,
	    e->cert->thumbprint))
		buf_addf(&b, "%sthe group", b.len > 0 ? ", " : "");
	ok = model_assignments(a->plan->model, e->cert->thumbprint, &used,
	    err);
	if (b.len > 0 && used.n > 0) {
		buf_adds(&b, "; used by ");
		import_places_text(&used, used.n, &b);
	}
	if (b.len > 0)
		remark(e, false, "already there: %s", (char *)b.data);
	buf_clear(&b);
	assignments_clear(&used);
	return ok;
}

static void
take_assignment(struct assignments *to, struct assignment *a)
{
	to->v = grow(to->v, to->n, &to->cap, sizeof(*to->v));
	to->v[to->n++] = *a;
	memset(a, 0, sizeof(*a));
}

/*
 * Where the old one is assigned and the new one could be.  Owners often have
 * one certificate to sign and another to encrypt: same names, other purpose.
 */
static bool
take_places(struct around *a, struct import_entry *e, const struct cert *old,
    struct err *err)
{
	struct assignments all = { 0 };
	size_t index = (size_t)(e - a->plan->v), i;
	bool ok = model_assignments(a->plan->model, old->thumbprint, &all,
	    err);

	for (i = 0; ok && i < all.n; i++)
		if (all.v[i].role != CERT_PREVIOUS &&
		    import_plan_fits(a->plan, index,
		    usage_find(all.v[i].usage), NULL))
			take_assignment(&e->renewed, &all.v[i]);
	assignments_clear(&all);
	return ok;
}

static void
say_renewal(struct import_entry *e, const struct cert *old)
{
	struct buf b = { 0 };

	memcpy(e->renews, old->thumbprint, sizeof(e->renews));
	import_places_text(&e->renewed, e->renewed.n, &b);
	remark(e, false, "renews %s [%s], used by %s", cert_title(old),
	    old->thumbprint, (char *)b.data);
	/* Names alone prove nothing where no chain vouches for them. */
	if (e->verdict.state == CERT_UNTRUSTED &&
	    !identity_same_key(old, e->cert))
		remark(e, true, "that it is the same owner is said by the "
		    "names only: compare SHA-256 with the partner");
	buf_clear(&b);
}

static bool
note_renewal(struct around *a, struct import_entry *e, struct err *err)
{
	const struct cert *old;
	size_t i, before;

	for (i = 0; i < a->used.n; i++) {
		old = a->used.v[i];
		if (strcmp(old->thumbprint, e->cert->thumbprint) == 0 ||
		    old->not_before > e->cert->not_before ||
		    !identity_same(old, e->cert))
			continue;
		before = e->renewed.n;
		if (!take_places(a, e, old, err))
			return false;
		if (e->renewed.n > before && *e->renews == '\0')
			say_renewal(e, old);
	}
	return true;
}

static void
note_verdict(struct around *a, struct import_entry *e)
{
	bool root = bundle_item_store(&(struct bundle_item){
	    .cert = (struct cert *)e->cert, .key = (struct key *)e->key }) ==
	    STORE_ROOT;

	trust_judge(a->trust, e->cert, &a->along, a->plan->at,
	    TRUST_CHAIN | TRUST_REVOCATION, &e->verdict);
	/* A root that is about to be trusted cannot be so yet. */
	if (e->verdict.state == CERT_GOOD ||
	    (root && e->verdict.state == CERT_UNTRUSTED))
		return;
	remark(e, e->verdict.state != CERT_REVOCATION_UNKNOWN, "%s: %s",
	    e->verdict.state == CERT_UNTRUSTED ? "not trusted" :
	    cert_state_text(e->verdict.state), e->verdict.reason);
}

static void
note_chain(struct around *a, struct import_entry *e)
{
	const struct cert_list *pools[] = { &a->stores[STORE_ROOT],
	    &a->stores[STORE_CA], &a->along };
	struct cert_list chain = { 0 };
	const struct cert *last;
	struct buf b = { 0 };
	size_t i;

	identity_chain(e->cert, pools, ARRAY_SIZE(pools), &chain);
	for (i = 0; i < chain.n; i++)
		buf_addf(&b, "%s%s", i > 0 ? " < " : "",
		    cert_title(chain.v[i]));
	last = chain.v[chain.n - 1];
	if (cert_list_find(&a->stores[STORE_ROOT], last->thumbprint) != NULL)
		buf_adds(&b, " (trusted root)");
	else if (identity_self_signed(last))
		buf_adds(&b, " (self-signed, not in the root store)");
	else
		buf_addf(&b, " (ends here: its issuer %s is neither in the "
		    "stores nor came along)", last->issuer);
	e->chain = buf_steal(&b);
	free(chain.v);
}

static bool
judge(struct around *a, struct import_entry *e, struct err *err)
{
	struct import_plan *p = a->plan;
	struct store *s;
	struct key *key;
	char why[MAX_WHY];

	note_chain(a, e);
	note_verdict(a, e);
	if ((size_t)(e - p->v) >= p->came)
		remark(e, false, "only the private key came; this is its "
		    "certificate, found here");
	if (identity_weak(e->cert, why, sizeof(why)))
		remark(e, true, "weak: %s", why);
	if (e->proposed == STORE_COUNT)
		remark(e, true, "a root that came along with others is not "
		    "trusted unless its store is named");
	s = store_open(p->model->settings->stores, STORE_PERSONAL,
	    p->account, NULL);
	key = s != NULL ? store_get_key(s, e->cert, NULL) : NULL;
	e->key_there = key != NULL && cert_list_find(
	    &a->stores[STORE_PERSONAL], e->cert->thumbprint) != NULL;
	key_free(key);
	store_close(s);
	return note_duplicate(a, e, err) && note_renewal(a, e, err);
}

/* ---- judging a list ----------------------------------------------------- */

bool
import_list_check(struct import_plan *p, const struct crl *crl,
    const struct cert_list *along, bool *unverified, struct err *err)
{
	struct cert_list authorities = { 0 };
	struct err why = { 0 };
	bool ok;

	*unverified = false;
	if (!crl_check_kind(crl, err))
		return false;
	ok = crl_authorities(p->model->settings->stores, &authorities,
	    &why) && crl_check_signature(crl, &authorities, &why);
	cert_list_clear(&authorities);
	if (!ok && why.code == ERR_NOT_FOUND && along != NULL) {
		err_clear(&why);
		ok = crl_check_signature(crl, along, &why);
	}
	*unverified = !ok && why.code == ERR_NOT_FOUND;
	if (ok || *unverified)
		return true;
	if (err != NULL)
		*err = why;
	return false;
}

/* What is refused when it is written is said before. */
static void
judge_list(struct around *a, struct import_entry *e)
{
	struct err err = { 0 };

	e->refused = !import_list_check(a->plan, e->crl, &a->along,
	    &e->unverified, &err);
	if (e->refused)
		remark(e, true, "cannot be imported: %s", err.text);
	else if (e->unverified)
		remark(e, true, IMPORT_UNVERIFIED);
}

/* ---- making ------------------------------------------------------------- */

static void
add_entries(struct import_plan *p)
{
	const struct bundle *b = &p->bundle;
	size_t i;

	p->v = xcalloc(b->n + b->crls.n, sizeof(*p->v));
	for (i = 0; i < b->n; i++)
		p->v[p->n++] = (struct import_entry){
		    .cert = b->items[i].cert, .key = b->items[i].key,
		    .proposed = import_is_uninvited(b, &b->items[i]) ?
		    STORE_COUNT : bundle_item_store(&b->items[i]) };
	for (i = 0; i < b->crls.n; i++)
		p->v[p->n++] = (struct import_entry){
		    .crl = b->crls.v[i], .proposed = STORE_CRL };
	for (i = 0; i < p->n; i++)
		p->v[i].store = p->v[i].proposed;
}

/* What the user has asked for must be in it. */
static bool
check_content(const struct bundle *b, enum store_id store, struct err *err)
{
	if (b->n == 0 && b->crls.n == 0)
		return err_set(err, ERR_INVALID, "holds no certificate, only "
		    "%zu private key%s of none in the stores here or known "
		    "to the group", b->stray_keys,
		    b->stray_keys == 1 ? "" : "s");
	if (store == STORE_CRL && b->crls.n == 0)
		return err_set(err, ERR_INVALID, "holds no revocation list");
	if (store != STORE_COUNT && store != STORE_CRL && b->n == 0)
		return err_set(err, ERR_INVALID, "holds no certificate");
	return true;
}

static bool
apply_store(struct import_plan *p, enum store_id id, struct err *err)
{
	size_t i;

	for (i = 0; id != STORE_COUNT && i < p->n; i++) {
		if (id == STORE_CRL && p->v[i].cert != NULL)
			p->v[i].store = STORE_COUNT;
		else if (p->v[i].cert != NULL &&
		    !import_plan_store(p, i, id, err))
			return false;
	}
	return true;
}

static bool
apply_only(struct import_plan *p, const char *only, struct err *err)
{
	char want[THUMBPRINT_SIZE];
	bool found = false;
	size_t i;

	if (only == NULL)
		return true;
	if (!thumbprint_parse(only, want, err))
		return false;
	for (i = 0; i < p->n; i++) {
		if (p->v[i].cert != NULL &&
		    strcmp(p->v[i].cert->thumbprint, want) == 0) {
			found = true;
			/* Named, a root is not uninvited any more. */
			if (p->v[i].store == STORE_COUNT)
				p->v[i].store = STORE_ROOT;
		} else {
			p->v[i].store = STORE_COUNT;
		}
	}
	return found || err_set(err, ERR_NOT_FOUND,
	    "holds no such certificate (%s)", want);
}

bool
import_plan_make(struct import_plan *p, struct model *m, struct bundle *b,
    const struct import_request *r, struct err *err)
{
	struct object *group = model_group(m, NULL);
	struct around a = { 0 };
	bool ok;
	size_t i;

	*p = (struct import_plan){ .model = m, .bundle = *b, .at = r->at,
	    .take_over = r->take_over,
	    .account = xstrdup(r->account != NULL ? r->account : m->user) };
	memset(b, 0, sizeof(*b));
	if (group != NULL)
		p->extra_eku = xstrdup(((struct group *)group)->extra_eku);
	object_free(group);
	p->came = p->bundle.n;
	ok = (r->account == NULL || import_account_ok(r->account, err)) &&
	    import_find_certs(p, err) &&
	    check_content(&p->bundle, r->store, err);
	if (ok) {
		add_entries(p);
		ok = around_load(&a, p, err);
		for (i = 0; ok && i < p->n; i++)
			if (p->v[i].crl != NULL)
				judge_list(&a, &p->v[i]);
			else
				ok = judge(&a, &p->v[i], err);
		around_clear(&a);
	}
	return ok && apply_store(p, r->store, err) &&
	    apply_only(p, r->only, err);
}

void
import_plan_clear(struct import_plan *p)
{
	size_t i, j;

	for (i = 0; i < p->n; i++) {
		for (j = 0; j < p->v[i].nremarks; j++)
			free(p->v[i].remarks[j].text);
		free(p->v[i].remarks);
		free(p->v[i].chain);
		assignments_clear(&p->v[i].renewed);
	}
	import_plan_unassign(p);
	free(p->v);
	free(p->account);
	free(p->extra_eku);
	bundle_clear(&p->bundle);
	memset(p, 0, sizeof(*p));
}

/* ---- stores ------------------------------------------------------------- */

bool
import_plan_store(struct import_plan *p, size_t entry, enum store_id id,
    struct err *err)
{
	struct import_entry *e = &p->v[entry];
	size_t i;

	if (e->crl != NULL && id != STORE_CRL && id != STORE_COUNT)
		return err_set(err, ERR_INVALID, "revocation list: goes to "
		    "its own store only");
	if (e->cert != NULL && id == STORE_CRL)
		return err_set(err, ERR_INVALID, "certificate %s: the store "
		    "holds lists only (%s)", cert_title(e->cert),
		    store_info(id)->label);
	/* A leaf there ends no chain; a self-signed one ends its own. */
	if (e->cert != NULL && !e->cert->is_ca && (id == STORE_CA ||
	    (id == STORE_ROOT && strcmp(e->cert->subject,
	    e->cert->issuer) != 0)))
		return err_set(err, ERR_INVALID, "certificate %s: not a CA "
		    "certificate, so not for this store (%s)",
		    cert_title(e->cert), store_info(id)->label);
	for (i = 0; i < p->nassigns; i++)
		if (p->assigns[i].entry == entry &&
		    usage_info(p->assigns[i].usage)->store != id)
			return err_set(err, ERR_CONFLICT, "certificate %s: "
			    "%s %s looks for it in %s", cert_title(e->cert),
			    p->assigns[i].kind, p->assigns[i].name,
			    store_info(usage_info(p->assigns[i].usage)->
			    store)->label);
	e->store = id;
	return true;
}
