/* SPDX-License-Identifier: ISC */
#include "model/sample.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/crl.h"
#include "certstore/issue.h"
#include "certstore/store.h"
#include "model/edit.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"
#include "model/sample_facts.h"
#include "model/sample_rows.h"

#define OUR_COMPANY "Woodgrove Supplies"
#define CRL_DAYS 30

/* ---- the certificates --------------------------------------------------- */

#define ENCRYPT KEY_USAGE_KEY_ENCIPHERMENT
#define SIGN (KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_NON_REPUDIATION)
#define MAIL "emailProtection"

struct spec {
	const char *name;
	const char *cn, *organization, *email;
	int from, to;		/* days relative to now */
	unsigned key_usage;
	const char *eku;
	enum store_id store;	/* on this computer */
	bool other;		/* in the same store of the other one */
	bool revoked;
};

static const struct spec specs[] = {
	/* The first one issues the others. */
	{ .name = "ca", .cn = "Sample EDI CA", .organization = "Sample Trust",
	  .from = -400, .to = 3650,
	  .key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN,
	  .store = STORE_ROOT, .other = true },
	{ .name = "decrypt", .cn = "Woodgrove EDI Decryption",
	  .organization = OUR_COMPANY, .email = "edi@woodgrove.example",
	  .from = -200, .to = 530, .key_usage = ENCRYPT, .eku = MAIL,
	  .store = STORE_PERSONAL, .other = true },
	{ .name = "sign", .cn = "Woodgrove EDI Signature",
	  .organization = OUR_COMPANY, .email = "edi@woodgrove.example",
	  .from = -200, .to = 530, .key_usage = SIGN, .eku = MAIL,
	  .store = STORE_PERSONAL },
	{ .name = "contoso-encrypt", .cn = "Contoso Orders Encryption",
	  .organization = "Contoso Ltd", .email = "orders@contoso.example",
	  .from = -100, .to = 630, .key_usage = ENCRYPT, .eku = MAIL,
	  .store = STORE_OTHER_PEOPLE, .other = true },
	{ .name = "contoso-sign", .cn = "Contoso Orders Signature",
	  .organization = "Contoso Ltd", .email = "orders@contoso.example",
	  .from = -100, .to = 630, .key_usage = SIGN, .eku = MAIL,
	  .store = STORE_OTHER_PEOPLE, .other = true },
	/* One certificate for both, and it ends soon. */
	{ .name = "fabrikam", .cn = "Fabrikam Secure Mail",
	  .organization = "Fabrikam Inc", .email = "edi@fabrikam.example",
	  .from = -353, .to = 12, .key_usage = ENCRYPT | SIGN, .eku = MAIL,
	  .store = STORE_OTHER_PEOPLE, .other = true },
	{ .name = "northwind-encrypt", .cn = "Northwind EDI Encryption",
	  .organization = "Northwind Traders",
	  .email = "edi@northwind.example",
	  .from = -60, .to = 305, .key_usage = ENCRYPT, .eku = MAIL,
	  .store = STORE_OTHER_PEOPLE, .other = true },
	/* Expired. */
	{ .name = "northwind-sign", .cn = "Northwind EDI Signature",
	  .organization = "Northwind Traders",
	  .email = "edi@northwind.example",
	  .from = -370, .to = -5, .key_usage = SIGN, .eku = MAIL,
	  .store = STORE_OTHER_PEOPLE, .other = true },
	/* Made for signatures, but a send port encrypts with it. */
	{ .name = "adventure", .cn = "Adventure Works Gateway",
	  .organization = "Adventure Works",
	  .email = "gateway@adventure-works.example",
	  .from = -30, .to = 335, .key_usage = SIGN, .eku = MAIL,
	  .store = STORE_OTHER_PEOPLE },
	{ .name = "tailspin", .cn = "Tailspin Toys Signature",
	  .organization = "Tailspin Toys", .email = "edi@tailspin.example",
	  .from = -150, .to = 215, .key_usage = SIGN, .eku = MAIL,
	  .store = STORE_OTHER_PEOPLE, .other = true, .revoked = true },
};


/* ---- certificates ------------------------------------------------------- */

static void
cert_clear(struct sample_cert *c)
{
	cert_free(c->cert);
	key_free(c->key);
}

void
sample_clear(struct sample *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		cert_clear(&s->v[i]);
	free(s->v);
	memset(s, 0, sizeof(*s));
}

const struct sample_cert *
sample_find(const struct sample *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, name) == 0)
			return &s->v[i];
	return NULL;
}

/* The first is the issuer of all, itself included. */
static bool
issue_all(struct sample *s, int64_t now, struct err *err)
{
	struct issuer ca = { 0 };
	struct issue_request r;
	const struct spec *spec;
	struct sample_cert *c;

	s->v = xcalloc(ARRAY_SIZE(specs), sizeof(*s->v));
	for (spec = specs; spec < specs + ARRAY_SIZE(specs); spec++) {
		c = &s->v[s->n++];
		c->name = spec->name;
		r = (struct issue_request){
			.common_name = spec->cn,
			.organization = spec->organization,
			.email = spec->email, .key_usage = spec->key_usage,
			.eku = spec->eku, .ca = spec == specs,
			.not_before = now + (int64_t)spec->from * DAY_SECONDS,
			.not_after = now + (int64_t)spec->to * DAY_SECONDS,
		};
		if (!issue_cert(&r, ca.cert != NULL ? &ca : NULL, &c->cert,
		    &c->key, err))
			return err_prefix(err, "certificate %s", spec->cn);
		ca.cert = s->v[0].cert;
		ca.key = s->v[0].key;
	}
	return true;
}

static bool
add_to_store(const struct model *m, enum store_id id, const char *account,
    const struct sample_cert *c, bool with_key, struct err *err)
{
	struct store *store = store_open(m->settings->stores, id, account,
	    err);
	bool ok;

	if (store == NULL)
		return false;
	ok = store_add(store, c->cert, with_key ? c->key : NULL, err);
	store_close(store);
	return ok;
}

static struct crl *
make_crl(const struct sample *s, int64_t now, struct err *err)
{
	const struct cert *revoked[ARRAY_SIZE(specs)];
	struct issuer ca = { .cert = s->v[0].cert, .key = s->v[0].key };
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (specs[i].revoked)
			revoked[n++] = s->v[i].cert;
	return issue_crl(&ca, revoked, n, now - DAY_SECONDS,
	    now + (int64_t)CRL_DAYS * DAY_SECONDS, err);
}

static bool
add_crl(const struct sample *s, const struct model *m, int64_t now,
    struct err *err)
{
	struct crl *crl = make_crl(s, now, err);
	struct store *store = NULL;
	bool ok = false;

	if (crl == NULL)
		return false;
	store = store_open(m->settings->stores, STORE_CRL, NULL, err);
	ok = store != NULL && crl_store_add(store, crl, err);
	store_close(store);
	crl_free(crl);
	return ok;
}

/* The public account got a certificate without its key, as happens. */
static bool
fill_stores(const struct sample *s, const struct model *m, int64_t now,
    struct err *err)
{
	bool own, ok;
	size_t i;

	ok = stores_create(m->settings->stores, m->user, err) &&
	    stores_create(m->settings->stores, PUBLIC_ACCOUNT, err) &&
	    add_to_store(m, STORE_PERSONAL, PUBLIC_ACCOUNT,
	    sample_find(s, "decrypt"), false, err) && add_crl(s, m, now, err);
	for (i = 0; ok && i < s->n; i++) {
		own = store_info(specs[i].store)->per_account;
		ok = add_to_store(m, specs[i].store, own ? m->user : NULL,
		    &s->v[i], own, err);
	}
	return ok;
}

/* ---- objects ------------------------------------------------------------ */

/* Should this computer bear the other's name, the other gets another. */
static const char *
other_computer(const struct model *m)
{
	return text_same_case(m->settings->computer, OTHER_COMPUTER) ?
	    "EDI-NODE1" : OTHER_COMPUTER;
}

static const char *
resolve(const struct sample *s, const struct model *m, const char *value)
{
	const struct sample_cert *c;

	if (*value != '@')
		return value;
	if (strcmp(value, "@here") == 0)
		return m->settings->computer;
	if (strcmp(value, "@there") == 0)
		return other_computer(m);
	if (strcmp(value, "@user") == 0)
		return m->user;
	c = sample_find(s, value + 1);
	assert(c != NULL);
	return c->cert->thumbprint;
}

static bool
set_one(const struct sample *s, struct model *m, struct object *o,
    const char *assignment, struct err *err)
{
	const char *equals = strchr(assignment, '=');
	const struct field *f;
	char *name;
	bool ok;

	assert(equals != NULL);
	name = xstrndup(assignment, (size_t)(equals - assignment));
	f = object_field(o, name);
	/* What the sample has is running already. */
	ok = f != NULL && (f->flags & FIELD_STATE) ?
	    field_parse(f, o, equals + 1, err) :
	    object_set(o, m, name, resolve(s, m, equals + 1), err);
	free(name);
	return ok;
}

static bool
save_row(const struct sample *s, struct model *m, struct edit *e,
    const struct sample_row *row, struct err *err)
{
	struct object *o = object_new(kind_find(row->kind));
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < MAX_SETS && row->set[i] != NULL; i++)
		ok = set_one(s, m, o, row->set[i], err);
	ok = ok && edit_save(e, NULL, o, err);
	object_free(o);
	return ok || err_prefix(err, "sample %s, %s", row->kind, row->set[0]);
}

static bool
save_certificates(const struct sample *s, struct edit *e, struct err *err)
{
	struct object *o;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < s->n; i++) {
		o = certificate_from_cert(s->v[i].cert);
		ok = edit_save(e, NULL, o, err);
		object_free(o);
	}
	return ok;
}

static bool
save_group(const struct sample *s, struct model *m, struct edit *e,
    int64_t at, struct err *err)
{
	struct object *before = model_group(m, err);
	struct object *now;
	bool ok;

	if (before == NULL)
		return false;
	now = object_copy(before);
	((struct group *)now)->threat_model_date = at -
	    (int64_t)60 * DAY_SECONDS;
	ok = set_one(s, m, now, "signature_certificate=@sign", err) &&
	    edit_save(e, before, now, err);
	object_free(now);
	object_free(before);
	return ok;
}

static bool
save_objects(const struct sample *s, struct model *m, int64_t at,
    struct err *err)
{
	struct edit *e = edit_begin(m, ROLE_ADMINISTRATOR, "sample group",
	    err);
	const struct sample_row *row;
	bool ok;

	if (e == NULL)
		return false;
	ok = save_certificates(s, e, err) && save_group(s, m, e, at,
	    err);
	for (row = sample_rows; ok && row->kind != NULL; row++)
		ok = save_row(s, m, e, row, err);
	if (ok)
		return edit_commit(e, NULL, err);
	edit_cancel(e);
	return false;
}

/* ---- inventories -------------------------------------------------------- */

/* The same list lies there; what it revokes is told by this computer. */
static bool
publish_crl(const struct sample *s, struct inventory_store *store,
    int64_t now, struct err *err)
{
	struct crl *crl = make_crl(s, now, err);
	struct inventory_list *l;

	if (crl == NULL)
		return false;
	l = inventory_add_list(store, crl->issuer);
	memcpy(l->sha1, crl->sha1, sizeof(l->sha1));
	l->this_update = crl->this_update;
	l->next_update = crl->next_update;
	l->stored = now;
	crl_free(crl);
	return true;
}

/*
 * What the other computer has told: a certificate or two are missing there,
 * and of the public account nothing is known.
 */
static bool
publish_other(const struct sample *s, struct model *m, int64_t now,
    struct err *err)
{
	struct inventory inv = { 0 };
	struct inventory_item *item;
	struct inventory_store *store;
	enum store_id id;
	bool own, ok = true;
	size_t i;

	for (id = 0; ok && id < STORE_COUNT; id++) {
		own = store_info(id)->per_account;
		store = inventory_add(&inv, other_computer(m), id,
		    own ? OTHER_ACCOUNT : "");
		store->published = now;
		if (id == STORE_CRL)
			ok = publish_crl(s, store, now, err);
		for (i = 0; i < s->n; i++) {
			if (!specs[i].other || specs[i].store != id)
				continue;
			item = inventory_add_cert(store,
			    cert_copy(s->v[i].cert));
			item->key_present = item->key_works = own;
			item->key_mode = own ? 0600 : 0;
			item->key_owner = xstrdup(own ? OTHER_ACCOUNT : NULL);
		}
	}
	inventory_sort(&inv);
	ok = ok && inventory_write(m, &inv, err);
	inventory_clear(&inv);
	return ok;
}

bool
sample_make(struct sample *s, struct model *m, int64_t now, struct err *err)
{
	memset(s, 0, sizeof(*s));
	if (issue_all(s, now, err) && fill_stores(s, m, now, err) &&
	    save_objects(s, m, now, err) && publish_other(s, m, now, err) &&
	    inventory_publish(m, err) &&
	    sample_tell(m, other_computer(m), err))
		return true;
	sample_clear(s);
	return false;
}

bool
sample_create(struct model *m, int64_t now, struct err *err)
{
	struct sample s;

	if (!sample_make(&s, m, now, err))
		return false;
	sample_clear(&s);
	return true;
}
