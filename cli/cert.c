/* SPDX-License-Identifier: ISC */
/* cert list, and what all verbs of the stores share */
#include "cli/cert.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/crl_check.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/words.h"

bool
cert_store_option(const struct invocation *c, enum store_id *id,
    struct err *err)
{
	const char *name = c->options[OPTION_STORE];
	struct words words = { 0 };
	size_t i;

	*id = STORE_COUNT;
	if (name == NULL)
		return true;
	*id = store_find_id(name);
	if (*id == STORE_COUNT) {
		for (i = 0; i < STORE_COUNT; i++)
			words_add(&words, store_info((enum store_id)i)->name);
		return words_unknown(&words, "--store", name, err);
	}
	if (invocation_has(c, OPTION_ACCOUNT) && !store_info(*id)->per_account)
		return err_set(err, ERR_USAGE,
		    "--account: only with the personal store (%s)", name);
	return true;
}

bool
cert_thumbprint_arg(const struct invocation *c,
    char out[static THUMBPRINT_SIZE], struct err *err)
{
	if (thumbprint_parse(c->args[0], out, err))
		return true;
	err_prefix(err, "%s", c->word);
	if (err != NULL)
		err->code = ERR_USAGE;
	return false;
}

const char *
cert_account(const struct invocation *c)
{
	return invocation_has(c, OPTION_ACCOUNT) ? c->options[OPTION_ACCOUNT] :
	    c->model->user;
}

struct store *
cert_store_open(const struct invocation *c, enum store_id id, struct err *err)
{
	return store_open(c->settings.stores, id,
	    store_info(id)->per_account ? cert_account(c) : NULL, err);
}

void
cert_store_title(const struct invocation *c, enum store_id id, struct buf *b)
{
	buf_adds(b, store_info(id)->name);
	if (store_info(id)->per_account)
		buf_addf(b, " (%s)", cert_account(c));
}

/* ---- list --------------------------------------------------------------- */

struct cert_listing {
	struct invocation *c;
	struct table table;
	json_t *json;		/* NULL: the table */
};

static const char *
key_word(const struct store_entry *e)
{
	return !e->key_present ? "no key" : e->key_works ? "key" :
	    "key unusable";
}

/* A file that cannot be read is a row as well: nothing is passed over. */
static void
list_entry(struct cert_listing *l, const char *title,
    const struct store_entry *e)
{
	const struct cert *c = e->cert;
	char date[WHEN_TEXT];
	json_t *j;

	if (l->json == NULL) {
		table_cell(&l->table, title);
		table_cell(&l->table, c != NULL ? c->thumbprint : e->file);
		table_cell(&l->table, c != NULL ?
		    when_date(c->not_after, date) : NULL);
		table_cell(&l->table, c != NULL ? key_word(e) : "unreadable");
		table_cell(&l->table, c != NULL ? cert_title(c) : e->problem);
		return;
	}
	j = json_document();
	json_put(j, "store", json_of_text(title));
	json_put(j, "file", json_of_text(e->file));
	json_put(j, "thumbprint", json_of_text(c ? c->thumbprint : NULL));
	json_put(j, "common_name", json_of_text(c ? c->common_name : NULL));
	json_put(j, "not_after", json_of_time(c ? c->not_after :
	    FIELD_UNSET));
	json_put(j, "key_present", json_boolean(e->key_present));
	json_put(j, "key_works", json_boolean(e->key_works));
	json_put(j, "key_problem", json_of_text(e->key_problem));
	json_put(j, "problem", json_of_text(e->problem));
	json_push(l->json, j);
}

static bool
list_certs(struct cert_listing *l, const struct store *s, const char *title,
    struct err *err)
{
	struct store_listing entries = { 0 };
	bool ok = store_list(s, s->account != NULL, &entries, err);
	size_t i;

	for (i = 0; ok && i < entries.n; i++)
		list_entry(l, title, &entries.v[i]);
	store_listing_clear(&entries);
	return ok;
}

/*
 * In the columns of certificates: the end of validity is the next update, and
 * in the place of the key is when it came here.
 */
static void
list_crl(struct cert_listing *l, const char *title, const struct crl *crl)
{
	char date[WHEN_TEXT], age[CRL_AGE], *issuer;
	json_t *j;

	if (l->json == NULL) {
		table_cell(&l->table, title);
		table_cell(&l->table, crl->sha1);
		table_cell(&l->table, crl->next_update != 0 ?
		    when_date(crl->next_update, date) : NULL);
		table_cell(&l->table, crl_age(crl, when_now(), age));
		issuer = xasprintf("%s%s", crl->unverified ? "(unverified) " :
		    "", crl->issuer);
		table_cell(&l->table, issuer);
		free(issuer);
		return;
	}
	j = json_document();
	json_put(j, "store", json_of_text(title));
	json_put(j, "sha1", json_of_text(crl->sha1));
	json_put(j, "issuer", json_of_text(crl->issuer));
	json_put(j, "this_update", json_of_time(crl->this_update));
	json_put(j, "next_update", crl->next_update != 0 ?
	    json_of_time(crl->next_update) : json_null());
	json_put(j, "stored", json_of_time(crl->stored));
	json_put(j, "revoked", json_integer((json_int_t)crl->revoked));
	json_put(j, "verified", json_boolean(!crl->unverified));
	json_push(l->json, j);
}

static bool
list_crls(struct cert_listing *l, const struct store *s, const char *title,
    struct err *err)
{
	struct crl_list crls = { 0 };
	bool ok = crl_store_load(s, &crls, err);
	size_t i;

	if (ok)
		crl_list_judge(&crls, l->c->settings.stores);
	for (i = 0; ok && i < crls.n; i++)
		list_crl(l, title, crls.v[i]);
	crl_list_clear(&crls);
	return ok;
}

static bool
list_store(struct cert_listing *l, enum store_id id, struct err *err)
{
	struct store *s = cert_store_open(l->c, id, err);
	struct buf title = { 0 };
	bool ok = s != NULL;

	cert_store_title(l->c, id, &title);
	if (ok && id == STORE_CRL)
		ok = list_crls(l, s, (char *)title.data, err);
	else if (ok)
		ok = list_certs(l, s, (char *)title.data, err);
	buf_clear(&title);
	store_close(s);
	return ok;
}

/*
 * All stores: one that does not exist yet is no failure, because most
 * accounts never have a Personal store.
 */
static bool
list_stores(struct cert_listing *l, struct err *err)
{
	struct store *s;
	bool there;
	size_t i;

	for (i = 0; i < STORE_COUNT; i++) {
		s = cert_store_open(l->c, (enum store_id)i, err);
		there = s != NULL && access(s->path, F_OK) == 0;
		if (s == NULL)
			return false;
		store_close(s);
		if (there && !list_store(l, (enum store_id)i, err))
			return false;
	}
	return true;
}

bool
verb_cert_list(struct invocation *c, struct err *err)
{
	struct cert_listing l = { .c = c, .table = { .columns = 5,
	    .heads = { "store", "thumbprint", "until", "key", "name" } } };
	enum store_id id;
	bool ok;

	if (!cert_store_option(c, &id, err))
		return false;
	if (invocation_has(c, OPTION_JSON))
		l.json = json_array();
	ok = id != STORE_COUNT ? list_store(&l, id, err) :
	    list_stores(&l, err);
	if (ok && l.json != NULL)
		json_print(&c->out, json_incref(l.json));
	else if (ok)
		table_print(&l.table, &c->out);
	json_decref(l.json);
	table_clear(&l.table);
	return ok;
}

void
cert_identity_hint(struct err *err)
{
	char *text;

	if (strcmp(err->part, "identity") != 0)
		return;
	text = xstrdup(err->text);
	err_set(err, ERR_CONFLICT, "%s; --confirm-identity if that is meant",
	    text);
	free(text);
}
