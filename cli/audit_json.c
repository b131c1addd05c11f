/* SPDX-License-Identifier: ISC */
/* An audit as a JSON document. */
#include "cli/audit.h"

#include "model/audit/rules.h"

static json_t *
json_of_waived(const struct finding *f)
{
	json_t *j;

	if (f->result != AUDIT_WAIVED)
		return json_null();
	j = json_object();
	json_put(j, "by", json_of_text(f->waived_by));
	json_put(j, "until", json_of_time(f->waived_until));
	json_put(j, "reason", json_of_text(f->waived_why));
	return j;
}

/* Ids and names rather than sentences, so that programs can act on it. */
static json_t *
json_of_finding(const struct finding *f)
{
	json_t *j = json_object();

	json_put(j, "rule", json_of_text(f->rule->id));
	json_put(j, "result", json_of_text(audit_result_name(f->result)));
	json_put(j, "severity", json_of_text(severity_name(f->severity)));
	json_put(j, "kind", json_of_text(f->kind));
	json_put(j, "object", json_of_text(f->object));
	json_put(j, "field", json_of_text(f->field));
	json_put(j, "computer", json_of_text(f->computer));
	json_put(j, "account", json_of_text(f->account));
	json_put(j, "thumbprint", json_of_text(f->thumbprint));
	json_put(j, "text", json_of_text(f->text));
	json_put(j, "fix", json_of_text(f->fix));
	json_put(j, "first_seen", json_of_time(f->first_seen));
	json_put(j, "waived", json_of_waived(f));
	return j;
}

json_t *
json_of_audit(const struct audit *a)
{
	json_t *j = json_document(), *list = json_array();
	size_t i;

	json_put(j, "at", json_of_time(a->at));
	json_put(j, "errors", json_integer(
	    (json_int_t)a->by_severity[SEVERITY_ERROR]));
	json_put(j, "warnings", json_integer(
	    (json_int_t)a->by_severity[SEVERITY_WARNING]));
	json_put(j, "advice", json_integer(
	    (json_int_t)a->by_severity[SEVERITY_ADVICE]));
	json_put(j, "passed", json_integer((json_int_t)a->passed));
	json_put(j, "unknown", json_integer((json_int_t)a->unknown));
	json_put(j, "waived", json_integer((json_int_t)a->waived));
	for (i = 0; i < a->n; i++)
		json_push(list, json_of_finding(&a->v[i]));
	json_put(j, "findings", list);
	return j;
}

json_t *
json_of_findings(const struct findings *list)
{
	json_t *j = json_array();
	size_t i;

	for (i = 0; i < list->n; i++)
		json_push(j, json_of_finding(list->v[i]));
	return j;
}

void
audit_print_json(struct out *o, const struct audit *a, const char *group)
{
	json_t *j = json_of_audit(a);

	json_put(j, "group", json_of_text(group));
	json_print(o, j);
}
