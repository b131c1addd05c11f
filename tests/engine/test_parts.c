/* SPDX-License-Identifier: ISC */
/* MIME structure and the choice of the body part: section 5, step 3. */
#include "tests/engine/world.h"

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
	static const struct {
		const char *message, *index, *type;
		const char *body;	/* NULL: BODY_PART_NOT_FOUND */
	} rows[] = {
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
		T(body_part_table), T(part_properties), T(malformed_mime),
		T(mime_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
