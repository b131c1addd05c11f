/* SPDX-License-Identifier: ISC */
/* The revocation lists of this computer, and those that did not come. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/crl.h"
#include "certstore/crl_check.h"
#include "certstore/store.h"
#include "model/crl_fetch.h"
#include "tui/ask.h"
#include "tui/views.h"

static const struct view_column columns[] = {
	{ "Issuer", 18 }, { "This update", 11 }, { "Next", 10 },
	{ "Age", 8 }, { "Entries", 7 }, { "Last fetch", 40 },
};

static bool
load_lists(struct ui *ui, struct crl_list *list, struct err *err)
{
	struct store *store = store_open(ui->model->settings->stores,
	    STORE_CRL, NULL, err);
	bool ok = store != NULL && crl_store_load(store, list, err);

	crl_list_judge(list, ui->model->settings->stores);
	store_close(store);
	return ok;
}

/* "2026-11-21", "failed 2026-11-21: REASON"; heap. */
static char *
fetch_text(const struct crl_fetch *f)
{
	char date[WHEN_TEXT];

	if (f == NULL)
		return xstrdup("never");
	when_date(f->at, date);
	return f->ok ? xstrdup(date) : xasprintf("failed %s: %s", date,
	    f->reason != NULL ? f->reason : "");
}

static void
add_list(struct view *v, const struct crl *c, const struct crl_fetches *all,
    int64_t now)
{
	const struct crl_fetch *f = crl_fetch_of(all, c->issuer);
	char issued[WHEN_TEXT], next[WHEN_TEXT] = "", age[WHEN_TEXT];
	char entries[24], *fetch = fetch_text(f), *issuer;
	bool old = c->next_update != 0 && c->next_update < now;

	snprintf(entries, sizeof(entries), "%zu", c->revoked);
	if (c->next_update != 0)
		when_date(c->next_update, next);
	issuer = xasprintf("%s%s", c->unverified ? "(unverified) " : "",
	    c->issuer);
	static_view_add(v, c->sha1, (const char *[]){ issuer,
	    when_date(c->this_update, issued), next,
	    when_span(now > c->stored ? now - c->stored : 0, age), entries,
	    fetch }, old || c->unverified || (f != NULL && !f->ok) ?
	    STYLE_WARNING : STYLE_NORMAL);
	free(issuer);
	free(fetch);
}

static bool
is_stored(const struct crl_list *l, const char *issuer)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i]->issuer, issuer) == 0)
			return true;
	return false;
}

/* Lists that were asked for and never came, once for each issuer. */
static void
add_missing(struct view *v, const struct crl_list *l,
    const struct crl_fetches *all)
{
	const struct crl_fetch *f;
	char *fetch;
	size_t i;

	for (i = 0; i < all->n; i++) {
		f = &all->v[i];
		if (f != crl_fetch_of(all, f->issuer) ||
		    is_stored(l, f->issuer))
			continue;
		fetch = fetch_text(f);
		static_view_add(v, "", (const char *[]){ f->issuer, "none",
		    "", "", "", fetch }, STYLE_ERROR);
		free(fetch);
	}
}

struct view *
crl_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	struct crl_fetches fetches = { 0 };
	struct crl_list list = { 0 };
	size_t i;

	(void)n;
	v->sorts = true;
	v->empty = "no lists: F fetches them, i imports one from a file";
	(void)load_lists(ui, &list, NULL);
	(void)crl_fetch_load(ui->model, ui->model->settings->computer,
	    &fetches, NULL);
	for (i = 0; i < list.n; i++)
		add_list(v, list.v[i], &fetches, ui_now(ui));
	add_missing(v, &list, &fetches);
	crl_fetches_clear(&fetches);
	crl_list_clear(&list);
	return v;
}

void
crl_view_enter(struct ui *ui, const struct node *n, const struct view_row *r)
{
	char *text = xasprintf("Issuer:       %s\nThis update:  %s\nNext "
	    "update:  %s\nAge:          %s\nEntries:      %s\nLast fetch:   "
	    "%s\nSHA-1:        %s\n", r->cells[0], r->cells[1], r->cells[2],
	    r->cells[3], r->cells[4], r->cells[5], r->key);

	(void)n;
	show_text(ui, "Revocation list", text);
	free(text);
}
