/* SPDX-License-Identifier: ISC */
/* What cert import found and did, as a document. */
#include "cli/cert_import.h"

#include <string.h>

#include "cli/json_cert.h"

static void
put_cert(json_t *j, const struct import_entry *e)
{
	const struct cert *c = e->cert;

	json_put(j, "key", json_boolean(e->key != NULL));
	json_put_cert(j, c);
	json_put_cert_purpose(j, c);
	json_put(j, "chain", json_of_text(e->chain));
	json_put(j, "state", json_of_text(cert_state_text(e->verdict.state)));
	json_put(j, "renews", json_of_text(*e->renews != '\0' ? e->renews :
	    NULL));
}

static json_t *
json_of_remarks(const struct import_entry *e)
{
	json_t *list = json_array(), *j;
	size_t i;

	for (i = 0; i < e->nremarks; i++) {
		j = json_object();
		json_put(j, "warning", json_boolean(e->remarks[i].warning));
		json_put(j, "text", json_of_text(e->remarks[i].text));
		json_push(list, j);
	}
	return list;
}

static json_t *
json_of_entry(const struct import_entry *e)
{
	const struct cert *c = e->cert;
	json_t *j = json_object();

	json_put(j, "store", json_of_text(e->store != STORE_COUNT ?
	    store_info(e->store)->name : NULL));
	json_put(j, "thumbprint", json_of_text(c ? c->thumbprint : NULL));
	json_put(j, "common_name", json_of_text(c ? c->common_name : NULL));
	json_put(j, "sha1", json_of_text(c ? NULL : e->crl->sha1));
	json_put(j, "result", json_of_text(import_result_text(e->result)));
	if (c != NULL)
		put_cert(j, e);
	else
		json_put(j, "verified", json_boolean(!e->unverified));
	json_put(j, "remarks", json_of_remarks(e));
	return j;
}

static json_t *
json_of_assigns(const struct import_plan *p)
{
	json_t *list = json_array(), *j;
	const struct import_assign *a;

	for (a = p->assigns; a < p->assigns + p->nassigns; a++) {
		j = json_object();
		json_put(j, "kind", json_of_text(a->kind));
		json_put(j, "name", json_of_text(a->name));
		json_put(j, "field", json_of_text(a->field));
		json_put(j, "usage", json_of_text(usage_info(a->usage)->
		    name));
		json_put(j, "thumbprint", json_of_text(p->v[a->entry].cert->
		    thumbprint));
		json_put(j, "instead_of", json_of_text(*a->old != '\0' ?
		    a->old : NULL));
		json_put(j, "other_identity", json_of_text(a->other));
		json_push(list, j);
	}
	return list;
}

void
cert_import_json(struct invocation *c, const struct import_plan *p)
{
	json_t *j = json_document(), *items = json_array();
	size_t i;

	json_put(j, "file", json_of_text(c->args[0]));
	json_put(j, "form", json_of_text(p->bundle.form));
	json_put(j, "stray_keys",
	    json_integer((json_int_t)p->bundle.stray_keys));
	json_put(j, "dry_run", json_boolean(invocation_has(c,
	    OPTION_DRY_RUN)));
	json_put(j, "revision", p->revision != 0 ?
	    json_integer(p->revision) : json_null());
	for (i = 0; i < p->n; i++)
		json_push(items, json_of_entry(&p->v[i]));
	json_put(j, "items", items);
	json_put(j, "assignments", json_of_assigns(p));
	json_print(&c->out, j);
}
