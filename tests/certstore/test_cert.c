/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "certstore/asn1.h"
#include "tests/certstore/same_facts.h"

static void
facts(void **state)
{
	struct minted ca = mint_ca("Test CA", NULL);
	struct minted m = mint((struct issue_request){
	    .common_name = "Grün & Söhne", .organization = "Partner, Ltd",
	    .email = "mail@example.com", .not_before = 1000,
	    .not_after = NOW, .eku = "emailProtection,1.2.3.4",
	    .key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
	    KEY_USAGE_KEY_ENCIPHERMENT }, &ca);
	const struct cert *c = m.cert;
	struct buf b = { 0 };

	(void)state;
	assert_string_equal(c->common_name, "Grün & Söhne");
	assert_string_equal(c->subject, "CN=Grün & Söhne,O=Partner\\, Ltd");
	assert_string_equal(c->issuer, "CN=Test CA");
	assert_int_equal(strlen(c->serial), 32);
	assert_int_equal(c->not_before, 1000);
	assert_int_equal(c->not_after, NOW);
	assert_true(c->has_key_usage);
	assert_int_equal(c->key_usage, KEY_USAGE_DIGITAL_SIGNATURE |
	    KEY_USAGE_KEY_ENCIPHERMENT);
	assert_string_equal(c->eku, "1.3.6.1.5.5.7.3.4 1.2.3.4");
	assert_false(c->is_ca);
	assert_string_equal(c->key_type, "RSA");
	assert_int_equal(c->key_bits, 1024);
	assert_true(ca.cert->is_ca);
	cert_key_usage_text(c, &b);
	assert_string_equal((char *)b.data,
	    "digital signature, key encipherment");
	buf_reset(&b);
	cert_eku_text(c, &b);
	assert_string_equal((char *)b.data, "secure mail, 1.2.3.4");
	buf_reset(&b);
	cert_eku_text(ca.cert, &b);
	assert_string_equal((char *)b.data, "any (no restriction)");
	buf_clear(&b);
	minted_clear(&m);
	minted_clear(&ca);
}

/* Dates that do not fit 32 bits or two digits of the year. */
static void
far_dates(void **state)
{
	static const int64_t dates[] = {
		-2208988800LL,		/* 1900-01-01, GeneralizedTime */
		-1,			/* 1969, UTCTime */
		4102444800LL,		/* 2100-01-01 */
		253402300799LL,		/* 9999-12-31 23:59:59 */
	};
	struct minted m;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(dates); i++) {
		m = mint((struct issue_request){ .common_name = "date",
		    .not_before = -3000000000LL, .not_after = dates[i] },
		    NULL);
		assert_int_equal(m.cert->not_after, dates[i]);
		assert_int_equal(m.cert->not_before, -3000000000LL);
		minted_clear(&m);
	}
}

static void
der_and_nothing_behind_it(void **state)
{
	struct minted m = mint_leaf("der", NULL);
	struct err err = { 0 };
	struct buf b = { 0 };
	struct cert *c;
	size_t n;

	(void)state;
	cert_to_der(m.cert, &b);
	c = cert_from_der(b.data, b.len, &err);
	assert_non_null(c);
	assert_string_equal(c->thumbprint, m.cert->thumbprint);
	cert_free(c);
	buf_addc(&b, '\0');
	assert_null(cert_from_der(b.data, b.len, &err));
	assert_non_null(strstr(err.text, "1 more bytes"));
	for (n = 0; n < b.len - 1; n += 7)
		assert_null(cert_from_der(b.data, n, &err));
	assert_null(cert_from_der("junk", 4, &err));
	assert_null(cert_from_der(b.data, MAX_CERT_SIZE + 1, &err));
	assert_non_null(strstr(err.text, "too large"));
	assert_queue_empty();
	buf_clear(&b);
	minted_clear(&m);
}

/* One bit of an encoding turned: it is read or refused, never worse. */
static void
flipped_bits(void **state)
{
	struct minted m = mint_leaf("flip", NULL);
	struct buf b = { 0 };
	const char *what;
	struct cert *c;
	size_t i;

	(void)state;
	cert_to_der(m.cert, &b);
	for (i = 0; i < b.len; i++) {
		b.data[i] ^= (unsigned char)(1u << i % 8);
		c = cert_from_der(b.data, b.len, NULL);
		if (c != NULL) {
			assert_string_not_equal(c->thumbprint,
			    m.cert->thumbprint);
			cert_free(c);
		}
		what = readers_differ(b.data, b.len);
		if (what != NULL)
			fail_msg("bit of byte %zu: %s", i, what);
		assert_queue_empty();
		b.data[i] ^= (unsigned char)(1u << i % 8);
	}
	buf_clear(&b);
	minted_clear(&m);
}

static X509 *
bare(EVP_PKEY *pkey)
{
	X509 *x = X509_new();

	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 5);
	ASN1_TIME_set(X509_getm_notBefore(x), NOW - YEAR);
	ASN1_TIME_set(X509_getm_notAfter(x), NOW + YEAR);
	X509_set_pubkey(x, pkey);
	return x;
}

static void
add_name(X509 *x, int type, const char *s, int len)
{
	X509_NAME *name = X509_get_subject_name(x);

	assert_int_equal(X509_NAME_add_entry_by_NID(name, NID_commonName,
	    type, (const unsigned char *)s, len, -1, 0), 1);
}

static void
hostile_names(void **state)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	struct cert *c;
	X509 *x;

	(void)state;
	/* "good.example" in front of a NUL must not be all that is seen. */
	x = bare(pkey);
	add_name(x, V_ASN1_UTF8STRING, "good.example\0.evil", 18);
	X509_sign(x, pkey, EVP_sha256());
	c = cert_from_x509(x, NULL);
	assert_string_equal(c->common_name, "good.example\\00.evil");
	assert_string_equal(c->subject, "CN=good.example\\00.evil");
	assert_string_equal(c->key_type, "EC");
	assert_int_equal(c->key_bits, 256);
	cert_free(c);

	/* Not UTF-8 although it says so, and a second name. */
	x = bare(pkey);
	add_name(x, V_ASN1_UTF8STRING, "\xff\xfe", 2);
	X509_sign(x, pkey, EVP_sha256());
	c = cert_from_x509(x, NULL);
	assert_string_equal(c->common_name, "#fffe");
	assert_string_equal(cert_title(c), "#fffe");
	assert_non_null(strchr(c->subject, '#'));
	cert_free(c);

	/* Control characters stay, for text_safe(); no name at all. */
	x = bare(pkey);
	add_name(x, V_ASN1_UTF8STRING, "\033[2J", 4);
	X509_sign(x, pkey, EVP_sha256());
	c = cert_from_x509(x, NULL);
	assert_string_equal(c->common_name, "\033[2J");
	cert_free(c);
	x = bare(pkey);
	X509_sign(x, pkey, EVP_sha256());
	c = cert_from_x509(x, NULL);
	assert_string_equal(c->common_name, "");
	assert_string_equal(cert_title(c), "");
	cert_free(c);
	EVP_PKEY_free(pkey);
	assert_queue_empty();
}

/* An extension that cannot be read restricts to nothing, not to all. */
static void
unreadable_restrictions(void **state)
{
	static const int nids[] = { NID_key_usage, NID_ext_key_usage };
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	ASN1_OCTET_STRING *junk = ASN1_OCTET_STRING_new();
	struct buf b = { 0 };
	X509_EXTENSION *e;
	struct cert *c;
	size_t i;
	X509 *x;

	(void)state;
	ASN1_OCTET_STRING_set(junk, (const unsigned char *)"\x04\x01x", 3);
	x = bare(pkey);
	for (i = 0; i < ARRAY_SIZE(nids); i++) {
		e = X509_EXTENSION_create_by_NID(NULL, nids[i], 1, junk);
		X509_add_ext(x, e, -1);
		X509_EXTENSION_free(e);
	}
	X509_sign(x, pkey, EVP_sha256());
	c = cert_from_x509(x, NULL);
	assert_true(c->has_key_usage);
	assert_int_equal(c->key_usage, 0);
	assert_string_equal(c->eku, "");
	cert_key_usage_text(c, &b);
	assert_string_equal((char *)b.data, "none");
	cert_free(c);
	buf_clear(&b);
	ASN1_OCTET_STRING_free(junk);
	EVP_PKEY_free(pkey);
	assert_queue_empty();
}

static void
validity_has_to_be_a_time(void **state)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	struct err err = { 0 };
	X509 *x = bare(pkey);

	(void)state;
	ASN1_STRING_set(X509_getm_notAfter(x), "991332246060Z", -1);
	X509_sign(x, pkey, EVP_sha256());
	assert_null(cert_from_x509(x, &err));
	assert_non_null(strstr(err.text, "end of validity"));
	EVP_PKEY_free(pkey);
	assert_queue_empty();
}

/* Another public key into it; whose signature it bears is not asked. */
static void
facts_with_key(const struct cert *c, EVP_PKEY *pkey)
{
	X509 *x = X509_dup(c->x509);
	unsigned char *der = NULL;
	const char *what;
	int n;

	assert_non_null(pkey);
	assert_int_equal(X509_set_pubkey(x, pkey), 1);
	n = i2d_X509(x, &der);
	assert_true(n > 0);
	what = readers_differ(der, (size_t)n);
	if (what != NULL)
		fail_msg("%s: %s", EVP_PKEY_get0_type_name(pkey), what);
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(pkey);
}

static void
facts_without_the_key(void **state)
{
	struct minted m = mint_ca("Test CA", NULL);
	struct cert_reader r;
	struct buf der = { 0 }, again = { 0 }, pem = { 0 };
	struct cert *c, *copy;

	(void)state;
	facts_with_key(m.cert, EVP_EC_gen("P-256"));
	facts_with_key(m.cert, EVP_EC_gen("P-521"));
	facts_with_key(m.cert, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	facts_with_key(m.cert, EVP_PKEY_Q_keygen(NULL, NULL, "X448"));
	facts_with_key(m.cert, EVP_RSA_gen(1031));

	cert_to_der(m.cert, &der);
	cert_to_pem(m.cert, &pem);
	cert_reader_open(&r, true);
	c = cert_reader_pem(&r, pem.data, pem.len, NULL);
	cert_reader_close(&r);
	assert_non_null(c);
	assert_null(c->x509);
	copy = cert_copy(c);
	cert_free(c);
	cert_to_der(copy, &again);
	assert_int_equal(again.len, der.len);
	assert_memory_equal(again.data, der.data, der.len);
	/* The key is there when it is asked for. */
	assert_int_equal(X509_self_signed(cert_x509(copy), 1), 1);
	cert_free(copy);

	cert_reader_open(&r, false);
	c = cert_reader_der(&r, der.data, der.len, NULL);
	cert_reader_close(&r);
	assert_null(facts_differ(c, m.cert));
	assert_null(cert_x509(c));
	cert_free(c);
	buf_clear(&der);
	buf_clear(&again);
	buf_clear(&pem);
	minted_clear(&m);
}

static void
lists_and_copies(void **state)
{
	struct minted a = mint_leaf("a", NULL), b = mint_leaf("b", NULL);
	struct cert_list l = { 0 };

	(void)state;
	cert_list_add(&l, cert_copy(a.cert));
	cert_list_add(&l, cert_copy(b.cert));
	assert_ptr_equal(cert_list_find(&l, b.cert->thumbprint), l.v[1]);
	minted_clear(&a);
	assert_string_equal(l.v[0]->common_name, "a");
	assert_null(cert_list_find(&l, ""));
	cert_list_clear(&l);
	assert_int_equal(l.n, 0);
	minted_clear(&b);
	cert_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts),
		cmocka_unit_test(far_dates),
		cmocka_unit_test(der_and_nothing_behind_it),
		cmocka_unit_test(flipped_bits),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(unreadable_restrictions),
		cmocka_unit_test(validity_has_to_be_a_time),
		cmocka_unit_test(facts_without_the_key),
		cmocka_unit_test(lists_and_copies),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
