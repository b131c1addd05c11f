/* SPDX-License-Identifier: ISC */
#include "model/cert_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/crl_check.h"
#include "certstore/fitness.h"
#include "model/kinds/group.h"

enum { INDENT = 2 };

static const char *const page_labels[CERT_PAGES] = {
	[PAGE_GENERAL] = "General",
	[PAGE_DETAILS] = "Details",
	[PAGE_PATH] = "Certification Path",
	[PAGE_USED] = "Where used",
	[PAGE_GOOD_FOR] = "Good for",
};

const char *
cert_page_label(enum cert_page p)
{
	return page_labels[p];
}

/* ---- loading ------------------------------------------------------------ */

void
cert_report_clear(struct cert_report *r)
{
	enum usage u;

	cert_found_clear(&r->found);
	free(r->stores);
	trust_path_clear(&r->path);
	cert_details_clear(&r->details);
	assignments_clear(&r->assignments);
	crl_points_clear(&r->points);
	crl_list_clear(&r->crls);
	for (u = USAGE_NONE; u < USAGE_COUNT; u++)
		free(r->usages[u].why);
	memset(r, 0, sizeof(*r));
}

/* The lists that it is looked up in, and where they come from. */
static void
load_crls(struct cert_report *r, const char *stores)
{
	struct store *s = store_open(stores, STORE_CRL, NULL, NULL);
	struct crl_list all = { 0 };
	size_t i;

	if (s != NULL)
		(void)crl_store_load(s, &all, NULL);
	for (i = 0; i < all.n; i++)
		if (strcmp(all.v[i]->issuer, r->found.cert->issuer) == 0) {
			crl_list_add(&r->crls, all.v[i]);
			all.v[i] = NULL;
		}
	crl_list_judge(&r->crls, stores);
	crl_list_clear(&all);
	store_close(s);
	crl_points_add(&r->points, r->found.cert);
}

/* What is in no store that was looked in may have its key elsewhere. */
static const char *
no_key(const struct cert_found *f)
{
	if ((f->n == 0 && !f->in_group) || f->key_works)
		return NULL;
	return !f->key_present ? "no private key in the Personal store here" :
	    f->key_problem != NULL ? f->key_problem : "its private key does "
	    "not work";
}

static void
judge_usage(struct cert_report *r, enum usage u, const char *extra_eku)
{
	const struct fitness_question q = { .usage = u, .at = r->at,
	    .cert = r->found.cert, .extra_eku = extra_eku,
	    .verdict = &r->verdict, .no_key = no_key(&r->found) };
	struct buf why = { 0 };

	r->usages[u].fits = fitness(&q, &why) == 0;
	r->usages[u].why = buf_steal(&why);
}

static bool
judge(struct cert_report *r, struct model *m, struct err *err)
{
	const unsigned flags = TRUST_CHAIN | TRUST_REVOCATION;
	const struct cert *c = r->found.cert;
	struct object *group = model_group(m, err);
	struct trust *trust = trust_load(m->settings->stores,
	    m->settings->system_roots != 0, err);
	bool ok = group != NULL && trust != NULL &&
	    model_assignments(m, c->thumbprint, &r->assignments, err);
	enum usage u;

	if (ok) {
		trust_judge(trust, c, NULL, r->at, flags, &r->verdict);
		trust_path(trust, c, NULL, r->at, flags, &r->path);
		cert_details(c, &r->details);
		load_crls(r, m->settings->stores);
		for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++)
			judge_usage(r, u, ((struct group *)group)->extra_eku);
	}
	trust_free(trust);
	object_free(group);
	return ok;
}

bool
cert_report_load(struct cert_report *r, struct model *m,
    const struct cert_where *w, int64_t at, struct err *err)
{
	memset(r, 0, sizeof(*r));
	r->at = at;
	if (cert_find(&r->found, m, w, err)) {
		r->stores = cert_found_stores(&r->found, w->account);
		if (judge(r, m, err))
			return true;
	}
	cert_report_clear(r);
	return false;
}

bool
cert_report_of(struct cert_report *r, struct model *m, const struct cert *c,
    int64_t at, struct err *err)
{
	memset(r, 0, sizeof(*r));
	r->at = at;
	r->found.cert = cert_copy(c);
	if (judge(r, m, err))
		return true;
	cert_report_clear(r);
	return false;
}

/* ---- lines -------------------------------------------------------------- */

void
cert_lines_clear(struct cert_lines *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		free(l->v[i].label);
		free(l->v[i].text);
	}
	free(l->v);
	memset(l, 0, sizeof(*l));
}

static struct cert_line *
add(struct cert_lines *l, const char *label, const char *text)
{
	l->v = grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n] = (struct cert_line){ .label = xstrdup(label),
	    .text = xstrdup(text) };
	return &l->v[l->n++];
}

/* The buffer is emptied. */
static struct cert_line *
add_buf(struct cert_lines *l, const char *label, struct buf *b)
{
	struct cert_line *line;

	buf_adds(b, "");
	line = add(l, label, (char *)b->data);
	buf_clear(b);
	return line;
}

/* A line that names the key already needs no second head. */
static const char *
without_head(const char *problem)
{
	static const char head[] = "private key: ";

	return strncmp(problem, head, strlen(head)) == 0 ? problem +
	    strlen(head) : problem;
}

/* That a key is there and whether it works; never anything of the key. */
static void
add_key(const struct cert_report *r, struct cert_lines *l)
{
	const struct cert_found *f = &r->found;
	struct buf b = { 0 };

	if (!f->key_present)
		buf_adds(&b, "no private key here");
	else
		buf_addf(&b, "private key %s (mode %04o, owner %s)%s%s",
		    f->key_works ? "works" : "unusable",
		    (unsigned)f->key_mode, f->key_owner,
		    f->key_problem != NULL ? ": " : "",
		    f->key_problem != NULL ? without_head(f->key_problem) :
		    "");
	add_buf(l, "key", &b)->bad = f->key_present && !f->key_works;
}

static void
add_state(const struct cert_report *r, struct cert_lines *l)
{
	const struct verdict *v = &r->verdict;

	add(l, "state", cert_state_text(v->state))->bad =
	    v->state != CERT_GOOD;
	if (v->state != CERT_GOOD)
		add(l, "reason", v->reason);
}

static void
add_crls(const struct cert_report *r, struct cert_lines *l)
{
	char from[WHEN_TEXT], to[WHEN_TEXT], age[CRL_AGE];
	const struct crl *c;
	struct buf b = { 0 };
	size_t i, k;

	if (r->crls.n == 0)
		add(l, "revocation", "no list of its issuer is here");
	for (i = 0; i < r->crls.n; i++) {
		c = r->crls.v[i];
		buf_addf(&b, "%slist of %s, next update %s, %s",
		    c->unverified ? CRL_UNVERIFIED "; " : "",
		    when_text(c->this_update, from), c->next_update != 0 ?
		    when_text(c->next_update, to) : "not stated",
		    crl_age(c, r->at, age));
		add_buf(l, "revocation", &b)->bad = c->unverified;
	}
	for (i = 0; i < r->points.n; i++)
		for (k = 0; k < r->points.v[i].n; k++)
			add(l, "published at", r->points.v[i].urls[k]);
}

static void
page_general(const struct cert_report *r, struct cert_lines *l)
{
	const struct cert *c = r->found.cert;
	char from[WHEN_TEXT], to[WHEN_TEXT], shown[THUMBPRINT_SHOWN];
	struct buf b = { 0 };

	add(l, "issued to", cert_title(c));
	add(l, "subject", c->subject);
	add(l, "issuer", c->issuer);
	buf_addf(&b, "%s to %s", when_text(c->not_before, from),
	    when_text(c->not_after, to));
	add_buf(l, "valid", &b);
	add_state(r, l);
	add_crls(r, l);
	buf_addf(&b, "%s, %d bits", c->key_type, c->key_bits);
	add_buf(l, "public key", &b);
	add_key(r, l);
	cert_key_usage_text(c, &b);
	add_buf(l, "key usage", &b);
	cert_eku_text(c, &b);
	add_buf(l, "extended", &b);
	add(l, "authority", c->is_ca ? "yes" : "no");
	add(l, "SHA-1", thumbprint_show(c->thumbprint, shown));
	add(l, "SHA-256", c->sha256);
	add(l, "stores", r->stores != NULL ? r->stores :
	    r->found.in_group ? "none here; known to the group" :
	    "none here");
}

static void
page_details(const struct cert_report *r, struct cert_lines *l)
{
	const struct cert_detail *d = r->details.v;
	struct buf b = { 0 };

	for (; d < r->details.v + r->details.n; d++) {
		buf_addf(&b, "%s%s", d->name, d->critical ? " (critical)" :
		    "");
		buf_adds(&b, "");
		add(l, (char *)b.data, d->value);
		buf_clear(&b);
	}
}

/* From the root down, as the original draws it. */
static void
page_path(const struct cert_report *r, struct cert_lines *l)
{
	const struct trust_path *p = &r->path;
	const struct trust_link *link;
	struct cert_line *line;
	struct buf b = { 0 };
	size_t i;

	if (p->n > 0 && !p->v[p->n - 1].root)
		add(l, "", "(the chain does not end in the root store)");
	for (i = p->n; i-- > 0;) {
		link = &p->v[i];
		line = add(l, "", cert_title(link->cert));
		line->indent = (int)(p->n - 1 - i) * INDENT;
		buf_addf(&b, "%s%s%s%s", cert_state_text(link->state),
		    link->root ? ", in the root store" : "",
		    *link->reason != '\0' ? ": " : "", link->reason);
		line = add_buf(l, "", &b);
		line->indent = (int)(p->n + 1 - i) * INDENT;
		line->bad = link->state != CERT_GOOD;
	}
}

static void
page_used(const struct cert_report *r, struct cert_lines *l)
{
	const struct assignment *a = r->assignments.v;
	char when[WHEN_TEXT];
	struct buf b = { 0 };

	if (r->assignments.n == 0)
		add(l, "", "nothing");
	for (; a < r->assignments.v + r->assignments.n; a++) {
		buf_addf(&b, "%s %s %s", a->kind, a->name, a->field);
		if (a->at != FIELD_UNSET)
			buf_addf(&b, ", %s %s", a->role == CERT_NEXT ?
			    "takes over" : "accepted until",
			    when_text(a->at, when));
		add_buf(l, "", &b);
	}
}

/*
 * All seven, also those it is not for: the reason is what the user came to
 * read when a picker did not offer the certificate.
 */
static void
page_good_for(const struct cert_report *r, struct cert_lines *l)
{
	struct buf b = { 0 };
	enum usage u;

	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		buf_addf(&b, "%s %-34s %s", usage_info(u)->id,
		    usage_info(u)->label, r->usages[u].fits ? "yes" : "no");
		add_buf(l, "", &b)->bad = !r->usages[u].fits;
		if (!r->usages[u].fits)
			add(l, "", r->usages[u].why)->indent = 2 * INDENT;
	}
}

void
cert_report_lines(const struct cert_report *r, enum cert_page page,
    struct cert_lines *l)
{
	static void (*const pages[CERT_PAGES])(const struct cert_report *,
	    struct cert_lines *) = {
		[PAGE_GENERAL] = page_general,
		[PAGE_DETAILS] = page_details,
		[PAGE_PATH] = page_path,
		[PAGE_USED] = page_used,
		[PAGE_GOOD_FOR] = page_good_for,
	};

	memset(l, 0, sizeof(*l));
	pages[page](r, l);
}
