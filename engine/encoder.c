/* SPDX-License-Identifier: ISC */
#include "engine/encoder.h"

#include "base/mem.h"
#include "engine/certcheck.h"
#include "engine/cms.h"
#include "engine/layer.h"
#include "engine/material.h"
#include "engine/mime_write.h"
#include "engine/send.h"
#include "model/component.h"

/* What the options demand, found and checked before anything is made. */
struct tools {
	const struct material_item *signer;	/* NULL: do not sign */
	struct cms_addressees recipients;	/* none: do not encrypt */
};

static bool
find_signer(struct run *run, const struct encoder_options *options,
    struct tools *tools)
{
	const char *thumbprint = rollover_effective(
	    run->group->signature_certificate, &run->group->rollover,
	    run->at);

	if (options->signature_type == SIGNATURE_NONE)
		return true;
	if (thumbprint == NULL)
		return run_fail_cert(run, FAIL_SIGN_CERT_NOT_CONFIGURED,
		    USAGE_SIGN, NULL, "the group has no signature certificate");
	tools->signer = certcheck_find(run, USAGE_SIGN, thumbprint);
	return tools->signer != NULL && certcheck(run, USAGE_SIGN,
	    tools->signer->cert, NULL, options->check_revocation);
}

static bool
add_recipient(struct run *run, const struct encoder_options *options,
    const char *thumbprint, struct cms_addressees *to)
{
	const struct material_item *item = certcheck_find(run, USAGE_ENCRYPT,
	    thumbprint);

	if (item == NULL || !certcheck(run, USAGE_ENCRYPT, item->cert, NULL,
	    options->check_revocation))
		return false;
	to->v[to->n++] = item->cert;
	return true;
}

/*
 * The other certificate of a roll-over is a service: where it cannot be used,
 * mostly because it has run out, the message goes to the first one alone.
 */
static void
add_other(struct run *run, const struct encoder_options *options,
    const char *thumbprint, struct cms_addressees *to)
{
	const struct fault before = *run->fault;
	struct fault why;

	if (add_recipient(run, options, thumbprint, to))
		return;
	why = *run->fault;
	*run->fault = before;
	run_warn(run, "encrypt-to-one", thumbprint, why.text);
}

/* The message's own property before the port's certificate (section 3, U1). */
static bool
find_recipients(struct run *run, const struct encoder_options *options,
    struct tools *tools)
{
	const char *wanted = run->input->encryption_cert;
	char thumbprint[THUMBPRINT_SIZE];
	struct err err = { 0 };
	size_t i;

	if (!options->enable_encryption)
		return true;
	if (wanted != NULL && *wanted != '\0')
		return thumbprint_parse(wanted, thumbprint, &err) ?
		    add_recipient(run, options, thumbprint,
		    &tools->recipients) : run_fail_cert(run,
		    FAIL_ENC_CERT_NOT_IN_STORE, USAGE_ENCRYPT, NULL,
		    err.text);
	if (run->nencryption_certs == 0)
		return run_fail_cert(run, FAIL_ENC_CERT_NOT_CONFIGURED,
		    USAGE_ENCRYPT, NULL, "encryption is on, but neither the "
		    "message nor the port names a certificate");
	if (!add_recipient(run, options, run->encryption_certs[0],
	    &tools->recipients))
		return false;
	for (i = 1; i < run->nencryption_certs; i++)
		add_other(run, options, run->encryption_certs[i],
		    &tools->recipients);
	return true;
}

/* What only the port's own policy may allow (section 11), and is marked. */
static bool
check_policy(struct run *run, const struct encoder_options *options)
{
	bool cipher = encryption_is_legacy(options);
	bool digest = signature_is_legacy(options);

	if ((cipher || digest) && !run->allow_legacy) {
		run_fail(run, FAIL_ALG_FORBIDDEN,
		    "%s %s: does not allow legacy algorithms (%s)",
		    run->owner_kind, run->owner, cipher ? "DES3" : "SHA-1");
		run->fault->fault = FAULT_LOCAL;
		return false;
	}
	if (cipher)
		run_warn(run, "legacy-cipher", NULL, "DES3");
	if (digest)
		run_warn(run, "legacy-digest", NULL, "SHA-1");
	return true;
}

/* ---- the layers ---------------------------------------------------------- */

/* The message as it will be written: body, signed, encrypted. */
struct message {
	struct mime_body body;
	struct layer layers[3];
	const struct layer *top;	/* outermost so far */
	size_t length;			/* bytes it writes, once known */
	struct cms_encryption encryption;
};

/* Around what there is so far. */
static struct layer *
wrap(struct message *m)
{
	struct layer *l = &m->layers[m->top - m->layers + 1];

	l->inner = m->top;
	m->top = l;
	return l;
}

static bool
binary(const struct message *m)
{
	return m->body.encoding == ENCODING_BINARY;
}

static struct cms_sign_request
sign_request(const struct run *run, const struct encoder_options *options,
    const struct material_item *signer)
{
	const struct buf *capabilities = &run->instance->capabilities;

	return (struct cms_sign_request){
		.cert = signer->cert, .key = signer->key, .at = run->at,
		.digest = (enum digest_algorithm)options->digest_algorithm,
		.pss = run->pss,
		.capabilities = span_of(capabilities->data,
		    capabilities->len),
		.detached = options->signature_type == SIGNATURE_CLEAR,
		.add_certificate = options->add_signing_certificate,
	};
}

static bool
sign(struct run *run, const struct encoder_options *options,
    const struct material_item *signer, struct message *m, struct err *err)
{
	/* RFC 8551 3.5.3.2: as in micalg. */
	static const char *const digests[] = {
		[DIGEST_SHA256] = "sha-256", [DIGEST_SHA384] = "sha-384",
		[DIGEST_SHA512] = "sha-512", [DIGEST_SHA1] = "sha-1",
	};
	struct cms_sign_request request = sign_request(run, options, signer);
	const char *digest = digests[request.digest];
	bool clear = request.detached;
	const struct layer *entity = m->top;
	struct cms_signature s;
	struct buf der = { 0 };
	struct layer *l;
	bool ok;

	if (!cms_sign(&s, &request, err))
		return false;
	l = wrap(m);
	ok = layer_write(entity, &s.sink, err) && cms_sign_end(&s,
	    clear ? &der : &l->prefix, &l->suffix, err);
	if (ok && clear)
		ok = mime_write_signed(&l->head, &l->tail,
		    span_of(der.data, der.len), digest, err);
	if (!clear) {
		l->base64 = !binary(m);
		mime_write_pkcs7(&l->head, "signed-data", l->base64);
	}
	m->length = layer_length(l, s.n);
	buf_clear(&der);
	cms_sign_clear(&s);
	if (ok)
		run_trace(run, signer->cert->thumbprint,
		    "signed (%s, %s)", clear ? "clear" : "blob", digest);
	return ok;
}

/* A cipher's structure says beforehand how long it will be. */
static bool
measure(struct message *m, struct err *err)
{
	struct sink_count count = sink_count();

	if (m->length > 0)
		return true;
	if (!layer_write(m->top, &count.sink, err))
		return false;
	m->length = count.n;
	return true;
}

static bool
encrypt(struct run *run, const struct encoder_options *options,
    const struct cms_addressees *to, struct message *m, struct err *err)
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
		[ALGORITHM_DES3] = { "DES3", "enveloped-data" },
	};
	int algorithm = options->encryption_algorithm == ALGORITHM_GROUP ?
	    run->group->encryption_algorithm : options->encryption_algorithm;
	struct cms_encrypt_request request = { .to = to,
		.algorithm = (enum encryption_algorithm)algorithm,
		.oaep = run->oaep };
	struct layer *l;
	size_t i;

	if (!measure(m, err))
		return false;
	request.content = m->length;
	if (!cms_encrypt(&m->encryption, &request, err))
		return false;
	l = wrap(m);
	l->encryption = &m->encryption;
	l->base64 = !binary(m);
	mime_write_pkcs7(&l->head, algorithms[algorithm].smime_type,
	    l->base64);
	m->length = layer_length(l, m->length);
	for (i = 0; i < to->n; i++)
		run_trace(run, to->v[i]->thumbprint, "encrypted (%s)",
		    algorithms[algorithm].name);
	return true;
}

/* ---- writing ------------------------------------------------------------- */

/* With certificates that were found good, only these can still fail. */
static bool
fail(struct run *run, enum usage usage, const struct cert *cert,
    const struct err *err)
{
	if (err->code == ERR_INVALID)
		return run_fail(run, FAIL_ENC_TRANSFER_ENCODING,
		    "%s %s: transfer encoding %s", run->owner_kind,
		    run->owner, err->text);
	if (run_failure(err, FAIL_NONE) != FAIL_NONE)
		return run_fail_mime(run, err);
	return run_fail_cert(run, FAIL_ALG_UNSUPPORTED, usage,
	    cert != NULL ? cert->thumbprint : NULL, err->text);
}

static bool
write_message(struct run *run, struct message *m, struct err *err)
{
	static const char version[] = "MIME-Version: 1.0\r\n";
	struct spool wire = { .folder = run->instance->temp };
	struct sink_spool to = sink_spool(&wire);

	wire.expect = sizeof(version) + (m->length > 0 ? m->length :
	    run->data.len + run->data.len / 2);
	if (!sink_put(&to.sink, version, sizeof(version) - 1, err) ||
	    !layer_write(m->top, &to.sink, err) ||
	    !spool_finish(&wire, err)) {
		spool_clear(&wire);
		return false;
	}
	run_take(run, &wire);
	return true;
}

static bool
protect(struct run *run, const struct encoder_options *options,
    const struct tools *tools, struct message *m)
{
	const struct cms_addressees *to = &tools->recipients;
	struct err err = { 0 };

	m->layers[0].body = &m->body;
	m->top = m->layers;
	if (!mime_write_body(&m->layers[0].head, &m->layers[0].tail, &m->body,
	    &err) || (tools->signer != NULL &&
	    !sign(run, options, tools->signer, m, &err)))
		return fail(run, USAGE_SIGN, tools->signer != NULL ?
		    tools->signer->cert : NULL, &err);
	if ((to->n > 0 && !encrypt(run, options, to, m, &err)) ||
	    !write_message(run, m, &err))
		return fail(run, USAGE_ENCRYPT, to->v[0], &err);
	run->encrypted = to->n > 0;
	run->is_signed = tools->signer != NULL;
	return true;
}

bool
encoder_run(struct run *run, const void *opaque)
{
	const struct encoder_options *options = opaque;
	struct message m = { .body = {
		.data = run->data,
		.content_type = run->input->content_type,
		.file_name = run->input->file_name,
		.encoding = (enum transfer_encoding)
		    options->transfer_encoding,
		.attachment = options->body_as_attachment,
	} };
	struct tools tools = { 0 };
	size_t i;
	bool ok;

	if (options->signature_type == SIGNATURE_CLEAR &&
	    options->enable_encryption)
		return run_fail(run, FAIL_ENC_CLEARSIGN_WITH_ENCRYPTION,
		    "%s %s: clear signing cannot be combined with encryption",
		    run->owner_kind, run->owner);
	if (!check_policy(run, options) ||
	    !find_signer(run, options, &tools) ||
	    !find_recipients(run, options, &tools))
		return false;
	ok = protect(run, options, &tools, &m);
	for (i = 0; i < ARRAY_SIZE(m.layers); i++)
		layer_clear(&m.layers[i]);
	cms_encrypt_clear(&m.encryption);
	return ok;
}
