/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include "certstore/usage.h"

#define MAIL "1.3.6.1.5.5.7.3.4"
#define CLIENT "1.3.6.1.5.5.7.3.2"
#define SERVER "1.3.6.1.5.5.7.3.1"
#define ANY "2.5.29.37.0"

enum {
	SIG = KEY_USAGE_DIGITAL_SIGNATURE,
	NR = KEY_USAGE_NON_REPUDIATION,
	KE = KEY_USAGE_KEY_ENCIPHERMENT,
	DE = KEY_USAGE_DATA_ENCIPHERMENT,
	KA = KEY_USAGE_KEY_AGREEMENT,
	NONE = -1,		/* no extension */
};

static const struct {
	enum usage usage;
	const char *key;
	int bits;
	const char *eku, *extra;
	bool fits;
	const char *why;	/* part of the reason */
} cases[] = {
	/* No extension, no restriction. */
	{ USAGE_ENCRYPT, "RSA", NONE, NULL, NULL, true, "" },
	{ USAGE_SIGN, "RSA", NONE, NULL, NULL, true, "" },
	{ USAGE_HTTPS, "EC", NONE, NULL, NULL, true, "" },

	{ USAGE_ENCRYPT, "RSA", KE, MAIL, NULL, true, "" },
	{ USAGE_ENCRYPT, "RSA", DE, ANY, NULL, true, "" },
	{ USAGE_DECRYPT, "RSA", SIG, MAIL, NULL, false,
	    "key usage is digital signature; key encipherment or data "
	    "encipherment needed" },
	{ USAGE_ENCRYPT, "RSA", KA, NULL, NULL, false,
	    "key usage is key agreement; " },
	{ USAGE_ENCRYPT, "EC", KA, MAIL, NULL, true, "" },
	{ USAGE_ENCRYPT, "EC", KE, MAIL, NULL, false,
	    "key agreement needed" },
	{ USAGE_ENCRYPT, "X25519", KA, NULL, NULL, true, "" },
	{ USAGE_DECRYPT, "DH", KA, NULL, NULL, true, "" },
	{ USAGE_ENCRYPT, "RSA", 0, NULL, NULL, false, "key usage is none" },

	{ USAGE_SIGN, "RSA", SIG, MAIL, NULL, true, "" },
	{ USAGE_SIGN, "RSA", NR, MAIL, NULL, true, "" },
	{ USAGE_VERIFY, "EC", SIG | KA, ANY, NULL, true, "" },
	{ USAGE_VERIFY, "RSA", KE | DE, NULL, NULL, false,
	    "digital signature or non-repudiation needed" },

	/* Keys that cannot do it whatever the certificate says. */
	{ USAGE_ENCRYPT, "Ed25519", NONE, NULL, NULL, false,
	    "key type Ed25519 cannot be used for encryption" },
	{ USAGE_DECRYPT, "RSA-PSS", NONE, NULL, NULL, false, "RSA-PSS" },
	{ USAGE_ENCRYPT, "DSA", NONE, NULL, NULL, false, "DSA" },
	{ USAGE_SIGN, "X25519", NONE, NULL, NULL, false, "X25519" },
	{ USAGE_VERIFY, "DH", NONE, NULL, NULL, false, "DH" },
	{ USAGE_SIGN, "id-ml-dsa-44", NONE, NULL, NULL, false,
	    "id-ml-dsa-44" },
	{ USAGE_SIGN, "Ed25519", SIG, NULL, NULL, true, "" },

	/* Extended key usage, and what the group accepts besides. */
	{ USAGE_SIGN, "RSA", SIG, CLIENT " " SERVER, NULL, false,
	    "extended key usage is TLS client, TLS server; secure mail "
	    "needed" },
	{ USAGE_SIGN, "RSA", SIG, CLIENT, SERVER ", " CLIENT, true, "" },
	{ USAGE_SIGN, "RSA", SIG, CLIENT, SERVER, false, "TLS client" },
	{ USAGE_SIGN, "RSA", SIG, "1.3.6.1.5.5.7.3", MAIL, false, "" },
	{ USAGE_SIGN, "RSA", SIG, "", "", false,
	    "extended key usage is none" },
	{ USAGE_ENCRYPT, "RSA", KE, SERVER " " MAIL, NULL, true, "" },

	{ USAGE_HTTPS, "RSA", SIG, CLIENT, NULL, true, "" },
	{ USAGE_SOAP, "RSA", SIG, ANY, NULL, true, "" },
	{ USAGE_HTTPS, "RSA", NR, CLIENT, NULL, false,
	    "digital signature or key agreement needed" },
	{ USAGE_HTTPS, "RSA", SIG, MAIL, NULL, false,
	    "TLS client needed" },
	/* The group's list is about partners' mail certificates. */
	{ USAGE_SOAP, "RSA", SIG, MAIL, MAIL, false, "TLS client needed" },

	/* Party resolution only compares thumbprints. */
	{ USAGE_RESOLVE, "RSA", KE, SERVER, NULL, true, "" },
	{ USAGE_RESOLVE, "X25519", KA, NULL, NULL, true, "" },
	{ USAGE_NONE, "RSA", 0, "", NULL, true, "" },
};

static void
purpose_test(void **state)
{
	char key[32], eku[128], why[256];
	struct cert c;
	bool fits;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(key, sizeof(key), "%s", cases[i].key);
		snprintf(eku, sizeof(eku), "%s", cases[i].eku != NULL ?
		    cases[i].eku : "");
		c = (struct cert){ .key_type = key,
		    .has_key_usage = cases[i].bits != NONE,
		    .key_usage = cases[i].bits != NONE ?
		    (unsigned)cases[i].bits : 0,
		    .eku = cases[i].eku != NULL ? eku : NULL };
		fits = usage_fits(cases[i].usage, &c, cases[i].extra, why,
		    sizeof(why));
		if (fits != cases[i].fits ||
		    strstr(why, cases[i].why) == NULL || fits != !why[0])
			fail_msg("case %zu: %d '%s'", i, fits, why);
		assert_int_equal(usage_fits(cases[i].usage, &c,
		    cases[i].extra, NULL, 0), fits);
	}
}

static void
a_short_buffer_is_kept_to(void **state)
{
	char type[] = "DSA", why[8] = "1234567";
	struct cert c = { .key_type = type };

	(void)state;
	assert_false(usage_fits(USAGE_ENCRYPT, &c, NULL, why, 4));
	assert_string_equal(why, "key");
	assert_int_equal(why[4], '5');
}

static void
the_table(void **state)
{
	enum usage u;

	(void)state;
	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		assert_int_equal(usage_find(usage_info(u)->name), u);
		assert_int_equal(usage_info(u)->id[0], 'U');
		assert_true(usage_info(u)->label[0] != '\0');
		/* A key is in Personal, and Personal is for own keys. */
		assert_int_equal(usage_info(u)->needs_key,
		    usage_info(u)->store == STORE_PERSONAL);
	}
	assert_int_equal(usage_find("nonsense"), USAGE_NONE);
	assert_int_equal(usage_find(""), USAGE_NONE);
	assert_non_null(usage_info((enum usage)999));
	assert_string_equal(usage_info(USAGE_HTTPS)->id, "U6");
	assert_string_equal(usage_info(USAGE_ENCRYPT)->id, "U1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(purpose_test),
		cmocka_unit_test(a_short_buffer_is_kept_to),
		cmocka_unit_test(the_table),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
