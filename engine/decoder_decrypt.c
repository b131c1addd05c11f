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
 * The host's certificate with its key, checked; NULL and a fault.  Where the
 * store lacks it, the database's copy tells whether the message is for it:
 * only then is it ours to install the certificate.
 */
static const struct material_item *
find_key(struct run *run, const struct cms *cms)
{
	const struct material *material = run->instance->material;
	const char *thumbprint = run->instance->host->decryption_certificate;
	const struct material_item *item;
	const char *problem;
	enum material_state state;

	if (thumbprint == NULL) {
		run_fail_cert(run, FAIL_DEC_NO_HOST_CERT, USAGE_DECRYPT, NULL,
		    "the host has no decryption certificate");
		return NULL;
	}
	state = material_find(material, USAGE_DECRYPT, thumbprint, &item,
	    &problem);
	if (state == MATERIAL_ABSENT && material->host_cert != NULL &&
	    !cms_is_recipient(cms, material->host_cert)) {
		not_recipient(run, cms, thumbprint);
		return NULL;
	}
	if (item != NULL && !cms_is_recipient(cms, item->cert)) {
		not_recipient(run, cms, thumbprint);
		return NULL;
	}
	return certcheck_find(run, USAGE_DECRYPT, thumbprint);
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
