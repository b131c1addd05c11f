/* SPDX-License-Identifier: ISC */
/* cert sync, cert repair, cert orphans: keeping the stores in order */
#include <stdlib.h>

#include "base/when.h"
#include "cli/cert.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "model/orphan.h"
#include "model/repair.h"
#include "model/sync.h"

/* ---- sync --------------------------------------------------------------- */

static json_t *
json_of_sync(const struct sync *s)
{
	json_t *j = json_document(), *list = json_array(), *absent =
	    json_array(), *one;
	size_t i;

	for (i = 0; i < s->n; i++) {
		one = json_object();
		json_put(one, "store", json_of_text(
		    store_info(s->v[i].store)->name));
		json_put(one, "thumbprint", json_of_text(
		    s->v[i].cert->thumbprint));
		json_put(one, "common_name", json_of_text(
		    s->v[i].cert->common_name));
		json_put(one, "why", json_of_text(s->v[i].why));
		json_put(one, "installed", json_boolean(s->v[i].done));
		json_push(list, one);
	}
	for (i = 0; i < s->absent.n; i++)
		json_push(absent, json_of_text(s->absent.v[i].thumbprint));
	json_put(j, "items", list);
	json_put(j, "present", json_integer((json_int_t)s->present));
	json_put(j, "unknown", absent);
	return j;
}

static void
print_sync(struct invocation *c, const struct sync *s)
{
	const struct sync_item *i;
	struct err why = { 0 };
	size_t k;

	for (i = s->v; i < s->v + s->n; i++) {
		out_fmt(&c->out, "%s: %s %s ", store_info(i->store)->name,
		    i->done ? "installed" : "would install",
		    i->cert->thumbprint);
		out_safe(&c->out, cert_title(i->cert));
		if (i->why != NULL) {
			out_text(&c->out, " (");
			out_safe(&c->out, i->why);
			out_text(&c->out, ")");
		}
		out_text(&c->out, "\n");
	}
	out_fmt(&c->out, "%zu already there\n", s->present);
	for (k = 0; k < s->absent.n; k++) {
		err_set(&why, ERR_NONE, "warning: %s %s: the group has no "
		    "certificate of that thumbprint (%s)",
		    s->absent.v[k].kind, s->absent.v[k].name,
		    s->absent.v[k].thumbprint);
		out_error(&why);
	}
}

bool
verb_cert_sync(struct invocation *c, struct err *err)
{
	struct sync s = { 0 };
	bool ok = sync_plan(&s, c->model, err) &&
	    (invocation_has(c, OPTION_DRY_RUN) ||
	    sync_apply(&s, c->model, err));

	if (ok && invocation_has(c, OPTION_JSON))
		json_print(&c->out, json_of_sync(&s));
	else if (ok)
		print_sync(c, &s);
	sync_clear(&s);
	return ok;
}

/* ---- repair ------------------------------------------------------------- */

static json_t *
json_of_repairs(const struct repairs *r)
{
	json_t *list = json_array(), *one;
	size_t i;
	char *text;

	for (i = 0; i < r->n; i++) {
		text = repair_text(&r->v[i]);
		one = json_document();
		json_put(one, "account", json_of_text(r->v[i].account));
		json_put(one, "path", json_of_text(r->v[i].fault.path));
		json_put(one, "change", json_of_text(text));
		json_put(one, "done", json_boolean(r->v[i].done));
		json_push(list, one);
		free(text);
	}
	return list;
}

static void
print_repairs(struct invocation *c, const struct repairs *r)
{
	size_t i;
	char *text;

	if (r->n == 0)
		out_text(&c->out, "nothing to repair\n");
	for (i = 0; i < r->n; i++) {
		text = repair_text(&r->v[i]);
		out_safe(&c->out, text);
		out_text(&c->out, r->v[i].done ? ": done\n" : "\n");
		free(text);
	}
}

bool
verb_cert_repair(struct invocation *c, struct err *err)
{
	struct repairs r = { 0 };
	bool ok = repairs_find(&r, c->model, c->options[OPTION_ACCOUNT],
	    err);
	bool found = ok;

	if (ok && !invocation_has(c, OPTION_DRY_RUN))
		ok = repairs_apply(&r, c->model, err);
	/* Also what was done before one failed. */
	if (found && invocation_has(c, OPTION_JSON))
		json_print(&c->out, json_of_repairs(&r));
	else if (found)
		print_repairs(c, &r);
	repairs_clear(&r);
	return ok;
}

/* ---- orphans ------------------------------------------------------------ */

static json_t *
json_of_orphan(const struct orphan *o)
{
	json_t *j = json_document();

	json_put(j, "computer", json_of_text(o->computer));
	json_put(j, "store", json_of_text(store_info(o->store)->name));
	json_put(j, "account", json_of_text(*o->account != '\0' ?
	    o->account : NULL));
	json_put(j, "thumbprint", json_of_text(o->thumbprint));
	json_put(j, "common_name", json_of_text(*o->title != '\0' ?
	    o->title : NULL));
	json_put(j, "reason", json_of_text(orphan_text(o->reason)));
	json_put(j, "party", json_of_text(o->party));
	json_put(j, "key_present", json_boolean(o->has_key));
	json_put(j, "here", json_boolean(o->here));
	json_put(j, "published", json_of_time(o->published));
	return j;
}

bool
verb_cert_orphans(struct invocation *c, struct err *err)
{
	struct table t = { .columns = 6, .heads = { "computer", "store",
	    "account", "thumbprint", "reason", "name" } };
	json_t *list = json_array();
	struct orphans all = { 0 };
	bool ok = orphans_find(&all, c->model, err);
	const struct orphan *o;

	for (o = all.v; ok && o < all.v + all.n; o++) {
		table_cell(&t, o->computer);
		table_cell(&t, store_info(o->store)->name);
		table_cell(&t, o->account);
		table_cell(&t, o->thumbprint);
		table_cell(&t, orphan_text(o->reason));
		table_cell(&t, o->title);
		json_push(list, json_of_orphan(o));
	}
	if (ok && invocation_has(c, OPTION_JSON))
		json_print(&c->out, json_incref(list));
	else if (ok)
		table_print(&t, &c->out);
	json_decref(list);
	table_clear(&t);
	orphans_clear(&all);
	return ok;
}
