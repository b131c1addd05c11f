/* SPDX-License-Identifier: ISC */
/* An audit as a JSON document. */
#include "cli/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
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

static json_t *
json_of_gaps(const struct gaps *gaps)
{
	const struct gap *g;
	json_t *list = json_array(), *j;

	for (g = gaps->v; g < gaps->v + gaps->n; g++) {
		j = json_object();
		json_put(j, "computer", json_of_text(g->computer));
		json_put(j, "store", json_of_text(
		    store_info(g->store)->name));
		json_put(j, "account", json_of_text(g->account));
		json_put(j, "reason", json_of_text(gap_text(g->reason)));
		json_put(j, "published", json_of_time(g->published > 0 ?
		    g->published : FIELD_UNSET));
		json_push(list, j);
	}
	return list;
}

void
audit_print_json(struct out *o, const struct audit_report *r)
{
	json_t *j = json_of_audit(r->audit);

	json_put(j, "group", json_of_text(r->group));
	json_put(j, "stores", json_integer((json_int_t)r->gaps.stores));
	json_put(j, "not_seen", json_of_gaps(&r->gaps));
	json_put(j, "needs", r->part != NULL ?
	    json_of_needs(&r->needs) : json_null());
	json_put(j, "worse", r->against != NULL ?
	    json_of_findings(&r->worse) : json_null());
	json_put(j, "better", r->against != NULL ?
	    json_of_findings(&r->better) : json_null());
	json_print(o, j);
}

/* ---- an earlier one ----------------------------------------------------- */

enum { MAX_AUDIT_FILE = 256 << 20 };

static char *
text_at(const json_t *j, const char *key)
{
	return xstrdup(json_string_value(json_object_get(j, key)));
}

static int
find_word(const json_t *j, const char *key, int n,
    const char *(*word)(int))
{
	const char *text = json_string_value(json_object_get(j, key));
	int i;

	for (i = 0; i < n; i++)
		if (text != NULL && strcmp(word(i), text) == 0)
			return i;
	return -1;
}

static const char *
severity_word(int i)
{
	return severity_name((enum severity)i);
}

static const char *
result_word(int i)
{
	return audit_result_name((enum audit_result)i);
}

/* A rule that there is no more says nothing about what is there now. */
static bool
take_finding(struct audit *a, const json_t *j)
{
	const char *rule = json_string_value(json_object_get(j, "rule"));
	int severity = find_word(j, "severity", SEVERITY_ADVICE + 1,
	    severity_word);
	int result = find_word(j, "result", AUDIT_RESULTS, result_word);
	struct finding f = { .first_seen = FIELD_UNSET };

	if (rule == NULL || severity < 0 || result < 0)
		return false;
	f.rule = audit_rule_find(rule);
	if (f.rule == NULL)
		return true;
	f.severity = (enum severity)severity;
	f.result = (enum audit_result)result;
	f.kind = text_at(j, "kind");
	f.object = text_at(j, "object");
	f.field = text_at(j, "field");
	f.computer = text_at(j, "computer");
	f.account = text_at(j, "account");
	f.thumbprint = text_at(j, "thumbprint");
	f.text = text_at(j, "text");
	f.fix = text_at(j, "fix");
	a->v = grow(a->v, a->n, &a->cap, sizeof(*a->v));
	a->v[a->n++] = f;
	return f.kind != NULL && f.object != NULL && f.text != NULL;
}

struct audit *
audit_of_file(const char *path, struct err *err)
{
	struct audit *a = xcalloc(1, sizeof(*a));
	struct buf text = { 0 };
	json_t *j = NULL, *list = NULL;
	bool ok = file_read(&text, path, MAX_AUDIT_FILE, err);
	size_t i;

	if (ok) {
		j = json_loadb((const char *)text.data, text.len, 0, NULL);
		list = json_object_get(j, "findings");
		ok = json_is_array(list);
		for (i = 0; ok && i < json_array_size(list); i++)
			ok = take_finding(a, json_array_get(list, i));
		if (!ok)
			err_set(err, ERR_INVALID, "--against: no report of "
			    "audit --json (%s)", path);
	}
	json_decref(j);
	buf_clear(&text);
	if (ok)
		return a;
	audit_free(a);
	return NULL;
}
