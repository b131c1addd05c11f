/* SPDX-License-Identifier: ISC */
/* cert export */
#include <string.h>
#include <unistd.h>

#include "cli/cert.h"
#include "cli/passphrase.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/cert_out.h"

static bool
form_option(const struct invocation *c, enum cert_form *form,
    struct err *err)
{
	const char *name = c->options[OPTION_FORM];
	struct words words = { 0 };
	size_t i;

	*form = name != NULL ? cert_form_find(name) : CERT_PEM;
	if (*form != CERT_FORMS)
		return true;
	for (i = 0; i < CERT_FORMS; i++)
		words_add(&words, cert_form_info((enum cert_form)i)->name);
	return words_unknown(&words, "--form", name, err);
}

/* Typed twice: nobody sees a slip before the partner does. */
static bool
ask_twice(struct buf *pass, struct err *err)
{
	struct buf again = { .secret = true };
	bool ok = passphrase_ask(pass, "Passphrase for the file: ", err) &&
	    passphrase_ask(&again, "Once more: ", err);

	if (ok && (pass->len != again.len ||
	    memcmp(pass->data, again.data, pass->len) != 0))
		ok = err_set(err, ERR_INVALID, "passphrase: the two differ");
	buf_clear(&again);
	return ok;
}

static bool
read_pass(const struct invocation *c, struct buf *pass, struct err *err)
{
	const char *from = c->options[OPTION_PASSPHRASE_FILE];

	if (!(from != NULL ? passphrase_read(pass, from, err) :
	    ask_twice(pass, err)))
		return false;
	return pass->len > 0 || err_set(err, ERR_INVALID,
	    "passphrase: may not be empty");
}

/* Before the passphrase is asked for: what can be told already. */
static bool
check(const struct invocation *c, const struct cert_out *o, struct err *err)
{
	const struct cert_form_info *f = cert_form_info(o->form);
	const char *path = c->options[OPTION_OUTPUT];

	if (o->key && !f->key)
		return err_set(err, ERR_USAGE, "--key: %s cannot hold a "
		    "private key; use pkcs12 or pem", f->label);
	if (o->chain && !f->chain)
		return err_set(err, ERR_USAGE, "--chain: %s holds one "
		    "certificate", f->label);
	if (o->key && o->where.only != STORE_COUNT &&
	    o->where.only != STORE_PERSONAL)
		return err_set(err, ERR_USAGE, "--key: only the personal "
		    "store has keys (%s)", c->options[OPTION_STORE]);
	if (path != NULL && !invocation_has(c, OPTION_FORCE) &&
	    access(path, F_OK) == 0)
		return err_set(err, ERR_EXISTS, "%s: is there already; "
		    "--force writes over it", path);
	if (path == NULL && o->form != CERT_PEM && isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE, "%s: is binary; -o FILE is "
		    "missing", f->label);
	return cert_out_check(c->model, o, err);
}

static bool
write_out(struct invocation *c, const struct cert_out *o,
    const struct buf *b, struct err *err)
{
	const char *path = c->options[OPTION_OUTPUT];

	if (path == NULL) {
		out_bytes(&c->out, b->data, b->len);
		return true;
	}
	return cert_out_write(o, b, path, invocation_has(c, OPTION_FORCE),
	    err);
}

static void
warn_key(const struct cert_out *o)
{
	struct err warning = { 0 };

	err_set(&warning, ERR_NONE, "warning: the private key of account %s "
	    "leaves its store; who has the file and its passphrase can "
	    "decrypt and sign as you. The history tells of it",
	    o->where.account);
	out_error(&warning);
}

bool
verb_cert_export(struct invocation *c, struct err *err)
{
	struct buf pass = { .secret = true }, out = { .secret = true };
	char thumbprint[THUMBPRINT_SIZE];
	struct cert_out o = { .chain = invocation_has(c, OPTION_CHAIN),
	    .key = invocation_has(c, OPTION_KEY) };
	bool ok = cert_thumbprint_arg(c, thumbprint, err) &&
	    cert_store_option(c, &o.where.only, err) &&
	    form_option(c, &o.form, err);

	o.where.thumbprint = thumbprint;
	o.where.account = cert_account(c);
	ok = ok && check(c, &o, err);
	if (ok && o.key)
		warn_key(&o);
	if (ok && (o.key || o.form == CERT_PKCS12)) {
		ok = read_pass(c, &pass, err);
		o.pass = (char *)pass.data;
	}
	ok = ok && cert_out_make(c->model, &o, &out, err) &&
	    write_out(c, &o, &out, err);
	buf_clear(&pass);
	buf_clear(&out);
	return ok;
}
