/* SPDX-License-Identifier: ISC */
/* Header text beyond ASCII (RFC 2047, RFC 2231), and names for files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/part.h"

static void
encoded_words(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "plain", "plain" },
		{ "", "" },
		{ "=?utf-8?B?w6Q=?=", "\xc3\xa4" },
		{ "=?UTF-8?q?=C3=A4_b?= c", "\xc3\xa4 b c" },
		{ "=?iso-8859-1?Q?=E4?=", "\xc3\xa4" },
		{ "=?ISO-8859-15?Q?=A4?=", "\xe2\x82\xac" },
		{ "=?windows-1252?Q?=80=E4?=", "\xe2\x82\xac\xc3\xa4" },
		{ "=?us-ascii*en?Q?a=3Fb?=", "a?b" },
		/* Blanks between two words are not meant, others are. */
		{ "=?utf-8?Q?a?=  =?utf-8?Q?b?= c", "ab c" },
		{ "a =?utf-8?Q?b?= c", "a b c" },
		/* What cannot be read stays as it stands. */
		{ "=?koi8-r?Q?=C1?=", "=?koi8-r?Q?=C1?=" },
		{ "=?utf-8?Q?=C3?=", "=?utf-8?Q?=C3?=" },
		{ "=?utf-8?Q?=4?=", "=?utf-8?Q?=4?=" },
		{ "=?utf-8?B?!?=", "=?utf-8?B?!?=" },
		{ "=?utf-8?X?a?=", "=?utf-8?X?a?=" },
		{ "=?utf-8?Q?a b?=", "=?utf-8?Q?a b?=" },
		{ "=?utf-8?Q?a", "=?utf-8?Q?a" },
		{ "=?utf-8", "=?utf-8" },
		{ "=?", "=?" },
		{ "=?us-ascii?Q?=80?=", "?" },
		/* Nothing in it steers a terminal or ends a text. */
		{ "=?utf-8?Q?a=00b=1B=0A?=", "a?b??" },
		{ "=?windows-1252?Q?=81?=", "?" },
	};
	char *got;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		got = mime_text(rows[i].in);
		if (strcmp(got, rows[i].out) != 0)
			fail_msg("%s: %s", rows[i].in, got);
		free(got);
	}
}

static void
parameters(void **state)
{
	static const struct {
		const char *in;
		const char *out;	/* NULL: there is none */
	} rows[] = {
		{ "name=a.xml", "a.xml" },
		{ "name=\"a b.xml\"", "a b.xml" },
		{ "name=\"=?utf-8?Q?=C3=A4?=.xml\"", "\xc3\xa4.xml" },
		{ "name*=UTF-8''%C3%A4", "\xc3\xa4" },
		{ "name*=iso-8859-1'de'%E4b", "\xc3\xa4" "b" },
		{ "name*0=long; name*1=er", "longer" },
		{ "name*0*=utf-8''%C3; name*1*=%A4; name*2=\" %41\"",
		    "\xc3\xa4 %41" },
		{ "name*1=b; name*0=a", "ab" },
		{ "name*0=a; name*2=c", "a" },
		{ "name*1=b", NULL },
		{ "other=x", NULL },
		/* The plain one is for readers that know no better. */
		{ "name=_.xml; name*=utf-8''%C3%A4", "\xc3\xa4" },
		{ "name*=%41", "A" },
		{ "name*=utf-8''a%0", "a%0" },
		{ "name*=utf-8''a%00b%0A", "a?b?" },
		{ "name*=koi8-r''%C1", "\xc3\x81" },
		{ "name*=utf-8''%C1", "\xc3\x81" },
	};
	struct mime_entity e;
	struct buf b = { 0 };
	char *got;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		buf_reset(&b);
		buf_addf(&b, "Content-Type: a/b; %s\n\n", rows[i].in);
		assert_true(mime_parse(&e, span_of(b.data, b.len), NULL));
		got = mime_param_text(&e.params, "name");
		if (!str_same(got, rows[i].out))
			fail_msg("%s: %s", rows[i].in,
			    got != NULL ? got : "none");
		free(got);
		mime_clear(&e);
	}
	buf_clear(&b);
}

/* Names that strangers give to what we write to our disk. */
static void
file_names(void **state)
{
	static const struct {
		const char *given, *type, *name;
	} rows[] = {
		{ "order.xml", "text/xml", "007-order.xml" },
		{ "../../etc/passwd", "a/b", "007-passwd" },
		{ "C:\\autoexec.bat", "a/b", "007-autoexec.bat" },
		{ "/etc/", "text/xml", "007.xml" },
		{ "..", "text/plain", "007.txt" },
		{ "", "", "007.txt" },
		{ NULL, "application/pdf", "007.pdf" },
		{ NULL, "x/y", "007.bin" },
		{ ".hidden", "a/b", "007-.hidden" },
		{ "-rf", "a/b", "007--rf" },
		{ "a\nb\033[2Jc", "a/b", "007-a_b__2Jc" },
		{ "a b;c|d$e", "a/b", "007-a_b_c_d_e" },
		{ "\xe2\x80\xae" "fdp.exe", "a/b", "007-_fdp.exe" },
		{ "\xc3\xa4.xml", "a/b", "007-\xc3\xa4.xml" },
		{ "\xff\xfe", "a/b", "007.bin" },
	};
	struct part p = { .number = 7 };
	struct buf name = { 0 };
	char longest[301];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		p.file_name = (char *)(uintptr_t)rows[i].given;
		p.type = (char *)(uintptr_t)rows[i].type;
		buf_reset(&name);
		part_file_name(&p, &name);
		if (strcmp((char *)name.data, rows[i].name) != 0)
			fail_msg("%s: %s", rows[i].given != NULL ?
			    rows[i].given : "none", (char *)name.data);
	}
	/* 300 bytes: cut, with what says what is in the file. */
	memset(longest, 'x', sizeof(longest) - 1);
	memcpy(longest + 296, ".xml", 5);
	p.file_name = longest;
	buf_reset(&name);
	part_file_name(&p, &name);
	assert_int_equal(name.len, 4 + MAX_PART_NAME);
	assert_string_equal((char *)name.data + name.len - 5, "x.xml");
	/* Never half a character. */
	memset(longest, '\xa4', sizeof(longest) - 1);
	for (i = 0; i < sizeof(longest) - 1; i += 2)
		longest[i] = '\xc3';
	longest[300] = '\0';
	buf_reset(&name);
	part_file_name(&p, &name);
	assert_int_equal(name.len, 4 + MAX_PART_NAME);
	buf_clear(&name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoded_words),
		cmocka_unit_test(parameters),
		cmocka_unit_test(file_names),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
