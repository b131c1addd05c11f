/* SPDX-License-Identifier: ISC */
/* Receive from a partner: messages through the new locations. */
#include "engine/guide_test.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "certstore/trust.h"
#include "engine/auth.h"
#include "engine/guide_message.h"
#include "engine/guide_receive.h"
#include "engine/receive.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"

/* Nobody's: to be told from the partner's user. */
#define STRANGER "SELFTEST\\stranger"

enum who { NOBODY, PARTNER, STRANGER_ };
enum to { IN_CLEAR, TO_US, TO_OTHERS };

/* A message to be tried, and what has to come of it. */
struct attempt {
	const char *title;
	bool of_signed, of_encrypted;	/* tried on ways that are */
	bool of_plain;
	bool of_users;			/* or where only the user tells */
	enum who signer;		/* of a way that is signed */
	enum to recipient;		/* of a way that is encrypted */
	enum who user;			/* where users are recognised */
	bool tampered, bare;
	enum auth_situation situation;	/* AUTH_PARTY: guest where nobody is
					   recognised */
};

static const struct attempt attempts[] = {
	{ .title = "as agreed", .of_signed = true, .of_encrypted = true,
	  .of_plain = true, .signer = PARTNER, .recipient = TO_US,
	  .user = PARTNER, .situation = AUTH_PARTY },
	{ .title = "unsigned", .of_signed = true, .recipient = TO_US,
	  .user = PARTNER, .situation = AUTH_SENDER_FAULT },
	{ .title = "changed after it was signed", .of_signed = true,
	  .signer = PARTNER, .recipient = TO_US, .user = PARTNER,
	  .tampered = true, .situation = AUTH_SENDER_FAULT },
	{ .title = "signed by a stranger", .of_signed = true,
	  .signer = STRANGER_, .recipient = TO_US, .user = STRANGER_,
	  .situation = AUTH_GUEST },
	{ .title = "sent by a stranger", .of_users = true,
	  .recipient = TO_US, .user = STRANGER_, .situation = AUTH_GUEST },
	{ .title = "not encrypted", .of_encrypted = true, .signer = PARTNER,
	  .user = PARTNER, .situation = AUTH_SENDER_FAULT },
	{ .title = "encrypted to somebody else", .of_encrypted = true,
	  .signer = PARTNER, .recipient = TO_OTHERS, .user = PARTNER,
	  .situation = AUTH_SENDER_FAULT },
	{ .title = "not S/MIME at all", .of_signed = true,
	  .of_encrypted = true, .bare = true, .user = PARTNER,
	  .situation = AUTH_SENDER_FAULT },
};

/* One run of the self-test. */
struct test {
	const struct guide *guide;
	const struct snapshot *snapshot;
	struct guide_people people;
	char *user;			/* of the party, or NULL */
	struct guide_proof *proof;
	/* Of the way: */
	const struct guide_way *way;
	const struct instance *in;
	const struct cert *ours;	/* what partners encrypt to */
};

static struct guide_case *
new_case(struct test *t, const char *title)
{
	return guide_proof_add(t->proof, t->way->name, title);
}

/* ---- one message --------------------------------------------------------- */

static bool
is_tried(const struct test *t, const struct attempt *a)
{
	const struct guide_way *w = t->way;

	if (a->of_users)
		return !w->is_signed && guide_is(t->guide, w->name,
		    "recognised", "user");
	return (w->is_signed && a->of_signed) ||
	    (w->encrypted && a->of_encrypted) ||
	    (w->expects == EXPECT_PLAIN && a->of_plain);
}

static struct guide_message
message_of(const struct test *t, const struct attempt *a)
{
	struct guide_message m = { .tampered = a->tampered,
		.bare = a->bare || t->way->expects == EXPECT_PLAIN,
		.at = t->guide->at };

	if (t->way->is_signed && a->signer != NOBODY)
		m.signer = a->signer == PARTNER ? &t->people.partner :
		    &t->people.stranger;
	if (t->way->encrypted && a->recipient != IN_CLEAR)
		m.recipient = a->recipient == TO_US ? t->ours :
		    t->people.stranger.cert;
	return m;
}

static const char *
user_of(const struct test *t, const struct attempt *a)
{
	if (!guide_is(t->guide, t->way->name, "recognised", "user"))
		return NULL;
	return a->user == PARTNER ? t->user : STRANGER;
}

static enum authentication
authentication_of(const struct test *t)
{
	if (guide_is(t->guide, t->way->name, "authentication", "drop"))
		return AUTH_DROP;
	return guide_is(t->guide, t->way->name, "authentication", "keep") ?
	    AUTH_KEEP : AUTH_NONE;
}

static void
note_result(struct test *t, const struct attempt *a, struct guide_case *c,
    struct receive_result *r)
{
	bool known = a->situation == AUTH_PARTY && !guide_is(t->guide,
	    t->way->name, "recognised", "none");
	enum auth_situation situation = a->situation == AUTH_PARTY &&
	    !known ? AUTH_GUEST : a->situation;

	c->expected = auth_decide(situation, authentication_of(t))->outcome;
	c->outcome = r->outcome;
	c->party = r->party;
	r->party = NULL;
	if (r->fault.failure != FAIL_NONE) {
		c->text = xstrdup(r->fault.text);
		c->code = failure_info(r->fault.failure)->code;
	}
	c->passed = c->outcome == c->expected && (c->outcome !=
	    OUTCOME_PROCESSED || str_same(c->party, known ?
	    guide_get(t->guide, NULL, "party") : NULL));
	/* Ours is never what the sender did. */
	if (a->situation == AUTH_SENDER_FAULT &&
	    r->fault.fault != FAULT_SENDER)
		c->passed = false;
	c->trace = r->trace;
	memset(&r->trace, 0, sizeof(r->trace));
}

static bool
try_message(struct test *t, const struct attempt *a, struct err *err)
{
	struct guide_message m = message_of(t, a);
	struct receive_input input = { .at = t->guide->at,
		.windows_user = user_of(t, a) };
	struct receive_result r = { 0 };
	struct buf wire = { 0 };
	struct guide_case *c;
	bool ok;

	ok = guide_message_make(&m, &wire, err);
	input.wire = span_of(wire.data, wire.len);
	ok = ok && receive_run(t->in, guide_get(t->guide, t->way->name,
	    "location"), &input, &r, err);
	if (ok) {
		c = new_case(t, a->title);
		c->stand_in = m.signer == &t->people.partner;
		note_result(t, a, c, &r);
	}
	receive_result_clear(&r);
	buf_clear(&wire);
	return ok;
}

/* ---- the partner's own message ------------------------------------------- */

/* By the configuration as it is: nobody stands in for anybody. */
static bool
try_sample(struct test *t, const char *path, struct err *err)
{
	const char *location = guide_get(t->guide, t->way->name, "location");
	const char *host = receive_host(t->snapshot, location, err);
	struct instance *in = host == NULL ? NULL : instance_open(t->snapshot,
	    t->guide->model->settings, host, NULL, err);
	struct receive_input input = { .at = t->guide->at,
		.windows_user = guide_is(t->guide, t->way->name,
		"recognised", "user") ? t->user : NULL };
	struct receive_result r = { 0 };
	struct buf wire = { 0 };
	bool ok = in != NULL && file_read(&wire, path, MAX_GUIDE_SAMPLE, err);

	input.wire = span_of(wire.data, wire.len);
	ok = ok && receive_run(in, location, &input, &r, err);
	if (ok)
		note_result(t, &attempts[0], new_case(t,
		    "the partner's own message"), &r);
	receive_result_clear(&r);
	buf_clear(&wire);
	instance_close(in);
	return ok;
}

static bool
try_samples(struct test *t, struct err *err)
{
	const char *path;
	bool ok = true;

	for (t->way = guide_ways; ok && t->way->name != NULL; t->way++) {
		path = guide_get(t->guide, t->way->name, "sample");
		if (guide_has_way(t->guide, t->way->name) && path != NULL &&
		    strcmp(path, GUIDE_NO_SAMPLE) != 0)
			ok = try_sample(t, path, err);
	}
	return ok;
}

/* ---- the partner's own certificate --------------------------------------- */

/* The stand-in cannot tell whether the real one would be accepted here. */
static void
judge_partner(struct test *t, const char *thumbprint)
{
	const struct certificate *row = (const struct certificate *)
	    snapshot_find(t->snapshot, "certificate", thumbprint);
	unsigned flags = TRUST_CHAIN;
	struct verdict verdict = { 0 };
	struct guide_case *c;
	struct cert *cert;

	cert = row != NULL && row->pem != NULL ? inventory_read_pem(row->pem,
	    thumbprint, NULL) : NULL;
	if (cert == NULL)
		return;
	if (guide_is(t->guide, t->way->name, "check_revocation", "yes"))
		flags |= TRUST_REVOCATION;
	c = new_case(t, "the partner's own certificate");
	c->judged = true;
	c->passed = trust_judge(t->in->trust, cert, NULL, t->guide->at, flags,
	    &verdict) == CERT_GOOD;
	c->outcome = c->passed ? OUTCOME_PROCESSED : OUTCOME_SUSPENDED;
	c->text = xasprintf("%s%s%s", cert_state_text(verdict.state),
	    c->passed ? "" : ": ", c->passed ? "" : verdict.reason);
	cert_free(cert);
}

/* ---- a way --------------------------------------------------------------- */

static struct cert *
our_certificate(const struct test *t, struct err *err)
{
	const char *thumbprint = t->in->host->decryption_certificate;
	const struct certificate *row = thumbprint != NULL ?
	    (const struct certificate *)snapshot_find(t->snapshot,
	    "certificate", thumbprint) : NULL;

	if (row != NULL && row->pem != NULL)
		return inventory_read_pem(row->pem, thumbprint, err);
	err_set(err, ERR_NOT_FOUND, "host %s: has no decryption certificate",
	    t->in->host->object.name);
	return NULL;
}

static bool
prove_way(struct test *t, const char *real, struct err *err)
{
	const struct settings *settings = t->guide->model->settings;
	const char *location = guide_get(t->guide, t->way->name, "location");
	const char *host = receive_host(t->snapshot, location, err);
	struct instance *in = host == NULL ? NULL : instance_open(t->snapshot,
	    settings, host, NULL, err);
	struct cert *ours = NULL;
	bool ok = in != NULL;
	size_t i;

	t->in = in;
	if (ok && t->way->encrypted) {
		ours = our_certificate(t, err);
		ok = ours != NULL;
	}
	t->ours = ours;
	if (ok && t->way->is_signed && real != NULL)
		judge_partner(t, real);
	ok = ok && trust_add(in->trust, t->people.authority.cert,
	    t->people.crl, err);
	for (i = 0; ok && i < ARRAY_SIZE(attempts); i++)
		if (is_tried(t, &attempts[i]))
			ok = try_message(t, &attempts[i], err);
	cert_free(ours);
	instance_close(in);
	return ok;
}

/* The party's user, by whichever of its aliases; the caller's. */
static char *
find_user(const struct party *p)
{
	size_t i;

	for (i = 0; i < p->aliases.n; i++)
		if (strcmp(rows_cell(&p->aliases, i, ALIAS_QUALIFIER),
		    "WindowsUser") == 0)
			return xstrdup(rows_cell(&p->aliases, i,
			    ALIAS_VALUE));
	return NULL;
}

/* In the copy of the configuration that is the test's own. */
static struct party *
find_party(const struct snapshot *s, const char *name)
{
	const struct objects *all = snapshot_all(s, "party");
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->v[i]->name, name) == 0)
			return (struct party *)all->v[i];
	return NULL;
}

static bool
prove_ways(struct test *t, struct err *err)
{
	struct party *p = find_party(t->snapshot, guide_get(t->guide, NULL,
	    "party"));
	char *real = NULL;
	bool ok = true;

	if (p == NULL)
		return err_set(err, ERR_NOT_FOUND, "party: is gone");
	real = xstrdup(p->signature_certificate);
	t->user = find_user(p);
	ok = try_samples(t, err);
	if (real != NULL)
		str_replace(&p->signature_certificate,
		    t->people.partner.cert->thumbprint);
	for (t->way = guide_ways; ok && t->way->name != NULL; t->way++)
		if (guide_has_way(t->guide, t->way->name))
			ok = prove_way(t, real, err);
	free(t->user);
	free(real);
	return ok;
}

bool
guide_receive_prove(const struct guide *g, struct guide_proof *proof,
    struct err *err)
{
	struct snapshot *snapshot = snapshot_load(g->model, err);
	struct test t = { .guide = g, .snapshot = snapshot, .proof = proof };
	bool ok = snapshot != NULL && guide_people_make(&t.people,
	    g->at, err) && prove_ways(&t, err);

	guide_people_clear(&t.people);
	snapshot_free(snapshot);
	return ok;
}
