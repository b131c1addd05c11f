/* SPDX-License-Identifier: ISC */
#include "model/audit/chains.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "certstore/trust.h"

struct answer {			/* begins with the key of the tree */
	char thumbprint[THUMBPRINT_SIZE];
	enum chain_state state;
};

/* The authorities of one computer, or of several that have the same. */
struct authorities {
	struct cert_list roots, others;	/* the certificates are borrowed */
	struct trust *trust;		/* made when first asked */
	void *answers;			/* a tree of struct answer */
};

struct place {
	const char *computer;
	size_t at;			/* of its authorities */
};

struct chains {
	struct authorities *v;
	size_t n, cap;
	struct place *places;
	size_t nplaces, capplaces;
	bool system;			/* its roots count as well */
	struct cert_list known;		/* every authority anywhere */
};

static void
add_certs(struct cert_list *l, const struct inventory_store *s)
{
	size_t i;

	for (i = 0; s != NULL && s->problem == NULL && i < s->n; i++)
		if (cert_x509(s->v[i].cert) != NULL)
			cert_list_add(l, s->v[i].cert);
}

/* Stores are sorted by thumbprint. */
static bool
same_certs(const struct cert_list *a, const struct cert_list *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->v[i]->thumbprint, b->v[i]->thumbprint) != 0)
			return false;
	return true;
}

static void
add_place(struct chains *c, const char *computer,
    const struct inventory_store *roots, const struct inventory_store *cas)
{
	struct authorities a = { .trust = NULL };
	size_t i;

	add_certs(&a.roots, roots);
	add_certs(&a.others, cas);
	for (i = 0; i < c->n; i++)
		if (same_certs(&a.roots, &c->v[i].roots) &&
		    same_certs(&a.others, &c->v[i].others))
			break;
	if (i < c->n) {
		free(a.roots.v);
		free(a.others.v);
	} else {
		c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
		c->v[c->n++] = a;
	}
	c->places = grow(c->places, c->nplaces, &c->capplaces,
	    sizeof(*c->places));
	c->places[c->nplaces++] = (struct place){ computer, i };
}

struct chains *
chains_new(const struct inventory *inv, bool system)
{
	struct chains *c = xcalloc(1, sizeof(*c));
	const struct inventory_store *s;

	c->system = system;
	for (s = inv->v; s < inv->v + inv->n; s++) {
		if (s->store == STORE_CA)
			add_certs(&c->known, s);
		else if (s->store == STORE_ROOT && s->problem == NULL)
			add_place(c, s->computer, s, inventory_find(inv,
			    s->computer, STORE_CA, NULL));
	}
	return c;
}

void
chains_free(struct chains *c)
{
	struct authorities *a;

	if (c == NULL)
		return;
	for (a = c->v; a < c->v + c->n; a++) {
		trust_free(a->trust);
		tdestroy(a->answers, free);
		free(a->roots.v);
		free(a->others.v);
	}
	free(c->v);
	free(c->places);
	free(c->known.v);
	free(c);
}

static struct authorities *
find(struct chains *c, const char *computer)
{
	struct authorities *a;
	size_t i;

	for (i = 0; i < c->nplaces; i++) {
		if (strcasecmp(c->places[i].computer, computer) != 0)
			continue;
		a = &c->v[c->places[i].at];
		if (a->trust == NULL)
			a->trust = trust_of(&a->roots, &a->others,
			    c->system, NULL);
		return a->trust != NULL ? a : NULL;
	}
	return NULL;
}

/* A moment at which the certificate itself is valid. */
static int64_t
within(const struct cert *cert, int64_t at)
{
	if (at > cert->not_after)
		at = cert->not_after;
	return at < cert->not_before ? cert->not_before : at;
}

static bool
holds(const struct trust *t, const struct cert *cert,
    const struct cert_list *helpers, int64_t at)
{
	enum cert_state s = trust_judge(t, cert, helpers, within(cert, at),
	    TRUST_CHAIN, NULL);

	return s != CERT_UNTRUSTED && s != CERT_BROKEN;
}

enum chain_state
chains_judge(struct chains *c, const char *computer, const struct cert *cert,
    int64_t at)
{
	struct authorities *a = find(c, computer);
	struct answer **found, *answer;

	if (a == NULL || cert_x509(cert) == NULL)
		return CHAIN_UNKNOWN;
	answer = xcalloc(1, sizeof(*answer));
	memcpy(answer->thumbprint, cert->thumbprint,
	    sizeof(answer->thumbprint));
	found = tsearch(answer, &a->answers,
	    (int (*)(const void *, const void *))strcmp);
	if (found == NULL)
		abort();	/* as any other lack of memory */
	if (*found != answer) {
		free(answer);
		return (*found)->state;
	}
	answer->state = holds(a->trust, cert, NULL, at) ? CHAIN_TRUSTED :
	    holds(a->trust, cert, &c->known, at) ? CHAIN_HELPED :
	    CHAIN_UNTRUSTED;
	return answer->state;
}

char *
chains_stop(struct chains *c, const char *computer, const struct cert *cert,
    int64_t at)
{
	struct authorities *a = find(c, computer);
	struct trust_path path;
	char *issuer;

	if (a == NULL)
		return NULL;
	trust_path(a->trust, cert, NULL, within(cert, at), TRUST_CHAIN,
	    &path);
	issuer = xstrdup(path.n > 0 ? path.v[path.n - 1].cert->issuer :
	    cert->issuer);
	trust_path_clear(&path);
	return issuer;
}
