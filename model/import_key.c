/* SPDX-License-Identifier: ISC */
/*
 * Keys that came without their certificate: it may be here already, because
 * the authority's answer was imported first or partners were given it.
 */
#include "base/mem.h"
#include "model/import_plan.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/object.h"

/* An account's own first; then what everybody has. */
static const enum store_id searched[] = {
	STORE_PERSONAL, STORE_OTHER_PEOPLE, STORE_CA, STORE_ROOT,
};

static void
adopt_from_store(struct import_plan *p, enum store_id id)
{
	struct store *s = store_open(p->model->settings->stores, id,
	    store_info(id)->per_account ? p->account : NULL, NULL);
	struct cert_list l = { 0 };
	size_t i;

	/* One that cannot be read has nothing to offer. */
	if (s != NULL && store_load(s, &l, NULL))
		for (i = 0; i < l.n; i++)
			(void)bundle_adopt(&p->bundle, l.v[i]);
	cert_list_clear(&l);
	store_close(s);
}

static bool
adopt_from_group(struct import_plan *p, struct err *err)
{
	const struct certificate *known;
	struct objects all = { 0 };
	struct cert *c;
	size_t i;

	if (!model_select(p->model, &kind_certificate, NULL, NULL, &all, err))
		return false;
	for (i = 0; i < all.n; i++) {
		known = (const struct certificate *)all.v[i];
		c = known->pem == NULL ? NULL : inventory_read_pem(known->pem,
		    known->object.name, NULL);
		if (c != NULL)
			(void)bundle_adopt(&p->bundle, c);
		cert_free(c);
	}
	objects_clear(&all);
	return true;
}

bool
import_find_certs(struct import_plan *p, struct err *err)
{
	size_t i;

	if (p->bundle.nstrays == 0)
		return true;
	for (i = 0; i < ARRAY_SIZE(searched); i++)
		adopt_from_store(p, searched[i]);
	return adopt_from_group(p, err);
}
