/* SPDX-License-Identifier: ISC */
/* Step 3: the parts of the message, and which of them is the body. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/decoder.h"
#include "engine/part.h"
#include "engine/transfer.h"

#define MAX_TRACED_PARTS 20

/* ---- the choice ---------------------------------------------------------- */

static bool
is_type(const struct part *p, const char *type)
{
	size_t n = strlen(type);

	return strncmp(p->type, type, n) == 0 &&
	    (p->type[n] == '\0' || p->type[n] == '/');
}

static bool
is_body_by_name(const struct part *p)
{
	return p->description != NULL &&
	    text_same_case(p->description, "body");
}

static bool
is_xml(const struct part *p)
{
	return is_type(p, "text/xml");
}

/* A part that does not say what it is, is text/plain (RFC 2045 5.2). */
static bool
is_text(const struct part *p)
{
	return is_type(p, "text") || p->type[0] == '\0';
}

static bool
is_any(const struct part *p)
{
	(void)p;
	return true;
}

/* Without index and type: the first that fits the first row that fits. */
static struct part *
choose_by_content(const struct part_list *parts)
{
	static bool (*const rows[])(const struct part *) = {
		is_body_by_name, is_xml, is_text, is_any,
	};
	size_t i, k;

	for (k = 0; k < ARRAY_SIZE(rows); k++)
		for (i = 0; i < parts->n; i++)
			if (parts->v[i].number > 0 && rows[k](&parts->v[i]))
				return &parts->v[i];
	return NULL;
}

static bool
has_type(const struct part *p, const char *type)
{
	return text_same_case(p->type[0] != '\0' ? p->type : "text/plain",
	    type);
}

/* The n-th part, or the n-th of the type; n from 1. */
static struct part *
choose_by_index(const struct part_list *parts, const char *type, int64_t n)
{
	size_t i;

	for (i = 0; i < parts->n; i++)
		if (parts->v[i].number > 0 &&
		    (type == NULL || has_type(&parts->v[i], type)) &&
		    --n == 0)
			return &parts->v[i];
	return NULL;
}

static struct part *
choose(const struct part_list *parts, const struct decoder_options *options)
{
	const char *type = options->body_part_content_type;

	if (options->body_part_index == 0 && type == NULL)
		return choose_by_content(parts);
	return choose_by_index(parts, type, options->body_part_index == 0 ?
	    1 : options->body_part_index);
}

/* ---- its content and properties ------------------------------------------ */

static void
describe(struct run *run, const struct part *p)
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
	struct mime_entity e = { 0 };
	const char *value;
	size_t i;

	mime_parse_part(&e, p->all, NULL);
	for (i = 0; i < ARRAY_SIZE(map); i++) {
		value = mime_get(&e.header, map[i].field);
		if (value != NULL)
			props_set(run->part, map[i].property, value);
	}
	mime_clear(&e);
	if (p->file_name != NULL)
		props_set(run->part, "MIME.FileName", p->file_name);
}

/*
 * Every part is gone over: kept, if that is wanted, or only counted.  One
 * that does not decode is no reason to refuse the others.
 */
static bool
read_contents(struct run *run, struct part_list *parts)
{
	struct sink_spool to;
	struct sink *sink = NULL;
	struct err err = { 0 };
	size_t i, at = 0;

	if (run->contents != NULL) {
		*run->contents = run_spool(run, run->data.len);
		to = sink_spool(run->contents);
		sink = &to.sink;
	}
	for (i = 0; i < parts->n; i++) {
		/* The body will be decoded in any case. */
		if (parts->v[i].number == 0 ||
		    (sink == NULL && parts->v[i].chosen))
			continue;
		parts->v[i].at = at;
		if (!part_decode(&parts->v[i], sink, &err))
			return run_fail(run, run_failure(&err,
			    FAIL_SMIME_MALFORMED), "part %zu: %s",
			    parts->v[i].number, err.text);
		at += parts->v[i].size;
	}
	return run->contents == NULL || spool_finish(run->contents, &err) ||
	    run_fail(run, run_failure(&err, FAIL_TEMP_FULL), "%s", err.text);
}

static bool
extract(struct run *run, const struct part *p)
{
	struct spool body = run_spool(run, p->body.len / 4 * 3);
	struct sink_spool to = sink_spool(&body);
	enum transfer_encoding encoding;
	struct err err = { 0 };

	if (!transfer_find(p->encoding, &encoding))
		return run_fail(run, FAIL_SMIME_MALFORMED,
		    "transfer encoding not known (%s)", p->encoding);
	if (transfer_is_identity(encoding)) {
		run->data = p->body;
		return true;
	}
	if (!transfer_decode(encoding, p->body, &to.sink, &err) ||
	    !spool_finish(&body, &err)) {
		spool_clear(&body);
		return run_fail(run, run_failure(&err, FAIL_SMIME_MALFORMED),
		    "body part: %s", err.text);
	}
	run_take(run, &body);
	return true;
}

static void
trace_parts(struct run *run, const struct part_list *parts)
{
	struct buf text = { 0 };
	size_t i, told = 0;

	for (i = 0; i < parts->n && told < MAX_TRACED_PARTS; i++) {
		if (parts->v[i].number == 0)
			continue;
		buf_reset(&text);
		part_text(&parts->v[i], &text);
		run_trace(run, NULL, "part %zu: %s", parts->v[i].number,
		    (const char *)text.data);
		told++;
	}
	if (told < parts->count)
		run_trace(run, NULL, "and %zu parts more",
		    parts->count - told);
	buf_clear(&text);
}

bool
decoder_choose_part(struct run *run, const struct decoder_options *options,
    const struct mime_entity *e)
{
	struct part_list *parts = run->parts;
	struct part *chosen;
	struct err err = { 0 };

	if (!part_list_read(parts, e->all, &err))
		return run_fail_mime(run, &err);
	chosen = choose(parts, options);
	if (chosen == NULL)
		return run_fail(run, FAIL_BODY_PART_NOT_FOUND,
		    "none of %zu parts fits index %lld, content type %s",
		    parts->count, (long long)options->body_part_index,
		    options->body_part_content_type != NULL ?
		    options->body_part_content_type : "any");
	chosen->chosen = true;
	describe(run, chosen);
	if (!read_contents(run, parts) || !extract(run, chosen))
		return false;
	chosen->size = run->data.len;
	if (parts->count > 1)
		trace_parts(run, parts);
	run_trace(run, NULL, "part %zu of %zu is the body (%s)",
	    chosen->number, parts->count,
	    chosen->type[0] != '\0' ? chosen->type : "no content type");
	return true;
}

bool
decoder_take_bare(struct run *run)
{
	part_list_bare(run->parts, run->data);
	run->parts->v[0].chosen = true;
	run->parts->v[0].size = run->data.len;
	return read_contents(run, run->parts);
}
