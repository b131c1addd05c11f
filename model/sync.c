/* SPDX-License-Identifier: ISC */
#include "model/sync.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/trust.h"
#include "certstore/usage.h"
#include "model/cert_report.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"

enum { MAX_USERS_TOLD = 3 };

void
sync_clear(struct sync *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		cert_free(s->v[i].cert);
		free(s->v[i].why);
	}
	free(s->v);
	assignments_clear(&s->absent);
	memset(s, 0, sizeof(*s));
}

/* ---- the plan ----------------------------------------------------------- */

struct planning {
	struct sync *out;
	struct model *model;
	struct objects certs;	/* the group's */
	struct assignments assigned;	/* by thumbprint */
	struct store *stores[STORE_COUNT];
};

static bool
for_other_people(const struct assignment *a)
{
	enum usage u = usage_find(a->usage);

	return u != USAGE_NONE && usage_info(u)->store == STORE_OTHER_PEOPLE;
}

/* Who needs it in Other People: heap, NULL for nobody. */
static char *
users_of(const struct assignments *all, const char *thumbprint)
{
	struct buf b = { 0 };
	size_t i, n = 0;

	for (i = 0; i < all->n; i++) {
		if (strcmp(all->v[i].thumbprint, thumbprint) != 0 ||
		    !for_other_people(&all->v[i]))
			continue;
		if (++n <= MAX_USERS_TOLD)
			buf_addf(&b, "%s%s %s", n > 1 ? ", " : "",
			    all->v[i].kind, all->v[i].name);
	}
	if (n > MAX_USERS_TOLD)
		buf_addf(&b, " and %zu more", n - MAX_USERS_TOLD);
	return n > 0 ? buf_steal(&b) : NULL;
}

/* Takes cert and why over. */
static void
plan(struct planning *p, struct cert *cert, enum store_id id, char *why)
{
	struct cert *there = store_get(p->stores[id], cert->thumbprint, NULL);
	struct sync *s = p->out;

	if (there != NULL) {
		s->present++;
		cert_free(there);
		cert_free(cert);
		free(why);
		return;
	}
	s->v = grow(s->v, s->n, &s->cap, sizeof(*s->v));
	s->v[s->n++] = (struct sync_item){ .cert = cert, .store = id,
	    .why = why };
}

static void
plan_one(struct planning *p, const struct certificate *c)
{
	struct cert *cert = c->pem == NULL ? NULL :
	    inventory_read_pem(c->pem, c->object.name, NULL);
	char *why;
	bool root;

	if (cert == NULL)
		return;		/* holds another than its name says: void */
	root = strcmp(cert->subject, cert->issuer) == 0;
	why = users_of(&p->assigned, cert->thumbprint);
	if (why != NULL)
		plan(p, cert_copy(cert), STORE_OTHER_PEOPLE, why);
	if (root && c->trusted)
		plan(p, cert_copy(cert), STORE_ROOT,
		    xstrdup("trusted in the group"));
	else if (!root && cert->is_ca)
		plan(p, cert_copy(cert), STORE_CA, NULL);
	cert_free(cert);
}

/* A partner's certificate that only an assignment knows. */
static void
note_absent(struct planning *p)
{
	struct assignments *out = &p->out->absent;
	const struct assignment *a;
	size_t i;

	for (i = 0; i < p->assigned.n; i++) {
		a = &p->assigned.v[i];
		if (!for_other_people(a) || model_exists(p->model,
		    kind_certificate.name, a->thumbprint))
			continue;
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = (struct assignment){
			.kind = xstrdup(a->kind), .name = xstrdup(a->name),
			.field = xstrdup(a->field),
			.usage = xstrdup(a->usage),
			.thumbprint = xstrdup(a->thumbprint),
			.common_name = xstrdup(a->common_name),
		};
	}
}

static int
by_store(const void *a, const void *b)
{
	const struct sync_item *x = a, *y = b;
	int c = (x->store > y->store) - (x->store < y->store);

	return c != 0 ? c : strcmp(x->cert->thumbprint, y->cert->thumbprint);
}

bool
sync_plan(struct sync *s, struct model *m, struct err *err)
{
	struct planning p = { .out = s, .model = m };
	enum store_id id;
	bool ok = true;
	size_t i;

	memset(s, 0, sizeof(*s));
	for (id = 0; ok && id < STORE_COUNT; id++) {
		if (store_info(id)->per_account)
			continue;
		p.stores[id] = store_open(m->settings->stores, id, NULL, err);
		ok = p.stores[id] != NULL;
	}
	ok = ok && model_select(m, &kind_certificate, NULL, NULL, &p.certs,
	    err) && model_assignments(m, NULL, &p.assigned, err);
	for (i = 0; ok && i < p.certs.n; i++)
		plan_one(&p, (const struct certificate *)p.certs.v[i]);
	if (ok)
		note_absent(&p);
	if (s->n > 1)
		qsort(s->v, s->n, sizeof(*s->v), by_store);
	for (id = 0; id < STORE_COUNT; id++)
		store_close(p.stores[id]);
	objects_clear(&p.certs);
	assignments_clear(&p.assigned);
	if (!ok)
		sync_clear(s);
	return ok;
}

/* ---- one chain ---------------------------------------------------------- */

/* With what is there already, as the chain may go through both. */
static void
add_authorities(struct cert_list *l, const struct sync *s,
    const struct inventory *here, enum store_id id)
{
	const struct inventory_store *st;
	size_t i;

	for (st = here->v; st < here->v + here->n; st++)
		for (i = 0; st->store == id && i < st->n; i++)
			if (cert_x509(st->v[i].cert) != NULL)
				cert_list_add(l, st->v[i].cert);
	for (i = 0; i < s->n; i++)
		if (s->v[i].store == id)
			cert_list_add(l, s->v[i].cert);
}

static bool
is_link(const struct trust_path *path, const struct sync_item *item)
{
	size_t i;

	/* Itself is no authority of its own chain, but its root may be. */
	for (i = 0; i < path->n; i++)
		if (item->store != STORE_OTHER_PEOPLE && strcmp(
		    path->v[i].cert->thumbprint, item->cert->thumbprint) == 0)
			return true;
	return false;
}

static void
keep_links(struct sync *s, const struct trust_path *path)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		if (is_link(path, &s->v[i])) {
			s->v[n++] = s->v[i];
			continue;
		}
		cert_free(s->v[i].cert);
		free(s->v[i].why);
	}
	s->n = n;
}

static bool
chain_of(struct trust_path *path, const struct sync *s,
    const struct inventory *here, const struct cert *cert, struct err *err)
{
	struct cert_list roots = { 0 }, others = { 0 };
	struct trust *trust;

	add_authorities(&roots, s, here, STORE_ROOT);
	add_authorities(&others, s, here, STORE_CA);
	/* What the system has cannot be installed by us. */
	trust = trust_of(&roots, &others, false, err);
	if (trust != NULL)
		trust_path(trust, cert, NULL, when_now(), TRUST_CHAIN,
		    path);
	trust_free(trust);
	/* What they list is borrowed. */
	free(roots.v);
	free(others.v);
	return trust != NULL;
}

bool
sync_keep_chain(struct sync *s, struct model *m, const char *thumbprint,
    struct err *err)
{
	struct inventory all = { 0 }, here = { 0 };
	struct cert_found found = { .cert = NULL };
	struct trust_path path = { .v = NULL };
	const struct cert *cert = NULL;
	bool ok = inventory_current(&all, m, err) &&
	    inventory_scan(&here, m->settings, NULL, 0, err);

	/* Personal ones are in the inventory alone. */
	if (ok)
		cert = inventory_cert(&all, thumbprint);
	if (ok && cert == NULL) {
		ok = cert_find(&found, m, &(struct cert_where){
		    .thumbprint = thumbprint, .only = STORE_COUNT }, err);
		cert = found.cert;
	}
	ok = ok && chain_of(&path, s, &here, cert, err);
	if (ok)
		keep_links(s, &path);
	trust_path_clear(&path);
	cert_found_clear(&found);
	inventory_clear(&here);
	inventory_clear(&all);
	return ok;
}

/* ---- doing it ----------------------------------------------------------- */

static bool
may_write(const struct store *s, struct err *err)
{
	if (access(s->path, W_OK | X_OK) == 0 || errno == ENOENT)
		return true;
	return err_set(err, ERR_DENIED, "store %s: may not be written by this "
	    "user (%s)", s->path, strerror(errno));
}

/* do_it false: only ask. */
static bool
each_item(struct sync *s, struct model *m, bool do_it, struct err *err)
{
	struct err why = { 0 };
	struct store *store;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < s->n; i++) {
		store = store_open(m->settings->stores, s->v[i].store, NULL,
		    err);
		if (store == NULL)
			return false;
		err_clear(&why);
		ok = do_it ? store_add(store, s->v[i].cert, NULL, &why) ||
		    why.code == ERR_EXISTS : may_write(store, &why);
		s->v[i].done = ok && do_it;
		store_close(store);
	}
	if (!ok && err != NULL)
		*err = why;
	return ok;
}

bool
sync_apply(struct sync *s, struct model *m, struct err *err)
{
	return model_may(m, ROLE_ADMINISTRATOR, err) &&
	    each_item(s, m, false, err) && each_item(s, m, true, err);
}
