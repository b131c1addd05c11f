/* SPDX-License-Identifier: ISC */
/* What every computer has published, and what nothing needs of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/inventory.h"
#include "model/orphan.h"
#include "tui/ask.h"
#include "tui/cert_dialog.h"
#include "tui/picker.h"
#include "tui/views.h"

static const struct view_column columns[] = {
	{ "Computer", 11 }, { "Store", 12 }, { "Account", 11 },
	{ "Age", 9 }, { "Certs", 5 }, { "Keys", 4 }, { "Problem", 40 },
};

static const struct view_column cert_columns[] = {
	{ "Common name", 26 }, { "Expires", 10 }, { "Key", 9 },
	{ "Mode", 4 }, { "Owner", 12 }, { "Thumbprint", 40 },
};

static void
add_store(struct view *v, const struct inventory_store *s, int64_t now)
{
	char *key = xasprintf("%s/%s/%s", s->computer,
	    store_info(s->store)->name, s->account);
	char certs[24], keys[24], age[WHEN_TEXT];
	bool known = s->published != 0;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		n += s->v[i].key_present;
	snprintf(certs, sizeof(certs), "%zu", s->n);
	snprintf(keys, sizeof(keys), "%zu", n);
	static_view_add(v, key, (const char *[]){ s->computer,
	    store_info(s->store)->name, s->account, !known ? "unknown" :
	    when_span(now > s->published ? now - s->published : 0, age),
	    known ? certs : "?", known ? keys : "?",
	    !known ? "never published" : s->problem != NULL ? s->problem :
	    s->stray_keys != NULL ? "keys without certificate" : "" },
	    !known ? STYLE_WARNING : s->problem != NULL ? STYLE_ERROR :
	    STYLE_NORMAL);
	free(key);
}

struct view *
inventory_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	struct inventory inv = { 0 };
	size_t i;

	(void)n;
	v->sorts = true;
	v->empty = "no computers yet";
	if (inventory_load_all(&inv, ui->model, &v->err))
		for (i = 0; i < inv.n; i++)
			add_store(v, &inv.v[i], ui_now(ui));
	inventory_clear(&inv);
	return v;
}

/* The certificates of the store as published; Enter there reads one. */
static void
show_store(struct ui *ui, const struct inventory_store *s)
{
	struct picker p = { .heads = true, .certificates = true };
	char *title = xasprintf("%s: %s %s", s->computer,
	    store_info(s->store)->name, s->account);
	const struct inventory_item *i;
	const struct view_row *row;
	char mode[16], date[WHEN_TEXT];

	p.title = title;
	p.view = static_view_new(cert_columns, ARRAY_SIZE(cert_columns));
	p.view->empty = s->published == 0 ? "never published: unknown" :
	    "nothing in it";
	for (i = s->v; i < s->v + s->n; i++) {
		snprintf(mode, sizeof(mode), "%04o", i->key_mode);
		static_view_add(p.view, i->cert->thumbprint,
		    (const char *[]){ cert_title(i->cert),
		    when_date(i->cert->not_after, date), !i->key_present ?
		    "" : i->key_works ? "works" : "does not",
		    i->key_present ? mode : "", i->key_owner != NULL ?
		    i->key_owner : "", i->cert->thumbprint },
		    i->key_present && !i->key_works ? STYLE_ERROR :
		    STYLE_NORMAL);
	}
	while ((row = picker_run(ui, &p, false)) != NULL &&
	    row->index < s->n)
		cert_dialog_of(ui, s->v[row->index].cert);
	view_free(p.view);
	free(title);
}

void
inventory_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	struct inventory inv = { 0 };
	const struct inventory_store *s = NULL;
	char *key = xstrdup(r->key), *rest = key, *computer, *store;
	struct err err = { 0 };

	(void)n;
	computer = strsep(&rest, "/");
	store = strsep(&rest, "/");
	if (!inventory_load_all(&inv, ui->model, &err))
		ui_error(ui, &err);
	else if (store != NULL)
		s = inventory_find(&inv, computer, store_find_id(store),
		    rest);
	if (s != NULL)
		show_store(ui, s);
	inventory_clear(&inv);
	free(key);
}

/* ---- what nothing needs ------------------------------------------------- */

static const struct view_column orphan_columns[] = {
	{ "Common name", 24 }, { "Computer", 10 }, { "Why", 34 },
	{ "Store", 12 }, { "Account", 14 }, { "Thumbprint", 40 },
};

struct view *
orphan_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(orphan_columns,
	    ARRAY_SIZE(orphan_columns));
	struct orphans all = { 0 };
	const struct orphan *o;
	char *key;

	(void)n;
	v->sorts = true;
	v->empty = "everything that is known is needed";
	if (orphans_find(&all, ui->model, &v->err))
		for (o = all.v; o < all.v + all.n; o++) {
			key = xasprintf("%s/%s/%s/%s", o->thumbprint,
			    o->computer, store_info(o->store)->name,
			    o->account);
			static_view_add(v, key, (const char *[]){
			    *o->title != '\0' ? o->title : "(key)",
			    o->computer, orphan_text(o->reason),
			    store_info(o->store)->name, o->account,
			    o->thumbprint }, o->reason == ORPHAN_NO_INSTANCE ?
			    STYLE_ERROR : STYLE_WARNING);
			free(key);
		}
	orphans_clear(&all);
	return v;
}

/* The row's orphan as it is now: it may have gone meanwhile. */
static const struct orphan *
orphan_of(struct ui *ui, const struct view_row *r, struct orphans *all,
    struct err *err)
{
	const struct orphan *o;

	if (!orphans_find(all, ui->model, err))
		return NULL;
	for (o = all->v; o < all->v + all->n; o++)
		if (strcmp(o->thumbprint, r->cells[5]) == 0 &&
		    strcmp(o->computer, r->cells[1]) == 0 &&
		    strcmp(store_info(o->store)->name, r->cells[3]) == 0 &&
		    strcmp(o->account, r->cells[4]) == 0)
			return o;
	err_set(err, ERR_NOT_FOUND, "it is not there any more");
	return NULL;
}

void
orphan_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	struct orphans all = { 0 };
	struct err err = { 0 };
	const struct orphan *o = orphan_of(ui, r, &all, &err);
	char *command, *text;

	(void)n;
	if (o == NULL) {
		ui_error(ui, &err);
	} else {
		command = orphan_command(o);
		text = xasprintf("%s\n%s: %s%s%s\n\n%s%s%s.\n\n%s:\n%s",
		    o->title, o->computer, store_info(o->store)->label,
		    *o->account != '\0' ? ", account " : "", o->account,
		    orphan_text(o->reason), o->party != NULL ? ": " : "",
		    o->party != NULL ? o->party : "", o->here ?
		    "d removes it; so does" : "To remove it, there",
		    command);
		show_text(ui, "Not needed", text);
		free(text);
		free(command);
	}
	orphans_clear(&all);
}

void
orphan_view_remove(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	struct orphans all = { 0 };
	struct err err = { 0 };
	const struct orphan *o = orphan_of(ui, r, &all, &err);
	char *text;

	(void)n;
	if (o != NULL && !o->here) {
		err_set(&err, ERR_INVALID, "it is on %s: remove it there",
		    o->computer);
	} else if (o != NULL) {
		text = xasprintf("Remove %s from the store %s of this "
		    "computer?%s", *o->title != '\0' ? o->title :
		    o->thumbprint, store_info(o->store)->label, o->has_key ?
		    " Its private key is deleted with it." : "");
		if (ask_sure(ui, "Remove", text)) {
			if (orphan_remove(ui->model, o, &err))
				ui_say(ui, STYLE_NORMAL, "removed");
			ui->changed = true;
		}
		free(text);
	}
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	orphans_clear(&all);
}
