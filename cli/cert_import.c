/* SPDX-License-Identifier: ISC */
/* cert import */
#include <pwd.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/bundle.h"
#include "cli/cert.h"
#include "cli/json.h"
#include "cli/passphrase.h"
#include "cli/verbs.h"
#include "model/import.h"

/* ---- reading ------------------------------------------------------------ */

/* Where only a passphrase is missing and a person is there, ask once. */
static bool
read_asking(struct bundle *bundle, const struct buf *file, struct err *err)
{
	struct buf pass = { .secret = true };
	bool ok;

	if (bundle_parse(bundle, file->data, file->len, NULL, err))
		return true;
	if (err == NULL || strcmp(err->part, "passphrase") != 0)
		return false;
	err_clear(err);
	bundle_clear(bundle);
	ok = passphrase_ask(&pass, "Passphrase: ", err) &&
	    bundle_parse(bundle, file->data, file->len, (char *)pass.data,
	    err);
	buf_clear(&pass);
	return ok;
}

static bool
read_bundle(struct invocation *c, struct bundle *bundle, struct err *err)
{
	const char *from = c->options[OPTION_PASSPHRASE_FILE];
	struct buf file = { .secret = true }, pass = { .secret = true };
	bool ok;

	if (from != NULL) {
		ok = passphrase_read(&pass, from, err) && bundle_read(bundle,
		    c->args[0], (char *)pass.data, err);
	} else {
		/* Read once: standard input cannot be read again. */
		ok = file_read(&file, c->args[0],
		    (size_t)MAX_BUNDLE_SIZE, err);
		if (ok && !read_asking(bundle, &file, err))
			ok = err_prefix(err, "%s", c->args[0]);
	}
	buf_clear(&pass);
	buf_clear(&file);
	return ok;
}

/* ---- showing ------------------------------------------------------------ */

static void
describe(struct invocation *c, const struct bundle_item *item)
{
	char shown[THUMBPRINT_SHOWN], date[WHEN_TEXT];

	out_safe(&c->out, cert_title(item->cert));
	out_fmt(&c->out, "\n  thumbprint %s\n  until %s%s\n",
	    thumbprint_show(item->cert->thumbprint, shown),
	    when_date(item->cert->not_after, date),
	    item->key != NULL ? ", with its private key" : "");
}

/* What was found, before anything is written. */
static void
describe_all(struct invocation *c, const struct bundle *b)
{
	size_t i;

	if (invocation_has(c, OPTION_JSON))
		return;
	out_safe(&c->out, c->args[0]);
	out_fmt(&c->out, ": %s, %zu certificate%s, %zu revocation list%s\n",
	    b->form, b->n, b->n == 1 ? "" : "s", b->crls.n,
	    b->crls.n == 1 ? "" : "s");
	for (i = 0; i < b->n; i++)
		describe(c, &b->items[i]);
	for (i = 0; i < b->crls.n; i++) {
		out_text(&c->out, "revocation list of ");
		out_safe(&c->out, b->crls.v[i]->issuer);
		out_fmt(&c->out, "\n  %s\n", b->crls.v[i]->sha1);
	}
	if (b->stray_keys > 0)
		out_fmt(&c->out, "%zu private key%s without certificate, "
		    "not imported\n", b->stray_keys,
		    b->stray_keys == 1 ? "" : "s");
	out_flush(&c->out, NULL);
}

/* ---- writing ------------------------------------------------------------ */

/* One import: what was done with each item, for --json. */
struct importing {
	struct invocation *c;
	const struct bundle *bundle;
	json_t *items;
};

static void
note_item(struct importing *im, enum store_id id, const struct cert *cert,
    const char *what, const char *result)
{
	json_t *j = json_object();

	json_put(j, "store", json_of_text(store_info(id)->name));
	json_put(j, "thumbprint", json_of_text(cert != NULL ? what : NULL));
	json_put(j, "common_name", json_of_text(cert != NULL ?
	    cert->common_name : NULL));
	json_put(j, "sha1", json_of_text(cert == NULL ? what : NULL));
	json_put(j, "result", json_of_text(result));
	json_push(im->items, j);
}

/*
 * Being there already is what the user wants, not a failure.  cert NULL: a
 * revocation list.
 */
static bool
say_result(struct importing *im, enum store_id id, const struct cert *cert,
    const char *what, struct err *err)
{
	bool there = err->code == ERR_EXISTS;
	const char *result = there ? "already there" : "imported";
	struct out *o = &im->c->out;
	struct buf title = { 0 };

	if (err->code != ERR_NONE && !there)
		return false;
	err_clear(err);
	note_item(im, id, cert, what, result);
	if (invocation_has(im->c, OPTION_JSON))
		return true;
	cert_store_title(im->c, id, &title);
	out_safe(o, (char *)title.data);
	out_fmt(o, ": %s %s\n", result, what);
	buf_clear(&title);
	return true;
}

static bool
import_one(struct importing *im, const struct bundle_item *item,
    enum store_id store, struct err *err)
{
	enum store_id id = store != STORE_COUNT ? store :
	    bundle_item_store(item);
	bool text = !invocation_has(im->c, OPTION_JSON);
	const char *thumbprint = item->cert->thumbprint;

	err_clear(err);
	if (store == STORE_COUNT && import_is_uninvited(im->bundle, item)) {
		note_item(im, id, item->cert, thumbprint, "not imported");
		if (text)
			out_fmt(&im->c->out, "root: not imported %s; to "
			    "trust it, use --store root\n", thumbprint);
		return true;
	}
	(void)import_item(im->c->model, item, id, store_info(id)->per_account ?
	    cert_account(im->c) : NULL, err);
	if (!say_result(im, id, item->cert, thumbprint, err))
		return false;
	if (text && item->key != NULL && !store_info(id)->per_account)
		out_fmt(&im->c->out, "%s: the private key was left out; keys "
		    "belong to --store personal\n", store_info(id)->name);
	return true;
}

static bool
import_list(struct importing *im, const struct crl *crl, struct err *err)
{
	bool unverified = false;

	err_clear(err);
	(void)import_crl(im->c->model, crl, &unverified, err);
	if (!say_result(im, STORE_CRL, NULL, crl->sha1, err))
		return false;
	if (invocation_has(im->c, OPTION_JSON))
		json_put(json_array_get(im->items, json_array_size(im->items) -
		    1), "verified", json_boolean(!unverified));
	if (unverified && !invocation_has(im->c, OPTION_JSON))
		out_fmt(&im->c->out, "%s: its signature was not verified; its "
		    "issuer's certificate is in neither root nor ca store\n",
		    store_info(STORE_CRL)->name);
	return true;
}

static bool
import_all(struct importing *im, enum store_id store, struct err *err)
{
	const struct bundle *b = im->bundle;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < b->n && store != STORE_CRL; i++)
		ok = import_one(im, &b->items[i], store, err);
	for (i = 0; ok && i < b->crls.n; i++)
		ok = import_list(im, b->crls.v[i], err);
	return ok;
}

static void
print_items(struct importing *im)
{
	json_t *j = json_document();

	json_put(j, "file", json_of_text(im->c->args[0]));
	json_put(j, "form", json_of_text(im->bundle->form));
	json_put(j, "stray_keys",
	    json_integer((json_int_t)im->bundle->stray_keys));
	json_put(j, "items", json_incref(im->items));
	json_print(&im->c->out, j);
}

/* What the user has asked for must be in the file. */
static bool
check_content(struct invocation *c, const struct bundle *b, enum store_id store,
    struct err *err)
{
	if (b->n == 0 && b->crls.n == 0)
		return err_set(err, ERR_INVALID,
		    "%s: holds no certificate, only %zu private key%s",
		    c->args[0], b->stray_keys, b->stray_keys == 1 ? "" : "s");
	if (store == STORE_CRL && b->crls.n == 0)
		return err_set(err, ERR_INVALID,
		    "%s: holds no revocation list", c->args[0]);
	if (store != STORE_COUNT && store != STORE_CRL && b->n == 0)
		return err_set(err, ERR_INVALID,
		    "%s: holds no certificate", c->args[0]);
	return true;
}

/* A key for an account that nobody has is a key for whoever gets the name. */
static bool
check_account(const struct invocation *c, struct err *err)
{
	const char *account = c->options[OPTION_ACCOUNT];

	/* What can be no account's name is refused where the store opens. */
	if (account == NULL || !store_account_ok(account, NULL) ||
	    getpwnam(account) != NULL)
		return true;
	return err_set(err, ERR_INVALID,
	    "--account: no such account on this computer (%s)", account);
}

bool
verb_cert_import(struct invocation *c, struct err *err)
{
	struct bundle bundle = { 0 };
	struct importing im = { .c = c, .bundle = &bundle };
	enum store_id store;
	bool ok;

	if (!cert_store_option(c, &store, err) || !check_account(c, err))
		return false;
	if (invocation_has(c, OPTION_READ_ONLY))
		return err_set(err, ERR_DENIED,
		    "cert import: read-only was asked for");
	ok = read_bundle(c, &bundle, err) &&
	    check_content(c, &bundle, store, err);
	if (ok) {
		describe_all(c, &bundle);
		im.items = json_array();
		ok = import_all(&im, store, err);
		if (ok && invocation_has(c, OPTION_JSON))
			print_items(&im);
		json_decref(im.items);
	}
	bundle_clear(&bundle);
	return ok;
}
