/* SPDX-License-Identifier: ISC */
#include "model/cert_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/history.h"

bool
cert_out_allowed(struct model *m, const struct cert_out *o, struct err *err)
{
	if (!o->key)
		return true;
	if (m->why_read_only != NULL)
		return err_set(err, ERR_DENIED, "private key: its export has "
		    "to be noted in the history (%s)", m->why_read_only);
	return str_same(o->where.account, m->user) ||
	    model_may(m, ROLE_ADMINISTRATOR, err);
}

/* The links above the certificate itself. */
static bool
load_chain(struct model *m, const struct cert *c, struct cert_list *chain,
    struct err *err)
{
	struct trust *trust = trust_load(m->settings->stores,
	    m->settings->system_roots != 0, err);
	struct trust_path path = { 0 };
	size_t i;

	if (trust == NULL)
		return false;
	trust_path(trust, c, NULL, when_now(), TRUST_CHAIN, &path);
	for (i = 1; i < path.n; i++)
		cert_list_add(chain, cert_copy(path.v[i].cert));
	trust_path_clear(&path);
	trust_free(trust);
	return true;
}

static struct key *
load_key(struct model *m, const struct cert_out *o, const struct cert *c,
    struct err *err)
{
	struct store *s = store_open(m->settings->stores, STORE_PERSONAL,
	    o->where.account, err);
	struct key *k = s != NULL ? store_get_key(s, c, err) : NULL;

	store_close(s);
	return k;
}

static bool
note(struct model *m, const struct cert_out *o, const struct cert *c,
    struct err *err)
{
	char shown[THUMBPRINT_SHOWN], *what, *title = text_safe(cert_title(c));
	bool ok;

	what = xasprintf("exported the private key of %s [%s], account %s, "
	    "as %s", title, thumbprint_show(c->thumbprint, shown),
	    o->where.account, cert_form_info(o->form)->label);
	ok = history_note(m, what, err);
	free(what);
	free(title);
	return ok;
}

bool
cert_out_check(struct model *m, const struct cert_out *o, struct err *err)
{
	struct cert_where where = o->where;
	struct cert_found found = { 0 };
	struct key *key = NULL;
	bool ok = cert_out_allowed(m, o, err);

	if (!ok || !o->key)
		return ok;
	where.only = STORE_PERSONAL;
	if (cert_find(&found, m, &where, err))
		key = load_key(m, o, found.cert, err);
	ok = key != NULL;
	key_free(key);
	cert_found_clear(&found);
	return ok;
}

bool
cert_out_make(struct model *m, const struct cert_out *o, struct buf *out,
    struct err *err)
{
	struct cert_where where = o->where;
	struct cert_found found = { 0 };
	struct cert_list chain = { 0 };
	struct cert_export x = { .form = o->form, .pass = o->pass };
	struct key *key = NULL;
	bool ok = cert_out_allowed(m, o, err);

	if (o->key)
		where.only = STORE_PERSONAL;
	ok = ok && cert_find(&found, m, &where, err);
	if (ok && o->chain) {
		ok = load_chain(m, found.cert, &chain, err);
		x.chain = &chain;
	}
	if (ok && o->key) {
		x.key = key = load_key(m, o, found.cert, err);
		ok = key != NULL;
	}
	x.cert = found.cert;
	out->secret = out->secret || o->key;
	ok = ok && cert_export(&x, out, err) &&
	    (!o->key || note(m, o, found.cert, err));
	if (!ok)
		buf_reset(out);
	key_free(key);
	cert_list_clear(&chain);
	cert_found_clear(&found);
	return ok;
}

bool
cert_out_write(const struct cert_out *o, const struct buf *b,
    const char *path, bool force, struct err *err)
{
	return (force ? file_write : file_create)(path, b->data, b->len,
	    o->key ? 0600 : 0644, err);
}
