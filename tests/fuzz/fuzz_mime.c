/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the reading of MIME: header, parameters, encoded words, multiparts,
 * parts and their transfer encodings.  Whatever is found lies in the bytes
 * given; what is encoded again decodes to the same.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/mime.h"
#include "engine/part.h"
#include "engine/transfer.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
lies_in(struct span inner, struct span outer)
{
	return inner.len == 0 || (inner.p >= outer.p &&
	    inner.p + inner.len <= outer.p + outer.len);
}

static void
check_name(const struct part *p)
{
	struct buf name = { 0 };
	char *safe;

	part_file_name(p, &name);
	safe = text_safe((char *)name.data);
	assert(strcmp(safe, (char *)name.data) == 0);
	assert(name.len <= MAX_PART_NAME + 8);
	assert(strpbrk((char *)name.data, "/\\\n") == NULL);
	assert(name.data[0] >= '0' && name.data[0] <= '9');
	free(safe);
	buf_clear(&name);
}

static void
check_encoding(struct span body)
{
	struct buf wire = { 0 }, out = { 0 };
	struct sink_buf to = sink_buf(&wire), back = sink_buf(&out);
	static const enum transfer_encoding all[] = { ENCODING_BASE64,
		ENCODING_QUOTED_PRINTABLE, ENCODING_UUENCODE };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		buf_reset(&wire);
		buf_reset(&out);
		assert(transfer_encode(all[i], body, NULL, &to.sink, NULL));
		assert(transfer_decode(all[i], span_of(wire.data, wire.len),
		    &back.sink, NULL));
		assert(out.len == body.len && (body.len == 0 ||
		    memcmp(out.data, body.p, body.len) == 0));
	}
	buf_clear(&wire);
	buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span all = span_of(data, n);
	struct part_list parts = { 0 };
	struct sink_count count = sink_count();
	struct mime_entity e = { 0 };
	struct err err = { 0 };
	struct part *p;

	mime_has_version(data, n);
	if (mime_is_entity(all))
		assert(mime_parse_part(&e, all, NULL) || e.type == NULL);
	mime_clear(&e);
	if (mime_parse(&e, all, &err)) {
		assert(lies_in(e.body, all));
		check_encoding(e.body);
	}
	mime_clear(&e);
	if (part_list_read(&parts, all, &err)) {
		for (p = parts.v; p < parts.v + parts.n; p++) {
			assert(lies_in(p->all, all));
			assert(lies_in(p->body, p->all));
			if (p->number == 0)
				continue;
			check_name(p);
			count.n = 0;
			if (part_decode(p, &count.sink, NULL))
				assert(p->size == count.n);
		}
	}
	part_list_clear(&parts);
	return 0;
}
