/* SPDX-License-Identifier: ISC */
#include "tui/cert_care.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/cert_out.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/party.h"
#include "model/repair.h"
#include "model/sync.h"
#include "tui/ask.h"
#include "tui/picker.h"

/* ---- sync --------------------------------------------------------------- */

static char *
sync_text(const struct sync *s)
{
	const struct sync_item *i;
	struct buf b = { 0 };

	buf_addf(&b, "Install on this computer (%zu are there already):\n",
	    s->present);
	for (i = s->v; i < s->v + s->n; i++)
		buf_addf(&b, "\n%s: %s%s%s%s", store_info(i->store)->name,
		    cert_title(i->cert), i->why != NULL ? " (" : "",
		    i->why != NULL ? i->why : "", i->why != NULL ? ")" : "");
	buf_adds(&b, "\n\nNothing is removed. Install them?");
	return buf_steal(&b);
}

void
cert_care_sync(struct ui *ui)
{
	struct err err = { 0 };
	struct sync s = { 0 };
	bool ok = sync_plan(&s, ui->model, &err);
	char *text;

	if (ok && s.n == 0) {
		ui_say(ui, STYLE_NORMAL, "all %zu are there already%s",
		    s.present, s.absent.n > 0 ? "; of some assignments the "
		    "group has no certificate" : "");
	} else if (ok) {
		text = sync_text(&s);
		if (ask_yes(ui, "Install certificates", text)) {
			ok = sync_apply(&s, ui->model, &err);
			ui->changed = true;
			if (ok)
				ui_say(ui, STYLE_NORMAL, "installed: %zu",
				    s.n);
		}
		free(text);
	}
	if (!ok)
		ui_error(ui, &err);
	sync_clear(&s);
}

/* ---- repair ------------------------------------------------------------- */

static char *
repairs_text(const struct repairs *r)
{
	struct buf b = { 0 };
	size_t i;
	char *one;

	buf_adds(&b, "Others can reach private keys. Change:\n");
	for (i = 0; i < r->n; i++) {
		one = repair_text(&r->v[i]);
		buf_addf(&b, "\n%s", one);
		free(one);
	}
	buf_adds(&b, "\n\nA key that may have been read should be replaced. "
	    "Change it?");
	return buf_steal(&b);
}

void
cert_care_repair(struct ui *ui)
{
	struct repairs r = { 0 };
	struct err err = { 0 };
	bool ok = repairs_find(&r, ui->model, NULL, &err);
	char *text;

	if (ok && r.n == 0) {
		ui_say(ui, STYLE_NORMAL, "nobody else can reach the private "
		    "keys here");
	} else if (ok) {
		text = repairs_text(&r);
		if (ask_sure(ui, "Repair", text)) {
			ok = repairs_apply(&r, ui->model, &err);
			ui->changed = true;
			if (ok)
				ui_say(ui, STYLE_NORMAL, "repaired");
		}
		free(text);
	}
	if (!ok)
		ui_error(ui, &err);
	repairs_clear(&r);
}

/* ---- export ------------------------------------------------------------- */

static void
forget(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static bool
pick_form(struct ui *ui, enum cert_form *form)
{
	struct choice choices[CERT_FORMS + 1] = { { NULL, NULL } };
	enum cert_form f;
	char *name;

	for (f = 0; f < CERT_FORMS; f++)
		choices[f] = (struct choice){ cert_form_info(f)->name,
		    cert_form_info(f)->label };
	name = pick_choice(ui, "Export as", choices, choices[0].name);
	if (name != NULL)
		*form = cert_form_find(name);
	free(name);
	return name != NULL;
}

/* Typed twice; NULL where it was cancelled or the two differ. */
static char *
ask_pass(struct ui *ui, struct err *err)
{
	struct prompt p = { .title = "Passphrase", .hidden = true,
	    .text = "Passphrase that the file is encrypted under:" };
	char *one = ask_line(ui, &p), *two = NULL;

	if (one != NULL && *one == '\0')
		err_set(err, ERR_INVALID, "passphrase: may not be empty");
	p.text = "Once more:";
	if (one != NULL && *one != '\0')
		two = ask_line(ui, &p);
	if (two != NULL && strcmp(one, two) == 0) {
		forget(two);
		return one;
	}
	if (two != NULL)
		err_set(err, ERR_INVALID, "passphrase: the two differ");
	forget(one);
	forget(two);
	return NULL;
}

static const char key_question[] = "Export the private key as well? Who has "
    "the file and its passphrase can decrypt and sign as you. The history "
    "will tell of it. No exports the certificate alone.";

/* Does the Personal store have a key to it, and is it to go too? */
static bool
wants_key(struct ui *ui, const struct cert_out *o)
{
	struct cert_where where = o->where;
	struct cert_found found;
	bool has;

	where.only = STORE_PERSONAL;
	if (!cert_form_info(o->form)->key ||
	    !cert_find(&found, ui->model, &where, NULL))
		return false;
	has = found.key_works;
	cert_found_clear(&found);
	return has && ask_sure(ui, "Private key", key_question);
}

static bool
write_out(struct ui *ui, const struct cert_out *o, const char *path,
    struct err *err)
{
	struct buf b = { .secret = true };
	bool ok = cert_out_make(ui->model, o, &b, err) &&
	    cert_out_write(o, &b, path, false, err);

	buf_clear(&b);
	return ok;
}

void
cert_care_export(struct ui *ui, const char *thumbprint, enum store_id only)
{
	struct cert_out o = { .where = { .thumbprint = thumbprint,
	    .only = only, .account = ui->model->user } };
	struct prompt p = { .title = "Export", .text = "Path of the new "
	    "file; one that is there is never written over" };
	struct err err = { 0 };
	char *path = NULL, *pass = NULL;
	bool ok = pick_form(ui, &o.form);

	if (!ok)
		return;
	o.chain = cert_form_info(o.form)->chain && ask_yes(ui, "Chain",
	    "With the certificates above it, as far as they are known "
	    "here?");
	o.key = wants_key(ui, &o);
	path = ask_line(ui, &p);
	ok = path != NULL && *path != '\0' &&
	    cert_out_allowed(ui->model, &o, &err);
	if (ok && (o.key || o.form == CERT_PKCS12)) {
		o.pass = pass = ask_pass(ui, &err);
		ok = pass != NULL;
	}
	if (ok && write_out(ui, &o, path, &err)) {
		ui_say(ui, STYLE_NORMAL, "written%s", o.key ?
		    ", with its private key" : "");
		ui->changed = o.key;
	}
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	forget(pass);
	free(path);
}

/* ---- what deleted objects leave behind ---------------------------------- */

void
leaving_clear(struct leaving *l)
{
	orphans_clear(&l->left);
}

static size_t
count_here(const struct leaving *l)
{
	size_t here = 0, i;

	for (i = 0; i < l->left.n; i++)
		here += l->left.v[i].here;
	return here;
}

static size_t
count_unknown(const struct leaving *l)
{
	size_t i, unknown = 0;

	for (i = 0; i < l->left.n; i++)
		unknown += l->left.v[i].reason == ORPHAN_STORE;
	return unknown;
}

static bool
choose(struct ui *ui, struct leaving *l)
{
	const struct choice choices[] = {
		{ "keep", "Keep the certificates and keys of its account" },
		{ "remove", "Remove certificates and keys of its account" },
		{ NULL, NULL },
	};
	const struct orphan *o = l->left.v;
	bool same = str_same(o->account, o[l->left.n - 1].account);
	size_t unknown = count_unknown(l);
	char *title = unknown > 0 ? xasprintf("Personal store of %s%s",
	    o->account, same ? "" : " and others") :
	    xasprintf("Personal store of %s%s (%zu)", o->account,
	    same ? "" : " and others", l->left.n), *answer;

	/* Only what is here can go. */
	answer = count_here(l) > 0 ? pick_choice(ui, title, choices, "keep") :
	    ask_sure(ui, title, unknown > 0 ? "What it holds was never "
	    "published: there may be keys in it, which stay there. Delete "
	    "the host instance all the same?" : "Its certificates are on "
	    "another computer and stay there. Delete the host instance all "
	    "the same?") ? xstrdup("keep") : NULL;
	l->remove = str_same(answer, "remove");
	free(title);
	free(answer);
	return answer != NULL;
}

bool
leaving_before(struct ui *ui, const struct objects *list, struct leaving *l,
    struct err *err)
{
	const struct kind *k = list->n > 0 ? list->v[0]->kind : NULL;

	memset(l, 0, sizeof(*l));
	l->ask_after = k == &kind_party;
	if (k == &kind_party)
		return orphans_of_parties(&l->left, ui->model, list, err);
	if (k != &kind_host_instance)
		return true;
	return orphans_of_instances(&l->left, ui->model, list, err) &&
	    (l->left.n == 0 || choose(ui, l));
}

/* Whose they are, and that they may go now. */
static bool
ask_after(struct ui *ui, const struct leaving *l)
{
	const struct orphans *left = &l->left;
	size_t here = count_here(l), i;
	bool one = true, yes;
	char *text;

	if (here == 0)
		return false;
	for (i = 1; i < left->n; i++)
		one &= str_same(left->v[i].thumbprint, left->v[0].thumbprint);
	text = one ? xasprintf("Nothing else needs %s, which is in Other "
	    "People of %zu computer%s. Remove it here?", left->v[0].title,
	    left->n, left->n == 1 ? "" : "s") :
	    xasprintf("Nothing else needs %s and others, %zu of them in "
	    "Other People of this computer. Remove them here?",
	    left->v[0].title, here);
	yes = ask_sure(ui, "Certificate", text);
	free(text);
	return yes;
}

void
leaving_after(struct ui *ui, struct leaving *l, struct err *err)
{
	size_t i;

	if (l->ask_after)
		l->remove = ask_after(ui, l);
	for (i = 0; l->remove && i < l->left.n; i++)
		if (l->left.v[i].here &&
		    !orphan_remove(ui->model, &l->left.v[i], err))
			return;
	if (l->left.n - count_unknown(l) > (l->remove ? count_here(l) : 0))
		ui_say(ui, STYLE_WARNING, "deleted; Not Needed lists the "
		    "certificates that it leaves behind");
}
