/* SPDX-License-Identifier: ISC */
#include "certstore/gather.h"

#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/bundle.h"

static bool
full(size_t n, size_t max, const char *what, struct err *err)
{
	if (n < max)
		return false;
	err_set(err, ERR_INVALID, "too many %s in one file (limit %zu); "
	    "split it", what, max);
	return true;
}

bool
gather_x509(struct gather *g, X509 *x509, struct err *err)
{
	struct cert *c;

	if (full(g->certs.n, MAX_BUNDLE_ITEMS, "certificates", err)) {
		X509_free(x509);
		return false;
	}
	c = cert_from_x509(x509, err);
	if (c == NULL)
		return false;
	if (cert_list_find(&g->certs, c->thumbprint) != NULL)
		cert_free(c);
	else
		cert_list_add(&g->certs, c);
	return true;
}

static bool
have_crl(const struct crl_list *l, const struct crl *c)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i]->sha1, c->sha1) == 0)
			return true;
	return false;
}

bool
gather_crl(struct gather *g, X509_CRL *x509, struct err *err)
{
	struct crl *c;

	if (full(g->crls.n, MAX_BUNDLE_ITEMS, "revocation lists", err)) {
		X509_CRL_free(x509);
		return false;
	}
	c = crl_from_x509(x509, err);
	if (c == NULL)
		return false;
	if (have_crl(&g->crls, c))
		crl_free(c);
	else
		crl_list_add(&g->crls, c);
	return true;
}

bool
gather_key(struct gather *g, struct key *k, struct err *err)
{
	if (full(g->n_keys, MAX_BUNDLE_KEYS, "private keys", err)) {
		key_free(k);
		return false;
	}
	g->keys = grow(g->keys, g->n_keys, &g->cap_keys,
	    sizeof(struct key *));
	g->keys[g->n_keys++] = k;
	return true;
}

void
gather_clear(struct gather *g)
{
	size_t i;

	cert_list_clear(&g->certs);
	crl_list_clear(&g->crls);
	for (i = 0; i < g->n_keys; i++)
		key_free(g->keys[i]);
	free(g->keys);
	memset(g, 0, sizeof(*g));
}
