/* SPDX-License-Identifier: ISC */
/* Inventories in the configuration database. */
#include "model/inventory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "certstore/cert_facts.h"
#include "config/db.h"
#include "model/computer_fact.h"
#include "model/kinds/computer.h"
#include "model/kinds/host_instance.h"

enum { STORE_ID, STORE_COMPUTER, STORE_NAME, STORE_ACCOUNT, STORE_PUBLISHED,
	STORE_PROBLEM, STORE_STRAYS, STORE_COLUMNS };

static const char *const store_columns[STORE_COLUMNS] = {
	"id", "computer", "store", "account", "published", "problem",
	"stray_keys",
};

enum { ITEM_STORE, ITEM_THUMBPRINT, ITEM_KEY_PRESENT, ITEM_KEY_WORKS,
	ITEM_KEY_PROBLEM, ITEM_KEY_MODE, ITEM_KEY_OWNER, ITEM_KEY_OPEN,
	ITEM_PEM, ITEM_REVOKED, ITEM_REVOKED_WHY, ITEM_COLUMNS };

static const char *const item_columns[ITEM_COLUMNS] = {
	"inventory_id", "thumbprint", "key_present", "key_works",
	"key_problem", "key_mode", "key_owner", "key_open", "pem",
	"revoked_at", "revoked_reason",
};

enum { LIST_STORE, LIST_ISSUER, LIST_DIGEST, LIST_THIS, LIST_NEXT,
	LIST_STORED, LIST_PROBLEM, LIST_COLUMNS };

static const char *const list_columns[LIST_COLUMNS] = {
	"inventory_id", "issuer", "digest", "this_update", "next_update",
	"stored", "problem",
};

struct row_id {			/* where a row of table inventory went */
	int64_t id;
	size_t store;
};

struct row_ids {
	struct row_id *v;
	size_t n, cap;
};

static const char *
text_of(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = db_column(rows, column);

	return v->type == DB_TEXT ? v->text : "";
}

/* A copy of the text, or NULL. */
static char *
copy_of(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = db_column(rows, column);

	return v->type == DB_TEXT ? xstrdup(v->text) : NULL;
}

static void
load_store(struct inventory *inv, struct row_ids *ids,
    const struct db_rows *rows)
{
	enum store_id id = store_find_id(text_of(rows, STORE_NAME));
	struct inventory_store *s;

	if (id == STORE_COUNT)
		return;
	ids->v = grow(ids->v, ids->n, &ids->cap, sizeof(*ids->v));
	ids->v[ids->n++] = (struct row_id){
		.id = db_column(rows, STORE_ID)->i, .store = inv->n };
	s = inventory_add(inv, text_of(rows, STORE_COMPUTER), id,
	    text_of(rows, STORE_ACCOUNT));
	s->published = db_column(rows, STORE_PUBLISHED)->i;
	s->problem = copy_of(rows, STORE_PROBLEM);
	s->stray_keys = copy_of(rows, STORE_STRAYS);
}

static int
compare_ids(const void *key, const void *member)
{
	int64_t a = *(const int64_t *)key;
	int64_t b = ((const struct row_id *)member)->id;

	return (a > b) - (a < b);
}

static struct inventory_store *
store_of(struct inventory *inv, const struct row_ids *ids, int64_t id)
{
	const struct row_id *at = ids->n == 0 ? NULL : bsearch(&id, ids->v,
	    ids->n, sizeof(*ids->v), compare_ids);

	return at == NULL ? NULL : &inv->v[at->store];
}

static void
load_list(struct inventory *inv, const struct row_ids *ids,
    const struct db_rows *rows)
{
	struct inventory_store *s = store_of(inv, ids,
	    db_column(rows, LIST_STORE)->i);
	struct inventory_list *l;

	if (s == NULL)
		return;
	l = inventory_add_list(s, text_of(rows, LIST_ISSUER));
	snprintf(l->sha1, sizeof(l->sha1), "%s",
	    text_of(rows, LIST_DIGEST));
	l->this_update = db_column(rows, LIST_THIS)->i;
	l->next_update = db_column(rows, LIST_NEXT)->i;
	l->stored = db_column(rows, LIST_STORED)->i;
	l->problem = copy_of(rows, LIST_PROBLEM);
}

/* Entries come ordered by thumbprint. */
struct loading {
	struct inventory *inv;
	struct row_ids ids;
	struct cert_reader reader;
	const struct cert *last;	/* of the entry before */
};

/* A certificate that many computers hold is read once. */
static struct cert *
load_cert(const struct loading *l, const struct db_rows *rows,
    struct err *err)
{
	const char *pem = text_of(rows, ITEM_PEM);
	const char *thumbprint = text_of(rows, ITEM_THUMBPRINT);

	if (l->last != NULL && strcmp(l->last->thumbprint, thumbprint) == 0)
		return cert_copy(l->last);
	return inventory_reader_pem(&l->reader, pem, thumbprint, err);
}

static void
load_item(struct loading *l, const struct db_rows *rows)
{
	struct inventory_store *s = store_of(l->inv, &l->ids,
	    db_column(rows, ITEM_STORE)->i);
	struct inventory_item *item;
	struct cert *cert = NULL;
	struct err err = { 0 };

	if (s == NULL)
		return;
	cert = load_cert(l, rows, &err);
	if (cert == NULL) {
		/* A damaged entry must not stop the audit of the others. */
		if (s->problem == NULL)
			s->problem = xasprintf("inventory: %s", err.text);
		return;
	}
	item = inventory_add_cert(s, cert);
	item->key_present = db_column(rows, ITEM_KEY_PRESENT)->i != 0;
	item->key_works = db_column(rows, ITEM_KEY_WORKS)->i != 0;
	item->key_mode = (unsigned)db_column(rows, ITEM_KEY_MODE)->i;
	item->key_problem = copy_of(rows, ITEM_KEY_PROBLEM);
	item->key_owner = copy_of(rows, ITEM_KEY_OWNER);
	item->key_open = copy_of(rows, ITEM_KEY_OPEN);
	item->revoked = db_column(rows, ITEM_REVOKED)->i;
	item->revoked_why = copy_of(rows, ITEM_REVOKED_WHY);
	l->last = cert;
}

static bool
load_stores(struct loading *l, struct db *db, struct err *err)
{
	const struct db_query q = { .table = "inventory",
	    .columns = store_columns, .ncolumns = STORE_COLUMNS,
	    .order = "id" };
	struct db_rows *rows = db_select(db, &q, err);
	int r = -1;

	if (rows == NULL)
		return false;
	while ((r = db_next(rows, err)) == 1)
		load_store(l->inv, &l->ids, rows);
	db_finish(rows);
	return r == 0;
}

static bool
load_items(struct loading *l, struct db *db, struct err *err)
{
	const struct db_query q = { .table = "inventory_entry",
	    .columns = item_columns, .ncolumns = ITEM_COLUMNS,
	    .order = "thumbprint" };
	struct db_rows *rows = db_select(db, &q, err);
	int r = -1;

	if (rows == NULL)
		return false;
	while ((r = db_next(rows, err)) == 1)
		load_item(l, rows);
	db_finish(rows);
	return r == 0;
}

static bool
load_lists(const struct loading *l, struct db *db, struct err *err)
{
	const struct db_query q = { .table = "inventory_list",
	    .columns = list_columns, .ncolumns = LIST_COLUMNS,
	    .order = "id" };
	struct db_rows *rows = db_select(db, &q, err);
	int r = -1;

	if (rows == NULL)
		return false;
	while ((r = db_next(rows, err)) == 1)
		load_list(l->inv, &l->ids, rows);
	db_finish(rows);
	return r == 0;
}

bool
inventory_load(struct inventory *inv, struct model *m, struct err *err)
{
	struct loading l = { .inv = inv };
	bool ok;

	memset(inv, 0, sizeof(*inv));
	if (!db_freeze(m->db, err))
		return err_prefix(err, "inventory");
	cert_reader_open(&l.reader, true);
	ok = load_stores(&l, m->db, err) && load_items(&l, m->db, err) &&
	    load_lists(&l, m->db, err);
	cert_reader_close(&l.reader);
	db_thaw(m->db);
	free(l.ids.v);
	if (!ok) {
		inventory_clear(inv);
		return err_prefix(err, "inventory");
	}
	inventory_sort(inv);
	return true;
}

/* ---- what should be known ----------------------------------------------- */

static void
expect(struct inventory *inv, const struct inventory *known,
    const char *computer, enum store_id id, const char *account)
{
	if (inventory_find(known, computer, id, account) == NULL)
		inventory_add(inv, computer, id, account);
}

static int
by_account(const void *a, const void *b)
{
	const struct host_instance *x = *(struct host_instance *const *)a;
	const struct host_instance *y = *(struct host_instance *const *)b;
	int c = strcasecmp(x->computer, y->computer);

	return c != 0 ? c : strcmp(x->account, y->account);
}

static bool
expect_stores(struct inventory *missing, const struct inventory *known,
    struct model *m, struct err *err)
{
	struct objects computers = { 0 }, instances = { 0 };
	const struct host_instance *h;
	enum store_id id;
	size_t i;
	bool ok;

	ok = model_select(m, &kind_computer, NULL, NULL, &computers, err) &&
	    model_select(m, &kind_host_instance, NULL, NULL, &instances, err);
	for (i = 0; ok && i < computers.n; i++)
		for (id = 0; id < STORE_COUNT; id++)
			if (!store_info(id)->per_account)
				expect(missing, known, computers.v[i]->name,
				    id, NULL);
	if (ok && instances.n > 0)
		qsort(instances.v, instances.n, sizeof(*instances.v),
		    by_account);
	for (i = 0; ok && i < instances.n; i++) {
		h = (const struct host_instance *)instances.v[i];
		/* Two hosts under one account: it is missing once. */
		if (i == 0 || by_account(&instances.v[i - 1],
		    &instances.v[i]) != 0)
			expect(missing, known, h->computer, STORE_PERSONAL,
			    h->account);
	}
	objects_clear(&computers);
	objects_clear(&instances);
	return ok;
}

bool
inventory_load_all(struct inventory *inv, struct model *m, struct err *err)
{
	struct inventory missing = { 0 };

	if (!inventory_load(inv, m, err))
		return false;
	if (!expect_stores(&missing, inv, m, err)) {
		inventory_clear(&missing);
		inventory_clear(inv);
		return err_prefix(err, "inventory");
	}
	inventory_overlay(inv, &missing);
	return true;
}

bool
inventory_current(struct inventory *inv, struct model *m, struct err *err)
{
	return inventory_current_planned(inv, m, NULL, err);
}

bool
inventory_current_planned(struct inventory *inv, struct model *m,
    const struct inventory *planned, struct err *err)
{
	struct inventory fresh = { 0 };

	if (!inventory_load(inv, m, err))
		return false;
	if (!inventory_scan_planned(&fresh, m, planned, err)) {
		inventory_clear(inv);
		return err_prefix(err, "inventory");
	}
	inventory_overlay(inv, &fresh);
	return true;
}

static bool
write_item(struct db *db, int64_t store, const struct inventory_item *item,
    struct err *err)
{
	struct db_set set[ITEM_COLUMNS];
	struct buf pem = { 0 };
	size_t i;
	bool ok;

	cert_to_pem(item->cert, &pem);
	for (i = 0; i < ITEM_COLUMNS; i++)
		set[i].column = item_columns[i];
	set[ITEM_STORE].value = db_int(store);
	set[ITEM_THUMBPRINT].value = db_text(item->cert->thumbprint);
	set[ITEM_KEY_PRESENT].value = db_int(item->key_present);
	set[ITEM_KEY_WORKS].value = db_int(item->key_works);
	set[ITEM_KEY_PROBLEM].value = db_text(item->key_problem);
	set[ITEM_KEY_MODE].value = item->key_present ?
	    db_int(item->key_mode) : db_null();
	set[ITEM_KEY_OWNER].value = db_text(item->key_owner);
	set[ITEM_KEY_OPEN].value = db_text(item->key_open);
	set[ITEM_PEM].value = db_text((const char *)pem.data);
	set[ITEM_REVOKED].value = item->revoked_why != NULL ?
	    db_int(item->revoked) : db_null();
	set[ITEM_REVOKED_WHY].value = db_text(item->revoked_why);
	ok = db_insert(db, "inventory_entry", set, ITEM_COLUMNS, NULL, err);
	buf_clear(&pem);
	return ok;
}

static bool
write_list(struct db *db, int64_t store, const struct inventory_list *l,
    struct err *err)
{
	const struct db_set set[LIST_COLUMNS] = {
		{ list_columns[LIST_STORE], db_int(store) },
		{ list_columns[LIST_ISSUER], db_text(l->issuer) },
		{ list_columns[LIST_DIGEST], db_text(l->sha1) },
		{ list_columns[LIST_THIS], db_int(l->this_update) },
		{ list_columns[LIST_NEXT], l->next_update != 0 ?
		    db_int(l->next_update) : db_null() },
		{ list_columns[LIST_STORED], db_int(l->stored) },
		{ list_columns[LIST_PROBLEM], db_text(l->problem) },
	};

	return db_insert(db, "inventory_list", set, LIST_COLUMNS, NULL, err);
}

static bool
delete_store(struct db *db, const struct inventory_store *s, struct err *err)
{
	const struct db_cond same[] = {
		{ .column = "computer", .value = db_text(s->computer) },
		{ .column = "store",
		  .value = db_text(store_info(s->store)->name) },
		{ .column = "account", .value = db_text(s->account) },
	};

	return db_delete(db, "inventory", same, ARRAY_SIZE(same), NULL, err);
}

static bool
write_store(struct db *db, const struct inventory_store *s, struct err *err)
{
	const char *name = store_info(s->store)->name;
	const struct db_set set[] = {
		{ "computer", db_text(s->computer) },
		{ "store", db_text(name) },
		{ "account", db_text(s->account) },
		{ "published", db_int(s->published) },
		{ "problem", db_text(s->problem) },
		{ "stray_keys", db_text(s->stray_keys) },
	};
	int64_t id = 0;
	size_t i;

	if (!delete_store(db, s, err) ||
	    !db_insert(db, "inventory", set, ARRAY_SIZE(set), &id, err))
		return false;
	for (i = 0; i < s->n; i++)
		if (!write_item(db, id, &s->v[i], err))
			return false;
	for (i = 0; i < s->nlists; i++)
		if (!write_list(db, id, &s->lists[i], err))
			return false;
	return true;
}

bool
inventory_write(struct model *m, const struct inventory *inv,
    struct err *err)
{
	size_t i;

	if (m->why_read_only != NULL)
		return err_set(err, ERR_DENIED, "inventory: %s",
		    m->why_read_only);
	if (!db_begin(m->db, err))
		return err_prefix(err, "inventory");
	for (i = 0; i < inv->n; i++) {
		if (!write_store(m->db, &inv->v[i], err)) {
			db_rollback(m->db);
			return err_prefix(err, "inventory");
		}
	}
	return db_commit(m->db, err) || err_prefix(err, "inventory");
}

/*
 * Stores of this computer that are no more, neither as a folder nor by a
 * host instance, would stand there as unused for ever.
 */
static bool
forget_gone(struct model *m, const struct inventory *fresh, struct err *err)
{
	struct inventory known = { 0 };
	const struct inventory_store *s;
	struct store *store;
	bool ok = inventory_load(&known, m, err), gone;
	size_t i;

	for (i = 0; ok && i < known.n && fresh->n > 0; i++) {
		s = &known.v[i];
		if (strcasecmp(s->computer, fresh->v[0].computer) != 0 ||
		    inventory_find(fresh, s->computer, s->store,
		    s->account) != NULL)
			continue;
		store = store_open(m->settings->stores, s->store,
		    *s->account != '\0' ? s->account : NULL, NULL);
		gone = store != NULL && access(store->path, F_OK) != 0 &&
		    errno == ENOENT;
		store_close(store);
		if (gone)
			ok = delete_store(m->db, s, err);
	}
	inventory_clear(&known);
	return ok;
}

bool
inventory_publish(struct model *m, struct err *err)
{
	struct inventory inv = { 0 };
	bool ok;

	/* It tells what is there and changes nothing: operators may. */
	if (!model_may(m, ROLE_OPERATOR, err))
		return false;
	/* The keys are tested before the database is locked. */
	if (!inventory_scan_here(&inv, m, err))
		return err_prefix(err, "inventory");
	ok = inventory_write(m, &inv, err) && forget_gone(m, &inv, err) &&
	    computer_facts_publish(m, err);
	inventory_clear(&inv);
	return ok;
}
