/* SPDX-License-Identifier: ISC */
#include "certstore/trust.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/asn1.h"
#include "certstore/crl.h"
#include "certstore/ossl_err.h"
#include "certstore/store.h"
#include "certstore/trust_parts.h"

/* ---- loading ------------------------------------------------------------ */

static bool
absent(const struct store *s)
{
	struct stat st;

	return stat(s->path, &st) != 0 && errno == ENOENT;
}

static bool
add_roots(struct trust *t, const struct cert_list *l, struct err *err)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (X509_STORE_add_cert(t->store, cert_x509(l->v[i])) != 1)
			return ossl_err(err, ERR_FAILED, "root store: %s",
			    cert_title(l->v[i]));
	return true;
}

static bool
add_helpers(struct trust *t, const struct cert_list *l, struct err *err)
{
	X509 *x;
	size_t i;

	for (i = 0; i < l->n; i++) {
		x = cert_x509(l->v[i]);
		X509_up_ref(x);
		if (sk_X509_push(t->ca, x) <= 0) {
			X509_free(x);
			return ossl_err(err, ERR_FAILED, "ca store: %s",
			    cert_title(l->v[i]));
		}
	}
	return true;
}

static bool
load_certs(struct trust *t, const char *root, enum store_id id,
    bool (*add)(struct trust *, const struct cert_list *, struct err *),
    struct err *err)
{
	struct store *s = store_open(root, id, NULL, err);
	struct cert_list l = { 0 };
	bool ok = s != NULL;

	if (ok && !absent(s))
		ok = store_load(s, &l, err) && add(t, &l, err);
	cert_list_clear(&l);
	store_close(s);
	return ok;
}

static bool
load_crls(struct trust *t, const char *root, struct err *err)
{
	struct store *s = store_open(root, STORE_CRL, NULL, err);
	struct crl_list l = { 0 };
	bool ok = s != NULL;
	size_t i;

	if (ok && !absent(s))
		ok = crl_store_load(s, &l, err);
	for (i = 0; ok && i < l.n; i++) {
		X509_CRL_up_ref(l.v[i]->x509);
		ok = sk_X509_CRL_push(t->crls, l.v[i]->x509) > 0;
		if (!ok)
			X509_CRL_free(l.v[i]->x509);
	}
	crl_list_clear(&l);
	store_close(s);
	return ok;
}

static struct trust *
trust_new(struct err *err)
{
	struct trust *t = xcalloc(1, sizeof(*t));

	t->store = X509_STORE_new();
	t->ca = sk_X509_new_null();
	t->crls = sk_X509_CRL_new_null();
	if (t->store != NULL && t->ca != NULL && t->crls != NULL)
		return t;
	ossl_err(err, ERR_FAILED, "trust: cannot be set up");
	trust_free(t);
	return NULL;
}

/* Read when a chain first asks for one, and then kept like the others. */
static bool
add_system(struct trust *t, bool wanted, struct err *err)
{
	return !wanted || X509_STORE_set_default_paths(t->store) == 1 ||
	    ossl_err(err, ERR_FAILED,
	    "the system's trusted roots: cannot be read");
}

struct trust *
trust_of(const struct cert_list *roots, const struct cert_list *authorities,
    bool system, struct err *err)
{
	struct trust *t = trust_new(err);

	if (t != NULL && (!add_roots(t, roots, err) ||
	    !add_helpers(t, authorities, err) ||
	    !add_system(t, system, err))) {
		trust_free(t);
		t = NULL;
	}
	ERR_clear_error();
	return t;
}

struct trust *
trust_load(const char *root, bool system, struct err *err)
{
	struct trust *t = trust_new(err);

	if (t == NULL)
		return NULL;
	if (!load_certs(t, root, STORE_ROOT, add_roots, err) ||
	    !load_certs(t, root, STORE_CA, add_helpers, err) ||
	    !load_crls(t, root, err) || !add_system(t, system, err)) {
		trust_free(t);
		return NULL;
	}
	ERR_clear_error();
	return t;
}

bool
trust_add(struct trust *t, const struct cert *root, const struct crl *crl,
    struct err *err)
{
	if (X509_STORE_add_cert(t->store, root->x509) != 1)
		return ossl_err(err, ERR_FAILED, "trust: %s",
		    cert_title(root));
	X509_CRL_up_ref(crl->x509);
	if (sk_X509_CRL_push(t->crls, crl->x509) <= 0) {
		X509_CRL_free(crl->x509);
		return ossl_err(err, ERR_FAILED, "trust: revocation list");
	}
	return true;
}

void
trust_free(struct trust *t)
{
	if (t == NULL)
		return;
	X509_STORE_free(t->store);
	sk_X509_pop_free(t->ca, X509_free);
	sk_X509_CRL_pop_free(t->crls, X509_CRL_free);
	free(t);
}

/* ---- one pass of X509_verify_cert() ------------------------------------- */

struct fault {
	int error;		/* X509_V_OK: none */
	struct cert *cert;	/* the one at fault */
	struct trust_date when;
};

struct pass {
	struct fault first;	/* what is wrong with the chain */
	struct fault unknown;	/* first revocation that cannot be told */
	struct fault revoked;
	int doubted;		/* depth whose list is faulty, or -1 */
	struct verdict limit;	/* what its authorities may issue for */
};

static void
fault_clear(struct fault *f)
{
	cert_free(f->cert);
	memset(f, 0, sizeof(*f));
}

static void
pass_clear(struct pass *p)
{
	fault_clear(&p->first);
	fault_clear(&p->unknown);
	fault_clear(&p->revoked);
}

static void
fault_take(struct fault *f, X509_STORE_CTX *ctx, int error)
{
	X509 *x = X509_STORE_CTX_get_current_cert(ctx);

	if (x == NULL)
		x = X509_STORE_CTX_get0_cert(ctx);
	f->error = error;
	X509_up_ref(x);
	f->cert = cert_from_x509(x, NULL);
	if (f->cert != NULL)
		f->when = trust_fault_when(ctx, error, f->cert);
}

/*
 * The chain stops at its first fault; revocation goes on, because one that
 * is revoked outweighs one that cannot be told.  A list that was found
 * faulty is believed nothing, hence the look at the depth.
 */
static int
on_fault(int ok, X509_STORE_CTX *ctx)
{
	struct pass *p = X509_STORE_CTX_get_app_data(ctx);
	int error = X509_STORE_CTX_get_error(ctx);
	int depth = X509_STORE_CTX_get_error_depth(ctx);

	if (ok || trust_no_fault(ctx, error))
		return 1;
	if (p == NULL)
		return 0;	/* the chain of an indirect list's issuer */
	if (!trust_is_crl_fault(error)) {
		if (p->first.error == X509_V_OK)
			fault_take(&p->first, ctx, error);
		return 0;
	}
	if (trust_fault(error)->state == CERT_REVOCATION_UNKNOWN) {
		p->doubted = depth;
		if (p->unknown.error == X509_V_OK)
			fault_take(&p->unknown, ctx, error);
	} else if (p->revoked.error == X509_V_OK && p->doubted != depth) {
		fault_take(&p->revoked, ctx, error);
	}
	return 1;
}

/* True if the pass found nothing at all. */
static bool
run(const struct trust *t, const struct cert *c, STACK_OF(X509) *untrusted,
    int64_t at, unsigned long flags, struct pass *p)
{
	X509_STORE_CTX *ctx = trust_ctx(t, c, untrusted, at, flags);
	bool ok = false;

	memset(p, 0, sizeof(*p));
	p->doubted = -1;
	if (ctx == NULL) {
		p->first.error = X509_V_ERR_OUT_OF_MEM;
		goto out;
	}
	X509_STORE_CTX_set_app_data(ctx, p);
	X509_STORE_CTX_set_verify_cb(ctx, on_fault);
	ok = X509_verify_cert(ctx) == 1;
	if (!ok && p->first.error == X509_V_OK)
		fault_take(&p->first, ctx, X509_STORE_CTX_get_error(ctx));
	if (ok)
		trust_limit(ctx, &p->limit);
out:
	X509_STORE_CTX_free(ctx);
	ERR_clear_error();
	return ok && p->unknown.error == X509_V_OK &&
	    p->revoked.error == X509_V_OK;
}

/* ---- the verdict -------------------------------------------------------- */

static void
say(struct verdict *v, const struct fault *f, const struct cert *leaf)
{
	const struct cert *c = f->cert != NULL ? f->cert : leaf;

	v->state = trust_fault(f->error)->state;
	trust_reason(v->reason, sizeof(v->reason), f->error, c, f->when);
	memcpy(v->thumbprint, c->thumbprint, sizeof(v->thumbprint));
	v->when = f->when.when;
}

/* The certificate's own dates; both ends belong to the validity. */
static bool
dates_hold(const struct cert *c, int64_t at, struct verdict *v)
{
	struct fault f = { .when.at = at };

	if (at < c->not_before) {
		f.error = X509_V_ERR_CERT_NOT_YET_VALID;
		f.when.when = c->not_before;
	} else if (at > c->not_after) {
		f.error = X509_V_ERR_CERT_HAS_EXPIRED;
		f.when.when = c->not_after;
	} else {
		return true;
	}
	say(v, &f, c);
	return false;
}

/* Extensions that cannot be decoded: OpenSSL would pass over some. */
static bool
well_formed(const struct cert *c, struct verdict *v)
{
	struct fault f = { .error = X509_V_ERR_INVALID_EXTENSION };

	if ((X509_get_extension_flags(cert_x509(c)) & EXFLAG_INVALID) == 0)
		return true;
	say(v, &f, c);
	return false;
}

/*
 * All at once first, for that is the common case.  Only where that fails the
 * faults are told apart in their order: a chain that does not even hold
 * without dates, then one that fails by dates, then revocation.
 */
static void
judge_chain(const struct trust *t, const struct cert *c,
    STACK_OF(X509) *untrusted, int64_t at, unsigned flags, struct verdict *v)
{
	const unsigned long chain = X509_V_FLAG_POLICY_CHECK;
	const unsigned long revocation = TRUST_REVOCATION_FLAGS;
	struct pass all, plain;
	bool revoke = (flags & TRUST_REVOCATION) != 0;

	if (run(t, c, untrusted, at, chain | (revoke ? revocation : 0), &all)) {
		*v = all.limit;
		pass_clear(&all);
		return;
	}
	*v = all.limit;
	if (!run(t, c, untrusted, at, chain | X509_V_FLAG_NO_CHECK_TIME,
	    &plain))
		say(v, &plain.first, c);
	else if (all.first.error != X509_V_OK)
		say(v, &all.first, c);
	else
		say(v, all.revoked.error != X509_V_OK ? &all.revoked :
		    &all.unknown, c);
	pass_clear(&plain);
	pass_clear(&all);
}

enum cert_state
trust_judge(const struct trust *t, const struct cert *c,
    const struct cert_list *others, int64_t at, unsigned flags,
    struct verdict *out)
{
	struct verdict none = { 0 }, *v = out != NULL ? out : &none;
	STACK_OF(X509) *untrusted;

	*v = (struct verdict){ .state = CERT_GOOD };
	if (!dates_hold(c, at, v))
		return v->state;
	if ((flags & (TRUST_CHAIN | TRUST_REVOCATION)) == 0 ||
	    !well_formed(c, v))
		return v->state;
	untrusted = trust_helpers(t, others);
	judge_chain(t, c, untrusted, at, flags, v);
	sk_X509_free(untrusted);
	return v->state;
}
