/* SPDX-License-Identifier: ISC */
/* libcurl comes when it is needed, not before. */
#include "mint.h"

#include "certstore/curl.h"

/* Is a library of that name mapped? */
static bool
is_loaded(const char *name)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[4096];
	bool found = false;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		found = found || strstr(line, name) != NULL;
	fclose(f);
	return found;
}

static void
test_late(void **state)
{
	struct err err = { 0 };
	char *host = NULL;
	struct curl c;
	CURLU *u;

	(void)state;
	assert_true(is_loaded("/libc.so"));
	assert_false(is_loaded("/libcurl"));
	assert_true(curl_load(&c, &err));
	assert_true(is_loaded("/libcurl"));
	u = c.url();
	assert_int_equal(c.url_set(u, CURLUPART_URL,
	    "http://crl.example/a", 0), CURLUE_OK);
	assert_int_equal(c.url_get(u, CURLUPART_HOST, &host, 0), CURLUE_OK);
	assert_string_equal(host, "crl.example");
	c.free(host);
	c.url_cleanup(u);
}

static void
test_again(void **state)
{
	struct curl first, second;
	struct err err = { 0 };

	(void)state;
	assert_true(curl_load(&first, &err));
	assert_true(curl_load(&second, &err));
	assert_memory_equal(&first, &second, sizeof(first));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("libcurl", tests, NULL, NULL);
}
