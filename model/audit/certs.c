/* SPDX-License-Identifier: ISC */
/* Which certificates an audit knows, and where they are. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/kinds/certificate.h"

struct audit_cert {
	const char *thumbprint;
	const struct cert *cert;	/* NULL: in no inventory and not among
					   the group's certificates */
	struct cert *own;		/* to be freed */
};

static int
compare_certs(const void *a, const void *b)
{
	return strcmp(((const struct audit_cert *)a)->thumbprint,
	    ((const struct audit_cert *)b)->thumbprint);
}

static int
compare_held(const void *a, const void *b)
{
	const struct audit_held *x = a, *y = b;
	int r = strcmp(x->item->cert->thumbprint, y->item->cert->thumbprint);

	return r != 0 ? r : (x->store > y->store) - (x->store < y->store);
}

/* To look in every store of every computer takes too long for each. */
static void
index_held(struct audit *a)
{
	const struct inventory *inv = a->inventory;
	const struct inventory_store *s;
	size_t i, n = 0;

	for (i = 0; i < inv->n; i++)
		n += inv->v[i].n;
	a->held = xcalloc(n, sizeof(*a->held));
	for (s = inv->v; s < inv->v + inv->n; s++)
		for (i = 0; i < s->n; i++)
			a->held[a->nheld++] = (struct audit_held){ s,
				&s->v[i] };
	if (a->nheld > 0)
		qsort(a->held, a->nheld, sizeof(*a->held), compare_held);
}

const struct audit_held *
audit_held(const struct audit *a, const char *thumbprint, size_t *n)
{
	size_t from = 0, to = a->nheld, at;

	while (from < to) {
		at = from + (to - from) / 2;
		if (strcmp(a->held[at].item->cert->thumbprint,
		    thumbprint) < 0)
			from = at + 1;
		else
			to = at;
	}
	for (*n = 0; from + *n < a->nheld && strcmp(thumbprint,
	    a->held[from + *n].item->cert->thumbprint) == 0; (*n)++)
		;
	return a->held + from;
}

const struct cert *
audit_held_cert(const struct audit *a, const char *thumbprint)
{
	size_t n;
	const struct audit_held *h = audit_held(a, thumbprint, &n);

	return n > 0 ? h->item->cert : NULL;
}

static void
load_cert(struct audit *a, const struct cert_reader *reader,
    struct audit_cert *c)
{
	const struct certificate *known;

	c->cert = audit_held_cert(a, c->thumbprint);
	if (c->cert != NULL)
		return;
	known = (const struct certificate *)snapshot_find(a->snapshot,
	    "certificate", c->thumbprint);
	if (known != NULL && known->pem != NULL)
		c->cert = c->own = inventory_reader_pem(reader, known->pem,
		    c->thumbprint, NULL);
}

void
audit_load_certs(struct audit *a)
{
	const struct requirements *list = &a->requirements;
	struct audit_cert *v = xcalloc(list->n, sizeof(*v));
	struct cert_reader reader;
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		v[i].thumbprint = list->v[i].thumbprint;
	if (list->n > 0)
		qsort(v, list->n, sizeof(*v), compare_certs);
	for (i = 0; i < list->n; i++)
		if (n == 0 || compare_certs(&v[n - 1], &v[i]) != 0)
			v[n++] = v[i];
	index_held(a);
	cert_reader_open(&reader, true);
	for (i = 0; i < n; i++)
		load_cert(a, &reader, &v[i]);
	cert_reader_close(&reader);
	a->certs = v;
	a->ncerts = n;
}

void
audit_free_certs(struct audit *a)
{
	size_t i;

	for (i = 0; i < a->ncerts; i++)
		cert_free(a->certs[i].own);
	free(a->certs);
	free(a->held);
}

static const struct audit_cert *
find_cert(const struct audit *a, const char *thumbprint)
{
	const struct audit_cert key = { .thumbprint = thumbprint };

	return a->ncerts == 0 ? NULL : bsearch(&key, a->certs, a->ncerts,
	    sizeof(*a->certs), compare_certs);
}

bool
audit_is_required(const struct audit *a, const char *thumbprint)
{
	return find_cert(a, thumbprint) != NULL;
}

const struct cert *
audit_known_cert(const struct audit *a, const char *thumbprint)
{
	const struct audit_cert *c = find_cert(a, thumbprint);

	return c != NULL ? c->cert : NULL;
}

const struct cert *
audit_cert(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const char *thumbprint = g->v[0]->thumbprint;
	const struct cert *cert = audit_known_cert(a, thumbprint);
	char shown[THUMBPRINT_SHOWN];
	char *why;

	if (cert == NULL) {
		why = xasprintf("certificate [%s] is in no inventory and "
		    "not among the group's certificates",
		    thumbprint_show(thumbprint, shown));
		audit_unknown(a, rule, &g->subject, why);
		free(why);
	}
	return cert;
}
