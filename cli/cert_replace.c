/* SPDX-License-Identifier: ISC */
/* cert replace */
#include <stdlib.h>

#include "cli/audit.h"
#include "cli/cert.h"
#include "cli/json.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "model/replace.h"

static void
print_places(struct invocation *c, const struct replacement *r)
{
	const struct replace_place *p;
	struct buf line = { 0 };

	for (p = r->v; p < r->v + r->n; p++) {
		buf_reset(&line);
		replace_place_text(p, &line);
		buf_addf(&line, ": %s%s", p->problem == NULL ?
		    r->revision != 0 ? "replaced" : "would be replaced" :
		    "stays, ", p->problem != NULL ? p->problem : "");
		out_safe(&c->out, (char *)line.data);
		out_text(&c->out, "\n");
	}
	buf_clear(&line);
}

/* Somebody else's: said where it was tried out, or is done on demand. */
static void
print_other(struct invocation *c, const struct replacement *r)
{
	if (r->other == NULL || r->fit == 0)
		return;
	out_text(&c->out, "another identity: ");
	out_safe(&c->out, r->other);
	out_text(&c->out, "\n");
}

static json_t *
json_of_places(const struct replacement *r)
{
	const struct replace_place *p;
	json_t *list = json_array(), *j;

	for (p = r->v; p < r->v + r->n; p++) {
		j = json_object();
		json_put(j, "kind", json_of_text(p->kind));
		json_put(j, "name", json_of_text(p->name));
		json_put(j, "field", json_of_text(p->field));
		json_put(j, "label", json_of_text(p->label));
		json_put(j, "usage", json_of_text(usage_info(p->usage)->name));
		json_put(j, "fits", json_boolean(p->problem == NULL));
		json_put(j, "problem", json_of_text(p->problem));
		json_push(list, j);
	}
	return list;
}

/* e: of --what-if, or NULL. */
static void
print(struct invocation *c, const struct replacement *r,
    const struct effect *e)
{
	json_t *j;

	if (!invocation_has(c, OPTION_JSON)) {
		print_places(c, r);
		print_other(c, r);
		if (e != NULL)
			audit_print_effect(&c->out, e);
		else
			result_revision(c, r->revision);
		return;
	}
	j = json_document();
	json_put(j, "old", json_of_text(r->thumbprint));
	json_put(j, "new", json_of_text(r->new.cert->thumbprint));
	json_put(j, "places", json_of_places(r));
	json_put(j, "other_identity", json_of_text(r->other));
	json_put(j, "changed", json_boolean(r->revision != 0));
	json_put(j, "revision", r->revision != 0 ?
	    json_integer(r->revision) : json_null());
	json_put(j, "added", e != NULL ? json_of_findings(&e->added) :
	    json_null());
	json_put(j, "settled", e != NULL ? json_of_findings(&e->settled) :
	    json_null());
	json_print(&c->out, j);
}

static bool
try_out(struct invocation *c, struct replacement *r, int64_t at,
    struct err *err)
{
	struct effect e = { 0 };
	bool ok = effect_of(c->model, &r->set, at, &e, err);

	if (ok) {
		print(c, r, &e);
		if (e.added.n > 0)
			c->status = STATUS_FAILED;
	}
	effect_clear(&e);
	return ok;
}

bool
verb_cert_replace(struct invocation *c, struct err *err)
{
	struct replace_order order = { .old_thumbprint = c->args[0],
	    .new_thumbprint = c->args[1], .account = cert_account(c) };
	struct replacement r = { .n = 0 };
	bool ok = invocation_at(c, &order.at, err) &&
	    replace_plan(&r, c->model, &order, err);

	if (ok && r.fit < r.n)
		c->status = STATUS_FAILED;
	if (ok && invocation_has(c, OPTION_WHAT_IF)) {
		ok = try_out(c, &r, order.at, err);
	} else if (ok) {
		ok = replace_write(&r, c->options[OPTION_REASON],
		    invocation_has(c, OPTION_CONFIRM_IDENTITY), err);
		if (ok)
			print(c, &r, NULL);
		else
			cert_identity_hint(err);
	}
	replace_clear(&r);
	return ok;
}
