/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include <errno.h>

#include "certstore/ossl_err.h"

static void
the_reason_is_kept(void **state)
{
	struct err err = { 0 };

	(void)state;
	ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
	ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
	assert_false(ossl_err(&err, ERR_FAILED, "thing %d: no good", 7));
	assert_int_equal(err.code, ERR_FAILED);
	/* The oldest: nearest to the cause. */
	assert_string_equal(err.text,
	    "thing 7: no good (passed a null parameter)");
	assert_queue_empty();

	assert_false(ossl_err(&err, ERR_INVALID, "nothing known"));
	assert_string_equal(err.text, "nothing known");
	ERR_raise_data(ERR_LIB_SYS, ENOENT, "calling open");
	assert_false(ossl_err(&err, ERR_FAILED, "file"));
	assert_non_null(strstr(err.text, strerror(ENOENT)));
	ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
	assert_false(ossl_err(NULL, ERR_FAILED, "ignored"));
	assert_queue_empty();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reason_is_kept),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
