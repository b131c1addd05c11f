/* SPDX-License-Identifier: ISC */
/* Roll over a certificate: the changes, and what is proven of them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/store.h"
#include "engine/guide_rollover.h"
#include "model/kinds/certificate.h"
#include "model/rollovers.h"

/* ---- our key, wherever the old one is ------------------------------------ */

static bool
has_key(const struct guide *g, const char *account, const char *thumbprint)
{
	struct store *s = store_open(g->model->settings->stores,
	    STORE_PERSONAL, account, NULL);
	struct store_entry entry = { 0 };
	bool has = s != NULL && store_look(s, thumbprint, &entry, NULL) &&
	    entry.key_present;

	store_entry_clear(&entry);
	store_close(s);
	return has;
}

static bool
planned(const struct guide_plan *p, const char *account)
{
	size_t i;

	for (i = 0; i < p->nkeys; i++)
		if (strcmp(p->keys[i].account, account) == 0)
			return true;
	return false;
}

/* The key of this file into the account's store. */
static bool
add_key(const struct guide *g, struct guide_plan *p, const char *account,
    struct err *err)
{
	const char *pass = guide_get(g, NULL, "new_passphrase");
	struct key *key = NULL;
	struct cert *c = guide_rollover_new(g, &key, err);
	struct guide_key *k;

	if (c == NULL || key == NULL) {
		cert_free(c);
		return false;
	}
	p->keys = grow(p->keys, p->nkeys, &p->keys_cap, sizeof(*p->keys));
	k = &p->keys[p->nkeys++];
	*k = (struct guide_key){ .account = xstrdup(account), .cert = c,
		.key = key, .name = xstrdup(cert_title(c)),
		.file = xstrdup(guide_get(g, NULL, "new")),
		.pass_file = pass != NULL ? xstrdup(pass) : NULL };
	return true;
}

static bool
plan_keys(const struct guide *g, struct guide_plan *p, struct err *err)
{
	const struct topology *t = g->topology;
	const char *old = guide_get(g, NULL, "old"), *account;
	char thumbprint[THUMBPRINT_SIZE];
	bool ok = true;
	size_t i;

	thumbprint_parse(old, thumbprint, NULL);
	for (i = 0; ok && i < t->ninstances; i++) {
		account = t->instances[i]->account;
		if (strcmp(t->instances[i]->computer,
		    g->model->settings->computer) == 0 &&
		    !planned(p, account) && has_key(g, account, thumbprint))
			ok = add_key(g, p, account, err);
	}
	return ok;
}

/* ---- the plan ------------------------------------------------------------ */

static void
set_times(const struct guide *g, struct guide_step *s, const char *field,
    const char *thumbprint)
{
	char text[WHEN_TEXT], *name;
	int64_t from = 0;

	when_parse(guide_get(g, NULL, "take_over"), &from);
	name = xasprintf("%s" ROLLOVER_NEXT, field);
	guide_step_set(s, name, thumbprint);
	free(name);
	name = xasprintf("%s" ROLLOVER_FROM, field);
	guide_step_set(s, name, when_text(from, text));
	free(name);
	from += strtoll(guide_get(g, NULL, "keep"), NULL, 10) * DAY_SECONDS;
	name = xasprintf("%s" ROLLOVER_UNTIL, field);
	guide_step_set(s, name, when_text(from, text));
	free(name);
}

bool
guide_rollover_plan(const struct guide *g, struct guide_plan *p,
    struct err *err)
{
	struct assignments list = { 0 };
	struct key *key = NULL;
	struct cert *c = guide_rollover_new(g, &key, err);
	struct guide_step *s;
	bool ok = c != NULL;
	size_t i;

	if (ok && snapshot_find(g->snapshot, "certificate", c->thumbprint) ==
	    NULL) {
		s = guide_plan_step(p, "certificate", c->thumbprint);
		s->now = certificate_from_cert(c);
		s->with_key = key != NULL;
		if (key == NULL)
			s->file = xstrdup(guide_is_pasted(guide_get(g, NULL,
			    "new")) ? "-" : guide_get(g, NULL, "new"));
	}
	if (ok && key != NULL)
		ok = plan_keys(g, p, err);
	ok = ok && guide_rollover_places(g, &list);
	for (i = 0; ok && i < list.n; i++)
		if (list.v[i].role == CERT_CURRENT)
			set_times(g, guide_plan_get(p, list.v[i].kind,
			    list.v[i].name), list.v[i].field, c->thumbprint);
	assignments_clear(&list);
	key_free(key);
	if (ok && !guide_rollover_is_own(g)) {
		p->install = c;
		c = NULL;
	}
	cert_free(c);
	return ok;
}

/* Every place has it as its next one, or has it already. */
int64_t
guide_rollover_revision(const struct guide *g)
{
	struct assignments old = { 0 }, new = { 0 };
	struct err err = { 0 };
	struct key *key = NULL;
	struct cert *c = guide_rollover_new(g, &key, &err);
	int64_t found = 0;

	if (c != NULL && model_assignments(g->model, c->thumbprint, &new,
	    &err) && new.n > 0)
		found = guide_revision_of(g, new.v[0].kind, new.v[0].name);
	assignments_clear(&old);
	assignments_clear(&new);
	cert_free(c);
	key_free(key);
	return found;
}

/* ---- the proof ----------------------------------------------------------- */

static void
judge(struct guide_proof *proof, const struct rollover_item *item,
    const char *title, bool passed, char *text)
{
	struct guide_case *c = guide_proof_add(proof,
	    usage_info(item->usage)->name, title);

	c->judged = true;
	c->passed = passed;
	c->expected = OUTCOME_PROCESSED;
	c->outcome = passed ? OUTCOME_PROCESSED : OUTCOME_SUSPENDED;
	c->text = text;
}

static bool
is_among(const char *thumbprint, const char *const *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(v[i], thumbprint) == 0)
			return true;
	return false;
}

/* At each moment the one in use is one that the other side may use. */
static bool
holds_at(const struct rollover_item *item, int64_t at, const char *expected)
{
	const char *current = item->certs[CERT_CURRENT].thumbprint;
	const char *accepted[CERT_ROLES];
	struct rollover r = { .next = item->certs[CERT_NEXT].thumbprint,
		.next_from = item->from, .previous_until = item->until };
	size_t n = rollover_accepted(current, &r, at, accepted);
	const char *used = rollover_effective(current, &r, at);

	return used != NULL && strcmp(used, expected) == 0 &&
	    is_among(current, accepted, n) && is_among(r.next, accepted, n);
}

static void
prove_place(struct guide_proof *proof, const struct rollover_item *item)
{
	const char *current = item->certs[CERT_CURRENT].thumbprint;
	const char *next = item->certs[CERT_NEXT].thumbprint;
	char day[WHEN_TEXT];
	bool holds;

	judge(proof, item, "the new one is where it is needed",
	    item->missing == NULL, item->missing == NULL ?
	    xasprintf("%s %s", item->kind, item->name) :
	    xasprintf("%s %s: not yet on %s", item->kind, item->name,
	    item->missing));
	if (current == NULL || next == NULL || item->from == FIELD_UNSET)
		return;
	holds = holds_at(item, item->from - 1, current) &&
	    holds_at(item, item->from, next);
	judge(proof, item, "at every moment one that both sides have", holds,
	    xasprintf("the old one before %s, then the new one; either is "
	    "accepted meanwhile", when_date(item->from, day)));
}

bool
guide_rollover_prove(const struct guide *g, struct guide_proof *proof,
    struct err *err)
{
	struct rollovers list = { 0 };
	struct key *key = NULL;
	struct cert *c = guide_rollover_new(g, &key, err);
	const struct rollover_item *item;
	bool ok = c != NULL && rollovers_load(&list, g->model, -1, g->at,
	    err);
	size_t i;

	for (i = 0; ok && i < list.n; i++) {
		item = &list.v[i];
		if (item->certs[CERT_NEXT].thumbprint != NULL && strcmp(
		    item->certs[CERT_NEXT].thumbprint, c->thumbprint) == 0)
			prove_place(proof, item);
	}
	rollovers_clear(&list);
	cert_free(c);
	key_free(key);
	return ok;
}
