/* SPDX-License-Identifier: ISC */
/*
 * Send to a partner: a message as it would go out, read as the partner would:
 * by OpenSSL's own S/MIME functions, not by our decoder, and with a throw-away
 * key in the place of the partner's.
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/trust.h"
#include "engine/guide_message.h"
#include "engine/guide_send.h"
#include "engine/material.h"
#include "engine/send.h"
#include "model/kinds/send_port.h"

/* Short enough for one line of Base64. */
#define BODY "<order>Self-test of Sealport</order>"
#define BODY_BASE64 "PG9yZGVyPlNlbGYtdGVzdCBvZiBTZWFscG9ydDwvb3JkZXI+"

struct test {
	const struct guide *guide;
	struct guide_proof *proof;
	struct guide_people people;
	const char *port;
	struct snapshot *snapshot;	/* of the configuration as it is */
};

static struct guide_case *
new_case(struct test *t, const char *title)
{
	struct guide_case *c = guide_proof_add(t->proof, t->port, title);

	c->expected = OUTCOME_PROCESSED;
	c->sent = true;
	return c;
}

/* Where no message goes through: passed, and what is to be said. */
static void
judge(struct test *t, const char *title, bool passed, const char *text)
{
	struct guide_case *c = new_case(t, title);

	c->judged = true;
	c->passed = passed;
	c->outcome = passed ? OUTCOME_PROCESSED : OUTCOME_SUSPENDED;
	c->text = xstrdup(text);
}

/* ---- reading it ---------------------------------------------------------- */

/* What the structure in the message encloses; detached: *content beside it. */
static CMS_ContentInfo *
read_cms(BIO *message, BIO **content)
{
	*content = NULL;
	return message != NULL ? SMIME_read_CMS(message, content) : NULL;
}

/* One that has an end when it is read. */
static BIO *
new_bio(void)
{
	BIO *b = BIO_new(BIO_s_mem());

	if (b != NULL)
		BIO_set_mem_eof_return(b, 0);
	return b;
}

/* With that person's key; NULL: it cannot. */
static BIO *
opened(BIO *message, const struct guide_person *who)
{
	BIO *content, *out = new_bio();
	CMS_ContentInfo *cms = read_cms(message, &content);

	if (cms == NULL || out == NULL || CMS_decrypt(cms, who->key->pkey,
	    cert_x509(who->cert), NULL, out, CMS_BINARY) != 1) {
		BIO_free(out);
		out = NULL;
	}
	CMS_ContentInfo_free(cms);
	BIO_free(content);
	return out;
}

/* The signed content, where the signature is ours; NULL: it is not. */
static BIO *
verified(BIO *message, struct cert *ours)
{
	BIO *content, *out = new_bio();
	CMS_ContentInfo *cms = read_cms(message, &content);
	STACK_OF(X509) *signers = sk_X509_new_null();
	bool ok = cms != NULL && out != NULL && signers != NULL &&
	    ours != NULL && sk_X509_push(signers, cert_x509(ours)) > 0 &&
	    CMS_verify(cms, signers, NULL, content, out, CMS_BINARY |
	    CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY) == 1;

	sk_X509_free(signers);
	CMS_ContentInfo_free(cms);
	BIO_free(content);
	if (ok)
		return out;
	BIO_free(out);
	return NULL;
}

static bool
has_body(BIO *message)
{
	char *text;
	long n = BIO_get_mem_data(message, &text);

	return n > 0 && (memmem(text, (size_t)n, BODY, strlen(BODY)) !=
	    NULL || memmem(text, (size_t)n, BODY_BASE64,
	    strlen(BODY_BASE64)) != NULL);
}

/* Takes the layers off; NULL: read, else why not. */
static const char *
read_as(struct test *t, struct span wire, const struct guide_person *who,
    struct cert *ours)
{
	BIO *at = BIO_new_mem_buf(wire.p, (int)wire.len), *inner;
	const char *problem = at == NULL ? "no memory" : NULL;

	if (problem == NULL && guide_send_encrypts(t->guide)) {
		inner = opened(at, who);
		BIO_free(at);
		at = inner;
		if (at == NULL)
			problem = "it cannot be decrypted";
	}
	if (problem == NULL && guide_send_signs(t->guide)) {
		inner = verified(at, ours);
		BIO_free(at);
		at = inner;
		if (at == NULL)
			problem = "its signature is not valid";
	}
	if (problem == NULL && !has_body(at))
		problem = "it is not what was sent";
	BIO_free(at);
	ERR_clear_error();
	return problem;
}

/* ---- sending it ---------------------------------------------------------- */

static struct instance *
open_instance(struct test *t, const struct snapshot *snapshot,
    struct err *err)
{
	const char *host = send_host(snapshot, t->port, err);

	return host == NULL ? NULL : instance_open(snapshot,
	    t->guide->model->settings, host, NULL, err);
}

/* As it would go out; r is to be cleared in any case. */
static bool
send_one(struct test *t, const struct instance *in, const char *title,
    struct send_result *r, struct err *err)
{
	struct send_input input = { .body = span_of(BODY, strlen(BODY)),
		.content_type = "text/xml", .file_name = "self-test.xml",
		.at = t->guide->at };
	struct guide_case *c;

	if (!send_run(in, t->port, &input, r, err))
		return false;
	c = new_case(t, title);
	c->outcome = r->outcome;
	c->passed = r->outcome == OUTCOME_PROCESSED;
	if (r->fault.failure != FAIL_NONE) {
		c->text = xstrdup(r->fault.text);
		c->code = failure_info(r->fault.failure)->code;
	}
	c->trace = r->trace;
	memset(&r->trace, 0, sizeof(r->trace));
	return true;
}

static bool
prove_real(struct test *t, struct err *err)
{
	struct instance *in = open_instance(t, t->snapshot, err);
	struct send_result r = { 0 };
	bool ok = in != NULL && send_one(t, in, "as it would go out", &r,
	    err);

	send_result_clear(&r);
	instance_close(in);
	return ok;
}

/* ---- with the stand-in --------------------------------------------------- */

static int
item_order(const void *a, const void *b)
{
	const struct material_item *x = a, *y = b;

	return strcmp(x->cert->thumbprint, y->cert->thumbprint);
}

/* As if it were in Other People, of this instance only. */
static void
add_person(struct material_store *s, const struct guide_person *who)
{
	s->v = grow(s->v, s->n, &s->cap, sizeof(*s->v));
	s->v[s->n++] = (struct material_item){ .cert = cert_copy(who->cert) };
	qsort(s->v, s->n, sizeof(*s->v), item_order);
}

static struct cert *
our_certificate(const struct test *t, const struct snapshot *snapshot)
{
	const struct group *g = t->guide->topology->group;
	const struct objects *all = snapshot_all(snapshot, "group");

	if (g == NULL || all->n == 0)
		return NULL;
	g = (const struct group *)all->v[0];
	return guide_known_cert_in(snapshot, rollover_effective(
	    g->signature_certificate, &g->rollover, t->guide->at));
}

/* In the body; where it is encrypted anywhere will do. */
static void
tamper(struct buf *b)
{
	unsigned char *at = memmem(b->data, b->len, BODY_BASE64,
	    strlen(BODY_BASE64));

	if (at == NULL)
		at = memmem(b->data, b->len, BODY, strlen(BODY));
	if (at == NULL)
		at = &b->data[b->len / 2];
	*at = *at == 'A' ? 'B' : 'A';
}

static void
read_all(struct test *t, struct span wire, struct cert *ours)
{
	const char *problem = read_as(t, wire, &t->people.partner, ours);
	struct guide_case *c;
	struct buf changed = { 0 };

	judge(t, "read as the partner would", problem == NULL, problem ==
	    NULL ? "it is what was sent" : problem);
	c = &t->proof->v[t->proof->n - 1];
	c->stand_in = guide_send_encrypts(t->guide);
	if (guide_send_encrypts(t->guide)) {
		problem = read_as(t, wire, &t->people.stranger, ours);
		judge(t, "read by a stranger", problem != NULL, problem !=
		    NULL ? problem : "a stranger can read it");
	}
	if (!guide_send_signs(t->guide) || wire.len < 3)
		return;
	buf_add(&changed, wire.p, wire.len);
	tamper(&changed);
	problem = read_as(t, span_of(changed.data, changed.len),
	    &t->people.partner, ours);
	judge(t, "changed on the way", problem != NULL, problem != NULL ?
	    problem : "nobody would notice");
	buf_clear(&changed);
}

static struct send_port *
find_port(const struct snapshot *s, const char *name)
{
	const struct objects *all = snapshot_all(s, "send-port");
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->v[i]->name, name) == 0)
			return (struct send_port *)all->v[i];
	return NULL;
}

/* In a copy of the configuration, which nobody else sees. */
static bool
prove_stand_in(struct test *t, struct err *err)
{
	struct snapshot *copy = snapshot_load(t->guide->model, err);
	struct send_port *port = copy != NULL ? find_port(copy, t->port) :
	    NULL;
	struct instance *in = port != NULL ? open_instance(t, copy, err) :
	    NULL;
	struct send_result r = { 0 };
	struct cert *ours = NULL;
	bool ok = in != NULL;

	if (ok && guide_send_encrypts(t->guide)) {
		str_replace(&port->encryption_certificate,
		    t->people.partner.cert->thumbprint);
		add_person(&in->material->other_people, &t->people.partner);
		ok = trust_add(in->trust, t->people.authority.cert,
		    t->people.crl, err);
	}
	ok = ok && send_one(t, in, "made for the test", &r, err);
	if (ok && r.outcome == OUTCOME_PROCESSED) {
		ours = our_certificate(t, copy);
		read_all(t, spool_span(&r.wire), ours);
	}
	cert_free(ours);
	send_result_clear(&r);
	instance_close(in);
	snapshot_free(copy);
	return ok;
}

/* ---- the partner's certificate, and the server --------------------------- */

/* The stand-in cannot tell whether the real one would be accepted. */
static bool
judge_partner(struct test *t, struct err *err)
{
	const struct send_port *port = find_port(t->snapshot, t->port);
	struct instance *in = open_instance(t, t->snapshot, err);
	struct verdict verdict = { 0 };
	struct cert *cert;
	unsigned flags = TRUST_CHAIN;
	bool good;

	if (in == NULL)
		return false;
	cert = guide_known_cert_in(t->snapshot, port->encryption_certificate);
	if (guide_is(t->guide, NULL, "check_revocation", "yes"))
		flags |= TRUST_REVOCATION;
	good = cert != NULL && trust_judge(in->trust, cert, NULL,
	    t->guide->at, flags, &verdict) == CERT_GOOD;
	judge(t, "the partner's own certificate", good, cert == NULL ?
	    "the group does not know it" : good ?
	    cert_state_text(CERT_GOOD) : verdict.reason);
	cert_free(cert);
	instance_close(in);
	return true;
}

static bool
test_connection(struct test *t, struct err *err)
{
	struct guide_proof *p = t->proof;
	const struct connection_report *r = &p->report;

	p->request.now = t->guide->at;
	p->connected = connection_of_port(&p->request, t->guide->model,
	    t->port, err) && connection_test(t->guide->model, &p->request,
	    &p->report, err);
	if (p->connected)
		judge(t, "the connection", r->failure == FAIL_NONE,
		    r->failure != FAIL_NONE ? r->reason :
		    client_result_text(r->client));
	return p->connected;
}

bool
guide_send_prove(const struct guide *g, struct guide_proof *proof,
    struct err *err)
{
	const struct adapter *a = guide_adapter(g, NULL);
	struct test t = { .guide = g, .proof = proof,
		.port = guide_get(g, NULL, "port"),
		.snapshot = snapshot_load(g->model, err) };
	bool ok = t.snapshot != NULL;

	if (ok && find_port(t.snapshot, t.port) == NULL)
		ok = err_set(err, ERR_NOT_FOUND, "send-port %s: is gone",
		    t.port);
	ok = ok && guide_people_make(&t.people, g->at, err) &&
	    (!guide_send_encrypts(g) || judge_partner(&t, err)) &&
	    prove_real(&t, err) && prove_stand_in(&t, err);
	if (ok && a != NULL && strcmp(a->name, "FILE") != 0 &&
	    !guide_is(g, NULL, "test", "no"))
		ok = test_connection(&t, err);
	guide_people_clear(&t.people);
	snapshot_free(t.snapshot);
	return ok;
}
