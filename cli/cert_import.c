/* SPDX-License-Identifier: ISC */
/* cert import */
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/bundle.h"
#include "cli/cert.h"
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

/* Being there already is what the user wants, not a failure. */
static bool
say_result(struct invocation *c, enum store_id id, const char *what, bool ok,
    struct err *err)
{
	bool there = !ok && err->code == ERR_EXISTS;
	struct buf title = { 0 };

	if (!ok && !there)
		return false;
	err_clear(err);
	cert_store_title(c, id, &title);
	out_safe(&c->out, (char *)title.data);
	out_fmt(&c->out, ": %s %s\n", there ? "already there" : "imported",
	    what);
	buf_clear(&title);
	return true;
}

static bool
import_one(struct invocation *c, const struct bundle *b,
    const struct bundle_item *item, enum store_id store, struct err *err)
{
	enum store_id id = store != STORE_COUNT ? store :
	    bundle_item_store(item);
	const char *thumbprint = item->cert->thumbprint;
	bool ok;

	if (store == STORE_COUNT && import_is_uninvited(b, item)) {
		out_fmt(&c->out, "root: not imported %s; to trust it, use "
		    "--store root\n", thumbprint);
		return true;
	}
	ok = import_item(c->model, item, id,
	    store_info(id)->per_account ? cert_account(c) : NULL, err);
	if (!say_result(c, id, thumbprint, ok, err))
		return false;
	if (item->key != NULL && !store_info(id)->per_account)
		out_fmt(&c->out, "%s: the private key was left out; keys "
		    "belong to --store personal\n", store_info(id)->name);
	return true;
}

static bool
import_all(struct invocation *c, const struct bundle *b, enum store_id store,
    struct err *err)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < b->n && store != STORE_CRL; i++)
		ok = import_one(c, b, &b->items[i], store, err);
	for (i = 0; ok && i < b->crls.n; i++)
		ok = say_result(c, STORE_CRL, b->crls.v[i]->sha1,
		    import_crl(c->model, b->crls.v[i], err), err);
	return ok;
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

bool
verb_cert_import(struct invocation *c, struct err *err)
{
	struct bundle bundle = { 0 };
	enum store_id store;
	bool ok;

	if (!cert_store_option(c, &store, err))
		return false;
	if (invocation_has(c, OPTION_READ_ONLY))
		return err_set(err, ERR_DENIED,
		    "cert import: read-only was asked for");
	ok = read_bundle(c, &bundle, err) &&
	    check_content(c, &bundle, store, err);
	if (ok) {
		describe_all(c, &bundle);
		ok = import_all(c, &bundle, store, err);
	}
	bundle_clear(&bundle);
	return ok;
}
