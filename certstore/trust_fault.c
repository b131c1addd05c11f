/* SPDX-License-Identifier: ISC */
/* What OpenSSL finds wrong with a chain, as the house's states and words. */
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/asn1.h"
#include "certstore/trust_parts.h"

enum {
	MAX_CHAIN = 32,		/* certificates between leaf and root */
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
static const struct trust_fault faults[] = {
	{ X509_V_ERR_CERT_HAS_EXPIRED, CERT_EXPIRED, "", " expired" },
	{ X509_V_ERR_CERT_NOT_YET_VALID, CERT_NOT_YET_VALID,
	    "", " is not valid before " },
	{ X509_V_ERR_CERT_REVOKED, CERT_REVOKED, "", " was revoked" },

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

const struct trust_fault *
trust_fault(int error)
{
	static const struct trust_fault other = {
		.state = CERT_UNTRUSTED, .before = "", .after = NULL,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		if (faults[i].error == error)
			return &faults[i];
	return &other;
}

bool
trust_is_crl_fault(int error)
{
	enum cert_state s = trust_fault(error)->state;

	return s == CERT_REVOKED || s == CERT_REVOCATION_UNKNOWN;
}

/* The date that belongs to the fault: of the certificate or of the list. */
static int64_t
date_of(X509_STORE_CTX *ctx, int error, const struct cert *c)
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
	    X509_CRL_get0_by_cert(crl, &entry, cert_x509(c)) != 0 &&
	    entry != NULL)
		t = X509_REVOKED_get0_revocationDate(entry);
	else if (error == X509_V_ERR_CRL_HAS_EXPIRED)
		t = X509_CRL_get0_nextUpdate(crl);
	if (t != NULL && !asn1_when(t, &when))
		when = 0;
	return when;
}

struct trust_date
trust_fault_when(X509_STORE_CTX *ctx, int error, const struct cert *c)
{
	return (struct trust_date){ .when = date_of(ctx, error, c),
	    .at = X509_VERIFY_PARAM_get_time(
	    X509_STORE_CTX_get0_param(ctx)) };
}

/*
 * What is no fault to us: the last second of validity, which RFC 5280
 * 4.1.2.5 still includes, and anything about the revocation of a root,
 * which only its removal from the store can revoke.
 */
bool
trust_no_fault(X509_STORE_CTX *ctx, int error)
{
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
	X509 *x = X509_STORE_CTX_get_current_cert(ctx);
	int64_t at, end;

	if (error == X509_V_ERR_CERT_HAS_EXPIRED && x != NULL) {
		at = X509_VERIFY_PARAM_get_time(
		    X509_STORE_CTX_get0_param(ctx));
		return asn1_when(X509_get0_notAfter(x), &end) && at == end;
	}
	return trust_is_crl_fault(error) &&
	    X509_STORE_CTX_get_error_depth(ctx) == sk_X509_num(chain) - 1;
}

void
trust_reason(char *out, size_t size, int error, const struct cert *c,
    struct trust_date when)
{
	const struct trust_fault *info = trust_fault(error);
	const char *name = cert_title(c), *after = info->after, *since = "";
	char shown[THUMBPRINT_SHOWN], date[WHEN_TEXT] = "";
	int n = (int)text_fit(name, MAX_NAME_COLUMNS, NULL);

	if (when.when != 0) {
		when_near(when.when, when.at, date);
		since = info->state == CERT_NOT_YET_VALID ? "" :
		    info->state == CERT_REVOCATION_UNKNOWN ? " since " :
		    " on ";
	}
	if (after == NULL) {
		after = X509_verify_cert_error_string(error);
		snprintf(out, size, "%.*s [%s]: %s", n, name,
		    thumbprint_show(c->thumbprint, shown), after);
	} else {
		snprintf(out, size, "%s%.*s [%s]%s%s%s", info->before, n,
		    name, thumbprint_show(c->thumbprint, shown), after,
		    since, date);
	}
}

STACK_OF(X509) *
trust_helpers(const struct trust *t, const struct cert_list *others)
{
	STACK_OF(X509) *sk = sk_X509_dup(t->ca);
	size_t i;

	/* Behind our own: a stranger's must not be taken before them. */
	for (i = 0; sk != NULL && others != NULL && i < others->n; i++)
		if (sk_X509_push(sk, others->v[i]->x509) <= 0)
			break;
	return sk;
}

X509_STORE_CTX *
trust_ctx(const struct trust *t, const struct cert *c,
    STACK_OF(X509) *untrusted, int64_t at, unsigned long flags)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;

	if (ctx == NULL ||
	    X509_STORE_CTX_init(ctx, t->store, cert_x509(c), untrusted) != 1) {
		X509_STORE_CTX_free(ctx);
		return NULL;
	}
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	X509_VERIFY_PARAM_set_depth(param, MAX_CHAIN);
	X509_VERIFY_PARAM_set_flags(param, flags);
	/* Any policy will do, but what authorities require has to hold. */
	X509_VERIFY_PARAM_add0_policy(param, OBJ_nid2obj(NID_any_policy));
	X509_STORE_CTX_set0_crls(ctx, t->crls);
	return ctx;
}
