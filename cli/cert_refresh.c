/* SPDX-License-Identifier: ISC */
/* cert refresh */
#include <string.h>

#include "base/when.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "model/crl_refresh.h"

/* ---- as text ------------------------------------------------------------ */

static void
print_attempts(struct invocation *c, const struct refresh_attempts *l)
{
	struct table t = { .columns = 5, .heads = { "result", "issuer",
	    "address", "next update", "remark" } };
	const struct refresh_attempt *a = l->v;
	char date[WHEN_TEXT];
	size_t i;

	for (i = 0; i < l->n; i++, a++) {
		table_cell(&t, refresh_word(a->result));
		table_cell(&t, a->issuer);
		table_cell(&t, a->url);
		table_cell(&t, a->next_update != 0 ?
		    when_text(a->next_update, date) : NULL);
		table_cell(&t, a->reason);
	}
	table_print(&t, &c->out);
	table_clear(&t);
}

static void
print_text(struct invocation *c, const struct crl_refresh_result *r)
{
	print_attempts(c, &r->attempts);
	if (r->points == 0)
		out_text(&c->out, "no certificate in use names a "
		    "distribution point\n");
	if (r->left_out > 0)
		out_fmt(&c->out, "%zu addresses were passed over: malformed, "
		    "or too many of one certificate\n", r->left_out);
	if (r->not_recorded != NULL) {
		out_text(&c->out, "not recorded in the database: ");
		out_safe(&c->out, r->not_recorded);
		out_text(&c->out, "\n");
	}
}

/* ---- as JSON ------------------------------------------------------------ */

static json_t *
json_of_date(int64_t t)
{
	return t != 0 ? json_of_time(t) : json_null();
}

static json_t *
json_of_attempt(const struct refresh_attempt *a)
{
	json_t *j = json_object();

	json_put(j, "result", json_of_text(refresh_word(a->result)));
	json_put(j, "issuer", json_of_text(a->issuer));
	json_put(j, "url", json_of_text(a->url));
	json_put(j, "at", json_of_time(a->at));
	json_put(j, "this_update", json_of_date(a->this_update));
	json_put(j, "next_update", json_of_date(a->next_update));
	json_put(j, "reason", json_of_text(a->reason));
	return j;
}

static void
print_json(struct invocation *c, const struct crl_refresh_result *r)
{
	json_t *j = json_document(), *list = json_array();
	size_t i;

	for (i = 0; i < r->attempts.n; i++)
		json_push(list, json_of_attempt(&r->attempts.v[i]));
	json_put(j, "lists", list);
	json_put(j, "points", json_integer((json_int_t)r->points));
	json_put(j, "failed", json_integer((json_int_t)r->attempts.failed));
	json_put(j, "left_out", json_integer((json_int_t)r->left_out));
	json_put(j, "recorded", json_boolean(r->recorded));
	json_put(j, "not_recorded", json_of_text(r->not_recorded));
	json_print(&c->out, j);
}

bool
verb_cert_refresh(struct invocation *c, struct err *err)
{
	const struct crl_refresh_options options = {
		.force = invocation_has(c, OPTION_FORCE),
		.dry_run = invocation_has(c, OPTION_DRY_RUN),
		.now = when_now(),
	};
	struct crl_refresh_result r = { 0 };
	bool ok;

	if (invocation_has(c, OPTION_READ_ONLY) && !options.dry_run)
		return err_set(err, ERR_DENIED,
		    "cert refresh: read-only was asked for");
	ok = crl_refresh(c->model, &options, &r, err);
	if (ok && invocation_has(c, OPTION_JSON))
		print_json(c, &r);
	else if (ok)
		print_text(c, &r);
	c->status = r.attempts.failed > 0 ? STATUS_FAILED : STATUS_DONE;
	crl_refresh_result_clear(&r);
	return ok;
}
