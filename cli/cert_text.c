/* SPDX-License-Identifier: ISC */
#include "cli/cert_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/json_cert.h"
/*
 * Labels that are short stand in a column of their own; what belongs to a
 * long one comes below it.
 */
enum { LABEL_WIDTH = 13, MAX_INDENT = 40 };

/* A value may have several lines; each is wrapped for itself. */
static void
print_value(struct out *o, const char *first, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *one;
	const char *before = first;
	char indent[80];

	snprintf(indent, sizeof(indent), "%*s", (int)strlen(first), "");
	while ((one = strsep(&rest, "\n")) != NULL) {
		out_wrap(o, before, one);
		before = indent;
	}
	free(copy);
}

static void
print_line(struct out *o, const struct cert_line *l)
{
	char first[MAX_INDENT + LABEL_WIDTH + 4];
	int indent = l->indent < MAX_INDENT ? l->indent : MAX_INDENT;

	if (strlen(l->label) > LABEL_WIDTH) {
		out_text(o, "  ");
		out_safe(o, l->label);
		out_text(o, "\n");
		print_value(o, "    ", l->text);
		return;
	}
	if (l->label[0] == '\0') {
		snprintf(first, sizeof(first), "  %*s", indent, "");
		print_value(o, first, l->text);
		return;
	}
	snprintf(first, sizeof(first), "  %-*s ", LABEL_WIDTH, l->label);
	print_value(o, first, l->text);
}

void
cert_report_text(const struct cert_report *r, struct out *o)
{
	struct cert_lines lines;
	enum cert_page page;
	size_t i;

	for (page = 0; page < CERT_PAGES; page++) {
		out_fmt(o, "%s%s\n", page > 0 ? "\n" : "",
		    cert_page_label(page));
		cert_report_lines(r, page, &lines);
		for (i = 0; i < lines.n; i++)
			print_line(o, &lines.v[i]);
		cert_lines_clear(&lines);
	}
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *
json_of_usages(const struct cert_report *r)
{
	json_t *list = json_array(), *j;
	enum usage u;

	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		j = json_object();
		json_put(j, "id", json_of_text(usage_info(u)->id));
		json_put(j, "usage", json_of_text(usage_info(u)->name));
		json_put(j, "fits", json_boolean(r->usages[u].fits));
		json_put(j, "reason", r->usages[u].fits ?
		    json_null() : json_of_text(r->usages[u].why));
		json_push(list, j);
	}
	return list;
}

static json_t *
json_of_assignments(const struct assignments *list)
{
	json_t *array = json_array(), *j;
	const struct assignment *a;

	for (a = list->v; a < list->v + list->n; a++) {
		j = json_object();
		json_put(j, "kind", json_of_text(a->kind));
		json_put(j, "name", json_of_text(a->name));
		json_put(j, "field", json_of_text(a->field));
		json_put(j, "usage", json_of_text(a->usage));
		json_push(array, j);
	}
	return array;
}

static void
put_crls(json_t *j, const struct cert_report *r)
{
	json_t *lists = json_array(), *points = json_array(), *one;
	const struct crl *c;
	size_t i, k;

	for (i = 0; i < r->crls.n; i++) {
		c = r->crls.v[i];
		one = json_object();
		json_put(one, "sha1", json_of_text(c->sha1));
		json_put(one, "this_update", json_of_time(c->this_update));
		json_put(one, "next_update", c->next_update != 0 ?
		    json_of_time(c->next_update) : json_null());
		json_put(one, "stored", json_of_time(c->stored));
		json_put(one, "verified", json_boolean(!c->unverified));
		json_push(lists, one);
	}
	for (i = 0; i < r->points.n; i++)
		for (k = 0; k < r->points.v[i].n; k++)
			json_push(points, json_of_text(
			    r->points.v[i].urls[k]));
	json_put(j, "revocation_lists", lists);
	json_put(j, "distribution_points", points);
}

static void
put_key(json_t *j, const struct cert_report *r)
{
	const struct cert_found *f = &r->found;
	char mode[16];

	snprintf(mode, sizeof(mode), "%04o", (unsigned)f->key_mode);
	json_put(j, "key_present", json_boolean(f->key_present));
	json_put(j, "key_works", json_boolean(f->key_works));
	json_put(j, "key_problem", json_of_text(f->key_problem));
	json_put(j, "key_mode", json_of_text(f->key_present ? mode : NULL));
	json_put(j, "key_owner", json_of_text(f->key_owner));
}

static json_t *
json_of_details(const struct cert_details *d)
{
	json_t *list = json_array(), *j;
	size_t i;

	for (i = 0; i < d->n; i++) {
		j = json_object();
		json_put(j, "name", json_of_text(d->v[i].name));
		json_put(j, "value", json_of_text(d->v[i].value));
		json_put(j, "extension", json_boolean(d->v[i].extension));
		json_put(j, "critical", json_boolean(d->v[i].critical));
		json_push(list, j);
	}
	return list;
}

static json_t *
json_of_path(const struct trust_path *p)
{
	json_t *list = json_array(), *j;
	size_t i;

	for (i = 0; i < p->n; i++) {
		j = json_object();
		json_put(j, "thumbprint", json_of_text(
		    p->v[i].cert->thumbprint));
		json_put(j, "common_name", json_of_text(
		    p->v[i].cert->common_name));
		json_put(j, "state", json_of_text(
		    cert_state_text(p->v[i].state)));
		json_put(j, "reason", p->v[i].reason[0] != '\0' ?
		    json_of_text(p->v[i].reason) : json_null());
		json_put(j, "root", json_boolean(p->v[i].root));
		json_push(list, j);
	}
	return list;
}

void
cert_report_json(const struct cert_report *r, struct out *o)
{
	const struct cert *c = r->found.cert;
	json_t *j = json_document();

	json_put(j, "thumbprint", json_of_text(c->thumbprint));
	json_put(j, "common_name", json_of_text(c->common_name));
	json_put_cert(j, c);
	json_put_cert_purpose(j, c);
	put_key(j, r);
	json_put(j, "authority", json_boolean(c->is_ca));
	json_put(j, "stores", json_of_text(r->stores));
	json_put(j, "state", json_of_text(cert_state_text(r->verdict.state)));
	json_put(j, "reason", r->verdict.state == CERT_GOOD ? json_null() :
	    json_of_text(r->verdict.reason));
	put_crls(j, r);
	json_put(j, "usages", json_of_usages(r));
	json_put(j, "assignments", json_of_assignments(&r->assignments));
	json_put(j, "details", json_of_details(&r->details));
	json_put(j, "path", json_of_path(&r->path));
	json_print(o, j);
}
