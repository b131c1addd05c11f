/* SPDX-License-Identifier: ISC */
/* Finding a certificate: in the stores here, then in the group. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/user.h"
#include "model/cert_report.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"

void
cert_found_clear(struct cert_found *f)
{
	cert_free(f->cert);
	free(f->key_problem);
	free(f->key_owner);
	memset(f, 0, sizeof(*f));
}

static void
take_entry(struct cert_found *f, enum store_id id, struct store_entry *e)
{
	f->in[id] = true;
	f->n++;
	if (f->cert == NULL)
		f->cert = cert_copy(e->cert);
	if (id != STORE_PERSONAL)
		return;
	f->key_present = e->key_present;
	f->key_works = e->key_works;
	f->key_mode = e->key_mode;
	f->key_problem = xstrdup(e->key_problem);
	if (e->key_present)
		f->key_owner = user_name_of(e->key_owner);
}

static bool
look_in(struct cert_found *f, struct model *m, enum store_id id,
    const struct cert_where *w, struct err *err)
{
	struct store *s = store_open(m->settings->stores, id,
	    store_info(id)->per_account ? w->account : NULL, err);
	struct store_entry e = { 0 };
	struct err why = { 0 };
	bool ok = s != NULL;

	if (ok && store_look(s, w->thumbprint, &e, &why))
		take_entry(f, id, &e);
	else if (ok && why.code != ERR_NOT_FOUND && w->only == id) {
		ok = false;
		if (err != NULL)
			*err = why;
	}
	store_entry_clear(&e);
	store_close(s);
	return ok;
}

static bool
not_found(const struct cert_where *w, struct err *err)
{
	char shown[THUMBPRINT_SHOWN];

	thumbprint_show(w->thumbprint, shown);
	if (w->only != STORE_COUNT)
		return err_set(err, ERR_NOT_FOUND, "certificate: not in store "
		    "%s (%s)", store_info(w->only)->name, shown);
	return err_set(err, ERR_NOT_FOUND, "certificate: in no store here and "
	    "unknown to the group (%s)", shown);
}

/* The group's own copy, for certificates of other computers. */
static bool
known_to_group(struct cert_found *f, struct model *m,
    const struct cert_where *w, struct err *err)
{
	struct object *o = w->only != STORE_COUNT ? NULL :
	    model_get(m, &kind_certificate, w->thumbprint, NULL);
	const char *pem = o != NULL ? ((struct certificate *)o)->pem : NULL;

	if (pem != NULL)
		f->cert = inventory_read_pem(pem, w->thumbprint, err);
	else
		not_found(w, err);
	object_free(o);
	f->in_group = f->cert != NULL;
	return f->in_group;
}

bool
cert_find(struct cert_found *f, struct model *m, const struct cert_where *w,
    struct err *err)
{
	enum store_id id;
	bool ok = true;

	memset(f, 0, sizeof(*f));
	for (id = 0; ok && id < STORE_COUNT; id++)
		if (id != STORE_CRL && (w->only == STORE_COUNT ||
		    w->only == id))
			ok = look_in(f, m, id, w, err);
	if (ok && f->cert == NULL)
		ok = known_to_group(f, m, w, err);
	if (!ok)
		cert_found_clear(f);
	return ok;
}

char *
cert_found_stores(const struct cert_found *f, const char *account)
{
	struct buf b = { 0 };
	enum store_id id;

	for (id = 0; id < STORE_COUNT; id++) {
		if (!f->in[id])
			continue;
		buf_addf(&b, "%s%s", b.len > 0 ? ", " : "",
		    store_info(id)->name);
		if (store_info(id)->per_account)
			buf_addf(&b, " (%s)", account);
	}
	return b.len > 0 ? buf_steal(&b) : NULL;
}
