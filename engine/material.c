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

	return strcmp(x->thumbprint, y->thumbprint);
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

/* All three; whether one is accepted is a question of the time. */
static void
load_party(struct material *m, const struct snapshot *snapshot,
    const struct party *party)
{
	const char *const all[CERT_ROLES] = {
		[CERT_CURRENT] = party->signature_certificate,
		[CERT_NEXT] = party->rollover.next,
		[CERT_PREVIOUS] = party->rollover.previous,
	};
	size_t i;

	for (i = 0; i < CERT_ROLES; i++) {
		if (all[i] == NULL)
			continue;
		m->parties[m->nparties++] = (struct material_party){
			.party = party, .thumbprint = all[i],
			.cert = group_cert(snapshot, all[i]),
		};
	}
}

static void
load_parties(struct material *m, const struct snapshot *snapshot)
{
	const struct objects *all = snapshot_all(snapshot, kind_party.name);
	size_t i;

	if (all->n == 0)
		return;
	m->parties = xcalloc(all->n * CERT_ROLES, sizeof(*m->parties));
	for (i = 0; i < all->n; i++)
		load_party(m, snapshot, (const struct party *)all->v[i]);
	qsort(m->parties, m->nparties, sizeof(*m->parties), party_order);
}

static void
load_host(struct material *m, const struct snapshot *snapshot,
    const struct host *host)
{
	m->host_certs[CERT_CURRENT] = group_cert(snapshot,
	    host->decryption_certificate);
	m->host_certs[CERT_NEXT] = group_cert(snapshot, host->rollover.next);
	m->host_certs[CERT_PREVIOUS] = group_cert(snapshot,
	    host->rollover.previous);
}

struct material *
material_load(const struct snapshot *snapshot, const char *root,
    const char *account, const struct host *host, struct err *err)
{
	struct material *m = xcalloc(1, sizeof(*m));

	if (!load_store(&m->other_people, root, STORE_OTHER_PEOPLE, NULL,
	    err) ||
	    !load_store(&m->personal, root, STORE_PERSONAL, account, err)) {
		material_free(m);
		return NULL;
	}
	load_host(m, snapshot, host);
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
	for (i = 0; i < CERT_ROLES; i++)
		cert_free(m->host_certs[i]);
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

const struct cert *
material_host_cert(const struct material *m, const char *thumbprint)
{
	size_t i;

	for (i = 0; i < CERT_ROLES; i++)
		if (m->host_certs[i] != NULL && strcmp(
		    m->host_certs[i]->thumbprint, thumbprint) == 0)
			return m->host_certs[i];
	return NULL;
}

/* Still, or already, its certificate at that time? */
static bool
is_of_party(const struct material_party *p, int64_t at)
{
	const char *accepted[CERT_ROLES];
	size_t i, n = rollover_accepted(p->party->signature_certificate,
	    &p->party->rollover, at, accepted);

	for (i = 0; i < n; i++)
		if (strcmp(accepted[i], p->thumbprint) == 0)
			return true;
	return false;
}

const struct party *
material_party(const struct material *m, const char *thumbprint, int64_t at,
    size_t *n)
{
	size_t low = 0, high = m->nparties, middle;
	const struct party *party = NULL;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(m->parties[middle].thumbprint, thumbprint) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*n = 0;
	for (; low < m->nparties; low++) {
		if (strcmp(m->parties[low].thumbprint, thumbprint) != 0)
			break;
		if (!is_of_party(&m->parties[low], at) ||
		    m->parties[low].party == party)
			continue;
		party = m->parties[low].party;
		(*n)++;
	}
	return party;
}
