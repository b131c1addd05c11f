/* SPDX-License-Identifier: ISC */
#include "model/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/crl_check.h"
#include "model/edit.h"
#include "model/kinds/certificate.h"
#include "model/object.h"
#include "model/rollover.h"

bool
import_is_uninvited(const struct bundle *b, const struct bundle_item *item)
{
	return b->n > 1 && bundle_item_store(item) == STORE_ROOT;
}

/* ---- files -------------------------------------------------------------- */

/* What was written of an entry, to be taken back. */
struct written {
	bool file;		/* the store has something new */
	bool cert_was;		/* the certificate was there without key */
};

struct writing {
	struct import_plan *plan;
	struct written *files;	/* one for each entry */
	bool *known;		/* new to the group */
	struct crl_list lists;	/* those before, where lists are written */
};

static struct store *
store_of(const struct import_plan *p, enum store_id id, struct err *err)
{
	return store_open(p->model->settings->stores, id,
	    store_info(id)->per_account ? p->account : NULL, err);
}

/* The key that goes with it into this store, or NULL. */
static const struct key *
key_for(const struct import_entry *e)
{
	return e->store == STORE_PERSONAL ? e->key : NULL;
}

static bool
was_there(const struct import_entry *e, const struct store *s)
{
	struct cert *old = store_get(s, e->cert->thumbprint, NULL);
	bool there = old != NULL;

	cert_free(old);
	return there;
}

/* Of each whether it is new; the first fault of one is the fault of all. */
static bool
take_results(struct writing *w, const struct store_addition *v,
    const size_t *entries, size_t n, struct err *err)
{
	bool ok = true;
	size_t i;

	for (i = 0; i < n; i++) {
		w->files[entries[i]].file = v[i].added;
		if (v[i].added || v[i].err.code == ERR_EXISTS || !ok)
			continue;
		ok = false;
		if (err != NULL)
			*err = v[i].err;
	}
	return ok;
}

/* All that go into this store at once: the disk is waited for seldom. */
static bool
write_certs(struct writing *w, enum store_id id, struct err *err)
{
	const struct import_entry *e = w->plan->v;
	struct store_addition *v = xcalloc(w->plan->n + 1, sizeof(*v));
	size_t *entries = xcalloc(w->plan->n + 1, sizeof(*entries)), n = 0, i;
	struct store *s = NULL;
	bool ok = true;

	for (i = 0; i < w->plan->n; i++)
		if (e[i].cert != NULL && e[i].store == id)
			entries[n++] = i;
	if (n > 0)
		s = store_of(w->plan, id, err);
	for (i = 0; s != NULL && i < n; i++) {
		v[i].cert = e[entries[i]].cert;
		v[i].key = key_for(&e[entries[i]]);
		w->files[entries[i]].cert_was = v[i].key != NULL &&
		    was_there(&e[entries[i]], s);
	}
	if (n > 0)
		ok = s != NULL && store_add_all(s, v, n, err) &&
		    take_results(w, v, entries, n, err);
	store_close(s);
	free(entries);
	free(v);
	return ok;
}

/* Take back puts them where they were, should anything fail. */
static void
make_room(const struct writing *w, const struct store *s,
    const struct crl *fresh)
{
	struct cert_list authorities = { 0 };

	if (crl_authorities(w->plan->model->settings->stores, &authorities,
	    NULL))
		crl_drop_forged(s, &w->lists, &authorities, fresh);
	cert_list_clear(&authorities);
}

/* Held against the stores as they are now: its issuer may have come along. */
static bool
write_list(struct writing *w, size_t i, struct err *err)
{
	struct import_entry *e = &w->plan->v[i];
	struct store *s = store_of(w->plan, e->store, err);
	struct err why = { 0 };

	if (s == NULL)
		return false;
	if (import_list_check(w->plan, e->crl, NULL, &e->unverified, &why)) {
		if (!e->unverified)
			make_room(w, s, e->crl);
		w->files[i].file = crl_store_add(s, e->crl, &why);
	}
	store_close(s);
	if (w->files[i].file || why.code == ERR_EXISTS)
		return true;
	if (err != NULL)
		*err = why;
	return false;
}

/* Lists that are replaced are not in any plan: keep them. */
static void
keep_lists(struct writing *w)
{
	struct store *s = store_of(w->plan, STORE_CRL, NULL);

	if (s != NULL && w->plan->bundle.crls.n > 0)
		(void)crl_store_load(s, &w->lists, NULL);
	store_close(s);
}

static bool
write_files(struct writing *w, struct err *err)
{
	bool ok = true;
	size_t i;
	int id;

	for (id = 0; ok && id < STORE_CRL; id++)
		ok = write_certs(w, (enum store_id)id, err);
	keep_lists(w);
	for (i = 0; ok && i < w->plan->n; i++)
		if (w->plan->v[i].store == STORE_CRL)
			ok = write_list(w, i, err);
	return ok;
}

static void
take_back(struct writing *w, size_t i)
{
	const struct import_entry *e = &w->plan->v[i];
	struct store *s = store_of(w->plan, e->store, NULL);
	size_t k;

	if (s == NULL)
		return;
	if (e->cert != NULL) {
		(void)store_remove(s, e->cert->thumbprint, NULL);
		if (w->files[i].cert_was)
			(void)store_add(s, e->cert, NULL, NULL);
	} else {
		(void)crl_store_remove(s, e->crl->sha1, NULL);
		for (k = 0; k < w->lists.n; k++)
			(void)crl_store_add(s, w->lists.v[k], NULL);
	}
	store_close(s);
}

/* ---- the group ---------------------------------------------------------- */

/* Into a root store: the group is told that it is to be trusted. */
static bool
make_known(struct edit *e, struct model *m, const struct import_entry *entry,
    bool *added, struct err *err)
{
	bool root = entry->store == STORE_ROOT;
	struct object *before = model_get(m, &kind_certificate,
	    entry->cert->thumbprint, NULL), *now;

	*added = false;
	if (before != NULL && (!root ||
	    ((struct certificate *)before)->trusted)) {
		object_free(before);
		return true;
	}
	now = before != NULL ? object_copy(before) :
	    certificate_from_cert(entry->cert);
	((struct certificate *)now)->trusted |= root;
	*added = edit_save(e, before, now, err);
	object_free(before);
	object_free(now);
	return *added;
}

/* Somebody may have been there since the plan was made. */
static bool
still_so(const struct import_assign *a, const struct object *o,
    struct model *m, struct err *err)
{
	struct slots slots = { 0 };
	const struct slot *s;
	char *now = NULL;
	bool ok;

	object_slots(o, m, &slots);
	s = slots_find(&slots, a->field);
	if (s != NULL)
		now = slot_get(o, s);
	ok = now != NULL && strcmp(now, a->old) == 0;
	if (!ok)
		err_set(err, ERR_CONFLICT, "%s %s: %s: was changed meanwhile; "
		    "import again", a->kind, a->name, a->field);
	free(now);
	slots_clear(&slots);
	return ok;
}

static bool
set_time(struct object *o, struct model *m, const struct import_assign *a,
    struct err *err)
{
	char *field = rollover_field(a->field, CERT_NEXT, CERT_CURRENT);
	char *name = xasprintf("%s%s", field, ROLLOVER_FROM);
	char text[WHEN_TEXT];
	bool ok = object_set(o, m, name, when_text(a->from, text), err);

	free(name);
	free(field);
	return ok;
}

static bool
assign_one(struct edit *e, const struct import_plan *p,
    const struct import_assign *a, struct err *err)
{
	struct model *m = p->model;
	struct object *before = model_find(m, a->kind, a->name, err), *now;
	bool ok;

	if (before == NULL)
		return false;
	now = object_copy(before);
	ok = still_so(a, before, m, err) && object_set(now, m, a->field,
	    p->v[a->entry].cert->thumbprint, err) &&
	    (a->from == 0 || set_time(now, m, a, err)) &&
	    edit_save(e, before, now, err);
	object_free(before);
	object_free(now);
	return ok;
}

static bool
write_group(struct writing *w, struct edit *e, struct err *err)
{
	const struct import_plan *p = w->plan;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < p->n; i++)
		if (p->v[i].cert != NULL && p->v[i].store != STORE_COUNT)
			ok = make_known(e, p->model, &p->v[i],
			    &w->known[i], err);
	for (i = 0; ok && i < p->nassigns; i++)
		ok = assign_one(e, p, &p->assigns[i], err);
	return ok;
}

/* ---- together ----------------------------------------------------------- */

/* Only the own Personal store may be filled without a right to the group. */
static bool
check_rights(const struct import_plan *p, struct err *err)
{
	bool own = str_same(p->account, p->model->user) && p->nassigns == 0;
	size_t i;

	for (i = 0; i < p->n; i++)
		own = own && (p->v[i].store == STORE_PERSONAL ||
		    p->v[i].store == STORE_COUNT);
	return own || model_may(p->model, ROLE_ADMINISTRATOR, err);
}

static bool
check_identities(const struct import_plan *p, struct err *err)
{
	const struct import_assign *a;

	for (a = p->assigns; a < p->assigns + p->nassigns; a++) {
		if (a->other == NULL)
			continue;
		err_set(err, ERR_CONFLICT, "%s %s: %s: %s", a->kind, a->name,
		    a->field, a->other);
		return err_part(err, "identity");
	}
	return true;
}

static void
set_results(struct writing *w)
{
	struct import_plan *p = w->plan;
	size_t i;

	for (i = 0; i < p->n; i++)
		p->v[i].result = p->v[i].store == STORE_COUNT ?
		    IMPORT_LEFT_OUT : w->files[i].file || w->known[i] ?
		    IMPORT_DONE : IMPORT_THERE;
}

bool
import_write(struct import_plan *p, const struct import_order *order,
    struct err *err)
{
	struct writing w = { .plan = p };
	bool member = model_may(p->model, ROLE_ADMINISTRATOR, NULL), ok;
	struct edit *e = NULL;
	size_t i;

	if (!check_rights(p, err) || (!order->confirmed &&
	    !check_identities(p, err)))
		return false;
	if (member) {
		e = edit_begin(p->model, ROLE_ADMINISTRATOR, order->reason,
		    err);
		if (e == NULL)
			return false;
	}
	w.files = xcalloc(p->n + 1, sizeof(*w.files));
	w.known = xcalloc(p->n + 1, sizeof(*w.known));
	ok = (e == NULL || write_group(&w, e, err)) && write_files(&w, err);
	if (ok && e != NULL)
		ok = edit_commit(e, &p->revision, err);
	if (!ok) {
		edit_cancel(e);
		for (i = 0; i < p->n; i++)
			if (w.files[i].file)
				take_back(&w, i);
	} else {
		set_results(&w);
	}
	free(w.files);
	free(w.known);
	crl_list_clear(&w.lists);
	return ok;
}

/* ---- one piece ---------------------------------------------------------- */

bool
import_item(struct model *m, const struct bundle_item *item, enum store_id id,
    const char *account, struct err *err)
{
	struct import_entry entry = { .cert = item->cert, .key = item->key,
	    .proposed = id };
	struct import_plan p = { .model = m, .v = &entry, .n = 1,
	    .account = xstrdup(account != NULL ? account : m->user) };
	bool ok = import_plan_store(&p, 0, id, err) &&
	    import_write(&p, &(struct import_order){ .reason = NULL }, err);

	free(p.account);
	if (ok && entry.result == IMPORT_THERE)
		return err_set(err, ERR_EXISTS, "certificate %s: already "
		    "there (%s)", cert_title(item->cert),
		    store_info(id)->label);
	return ok;
}
