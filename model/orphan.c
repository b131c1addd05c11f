/* SPDX-License-Identifier: ISC */
#include "model/orphan.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "config/db.h"
#include "model/inventory.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/party.h"

static const char *const texts[ORPHAN_REASONS] = {
	[ORPHAN_UNUSED] = "not used by anything in the group",
	[ORPHAN_OF_PARTY] = "was that of a party that is gone",
	[ORPHAN_NO_INSTANCE] = "no host instance uses this account",
	[ORPHAN_NO_KEY] = "its private key is missing",
	[ORPHAN_KEY] = "a private key without its certificate",
	[ORPHAN_STORE] = "what the store holds was never published",
};

const char *
orphan_text(enum orphan_reason r)
{
	return texts[r];
}

void
orphans_clear(struct orphans *o)
{
	size_t i;

	for (i = 0; i < o->n; i++) {
		free(o->v[i].computer);
		free(o->v[i].account);
		free(o->v[i].thumbprint);
		free(o->v[i].title);
		free(o->v[i].party);
	}
	free(o->v);
	memset(o, 0, sizeof(*o));
}

/* ---- what is known ------------------------------------------------------ */

/* A thumbprint and the party that had it. */
struct former {
	char *thumbprint, *party;
};

struct search {
	struct model *model;
	struct orphans *out;
	char *here;
	struct inventory inventory;
	struct objects instances;
	struct assignments assigned;
	struct former *former;	/* of deleted parties */
	size_t nformer, cap;
};

static int
by_thumbprint(const void *a, const void *b)
{
	const struct assignment *x = a, *y = b;

	return strcmp(x->thumbprint, y->thumbprint);
}

/* The history knows which certificates parties had when they went (C504). */
static bool
read_former(struct search *s, struct err *err)
{
	static const char *const columns[] = { "old_value", "object",
	    "field" };
	const struct db_cond conds[] = {
		{ "kind", DB_EQ, db_text(kind_party.name), false },
		{ "action", DB_EQ, db_text("delete"), false },
		/* With a next and a previous one. */
		{ "field", DB_LIKE, db_text("signature\\_certificate%"),
		  false },
	};
	const struct field *f;
	const struct db_query q = { .table = "revision_change",
	    .columns = columns, .ncolumns = ARRAY_SIZE(columns),
	    .conds = conds, .nconds = ARRAY_SIZE(conds), .order = "id" };
	struct db_rows *r = db_select(s->model->db, &q, err);
	int got;

	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0) {
		f = kind_field(&kind_party, db_column(r, 2)->text);
		if (db_column(r, 0)->type != DB_TEXT || f == NULL ||
		    f->type != FIELD_CERT)
			continue;
		s->former = grow(s->former, s->nformer, &s->cap,
		    sizeof(*s->former));
		s->former[s->nformer++] = (struct former){
			.thumbprint = xstrdup(db_column(r, 0)->text),
			.party = xstrdup(db_column(r, 1)->text),
		};
	}
	db_finish(r);
	return got == 0;
}

static void
search_clear(struct search *s)
{
	size_t i;

	for (i = 0; i < s->nformer; i++) {
		free(s->former[i].thumbprint);
		free(s->former[i].party);
	}
	free(s->former);
	free(s->here);
	inventory_clear(&s->inventory);
	objects_clear(&s->instances);
	assignments_clear(&s->assigned);
}

static bool
search_init(struct search *s, struct model *m, struct orphans *out,
    struct err *err)
{
	*s = (struct search){ .model = m, .out = out };
	memset(out, 0, sizeof(*out));
	s->here = model_computer(m, err);
	if (s->here == NULL || !inventory_current(&s->inventory, m, err) ||
	    !model_select(m, &kind_host_instance, NULL, NULL, &s->instances,
	    err) || !model_assignments(m, NULL, &s->assigned, err) ||
	    !read_former(s, err)) {
		search_clear(s);
		return false;
	}
	if (s->assigned.n > 0)
		qsort(s->assigned.v, s->assigned.n, sizeof(*s->assigned.v),
		    by_thumbprint);
	return true;
}

static bool
is_named(const struct search *s, const char *thumbprint)
{
	const struct assignment key = {
		.thumbprint = (char *)(uintptr_t)thumbprint };

	return s->assigned.n > 0 && bsearch(&key, s->assigned.v,
	    s->assigned.n, sizeof(key), by_thumbprint) != NULL;
}

static const char *
former_party(const struct search *s, const char *thumbprint)
{
	size_t i;

	for (i = s->nformer; i-- > 0;)
		if (strcmp(s->former[i].thumbprint, thumbprint) == 0)
			return s->former[i].party;
	return NULL;
}

static bool
is_among(const struct objects *list, const struct object *o)
{
	size_t i;

	for (i = 0; list != NULL && i < list->n; i++)
		if (list->v[i]->id == o->id)
			return true;
	return false;
}

/* By another host instance there than these. */
static bool
account_is_used(const struct search *s, const char *computer,
    const char *account, const struct objects *but)
{
	const struct host_instance *h;
	size_t i;

	for (i = 0; i < s->instances.n; i++) {
		h = (const struct host_instance *)s->instances.v[i];
		if (!is_among(but, &h->object) &&
		    strcasecmp(h->computer, computer) == 0 &&
		    strcmp(h->account, account) == 0)
			return true;
	}
	return false;
}

/* ---- collecting --------------------------------------------------------- */

static struct orphan *
add(struct search *s, const struct inventory_store *store,
    enum orphan_reason reason, const char *thumbprint)
{
	struct orphans *out = s->out;

	out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n] = (struct orphan){ .reason = reason,
	    .computer = xstrdup(store->computer), .store = store->store,
	    .account = xstrdup(store->account),
	    .thumbprint = xstrdup(thumbprint), .title = xstrdup(""),
	    .here = strcasecmp(store->computer, s->here) == 0,
	    .published = store->published };
	return &out->v[out->n++];
}

static void
add_item(struct search *s, const struct inventory_store *store,
    enum orphan_reason reason, const struct inventory_item *item)
{
	struct orphan *o = add(s, store, reason, item->cert->thumbprint);

	str_replace(&o->title, cert_title(item->cert));
	o->has_key = item->key_present;
	if (reason == ORPHAN_OF_PARTY)
		o->party = xstrdup(former_party(s, o->thumbprint));
}

static void
add_strays(struct search *s, const struct inventory_store *store)
{
	char *all = xstrdup(store->stray_keys), *save = NULL, *one;

	for (one = all != NULL ? strtok_r(all, " ", &save) : NULL;
	    one != NULL; one = strtok_r(NULL, " ", &save))
		add(s, store, ORPHAN_KEY, one)->has_key = true;
	free(all);
}

/* The gravest reason alone: one thing to mend is one row. */
static void
look_at(struct search *s, const struct inventory_store *store, bool used)
{
	const bool own = store->store == STORE_PERSONAL;
	const struct inventory_item *item;
	const char *t;

	for (item = store->v; item < store->v + store->n; item++) {
		t = item->cert->thumbprint;
		if (own && !used)
			add_item(s, store, ORPHAN_NO_INSTANCE, item);
		else if (!is_named(s, t))
			add_item(s, store, former_party(s, t) != NULL ?
			    ORPHAN_OF_PARTY : ORPHAN_UNUSED, item);
		else if (own && !item->key_present)
			add_item(s, store, ORPHAN_NO_KEY, item);
	}
	add_strays(s, store);
}

bool
orphans_find(struct orphans *out, struct model *m, struct err *err)
{
	const struct inventory_store *store;
	struct search s;
	size_t i;

	if (!search_init(&s, m, out, err))
		return false;
	for (i = 0; i < s.inventory.n; i++) {
		store = &s.inventory.v[i];
		if (store->store == STORE_OTHER_PEOPLE ||
		    store->store == STORE_PERSONAL)
			look_at(&s, store, account_is_used(&s,
			    store->computer, store->account, NULL));
	}
	search_clear(&s);
	return true;
}

/* ---- when an object is to go -------------------------------------------- */

/* Will something else still name it? */
static bool
named_besides(const struct search *s, const char *thumbprint,
    const struct object *but)
{
	const struct assignment *a;
	size_t i;

	for (i = 0; i < s->assigned.n; i++) {
		a = &s->assigned.v[i];
		if (strcmp(a->thumbprint, thumbprint) == 0 &&
		    (strcmp(a->kind, but->kind->name) != 0 ||
		    strcmp(a->name, but->name) != 0))
			return true;
	}
	return false;
}

/* In Other People of every computer. */
static void
add_everywhere(struct search *s, const char *thumbprint)
{
	const struct inventory_item *item;
	size_t i;

	for (i = 0; i < s->inventory.n; i++) {
		if (s->inventory.v[i].store != STORE_OTHER_PEOPLE)
			continue;
		item = inventory_item(&s->inventory.v[i], thumbprint);
		if (item != NULL)
			add_item(s, &s->inventory.v[i], ORPHAN_OF_PARTY,
			    item);
	}
}

static void
find_of_party(struct search *s, struct orphans *out,
    const struct object *party)
{
	const struct assignment *a;
	const char *last = NULL;
	size_t before = out->n, i;

	for (i = 0; i < s->assigned.n; i++) {
		a = &s->assigned.v[i];
		if (strcmp(a->kind, party->kind->name) != 0 ||
		    strcmp(a->name, party->name) != 0 ||
		    (last != NULL && strcmp(a->thumbprint, last) == 0))
			continue;
		last = a->thumbprint;
		if (!named_besides(s, last, party))
			add_everywhere(s, last);
	}
	for (i = before; i < out->n; i++)
		str_replace(&out->v[i].party, party->name);
}

bool
orphans_of_parties(struct orphans *out, struct model *m,
    const struct objects *parties, struct err *err)
{
	struct search s;
	size_t i;

	if (!search_init(&s, m, out, err))
		return false;
	for (i = 0; i < parties->n; i++)
		find_of_party(&s, out, parties->v[i]);
	search_clear(&s);
	return true;
}

/* Two of them may share the account: its store is told once. */
static bool
is_told(const struct orphans *out, const struct inventory_store *store)
{
	size_t i;

	for (i = 0; i < out->n; i++)
		if (strcasecmp(out->v[i].computer, store->computer) == 0 &&
		    strcmp(out->v[i].account, store->account) == 0)
			return true;
	return false;
}

/* Asked for once, and as such: there may be keys in it. */
static void
add_unknown(struct search *s, const struct host_instance *h)
{
	struct inventory_store store = { .computer = h->computer,
	    .store = STORE_PERSONAL, .account = h->account };

	if (!is_told(s->out, &store))
		add(s, &store, ORPHAN_STORE, "")->here = false;
}

bool
orphans_of_instances(struct orphans *out, struct model *m,
    const struct objects *instances, struct err *err)
{
	const struct inventory_store *store;
	const struct host_instance *h;
	struct search s;
	size_t i, k;

	if (!search_init(&s, m, out, err))
		return false;
	for (i = 0; i < instances->n; i++) {
		h = (const struct host_instance *)instances->v[i];
		store = inventory_find(&s.inventory, h->computer,
		    STORE_PERSONAL, h->account);
		if (account_is_used(&s, h->computer, h->account, instances))
			continue;
		if (store == NULL)
			add_unknown(&s, h);
		if (store == NULL || is_told(out, store))
			continue;
		for (k = 0; k < store->n; k++)
			add_item(&s, store, ORPHAN_NO_INSTANCE, &store->v[k]);
		add_strays(&s, store);
	}
	search_clear(&s);
	return true;
}

/* ---- removing ----------------------------------------------------------- */

bool
orphan_remove(struct model *m, const struct orphan *o, struct err *err)
{
	struct store *store;
	bool own = *o->account != '\0' && str_same(o->account, m->user), ok;

	if (!o->here)
		return err_set(err, ERR_INVALID, "certificate %s: is on %s "
		    "and can be removed there only", o->thumbprint,
		    o->computer);
	if (!own && !model_may(m, ROLE_ADMINISTRATOR, err))
		return false;
	store = store_open(m->settings->stores, o->store,
	    *o->account != '\0' ? o->account : NULL, err);
	ok = store != NULL && store_remove(store, o->thumbprint, err);
	store_close(store);
	return ok;
}

char *
orphan_command(const struct orphan *o)
{
	struct buf b = { 0 };

	buf_addf(&b, "sealport cert remove %s --store %s", o->thumbprint,
	    store_info(o->store)->name);
	if (*o->account != '\0') {
		buf_adds(&b, " --account ");
		text_shell_word(&b, o->account);
	}
	return buf_steal(&b);
}
