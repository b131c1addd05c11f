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

enum {
	MAX_CHAIN = 32,		/* certificates between leaf and root */
	MAX_NAME_COLUMNS = 48,	/* of a name in a reason */
};

/*
 * Only roots are in the X509_STORE, because OpenSSL trusts what is in it.
 * Intermediates are handed to each judgement as untrusted helpers, and so
 * are the lists: in the store it would miss those of indirect issuers.  The
 * store has no look-ups, so nothing of the operating system's trust comes in,
 * unless trust_add_system() asks for it.
 */
struct trust {
	X509_STORE *store;
	STACK_OF(X509) *ca;
	STACK_OF(X509_CRL) *crls;
};

static const char *const state_texts[CERT_STATE_COUNT] = {
	[CERT_GOOD] = "good",
	[CERT_EXPIRED] = "expired",
	[CERT_NOT_YET_VALID] = "not yet valid",
	[CERT_REVOKED] = "revoked",
	[CERT_REVOCATION_UNKNOWN] = "revocation unknown",
	[CERT_UNTRUSTED] = "untrusted",
	[CERT_BROKEN] = "broken",
};

/*
 * OpenSSL's faults as ours.  The reason reads BEFORE name AFTER; faults that
 * are not here are CERT_UNTRUSTED in OpenSSL's words.
 */
static const struct fault_info {
	int error;
	enum cert_state state;
	const char *before, *after;
} faults[] = {
	{ X509_V_ERR_CERT_HAS_EXPIRED, CERT_EXPIRED, "", " expired on " },
	{ X509_V_ERR_CERT_NOT_YET_VALID, CERT_NOT_YET_VALID,
	    "", " is not valid before " },
	{ X509_V_ERR_CERT_REVOKED, CERT_REVOKED, "", " was revoked on " },

	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, CERT_UNTRUSTED,
	    "no issuer in the stores for ", "" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERT_UNTRUSTED,
	    "no issuer in the stores for ", "" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, CERT_UNTRUSTED,
	    "no issuer in the stores for ", "" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, CERT_UNTRUSTED,
	    "", " is self-signed and not in the root store" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, CERT_UNTRUSTED,
	    "", " is not in the root store" },
	{ X509_V_ERR_INVALID_CA, CERT_UNTRUSTED,
	    "", " signed a certificate but is no authority" },
	{ X509_V_ERR_INVALID_NON_CA, CERT_UNTRUSTED,
	    "", " is an authority where none may be" },
	{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN, CERT_UNTRUSTED,
	    "", " may not sign certificates" },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED, CERT_UNTRUSTED,
	    "too many authorities below ", "" },
	{ X509_V_ERR_CERT_CHAIN_TOO_LONG, CERT_UNTRUSTED,
	    "the chain is too long at ", "" },
	{ X509_V_ERR_PERMITTED_VIOLATION, CERT_UNTRUSTED,
	    "an authority may not issue for the names in ", "" },
	{ X509_V_ERR_EXCLUDED_VIOLATION, CERT_UNTRUSTED,
	    "an authority may not issue for the names in ", "" },
	{ X509_V_ERR_NO_EXPLICIT_POLICY, CERT_UNTRUSTED,
	    "no policy that an authority requires holds for ", "" },

	{ X509_V_ERR_CERT_SIGNATURE_FAILURE, CERT_BROKEN,
	    "the signature does not verify on ", "" },
	{ X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, CERT_BROKEN,
	    "the signature cannot be read on ", "" },
	{ X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, CERT_BROKEN,
	    "the key cannot be read of ", "" },
	{ X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH, CERT_BROKEN,
	    "two signature algorithms are named in ", "" },
	{ X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, CERT_BROKEN,
	    "the validity is malformed of ", "" },
	{ X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, CERT_BROKEN,
	    "the validity is malformed of ", "" },
	{ X509_V_ERR_INVALID_EXTENSION, CERT_BROKEN,
	    "an extension is malformed in ", "" },
	{ X509_V_ERR_INVALID_POLICY_EXTENSION, CERT_BROKEN,
	    "the policies are malformed of ", "" },
	{ X509_V_ERR_UNNESTED_RESOURCE, CERT_BROKEN,
	    "the resources are malformed of ", "" },

	{ X509_V_ERR_UNABLE_TO_GET_CRL, CERT_REVOCATION_UNKNOWN,
	    "no revocation list for ", "" },
	{ X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, CERT_REVOCATION_UNKNOWN,
	    "the revocation list has an unknown signer for ", "" },
	{ X509_V_ERR_CRL_HAS_EXPIRED, CERT_REVOCATION_UNKNOWN,
	    "the revocation list is out of date for ", "" },
	{ X509_V_ERR_CRL_NOT_YET_VALID, CERT_REVOCATION_UNKNOWN,
	    "the revocation list is not yet valid for ", "" },
	{ X509_V_ERR_CRL_SIGNATURE_FAILURE, CERT_REVOCATION_UNKNOWN,
	    "the revocation list has a wrong signature for ", "" },
	{ X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, CERT_REVOCATION_UNKNOWN,
	    "the revocation list has a broken signature for ", "" },
	{ X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, CERT_REVOCATION_UNKNOWN,
	    "the revocation list is malformed for ", "" },
	{ X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, CERT_REVOCATION_UNKNOWN,
	    "the revocation list is malformed for ", "" },
	{ X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, CERT_REVOCATION_UNKNOWN,
	    "the issuer may not sign the revocation list for ", "" },
	{ X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
	    CERT_REVOCATION_UNKNOWN,
	    "the revocation list has an unknown critical part for ", "" },
	{ X509_V_ERR_DIFFERENT_CRL_SCOPE, CERT_REVOCATION_UNKNOWN,
	    "the revocation list has another scope for ", "" },
	{ X509_V_ERR_CRL_PATH_VALIDATION_ERROR, CERT_REVOCATION_UNKNOWN,
	    "the revocation list has no trusted chain for ", "" },
};

const char *
cert_state_text(enum cert_state s)
{
	return (unsigned)s < CERT_STATE_COUNT ? state_texts[s] : "";
}

static const struct fault_info *
fault_info(int error)
{
	static const struct fault_info other = {
		.state = CERT_UNTRUSTED, .before = "", .after = NULL,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		if (faults[i].error == error)
			return &faults[i];
	return &other;
}

static bool
is_crl_fault(int error)
{
	enum cert_state s = fault_info(error)->state;

	return s == CERT_REVOKED || s == CERT_REVOCATION_UNKNOWN;
}

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
		if (X509_STORE_add_cert(t->store, l->v[i]->x509) != 1)
			return ossl_err(err, ERR_FAILED, "root store: %s",
			    cert_title(l->v[i]));
	return true;
}

static bool
add_helpers(struct trust *t, const struct cert_list *l, struct err *err)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		X509_up_ref(l->v[i]->x509);
		if (sk_X509_push(t->ca, l->v[i]->x509) <= 0) {
			X509_free(l->v[i]->x509);
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

struct trust *
trust_load(const char *root, struct err *err)
{
	struct trust *t = xcalloc(1, sizeof(*t));

	t->store = X509_STORE_new();
	t->ca = sk_X509_new_null();
	t->crls = sk_X509_CRL_new_null();
	if (t->store == NULL || t->ca == NULL || t->crls == NULL) {
		ossl_err(err, ERR_FAILED, "trust: cannot be set up");
		trust_free(t);
		return NULL;
	}
	if (!load_certs(t, root, STORE_ROOT, add_roots, err) ||
	    !load_certs(t, root, STORE_CA, add_helpers, err) ||
	    !load_crls(t, root, err)) {
		trust_free(t);
		return NULL;
	}
	ERR_clear_error();
	return t;
}

bool
trust_add_system(struct trust *t, struct err *err)
{
	if (X509_STORE_set_default_paths(t->store) != 1)
		return ossl_err(err, ERR_FAILED,
		    "the system's trusted roots: cannot be read");
	ERR_clear_error();
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
	int64_t when;
};

struct pass {
	struct fault first;	/* what is wrong with the chain */
	struct fault unknown;	/* first revocation that cannot be told */
	struct fault revoked;
	int doubted;		/* depth whose list is faulty, or -1 */
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

/* The date that belongs to the fault: of the certificate or of the list. */
static int64_t
when_of(X509_STORE_CTX *ctx, int error, const struct cert *c)
{
	X509_CRL *crl = X509_STORE_CTX_get0_current_crl(ctx);
	const ASN1_TIME *t = NULL;
	X509_REVOKED *entry = NULL;
	int64_t when = 0;

	if (error == X509_V_ERR_CERT_HAS_EXPIRED)
		return c->not_after;
	if (error == X509_V_ERR_CERT_NOT_YET_VALID)
		return c->not_before;
	if (crl == NULL)
		return 0;
	if (error == X509_V_ERR_CERT_REVOKED &&
	    X509_CRL_get0_by_cert(crl, &entry, c->x509) != 0 && entry != NULL)
		t = X509_REVOKED_get0_revocationDate(entry);
	else if (error == X509_V_ERR_CRL_HAS_EXPIRED)
		t = X509_CRL_get0_nextUpdate(crl);
	if (t != NULL && !asn1_when(t, &when))
		when = 0;
	return when;
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
		f->when = when_of(ctx, error, f->cert);
}

/*
 * What is no fault to us: the last second of validity, which RFC 5280
 * 4.1.2.5 still includes, and anything about the revocation of a root,
 * which only its removal from the store can revoke.
 */
static bool
is_no_fault(X509_STORE_CTX *ctx, int error)
{
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
	X509 *x = X509_STORE_CTX_get_current_cert(ctx);
	int64_t at, end;

	if (error == X509_V_ERR_CERT_HAS_EXPIRED && x != NULL) {
		at = X509_VERIFY_PARAM_get_time(
		    X509_STORE_CTX_get0_param(ctx));
		return asn1_when(X509_get0_notAfter(x), &end) && at == end;
	}
	return is_crl_fault(error) &&
	    X509_STORE_CTX_get_error_depth(ctx) == sk_X509_num(chain) - 1;
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

	if (ok || is_no_fault(ctx, error))
		return 1;
	if (p == NULL)
		return 0;	/* the chain of an indirect list's issuer */
	if (!is_crl_fault(error)) {
		if (p->first.error == X509_V_OK)
			fault_take(&p->first, ctx, error);
		return 0;
	}
	if (fault_info(error)->state == CERT_REVOCATION_UNKNOWN) {
		p->doubted = depth;
		if (p->unknown.error == X509_V_OK)
			fault_take(&p->unknown, ctx, error);
	} else if (p->revoked.error == X509_V_OK && p->doubted != depth) {
		fault_take(&p->revoked, ctx, error);
	}
	return 1;
}

static STACK_OF(X509) *
helpers(const struct trust *t, const struct cert_list *others)
{
	STACK_OF(X509) *sk = sk_X509_dup(t->ca);
	size_t i;

	/* Behind our own: a stranger's must not be taken before them. */
	for (i = 0; sk != NULL && others != NULL && i < others->n; i++)
		if (sk_X509_push(sk, others->v[i]->x509) <= 0)
			break;
	return sk;
}

/* True if the pass found nothing at all. */
static bool
run(const struct trust *t, const struct cert *c, STACK_OF(X509) *untrusted,
    int64_t at, unsigned long flags, struct pass *p)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;
	bool ok = false;

	memset(p, 0, sizeof(*p));
	p->doubted = -1;
	if (ctx == NULL ||
	    X509_STORE_CTX_init(ctx, t->store, c->x509, untrusted) != 1) {
		p->first.error = X509_V_ERR_OUT_OF_MEM;
		goto out;
	}
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	X509_VERIFY_PARAM_set_depth(param, MAX_CHAIN);
	X509_VERIFY_PARAM_set_flags(param, flags);
	/* Any policy will do, but what authorities require has to hold. */
	X509_VERIFY_PARAM_add0_policy(param, OBJ_nid2obj(NID_any_policy));
	X509_STORE_CTX_set0_crls(ctx, t->crls);
	X509_STORE_CTX_set_app_data(ctx, p);
	X509_STORE_CTX_set_verify_cb(ctx, on_fault);
	ok = X509_verify_cert(ctx) == 1;
	if (!ok && p->first.error == X509_V_OK)
		fault_take(&p->first, ctx, X509_STORE_CTX_get_error(ctx));
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
	const struct fault_info *info = fault_info(f->error);
	const struct cert *c = f->cert != NULL ? f->cert : leaf;
	char shown[THUMBPRINT_SHOWN], date[WHEN_TEXT] = "";
	const char *name = cert_title(c), *after = info->after;
	int n = (int)text_fit(name, MAX_NAME_COLUMNS, NULL);

	if (f->when != 0)
		when_date(f->when, date);
	if (after == NULL) {
		after = X509_verify_cert_error_string(f->error);
		snprintf(v->reason, sizeof(v->reason), "%.*s [%s]: %s", n,
		    name, thumbprint_show(c->thumbprint, shown), after);
	} else {
		snprintf(v->reason, sizeof(v->reason), "%s%.*s [%s]%s%s%s",
		    info->before, n, name,
		    thumbprint_show(c->thumbprint, shown), after,
		    after[0] == '\0' && f->when != 0 ? " since " : "", date);
	}
	v->state = info->state;
	memcpy(v->thumbprint, c->thumbprint, sizeof(v->thumbprint));
	v->when = f->when;
}

/* The certificate's own dates; both ends belong to the validity. */
static bool
dates_hold(const struct cert *c, int64_t at, struct verdict *v)
{
	struct fault f = { 0 };

	if (at < c->not_before) {
		f.error = X509_V_ERR_CERT_NOT_YET_VALID;
		f.when = c->not_before;
	} else if (at > c->not_after) {
		f.error = X509_V_ERR_CERT_HAS_EXPIRED;
		f.when = c->not_after;
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

	if ((X509_get_extension_flags(c->x509) & EXFLAG_INVALID) == 0)
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
	const unsigned long revocation = X509_V_FLAG_CRL_CHECK |
	    X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT |
	    X509_V_FLAG_USE_DELTAS;
	struct pass all, plain;
	bool revoke = (flags & TRUST_REVOCATION) != 0;

	if (run(t, c, untrusted, at, chain | (revoke ? revocation : 0), &all)) {
		pass_clear(&all);
		return;
	}
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
	untrusted = helpers(t, others);
	judge_chain(t, c, untrusted, at, flags, v);
	sk_X509_free(untrusted);
	return v->state;
}
