/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include "certstore/thumbprint.h"

#define WANT "0123456789ABCDEF0123456789ABCDEF01234567"

static void
spellings(void **state)
{
	static const char *const good[] = {
		WANT,
		"0123456789abcdef0123456789abcdef01234567",
		"0123 4567 89AB CDEF 0123 4567 89ab cdef 0123 4567",
		"01 23 45 67 89 ab cd ef 01 23 45 67 89 ab cd ef 01 23 45 67",
		"01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67",
		"  " WANT "\r\n",
		"\xe2\x80\x8e" WANT,		/* left-to-right mark */
		"\xef\xbb\xbf" WANT,		/* byte order mark */
		WANT "\xe2\x80\x8b",		/* zero width space */
		"0123\xc2\xa0" "456789ABCDEF0123456789ABCDEF01234567",
		"0123\xe2\x80\xaf" "456789ABCDEF0123456789ABCDEF01234567",
		"\xe2\x81\xa6" WANT "\xe2\x81\xa9",	/* isolates */
		"0123\xc2\xad" "456789ABCDEF0123456789ABCDEF01234567",
	};
	char out[THUMBPRINT_SIZE];
	struct err err = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		memset(out, 0, sizeof(out));
		assert_true(thumbprint_parse(good[i], out, &err));
		assert_string_equal(out, WANT);
	}
}

static void
refusals(void **state)
{
	static const char *const bad[] = {
		"", " ", "0123",
		WANT "0",			/* 41 digits */
		"0123456789ABCDEF0123456789ABCDEF0123456",	/* 39 */
		"0123456789ABCDEF0123456789ABCDEF0123456G",
		"../../../../etc/passwd",
		WANT "/..",
		"?" WANT,
		"\xe2\x80" WANT,		/* half a character */
		WANT "\xe2",
		"0x" WANT,
	};
	char out[THUMBPRINT_SIZE] = "untouched";
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&err, 0, sizeof(err));
		assert_false(thumbprint_parse(bad[i], out, &err));
		assert_int_equal(err.code, ERR_INVALID);
		assert_non_null(strstr(err.text,
		    "40 hexadecimal digits expected ("));
		assert_string_equal(out, "untouched");
	}
}

static void
a_long_value_is_refused_and_cut_in_the_error(void **state)
{
	char *s = xmalloc(100000), out[THUMBPRINT_SIZE];
	struct err err = { 0 };

	(void)state;
	memset(s, 'A', 99999);
	s[99999] = '\0';
	assert_false(thumbprint_parse(s, out, &err));
	assert_true(strlen(err.text) < 200);
	free(s);
}

static void
shown_in_groups_of_four(void **state)
{
	char shown[THUMBPRINT_SHOWN], back[THUMBPRINT_SIZE];

	(void)state;
	assert_ptr_equal(thumbprint_show(WANT, shown), shown);
	assert_string_equal(shown,
	    "0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567");
	assert_true(thumbprint_parse(shown, back, NULL));
	assert_string_equal(back, WANT);
	assert_string_equal(thumbprint_show("", shown), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings),
		cmocka_unit_test(refusals),
		cmocka_unit_test(a_long_value_is_refused_and_cut_in_the_error),
		cmocka_unit_test(shown_in_groups_of_four),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
