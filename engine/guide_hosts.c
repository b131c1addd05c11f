/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/guide_receive.h"
#include "model/import_plan.h"

/* ---- what runs there ----------------------------------------------------- */

const struct host_instance *
guide_host_here(const struct guide *g, const struct topology_host *h)
{
	const struct host_instance *row;
	size_t i;

	for (i = 0; h != NULL && i < h->instances.n; i++) {
		row = g->topology->instances[h->instances.v[i]];
		if (text_same_case(row->computer,
		    g->model->settings->computer))
			return row;
	}
	return NULL;
}

static void
list(struct buf *b, const char *title, const char *name, size_t i)
{
	if (i == 0)
		buf_addf(b, "%s%s ", b->len > 0 ? "; " : "", title);
	buf_addf(b, "%s%s", i > 0 ? ", " : "", name);
}

char *
guide_host_text(const struct guide *g, const struct topology_host *h)
{
	const struct topology *t = g->topology;
	const struct host_instance *here = guide_host_here(g, h);
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < h->locations.n; i++)
		list(&b, "receives", t->locations[h->locations.v[i]].location->
		    object.name, i);
	for (i = 0; i < h->ports.n; i++)
		list(&b, "sends", t->ports[h->ports.v[i]].port->object.name,
		    i);
	for (i = 0; i < h->orchestrations.n; i++)
		list(&b, "processes", t->orchestrations[
		    h->orchestrations.v[i]]->object.name, i);
	if (b.len == 0)
		buf_adds(&b, "nothing runs there yet");
	if (h->host->tracking)
		buf_adds(&b, "; tracks");
	buf_addf(&b, "; %strusted", h->host->trusted ? "" : "not ");
	if (here != NULL)
		buf_addf(&b, "; account %s", here->account);
	else
		buf_adds(&b, "; no instance on this computer");
	return buf_steal(&b);
}

/* ---- what must not be together ------------------------------------------- */

static bool
refuse(const char *rule, const char *what, const char *who, struct err *err)
{
	return err_set(err, ERR_INVALID, "%s: %s (%s)", rule, what, who);
}

/* M101, against what is there. */
static bool
check_mixed(const struct guide *g, const struct guide_way *way,
    const struct topology_host *h, struct err *err)
{
	const struct topology_location *l;
	size_t i;

	for (i = 0; i < h->locations.n; i++) {
		l = &g->topology->locations[h->locations.v[i]];
		if (way->encrypted && topology_for_plain(l))
			return refuse("M101", "encrypted messages must not "
			    "share a host with unencrypted ones",
			    l->location->object.name, err);
		if (way->expects == EXPECT_PLAIN && topology_for_encrypted(l))
			return refuse("M101", "unencrypted messages must not "
			    "share a host with encrypted ones",
			    l->location->object.name, err);
	}
	return true;
}

static bool
check_existing(const struct guide *g, const struct guide_way *way,
    const struct topology_host *h, struct err *err)
{
	const struct adapter *a = guide_adapter(g, way->name);
	bool isolated = a != NULL && a->receive->isolated;

	if (a != NULL && isolated != (h->host->type == HOST_ISOLATED))
		return err_set(err, ERR_INVALID, "%s runs in %s hosts only",
		    a->name, isolated ? "isolated" : "in-process");
	if (h->orchestrations.n > 0)
		return refuse("H203", "no orchestrations and receive "
		    "locations in one host", g->topology->orchestrations[
		    h->orchestrations.v[0]]->object.name, err);
	if (guide_is(g, NULL, "needs_party", "yes") && !h->host->trusted &&
	    !guide_is(g, way->name, "recognised", "none"))
		return refuse("A107", "a host that is not authentication "
		    "trusted replaces the party by guest", h->host->object.name,
		    err);
	return check_mixed(g, way, h, err);
}

/* The same against the other ways, whether the host is there or not. */
static bool
check_ways(const struct guide *g, const struct guide_way *way,
    const char *host, struct err *err)
{
	const struct guide_way *o;
	const struct adapter *a, *b = guide_adapter(g, way->name);

	for (o = guide_ways; o->name != NULL; o++) {
		if (o == way || !guide_has_way(g, o->name) ||
		    !guide_is(g, o->name, "host", host))
			continue;
		if ((way->encrypted && o->expects == EXPECT_PLAIN) ||
		    (o->encrypted && way->expects == EXPECT_PLAIN))
			return refuse("M101", "encrypted messages must not "
			    "share a host with unencrypted ones", o->name,
			    err);
		a = guide_adapter(g, o->name);
		if (a != NULL && b != NULL &&
		    a->receive->isolated != b->receive->isolated)
			return err_set(err, ERR_INVALID, "%s and %s cannot "
			    "run in one host", a->name, b->name);
	}
	return true;
}

bool
guide_host_fits(const struct guide *g, const char *name, const char *host,
    struct err *err)
{
	const struct guide_way *way = guide_way_find(name);
	const struct topology_host *h = topology_host(g->topology, host);

	return (h == NULL || check_existing(g, way, h, err)) &&
	    check_ways(g, way, host, err);
}

/* ---- accounts ------------------------------------------------------------ */

const char *
guide_account(const struct guide *g, const char *way)
{
	const struct topology_host *h = guide_host(g, way);
	const struct host_instance *here = guide_host_here(g, h);

	if (h != NULL)
		return here != NULL ? here->account : NULL;
	return guide_get(g, guide_host_maker(g, way), "account");
}

/* It is trusted in all its hosts or in none. */
bool
guide_trust_fits(const struct guide *g, const char *account, bool trusted,
    struct err *err)
{
	const struct topology_host *h;
	size_t i, j;

	if (!import_account_ok(account, err))
		return false;
	for (i = 0; i < g->topology->nhosts; i++) {
		h = &g->topology->hosts[i];
		for (j = 0; j < h->instances.n; j++)
			if (h->host->trusted != trusted &&
			    strcmp(g->topology->instances[h->instances.v[j]]
			    ->account, account) == 0)
				return err_set(err, ERR_INVALID, "it runs "
				    "host %s, whose trust differs (%s)",
				    h->host->object.name, account);
	}
	return true;
}

bool
guide_account_fits(const struct guide *g, const char *way,
    const char *account, struct err *err)
{
	const struct guide_way *o;

	if (!guide_trust_fits(g, account, guide_is(g, NULL, "needs_party",
	    "yes"), err))
		return false;
	/* H201, among those that are made here. */
	for (o = guide_ways; o->name != NULL; o++)
		if (strcmp(o->name, way) != 0 && guide_has_way(g, o->name) &&
		    guide_host(g, o->name) == NULL && guide_get(g, o->name,
		    "host") != NULL && !guide_is(g, way, "host",
		    guide_get(g, o->name, "host")) &&
		    guide_is(g, o->name, "account", account))
			return refuse("H201", "each host needs an account of "
			    "its own", guide_get(g, o->name, "host"), err);
	return true;
}
