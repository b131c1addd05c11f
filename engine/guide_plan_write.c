/* SPDX-License-Identifier: ISC */
/*
 * A plan becomes real: what lies in files first, as nothing names it yet and
 * it can be taken away again, then the one revision.
 */
#include <unistd.h>

#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "certstore/store.h"
#include "engine/guide_plan.h"

/* What was not there before, to be taken back. */
struct made {
	const struct guide *guide;
	const struct guide_plan *plan;
	bool *keys;		/* by the plan's, stored or written */
	bool installed;
};

/* A file of that name was there: *fresh is false then. */
static bool
put(const struct guide *g, enum store_id id, const char *account,
    const struct guide_key *k, const struct cert *cert, bool *fresh,
    struct err *err)
{
	struct store *s = store_open(g->model->settings->stores, id, account,
	    err);
	struct err why = { 0 };
	bool ok = s != NULL;

	*fresh = ok && store_add(s, cert, k != NULL ? k->key : NULL, &why);
	if (ok && !*fresh && why.code != ERR_EXISTS) {
		*err = why;
		ok = false;
	}
	store_close(s);
	return ok;
}

static void
take_out(const struct guide *g, enum store_id id, const char *account,
    const struct cert *cert)
{
	struct store *s = store_open(g->model->settings->stores, id, account,
	    NULL);

	if (s != NULL)
		store_remove(s, cert->thumbprint, NULL);
	store_close(s);
}

/* The key first: a request without one is worth nothing. */
static bool
write_request(const struct guide_key *k, struct err *err)
{
	struct buf pem = { .secret = true };
	bool ok = key_to_pem(k->key, &pem, err) && file_create(k->key_file,
	    pem.data, pem.len, 0600, err);

	buf_clear(&pem);
	if (ok && !file_create(k->request, k->pem.data, k->pem.len, 0644,
	    err)) {
		unlink(k->key_file);
		ok = false;
	}
	return ok;
}

static bool
write_key(struct made *m, size_t i, struct err *err)
{
	const struct guide_key *k = &m->plan->keys[i];
	bool ok;

	if (k->request != NULL) {
		ok = write_request(k, err);
		m->keys[i] = ok;
		return ok;
	}
	return put(m->guide, STORE_PERSONAL, k->account, k, k->cert,
	    &m->keys[i], err);
}

static void
undo(const struct made *m)
{
	const struct guide_key *k;
	size_t i;

	if (m->installed)
		take_out(m->guide, STORE_OTHER_PEOPLE, NULL, m->plan->install);
	for (i = 0; i < m->plan->nkeys; i++) {
		k = &m->plan->keys[i];
		if (!m->keys[i])
			continue;
		if (k->request != NULL) {
			unlink(k->request);
			unlink(k->key_file);
		} else {
			take_out(m->guide, STORE_PERSONAL, k->account,
			    k->cert);
		}
	}
}

bool
guide_plan_write(const struct guide *g, const struct guide_plan *p,
    int64_t *revision, struct err *err)
{
	const char *who = guide_get(g, NULL, "party");
	char *reason = xasprintf("guide %s%s%s", g->task->name,
	    who != NULL ? ": " : "", who != NULL ? who : "");
	struct made m = { .guide = g, .plan = p,
		.keys = xcalloc(p->nkeys + 1, sizeof(*m.keys)) };
	struct edit_note note = { .reason = reason };
	struct edit_set set = guide_plan_set(p);
	bool ok = model_may(g->model, ROLE_ADMINISTRATOR, err);
	size_t i;

	for (i = 0; ok && i < p->nkeys; i++)
		ok = write_key(&m, i, err);
	if (ok && p->install != NULL)
		ok = put(g, STORE_OTHER_PEOPLE, NULL, NULL, p->install,
		    &m.installed, err);
	ok = ok && edit_all(g->model, &set, &note, err);
	if (ok)
		*revision = note.revision;
	else
		undo(&m);
	guide_plan_set_free(&set);
	free(m.keys);
	free(reason);
	return ok;
}
