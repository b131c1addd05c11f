/* SPDX-License-Identifier: ISC */
/* MIME structure and the choice of the body part: section 5, step 3. */
#include "tests/engine/world.h"

#include "engine/mend.h"
#include "engine/mime.h"

#define PLAIN "MIME-Version: 1.0\r\nContent-Type: text/xml\r\n\r\n<a/>"

/* ---- body part --------------------------------------------------------- */

#define MULTI "MIME-Version: 1.0\nContent-Type: multipart/mixed; " \
	"boundary=b\n\n"
#define PART(type, text) "--b\nContent-Type: " type "\n\n" text "\n"

static void
body_part_table(void **state)
{
	static const char three[] = MULTI PART("image/png", "p")
	    PART("text/html", "h") PART("text/xml", "x") PART("text/xml", "y")
	    "--b--\n";
	static const char named[] = MULTI PART("text/xml", "x")
	    PART("image/png\nContent-Description: Body", "p") "--b--\n";
	static const char untyped[] = MULTI PART("image/png", "p")
	    "--b\n\nplain\n--b--\n";
	static const char binary[] = MULTI PART("image/png", "p")
	    PART("image/gif", "g") "--b--\n";
	static const char nested[] = MULTI
	    "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
	    "--c\nContent-Type: text/plain\n\n1\n"
	    "--c\nContent-Type: text/xml\n\n2\n--c--\n"
	    PART("text/xml", "3") "--b--\n";
	static const char coded[] = MULTI PART("text/xml", "x")
	    PART("a/b\nContent-Description: =?us-ascii?Q?b=6Fdy?=", "p")
	    PART("a/b\nContent-Description: body", "q") "--b--\n";
	static const char texts[] = MULTI PART("image/png", "p")
	    PART("text/html", "h") PART("text/plain", "t") "--b--\n";
	static const char xml[] = MULTI PART("application/xml", "a")
	    PART("TEXT/XML; charset=utf-8", "x") "--b--\n";
	static const char sealed[] = MULTI
	    PART("multipart/signed; boundary=s", "s")
	    PART("multipart/encrypted; boundary=s", "e")
	    PART("message/rfc822", "m") "--b--\n";
	static const char none[] = MULTI "--b--\n";
	static const struct {
		const char *message, *index, *type;
		const char *body;	/* NULL: BODY_PART_NOT_FOUND */
	} rows[] = {
		/* 0, empty: description, text/xml, text, the first */
		{ coded, "0", "", "p" },
		{ texts, "0", "", "h" },
		{ xml, "0", "", "x" },
		{ sealed, "0", "", "s" },
		{ none, "0", "", NULL },
		/* 0, set: the first of the type, described or not */
		{ named, "0", "text/xml", "x" },
		{ xml, "0", "application/xml", "a" },
		{ none, "0", "text/xml", NULL },
		/* n, empty: the n-th, whatever it is */
		{ named, "2", "", "p" },
		{ sealed, "2", "", "e" },
		{ sealed, "3", "", "m" },
		{ sealed, "4", "", NULL },
		{ nested, "1", "", "1" },
		{ nested, "2", "", "2" },
		{ none, "1", "", NULL },
		/* n, set: the n-th among those of the type */
		{ three, "1", "text/xml", "x" },
		{ three, "1", "image/png", "p" },
		{ three, "2", "image/png", NULL },
		{ nested, "2", "text/xml", "3" },
		{ nested, "1", "text/plain", "1" },
		{ none, "1", "text/plain", NULL },
		{ three, "0", "", "x" },
		{ named, "0", "", "p" },
		{ untyped, "0", "", "plain" },
		{ binary, "0", "", "p" },
		{ three, "0", "text/html", "h" },
		{ three, "0", "TEXT/XML", "x" },
		{ three, "0", "text/plain", NULL },
		{ three, "1", "", "p" },
		{ three, "4", "", "y" },
		{ three, "5", "", NULL },
		{ three, "2", "text/xml", "y" },
		{ three, "3", "text/xml", NULL },
		{ untyped, "1", "text/plain", "plain" },
		{ nested, "0", "", "2" },
		{ nested, "3", "", "3" },
		{ PLAIN, "0", "", "<a/>" },
		{ PLAIN, "1", "", "<a/>" },
		{ PLAIN, "2", "", NULL },
		{ PLAIN, "0", "text/xml", "<a/>" },
		{ PLAIN, "0", "text/plain", NULL },
	};
	struct world *w = *state;
	struct receive_result r;
	struct buf wire;
	char index[64], type[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(index, sizeof(index), "decoder.body_part_index=%s",
		    rows[i].index);
		snprintf(type, sizeof(type),
		    "decoder.body_part_content_type=%s", rows[i].type);
		fixture_set(w->f, "receive-location", LOCATION, index, type,
		    NULL);
		world_open(w, HOST);
		wire = text_message(rows[i].message);
		r = receive_as(w, &wire, nobody);
		if (rows[i].body != NULL) {
			check_fate(&r, "processed guest");
			check_body(&r, rows[i].body, strlen(rows[i].body));
		} else {
			check_fate(&r, "suspended BODY_PART_NOT_FOUND guest");
		}
		receive_result_clear(&r);
		buf_clear(&wire);
	}
}

static void
part_properties(void **state)
{
	struct world *w = *state;
	struct buf wire = text_message("MIME-Version: 1.0\n"
	    "Content-Type: text/xml; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n"
	    "Content-Disposition: attachment; filename=\"o 1.xml\"\n"
	    "Content-Location: http://x/y\nContent-ID: <1@x>\n\n"
	    "<a b=3D'=00'/>=\n");
	struct receive_result r = receive_as(w, &wire, nobody);

	check_fate(&r, "processed guest");
	check_body(&r, "<a b='\0'/>", 10);
	assert_string_equal(props_get(&r.part, "MIME.FileName"), "o 1.xml");
	assert_string_equal(props_get(&r.part, "MIME.ContentID"), "<1@x>");
	assert_string_equal(props_get(&r.part, "MIME.ContentLocation"),
	    "http://x/y");
	assert_string_equal(props_get(&r.part, "MIME.ContentType"),
	    "text/xml; charset=utf-8");
	assert_string_equal(props_get(&r.part,
	    "MIME.ContentTransferEncoding"), "quoted-printable");
	assert_string_equal(context(&r, "ReceivePortName"), PORT);
	assert_string_equal(context(&r, "ReceiveLocationName"), LOCATION);
	assert_string_equal(context(&r, "InboundTransportType"), "FILE");
	assert_non_null(strstr(context(&r, "InboundTransportLocation"),
	    "/t/in"));
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* ---- transfer encodings, line ends --------------------------------------- */

/* A message with LF, and the same with CRLF; what comes out of each. */
static void
both_line_ends(const struct world *w, const char *header, const char *wire,
    const char *lf, const char *crlf)
{
	struct buf b[2] = { { 0 }, { 0 } };
	struct receive_result r;
	const char *s;
	int i;

	for (i = 0; i < 2; i++) {
		buf_addf(&b[i], "MIME-Version: 1.0\n%s\n\n", header);
		buf_adds(&b[i], wire);
	}
	s = (const char *)b[0].data;
	buf_reset(&b[1]);
	for (; *s != '\0'; s++)
		buf_adds(&b[1], *s == '\n' ? "\r\n" : (char[]){ *s, 0 });
	for (i = 0; i < 2; i++) {
		r = receive_as(w, &b[i], nobody);
		check_fate(&r, "processed guest");
		check_body(&r, i == 0 ? lf : crlf,
		    strlen(i == 0 ? lf : crlf));
		assert_int_equal(r.parts.count, 1);
		assert_int_equal(r.parts.v[0].size, r.body.len);
		assert_true(r.parts.v[0].chosen);
		receive_result_clear(&r);
		buf_clear(&b[i]);
	}
}

static void
every_encoding(void **state)
{
	static const struct {
		const char *header, *wire, *lf, *crlf;
	} rows[] = {
		{ "Content-Transfer-Encoding: 7bit", "a\nb\n", "a\nb\n",
		    "a\r\nb\r\n" },
		{ "Content-Transfer-Encoding: 8BIT", "\xe4\n", "\xe4\n",
		    "\xe4\r\n" },
		{ "content-transfer-encoding : binary", "\x01\xff\n",
		    "\x01\xff\n", "\x01\xff\r\n" },
		{ "Content-Transfer-Encoding: Quoted-Printable",
		    "a=\nb=0D=0A \n", "ab\r\n\n", "ab\r\n\r\n" },
		{ "Content-Transfer-Encoding: base64 (of two lines)",
		    "PG9y\nZGVyLz4=\n", "<order/>", "<order/>" },
		{ "Content-Transfer-Encoding:\n base64", "QQ==\n", "A",
		    "A" },
		{ "Content-Transfer-Encoding: x-uuencode",
		    "begin 644 a\n%:&5L;&\\\n`\nend\n", "hello", "hello" },
		{ "Content-Transfer-Encoding: uuencode",
		    "begin 644 a\n%:&5L;&\\\n`\nend\n", "hello", "hello" },
		{ "Content-Transfer-Encoding: x-uue",
		    "begin 644 a\n%:&5L;&\\\n`\nend\n", "hello", "hello" },
		{ "X: none", "a\n\nb", "a\n\nb", "a\r\n\r\nb" },
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		both_line_ends(w, rows[i].header, rows[i].wire, rows[i].lf,
		    rows[i].crlf);
}

/* ---- every part ---------------------------------------------------------- */

static const char *
or_none(const char *s)
{
	return s != NULL ? s : "-";
}

/* What is known of each part, and its content one after the other. */
static void
all_parts(void **state)
{
	static const char message[] = MULTI
	    "--b\nContent-Type: text/xml; charset=ISO-8859-1\n"
	    "Content-Disposition: attachment;\n filename*0=ord;"
	    " filename*1=er.xml\nContent-Transfer-Encoding: base64\n"
	    "Content-ID: <1@x>\n\nPGEvPg==\n"
	    "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
	    "--c\nContent-Description: =?utf-8?Q?t=C3=A9xt?=\n"
	    "Content-Transfer-Encoding: quoted-printable\n\na=3Db\n"
	    "--c\nContent-Type: text/html\n"
	    "Content-Disposition: inline\n\n<p>\n--c--\n"
	    "--b\nContent-Type: a/b; name=\"=?utf-8?Q?=C3=A4?=\"\n"
	    "Content-Transfer-Encoding: base64\n\n!!!\n--b--\n";
	static const char expected[] =
	    " multipart/mixed - - - - - 0:\n"
	    "1 text/xml ISO-8859-1 attachment order.xml - base64 4:<a/>\n"
	    "2 multipart/alternative - - - - - 0:\n"
	    "2.1  - - - t\xc3\xa9xt quoted-printable 3:a=b\n"
	    "2.2 text/html - inline - - - 3:<p>\n"
	    "3 a/b - - \xc3\xa4 - base64 0:\n";
	struct world *w = *state;
	struct buf wire = text_message(message), got = { 0 };
	struct receive_input input = { .wire = span_of(wire.data, wire.len),
		.at = w->f->now, .contents = true };
	struct receive_result r;
	const struct part *p;
	struct err err = { 0 };

	must(receive_run(w->in, LOCATION, &input, &r, &err), &err);
	check_fate(&r, "processed guest");
	check_body(&r, "<a/>", 4);
	assert_int_equal(r.parts.count, 4);
	for (p = r.parts.v; p < r.parts.v + r.parts.n; p++)
		buf_addf(&got, "%s %s %s %s %s %s %s %zu:%.*s\n", p->path,
		    p->type, or_none(p->charset), or_none(p->disposition),
		    or_none(p->file_name), or_none(p->description),
		    or_none(p->encoding), p->size, (int)p->size,
		    p->size > 0 ? (const char *)r.contents.data + p->at :
		    "");
	assert_string_equal((char *)got.data, expected);
	assert_true(r.parts.v[1].chosen);
	assert_string_equal(r.parts.v[1].id, "<1@x>");
	/* What does not decode is said, and is no harm to the others. */
	assert_non_null(r.parts.v[5].problem);
	assert_null(r.parts.v[1].problem);
	receive_result_clear(&r);
	/* Only what is asked for. */
	r = receive_as(w, &wire, nobody);
	assert_int_equal(r.parts.v[3].size, 3);
	assert_int_equal(r.contents.len, 0);
	receive_result_clear(&r);
	buf_clear(&wire);
	buf_clear(&got);
}

/* Of a message that is not processed nothing is given out. */
static void
no_parts(void **state)
{
	struct world *w = *state;
	struct buf wire = text_message(MULTI PART("text/xml", "secret")
	    PART("a/b", "secret") "--b--\n");
	struct receive_input input = { .wire = span_of(wire.data, wire.len),
		.at = w->f->now, .contents = true };
	struct receive_result r;
	struct err err = { 0 };

	fixture_set(w->f, "receive-port", PORT, "authentication=keep", NULL);
	world_open(w, HOST);
	must(receive_run(w->in, LOCATION, &input, &r, &err), &err);
	check_fate(&r, "suspended AUTH_KEPT guest");
	assert_int_equal(r.parts.n, 0);
	assert_int_equal(r.contents.len, 0);
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* A message that is no MIME has one part: itself. */
static void
only_part(void **state)
{
	struct world *w = *state;
	struct buf wire = plain_body();
	struct receive_input input = { .wire = span_of(wire.data, wire.len),
		.at = w->f->now, .contents = true };
	struct receive_result r;
	struct err err = { 0 };
	int i;

	for (i = 0; i < 2; i++) {
		/* Allowed, and without a decoder at all. */
		fixture_set(w->f, "receive-location", LOCATION,
		    "decoder.allow_non_mime=true", i == 0 ?
		    "receive_pipeline=SMIMEReceive" :
		    "receive_pipeline=PassThruReceive", NULL);
		world_open(w, HOST);
		must(receive_run(w->in, LOCATION, &input, &r, &err), &err);
		check_fate(&r, "processed guest");
		assert_int_equal(r.parts.count, 1);
		assert_int_equal(r.parts.v[0].size, BODY_LEN);
		assert_memory_equal(r.contents.data, BODY, BODY_LEN);
		receive_result_clear(&r);
	}
	buf_clear(&wire);
}

/* ---- where to mend it ---------------------------------------------------- */

static void
check_place(const struct world *w, const struct mend *mend)
{
	struct object *o = model_find(w->f->model, mend->kind, mend->name,
	    NULL);
	struct slots slots = { 0 };

	if (o == NULL)
		o = model_group(w->f->model, NULL);
	assert_string_equal(o->kind->name, mend->kind);
	object_slots(o, w->f->model, &slots);
	if (slots_find(&slots, mend->field) == NULL)
		fail_msg("%s %s: no field %s", mend->kind, mend->name,
		    mend->field);
	slots_clear(&slots);
	object_free(o);
}

static void
mending(void **state)
{
	struct world *w = *state;
	const struct {
		enum failure failure;
		const char *thumbprint;
		const char *place;	/* NULL: nothing of ours */
	} rows[] = {
		{ FAIL_NONE, "", NULL },
		{ FAIL_SMIME_MALFORMED, "", NULL },
		{ FAIL_NOT_MIME, "", "receive-location " LOCATION
		    " decoder.allow_non_mime" },
		{ FAIL_SMIME_LIMIT, "", "receive-location " LOCATION
		    " maximum_message_size" },
		{ FAIL_DEC_KEY_MISSING, "", "host " HOST
		    " decryption_certificate" },
		{ FAIL_AUTH_KEPT, "", "receive-port " PORT
		    " authentication" },
		{ FAIL_SIG_EXPIRED, w->lost.cert->thumbprint,
		    "party Lost signature_certificate" },
		{ FAIL_SIG_EXPIRED, w->rogue.cert->thumbprint, NULL },
		{ FAIL_SIG_CERT_NOT_FOUND, "", NULL },
		{ FAIL_SIGN_EXPIRED, "", "group  signature_certificate" },
	};
	struct fault fault = { 0 };
	struct mend mend;
	char place[200];
	size_t i;
	bool found;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fault.failure = rows[i].failure;
		snprintf(fault.thumbprint, sizeof(fault.thumbprint), "%s",
		    rows[i].thumbprint);
		found = mend_received(w->snapshot, LOCATION, &fault, &mend);
		assert_int_equal(found, rows[i].place != NULL);
		if (!found)
			continue;
		snprintf(place, sizeof(place), "%s %s %s", mend.kind,
		    mend.name, mend.field);
		assert_string_equal(place, rows[i].place);
	}
	/* Every field that is named is one of the object's. */
	memcpy(fault.thumbprint, w->lost.cert->thumbprint,
	    sizeof(fault.thumbprint));
	for (i = 0; i < FAIL_COUNT; i++) {
		fault.failure = (enum failure)i;
		if (i < FAIL_ENC_CERT_NOT_CONFIGURED ?
		    mend_received(w->snapshot, LOCATION, &fault, &mend) :
		    mend_sent(w->snapshot, SEND, &fault, &mend))
			check_place(w, &mend);
	}
	assert_false(mend_received(w->snapshot, "Nowhere", &fault, &mend));
}

static void
malformed_mime(void **state)
{
	static const char *const rows[] = {
		"MIME-Version: 1.0\nnonsense\n\nx",
		"MIME-Version: 1.0\nMIME-Version: 1.0\n\nx",
		MULTI "--b\nno header\n--b--\n",
		MULTI "--b\n\nx\n",
		"MIME-Version: 1.0\nContent-Transfer-Encoding: x\n\nx",
		"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n!",
		"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n\n",
		"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n"
		    "Content-Transfer-Encoding: base64\n\nMIIB",
		"MIME-Version: 1.0\nContent-Type: multipart/signed; "
		    "protocol=\"application/pkcs7-signature\"\n\nx",
	};
	struct world *w = *state;
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = text_message(rows[i]);
		expect(w, &wire, "suspended SMIME_MALFORMED guest");
	}
}

static void
mime_limits(void **state)
{
	struct world *w = *state;
	struct buf wire = text_message("MIME-Version: 1.0\n");
	int i;

	for (i = 0; i < 30; i++)
		buf_addf(&wire, "%sContent-Type: multipart/mixed; "
		    "boundary=b%d\n\n--b%d\n", "", i, i);
	buf_adds(&wire, "\nx\n");
	for (i = 29; i >= 0; i--)
		buf_addf(&wire, "--b%d--\n", i);
	expect(w, &wire, "suspended SMIME_LIMIT guest");

	wire = text_message("MIME-Version: 1.0\nX: ");
	while (wire.len < MAX_MIME_HEADER)
		buf_addc(&wire, 'x');
	buf_adds(&wire, "\n\nx");
	expect(w, &wire, "suspended SMIME_LIMIT guest");

	wire = text_message(MULTI);
	for (i = 0; i < MAX_MIME_PARTS + 2; i++)
		buf_adds(&wire, "--b\n\nx\n");
	buf_adds(&wire, "--b--\n");
	expect(w, &wire, "suspended SMIME_LIMIT guest");
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(body_part_table), T(part_properties), T(every_encoding),
		T(all_parts), T(no_parts), T(only_part), T(mending),
		T(malformed_mime),
		T(mime_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
