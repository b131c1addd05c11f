/* SPDX-License-Identifier: ISC */
/* The overview, also without a verb where there is no terminal. */
#include <inttypes.h>

#include "base/text.h"
#include "base/when.h"
#include "cli/audit.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "config/db.h"
#include "model/audit/audit.h"
#include "model/audit/rules.h"
#include "model/kinds/host_instance.h"
#include "model/list.h"

static bool
print_group(struct invocation *c, struct err *err)
{
	struct object *group = model_group(c->model, err);

	if (group == NULL)
		return false;
	out_text(&c->out, "Group     ");
	out_safe(&c->out, group->name);
	out_text(&c->out, "\nDatabase  ");
	out_safe(&c->out, db_path(c->model->db));
	out_text(&c->out, "\nComputer  ");
	out_safe(&c->out, c->settings.computer);
	out_text(&c->out, "\n\n");
	object_free(group);
	return true;
}

/* Counts without reading the objects: a page of one row knows its total. */
static bool
print_counts(struct invocation *c, struct err *err)
{
	struct list_query q = { .limit = 1 };
	struct list_page page = { 0 };
	size_t i;

	for (i = 0; kinds[i] != NULL; i++) {
		if (kinds[i]->single)
			continue;
		q.kind = kinds[i];
		if (!list_read(c->model, &q, &page, err))
			return false;
		out_fmt(&c->out, "%6" PRId64 "  %s\n", page.total,
		    kinds[i]->plural);
		list_page_clear(&page);
	}
	return true;
}

static bool
print_instances(struct invocation *c, struct err *err)
{
	struct table t = { .columns = 4, .heads = { "host", "computer",
	    "account", "state" } };
	const struct host_instance *hi;
	struct objects list = { 0 };
	size_t i;

	if (!model_select(c->model, &kind_host_instance, NULL, NULL, &list,
	    err))
		return false;
	for (i = 0; i < list.n; i++) {
		hi = (const struct host_instance *)list.v[i];
		table_cell(&t, hi->host);
		table_cell(&t, hi->computer);
		table_cell(&t, hi->account);
		table_cell(&t, hi->disabled ? "disabled" : "enabled");
	}
	if (list.n > 0) {
		out_text(&c->out, "\nHost instances\n");
		table_print(&t, &c->out);
	}
	table_clear(&t);
	objects_clear(&list);
	return true;
}

/* The summary of the audit: one line each, for a mail or a login message. */
static bool
print_findings(struct invocation *c, struct err *err)
{
	struct audit *a = audit_of_model(c->model, when_now(), err);
	const struct finding *f;

	if (a == NULL)
		return false;
	out_fmt(&c->out, "\nAudit: %zu errors, %zu warnings, %zu advice, "
	    "%zu unknown\n", a->by_severity[SEVERITY_ERROR],
	    a->by_severity[SEVERITY_WARNING],
	    a->by_severity[SEVERITY_ADVICE], a->unknown);
	for (f = a->v; f < a->v + a->n; f++) {
		if (f->result != AUDIT_FINDING)
			continue;
		out_fmt(&c->out, "%-8s %-5s ", severity_name(f->severity),
		    f->rule->id);
		out_safe(&c->out, f->text);
		out_text(&c->out, "\n");
	}
	audit_free(a);
	return true;
}

/* ---- JSON --------------------------------------------------------------- */

static bool
put_counts(struct invocation *c, json_t *j, struct err *err)
{
	struct list_query q = { .limit = 1 };
	struct list_page page = { 0 };
	json_t *counts = json_object();
	size_t i;

	json_put(j, "counts", counts);
	for (i = 0; kinds[i] != NULL; i++) {
		if (kinds[i]->single)
			continue;
		q.kind = kinds[i];
		if (!list_read(c->model, &q, &page, err))
			return false;
		json_put(counts, kinds[i]->name, json_integer(page.total));
		list_page_clear(&page);
	}
	return true;
}

static bool
put_instances(struct invocation *c, json_t *j, struct err *err)
{
	struct objects list = { 0 };
	json_t *array = json_array();
	size_t i;

	json_put(j, "host_instances", array);
	if (!model_select(c->model, &kind_host_instance, NULL, NULL, &list,
	    err))
		return false;
	for (i = 0; i < list.n; i++)
		json_push(array, json_of_object(list.v[i], c->model));
	objects_clear(&list);
	return true;
}

static bool
put_audit(struct invocation *c, json_t *j, struct err *err)
{
	struct audit *a = audit_of_model(c->model, when_now(), err);

	if (a == NULL)
		return false;
	json_put(j, "audit", json_of_audit(a));
	audit_free(a);
	return true;
}

static bool
overview_json(struct invocation *c, struct err *err)
{
	struct object *group = model_group(c->model, err);
	json_t *j = json_document();
	bool ok = group != NULL;

	if (ok) {
		json_put(j, "group", json_of_text(group->name));
		json_put(j, "database", json_of_text(db_path(c->model->db)));
		json_put(j, "computer", json_of_text(c->settings.computer));
	}
	ok = ok && put_counts(c, j, err) && put_instances(c, j, err) &&
	    put_audit(c, j, err);
	if (ok)
		json_print(&c->out, json_incref(j));
	json_decref(j);
	object_free(group);
	return ok;
}

bool
verb_overview(struct invocation *c, struct err *err)
{
	if (invocation_has(c, OPTION_JSON))
		return overview_json(c, err);
	return print_group(c, err) && print_counts(c, err) &&
	    print_instances(c, err) && print_findings(c, err);
}
