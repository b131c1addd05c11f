/* SPDX-License-Identifier: ISC */
#include "model/crl_refresh.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/crl_fetch.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"

int64_t
crl_max_age_days(struct model *m)
{
	struct object *group = model_group(m, NULL);
	int64_t days = m->settings->crl_max_age_days;

	if (group != NULL &&
	    ((struct group *)group)->crl_max_age_days != FIELD_UNSET)
		days = ((struct group *)group)->crl_max_age_days;
	object_free(group);
	return days;
}

/* Nobody asks whether an expired one was revoked. */
static void
add_cert(struct crl_points *points, const struct cert *c, int64_t now)
{
	if (c->not_after >= now)
		crl_points_add(points, c);
}

/* Roots are trusted or removed, never looked up in a list. */
static bool
add_stores(struct model *m, struct crl_points *points, int64_t now,
    struct err *err)
{
	struct inventory inv = { 0 };
	size_t i, j;

	if (!inventory_scan_here(&inv, m, err))
		return false;
	for (i = 0; i < inv.n; i++)
		for (j = 0; j < inv.v[i].n &&
		    inv.v[i].store != STORE_ROOT; j++)
			add_cert(points, inv.v[i].v[j].cert, now);
	inventory_clear(&inv);
	return true;
}

/* A certificate that the group assigns, whatever store it may be in. */
static void
add_assigned(struct model *m, struct crl_points *points,
    const char *thumbprint, int64_t now)
{
	struct object *o = model_get(m, &kind_certificate, thumbprint, NULL);
	struct cert *c = NULL;

	if (o != NULL && ((struct certificate *)o)->pem != NULL)
		c = inventory_read_pem(((struct certificate *)o)->pem,
		    thumbprint, NULL);
	if (c != NULL)
		add_cert(points, c, now);
	cert_free(c);
	object_free(o);
}

bool
crl_refresh_points(struct model *m, int64_t now, struct crl_points *points,
    struct err *err)
{
	struct assignments all = { 0 };
	size_t i;

	if (!add_stores(m, points, now, err) ||
	    !model_assignments(m, NULL, &all, err))
		return false;
	for (i = 0; i < all.n; i++)
		add_assigned(m, points, all.v[i].thumbprint, now);
	assignments_clear(&all);
	return true;
}

static void
record(struct model *m, struct crl_refresh_result *r)
{
	struct err err = { 0 };

	r->recorded = crl_fetch_write(m, &r->attempts, &err);
	if (!r->recorded)
		r->not_recorded = xstrdup(err.text);
}

bool
crl_refresh(struct model *m, const struct crl_refresh_options *options,
    struct crl_refresh_result *r, struct err *err)
{
	const struct settings *s = m->settings;
	const struct refresh_request request = {
		.root = s->stores, .now = options->now,
		.max_age = crl_max_age_days(m) * DAY_SECONDS,
		.force = options->force, .dry_run = options->dry_run,
		.limits = {
			.connect_seconds = s->fetch_connect_seconds,
			.total_seconds = s->fetch_seconds,
			.stop = options->stop,
		},
	};
	struct crl_points points = { 0 };
	bool ok;

	memset(r, 0, sizeof(*r));
	ok = crl_refresh_points(m, options->now, &points, err) &&
	    refresh_lists(&request, &points, &r->attempts, err);
	r->points = points.n;
	r->left_out = points.left_out;
	crl_points_clear(&points);
	if (ok && !options->dry_run)
		record(m, r);
	return ok;
}

void
crl_refresh_result_clear(struct crl_refresh_result *r)
{
	refresh_attempts_clear(&r->attempts);
	free(r->not_recorded);
	memset(r, 0, sizeof(*r));
}
