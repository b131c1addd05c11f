/* SPDX-License-Identifier: ISC */
#include "model/import.h"

#include <string.h>

#include "base/mem.h"
#include "certstore/crl_check.h"
#include "model/edit.h"
#include "model/kinds/certificate.h"
#include "model/object.h"

/* added: false where it was there already. */
static bool
into_store(struct model *m, const struct bundle_item *item, enum store_id id,
    const char *account, bool *added, struct err *err)
{
	struct store *store = store_open(m->settings->stores, id, account,
	    err);
	const struct key *key = id == STORE_PERSONAL ? item->key : NULL;
	struct err why = { 0 };
	bool ok;

	if (store == NULL)
		return false;
	ok = store_add(store, item->cert, key, &why);
	store_close(store);
	*added = ok;
	if (ok || why.code == ERR_EXISTS)
		return true;
	if (err != NULL)
		*err = why;
	return false;
}

/* Into a root store: the group is told that it is to be trusted. */
static bool
into_group(struct model *m, const struct cert *cert, bool root, bool *added,
    struct err *err)
{
	struct object *o, *now;

	*added = false;
	o = model_get(m, &kind_certificate, cert->thumbprint, NULL);
	if (o == NULL) {
		o = certificate_from_cert(cert);
		((struct certificate *)o)->trusted = root;
		*added = edit_create_one(m, o, err);
		object_free(o);
		return *added;
	}
	if (!root || ((struct certificate *)o)->trusted) {
		object_free(o);
		return true;
	}
	now = object_copy(o);
	((struct certificate *)now)->trusted = true;
	*added = edit_update_one(m, o, now, err);
	object_free(now);
	object_free(o);
	return *added;
}

bool
import_item(struct model *m, const struct bundle_item *item, enum store_id id,
    const char *account, struct err *err)
{
	bool member = model_may(m, ROLE_ADMINISTRATOR, NULL);
	bool self_signed = strcmp(item->cert->subject,
	    item->cert->issuer) == 0;
	bool stored = false, known = false;

	if (!member && (id != STORE_PERSONAL ||
	    !str_same(account, m->user)))
		return model_may(m, ROLE_ADMINISTRATOR, err);
	/* A leaf there ends no chain; a self-signed one ends its own. */
	if (!item->cert->is_ca && (id == STORE_CA || (id == STORE_ROOT &&
	    !self_signed)))
		return err_set(err, ERR_INVALID, "certificate %s: not a CA "
		    "certificate, so not for this store (%s)",
		    cert_title(item->cert), store_info(id)->label);
	if (!into_store(m, item, id, account, &stored, err))
		return false;
	if (member && !into_group(m, item->cert, id == STORE_ROOT, &known,
	    err))
		return false;
	if (stored || known)
		return true;
	return err_set(err, ERR_EXISTS, "certificate %s: already there (%s)",
	    cert_title(item->cert), store_info(id)->label);
}

bool
import_is_uninvited(const struct bundle *b, const struct bundle_item *item)
{
	return b->n > 1 && bundle_item_store(item) == STORE_ROOT;
}

static bool
check_crl(struct model *m, const struct crl *crl, bool *unverified,
    struct err *err)
{
	struct cert_list authorities = { 0 };
	struct err why = { 0 };
	bool ok;

	*unverified = false;
	if (!crl_check_kind(crl, err))
		return false;
	ok = crl_authorities(m->settings->stores, &authorities, &why) &&
	    crl_check_signature(crl, &authorities, &why);
	cert_list_clear(&authorities);
	*unverified = !ok && why.code == ERR_NOT_FOUND;
	if (ok || *unverified)
		return true;
	if (err != NULL)
		*err = why;
	return false;
}

bool
import_crl(struct model *m, const struct crl *crl, bool *unverified,
    struct err *err)
{
	struct store *store;
	bool ok;

	if (!model_may(m, ROLE_ADMINISTRATOR, err) ||
	    !check_crl(m, crl, unverified, err))
		return false;
	store = store_open(m->settings->stores, STORE_CRL, NULL, err);
	if (store == NULL)
		return false;
	ok = crl_store_add(store, crl, err);
	store_close(store);
	return ok;
}
