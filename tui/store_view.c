/* SPDX-License-Identifier: ISC */
/* The stores of this computer, read from their folders. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/crl.h"
#include "certstore/store.h"
#include "tui/ask.h"
#include "tui/cert_dialog.h"
#include "tui/views.h"

static const struct view_column cert_columns[] = {
	{ "Common name", 26 }, { "Expires", 10 }, { "Key", 11 },
	{ "Issuer", 30 }, { "Thumbprint", 40 },
};

static struct store *
open_store(struct ui *ui, const struct node *n, struct err *err)
{
	return store_open(ui->model->settings->stores, n->store,
	    store_info(n->store)->per_account ? ui->model->user : NULL, err);
}

static void
add_entry(struct view *v, const struct store_entry *e, int64_t now)
{
	char date[WHEN_TEXT];

	if (e->cert == NULL) {
		static_view_add(v, "", (const char *[]){ e->file, "", "",
		    e->problem, "" }, STYLE_ERROR);
		return;
	}
	static_view_add(v, e->cert->thumbprint, (const char *[]){
	    cert_title(e->cert), when_date(e->cert->not_after, date),
	    !e->key_present ? "" : e->key_works ? "works" : "does not",
	    e->cert->issuer, e->cert->thumbprint },
	    e->cert->not_after < now ? STYLE_ERROR : STYLE_NORMAL);
}

struct view *
store_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(cert_columns,
	    ARRAY_SIZE(cert_columns));
	struct store *store = open_store(ui, n, &v->err);
	struct store_listing list = { 0 };
	size_t i;

	v->sorts = true;
	v->empty = "empty: i imports from a file";
	if (store == NULL || !store_list(store, n->store == STORE_PERSONAL,
	    &list, &v->err)) {
		v->empty = "not there yet or not readable: i imports from "
		    "a file";
		err_clear(&v->err);
	}
	for (i = 0; i < list.n; i++)
		add_entry(v, &list.v[i], ui_now(ui));
	store_listing_clear(&list);
	store_close(store);
	return v;
}

void
store_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	char *key = xstrdup(r->key);

	/* The row goes when the window is resized meanwhile. */
	if (*key != '\0')
		cert_dialog(ui, &(struct cert_where){ .thumbprint = key,
		    .only = n->store, .account = ui->model->user });
	free(key);
}

void
store_view_remove(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	/* The row goes when the window is resized while we ask. */
	char *key = xstrdup(r->key);
	char *text = xasprintf("Remove %s from the store %s of this computer?"
	    "%s", r->cells[0], n->label, n->store == STORE_PERSONAL ?
	    " Its private key is deleted with it." : "");
	struct err err = { 0 };
	struct store *store = open_store(ui, n, &err);
	bool ok;

	if (store != NULL && ask_sure(ui, "Remove", text)) {
		ok = n->store == STORE_CRL ?
		    crl_store_remove(store, key, &err) :
		    store_remove(store, key, &err);
		ui->changed = true;
		if (ok)
			ui_say(ui, STYLE_NORMAL, "removed");
	}
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	store_close(store);
	free(text);
	free(key);
}
