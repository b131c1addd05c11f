/* SPDX-License-Identifier: ISC */
/* The calendar's authorities above needed certificates, and their lists. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "model/audit/calendar_parts.h"
#include "model/audit/rules.h"

#define MAX_CHAIN 8		/* authorities above a certificate */

/* ---- authorities -------------------------------------------------------- */

static int
compare_authorities(const void *a, const void *b)
{
	const struct cert *x = *(const struct cert *const *)a;
	const struct cert *y = *(const struct cert *const *)b;
	int r = strcmp(x->subject, y->subject);

	if (r == 0)
		r = (x->not_after < y->not_after) -
		    (x->not_after > y->not_after);
	return r != 0 ? r : strcmp(x->thumbprint, y->thumbprint);
}

static void
find_authorities(struct calendar_maker *m)
{
	const struct inventory *inv = m->audit->inventory;
	const struct inventory_store *s;
	size_t i;

	for (s = inv->v; s < inv->v + inv->n; s++)
		for (i = 0; (s->store == STORE_ROOT || s->store == STORE_CA) &&
		    s->problem == NULL && i < s->n; i++) {
			m->authorities = grow(m->authorities,
			    m->nauthorities, &m->capauthorities,
			    sizeof(*m->authorities));
			m->authorities[m->nauthorities++] = s->v[i].cert;
		}
	if (m->nauthorities > 1)
		qsort(m->authorities, m->nauthorities,
		    sizeof(*m->authorities), compare_authorities);
}

/* Of that name the one that lives longest: a renewed one takes its place. */
static const struct cert *
authority(const struct calendar_maker *m, const char *name)
{
	size_t low = 0, high = m->nauthorities, at;

	while (low < high) {
		at = (low + high) / 2;
		if (strcmp(m->authorities[at]->subject, name) < 0)
			low = at + 1;
		else
			high = at;
	}
	return low < m->nauthorities && strcmp(
	    m->authorities[low]->subject, name) == 0 ?
	    m->authorities[low] : NULL;
}

static int
compare_links(const void *a, const void *b)
{
	const struct calendar_link *x = a, *y = b;
	int r = strcmp(x->name, y->name);

	return r != 0 ? r : (x->from > y->from) - (x->from < y->from);
}

/* Two authorities may have issued each other. */
static bool
is_among(const struct calendar_maker *m, size_t first, const char *name)
{
	size_t i;

	for (i = first; i < m->nlinks; i++)
		if (strcmp(m->links[i].name, name) == 0)
			return true;
	return false;
}

/* By name upwards from a certificate that v[from] and more need. */
static void
add_links(struct calendar_maker *m, size_t from, size_t n)
{
	const struct cert *cert = audit_known_cert(m->audit,
	    m->v[from]->thumbprint);
	size_t first = m->nlinks;
	const char *name;

	while (cert != NULL && m->nlinks - first < MAX_CHAIN &&
	    strcmp(cert->subject, cert->issuer) != 0 &&
	    !is_among(m, first, cert->issuer)) {
		name = cert->issuer;
		cert = authority(m, name);
		m->links = grow(m->links, m->nlinks, &m->caplinks,
		    sizeof(*m->links));
		m->links[m->nlinks++] = (struct calendar_link){
		    name, cert, from, n };
	}
}

void
calendar_find_links(struct calendar_maker *m)
{
	size_t i, from;

	find_authorities(m);
	for (from = 0; from < m->n; from = i) {
		for (i = from + 1; i < m->n && strcmp(m->v[from]->thumbprint,
		    m->v[i]->thumbprint) == 0; i++)
			;
		add_links(m, from, i - from);
	}
	if (m->nlinks > 1)
		qsort(m->links, m->nlinks, sizeof(*m->links), compare_links);
}

/* The next authority's links: from at up to what is given back. */
static size_t
same_authority(const struct calendar_maker *m, size_t at)
{
	size_t i = at;

	while (i < m->nlinks && strcmp(m->links[i].name,
	    m->links[at].name) == 0)
		i++;
	return i;
}

/* Those of a link's requirements that count; into v, which has room. */
static size_t
take_link(const struct calendar_maker *m, const struct calendar_link *l,
    unsigned usages, int64_t at, const struct requirement **v)
{
	const struct cert *cert = audit_known_cert(m->audit,
	    m->v[l->from]->thumbprint);
	size_t i, n = 0;

	/* What has run out by then is another event. */
	for (i = l->from; cert != NULL && cert->not_after > at &&
	    i < l->from + l->n; i++)
		if ((usages & AUDIT_USAGE(m->v[i]->usage)) != 0 &&
		    calendar_is_needed_at(m->v[i], at))
			v[n++] = m->v[i];
	return n;
}

void
calendar_add_chains(struct calendar_maker *m)
{
	const unsigned usages = AUDIT_USAGE(USAGE_ENCRYPT) |
	    AUDIT_USAGE(USAGE_SIGN) | AUDIT_USAGE(USAGE_VERIFY) |
	    AUDIT_USAGE(USAGE_HTTPS) | AUDIT_USAGE(USAGE_SOAP);
	const struct requirement **v = xcalloc(m->n + 1, sizeof(*v));
	const struct cert *cert;
	struct calendar_event *e;
	size_t from, to, n;

	for (from = 0; from < m->nlinks; from = to) {
		to = same_authority(m, from);
		cert = m->links[from].cert;
		if (cert == NULL || !calendar_is_within(m, cert->not_after))
			continue;
		for (n = 0; from < to; from++)
			n += take_link(m, &m->links[from], usages,
			    cert->not_after, v + n);
		if (n == 0)
			continue;
		e = calendar_add_event(m, CALENDAR_CHAIN, cert->not_after);
		calendar_add_affected(m, e, v, n);
		str_replace(&e->thumbprint, cert->thumbprint);
		e->title = xstrdup(cert_title(cert));
		e->text = xstrdup("what it has issued is not trusted from "
		    "then on");
	}
	free(v);
}

/* ---- lists -------------------------------------------------------------- */

/* The newest good list of an issuer on a computer. */
struct held {
	const struct inventory_list *list;
	const char *computer;
};

static int
compare_held(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	int r = strcmp(x->list->issuer, y->list->issuer);

	if (r == 0)
		r = (x->list->next_update > y->list->next_update) -
		    (x->list->next_update < y->list->next_update);
	return r != 0 ? r : strcmp(x->computer, y->computer);
}

static bool
is_newest(const struct inventory_store *s, const struct inventory_list *l)
{
	const struct inventory_list *other;

	for (other = s->lists; other < s->lists + s->nlists; other++)
		if (other->problem == NULL &&
		    strcmp(other->issuer, l->issuer) == 0 &&
		    other->this_update > l->this_update)
			return false;
	return l->problem == NULL;
}

static struct held *
find_held(const struct calendar_maker *m, size_t *n)
{
	const struct inventory *inv = m->audit->inventory;
	const struct inventory_store *s;
	const struct inventory_list *l;
	struct held *v = NULL;
	size_t cap = 0;

	*n = 0;
	for (s = inv->v; s < inv->v + inv->n; s++)
		for (l = s->lists; l < s->lists + s->nlists; l++) {
			if (!calendar_is_within(m, l->next_update) ||
			    !is_newest(s, l))
				continue;
			v = grow(v, *n, &cap, sizeof(*v));
			v[(*n)++] = (struct held){ l, s->computer };
		}
	if (*n > 1)
		qsort(v, *n, sizeof(*v), compare_held);
	return v;
}

static bool
is_held(const struct held *v, size_t n, const char *computer)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcasecmp(v[i].computer, computer) == 0)
			return true;
	return false;
}

/* What looks at the list on these computers; into v. */
static size_t
take_checked(const struct calendar_maker *m, const struct held *h, size_t nh,
    const struct requirement **v)
{
	const unsigned usages = AUDIT_USAGE(USAGE_ENCRYPT) |
	    AUDIT_USAGE(USAGE_SIGN) | AUDIT_USAGE(USAGE_VERIFY);
	size_t at, i, n = 0, from, to;

	for (at = 0; at < m->nlinks; at++) {
		if (strcmp(m->links[at].name, h->list->issuer) != 0)
			continue;
		from = n;
		to = n + take_link(m, &m->links[at], usages,
		    h->list->next_update, v + n);
		for (i = from; i < to; i++)
			if (v[i]->checks && is_held(h, nh, v[i]->computer))
				v[n++] = v[i];
	}
	return n;
}

static void
add_list(struct calendar_maker *m, const struct held *h, size_t nh,
    const struct requirement **v)
{
	size_t n = take_checked(m, h, nh, v), i;
	struct names computers = { .n = 0 };
	struct calendar_event *e;
	char *where;

	if (n == 0)
		return;
	for (i = 0; i < nh; i++)
		names_add(&computers, h[i].computer);
	where = names_text(&computers);
	e = calendar_add_event(m, CALENDAR_LIST, h->list->next_update);
	calendar_add_affected(m, e, v, n);
	str_replace(&e->kind, "computer");
	str_replace(&e->object, h->computer);
	str_replace(&e->field, NULL);
	str_replace(&e->thumbprint, NULL);
	e->title = xstrdup(h->list->issuer);
	e->text = xasprintf("without a newer one, what is checked on %s fails",
	    where);
	free(where);
}

void
calendar_add_lists(struct calendar_maker *m)
{
	const struct requirement **v = xcalloc(m->n + 1, sizeof(*v));
	size_t n, from, i;
	struct held *held = find_held(m, &n);

	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && strcmp(held[from].list->issuer,
		    held[i].list->issuer) == 0 &&
		    held[from].list->next_update ==
		    held[i].list->next_update; i++)
			;
		add_list(m, held + from, i - from, v);
	}
	free(held);
	free(v);
}
