/* SPDX-License-Identifier: ISC */
/* Step 2b: the signed layer, every signer of it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/certcheck.h"
#include "engine/decoder.h"
#include "engine/material.h"
#include "engine/smime.h"

struct verification {
	struct run *run;
	struct cms *cms;
	struct cert_list embedded;	/* came with the message */
	size_t nsigners;
	const struct cert *signers[MAX_CMS_SIGNERS];	/* as found */
	size_t failed;			/* index of the signer at fault */
	struct err err;			/* what is wrong */
};

/* ---- finding the certificate --------------------------------------------- */

/*
 * Try the certificates that fit the signer's id, those of the message first;
 * several may share a key id.  SIG_CERT_NOT_FOUND if none fits, SIG_INVALID
 * if the signature verifies with none of them, ALG_UNSUPPORTED if that is
 * because we cannot verify with such a key: no fault of the sender.
 */
static enum failure
find_signer(struct verification *v, size_t i)
{
	const struct material_store *store =
	    &v->run->instance->material->other_people;
	enum failure failure = store->problem != NULL ?
	    FAIL_STORE_UNAVAILABLE : FAIL_SIG_CERT_NOT_FOUND;
	const struct cert *cert;
	size_t k;

	for (k = 0; k < v->embedded.n + store->n; k++) {
		cert = k < v->embedded.n ? v->embedded.v[k] :
		    store->v[k - v->embedded.n].cert;
		if (!cms_signer_is(v->cms, i, cert))
			continue;
		v->signers[i] = cert;
		if (!certcheck_supports(USAGE_VERIFY, cert)) {
			failure = FAIL_ALG_UNSUPPORTED;
			err_set(&v->err, ERR_FAILED,
			    "%s keys cannot be used for this",
			    cert->key_type);
			continue;
		}
		if (cms_check_signature(v->cms, i, cert, &v->err))
			return FAIL_NONE;
		failure = FAIL_SIG_INVALID;
	}
	return failure;
}

/* Digests first, then the certificates, then the signature values. */
static enum failure
try_form(struct verification *v, struct span form)
{
	enum failure failure;
	size_t i;

	if (!cms_digest(v->cms, form, &v->err))
		return FAIL_SMIME_MALFORMED;
	for (i = 0; i < v->nsigners; i++) {
		v->failed = i;
		if (!cms_check_digest(v->cms, i, &v->err))
			return FAIL_SIG_DIGEST;
	}
	for (i = 0; i < v->nsigners; i++) {
		v->failed = i;
		failure = find_signer(v, i);
		if (failure != FAIL_NONE)
			return failure;
	}
	return FAIL_NONE;
}

/* ---- faults -------------------------------------------------------------- */

/* A party's certificate that we forgot to install is our fault (row 9). */
static const struct material_party *
party_of_signer(const struct verification *v, size_t i)
{
	const struct material *m = v->run->instance->material;
	size_t k, n;

	for (k = 0; k < m->nparties; k++)
		if (m->parties[k].cert != NULL &&
		    cms_signer_is(v->cms, i, m->parties[k].cert) &&
		    material_party(m, m->parties[k].thumbprint, v->run->at,
		    &n) != NULL)
			return &m->parties[k];
	return NULL;
}

static bool
fail_missing(struct verification *v, enum failure failure, const char *id)
{
	const struct material_party *party = party_of_signer(v, v->failed);
	const struct cert *cert = party != NULL ? party->cert : NULL;
	const char *problem =
	    v->run->instance->material->other_people.problem;
	char *text;

	if (failure == FAIL_STORE_UNAVAILABLE)
		text = xasprintf("%s; needed for signer %s", problem, id);
	else if (party != NULL)
		text = xasprintf("not in the message nor in the store; it is "
		    "that of party %s", party->party->object.name);
	else
		text = xasprintf("not in the message nor in the store; "
		    "signer %s", id);
	run_fail_cert(v->run, failure, USAGE_VERIFY,
	    cert != NULL ? cert->thumbprint : NULL, text);
	if (party != NULL)
		v->run->fault->fault = FAULT_LOCAL;
	free(text);
	return false;
}

static bool
fail(struct verification *v, enum failure failure)
{
	const struct cert *cert = v->signers[v->failed];
	struct cms_signer signer;

	cms_signer_read(v->cms, v->failed, &signer);
	if (failure == FAIL_SIG_CERT_NOT_FOUND ||
	    failure == FAIL_STORE_UNAVAILABLE)
		fail_missing(v, failure, signer.id);
	else if (failure != FAIL_SIG_DIGEST && cert != NULL)
		run_fail_cert(v->run, failure, USAGE_VERIFY,
		    cert->thumbprint, v->err.text);
	else
		run_fail(v->run, failure, "%s (signer %s)", v->err.text,
		    signer.id);
	cms_signer_clear(&signer);
	return false;
}

/* ---- what comes before and after ----------------------------------------- */

static bool
check_algorithms(struct verification *v)
{
	struct cms_signer signer;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < v->nsigners; i++) {
		cms_signer_read(v->cms, i, &signer);
		if (signer.digest == CMS_DIGEST_UNKNOWN)
			ok = run_fail(v->run, FAIL_ALG_UNSUPPORTED,
			    "digest algorithm not available (%s)",
			    signer.algorithm);
		else if (signer.digest == CMS_DIGEST_LEGACY)
			ok = run_legacy(v->run, "legacy-digest", NULL,
			    signer.algorithm);
		cms_signer_clear(&signer);
	}
	return ok;
}

/*
 * Identity is that of the innermost layer: each layer overwrites it.  With
 * several signers it is the one that is a party; two parties are no
 * identity at all.
 */
static void
record_identity(struct verification *v, const char *form)
{
	struct run *run = v->run;
	const struct cert *identity = v->signers[0];
	const char *outer = props_get(run->context, "SMIME.OuterSigners");
	const struct party *party, *first = NULL;
	size_t i, n, parties = 0;
	char *list;

	for (i = 0; i < v->nsigners; i++) {
		party = material_party(run->instance->material,
		    v->signers[i]->thumbprint, run->at, &n);
		/* Old and new certificate together are one party. */
		if (party == NULL || party == first)
			continue;
		if (parties++ == 0)
			first = party;
		identity = v->signers[i];
	}
	if (run->is_signed) {
		list = xasprintf("%s%s%s", outer != NULL ? outer : "",
		    outer != NULL ? "," : "",
		    props_get(run->context, "BTS.SignatureCertificate"));
		props_set(run->context, "SMIME.OuterSigners", list);
		free(list);
	}
	run->is_signed = true;
	run->signed_outside = false;
	run->ambiguous = parties > 1;
	props_set(run->context, "BTS.SignatureCertificate",
	    identity->thumbprint);
	props_set(run->context, "SMIME.SignatureType", form);
}

static bool
check_signers(struct verification *v, const struct decoder_options *options)
{
	size_t i;

	for (i = 0; i < v->nsigners; i++) {
		if (!certcheck(v->run, USAGE_VERIFY, v->signers[i],
		    &v->embedded, options->check_revocation))
			return false;
		run_trace(v->run, v->signers[i]->thumbprint,
		    "signature of %s verified%s",
		    cert_title(v->signers[i]), options->check_revocation ?
		    "" : " (revocation not checked)");
	}
	run_set_bool(v->run, "SMIME.RevocationChecked",
	    options->check_revocation);
	return true;
}

/*
 * The verified content is the message now.  Where it lies within the message
 * it is kept where it is: only the view gets narrower.
 */
static void
release(struct run *run, struct span form, struct spool *hold)
{
	if (spool_holds(hold, form))
		run_take(run, hold);
	run->data = form;
}

/* One form more, if there is one.  False: it could not be made. */
static bool
add_canonical(struct verification *v, struct signed_layer *layer)
{
	if (!layer->clear || layer->hold->data != NULL)
		return true;
	if (!smime_canonical(layer->forms[0], layer->hold, &v->err))
		return false;
	if (layer->hold->data != NULL)
		layer->forms[layer->nforms++] = spool_span(layer->hold);
	return true;
}

/* ---- the layer ----------------------------------------------------------- */

/*
 * Each form in turn.  What is reported is the failure of the first, or of the
 * first that was not wrong already by its digest.
 */
static bool
try_forms(struct verification *v, struct signed_layer *layer,
    struct span *form)
{
	struct verification worst = { 0 };
	enum failure failure = FAIL_SIG_DIGEST, reported = FAIL_NONE;
	size_t i;

	for (i = 0; failure == FAIL_SIG_DIGEST ||
	    failure == FAIL_SIG_INVALID; i++) {
		if (i == layer->nforms && !add_canonical(v, layer))
			return run_fail(v->run, FAIL_TEMP_FULL, "%s",
			    v->err.text);
		if (i == layer->nforms)
			break;
		*form = layer->forms[i];
		failure = try_form(v, *form);
		if (reported == FAIL_NONE || reported == FAIL_SIG_DIGEST) {
			worst = *v;
			reported = failure;
		}
	}
	return failure == FAIL_NONE || fail(&worst, reported);
}

bool
decoder_verify(struct run *run, const struct decoder_options *options,
    struct signed_layer *layer)
{
	struct verification v = { .run = run, .cms = layer->cms,
		.nsigners = cms_signer_count(layer->cms) };
	struct span form = { .len = 0 };
	bool ok = false;

	if (v.nsigners > MAX_CMS_SIGNERS)
		run_fail(run, FAIL_SMIME_LIMIT, "more than %d signers",
		    MAX_CMS_SIGNERS);
	else if (!cms_certs(v.cms, run->instance->known, &v.embedded,
	    &v.err))
		run_fail(run, FAIL_SMIME_MALFORMED, "%s", v.err.text);
	else
		ok = check_algorithms(&v) && try_forms(&v, layer, &form) &&
		    check_signers(&v, options);
	if (ok) {
		record_identity(&v, layer->form);
		release(run, form, layer->hold);
	}
	cert_list_clear(&v.embedded);
	return ok;
}
