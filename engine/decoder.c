/* SPDX-License-Identifier: ISC */
#include "engine/decoder.h"

#include "engine/smime.h"

/* ---- opaque: application/pkcs7-mime -------------------------------------- */

static bool
open_signed(struct run *run, const struct decoder_options *options,
    struct cms *cms, struct spool *der)
{
	struct signed_layer layer = { .cms = cms, .form = "blob",
		.nforms = 1, .hold = der };
	struct spool gathered = run_spool(run, 0);
	struct err err = { 0 };
	bool ok = false;

	if (cms_signer_count(cms) == 0) {
		run_fail(run, FAIL_SMIME_NO_CONTENT,
		    "signed-data without a signer (certs-only)");
	} else if (cms_is_detached(cms)) {
		run_fail(run, FAIL_SMIME_NO_CONTENT,
		    "signed-data without its content");
	} else if (!cms_content(cms, &gathered, &layer.forms[0], &err)) {
		run_fail_mime(run, &err);
	} else {
		if (gathered.data != NULL)
			layer.hold = &gathered;
		ok = decoder_verify(run, options, &layer);
	}
	spool_clear(&gathered);
	return ok;
}

static bool
open_enveloped(struct run *run, const struct decoder_options *options,
    struct cms *cms, struct spool *der)
{
	(void)der;
	return decoder_decrypt(run, options, cms);
}

static bool
open_compressed(struct run *run, const struct decoder_options *options,
    struct cms *cms, struct spool *der)
{
	(void)options;
	(void)der;
	return decoder_inflate(run, cms);
}

static bool
open_other(struct run *run, const struct decoder_options *options,
    struct cms *cms, struct spool *der)
{
	(void)options;
	(void)cms;
	(void)der;
	return run_fail(run, FAIL_SMIME_MALFORMED,
	    "CMS content type that S/MIME does not use");
}

static bool
open_blob(struct run *run, const struct decoder_options *options,
    const struct mime_entity *e)
{
	/* By what the structure is, whatever smime-type calls it. */
	static bool (*const open[])(struct run *,
	    const struct decoder_options *, struct cms *, struct spool *) = {
		[CMS_TYPE_OTHER] = open_other,
		[CMS_TYPE_SIGNED] = open_signed,
		[CMS_TYPE_ENVELOPED] = open_enveloped,
		[CMS_TYPE_AUTH_ENVELOPED] = open_enveloped,
		[CMS_TYPE_COMPRESSED] = open_compressed,
	};
	struct spool der = run_spool(run, 0);
	struct err err = { 0 };
	struct cms cms = { 0 };
	bool ok = false;

	if (smime_cms(e, &der, &cms, &err))
		ok = open[cms.type](run, options, &cms, &der);
	else
		run_fail_mime(run, &err);
	cms_clear(&cms);
	spool_clear(&der);
	return ok;
}

/* ---- clear: multipart/signed --------------------------------------------- */

/*
 * The part byte for byte; if that does not verify, with a CR kept that was
 * taken for a part of the boundary's line end (a writer that ends lines with
 * LF and content that ends with CR), and with bare LF as CRLF.
 */
static bool
verify_clear(struct run *run, const struct decoder_options *options,
    struct cms *cms, struct span part)
{
	struct spool crlf = run_spool(run, part.len + part.len / 32);
	struct signed_layer layer = { .cms = cms, .form = "clear",
		.forms = { part }, .nforms = 1, .hold = &crlf,
		.clear = true };
	bool ok;

	if (part.p[part.len] == '\r') {
		part.len++;
		layer.forms[layer.nforms++] = part;
	}
	ok = decoder_verify(run, options, &layer);
	spool_clear(&crlf);
	return ok;
}

static bool
open_clear(struct run *run, const struct decoder_options *options,
    const struct mime_entity *e)
{
	struct spool der = run_spool(run, 0);
	struct span part = { .len = 0 };
	struct err err = { 0 };
	struct cms cms = { 0 };
	bool ok = false;

	if (smime_clear(e, &part, &der, &cms, &err))
		ok = verify_clear(run, options, &cms, part);
	else
		run_fail_mime(run, &err);
	cms_clear(&cms);
	spool_clear(&der);
	return ok;
}

/* ---- the loop ------------------------------------------------------------ */

/*
 * Peels the outermost layer.  *done: there was none, and the body part has
 * been chosen.
 */
static bool
peel(struct run *run, const struct decoder_options *options, int depth,
    bool *done)
{
	struct mime_entity e = { 0 };
	struct err err = { 0 };
	bool ok = false;

	if (!mime_parse(&e, run->data, &err))
		return run_fail_mime(run, &err);
	switch (smime_form(&e)) {
	case SMIME_NONE:
		*done = true;
		ok = decoder_choose_part(run, options, &e);
		break;
	case SMIME_BLOB:
		ok = depth < MAX_LAYERS ? open_blob(run, options, &e) :
		    run_fail(run, FAIL_SMIME_LIMIT,
		    "more than %d S/MIME layers", MAX_LAYERS);
		break;
	case SMIME_CLEAR:
		ok = depth < MAX_LAYERS ? open_clear(run, options, &e) :
		    run_fail(run, FAIL_SMIME_LIMIT,
		    "more than %d S/MIME layers", MAX_LAYERS);
		break;
	}
	mime_clear(&e);
	if (ok && run->data.len > run->max_size)
		return run_fail(run, FAIL_SMIME_LIMIT,
		    "content of %zu bytes, at most %zu allowed",
		    run->data.len, run->max_size);
	return ok;
}

/*
 * Content without MIME headers, as some senders sign and encrypt it, is the
 * body as it stands; there are no parts to choose from.
 */
static bool
bare_content(struct run *run, const struct decoder_options *options)
{
	if (options->body_part_content_type != NULL ||
	    options->body_part_index > 1)
		return run_fail(run, FAIL_BODY_PART_NOT_FOUND,
		    "the content has no MIME parts");
	run_trace(run, NULL, "content without MIME headers is the body "
	    "(%zu bytes)", run->data.len);
	return decoder_take_bare(run);
}

bool
decoder_run(struct run *run, const void *opaque)
{
	const struct decoder_options *options = opaque;
	bool done = false;
	int depth;

	run->refuse_legacy = options->refuse_legacy;
	run_set_bool(run, "SMIME.IsEncrypted", false);
	run_set_bool(run, "SMIME.IsSigned", false);
	if (!mime_has_version(run->data.p, run->data.len)) {
		run_set_bool(run, "MIME.IsMIMEEncoded", false);
		if (!options->allow_non_mime)
			return run_fail(run, FAIL_NOT_MIME,
			    "no MIME-Version header in the first %d bytes",
			    MIME_VERSION_WINDOW);
		run_trace(run, NULL, "not MIME: the whole message is the "
		    "body (%zu bytes)", run->data.len);
		return decoder_take_bare(run);
	}
	run_set_bool(run, "MIME.IsMIMEEncoded", true);
	for (depth = 0; !done; depth++) {
		if (depth > 0 && !mime_is_entity(run->data)) {
			if (!bare_content(run, options))
				return false;
			break;
		}
		if (!peel(run, options, depth, &done))
			return false;
	}
	run_set_bool(run, "SMIME.IsEncrypted", run->encrypted);
	run_set_bool(run, "SMIME.IsSigned", run->is_signed);
	if (run->unprotected && !run->is_signed)
		run_warn(run, "no-integrity", NULL,
		    "encrypted without protection against changes");
	if (run->signed_outside)
		run_warn(run, "signed-outside-encryption", NULL,
		    "the encrypted content itself is not signed");
	return true;
}
