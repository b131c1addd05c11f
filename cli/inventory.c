/* SPDX-License-Identifier: ISC */
/* inventory publish, list, show */
#include <stdio.h>
#include <strings.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/inventory.h"

bool
verb_inventory_publish(struct invocation *c, struct err *err)
{
	json_t *j;

	if (!inventory_publish(c->model, err))
		return false;
	if (invocation_has(c, OPTION_JSON)) {
		j = json_document();
		json_put(j, "computer", json_of_text(c->settings.computer));
		json_print(&c->out, j);
		return true;
	}
	out_text(&c->out, "inventory of ");
	out_safe(&c->out, c->settings.computer);
	out_text(&c->out, " published\n");
	return true;
}

/* ---- list --------------------------------------------------------------- */

static size_t
count_keys(const struct inventory_store *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		n += s->v[i].key_present;
	return n;
}

/* Never published is unknown, and nothing else. */
static void
list_row(struct table *t, const struct inventory_store *s, int64_t now)
{
	char text[24], age[WHEN_TEXT];
	bool known = s->published != 0;

	table_cell(t, s->computer);
	table_cell(t, store_info(s->store)->name);
	table_cell(t, s->account);
	snprintf(text, sizeof(text), "%zu", s->n);
	table_cell(t, known ? text : "?");
	snprintf(text, sizeof(text), "%zu", count_keys(s));
	table_cell(t, known ? text : "?");
	table_cell(t, known ? when_span(now > s->published ?
	    now - s->published : 0, age) : "unknown");
	table_cell(t, !known ? "never published" : s->problem);
}

static json_t *
json_of_store(const struct inventory_store *s)
{
	bool known = s->published != 0;
	json_t *j = json_document();

	json_put(j, "computer", json_of_text(s->computer));
	json_put(j, "store", json_of_text(store_info(s->store)->name));
	json_put(j, "account", json_of_text(*s->account != '\0' ?
	    s->account : NULL));
	json_put(j, "published", known ? json_of_time(s->published) :
	    json_null());
	json_put(j, "certificates", known ? json_integer((json_int_t)s->n) :
	    json_null());
	json_put(j, "keys", known ? json_integer((json_int_t)count_keys(s)) :
	    json_null());
	json_put(j, "stray_keys", json_of_text(s->stray_keys));
	json_put(j, "problem", json_of_text(s->problem));
	return j;
}

bool
verb_inventory_list(struct invocation *c, struct err *err)
{
	struct table table = { .columns = 7, .heads = { "computer", "store",
	    "account", "certificates", "keys", "age", "problem" } };
	struct inventory inv = { 0 };
	json_t *list = json_array();
	bool ok = inventory_load_all(&inv, c->model, err);
	size_t i;

	for (i = 0; ok && i < inv.n; i++) {
		list_row(&table, &inv.v[i], when_now());
		json_push(list, json_of_store(&inv.v[i]));
	}
	if (ok && invocation_has(c, OPTION_JSON))
		json_print(&c->out, json_incref(list));
	else if (ok)
		table_print(&table, &c->out);
	json_decref(list);
	table_clear(&table);
	inventory_clear(&inv);
	return ok;
}

/* ---- show --------------------------------------------------------------- */

static const char *
key_word(const struct inventory_item *i)
{
	return !i->key_present ? "no key" : i->key_works ? "works" :
	    "unusable";
}

static void
show_item(struct table *t, const struct inventory_store *s,
    const struct inventory_item *i)
{
	char date[WHEN_TEXT], mode[16];

	table_cell(t, store_info(s->store)->name);
	table_cell(t, s->account);
	table_cell(t, i->cert->thumbprint);
	table_cell(t, when_date(i->cert->not_after, date));
	table_cell(t, key_word(i));
	snprintf(mode, sizeof(mode), "%04o", i->key_mode);
	table_cell(t, i->key_present ? mode : NULL);
	table_cell(t, i->key_owner);
	table_cell(t, cert_title(i->cert));
}

static json_t *
json_of_item(const struct inventory_store *s, const struct inventory_item *i)
{
	json_t *j = json_document();
	char mode[16];

	snprintf(mode, sizeof(mode), "%04o", i->key_mode);
	json_put(j, "computer", json_of_text(s->computer));
	json_put(j, "store", json_of_text(store_info(s->store)->name));
	json_put(j, "account", json_of_text(*s->account != '\0' ?
	    s->account : NULL));
	json_put(j, "published", json_of_time(s->published));
	json_put(j, "thumbprint", json_of_text(i->cert->thumbprint));
	json_put(j, "common_name", json_of_text(i->cert->common_name));
	json_put(j, "not_after", json_of_time(i->cert->not_after));
	json_put(j, "key_present", json_boolean(i->key_present));
	json_put(j, "key_works", json_boolean(i->key_works));
	json_put(j, "key_problem", json_of_text(i->key_problem));
	json_put(j, "key_mode", json_of_text(i->key_present ? mode : NULL));
	json_put(j, "key_owner", json_of_text(i->key_owner));
	json_put(j, "key_open", json_of_text(i->key_open));
	return j;
}

/* Is it one that the arguments ask for? */
static bool
is_asked(const struct invocation *c, const struct inventory_store *s)
{
	return strcasecmp(s->computer, c->args[0]) == 0 && (c->nargs < 2 ||
	    strcmp(store_info(s->store)->name, c->args[1]) == 0) &&
	    (c->nargs < 3 || strcmp(s->account, c->args[2]) == 0);
}

/* What cannot be told is told: damaged, unpublished. */
static void
warn(const struct inventory_store *s)
{
	struct err why = { 0 };

	if (s->published == 0)
		err_set(&why, ERR_NONE, "never published: what it holds is "
		    "unknown");
	else if (s->problem != NULL)
		err_set(&why, ERR_NONE, "%s", s->problem);
	else
		return;
	err_prefix(&why, "warning: %s %s%s%s", s->computer,
	    store_info(s->store)->name, *s->account != '\0' ? " of " : "",
	    s->account);
	out_error(&why);
}

static size_t
show_all(struct invocation *c, const struct inventory *inv, struct table *t,
    json_t *list)
{
	const struct inventory_store *s;
	size_t i, k, n = 0;

	for (i = 0; i < inv->n; i++) {
		s = &inv->v[i];
		if (!is_asked(c, s))
			continue;
		n++;
		warn(s);
		for (k = 0; k < s->n; k++) {
			show_item(t, s, &s->v[k]);
			json_push(list, json_of_item(s, &s->v[k]));
		}
	}
	return n;
}

static bool
check_store(const char *name, struct err *err)
{
	struct words words = { 0 };
	size_t i;

	if (name == NULL || store_find_id(name) != STORE_COUNT)
		return true;
	for (i = 0; i < STORE_COUNT; i++)
		words_add(&words, store_info((enum store_id)i)->name);
	return words_unknown(&words, "store", name, err);
}

bool
verb_inventory_show(struct invocation *c, struct err *err)
{
	struct table table = { .columns = 8, .heads = { "store", "account",
	    "thumbprint", "until", "key", "mode", "owner", "name" } };
	struct inventory inv = { 0 };
	json_t *list = json_array();
	bool ok = check_store(c->nargs > 1 ? c->args[1] : NULL, err) &&
	    inventory_load_all(&inv, c->model, err);

	if (ok && show_all(c, &inv, &table, list) == 0)
		ok = err_set(err, ERR_NOT_FOUND, "inventory: the group knows "
		    "of no such store (%s%s%s)", c->args[0], c->nargs > 1 ?
		    " " : "", c->nargs > 1 ? c->args[1] : "");
	if (ok && invocation_has(c, OPTION_JSON))
		json_print(&c->out, json_incref(list));
	else if (ok)
		table_print(&table, &c->out);
	json_decref(list);
	table_clear(&table);
	inventory_clear(&inv);
	return ok;
}
