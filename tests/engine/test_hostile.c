/* SPDX-License-Identifier: ISC */
/*
 * Messages made to break their reader: each ends with a failure code of its
 * own kind, none of it with the memory or the time that its maker wanted.
 * They are made here; the bounds of memory are those of the process.
 */
#include "tests/engine/world.h"

#include <sys/resource.h>

#include <zlib.h>

#include "engine/explain.h"
#include "engine/mime.h"

#define MIME "MIME-Version: 1.0\n"
#define MULTI MIME "Content-Type: multipart/mixed; boundary=b\n\n"
#define CMS MIME "Content-Type: application/pkcs7-mime\n" \
	"Content-Transfer-Encoding: binary\n\n"
#define LARGE ((size_t)8 * 1024 * 1024)

/* Explaining has the same bounds: it ends, and says that there is a fault. */
static void
explained(const struct world *w, const struct buf *wire)
{
	struct explain_input input = { .wire = span_of(wire->data,
		    wire->len), .at = w->f->now, .max_size = 1000000,
		.temp = w->in->temp, .stores = w->f->settings.stores };
	struct explanation x;
	struct buf text = { 0 };
	struct err err = { 0 };

	must(explain(&input, &x, &err), &err);
	explanation_text(&x, &text);
	assert_true(text.len < 200000);
	explanation_clear(&x);
	buf_clear(&text);
}

static void
refused(const struct world *w, struct buf *wire, const char *code)
{
	char fate[64];

	snprintf(fate, sizeof(fate), "suspended %s guest", code);
	explained(w, wire);
	expect(w, wire, fate);
}

static int
hostile_reset(void **state)
{
	struct world *w = *state;

	world_reset(state);
	fixture_set(w->f, "receive-location", LOCATION,
	    "maximum_message_size=100000000", NULL);
	world_open(w, HOST);
	return 0;
}

/* ---- MIME ---------------------------------------------------------------- */

static void
huge_headers(void **state)
{
	struct world *w = *state;
	struct buf wire = text_message(MIME "X: ");

	while (wire.len < LARGE)
		buf_adds(&wire, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	refused(w, &wire, "SMIME_LIMIT");

	wire = text_message(MIME);
	while (wire.len < LARGE)
		buf_adds(&wire, "X-Field: value\n");
	refused(w, &wire, "SMIME_LIMIT");

	wire = text_message(MIME "X: y\n");
	while (wire.len < 60000)
		buf_adds(&wire, " z\n");
	buf_adds(&wire, "\nbody");
	refused(w, &wire, "SMIME_MALFORMED");

	wire = text_message(MIME "Content-Type: a/b");
	while (wire.len < 60000)
		buf_addf(&wire, "; p%zu=1", wire.len);
	buf_adds(&wire, "\n\nbody");
	refused(w, &wire, "SMIME_MALFORMED");

	/* Comments that nest for ever, and words that never end. */
	wire = text_message(MIME "Content-Type: ");
	while (wire.len < 60000)
		buf_addc(&wire, '(');
	buf_adds(&wire, "\n\nbody");
	expect(w, &wire, "processed guest");
	wire = text_message(MIME "Content-Description: ");
	while (wire.len < 60000)
		buf_adds(&wire, "=?utf-8?Q?=?=");
	buf_adds(&wire, "\n\nbody");
	expect(w, &wire, "processed guest");
}

static void
million_parts(void **state)
{
	struct world *w = *state;
	struct buf wire = text_message(MULTI);
	int i;

	for (i = 0; i < 1000000; i++)
		buf_adds(&wire, "--b\n\nx\n");
	buf_adds(&wire, "--b--\n");
	refused(w, &wire, "SMIME_LIMIT");

	/* Multiparts that hold none: they count as well. */
	wire = text_message(MULTI);
	for (i = 0; i < 3; i++) {
		int k;

		buf_addf(&wire, "--b\nContent-Type: multipart/mixed; "
		    "boundary=c%d\n\n", i);
		for (k = 0; k < 900; k++)
			buf_addf(&wire, "--c%d\nContent-Type: "
			    "multipart/mixed; boundary=d\n\n--d--\n", i);
		buf_addf(&wire, "--c%d--\n", i);
	}
	buf_adds(&wire, "--b--\n");
	refused(w, &wire, "SMIME_LIMIT");
}

static void
deep_nesting(void **state)
{
	struct world *w = *state;
	struct buf wire = text_message(MIME);
	int i;

	for (i = 0; i < 10000; i++)
		buf_addf(&wire, "Content-Type: multipart/mixed; "
		    "boundary=b%d\n\n--b%d\n", i, i);
	for (i = 9999; i >= 0; i--)
		buf_addf(&wire, "--b%d--\n", i);
	refused(w, &wire, "SMIME_LIMIT");

	/* All with the same boundary: the innermost is nobody's. */
	wire = text_message(MIME);
	for (i = 0; i < 1000; i++)
		buf_adds(&wire, "Content-Type: multipart/mixed; "
		    "boundary=b\n\n--b\n");
	buf_adds(&wire, "\nx\n--b--\n");
	refused(w, &wire, "SMIME_MALFORMED");
}

static void
endless_lines(void **state)
{
	static const struct {
		const char *encoding, *before, *fate;
		char filler;
	} rows[] = {
		{ "quoted-printable", "", "suspended SMIME_LIMIT guest",
		    'x' },
		{ "x-uuencode", "begin 644 a\n",
		    "suspended SMIME_LIMIT guest", '!' },
		{ "base64", "", "processed guest", 'A' },
		{ "7bit", "", "processed guest", 'x' },
	};
	struct world *w = *state;
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = text_message(MIME "Content-Transfer-Encoding: ");
		buf_addf(&wire, "%s\n\n%s", rows[i].encoding,
		    rows[i].before);
		memset(buf_room(&wire, LARGE), rows[i].filler, LARGE);
		wire.len += LARGE;
		expect(w, &wire, rows[i].fate);
	}
	/* A boundary that goes on for ever is none. */
	wire = text_message(MULTI "--b");
	memset(buf_room(&wire, LARGE), ' ', LARGE);
	wire.len += LARGE;
	refused(w, &wire, "SMIME_MALFORMED");
}

/* What two readers would read differently. */
static void
contradictions(void **state)
{
	static const char *const rows[] = {
		MIME MIME "\nx",
		MIME "Content-Type: a/b\nContent-Type: c/d\n\nx",
		MIME "Content-Transfer-Encoding: 7bit\n"
		    "Content-Transfer-Encoding: base64\n\nx",
		MIME "Content-Type: multipart/mixed; boundary=a; "
		    "boundary=b\n\n--a\n\n1\n--a--\n--b\n\n2\n--b--\n",
		MIME "Content-Type: multipart/mixed; boundary=a; "
		    "boundary*=b\n\n--a\n\n1\n--a--\n",
		MIME "Content-Type: multipart/mixed; boundary=a; "
		    "boundary*0=b\n\n--a\n\n1\n--a--\n",
		MIME "Content-Type: multipart/mixed; boundary*0*=b\n\n"
		    "--b\n\n1\n--b--\n",
		MIME "Content-Type: multipart/mixed; boundary=b\n"
		    "Content-Transfer-Encoding: base64\n\n--b\n\n1\n--b--\n",
		MIME "Content-Type: multipart/mixed; boundary=b\n"
		    "Content-Transfer-Encoding: x-own\n\n--b\n\n1\n--b--\n",
		MIME "Content-Transfer-Encoding: base64, 7bit\n\nQQ==",
		MIME "Content-Transfer-Encoding: =?utf-8?Q?base64?=\n\nQQ==",
		MULTI "--b\nContent-Transfer-Encoding: 7bit\n"
		    "Content-Transfer-Encoding: base64\n\nQQ==\n--b--\n",
	};
	struct world *w = *state;
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = text_message(rows[i]);
		refused(w, &wire, "SMIME_MALFORMED");
	}
}

/* ---- CMS ----------------------------------------------------------------- */

static void
length_overflows(void **state)
{
	/* Signed data, enveloped data, and lengths that lie. */
#define OID_7(n) "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" n
	static const struct span rows[] = {
#define ROW(s) { (const unsigned char *)(CMS s), sizeof(CMS s) - 1, false }
		ROW("\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff" OID_7("\x02")),
		ROW("\x30\x84\x7f\xff\xff\xff" OID_7("\x03")),
		ROW("\x30\x89\x01\0\0\0\0\0\0\0\x10" OID_7("\x03")),
		ROW("\x30\x80" OID_7("\x03") "\xa0\x88\xff\xff\xff\xff\xff"
		    "\xff\xff\xf0\x30\x80"),
		ROW("\x30\x80" OID_7("\x03") "\xa0\x80\x30\x80\x02\x01\0"
		    "\x31\0\x30\x80" OID_7("\x01") "\x30\0"
		    "\x80\x88\xff\xff\xff\xff\xff\xff\xff\xff"),
		ROW("\x30\x80" OID_7("\x02") "\xa0\x80\x30\x80\x02\x01\x01"
		    "\x31\0\x30\x80" OID_7("\x01") "\xa0\x80\x24\x80\x04"
		    "\x84\xff\xff\xff\xff"),
		ROW("\x30\x80" OID_7("\x02") "\xa0\x80\x30\x80\x02\xff"),
		ROW("\x30"), ROW("\x30\x80"), ROW("\x1f\x81\x80\x80\x80"),
#undef ROW
	};
	struct world *w = *state;
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = bytes(rows[i].p, rows[i].len);
		refused(w, &wire, "SMIME_MALFORMED");
	}
}

static void
deep_structure(void **state)
{
	static const char signed_data[] = CMS "\x30\x80" OID_7("\x02")
	    "\xa0\x80\x30\x80\x02\x01\x01\x31\0\x30\x80" OID_7("\x01")
	    "\xa0\x80";
	struct world *w = *state;
	struct buf wire = text_message(CMS);
	int i;

	for (i = 0; i < 1000000; i++)
		buf_add(&wire, "\x30\x80", 2);
	refused(w, &wire, "SMIME_MALFORMED");
	/* Pieces within pieces of the content. */
	wire = bytes(signed_data, sizeof(signed_data) - 1);
	for (i = 0; i < 1000000; i++)
		buf_add(&wire, "\x24\x80", 2);
	refused(w, &wire, "SMIME_MALFORMED");
}

/* compressed-data (RFC 3274) around the bytes, which are a zlib stream. */
static struct buf
compressed(const void *z, size_t n)
{
	static const unsigned char head[] = { 0x30, 0x80, 0x06, 0x0b, 0x2a,
		0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x09,
		0xa0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x00, 0x30, 0x0d, 0x06,
		0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10,
		0x03, 0x08, 0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
		0xf7, 0x0d, 0x01, 0x07, 0x01, 0xa0, 0x80, 0x04, 0x84 };
	static const unsigned char end[10];
	struct buf b = text_message(CMS);
	unsigned char length[4] = { (unsigned char)(n >> 24),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8),
		(unsigned char)n };

	buf_add(&b, head, sizeof(head));
	buf_add(&b, length, sizeof(length));
	buf_add(&b, z, n);
	buf_add(&b, end, sizeof(end));
	return b;
}

static struct buf
deflated(const struct buf *in)
{
	struct buf z = { 0 };
	uLongf n = compressBound((uLong)in->len);

	assert_int_equal(compress2(buf_room(&z, n), &n, in->data, in->len, 9),
	    Z_OK);
	z.len = n;
	return z;
}

/* Zip bombs: all at once, in layers, and as one that never ends. */
static void
bombs(void **state)
{
	struct world *w = *state;
	struct buf zeros = { 0 }, z, wire;
	int i;

	memset(buf_room(&zeros, LARGE * 8), 0, LARGE * 8);
	zeros.len = LARGE * 8;
	z = deflated(&zeros);
	buf_clear(&zeros);
	wire = compressed(z.data, z.len);
	refused(w, &wire, "SMIME_LIMIT");
	/* Cut off in the middle of the stream. */
	wire = compressed(z.data, 500);
	refused(w, &wire, "SMIME_MALFORMED");
	buf_clear(&z);
	/* A message in layers of compression. */
	wire = text_message(MIME "\nbody");
	for (i = 0; i < 20; i++) {
		z = deflated(&wire);
		buf_clear(&wire);
		wire = compressed(z.data, z.len);
		buf_clear(&z);
	}
	refused(w, &wire, "SMIME_LIMIT");
}

/* None of it all has cost much memory: the largest input has 64 MiB. */
static void
memory(void **state)
{
	struct rusage usage;

	(void)state;
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
#if !defined(__SANITIZE_ADDRESS__)
	assert_true(usage.ru_maxrss < 250 * 1024);
#endif
}

#define T(f) cmocka_unit_test_setup(f, hostile_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(huge_headers), T(million_parts), T(deep_nesting),
		T(endless_lines), T(contradictions), T(length_overflows),
		T(deep_structure), T(bombs), T(memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
