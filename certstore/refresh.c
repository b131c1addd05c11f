/* SPDX-License-Identifier: ISC */
#include "certstore/refresh.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/crl_check.h"

struct refresh {
	const struct refresh_request *request;
	struct fetch_limits limits;
	struct store *store;
	struct crl_list lists;		/* what the store holds */
	struct cert_list authorities;
	struct buf roots;		/* the same, for https */
	struct refresh_attempts *out;
};

const char *
refresh_word(enum refresh_result r)
{
	static const char *const words[] = {
		[REFRESH_CURRENT] = "current",
		[REFRESH_DUE] = "due",
		[REFRESH_STORED] = "stored",
		[REFRESH_PASSED_OVER] = "passed over",
		[REFRESH_FAILED] = "failed",
	};

	return (size_t)r < ARRAY_SIZE(words) ? words[r] : "";
}

void
refresh_attempts_clear(struct refresh_attempts *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		free(a->v[i].issuer);
		free(a->v[i].url);
		free(a->v[i].reason);
	}
	free(a->v);
	memset(a, 0, sizeof(*a));
}

static struct refresh_attempt *
report(struct refresh *r, const struct crl_point *p, const char *url,
    enum refresh_result result)
{
	struct refresh_attempts *out = r->out;

	out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n] = (struct refresh_attempt){
		.issuer = xstrdup(p->issuer), .url = xstrdup(url),
		.result = result, .at = r->request->now,
	};
	return &out->v[out->n++];
}

/* ---- what is there ------------------------------------------------------ */

static int64_t
lead(int64_t span)
{
	return span / 4 < DAY_SECONDS ? span / 4 : DAY_SECONDS;
}

bool
refresh_due(const struct crl *c, int64_t now, int64_t max_age)
{
	if (now >= c->stored + max_age - lead(max_age))
		return true;
	return c->next_update != 0 && now >= c->next_update -
	    lead(c->next_update - c->this_update);
}

/* The newest good list that serves the point, or NULL. */
static const struct crl *
stored_for(const struct refresh *r, const struct crl_point *p)
{
	const struct crl *c, *best = NULL;
	size_t i;

	for (i = 0; i < r->lists.n; i++) {
		c = r->lists.v[i];
		if (crl_point_fits(p, c, NULL) &&
		    crl_check_kind(c, NULL) &&
		    crl_check_signature(c, &r->authorities, NULL) &&
		    (best == NULL || c->this_update > best->this_update))
			best = c;
	}
	return best;
}

/* ---- one list ----------------------------------------------------------- */

static bool
check(const struct refresh *r, const struct crl_point *p,
    const struct crl *old, const struct crl *fresh, struct err *err)
{
	char date[WHEN_TEXT];

	if (!crl_check_kind(fresh, err) || !crl_point_fits(p, fresh, err) ||
	    !crl_check_signature(fresh, &r->authorities, err) ||
	    !crl_check_dates(fresh, r->request->now, err))
		return false;
	if (old != NULL && old->this_update > fresh->this_update)
		return err_set(err, ERR_EXISTS, "revocation list: a newer "
		    "one is there already (%s)",
		    when_text(old->this_update, date));
	return true;
}

/* NULL where the list is refused, for whatever reason. */
static struct crl *
fetch(const struct refresh *r, const struct crl_point *p, const char *url,
    const struct crl *old, struct err *err)
{
	struct buf data = { 0 };
	struct crl *fresh = NULL;
	bool ok;

	if (fetch_url(url, &r->limits, &data, err))
		fresh = crl_from_data(data.data, data.len, err);
	buf_clear(&data);
	if (fresh == NULL)
		return NULL;
	ok = check(r, p, old, fresh, err);
	if (ok) {
		crl_drop_forged(r->store, &r->lists, &r->authorities,
		    fresh);
		ok = crl_store_add(r->store, fresh, err);
	}
	if (!ok) {
		crl_free(fresh);
		return NULL;
	}
	fresh->stored = r->request->now;
	return fresh;
}

static bool
stopped(const struct refresh *r)
{
	return r->limits.stop != NULL && atomic_load(r->limits.stop);
}

/* True when one address gave the list. */
static bool
try_url(struct refresh *r, const struct crl_point *p, const char *url,
    const struct crl *old)
{
	struct refresh_attempt *a = report(r, p, url, REFRESH_FAILED);
	struct err err = { 0 };
	struct crl *fresh = fetch(r, p, url, old, &err);

	if (fresh == NULL) {
		a->reason = xstrdup(err.text);
		return false;
	}
	a->result = REFRESH_STORED;
	a->this_update = fresh->this_update;
	a->next_update = fresh->next_update;
	if (old != NULL && strcmp(old->sha1, fresh->sha1) == 0)
		a->reason = xstrdup("unchanged");
	crl_list_add(&r->lists, fresh);
	return true;
}

/* The addresses of a point, until one gives the list. */
static void
fetch_point(struct refresh *r, const struct crl_point *p,
    const struct crl *old)
{
	struct err why = { 0 };
	bool tried = false;
	size_t i;

	for (i = 0; i < p->n && !stopped(r); i++) {
		if (!fetch_can(p->urls[i], &why)) {
			report(r, p, p->urls[i], REFRESH_PASSED_OVER)->reason
			    = xstrdup(why.text);
			continue;
		}
		if (r->request->dry_run) {
			report(r, p, p->urls[i], REFRESH_DUE);
			return;
		}
		if (try_url(r, p, p->urls[i], old))
			return;
		tried = true;
	}
	r->out->failed += tried;
}

static void
refresh_point(struct refresh *r, const struct crl_point *p)
{
	const struct refresh_request *q = r->request;
	const struct crl *old = stored_for(r, p);
	struct refresh_attempt *a;

	if (!q->force && old != NULL &&
	    !refresh_due(old, q->now, q->max_age)) {
		a = report(r, p, p->urls[0], REFRESH_CURRENT);
		a->this_update = old->this_update;
		a->next_update = old->next_update;
	} else {
		fetch_point(r, p, old);
	}
}

/* ---- all ---------------------------------------------------------------- */

static bool
load(struct refresh *r, struct err *err)
{
	size_t i;

	r->store = store_open(r->request->root, STORE_CRL, NULL, err);
	if (r->store == NULL ||
	    !crl_authorities(r->request->root, &r->authorities, err))
		return false;
	for (i = 0; i < r->authorities.n; i++)
		if (strcmp(r->authorities.v[i]->subject,
		    r->authorities.v[i]->issuer) == 0)
			cert_to_pem(r->authorities.v[i], &r->roots);
	return access(r->store->path, F_OK) != 0 ||
	    crl_store_load(r->store, &r->lists, err);
}

bool
refresh_lists(const struct refresh_request *request,
    const struct crl_points *points, struct refresh_attempts *out,
    struct err *err)
{
	struct refresh r = { .request = request, .limits = request->limits,
	    .out = out };
	bool ok = load(&r, err);
	size_t i;

	r.limits.max_bytes = MAX_CRL_SIZE;
	r.limits.roots = (const char *)r.roots.data;
	for (i = 0; ok && i < points->n && !stopped(&r); i++)
		refresh_point(&r, &points->v[i]);
	crl_list_clear(&r.lists);
	cert_list_clear(&r.authorities);
	buf_clear(&r.roots);
	store_close(r.store);
	return ok;
}
