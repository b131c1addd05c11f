/* SPDX-License-Identifier: ISC */
/*
 * Base64 against OpenSSL's and against a decoder of a character at a time:
 * whatever is done many at a time has to be the same at every place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "base/mem.h"
#include "engine/base64.h"

#define MOST 1200		/* bytes: many lines */

/* Of no particular pattern, the same in every run. */
static void
fill(unsigned char *p, size_t n)
{
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < n; i++) {
		x = x * 1103515245 + 12345;
		p[i] = (unsigned char)(x >> 16);
	}
}

/* By OpenSSL, in lines of so many bytes. */
static void
reference(const unsigned char *p, size_t n, size_t line, struct buf *out)
{
	unsigned char text[MOST * 2];
	size_t part;

	for (; n > 0; p += part, n -= part) {
		part = n < line ? n : line;
		buf_add(out, text, (size_t)EVP_EncodeBlock(text, p,
		    (int)part));
		buf_adds(out, "\r\n");
	}
}

static void
encode(const unsigned char *p, size_t n, size_t step, bool wide,
    struct buf *out)
{
	struct sink_buf to = sink_buf(out);
	struct base64 b;
	size_t part;

	base64_init(&b, &to.sink);
	b.wide = b.wide && wide;
	for (; n > 0; p += part, n -= part) {
		part = n < step ? n : step;
		assert_true(sink_put(&b.sink, p, part, NULL));
	}
	assert_true(base64_end(&b, NULL));
}

/* Every length, in pieces of several sizes, with and without AVX2. */
static void
test_encode(void **state)
{
	static const size_t steps[] = { 1, 24, 57, 58, 300, MOST };
	struct buf expected = { 0 }, got = { 0 };
	size_t n, i, k;

	(void)state;
	for (n = 0; n <= MOST; n += n < 240 ? 1 : 53) {
		/* Of this size, so that a sanitizer sees what is beyond. */
		unsigned char *p = xmalloc(n + 1);

		fill(p, n);
		buf_reset(&expected);
		reference(p, n, BASE64_LINE, &expected);
		assert_int_equal(expected.len, base64_length(n));
		for (i = 0; i < 2 * ARRAY_SIZE(steps); i++) {
			k = i / 2;
			buf_reset(&got);
			encode(p, n, steps[k], i % 2 == 0, &got);
			assert_int_equal(got.len, expected.len);
			if (n > 0)
				assert_memory_equal(got.data, expected.data,
				    got.len);
		}
		free(p);
	}
	buf_clear(&expected);
	buf_clear(&got);
}

/* From bytes of their own on the heap. */
static bool
decode(const void *text, size_t n, struct buf *out)
{
	struct sink_buf to = sink_buf(out);
	unsigned char *copy = xmalloc(n + 1);
	bool ok;

	if (n > 0)
		memcpy(copy, text, n);
	ok = base64_decode(span_of(copy, n), &to.sink, NULL);
	free(copy);
	return ok;
}

/* Lines as ours, shorter, longer, without ends, begun anywhere. */
static void
test_decode(void **state)
{
	static const size_t lines[] = { 3, 15, 24, 48, 54, 57, 60, 96, 600,
		MOST };
	struct buf text = { 0 }, got = { 0 };
	unsigned char p[MOST];
	size_t n, i;

	(void)state;
	fill(p, sizeof(p));
	for (n = 0; n <= MOST; n += n < 240 ? 1 : 53) {
		for (i = 0; i < ARRAY_SIZE(lines); i++) {
			buf_reset(&text);
			reference(p, n, lines[i], &text);
			buf_reset(&got);
			assert_true(decode(text.data, text.len, &got));
			assert_int_equal(got.len, n);
			if (n > 0)
				assert_memory_equal(got.data, p, n);
		}
	}
	buf_clear(&text);
	buf_clear(&got);
}

static bool
is_digit(unsigned char c)
{
	return c != '\0' && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/", c) != NULL;
}

static bool
is_blank(unsigned c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Every character at every place of three lines: digit, blank, or refused. */
static void
test_every_character(void **state)
{
	struct buf text = { 0 }, got = { 0 }, again = { 0 };
	unsigned char p[3 * BASE64_LINE], kept, back[4 * BASE64_LINE];
	size_t at, k, n;
	unsigned c;
	bool ok;

	(void)state;
	fill(p, sizeof(p));
	reference(p, sizeof(p), BASE64_LINE, &text);
	for (at = 0; at < text.len; at++) {
		kept = text.data[at];
		for (c = 0; c < 256 && is_digit(kept); c++) {
			text.data[at] = (unsigned char)c;
			buf_reset(&got);
			ok = decode(text.data, text.len, &got);
			if (!is_digit((unsigned char)c)) {
				/* A digit is missing, as where the padding
				   is left out, or stands before CRLF. */
				assert_int_equal(ok, c == '=' ?
				    at + 3 == text.len : is_blank(c));
				continue;
			}
			assert_true(ok);
			assert_int_equal(got.len, sizeof(p));
			for (n = k = 0; k < text.len; k++)
				if (is_digit(text.data[k]))
					back[n++] = text.data[k];
			buf_reset(&again);
			buf_add(&again, back, n);
			assert_int_equal(EVP_DecodeBlock(back, again.data,
			    (int)n), sizeof(p));
			assert_memory_equal(got.data, back, sizeof(p));
		}
		text.data[at] = kept;
	}
	buf_clear(&text);
	buf_clear(&got);
	buf_clear(&again);
}

static void
test_refused(void **state)
{
	static const char *const bad[] = { "A", "AAAAA", "AA=", "AA==A",
		"AAA==", "AA===", "AA-A", "AAA\x80", "AAA\x7f" };
	struct buf got = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(decode(bad[i], strlen(bad[i]), &got));
	buf_clear(&got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
