/* SPDX-License-Identifier: ISC */
#include "model/audit/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/chains.h"
#include "model/audit/filter.h"
#include "model/audit/rules.h"
#include "model/kinds/group.h"

const struct need_word *
need_word(enum need_state s)
{
	static const struct need_word words[NEED_STATES] = {
		[NEED_NONE] = { "-", '.', "\xc2\xb7", false },
		[NEED_OK] = { "ok", '+', "\xe2\x9c\x93", false },
		[NEED_EXPIRES] = { "expires", '!', "!", false },
		[NEED_DOUBTED] = { "untrusted", '!', "!", false },
		[NEED_NOT_YET] = { "not yet", '!', "!", true },
		[NEED_OPEN] = { "open", 'x', "\xe2\x9c\x97", true },
		[NEED_UNTRUSTED] = { "untrusted", 'x', "\xe2\x9c\x97",
		    true },
		[NEED_UNFIT] = { "unfit", 'x', "\xe2\x9c\x97", true },
		[NEED_EXPIRED] = { "expired", 'x', "\xe2\x9c\x97", true },
		[NEED_REVOKED] = { "revoked", 'x', "\xe2\x9c\x97", true },
		[NEED_BAD_KEY] = { "bad key", 'x', "\xe2\x9c\x97", true },
		[NEED_NO_KEY] = { "no key", 'x', "\xe2\x9c\x97", true },
		[NEED_MISSING] = { "missing", 'x', "\xe2\x9c\x97", true },
		[NEED_UNKNOWN] = { "unknown", '?', "?", false },
	};

	return &words[s];
}

/* ---- needs -------------------------------------------------------------- */

/* What every need is asked, found once. */
struct judge {
	const struct audit *audit;
	const char *extra_eku;		/* that the group accepts, or NULL */
	const char **revoked;		/* sorted, on whichever computer */
	size_t nrevoked, cap;
};

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lists are public: one computer that knows is enough. */
static void
judge_init(struct judge *j, const struct audit *a)
{
	const struct inventory_store *s;
	const struct inventory_item *i;

	*j = (struct judge){ .audit = a, .extra_eku = a->topology->group !=
	    NULL ? a->topology->group->extra_eku : NULL };
	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n; s++)
		for (i = s->v; i < s->v + s->n; i++) {
			if (i->revoked_why == NULL)
				continue;
			j->revoked = grow(j->revoked, j->nrevoked, &j->cap,
			    sizeof(*j->revoked));
			j->revoked[j->nrevoked++] = i->cert->thumbprint;
		}
	if (j->nrevoked > 1)
		qsort(j->revoked, j->nrevoked, sizeof(*j->revoked),
		    compare_texts);
}

static bool
is_revoked(const struct judge *j, const char *thumbprint)
{
	return j->nrevoked > 0 && bsearch(&thumbprint, j->revoked,
	    j->nrevoked, sizeof(*j->revoked), compare_texts) != NULL;
}

static enum need_state
state_in_time(const struct audit *a, const struct cert *cert)
{
	if (a->at > cert->not_after)
		return NEED_EXPIRED;
	if (a->at < cert->not_before)
		return NEED_NOT_YET;
	return cert->not_after - a->at <=
	    a->snapshot->expiry_warn_days * DAY_SECONDS ? NEED_EXPIRES :
	    NEED_OK;
}

enum need_state
need_in_store(const struct inventory_store *s, enum usage usage,
    const char *thumbprint)
{
	bool needs_key = usage_info(usage)->needs_key;
	const struct inventory_item *item;

	if (s == NULL || s->problem != NULL || s->published == 0)
		return NEED_UNKNOWN;
	item = inventory_item(s, thumbprint);
	if (item == NULL)
		return NEED_MISSING;
	if (needs_key && !item->key_present)
		return NEED_NO_KEY;
	if (needs_key && !item->key_works)
		return NEED_BAD_KEY;
	return needs_key && item->key_open != NULL ? NEED_OPEN : NEED_OK;
}

/* As rules C205 and C206 ask; what is not asked of a usage is well. */
static enum need_state
state_of_chain(const struct audit *a, const struct requirement *r,
    const struct cert *cert)
{
	static const enum need_state states[USAGE_COUNT] = {
		[USAGE_ENCRYPT] = NEED_DOUBTED,
		[USAGE_SIGN] = NEED_DOUBTED,
		[USAGE_VERIFY] = NEED_UNTRUSTED,
		[USAGE_HTTPS] = NEED_DOUBTED,
		[USAGE_SOAP] = NEED_DOUBTED,
	};

	return states[r->usage] != NEED_NONE && chains_judge(a->chains,
	    r->computer, cert, a->at) == CHAIN_UNTRUSTED ?
	    states[r->usage] : NEED_OK;
}

static enum need_state
worse(enum need_state a, enum need_state b)
{
	return a > b ? a : b;
}

static enum need_state
state_of_cert(const struct judge *j, const struct requirement *r,
    const struct cert *cert)
{
	enum need_state state = worse(state_in_time(j->audit, cert),
	    state_of_chain(j->audit, r, cert));

	if (is_revoked(j, r->thumbprint))
		state = worse(state, NEED_REVOKED);
	return usage_fits(r->usage, cert, j->extra_eku, NULL, 0) ? state :
	    worse(state, NEED_UNFIT);
}

/* The worst of all that is wrong: store, key, certificate. */
static enum need_state
state_of(const struct judge *j, const struct requirement *r,
    const struct cert *known)
{
	const struct inventory_store *s = inventory_find(j->audit->inventory,
	    r->computer, usage_info(r->usage)->store, r->account);
	enum need_state state = need_in_store(s, r->usage, r->thumbprint);

	if (state != NEED_OK && state != NEED_OPEN)
		return state;
	return worse(state, state_of_cert(j, r, known != NULL ? known :
	    inventory_item(s, r->thumbprint)->cert));
}

static int
compare_null(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int
compare_needs(const void *a, const void *b)
{
	const struct requirement *x = ((const struct need *)a)->r;
	const struct requirement *y = ((const struct need *)b)->r;
	int r = strcmp(x->computer, y->computer);

	if (r == 0)
		r = compare_null(x->account, y->account);
	if (r == 0)
		r = strcmp(x->thumbprint, y->thumbprint);
	if (r == 0)
		r = (x->usage > y->usage) - (x->usage < y->usage);
	if (r == 0)
		r = strcmp(x->object, y->object);
	/* The requirement list itself is in a fixed order. */
	return r != 0 ? r : (x > y) - (x < y);
}

void
needs_collect(const struct audit *a, const struct topology_host *host,
    struct needs *out)
{
	const struct requirements *list = &a->requirements;
	const struct requirement *r;
	const struct cert *cert;
	struct judge judge;

	memset(out, 0, sizeof(*out));
	judge_init(&judge, a);
	for (r = list->v; r < list->v + list->n; r++) {
		if (host != NULL &&
		    !requirement_of_host(a->topology, host, r))
			continue;
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		cert = audit_known_cert(a, r->thumbprint);
		out->v[out->n++] = (struct need){ .r = r, .cert = cert,
		    .state = state_of(&judge, r, cert) };
	}
	free(judge.revoked);
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), compare_needs);
}

void
needs_clear(struct needs *list)
{
	free(list->v);
	memset(list, 0, sizeof(*list));
}

const char *
need_title(const struct need *n)
{
	if (n->cert != NULL)
		return cert_title(n->cert);
	return n->r->common_name != NULL ? n->r->common_name : "";
}

/* ---- the table ---------------------------------------------------------- */

static int
compare_certs(const void *a, const void *b)
{
	const struct matrix_cert *x = a, *y = b;
	int r = strcmp(x->title, y->title);

	return r != 0 ? r : strcmp(x->thumbprint, y->thumbprint);
}

static int
compare_places(const void *a, const void *b)
{
	const struct matrix_place *x = a, *y = b;
	int r = strcmp(x->computer, y->computer);

	return r != 0 ? r : compare_null(x->account, y->account);
}

static struct matrix_cert
cert_of(const struct need *n)
{
	return (struct matrix_cert){ .thumbprint = n->r->thumbprint,
	    .title = need_title(n), .usages = 1u << n->r->usage,
	    .not_after = n->cert != NULL ? n->cert->not_after : FIELD_UNSET };
}

static struct matrix_place
place_of(const struct need *n)
{
	return (struct matrix_place){ n->r->computer, n->r->account };
}

/* Leave one of each; they are sorted. */
static void
drop_repeated(struct matrix *m, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (m->ncerts > 0 && strcmp(m->certs[i].thumbprint,
		    m->certs[m->ncerts - 1].thumbprint) == 0)
			m->certs[m->ncerts - 1].usages |= m->certs[i].usages;
		else
			m->certs[m->ncerts++] = m->certs[i];
	}
	for (i = 0; i < n; i++)
		if (m->nplaces == 0 || compare_places(&m->places[i],
		    &m->places[m->nplaces - 1]) != 0)
			m->places[m->nplaces++] = m->places[i];
}

static enum need_state *
cell_of(const struct matrix *m, const struct need *n)
{
	struct matrix_cert cert = cert_of(n), *c;
	struct matrix_place place = place_of(n), *p;

	c = bsearch(&cert, m->certs, m->ncerts, sizeof(cert), compare_certs);
	p = bsearch(&place, m->places, m->nplaces, sizeof(place),
	    compare_places);
	return c == NULL || p == NULL ? NULL : &m->cells[(size_t)
	    (c - m->certs) * m->nplaces + (size_t)(p - m->places)];
}

void
matrix_make(const struct needs *needs, struct matrix *m)
{
	size_t n = needs->n, i;
	enum need_state *cell;

	memset(m, 0, sizeof(*m));
	m->certs = xcalloc(n + 1, sizeof(*m->certs));
	m->places = xcalloc(n + 1, sizeof(*m->places));
	for (i = 0; i < n; i++) {
		m->certs[i] = cert_of(&needs->v[i]);
		m->places[i] = place_of(&needs->v[i]);
	}
	qsort(m->certs, n, sizeof(*m->certs), compare_certs);
	qsort(m->places, n, sizeof(*m->places), compare_places);
	drop_repeated(m, n);
	m->cells = xcalloc(m->ncerts * m->nplaces + 1, sizeof(*m->cells));
	for (i = 0; i < n; i++) {
		cell = cell_of(m, &needs->v[i]);
		if (cell != NULL && needs->v[i].state > *cell)
			*cell = needs->v[i].state;
	}
}

void
matrix_clear(struct matrix *m)
{
	free(m->certs);
	free(m->places);
	free(m->cells);
	memset(m, 0, sizeof(*m));
}

enum need_state
matrix_cell(const struct matrix *m, size_t cert, size_t place)
{
	return m->cells[cert * m->nplaces + place];
}
