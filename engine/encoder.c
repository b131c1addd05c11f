/* SPDX-License-Identifier: ISC */
#include "engine/encoder.h"

#include "engine/certcheck.h"
#include "engine/cms.h"
#include "engine/material.h"
#include "engine/mime_write.h"
#include "engine/send.h"
#include "model/component.h"

/* What the options demand, found and checked before anything is made. */
struct tools {
	const struct material_item *signer;	/* NULL: do not sign */
	const struct material_item *recipient;	/* NULL: do not encrypt */
};

static bool
find_signer(struct run *run, const struct encoder_options *options,
    struct tools *tools)
{
	const char *thumbprint = run->group->signature_certificate;

	if (options->signature_type == SIGNATURE_NONE)
		return true;
	if (thumbprint == NULL)
		return run_fail_cert(run, FAIL_SIGN_CERT_NOT_CONFIGURED,
		    USAGE_SIGN, NULL, "the group has no signature certificate");
	tools->signer = certcheck_find(run, USAGE_SIGN, thumbprint);
	return tools->signer != NULL && certcheck(run, USAGE_SIGN,
	    tools->signer->cert, NULL, options->check_revocation);
}

/* The message's own property before the port's certificate (section 3, U1). */
static bool
find_recipient(struct run *run, const struct encoder_options *options,
    struct tools *tools)
{
	const char *wanted = run->input->encryption_cert;
	char thumbprint[THUMBPRINT_SIZE];
	struct err err = { 0 };

	if (!options->enable_encryption)
		return true;
	if (wanted == NULL || *wanted == '\0')
		wanted = run->encryption_cert;
	if (wanted == NULL)
		return run_fail_cert(run, FAIL_ENC_CERT_NOT_CONFIGURED,
		    USAGE_ENCRYPT, NULL, "encryption is on, but neither the "
		    "message nor the port names a certificate");
	if (!thumbprint_parse(wanted, thumbprint, &err))
		return run_fail_cert(run, FAIL_ENC_CERT_NOT_IN_STORE,
		    USAGE_ENCRYPT, NULL, err.text);
	tools->recipient = certcheck_find(run, USAGE_ENCRYPT, thumbprint);
	return tools->recipient != NULL && certcheck(run, USAGE_ENCRYPT,
	    tools->recipient->cert, NULL, options->check_revocation);
}

/* The entity so far becomes a signed one. */
static bool
sign(struct run *run, const struct encoder_options *options,
    const struct material_item *signer, struct buf *entity, struct err *err)
{
	bool clear = options->signature_type == SIGNATURE_CLEAR;
	struct cms_sign_request request = {
		.data = entity->data, .len = entity->len,
		.cert = signer->cert, .key = signer->key, .at = run->at,
		.detached = clear,
		.add_certificate = options->add_signing_certificate,
	};
	/* A signature holds the content, unless it is a detached one. */
	struct buf der = { .secret = true }, out = { .secret = true };
	bool ok;

	ok = cms_sign(&request, &der, err);
	if (ok && clear)
		ok = mime_write_signed(&out,
		    (struct span){ entity->data, entity->len },
		    (struct span){ der.data, der.len }, err);
	else if (ok)
		mime_write_pkcs7(&out, "signed-data",
		    (struct span){ der.data, der.len });
	buf_clear(&der);
	if (!ok) {
		buf_clear(&out);
		return false;
	}
	buf_clear(entity);
	*entity = out;
	run_trace(run, signer->cert->thumbprint, "signed (%s, sha-256)",
	    clear ? "clear" : "blob");
	return true;
}

static bool
encrypt(struct run *run, const struct encoder_options *options,
    const struct material_item *recipient, struct buf *entity,
    struct err *err)
{
	static const struct {
		const char *name, *smime_type;
	} algorithms[] = {
		[ALGORITHM_AES128_CBC] = { "AES-128-CBC", "enveloped-data" },
		[ALGORITHM_AES192_CBC] = { "AES-192-CBC", "enveloped-data" },
		[ALGORITHM_AES256_CBC] = { "AES-256-CBC", "enveloped-data" },
		[ALGORITHM_AES128_GCM] = { "AES-128-GCM",
		    "authEnveloped-data" },
		[ALGORITHM_AES256_GCM] = { "AES-256-GCM",
		    "authEnveloped-data" },
	};
	int algorithm = options->encryption_algorithm;
	struct buf der = { 0 };

	if (!cms_encrypt(entity->data, entity->len, recipient->cert,
	    (enum encryption_algorithm)algorithm, &der, err)) {
		buf_clear(&der);
		return false;
	}
	buf_clear(entity);
	mime_write_pkcs7(entity, algorithms[algorithm].smime_type,
	    (struct span){ der.data, der.len });
	buf_clear(&der);
	run_trace(run, recipient->cert->thumbprint, "encrypted (%s)",
	    algorithms[algorithm].name);
	return true;
}

/* With certificates that were found good, only the library can still fail. */
static bool
protect(struct run *run, const struct encoder_options *options,
    const struct tools *tools, struct buf *entity)
{
	struct err err = { 0 };

	if (tools->signer != NULL &&
	    !sign(run, options, tools->signer, entity, &err))
		return run_fail_cert(run, FAIL_ALG_UNSUPPORTED, USAGE_SIGN,
		    tools->signer->cert->thumbprint, err.text);
	if (tools->recipient != NULL &&
	    !encrypt(run, options, tools->recipient, entity, &err))
		return run_fail_cert(run, FAIL_ALG_UNSUPPORTED,
		    USAGE_ENCRYPT, tools->recipient->cert->thumbprint,
		    err.text);
	return true;
}

bool
encoder_run(struct run *run, const void *opaque)
{
	const struct encoder_options *options = opaque;
	struct mime_body body = {
		.data = run->data,
		.content_type = run->input->content_type,
		.file_name = run->input->file_name,
		.encoding = (enum transfer_encoding)
		    options->transfer_encoding,
		.attachment = options->body_as_attachment,
	};
	struct buf entity = { .secret = true }, wire = { 0 };
	struct tools tools = { 0 };
	struct err err = { 0 };
	bool ok = false;

	if (options->signature_type == SIGNATURE_CLEAR &&
	    options->enable_encryption)
		return run_fail(run, FAIL_ENC_CLEARSIGN_WITH_ENCRYPTION,
		    "%s %s: clear signing cannot be combined with encryption",
		    run->owner_kind, run->owner);
	if (!find_signer(run, options, &tools) ||
	    !find_recipient(run, options, &tools))
		return false;
	if (!mime_write_body(&entity, &body, &err)) {
		run_fail(run, FAIL_ENC_TRANSFER_ENCODING,
		    "%s %s: transfer encoding %s", run->owner_kind,
		    run->owner, err.text);
		goto out;
	}
	ok = protect(run, options, &tools, &entity);
	if (ok) {
		buf_adds(&wire, "MIME-Version: 1.0\r\n");
		buf_add(&wire, entity.data, entity.len);
		run_take(run, &wire);
		run->encrypted = tools.recipient != NULL;
		run->is_signed = tools.signer != NULL;
	}
out:
	buf_clear(&entity);
	return ok;
}
