/* SPDX-License-Identifier: ISC */
/* Step 2a: the encrypted layer, opened with the host's certificate only. */
#include <string.h>

#include "certstore/usage.h"
#include "engine/certcheck.h"
#include "engine/decoder.h"
#include "engine/material.h"

/*
 * The message is not for the host's certificate.  If it is for another one
 * of the account, the assignment is wrong, which is no fault of the sender.
 */
static bool
not_recipient(struct run *run, const struct cms *cms, const char *thumbprint)
{
	const struct material_store *own = &run->instance->material->personal;
	size_t i;

	for (i = 0; i < own->n; i++) {
		if (!cms_is_recipient(cms, own->v[i].cert))
			continue;
		run_fail_cert(run, FAIL_DEC_NOT_RECIPIENT, USAGE_DECRYPT,
		    own->v[i].cert->thumbprint, "the message is for this "
		    "certificate, but the host is assigned another one");
		run->fault->fault = FAULT_LOCAL;
		return false;
	}
	return run_fail_cert(run, FAIL_DEC_NOT_RECIPIENT, USAGE_DECRYPT,
	    thumbprint, "not among the recipients of the message");
}

/*
 * Is the message for this certificate of the host?  Where the store lacks it,
 * the database's copy tells; neither: it could be.
 */
enum recipient { NOT_FOR_IT, MAY_BE_FOR_IT, FOR_IT, FOR_IT_AND_READY };

static enum recipient
recipient(const struct run *run, const struct cms *cms,
    const char *thumbprint)
{
	const struct material *material = run->instance->material;
	const struct material_item *item;
	const struct cert *cert;
	const char *problem;
	enum material_state state = material_find(material, USAGE_DECRYPT,
	    thumbprint, &item, &problem);

	cert = item != NULL ? item->cert : state == MATERIAL_ABSENT ?
	    material_host_cert(material, thumbprint) : NULL;
	if (cert == NULL)
		return MAY_BE_FOR_IT;
	if (!cms_is_recipient(cms, cert))
		return NOT_FOR_IT;
	return state == MATERIAL_READY ? FOR_IT_AND_READY : FOR_IT;
}

/*
 * One of the host's certificates with its key, checked; NULL and a fault.
 * During a roll-over a message may be for any of them or for several: one
 * that can be used comes before one that should be there, and that before
 * one that nothing is known of.
 */
static const struct material_item *
find_key(struct run *run, const struct cms *cms)
{
	const struct host *host = run->instance->host;
	const char *accepted[CERT_ROLES], *best = NULL;
	enum recipient found, most = NOT_FOR_IT;
	size_t i, n = rollover_accepted(host->decryption_certificate,
	    &host->rollover, run->at, accepted);

	if (n == 0) {
		run_fail_cert(run, FAIL_DEC_NO_HOST_CERT, USAGE_DECRYPT, NULL,
		    "the host has no decryption certificate");
		return NULL;
	}
	for (i = 0; i < n; i++) {
		found = recipient(run, cms, accepted[i]);
		if (found > most) {
			most = found;
			best = accepted[i];
		}
	}
	if (best != NULL)
		return certcheck_find(run, USAGE_DECRYPT, best);
	not_recipient(run, cms, accepted[0]);
	return NULL;
}

/* All that can be told without the key. */
static bool
check_algorithms(struct run *run, struct cms *cms, const struct cert *cert)
{
	const struct cms_cipher *cipher = cms_cipher(cms);
	char name[CMS_NAME_SIZE];

	if (cipher == NULL)
		return run_fail(run, FAIL_ALG_UNSUPPORTED,
		    "content encryption algorithm not available (%s)",
		    cms->cipher[0] != '\0' ? cms->cipher : "unreadable");
	if (!cms_key_supported(cms, cert, name))
		return run_fail(run, FAIL_ALG_UNSUPPORTED,
		    "key encryption algorithm not available (%s)", name);
	if (cipher->legacy && !run_legacy(run, "legacy-cipher", NULL,
	    cipher->name))
		return false;
	if (!cms_cipher_ready(cms, cipher))
		return run_fail(run, FAIL_ALG_UNSUPPORTED, "content "
		    "encryption algorithm not available (%s): OpenSSL's "
		    "legacy provider is not installed", cipher->name);
	if (!cipher->integrity)
		run->unprotected = true;
	return true;
}

bool
decoder_decrypt(struct run *run, const struct decoder_options *options,
    struct cms *cms)
{
	const struct material_item *item = find_key(run, cms);
	struct spool plain = { .folder = run->instance->temp,
		.secret = true };
	struct err err = { 0 };
	const char *thumbprint;

	if (item == NULL || !check_algorithms(run, cms, item->cert) ||
	    !certcheck(run, USAGE_DECRYPT, item->cert, NULL,
	    options->check_revocation))
		return false;
	thumbprint = item->cert->thumbprint;
	if (!cms_decrypt(cms, item->cert, item->key, &plain, &err)) {
		spool_clear(&plain);
		if (run_failure(&err, FAIL_NONE) != FAIL_NONE)
			return run_fail_mime(run, &err);
		return run_fail_cert(run, FAIL_DEC_FAILED, USAGE_DECRYPT,
		    thumbprint, err.text);
	}
	run_take(run, &plain);
	run->encrypted = true;
	/* What was signed so far was signed outside this encryption. */
	run->signed_outside = run->is_signed;
	props_set(run->context, "SMIME.DecryptionCert", thumbprint);
	run_trace(run, thumbprint, "decrypted (%s, %zu bytes)",
	    cms_cipher(cms)->name, run->data.len);
	return true;
}
