/* SPDX-License-Identifier: ISC */
/* cert show, cert remove */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/bundle.h"
#include "certstore/crl.h"
#include "certstore/thumbprint.h"
#include "cli/cert.h"
#include "cli/cert_text.h"
#include "cli/json.h"
#include "cli/verbs.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"

static bool
thumbprint_arg(struct invocation *c, char out[static THUMBPRINT_SIZE],
    struct err *err)
{
	if (thumbprint_parse(c->args[0], out, err))
		return true;
	err_prefix(err, "%s", c->word);
	if (err != NULL)
		err->code = ERR_USAGE;
	return false;
}

/* ---- find --------------------------------------------------------------- */

/* The stores that hold a certificate. */
struct places {
	struct store_listing listings[STORE_COUNT];
	const struct store_entry *entries[STORE_COUNT];	/* NULL: not in it */
	size_t n;
};

static void
places_clear(struct places *p)
{
	size_t i;

	for (i = 0; i < STORE_COUNT; i++)
		store_listing_clear(&p->listings[i]);
	memset(p, 0, sizeof(*p));
}

static const struct store_entry *
find_entry(const struct store_listing *l, const char *thumbprint)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->v[i].cert != NULL &&
		    strcmp(l->v[i].cert->thumbprint, thumbprint) == 0)
			return &l->v[i];
	return NULL;
}

/*
 * Look in one store, or in all (only == STORE_COUNT): then one that cannot be
 * opened holds nothing for us.
 */
static bool
places_find(struct invocation *c, enum store_id only, const char *thumbprint,
    struct places *p, struct err *err)
{
	struct store *s;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < STORE_COUNT; i++) {
		if (i == STORE_CRL || (only != STORE_COUNT && i != only))
			continue;
		s = cert_store_open(c, (enum store_id)i, err);
		if (s == NULL)
			return false;
		ok = store_list(s, true, &p->listings[i], err) ||
		    only == STORE_COUNT;
		store_close(s);
		p->entries[i] = find_entry(&p->listings[i], thumbprint);
		p->n += p->entries[i] != NULL;
	}
	return ok;
}

static char *
places_text(struct invocation *c, const struct places *p)
{
	struct buf b = { 0 };
	size_t i;

	if (p->n == 0)
		return NULL;
	for (i = 0; i < STORE_COUNT; i++) {
		if (p->entries[i] == NULL)
			continue;
		buf_adds(&b, b.len > 0 ? ", " : "");
		cert_store_title(c, (enum store_id)i, &b);
	}
	return buf_steal(&b);
}

/* The entry to report: that of the Personal store, for its key. */
static const struct store_entry *
places_best(const struct places *p)
{
	size_t i;

	if (p->entries[STORE_PERSONAL] != NULL)
		return p->entries[STORE_PERSONAL];
	for (i = 0; i < STORE_COUNT; i++)
		if (p->entries[i] != NULL)
			return p->entries[i];
	return NULL;
}

static bool
not_found(struct invocation *c, const char *thumbprint, struct err *err)
{
	char shown[THUMBPRINT_SHOWN];

	thumbprint_show(thumbprint, shown);
	if (invocation_has(c, OPTION_STORE))
		return err_set(err, ERR_NOT_FOUND,
		    "certificate: not in store %s (%s)",
		    c->options[OPTION_STORE], shown);
	return err_set(err, ERR_NOT_FOUND,
	    "certificate: in no store here and unknown to the group (%s)",
	    shown);
}

/* ---- show --------------------------------------------------------------- */

/* The group's own copy, for certificates of other computers. */
static bool
known_to_group(struct invocation *c, const char *thumbprint,
    struct bundle *bundle, struct err *err)
{
	struct object *o;
	const char *pem;
	bool ok;

	o = invocation_has(c, OPTION_STORE) ? NULL :
	    model_get(c->model, &kind_certificate, thumbprint, NULL);
	if (o == NULL)
		return not_found(c, thumbprint, err);
	pem = ((struct certificate *)o)->pem;
	ok = pem != NULL && bundle_parse(bundle, pem, strlen(pem), NULL, err);
	if (ok && bundle->n == 0)
		ok = not_found(c, thumbprint, err);
	object_free(o);
	return ok;
}

static void
read_crls(struct invocation *c, struct cert_report *r)
{
	struct store *s = store_open(c->settings.stores, STORE_CRL, NULL,
	    NULL);
	struct crl_list all = { 0 };
	size_t i;

	if (s != NULL)
		(void)crl_store_load(s, &all, NULL);
	for (i = 0; i < all.n; i++)
		if (strcmp(all.v[i]->issuer, r->cert->issuer) == 0) {
			crl_list_add(&r->crls, all.v[i]);
			all.v[i] = NULL;
		}
	crl_list_clear(&all);
	store_close(s);
	crl_points_add(&r->points, r->cert);
}

static bool
print_report(struct invocation *c, struct cert_report *r, struct err *err)
{
	struct object *group = NULL;
	struct trust *trust = NULL;
	bool ok = false;
	int64_t at;

	if (!invocation_at(c, &at, err))
		return false;
	trust = trust_load(c->settings.stores, err);
	if (trust == NULL)
		goto out;
	trust_judge(trust, r->cert, NULL, at, TRUST_CHAIN | TRUST_REVOCATION,
	    &r->verdict);
	group = model_group(c->model, err);
	if (group == NULL || !model_assignments(c->model,
	    r->cert->thumbprint, &r->assignments, err))
		goto out;
	r->extra_eku = ((struct group *)group)->extra_eku;
	read_crls(c, r);
	if (invocation_has(c, OPTION_JSON))
		cert_report_json(r, &c->out);
	else
		cert_report_text(r, &c->out);
	ok = true;
out:
	assignments_clear(&r->assignments);
	crl_points_clear(&r->points);
	crl_list_clear(&r->crls);
	object_free(group);
	trust_free(trust);
	return ok;
}

bool
verb_cert_show(struct invocation *c, struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];
	struct places places = { .n = 0 };
	struct bundle bundle = { 0 };
	struct cert_report r = { 0 };
	enum store_id only;
	bool ok;

	if (!thumbprint_arg(c, thumbprint, err) ||
	    !cert_store_option(c, &only, err))
		return false;
	ok = places_find(c, only, thumbprint, &places, err);
	r.entry = places_best(&places);
	r.places = places_text(c, &places);
	if (ok && r.entry == NULL)
		ok = known_to_group(c, thumbprint, &bundle, err);
	if (ok) {
		assert(r.entry != NULL || bundle.n > 0);
		r.cert = r.entry != NULL ? r.entry->cert :
		    bundle.items[0].cert;
		ok = print_report(c, &r, err);
	}
	free(r.places);
	bundle_clear(&bundle);
	places_clear(&places);
	return ok;
}

/* ---- remove ------------------------------------------------------------- */

/* The one store that holds it, or an error that lists them. */
static bool
choose_store(struct invocation *c, const struct places *p,
    const char *thumbprint, enum store_id *id, struct err *err)
{
	char *text;
	size_t i;

	if (p->n == 0)
		return not_found(c, thumbprint, err);
	if (p->n > 1) {
		text = places_text(c, p);
		err_set(err, ERR_USAGE,
		    "cert remove: --store is missing, it is in %s", text);
		free(text);
		return false;
	}
	for (i = 0; i < STORE_COUNT; i++)
		if (p->entries[i] != NULL)
			*id = (enum store_id)i;
	return true;
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
	struct places places = { .n = 0 };
	struct buf title = { 0 };
	enum store_id id;
	json_t *j;
	bool ok;

	if (!thumbprint_arg(c, thumbprint, err) ||
	    !cert_store_option(c, &id, err))
		return false;
	ok = id == STORE_CRL ||
	    places_find(c, id, thumbprint, &places, err);
	if (ok && id != STORE_CRL)
		ok = choose_store(c, &places, thumbprint, &id, err);
	ok = ok && may_remove(c, id, err) &&
	    remove_from(c, id, thumbprint, err);
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
	places_clear(&places);
	return ok;
}
