/* SPDX-License-Identifier: ISC */
#include "engine/smime.h"

#include <string.h>

#include "base/text.h"
#include "engine/transfer.h"

static const char *const blob_types[] = { "application/pkcs7-mime",
	"application/x-pkcs7-mime", NULL };
static const char *const signature_types[] = { "application/pkcs7-signature",
	"application/x-pkcs7-signature", NULL };

static bool
is_one_of(const char *type, const char *const *types)
{
	for (; type != NULL && *types != NULL; types++)
		if (text_same_case(type, *types))
			return true;
	return false;
}

enum smime_form
smime_form(const struct mime_entity *e)
{
	if (is_one_of(e->type, blob_types))
		return SMIME_BLOB;
	if (mime_type_is(e, "multipart/signed") &&
	    is_one_of(mime_get(&e->params, "protocol"), signature_types))
		return SMIME_CLEAR;
	return SMIME_NONE;
}

bool
smime_cms(const struct mime_entity *e, struct spool *der, struct cms *cms,
    struct err *err)
{
	const char *value = mime_get(&e->header, "Content-Transfer-Encoding");
	struct sink_spool to = sink_spool(der);
	struct span bytes = e->body;
	enum transfer_encoding encoding;

	if (!transfer_find(value, &encoding))
		return err_set(err, ERR_INVALID,
		    "transfer encoding not known (%s)", value);
	if (!transfer_is_identity(encoding)) {
		der->expect = e->body.len / 4 * 3;
		if (!transfer_decode(encoding, e->body, &to.sink, err) ||
		    !spool_finish(der, err))
			goto fail;
		bytes = spool_span(der);
	}
	if (cms_parse(cms, bytes, err))
		return true;
fail:
	return err_prefix(err, "%s", e->type);
}

bool
smime_clear(const struct mime_entity *e, struct span *part,
    struct spool *der, struct cms *cms, struct err *err)
{
	struct mime_entity signature = { 0 };
	struct mime_parts parts = { 0 };
	bool ok = false;

	if (!mime_split(e, &parts, err) || (parts.n == 2 &&
	    !mime_parse_part(&signature, parts.v[1], err))) {
		goto out;
	} else if (parts.n != 2) {
		err_set(err, ERR_INVALID,
		    "multipart/signed: %zu parts instead of 2", parts.n);
	} else if (!is_one_of(signature.type, signature_types)) {
		err_set(err, ERR_INVALID,
		    "multipart/signed: second part is no signature (%s)",
		    signature.type);
	} else if (smime_cms(&signature, der, cms, err)) {
		*part = parts.v[0];
		ok = (cms->type == CMS_TYPE_SIGNED &&
		    cms_signer_count(cms) > 0) || err_set(err, ERR_INVALID,
		    "multipart/signed: second part holds no signer");
	}
out:
	mime_clear(&signature);
	mime_parts_clear(&parts);
	return ok;
}

/* ---- bare LF ------------------------------------------------------------- */

/* The next bare LF at p or behind it, or end; the line start p is no CR's. */
static const unsigned char *
bare_lf(const unsigned char *p, const unsigned char *end,
    const unsigned char *start)
{
	for (; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL;
	    p++)
		if (p == start || p[-1] != '\r')
			return p;
	return end;
}

bool
smime_canonical(struct span in, struct spool *out, struct err *err)
{
	const unsigned char *start = in.p, *lf, *p, *end;
	struct span piece = { .len = 0 };
	bool changed = false;

	while (span_next(&in, &piece)) {
		end = piece.p + piece.len;
		for (p = piece.p; p < end; p = lf + 1) {
			lf = bare_lf(p, end, start);
			if (!spool_add(out, p, (size_t)(lf - p), err))
				return false;
			if (lf == end)
				break;
			if (!spool_add(out, "\r\n", 2, err))
				return false;
			changed = true;
		}
	}
	if (!changed) {
		spool_clear(out);
		return true;
	}
	return spool_finish(out, err);
}
