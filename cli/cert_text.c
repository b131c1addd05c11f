/* SPDX-License-Identifier: ISC */
#include "cli/cert_text.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/usage.h"
#include "cli/cert.h"
#include "cli/json.h"

#define WHY_SIZE 512

/* A label in a column of its own, the text behind it wrapped. */
static void
line(struct out *o, const char *label, const char *text)
{
	char *first = NULL;

	if (asprintf(&first, "%-12s ", label) < 0)
		return;
	out_wrap(o, first, text);
	free(first);
}

static void
line_of(struct out *o, const char *label,
    void (*append)(const struct cert *, struct buf *), const struct cert *c)
{
	struct buf b = { 0 };

	append(c, &b);
	buf_adds(&b, "");
	line(o, label, (char *)b.data);
	buf_clear(&b);
}

/* That a key is there and whether it works; never anything of the key. */
static void
line_key(struct out *o, const struct cert_report *r)
{
	const struct store_entry *e = r->entry;
	struct buf b = { 0 };

	buf_addf(&b, "%s, %d bits", r->cert->key_type, r->cert->key_bits);
	if (e == NULL || !e->key_present)
		buf_adds(&b, ", no private key here");
	else if (e->key_works)
		buf_addf(&b, ", private key works (mode %04o)",
		    (unsigned)e->key_mode & 07777);
	else
		buf_addf(&b, ", private key unusable: %s",
		    e->key_problem != NULL ? e->key_problem : "unknown");
	line(o, "key", (char *)b.data);
	buf_clear(&b);
}

static void
line_validity(struct out *o, const struct cert *c)
{
	char from[WHEN_TEXT], to[WHEN_TEXT];
	struct buf b = { 0 };

	buf_addf(&b, "%s to %s", when_text(c->not_before, from),
	    when_text(c->not_after, to));
	line(o, "valid", (char *)b.data);
	buf_clear(&b);
}

/* The lists that it is looked up in, and where they come from. */
static void
lines_crls(struct out *o, const struct cert_report *r)
{
	char from[WHEN_TEXT], to[WHEN_TEXT], age[CRL_AGE], *text;
	const struct crl *c;
	size_t i, k;

	if (r->crls.n == 0)
		line(o, "revocation", "no list of its issuer is here");
	for (i = 0; i < r->crls.n; i++) {
		c = r->crls.v[i];
		text = xasprintf("list of %s, next update %s, %s",
		    when_text(c->this_update, from), c->next_update != 0 ?
		    when_text(c->next_update, to) : "not stated",
		    crl_age(c, age));
		line(o, "revocation", text);
		free(text);
	}
	for (i = 0; i < r->points.n; i++)
		for (k = 0; k < r->points.v[i].n; k++)
			line(o, "published at", r->points.v[i].urls[k]);
}

/*
 * All seven, also those it is not for: the reason is what the user came to
 * read when a picker did not offer the certificate.
 */
static void
lines_usages(struct out *o, const struct cert_report *r)
{
	char why[WHY_SIZE], *first;
	enum usage u;
	bool fits;

	out_text(o, "good for\n");
	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		why[0] = '\0';
		fits = usage_fits(u, r->cert, r->extra_eku, why, sizeof(why));
		if (asprintf(&first, "  %s %-34s ", usage_info(u)->id,
		    usage_info(u)->label) < 0)
			return;
		if (fits) {
			out_fmt(o, "%syes\n", first);
		} else {
			out_fmt(o, "%sno\n", first);
			out_wrap(o, "       ", why);
		}
		free(first);
	}
}

static void
lines_used(struct out *o, const struct assignments *list)
{
	const struct assignment *a;

	out_text(o, list->n > 0 ? "used by\n" : "used by      nothing\n");
	for (a = list->v; a < list->v + list->n; a++) {
		out_text(o, "  ");
		out_safe(o, a->kind);
		out_text(o, " ");
		out_safe(o, a->name);
		out_text(o, " ");
		out_safe(o, a->field);
		out_text(o, "\n");
	}
}

void
cert_report_text(const struct cert_report *r, struct out *o)
{
	const struct cert *c = r->cert;
	char shown[THUMBPRINT_SHOWN];

	line(o, "subject", c->subject);
	line(o, "issuer", c->issuer);
	line(o, "serial", c->serial);
	line_validity(o, c);
	line_key(o, r);
	line_of(o, "key usage", cert_key_usage_text, c);
	line_of(o, "extended", cert_eku_text, c);
	line(o, "authority", c->is_ca ? "yes" : "no");
	line(o, "SHA-1", thumbprint_show(c->thumbprint, shown));
	line(o, "SHA-256", c->sha256);
	line(o, "stores", r->places != NULL ? r->places :
	    "none here; known to the group");
	line(o, "state", cert_state_text(r->verdict.state));
	if (r->verdict.state != CERT_GOOD)
		out_wrap(o, "             ", r->verdict.reason);
	lines_crls(o, r);
	lines_usages(o, r);
	lines_used(o, &r->assignments);
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *
json_of_usages(const struct cert_report *r)
{
	json_t *list = json_array(), *j;
	char why[WHY_SIZE];
	enum usage u;
	bool fits;

	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		why[0] = '\0';
		fits = usage_fits(u, r->cert, r->extra_eku, why, sizeof(why));
		j = json_object();
		json_put(j, "id", json_of_text(usage_info(u)->id));
		json_put(j, "usage", json_of_text(usage_info(u)->name));
		json_put(j, "fits", json_boolean(fits));
		json_put(j, "reason", fits ? json_null() : json_of_text(why));
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

/* For what certstore/ appends as text. */
static json_t *
json_from(void (*append)(const struct cert *, struct buf *),
    const struct cert *c)
{
	struct buf b = { 0 };
	json_t *j;

	append(c, &b);
	buf_adds(&b, "");
	j = json_of_text((char *)b.data);
	buf_clear(&b);
	return j;
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
	const struct store_entry *e = r->entry;

	json_put(j, "key_type", json_of_text(r->cert->key_type));
	json_put(j, "key_bits", json_integer(r->cert->key_bits));
	json_put(j, "key_present", json_boolean(e != NULL && e->key_present));
	json_put(j, "key_works", json_boolean(e != NULL && e->key_works));
	json_put(j, "key_problem", json_of_text(e != NULL ? e->key_problem :
	    NULL));
}

void
cert_report_json(const struct cert_report *r, struct out *o)
{
	const struct cert *c = r->cert;
	json_t *j = json_document();

	json_put(j, "thumbprint", json_of_text(c->thumbprint));
	json_put(j, "sha256", json_of_text(c->sha256));
	json_put(j, "common_name", json_of_text(c->common_name));
	json_put(j, "subject", json_of_text(c->subject));
	json_put(j, "issuer", json_of_text(c->issuer));
	json_put(j, "serial", json_of_text(c->serial));
	json_put(j, "not_before", json_of_time(c->not_before));
	json_put(j, "not_after", json_of_time(c->not_after));
	put_key(j, r);
	json_put(j, "key_usage", json_from(cert_key_usage_text, c));
	json_put(j, "extended_key_usage", json_from(cert_eku_text, c));
	json_put(j, "authority", json_boolean(c->is_ca));
	json_put(j, "stores", json_of_text(r->places));
	json_put(j, "state", json_of_text(cert_state_text(r->verdict.state)));
	json_put(j, "reason", r->verdict.state == CERT_GOOD ? json_null() :
	    json_of_text(r->verdict.reason));
	put_crls(j, r);
	json_put(j, "usages", json_of_usages(r));
	json_put(j, "assignments", json_of_assignments(&r->assignments));
	json_print(o, j);
}
