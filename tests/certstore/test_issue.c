/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "certstore/usage.h"

static void
an_authority(void **state)
{
	struct minted ca = mint_ca("CA", NULL), leaf = mint_leaf("L", &ca);
	const ASN1_OCTET_STRING *skid, *akid;

	(void)state;
	assert_true(ca.cert->is_ca);
	assert_int_equal(ca.cert->key_usage, KEY_USAGE_CERT_SIGN |
	    KEY_USAGE_CRL_SIGN);
	assert_int_equal(X509_check_ca(ca.cert->x509), 1);
	assert_int_equal(X509_self_signed(ca.cert->x509, 1), 1);
	assert_int_equal(X509_verify(leaf.cert->x509, ca.key->pkey), 1);
	skid = X509_get0_subject_key_id(ca.cert->x509);
	akid = X509_get0_authority_key_id(leaf.cert->x509);
	assert_non_null(skid);
	assert_non_null(akid);
	assert_int_equal(ASN1_OCTET_STRING_cmp(skid, akid), 0);
	assert_int_equal(X509_get_version(leaf.cert->x509), X509_VERSION_3);
	assert_string_not_equal(leaf.cert->serial, ca.cert->serial);
	assert_int_equal(X509_check_email(leaf.cert->x509,
	    "who@example.com", 0, 0), 1);
	assert_true(key_matches(leaf.key, leaf.cert));
	assert_true(usage_fits(USAGE_SIGN, leaf.cert, NULL, NULL, 0));
	assert_false(usage_fits(USAGE_SIGN, ca.cert, NULL, NULL, 0));
	minted_clear(&leaf);
	minted_clear(&ca);
	assert_queue_empty();
}

static void
default_size(void **state)
{
	struct issue_request r = { .common_name = "d",
	    .not_after = NOW };
	struct cert *c;
	struct key *k;

	(void)state;
	assert_true(issue_cert(&r, NULL, &c, &k, NULL));
	assert_int_equal(c->key_bits, 2048);
	assert_false(c->has_key_usage);
	assert_null(c->eku);
	cert_free(c);
	key_free(k);
}

static void
bad_requests(void **state)
{
	static char name[200];
	const struct issue_request bad[] = {
		{ .common_name = "x", .rsa_bits = 512 },
		{ .common_name = "x", .rsa_bits = 1 << 20 },
		{ .common_name = "x", .rsa_bits = 1024,
		    .eku = "emailProtection,nonsense" },
		{ .common_name = name, .rsa_bits = 1024 },
		{ .common_name = "\xff\xff", .rsa_bits = 1024 },
	};
	struct err err;
	struct cert *c;
	struct key *k;
	size_t i;

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&err, 0, sizeof(err));
		assert_false(issue_cert(&bad[i], NULL, &c, &k, &err));
		assert_null(c);
		assert_null(k);
		assert_true(err.text[0] != '\0');
		assert_queue_empty();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_authority),
		cmocka_unit_test(default_size),
		cmocka_unit_test(bad_requests),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
