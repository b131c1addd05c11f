/* SPDX-License-Identifier: ISC */
#include "tui/import_dialog.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/bundle.h"
#include "certstore/usage.h"
#include "model/import.h"
#include "tui/ask.h"
#include "tui/cert_info.h"
#include "tui/picker.h"

/* Wrong three times: the person should look for the passphrase. */
enum { PASSPHRASE_TRIES = 3 };

static void
forget(char *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret, strlen(secret));
	free(secret);
}

#define PEM "-----BEGIN "

/* Of a file, or of text that was pasted in. */
static bool
read_source(const char *source, const char *pass, struct bundle *b,
    struct err *err)
{
	return strstr(source, PEM) != NULL ?
	    bundle_parse(b, source, strlen(source), pass, err) :
	    bundle_read(b, source, pass, err);
}

/* Read it, asking for a passphrase if it wants one. */
static bool
read_asking(struct ui *ui, const char *source, struct bundle *b,
    struct err *err)
{
	struct prompt p = { .title = "Passphrase", .hidden = true };
	char *pass = NULL, *text;
	int tries;
	bool ok = read_source(source, NULL, b, err);

	for (tries = 0; !ok && tries < PASSPHRASE_TRIES &&
	    strcmp(err->part, "passphrase") == 0; tries++) {
		text = xasprintf("%s\nPassphrase:", err->text);
		p.text = text;
		pass = ask_line(ui, &p);
		free(text);
		if (pass == NULL)
			break;
		bundle_clear(b);
		err_clear(err);
		ok = read_source(source, pass, b, err);
		forget(pass);
	}
	return ok;
}

/* Usages whose purpose test it passes, in words. */
static void
add_usages(struct buf *out, const struct cert *cert)
{
	const char *between = "";
	int u;

	buf_adds(out, "Fits:        ");
	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		if (!usage_fits((enum usage)u, cert, NULL, NULL, 0))
			continue;
		buf_addf(out, "%s%s", between,
		    usage_info((enum usage)u)->name);
		between = ", ";
	}
	buf_addf(out, "%s\n", *between == '\0' ? "nothing here" : "");
}

/* The stores that may take it, the proper one first. */
static bool
choose_store(struct ui *ui, const struct bundle_item *item,
    enum store_id *id)
{
	enum store_id proper = bundle_item_store(item);
	struct choice choices[STORE_COUNT + 1] = { { NULL, NULL } };
	size_t n = 0;
	int s;
	char *name;

	choices[n++] = (struct choice){ store_info(proper)->name,
	    store_info(proper)->label };
	for (s = 0; s < STORE_COUNT; s++)
		if (s != (int)proper && s != STORE_CRL)
			choices[n++] = (struct choice){
			    store_info((enum store_id)s)->name,
			    store_info((enum store_id)s)->label };
	name = pick_choice(ui, "Into which store?", choices, choices[0].name);
	if (name != NULL)
		*id = store_find_id(name);
	free(name);
	return name != NULL;
}

static char *
item_text(const struct bundle *b, const struct bundle_item *item)
{
	char *facts = cert_info_text(item->cert);
	struct buf out = { 0 };

	buf_addf(&out, "%s, %zu of %zu\n\n%s", b->form,
	    (size_t)(item - b->items) + 1, b->n, facts);
	free(facts);
	add_usages(&out, item->cert);
	buf_addf(&out, "Private key: %s\n\nProposed:    %s\n",
	    item->key != NULL ? "comes with it" : "no",
	    import_is_uninvited(b, item) ?
	    "none: the root came along with other certificates" :
	    store_info(bundle_item_store(item))->label);
	return buf_steal(&out);
}

static bool
import_one(struct ui *ui, const struct bundle *b,
    const struct bundle_item *item, struct err *err)
{
	char *text = item_text(b, item), *title;
	enum store_id id = STORE_COUNT;
	bool wanted;

	title = text_safe(cert_title(item->cert));
	/* Enter takes what is proposed: no root that nobody asked for. */
	wanted = ask(ui, &(struct question){ .title = title, .text = text,
	    .yes = "import it", .no = "leave it out",
	    .sure = import_is_uninvited(b, item) }) &&
	    choose_store(ui, item, &id);
	free(title);
	free(text);
	if (!wanted)
		return false;
	ui->changed = true;
	return import_item(ui->model, item, id, store_info(id)->per_account ?
	    ui->model->user : NULL, err);
}

static bool
import_list(struct ui *ui, const struct crl *crl, struct err *err)
{
	char *text = xasprintf("A revocation list of\n%s\nwith %zu revoked "
	    "certificates.\n\nImport it?", crl->issuer, crl->revoked);
	bool wanted = ask_yes(ui, "Revocation list", text);
	bool unverified = false, ok;

	free(text);
	if (!wanted)
		return false;
	ui->changed = true;
	ok = import_crl(ui->model, crl, &unverified, err);
	if (ok && unverified)
		show_text(ui, "Revocation list", "Its signature was not "
		    "verified: its issuer's certificate is in neither the "
		    "root nor the ca store. Until it is there the list is of "
		    "no use.");
	return ok;
}

static void
import_all(struct ui *ui, const struct bundle *b)
{
	struct err err = { 0 };
	size_t i, done = 0;

	for (i = 0; i < b->n && err.code == ERR_NONE; i++)
		done += import_one(ui, b, &b->items[i], &err);
	for (i = 0; i < b->crls.n && err.code == ERR_NONE; i++)
		done += import_list(ui, b->crls.v[i], &err);
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	else if (done > 0)
		ui_say(ui, STYLE_NORMAL, "imported: %zu", done);
	else if (b->stray_keys > 0)
		ui_say(ui, STYLE_WARNING, "nothing imported; a private key "
		    "in the file fits no certificate in it");
	else
		ui_say(ui, STYLE_NORMAL, "nothing imported");
}

void
import_dialog(struct ui *ui)
{
	struct prompt p = { .title = "Import", .text = "Path of a file: PEM, "
	    "DER, PKCS#7, PKCS#12 or a revocation list; or paste PEM text",
	    .whole = PEM };
	struct bundle b = { 0 };
	struct err err = { 0 };
	char *path = ask_line(ui, &p);

	if (path == NULL || *path == '\0') {
		forget(path);
		return;
	}
	if (read_asking(ui, path, &b, &err))
		import_all(ui, &b);
	else
		ui_error(ui, &err);
	bundle_clear(&b);
	/* Pasted text may hold a key. */
	forget(path);
}
