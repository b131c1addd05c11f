/* SPDX-License-Identifier: ISC */
#include "engine/instance.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/spool.h"
#include "base/temp.h"
#include "base/text.h"
#include "config/settings.h"
#include "engine/cms.h"
#include "engine/known.h"
#include "engine/material.h"
#include "engine/verdicts.h"

static bool
fits(const struct host_instance *row, const char *computer,
    const char *account)
{
	return (computer == NULL || text_same_case(row->computer, computer)) &&
	    (account == NULL || text_same_case(row->account, account));
}

/* "ORDERS@ALPHA (account CORP\svc), ..." */
static char *
possibilities(const struct objects *all, const char *host)
{
	const struct host_instance *row;
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < all->n; i++) {
		row = (const struct host_instance *)all->v[i];
		if (strcmp(row->host, host) != 0)
			continue;
		buf_addf(&b, "%s%s (account %s)", b.len > 0 ? ", " : "",
		    row->object.name, row->account);
	}
	if (b.len == 0)
		buf_adds(&b, "it has none");
	return buf_steal(&b);
}

/* The only instance that fits, or NULL; n gets how many do. */
static const struct host_instance *
find(const struct objects *all, const char *host, const char *computer,
    const char *account, size_t *n)
{
	const struct host_instance *row, *found = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < all->n; i++) {
		row = (const struct host_instance *)all->v[i];
		if (strcmp(row->host, host) != 0 ||
		    !fits(row, computer, account))
			continue;
		found = row;
		(*n)++;
	}
	return *n == 1 ? found : NULL;
}

static const struct host_instance *
choose(const struct snapshot *snapshot, const struct settings *settings,
    const char *host, const struct instance_choice *choice, struct err *err)
{
	const struct objects *all = snapshot_all(snapshot,
	    kind_host_instance.name);
	const char *account = choice != NULL ? choice->account : NULL;
	const char *computer = choice != NULL ? choice->computer : NULL;
	const struct host_instance *found = NULL;
	size_t n = 0;
	char *list;

	/* Here, unless said otherwise; an account may be elsewhere only. */
	if (computer == NULL)
		found = find(all, host, settings->computer, account, &n);
	if (found == NULL && (computer != NULL || (account != NULL &&
	    n == 0)))
		found = find(all, host, computer, account, &n);
	if (found != NULL)
		return found;
	if (computer == NULL && account == NULL)
		computer = settings->computer;
	list = possibilities(all, host);
	err_set(err, n == 0 ? ERR_NOT_FOUND : ERR_INVALID,
	    "host %s: %s on computer %s under account %s; instances: %s",
	    host, n == 0 ? "no instance" : "more than one instance",
	    computer != NULL ? computer : "any",
	    account != NULL ? account : "any", list);
	free(list);
	return NULL;
}

struct instance *
instance_open(const struct snapshot *snapshot, const struct settings *settings,
    const char *host, const struct instance_choice *choice, struct err *err)
{
	struct instance *in = xcalloc(1, sizeof(*in));

	/* One message after the other takes as much as this. */
	mem_keep(SPOOL_HEAP + SPOOL_STEP, 3 * SPOOL_HEAP);
	in->snapshot = snapshot;
	in->host = (const struct host *)snapshot_find(snapshot,
	    kind_host.name, host);
	if (in->host == NULL) {
		err_set(err, ERR_NOT_FOUND, "host %s: does not exist", host);
		goto fail;
	}
	in->row = choose(snapshot, settings, host, choice, err);
	if (in->row == NULL)
		goto fail;
	in->stores = xstrdup(settings->stores);
	in->temp = temp_open(settings->temp_folder, err);
	if (in->temp == NULL)
		goto fail;
	in->trust = trust_load(in->stores, settings->system_roots != 0,
	    err);
	if (in->trust == NULL)
		goto fail;
	in->verdicts = verdicts_new(in->trust);
	in->known = known_new();
	in->material = material_load(snapshot, in->stores, in->row->account,
	    in->host, err);
	if (in->material == NULL || !cms_capabilities(&in->capabilities, err))
		goto fail;
	return in;
fail:
	err_prefix(err, "host instance");
	instance_close(in);
	return NULL;
}

void
instance_close(struct instance *in)
{
	if (in == NULL)
		return;
	material_free(in->material);
	verdicts_free(in->verdicts);
	known_free(in->known);
	trust_free(in->trust);
	temp_close(in->temp);
	buf_clear(&in->capabilities);
	free(in->stores);
	free(in);
}
