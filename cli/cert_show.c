/* SPDX-License-Identifier: ISC */
/* cert show, cert remove */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "certstore/crl.h"
#include "cli/cert.h"
#include "cli/cert_text.h"
#include "cli/json.h"
#include "cli/verbs.h"

bool
verb_cert_show(struct invocation *c, struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];
	struct cert_where where = { .thumbprint = thumbprint,
	    .account = cert_account(c) };
	struct cert_report r;
	int64_t at;

	if (!cert_thumbprint_arg(c, thumbprint, err) ||
	    !cert_store_option(c, &where.only, err) ||
	    !invocation_at(c, &at, err) ||
	    !cert_report_load(&r, c->model, &where, at, err))
		return false;
	if (invocation_has(c, OPTION_JSON))
		cert_report_json(&r, &c->out);
	else
		cert_report_text(&r, &c->out);
	cert_report_clear(&r);
	return true;
}

/* ---- remove ------------------------------------------------------------- */

/* The one store that holds it, or an error that lists them. */
static bool
choose_store(struct invocation *c, const char *thumbprint,
    enum store_id *id, struct err *err)
{
	const struct cert_where where = { .thumbprint = thumbprint,
	    .only = STORE_COUNT, .account = cert_account(c) };
	struct cert_found found;
	char *stores;
	size_t i;
	bool ok;

	if (!cert_find(&found, c->model, &where, err))
		return false;
	ok = found.n == 1;
	if (found.n == 0)
		err_set(err, ERR_NOT_FOUND, "certificate: in no store here "
		    "(%s)", thumbprint);
	if (found.n > 1) {
		stores = cert_found_stores(&found, where.account);
		err_set(err, ERR_USAGE, "cert remove: --store is missing, it "
		    "is in %s", stores);
		free(stores);
	}
	for (i = 0; i < STORE_COUNT; i++)
		if (found.in[i])
			*id = (enum store_id)i;
	cert_found_clear(&found);
	return ok;
}

static bool
remove_from(struct invocation *c, enum store_id id, const char *thumbprint,
    struct err *err)
{
	struct store *s = cert_store_open(c, id, err);
	char sha1[SHA1_HEX];
	bool ok = s != NULL;
	size_t i;

	for (i = 0; i < sizeof(sha1); i++)
		sha1[i] = (char)tolower((unsigned char)thumbprint[i]);
	if (ok && id == STORE_CRL)
		ok = crl_store_remove(s, sha1, err);
	else if (ok)
		ok = store_remove(s, thumbprint, err);
	store_close(s);
	return ok;
}

/*
 * Who may write an account's own Personal store needs no right to the
 * group: as with import, that is for the file's permissions to say.
 */
static bool
may_remove(struct invocation *c, enum store_id id, struct err *err)
{
	if (invocation_has(c, OPTION_READ_ONLY))
		return err_set(err, ERR_DENIED,
		    "cert remove: read-only was asked for");
	if (store_info(id)->per_account &&
	    strcmp(cert_account(c), c->model->user) == 0)
		return true;
	return model_may(c->model, ROLE_ADMINISTRATOR, err);
}

bool
verb_cert_remove(struct invocation *c, struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];
	struct buf title = { 0 };
	enum store_id id;
	json_t *j;
	bool ok;

	if (!cert_thumbprint_arg(c, thumbprint, err) ||
	    !cert_store_option(c, &id, err))
		return false;
	/* In a store that is named also a key without its certificate. */
	ok = (id != STORE_COUNT || choose_store(c, thumbprint, &id, err)) &&
	    may_remove(c, id, err) && remove_from(c, id, thumbprint, err);
	if (ok && invocation_has(c, OPTION_JSON)) {
		j = json_document();
		json_put(j, "store", json_of_text(store_info(id)->name));
		json_put(j, "removed", json_of_text(thumbprint));
		json_print(&c->out, j);
	} else if (ok) {
		cert_store_title(c, id, &title);
		buf_addf(&title, ": removed %s\n", thumbprint);
		out_bytes(&c->out, title.data, title.len);
	}
	buf_clear(&title);
	return ok;
}
