/* SPDX-License-Identifier: ISC */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"

static void
test_safe(void **state)
{
	static const struct { const char *in, *out; } rows[] = {
		{ "plain", "plain" },
		{ "\x1b[2Jclear", "?[2Jclear" },
		{ "a\tb\nc\r", "a b c " },
		{ "bell\a del\x7f", "bell? del?" },
		{ "c1\xc2\x9b" "31m", "c1?31m" },	/* CSI as U+009B */
		{ "rtl\xe2\x80\xae" "gpj", "rtl?gpj" },	/* U+202E */
		{ "\xff\xfe", "??" },
		{ "over\xc0\x80long", "over??long" },
		{ "\xed\xa0\x80", "???" },		/* a surrogate */
		{ "M\xc3\xbcller", "M\xc3\xbcller" },
		{ "cut \xe2\x82", "cut ??" },
	};
	char *out;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		out = text_safe(rows[i].in);
		assert_string_equal(out, rows[i].out);
		free(out);
	}
	out = text_safe(NULL);
	assert_string_equal(out, "");
	free(out);
}

static void
test_width(void **state)
{
	int used;

	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("M\xc3\xbcller"), 6);
	assert_int_equal(text_width("e\xcc\x81"), 1);	/* combining acute */
	assert_int_equal(text_width("\xe6\xbc\xa2"), 2);	/* wide */
	/* A wide character that would stick out is left out whole. */
	assert_int_equal(text_fit("a\xe6\xbc\xa2", 2, &used), 1);
	assert_int_equal(used, 1);
	assert_int_equal(text_fit("e\xcc\x81x", 1, &used), 3);
}

static void
test_numbers(void **state)
{
	long long n;

	(void)state;
	assert_true(text_to_int("-12", &n));
	assert_int_equal(n, -12);
	assert_false(text_to_int("", &n));
	assert_false(text_to_int("12x", &n));
	assert_false(text_to_int(" 12", &n));
	assert_false(text_to_int("0x10", &n));
	assert_false(text_to_int("99999999999999999999", &n));
}

static void
test_words(void **state)
{
	struct buf b = { 0 };
	char *s;

	(void)state;
	text_shell_word(&b, "plain.name");
	buf_addc(&b, ' ');
	text_shell_word(&b, "it's $HOME");
	buf_addc(&b, ' ');
	text_shell_word(&b, "");
	assert_string_equal((char *)b.data,
	    "plain.name 'it'\\''s $HOME' ''");
	buf_clear(&b);
	s = text_trim("  a b \n");
	assert_string_equal(s, "a b");
	free(s);
	assert_true(text_has_case("Contoso Orders", "TOSO o"));
	assert_false(text_has_case("Contoso", "Contoso!"));
	assert_true(text_has_case("x", ""));
	assert_int_equal(text_distance("trustd", "trusted"), 1);
	assert_int_equal(text_distance("", "abc"), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_safe), cmocka_unit_test(test_width),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_words),
	};

	setlocale(LC_ALL, "C.UTF-8");
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
