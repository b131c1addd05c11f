/* SPDX-License-Identifier: ISC */
#include "engine/material.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/store.h"
#include "model/kinds/certificate.h"

static int
item_order(const void *a, const void *b)
{
	const struct material_item *x = a, *y = b;

	return strcmp(x->cert->thumbprint, y->cert->thumbprint);
}

static int
party_order(const void *a, const void *b)
{
	const struct material_party *x = a, *y = b;

	return strcmp(x->party->signature_certificate,
	    y->party->signature_certificate);
}

/* Key of one certificate in Personal; every way it can be wrong is a state. */
static void
load_key(const struct store *store, struct material_item *item)
{
	struct err err = { 0 };

	item->key = store_get_key(store, item->cert, &err);
	if (item->key == NULL) {
		item->state = err.code == ERR_NOT_FOUND ?
		    MATERIAL_KEY_MISSING : MATERIAL_KEY_UNREADABLE;
		item->problem = xstrdup(err.text);
	} else if (!key_matches(item->key, item->cert)) {
		key_free(item->key);
		item->key = NULL;
		item->state = MATERIAL_KEY_MISMATCH;
		item->problem = xstrdup(
		    "the key does not belong to the certificate");
	}
}

static bool
load_store(struct material_store *to, const char *root, enum store_id id,
    const char *account, struct err *err)
{
	struct cert_list certs = { 0 };
	struct err problem = { 0 };
	struct store *store;
	size_t i;

	store = store_open(root, id, account, err);
	if (store == NULL)
		return false;
	if (!store_load(store, &certs, &problem)) {
		to->problem = xstrdup(problem.text);
		goto out;
	}
	for (i = 0; i < certs.n; i++) {
		to->v = grow(to->v, to->n, &to->cap, sizeof(*to->v));
		to->v[to->n] = (struct material_item){ .cert = certs.v[i] };
		certs.v[i] = NULL;
		if (id == STORE_PERSONAL)
			load_key(store, &to->v[to->n]);
		to->n++;
	}
	if (to->n > 0)
		qsort(to->v, to->n, sizeof(*to->v), item_order);
out:
	for (i = 0; i < certs.n; i++)
		cert_free(certs.v[i]);
	free(certs.v);
	store_close(store);
	return true;
}

static void
store_clear(struct material_store *store)
{
	size_t i;

	for (i = 0; i < store->n; i++) {
		cert_free(store->v[i].cert);
		key_free(store->v[i].key);
		free(store->v[i].problem);
	}
	free(store->v);
	free(store->problem);
}

/* The database's copy of a certificate, or NULL. */
static struct cert *
group_cert(const struct snapshot *snapshot, const char *thumbprint)
{
	const struct certificate *row;
	struct cert *cert = NULL;
	X509 *x509;
	BIO *bio;

	if (thumbprint == NULL)
		return NULL;
	row = (const struct certificate *)snapshot_find(snapshot,
	    kind_certificate.name, thumbprint);
	if (row == NULL || row->pem == NULL)
		return NULL;
	bio = BIO_new_mem_buf(row->pem, -1);
	if (bio == NULL)
		return NULL;
	x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	if (x509 != NULL)
		cert = cert_from_x509(x509, NULL);
	BIO_free(bio);
	ERR_clear_error();
	/* A row that holds another certificate than its name says is void. */
	if (cert != NULL && strcmp(cert->thumbprint, thumbprint) != 0) {
		cert_free(cert);
		cert = NULL;
	}
	return cert;
}

static void
load_parties(struct material *m, const struct snapshot *snapshot)
{
	const struct objects *all = snapshot_all(snapshot, kind_party.name);
	const struct party *party;
	size_t i;

	if (all->n == 0)
		return;
	m->parties = xcalloc(all->n, sizeof(*m->parties));
	for (i = 0; i < all->n; i++) {
		party = (const struct party *)all->v[i];
		if (party->signature_certificate == NULL)
			continue;
		m->parties[m->nparties++] = (struct material_party){
			.party = party,
			.cert = group_cert(snapshot,
			    party->signature_certificate),
		};
	}
	qsort(m->parties, m->nparties, sizeof(*m->parties), party_order);
}

struct material *
material_load(const struct snapshot *snapshot, const char *root,
    const char *account, const char *host_thumbprint, struct err *err)
{
	struct material *m = xcalloc(1, sizeof(*m));

	if (!load_store(&m->other_people, root, STORE_OTHER_PEOPLE, NULL,
	    err) ||
	    !load_store(&m->personal, root, STORE_PERSONAL, account, err)) {
		material_free(m);
		return NULL;
	}
	m->host_cert = group_cert(snapshot, host_thumbprint);
	load_parties(m, snapshot);
	return m;
}

void
material_free(struct material *m)
{
	size_t i;

	if (m == NULL)
		return;
	store_clear(&m->other_people);
	store_clear(&m->personal);
	for (i = 0; i < m->nparties; i++)
		cert_free(m->parties[i].cert);
	free(m->parties);
	cert_free(m->host_cert);
	free(m);
}

enum material_state
material_find(const struct material *m, enum usage usage,
    const char *thumbprint, const struct material_item **item,
    const char **problem)
{
	const struct usage_info *info = usage_info(usage);
	const struct material_store *store = info->store == STORE_PERSONAL ?
	    &m->personal : &m->other_people;
	size_t low = 0, high = store->n, middle;
	int order;

	*item = NULL;
	*problem = store->problem;
	if (store->problem != NULL)
		return MATERIAL_STORE_UNAVAILABLE;
	while (low < high) {
		middle = low + (high - low) / 2;
		order = strcmp(thumbprint, store->v[middle].cert->thumbprint);
		if (order == 0) {
			*item = &store->v[middle];
			*problem = (*item)->problem != NULL ?
			    (*item)->problem : "";
			return info->needs_key ? (*item)->state :
			    MATERIAL_READY;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	*problem = "not in the store";
	return MATERIAL_ABSENT;
}

const struct material_party *
material_parties(const struct material *m, const char *thumbprint, size_t *n)
{
	size_t low = 0, high = m->nparties, middle, end;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(m->parties[middle].party->signature_certificate,
		    thumbprint) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < m->nparties; end++) {
		if (strcmp(m->parties[end].party->signature_certificate,
		    thumbprint) != 0)
			break;
	}
	*n = end - low;
	return *n > 0 ? &m->parties[low] : NULL;
}
