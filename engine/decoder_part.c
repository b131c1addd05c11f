/* SPDX-License-Identifier: ISC */
/* Step 3: the parts of the message, and which of them is the body. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/decoder.h"
#include "engine/transfer.h"

struct leaves {
	struct mime_entity *v;
	size_t n, cap;
};

static void
leaves_clear(struct leaves *leaves)
{
	size_t i;

	for (i = 0; i < leaves->n; i++)
		mime_clear(&leaves->v[i]);
	free(leaves->v);
}

/* A signed or encrypted part inside another message stays closed. */
static bool
is_container(const struct mime_entity *e)
{
	return mime_type_is(e, "multipart") &&
	    !mime_type_is(e, "multipart/signed") &&
	    !mime_type_is(e, "multipart/encrypted");
}

/* Parts in their order, multiparts within multiparts laid flat. */
static bool
collect(struct leaves *leaves, struct span all, int depth, struct err *err)
{
	struct mime_entity e = { 0 };
	struct mime_parts parts = { 0 };
	bool ok = false;
	size_t i;

	if (!mime_parse_part(&e, all, err))
		return false;
	if (!is_container(&e)) {
		if (leaves->n >= MAX_MIME_PARTS) {
			mime_clear(&e);
			return err_set(err, ERR_DENIED,
			    "more than %d parts", MAX_MIME_PARTS);
		}
		leaves->v = grow(leaves->v, leaves->n, &leaves->cap,
		    sizeof(*leaves->v));
		leaves->v[leaves->n++] = e;
		return true;
	}
	if (depth >= MAX_MIME_DEPTH)
		err_set(err, ERR_DENIED, "multiparts nested deeper than %d",
		    MAX_MIME_DEPTH);
	else
		ok = mime_split(&e, &parts, err);
	for (i = 0; ok && i < parts.n; i++)
		ok = collect(leaves, parts.v[i], depth + 1, err);
	mime_parts_clear(&parts);
	mime_clear(&e);
	return ok;
}

/* ---- the choice ---------------------------------------------------------- */

static bool
is_body_by_name(const struct mime_entity *e)
{
	const char *text = mime_get(&e->header, "Content-Description");

	return text != NULL && text_same_case(text, "body");
}

static bool
is_xml(const struct mime_entity *e)
{
	return mime_type_is(e, "text/xml");
}

/* A part that does not say what it is, is text/plain (RFC 2045 5.2). */
static bool
is_text(const struct mime_entity *e)
{
	return mime_type_is(e, "text") || e->type[0] == '\0';
}

static bool
is_any(const struct mime_entity *e)
{
	(void)e;
	return true;
}

/* Without index and type: the first that fits the first row that fits. */
static const struct mime_entity *
choose_by_content(const struct leaves *leaves)
{
	static bool (*const rows[])(const struct mime_entity *) = {
		is_body_by_name, is_xml, is_text, is_any,
	};
	size_t i, k;

	for (k = 0; k < ARRAY_SIZE(rows); k++)
		for (i = 0; i < leaves->n; i++)
			if (rows[k](&leaves->v[i]))
				return &leaves->v[i];
	return NULL;
}

static bool
has_type(const struct mime_entity *e, const char *type)
{
	return text_same_case(e->type[0] != '\0' ? e->type : "text/plain",
	    type);
}

/* The n-th part, or the n-th of the type; n from 1. */
static const struct mime_entity *
choose_by_index(const struct leaves *leaves, const char *type, int64_t n)
{
	size_t i;

	for (i = 0; i < leaves->n; i++)
		if ((type == NULL || has_type(&leaves->v[i], type)) &&
		    --n == 0)
			return &leaves->v[i];
	return NULL;
}

static const struct mime_entity *
choose(const struct leaves *leaves, const struct decoder_options *options)
{
	const char *type = options->body_part_content_type;

	if (options->body_part_index == 0 && type == NULL)
		return choose_by_content(leaves);
	return choose_by_index(leaves, type, options->body_part_index == 0 ?
	    1 : options->body_part_index);
}

/* ---- its content and properties ------------------------------------------ */

static void
describe(struct run *run, const struct mime_entity *e)
{
	static const struct {
		const char *field, *property;
	} map[] = {
		{ "Content-ID", "MIME.ContentID" },
		{ "Content-Description", "MIME.ContentDescription" },
		{ "Content-Transfer-Encoding",
		    "MIME.ContentTransferEncoding" },
		{ "Content-Location", "MIME.ContentLocation" },
		{ "Content-Type", "MIME.ContentType" },
	};
	const char *value = mime_get(&e->header, "Content-Disposition");
	struct mime_fields params = { 0 };
	struct mime_entity disposition = { 0 };
	char *word = NULL, *name = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(map); i++)
		if (mime_get(&e->header, map[i].field) != NULL)
			props_set(run->part, map[i].property,
			    mime_get(&e->header, map[i].field));
	if (value != NULL)
		word = mime_value(value, &params, NULL);
	name = mime_param_text(&params, "filename");
	if (name == NULL)
		name = mime_param_text(&e->params, "name");
	if (name != NULL)
		props_set(run->part, "MIME.FileName", name);
	free(word);
	free(name);
	disposition.params = params;
	mime_clear(&disposition);
}

static bool
extract(struct run *run, const struct mime_entity *e)
{
	const char *value = mime_get(&e->header, "Content-Transfer-Encoding");
	struct spool body = run_spool(run, e->body.len / 4 * 3);
	struct sink_spool to = sink_spool(&body);
	enum transfer_encoding encoding;
	struct err err = { 0 };

	if (!transfer_find(value, &encoding))
		return run_fail(run, FAIL_SMIME_MALFORMED,
		    "transfer encoding not known (%s)", value);
	if (transfer_is_identity(encoding)) {
		run->data = e->body;
		return true;
	}
	if (!transfer_decode(encoding, e->body, &to.sink, &err) ||
	    !spool_finish(&body, &err)) {
		spool_clear(&body);
		return run_fail(run, run_failure(&err, FAIL_SMIME_MALFORMED),
		    "body part: %s", err.text);
	}
	run_take(run, &body);
	return true;
}

bool
decoder_choose_part(struct run *run, const struct decoder_options *options,
    const struct mime_entity *e)
{
	const struct mime_entity *chosen;
	struct leaves leaves = { 0 };
	struct err err = { 0 };
	bool ok = false;

	if (!collect(&leaves, e->all, 0, &err)) {
		run_fail_mime(run, &err);
		goto out;
	}
	chosen = choose(&leaves, options);
	if (chosen == NULL) {
		run_fail(run, FAIL_BODY_PART_NOT_FOUND,
		    "none of %zu parts fits index %lld, content type %s",
		    leaves.n, (long long)options->body_part_index,
		    options->body_part_content_type != NULL ?
		    options->body_part_content_type : "any");
		goto out;
	}
	describe(run, chosen);
	run_trace(run, NULL, "part %zu of %zu is the body (%s)",
	    (size_t)(chosen - leaves.v) + 1, leaves.n,
	    chosen->type[0] != '\0' ? chosen->type : "no content type");
	ok = extract(run, chosen);
out:
	leaves_clear(&leaves);
	return ok;
}
