/* SPDX-License-Identifier: ISC */
/*
 * Roll over a certificate, own or partner's, in the order that never breaks a
 * message (model/rollovers.h): the new one is stored first and becomes the
 * next one everywhere in one revision; it takes over by itself, and the old
 * one is accepted for a while after.
 */
#include "engine/guide_rollover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/identity.h"
#include "engine/guide_own.h"
#include "model/kinds/certificate.h"

enum { AHEAD_DAYS = 14 };

/* ---- places -------------------------------------------------------------- */

bool
guide_rollover_places(const struct guide *g, struct assignments *out)
{
	const char *old = guide_get(g, NULL, "old");
	char thumbprint[THUMBPRINT_SIZE];
	struct err err = { 0 };

	return old != NULL && thumbprint_parse(old, thumbprint, NULL) &&
	    model_assignments(g->model, thumbprint, out, &err);
}

/* The usage of the first place where it is the current one. */
static enum usage
usage_of(const struct guide *g, bool *known)
{
	struct assignments list = { 0 };
	enum usage usage = USAGE_VERIFY;
	size_t i;

	*known = false;
	if (guide_rollover_places(g, &list))
		for (i = 0; i < list.n && !*known; i++)
			if (list.v[i].role == CERT_CURRENT) {
				usage = usage_find(list.v[i].usage);
				*known = true;
			}
	assignments_clear(&list);
	return usage;
}

bool
guide_rollover_is_own(const struct guide *g)
{
	bool known;
	enum usage usage = usage_of(g, &known);

	return known && usage != USAGE_VERIFY && usage != USAGE_ENCRYPT;
}

/* ---- the old one --------------------------------------------------------- */

static void
add_old(const struct guide_question *q, const struct assignments *all,
    size_t at, struct guide_choices *out)
{
	const struct assignment *a = &all->v[at];
	struct cert *c = guide_known_cert(q->guide, a->thumbprint);
	struct buf text = { 0 };
	char day[WHEN_TEXT];
	bool next = false;
	size_t i;

	buf_addf(&text, "%s", a->common_name != NULL ? a->common_name : "");
	if (c != NULL)
		buf_addf(&text, ", to %s", when_date(c->not_after, day));
	for (i = 0; i < all->n; i++) {
		if (all->v[i].role == CERT_CURRENT && strcmp(
		    all->v[i].thumbprint, a->thumbprint) == 0)
			buf_addf(&text, "; %s %s (%s)", all->v[i].kind,
			    all->v[i].name, all->v[i].usage);
		/* Any role of the same assignment's object. */
		if (all->v[i].role == CERT_NEXT && all->v[i].id == a->id &&
		    strcmp(all->v[i].kind, a->kind) == 0)
			next = true;
	}
	guide_choice_add(out, a->thumbprint, buf_steal(&text), next &&
	    guide_written(q->guide) == 0 ? xstrdup("its roll-over is planned "
	    "already: see rollover list") : NULL);
	cert_free(c);
}

static void
old_choices(const struct guide_question *q, struct guide_choices *out)
{
	struct assignments all = { 0 };
	struct err err = { 0 };
	size_t i, j;

	if (!model_assignments(q->guide->model, NULL, &all, &err))
		return;
	for (i = 0; i < all.n; i++) {
		for (j = 0; j < out->n && strcmp(out->v[j].value,
		    all.v[i].thumbprint) != 0; j++)
			;
		if (all.v[i].role == CERT_CURRENT && j == out->n)
			add_old(q, &all, i, out);
	}
	assignments_clear(&all);
}

/* ---- the new one --------------------------------------------------------- */

static bool
is_partners(const struct guide_question *q)
{
	return guide_get(q->guide, NULL, "old") != NULL &&
	    !guide_rollover_is_own(q->guide);
}

static bool
is_own(const struct guide_question *q)
{
	return guide_rollover_is_own(q->guide);
}

static void
known_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct objects *all = snapshot_all(q->guide->snapshot,
	    "certificate");
	struct assignments used = { 0 };
	struct err err = { 0 };
	struct cert *c;
	enum usage usage;
	bool known;
	size_t i;

	usage = usage_of(q->guide, &known);
	for (i = 0; known && i < all->n; i++) {
		c = guide_known_cert(q->guide, all->v[i]->name);
		if (c != NULL && !c->is_ca && model_assignments(
		    q->guide->model, c->thumbprint, &used, &err) &&
		    used.n == 0 && guide_cert_fits(q->guide, c, usage, NULL))
			guide_choice_add(out, c->thumbprint,
			    xstrdup(cert_title(c)), NULL);
		assignments_clear(&used);
		cert_free(c);
	}
}

/* With its key where it is ours; the caller's item in the bundle. */
struct cert *
guide_rollover_new(const struct guide *g, struct key **key, struct err *err)
{
	const char *answer = guide_get(g, NULL, "new");
	char thumbprint[THUMBPRINT_SIZE];
	struct cert *c;
	bool known;

	*key = NULL;
	if (answer == NULL)
		answer = "";
	if (thumbprint_parse(answer, thumbprint, NULL)) {
		c = guide_known_cert(g, thumbprint);
		if (c == NULL)
			err_set(err, ERR_NOT_FOUND, "the group does not know "
			    "this certificate (%s)", answer);
		return c;
	}
	if (guide_rollover_is_own(g))
		return guide_own_read(g, answer, guide_get(g, NULL,
		    "new_passphrase"), usage_of(g, &known), key, err);
	return guide_read_certificate(g, answer, usage_of(g, &known), err);
}

static bool
check_new_cert(const struct guide *g, const struct cert *c, struct err *err)
{
	struct assignments list = { 0 };
	bool ok = guide_rollover_places(g, &list);
	size_t i;

	for (i = 0; ok && i < list.n; i++)
		ok = guide_cert_fits(g, c, usage_find(list.v[i].usage), err);
	assignments_clear(&list);
	if (ok && guide_is(g, NULL, "old", c->thumbprint))
		ok = err_set(err, ERR_INVALID, "it is the old one (%s)",
		    c->thumbprint);
	return ok;
}

static bool
is_locked_file(const struct guide *g, const char *value)
{
	return guide_rollover_is_own(g) && guide_own_needs_pass(value);
}

static bool
check_new(const struct guide_question *q, const char *value, struct err *err)
{
	struct guide *g = (struct guide *)(uintptr_t)q->guide;
	struct guide copy = *g;
	struct key *key = NULL;
	struct cert *c;
	bool ok;

	if (is_locked_file(g, value))
		return true;	/* what opens it is asked next */
	memset(&copy.answers, 0, sizeof(copy.answers));
	props_set(&copy.answers, "old", guide_get(g, NULL, "old"));
	props_set(&copy.answers, "new", value);
	c = guide_rollover_new(&copy, &key, err);
	ok = c != NULL && check_new_cert(&copy, c, err);
	cert_free(c);
	key_free(key);
	props_clear(&copy.answers);
	return ok;
}

static bool
needs_pass(const struct guide_question *q)
{
	const char *value = guide_get(q->guide, NULL, "new");

	return is_own(q) && value != NULL && guide_own_needs_pass(value);
}

static bool
check_pass(const struct guide_question *q, const char *value,
    struct err *err)
{
	bool known;
	struct key *key = NULL;
	struct cert *c = guide_own_read(q->guide, guide_get(q->guide, NULL,
	    "new"), value, usage_of(q->guide, &known), &key, err);
	bool ok = c != NULL && check_new_cert(q->guide, c, err);

	cert_free(c);
	key_free(key);
	return ok;
}

/* A renewal by the same owner may wait for the telephone. */
static bool
check_confirmed(const struct guide_question *q, const char *value,
    struct err *err)
{
	const struct guide *g = q->guide;
	struct key *key = NULL;
	struct cert *new = guide_rollover_new(g, &key, err);
	struct cert *old = guide_known_cert(g, guide_get(g, NULL, "old"));
	char *other = NULL;

	if (new != NULL && strcmp(value, "no") == 0)
		other = identity_other(old, guide_get(g, NULL, "old"), new);
	if (other != NULL)
		err_set(err, ERR_INVALID, "%s", other);
	cert_free(old);
	cert_free(new);
	key_free(key);
	if (other == NULL)
		return new != NULL;
	free(other);
	return false;
}

/* ---- when ---------------------------------------------------------------- */

/* Two weeks from now, or a day before the old one ends. */
static char *
take_over_default(const struct guide_question *q)
{
	const struct guide *g = q->guide;
	struct cert *c = guide_known_cert(g, guide_get(g, NULL, "old"));
	int64_t at = g->at + (int64_t)AHEAD_DAYS * DAY_SECONDS;
	char day[WHEN_TEXT];

	if (c != NULL && c->not_after - DAY_SECONDS < at)
		at = c->not_after - DAY_SECONDS;
	if (at < g->at)
		at = g->at + DAY_SECONDS;
	cert_free(c);
	return xstrdup(when_date(at, day));
}

static bool
check_take_over(const struct guide_question *q, const char *value,
    struct err *err)
{
	struct key *key = NULL;
	struct cert *c;
	int64_t at;
	bool ok;

	if (!when_parse(value, &at))
		return err_set(err, ERR_INVALID, "a date such as 2026-12-31 "
		    "(%s)", value);
	if (guide_written(q->guide) == 0 && at < q->guide->at - DAY_SECONDS)
		return err_set(err, ERR_INVALID, "it is past (%s)", value);
	c = guide_rollover_new(q->guide, &key, err);
	ok = c != NULL;
	if (ok && (at < c->not_before || at > c->not_after))
		ok = err_set(err, ERR_INVALID, "the new certificate is not "
		    "valid then (%s)", value);
	cert_free(c);
	key_free(key);
	return ok;
}

static bool
check_keep(const struct guide_question *q, const char *value,
    struct err *err)
{
	long long n;

	(void)q;
	return (text_to_int(value, &n) && n >= 0 && n <= 3650) ||
	    err_set(err, ERR_INVALID, "days from 0 to 3650 (%s)", value);
}

/* ---- the task ------------------------------------------------------------ */

static size_t
ways(const struct guide *g, const char *out[MAX_GUIDE_WAYS])
{
	(void)g;
	(void)out;
	return 0;
}

static const struct guide_row rows[] = {
	{ .id = "old", .part = "Certificates",
	  .text = "Which certificate is to be replaced?",
	  .type = GUIDE_CHOICE, .choices = old_choices, .thumbprint = true,
	  .why = "Everywhere it is in use it gets the same successor, or one "
	      "place would be forgotten." },
	{ .id = "new", .text = "The new one: a thumbprint, or its file (ours "
	      "with its key; a partner's may be pasted)?",
	  .type = GUIDE_OPEN, .choices = known_choices, .check = check_new,
	  .thumbprint = true,
	  .why = "It is stored now, so that it is there before it is "
	      "needed." },
	{ .id = "new_passphrase", .text = "That file is protected: which file "
	      "holds the passphrase?", .type = GUIDE_TEXT,
	  .applies = needs_pass, .check = check_pass,
	  .why = "Answers are kept while the line drops, so a passphrase "
	      "itself must not be one." },
	{ .id = "confirmed", .text = "Has its fingerprint been compared with "
	      "the partner by telephone?", .type = GUIDE_YES_NO,
	  .applies = is_partners, .def = "no", .check = check_confirmed,
	  .why = "Whoever can put a certificate of his own here reads or "
	      "signs as the partner." },
	{ .id = "take_over", .part = "Dates",
	  .text = "From when on is it used? (a date)",
	  .type = GUIDE_TEXT, .suggest = take_over_default,
	  .check = check_take_over,
	  .why = "Late enough that everybody who needs it has it; what "
	      "decrypts or verifies accepts it at once." },
	{ .id = "keep", .text = "How many days is the old one accepted after "
	      "that?", .type = GUIDE_TEXT, .def = "30", .assumed = true,
	  .check = check_keep,
	  .why = "Messages made before the change are still on their "
	      "way." },
	{ .id = "confirm", .phase = GUIDE_CONFIRM, .part = "Review",
	  .text = "Make these changes?", .type = GUIDE_YES_NO, .def = "no",
	  .why = "They become one revision, which one undo takes back." },
};

static const struct guide_rows rollover_rows = { rows, ARRAY_SIZE(rows) };
static const struct guide_rows *const tables[] = { &rollover_rows, NULL };

const struct guide_task guide_rollover = {
	.name = "rollover", .label = "Roll over a certificate",
	.partner = USAGE_VERIFY, .tables = tables, .ways = ways,
	.plan = guide_rollover_plan, .prove = guide_rollover_prove,
	.find_revision = guide_rollover_revision,
};
