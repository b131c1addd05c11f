/* SPDX-License-Identifier: ISC */
/* Inventories in the configuration database. */
#include "model/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"

enum { STORE_ID, STORE_COMPUTER, STORE_NAME, STORE_ACCOUNT, STORE_PUBLISHED,
	STORE_PROBLEM, STORE_COLUMNS };

static const char *const store_columns[STORE_COLUMNS] = {
	"id", "computer", "store", "account", "published", "problem",
};

enum { ITEM_STORE, ITEM_THUMBPRINT, ITEM_KEY_PRESENT, ITEM_KEY_WORKS,
	ITEM_KEY_PROBLEM, ITEM_KEY_MODE, ITEM_PEM, ITEM_COLUMNS };

static const char *const item_columns[ITEM_COLUMNS] = {
	"inventory_id", "thumbprint", "key_present", "key_works",
	"key_problem", "key_mode", "pem",
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
	if (db_column(rows, STORE_PROBLEM)->type == DB_TEXT)
		s->problem = xstrdup(text_of(rows, STORE_PROBLEM));
}

static int
compare_ids(const void *key, const void *member)
{
	int64_t a = *(const int64_t *)key;
	int64_t b = ((const struct row_id *)member)->id;

	return (a > b) - (a < b);
}

/*
 * Entries come ordered by thumbprint, so that a certificate many computers
 * hold is read once; last is the one read before.
 */
static void
load_item(struct inventory *inv, const struct row_ids *ids,
    const struct db_rows *rows, const struct cert **last)
{
	const char *thumbprint = text_of(rows, ITEM_THUMBPRINT);
	const struct row_id *at;
	struct inventory_item *item;
	struct inventory_store *s;
	struct cert *cert = NULL;
	struct err err = { 0 };

	at = ids->n == 0 ? NULL : bsearch(&db_column(rows, ITEM_STORE)->i,
	    ids->v, ids->n, sizeof(*ids->v), compare_ids);
	if (at == NULL)
		return;
	s = &inv->v[at->store];
	if (*last != NULL && strcmp((*last)->thumbprint, thumbprint) == 0)
		cert = cert_copy(*last);
	else
		cert = inventory_read_pem(text_of(rows, ITEM_PEM),
		    thumbprint, &err);
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
	if (db_column(rows, ITEM_KEY_PROBLEM)->type == DB_TEXT)
		item->key_problem = xstrdup(text_of(rows, ITEM_KEY_PROBLEM));
	*last = cert;
}

static bool
load_stores(struct inventory *inv, struct row_ids *ids, struct db *db,
    struct err *err)
{
	const struct db_query q = { .table = "inventory",
	    .columns = store_columns, .ncolumns = STORE_COLUMNS,
	    .order = "id" };
	struct db_rows *rows = db_select(db, &q, err);
	int r = -1;

	if (rows == NULL)
		return false;
	while ((r = db_next(rows, err)) == 1)
		load_store(inv, ids, rows);
	db_finish(rows);
	return r == 0;
}

static bool
load_items(struct inventory *inv, const struct row_ids *ids, struct db *db,
    struct err *err)
{
	const struct db_query q = { .table = "inventory_entry",
	    .columns = item_columns, .ncolumns = ITEM_COLUMNS,
	    .order = "thumbprint" };
	struct db_rows *rows = db_select(db, &q, err);
	const struct cert *last = NULL;
	int r = -1;

	if (rows == NULL)
		return false;
	while ((r = db_next(rows, err)) == 1)
		load_item(inv, ids, rows, &last);
	db_finish(rows);
	return r == 0;
}

bool
inventory_load(struct inventory *inv, struct model *m, struct err *err)
{
	struct row_ids ids = { 0 };
	bool ok;

	memset(inv, 0, sizeof(*inv));
	if (!db_freeze(m->db, err))
		return err_prefix(err, "inventory");
	ok = load_stores(inv, &ids, m->db, err) &&
	    load_items(inv, &ids, m->db, err);
	db_thaw(m->db);
	free(ids.v);
	if (!ok) {
		inventory_clear(inv);
		return err_prefix(err, "inventory");
	}
	inventory_sort(inv);
	return true;
}

bool
inventory_current(struct inventory *inv, struct model *m, struct err *err)
{
	struct inventory fresh = { 0 };

	if (!inventory_load(inv, m, err))
		return false;
	if (!inventory_scan_here(&fresh, m, err)) {
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
	set[ITEM_PEM].value = db_text((const char *)pem.data);
	ok = db_insert(db, "inventory_entry", set, ITEM_COLUMNS, NULL, err);
	buf_clear(&pem);
	return ok;
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
	};
	const struct db_cond same[] = {
		{ .column = "computer", .value = db_text(s->computer) },
		{ .column = "store", .value = db_text(name) },
		{ .column = "account", .value = db_text(s->account) },
	};
	int64_t id = 0;
	size_t i;

	if (!db_delete(db, "inventory", same, ARRAY_SIZE(same), NULL, err) ||
	    !db_insert(db, "inventory", set, ARRAY_SIZE(set), &id, err))
		return false;
	for (i = 0; i < s->n; i++)
		if (!write_item(db, id, &s->v[i], err))
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

bool
inventory_publish(struct model *m, struct err *err)
{
	struct inventory inv = { 0 };
	bool ok;

	/* The keys are tested before the database is locked. */
	if (!inventory_scan_here(&inv, m, err))
		return err_prefix(err, "inventory");
	ok = inventory_write(m, &inv, err);
	inventory_clear(&inv);
	return ok;
}
