/* SPDX-License-Identifier: ISC */
/* MIME headers, multiparts and transfer encodings; BER. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/ber.h"
#include "engine/mime.h"
#include "engine/transfer.h"

#define SPAN(s) \
	((struct span){ (const unsigned char *)(s), sizeof(s) - 1, false })

static struct span
whole(const struct buf *b)
{
	return span_of(b->data, b->len);
}

/* ---- the 1024 byte rule -------------------------------------------------- */

static void
version_found(void **state)
{
	static const struct {
		const char *text;
		bool found;
	} rows[] = {
		{ "MIME-Version: 1.0\n\n", true },
		{ "mime-VERSION : 1.0\r\n\r\n", true },
		{ "From: a\r\nSubject: b\r\n c\r\nMIME-Version: 1.0\r\n\r\n",
		    true },
		{ "From x@y Sat Nov 21\nMIME-Version: 1.0\n\n", true },
		{ "", false },
		{ "<order>MIME-Version: 1.0</order>", false },
		{ "X-MIME-Version: 1.0\n\n", false },
		{ "MIME-Versions: 1.0\n\n", false },
		{ " MIME-Version: 1.0\n\n", false },
		{ "\nMIME-Version: 1.0\n\n", false },
		{ "From: a\n\nMIME-Version: 1.0\n", false },
		{ "MIME-Version", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (mime_has_version(rows[i].text, strlen(rows[i].text)) !=
		    rows[i].found)
			fail_msg("%s", rows[i].text);
}

/* Must-pass 10: at byte 1025 it is too late. */
static void
version_window(void **state)
{
	struct buf b = { 0 };
	size_t at;

	(void)state;
	for (at = 1000; at <= 1030; at++) {
		buf_reset(&b);
		buf_adds(&b, "X: ");
		while (b.len < at - 1)
			buf_addc(&b, 'x');
		buf_adds(&b, "\nMIME-Version: 1.0\n\n");
		/* The name is inside the window, or it is not there. */
		assert_int_equal(mime_has_version(b.data, b.len),
		    at + 12 <= 1024);
	}
	buf_clear(&b);
}

/* ---- headers ------------------------------------------------------------- */

static void
header_fields(void **state)
{
	struct mime_entity e;
	char *name;

	(void)state;
	assert_true(mime_parse(&e, SPAN(
	    "Content-Type: Text/XML; (why) charset=\"ut\\f-8\" ;\r\n"
	    "\tname=\"a; b.xml\"; X-Y=plain value ; (end)\r\n"
	    "Subject:\r\n \r\n folded\t\r\n"
	    "content-transfer-encoding: 8bit\r\n\r\nbody\0\r\n"), NULL));
	assert_string_equal(e.type, "text/xml");
	assert_true(mime_type_is(&e, "text"));
	assert_false(mime_type_is(&e, "tex"));
	assert_false(mime_type_is(&e, "text/x"));
	assert_string_equal(mime_get(&e.params, "CHARSET"), "utf-8");
	assert_string_equal(mime_get(&e.params, "name"), "a; b.xml");
	assert_string_equal(mime_get(&e.params, "x-y"), "plain value");
	assert_string_equal(mime_get(&e.header, "subject"), "folded");
	assert_string_equal(mime_get(&e.header, "Content-Transfer-Encoding"),
	    "8bit");
	assert_int_equal(e.body.len, 7);
	assert_memory_equal(e.body.p, "body\0\r\n", 7);
	mime_clear(&e);

	assert_true(mime_parse(&e, SPAN("Content-Type: text/xml; "
	    "name*=UTF-8'de'%C3%A4%20b.xml\n\n"), NULL));
	name = mime_param_text(&e.params, "name");
	assert_string_equal(name, "\xc3\xa4 b.xml");
	free(name);
	mime_clear(&e);

	/* Only a part may end with its header. */
	assert_false(mime_parse(&e, SPAN("Content-Type: a/b\r\n"), NULL));
	assert_true(mime_parse_part(&e, SPAN("Content-Type: a/b"), NULL));
	assert_int_equal(e.body.len, 0);
	mime_clear(&e);

	assert_true(mime_parse(&e, SPAN("From x\nContent-Type: a/b\n\nx"),
	    NULL));
	assert_string_equal(e.type, "a/b");
	assert_int_equal(e.body.len, 1);
	mime_clear(&e);

	assert_true(mime_parse(&e, SPAN("\r\nno header\r\n"), NULL));
	assert_string_equal(e.type, "");
	assert_int_equal(e.body.len, 11);
	mime_clear(&e);
}

static void
header_refused(void **state)
{
	static const struct {
		struct span text;
		const char *says;
	} rows[] = {
		{ SPAN("MIME-Version: 1.0\nnonsense\n\n"),
		    "line without a field name" },
		{ SPAN("MIME-Version: 1.0\nA: b\0c\n\n"),
		    "control character" },
		{ SPAN("MIME-Version: 1.0\nA: \033[2J\n\n"),
		    "control character" },
		{ SPAN(" first: folded\n\n"), "continuation" },
		{ SPAN("Content-Type: a/b\ncontent-type: a/c\n\n"), "twice" },
		{ SPAN("Content-Type: a/b; x=1; X=2\n\n"), "twice" },
		{ SPAN("Content-Type: a/b; x=\"1\n\n"), "not closed" },
		{ SPAN("Content-Type: a/b; x\n\n"), "without a value" },
		{ SPAN("Content-Type: a/b c/d\n\n"), "text after" },
		{ SPAN(": no name\n\n"), "without a field name" },
	};
	struct mime_entity e;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		err = (struct err){ 0 };
		assert_false(mime_parse(&e, rows[i].text, &err));
		if (strstr(err.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].says, err.text);
		assert_null(e.type);
	}
}

static void
header_limits(void **state)
{
	struct mime_entity e;
	struct buf b = { 0 };
	struct err err = { 0 };
	int i;

	(void)state;
	for (i = 0; i <= MAX_MIME_FIELDS; i++)
		buf_adds(&b, "a: b\n");
	buf_adds(&b, "\n");
	assert_false(mime_parse(&e, whole(&b), &err));
	assert_int_equal(err.code, ERR_DENIED);

	buf_reset(&b);
	buf_adds(&b, "a: ");
	while (b.len < MAX_MIME_HEADER)
		buf_addc(&b, 'x');
	buf_adds(&b, "\n\nbody");
	assert_false(mime_parse(&e, whole(&b), &err));
	assert_int_equal(err.code, ERR_DENIED);

	/* Endless folding must not take quadratic time or memory. */
	buf_reset(&b);
	buf_adds(&b, "a: b\n");
	while (b.len < MAX_MIME_HEADER - 10)
		buf_adds(&b, " c\n");
	buf_adds(&b, "\n");
	assert_false(mime_parse(&e, whole(&b), &err));
	buf_clear(&b);
}

/* Content that was signed or encrypted: an entity only beyond doubt. */
static void
entity_rule(void **state)
{
	static const struct {
		struct span text;
		bool is;
	} rows[] = {
		{ SPAN("Content-Type: text/plain\r\n\r\nx"), true },
		{ SPAN("MIME-Version: 1.0\n\n"), true },
		{ SPAN("Subject: x\nContent-ID: <a>\n\nx"), true },
		{ SPAN(""), false },
		{ SPAN("\r\nx"), false },
		{ SPAN("hello"), false },
		{ SPAN("Content-Type: text/plain\r\nbody"), false },
		{ SPAN("Content-Type: text/plain\r\n"), false },
		{ SPAN("Subject: x\n\nx"), false },
		{ SPAN("Content-Type: a/b\n\0\n\n"), false },
		{ SPAN("\0\0\0"), false },
		{ SPAN("From x\nContent-Type: a/b\n\n"), false },
		{ SPAN("<a>\nContent-Type: a/b\n\n"), false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (mime_is_entity(rows[i].text) != rows[i].is)
			fail_msg("row %zu", i);
}

/* ---- multiparts ---------------------------------------------------------- */

static void
split(const char *data, size_t len, const char *expected)
{
	struct mime_entity e;
	struct mime_parts parts = { 0 };
	struct buf got = { 0 };
	struct err err = { 0 };
	size_t i;

	assert_true(mime_parse(&e, span_of(data, len), &err));
	buf_adds(&got, "");
	if (!mime_split(&e, &parts, &err))
		buf_adds(&got, err.text);
	else
		for (i = 0; i < parts.n; i++)
			buf_addf(&got, "[%.*s]", (int)parts.v[i].len,
			    (const char *)parts.v[i].p);
	if (strcmp((const char *)got.data, expected) != 0)
		fail_msg("%s instead of %s", (const char *)got.data,
		    expected);
	buf_clear(&got);
	mime_parts_clear(&parts);
	mime_clear(&e);
}

#define M "Content-Type: multipart/mixed; boundary=\"b\"\n\n"
#define SPLIT(text, expected) split(text, sizeof(text) - 1, expected)

static void
multipart_split(void **state)
{
	(void)state;
	SPLIT(M "--b\n1\n--b\n2\n--b--\n", "[1][2]");
	SPLIT(M "--b\r\n1\r\n--b\r\n2\r\n--b--", "[1][2]");
	SPLIT(M "pre\n--b \t\n1\n\n--b\n2\r\n\r\n--b--\nepilogue --b",
	    "[1\n][2\r\n]");
	SPLIT(M "--b\n--bb\n--b-\nx--b\n --b\n--b--\n",
	    "[--bb\n--b-\nx--b\n --b]");
	SPLIT(M "--b\n--b\n\n--b--\n", "[][]");
	SPLIT(M "--b--\n", "");
	/* The boundary is compared as it stands, not as a pattern. */
	SPLIT("Content-Type: multipart/mixed; boundary=\".*\"\n\n"
	    "--xx\n1\n--.*\n2\n--.*--\n", "[2]");
	/* What follows the closing boundary is nobody's. */
	SPLIT(M "--b\n1\n--b--\n--b\n2\n--b--\n", "[1]");
}

static void
multipart_refused(void **state)
{
	(void)state;
	SPLIT(M "no boundary here\n", "multipart: boundary not found");
	SPLIT(M "--b\n1\n--b\n2\n", "multipart: closing boundary missing");
	SPLIT(M "--b\n1\n--b--x\n", "multipart: closing boundary missing");
	SPLIT("Content-Type: multipart/mixed\n\n--b\n--b--\n",
	    "multipart: no boundary");
	SPLIT("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n----\n",
	    "multipart: boundary empty or too long");
}

static void
multipart_limits(void **state)
{
	struct mime_parts parts = { 0 };
	struct mime_entity e;
	struct buf b = { 0 };
	struct err err = { 0 };
	int i;

	(void)state;
	buf_adds(&b, M);
	for (i = 0; i < MAX_MIME_PARTS + 2; i++)
		buf_adds(&b, "--b\n");
	buf_adds(&b, "--b--\n");
	assert_true(mime_parse(&e, whole(&b), &err));
	assert_false(mime_split(&e, &parts, &err));
	assert_int_equal(err.code, ERR_DENIED);
	mime_parts_clear(&parts);
	mime_clear(&e);
	buf_clear(&b);
}

/* ---- transfer encodings -------------------------------------------------- */

static void
transfer_names(void **state)
{
	enum transfer_encoding e;

	(void)state;
	assert_true(transfer_find("BASE64 (comment)", &e));
	assert_int_equal(e, ENCODING_BASE64);
	assert_true(transfer_find(NULL, &e));
	assert_int_equal(e, ENCODING_7BIT);
	assert_true(transfer_find("x-uuencode", &e));
	assert_int_equal(e, ENCODING_UUENCODE);
	assert_false(transfer_find("base65", &e));
}

static bool
encode(enum transfer_encoding e, const void *p, size_t n, struct buf *out,
    struct err *err)
{
	struct sink_buf to = sink_buf(out);

	buf_adds(out, "");
	return transfer_encode(e, span_of(p, n), NULL, &to.sink, err);
}

static bool
decode(enum transfer_encoding e, struct span in, struct buf *out,
    struct err *err)
{
	struct sink_buf to = sink_buf(out);

	buf_adds(out, "");
	return transfer_decode(e, in, &to.sink, err);
}

/* NULs everywhere, every byte, bare CR and LF, blanks at line ends. */
static void
make_nasty(struct buf *b, size_t size)
{
	size_t i;

	buf_adds(b, "a \n");
	buf_add(b, "\0nul\n\0\0nul\r\n\t \r\n.\r\nFrom \r\r\n", 27);
	for (i = 0; b->len < size; i++)
		buf_addc(b, (char)(i * 7 + i / 256));
	b->len = size;
}

static void
transfer_round_trip(void **state)
{
	static const enum transfer_encoding all[] = { ENCODING_BASE64,
		ENCODING_QUOTED_PRINTABLE, ENCODING_BINARY,
		ENCODING_UUENCODE };
	struct buf in = { 0 }, wire = { 0 }, out = { 0 };
	struct err err = { 0 };
	size_t i, size;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		for (size = 0; size < 400; size++) {
			buf_reset(&in);
			buf_reset(&wire);
			buf_reset(&out);
			make_nasty(&in, size);
			assert_true(encode(all[i], in.data, in.len, &wire,
			    &err));
			if (!decode(all[i], whole(&wire), &out, &err))
				fail_msg("%s, %zu: %s",
				    transfer_name(all[i]), size, err.text);
			if (out.len != in.len ||
			    (in.len > 0 &&
			    memcmp(out.data, in.data, in.len) != 0))
				fail_msg("%s, %zu bytes",
				    transfer_name(all[i]), size);
		}
	}
	buf_clear(&in);
	buf_clear(&wire);
	buf_clear(&out);
}

/* What we write passes through relays that only know short text lines. */
static void
transfer_lines(void **state)
{
	static const enum transfer_encoding all[] = { ENCODING_BASE64,
		ENCODING_QUOTED_PRINTABLE, ENCODING_UUENCODE };
	struct buf in = { 0 }, wire = { 0 };
	size_t i, k, line;

	(void)state;
	make_nasty(&in, 3000);
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		buf_reset(&wire);
		assert_true(encode(all[i], in.data, in.len,
		    &wire, NULL));
		for (k = line = 0; k < wire.len; k++) {
			if (wire.data[k] == '\n') {
				assert_int_equal(wire.data[k - 1], '\r');
				assert_true(k < 2 || (
				    wire.data[k - 2] != ' ' &&
				    wire.data[k - 2] != '\t'));
				assert_true(line <= 77);
				line = 0;
				continue;
			}
			assert_in_range(wire.data[k] == '\r' ? ' ' :
			    wire.data[k], ' ', '~');
			line++;
		}
	}
	buf_clear(&in);
	buf_clear(&wire);
}

static void
transfer_cases(void **state)
{
	static const struct {
		enum transfer_encoding encoding;
		struct span wire;
		const char *text;	/* NULL: refused */
	} rows[] = {
		{ ENCODING_BASE64, SPAN("aGVs\r\nbG8="), "hello" },
		{ ENCODING_BASE64, SPAN(" aGVsbG8 \n"), "hello" },
		{ ENCODING_BASE64, SPAN("aGVsbG8=\n\n"), "hello" },
		{ ENCODING_BASE64, SPAN(""), "" },
		{ ENCODING_BASE64, SPAN("aGVsbG8=aGVs"), NULL },
		{ ENCODING_BASE64, SPAN("aGVsb"), NULL },
		{ ENCODING_BASE64, SPAN("aGVs="), NULL },
		{ ENCODING_BASE64, SPAN("aGVsbG8==="), NULL },
		{ ENCODING_BASE64, SPAN("aGVs\0bG8="), NULL },
		{ ENCODING_BASE64, SPAN("aGVs-G8="), NULL },
		{ ENCODING_QUOTED_PRINTABLE, SPAN("a=3Db=\r\nc \t\r\nd\n"),
		    "a=bc\r\nd\n" },
		{ ENCODING_QUOTED_PRINTABLE, SPAN("=e4= \nx"), "\xe4x" },
		{ ENCODING_QUOTED_PRINTABLE, SPAN("a="), "a" },
		{ ENCODING_QUOTED_PRINTABLE, SPAN("a=3"), NULL },
		{ ENCODING_QUOTED_PRINTABLE, SPAN("a=XY"), NULL },
		{ ENCODING_UUENCODE, SPAN("\nbegin 644 a b\n%:&5L;&\\\n"
		    "`\nend\n"), "hello" },
		{ ENCODING_UUENCODE, SPAN("begin 644 a\n%:&5L;&\\"), NULL },
		{ ENCODING_UUENCODE, SPAN("%:&5L;&\\\nend\n"), NULL },
		{ ENCODING_UUENCODE, SPAN("begin 644 a\n!:&5L;&\\XXXX\nend\n"),
		    NULL },
		{ ENCODING_7BIT, SPAN("as it\nis\r\n"), "as it\nis\r\n" },
	};
	struct buf out = { 0 };
	size_t i;
	bool ok;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		buf_reset(&out);
		buf_adds(&out, "");
		ok = decode(rows[i].encoding, rows[i].wire, &out, NULL);
		if (ok != (rows[i].text != NULL) || (ok &&
		    (out.len != strlen(rows[i].text) ||
		    memcmp(out.data, rows[i].text, out.len) != 0)))
			fail_msg("row %zu", i);
	}
	buf_clear(&out);
}

/* 7bit and 8bit: text with CRLF, or a clear refusal. */
static void
transfer_text(void **state)
{
	struct buf out = { 0 };
	struct err err = { 0 };
	char line[MAX_TRANSFER_LINE + 2];

	(void)state;
	assert_true(encode(ENCODING_7BIT, "a\nb\r\n", 5, &out,
	    &err));
	assert_string_equal((char *)out.data, "a\r\nb\r\n");
	assert_false(encode(ENCODING_7BIT, "\xe4", 1, &out,
	    &err));
	assert_non_null(strstr(err.text, "0xe4"));
	assert_true(encode(ENCODING_8BIT, "\xe4", 1, &out,
	    &err));
	assert_false(encode(ENCODING_8BIT, "a\rb", 3, &out,
	    &err));
	assert_false(encode(ENCODING_8BIT, "a\0b", 3, &out,
	    &err));
	memset(line, 'x', sizeof(line));
	assert_true(encode(ENCODING_7BIT, line, MAX_TRANSFER_LINE, &out, &err));
	assert_false(encode(ENCODING_7BIT, line,
	    MAX_TRANSFER_LINE + 1, &out, &err));
	buf_clear(&out);
}

/* ---- BER ----------------------------------------------------------------- */

static void
ber_items(void **state)
{
	static const struct {
		struct span bytes;
		bool ok;
	} rows[] = {
		{ SPAN("\x04\x02" "ab"), true },
		{ SPAN("\x04\x81\x02" "ab"), true },
		{ SPAN("\x04\x84\0\0\0\x02" "ab"), true },
		{ SPAN("\x30\x80\x04\x01" "a\0\0"), true },
		{ SPAN("\x30\x80\x30\x80\0\0\0\0"), true },
		{ SPAN(""), false },
		{ SPAN("\x04"), false },
		{ SPAN("\x04\x03" "ab"), false },
		{ SPAN("\x04\x80" "a\0\0"), false },
		{ SPAN("\x04\x84\xff\xff\xff\xff" "ab"), false },
		{ SPAN("\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff" "ab"),
		    false },
		{ SPAN("\x04\x89\0\0\0\0\0\0\0\0\x01" "a"), false },
		{ SPAN("\x30\x80\x04\x01" "a"), false },
		{ SPAN("\x1f\x01\x01" "a"), false },
	};
	struct ber_item item;
	struct ber in;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		in = (struct ber){ rows[i].bytes.p, rows[i].bytes.len };
		if (ber_next(&in, &item) != rows[i].ok)
			fail_msg("row %zu", i);
	}
}

/* Nested indefinite lengths end at the limit, not at the end of the stack. */
static void
ber_depth(void **state)
{
	struct ber_cms parts;
	struct buf b = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 100000; i++)
		buf_add(&b, "\x30\x80", 2);
	assert_false(ber_split(whole(&b), &parts, NULL));
	assert_false(ber_is_attributes(whole(&b)));
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_found),
		cmocka_unit_test(version_window),
		cmocka_unit_test(header_fields),
		cmocka_unit_test(header_refused),
		cmocka_unit_test(header_limits),
		cmocka_unit_test(entity_rule),
		cmocka_unit_test(multipart_split),
		cmocka_unit_test(multipart_refused),
		cmocka_unit_test(multipart_limits),
		cmocka_unit_test(transfer_names),
		cmocka_unit_test(transfer_round_trip),
		cmocka_unit_test(transfer_lines),
		cmocka_unit_test(transfer_cases),
		cmocka_unit_test(transfer_text),
		cmocka_unit_test(ber_items),
		cmocka_unit_test(ber_depth),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
