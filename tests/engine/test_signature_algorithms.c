/* SPDX-License-Identifier: ISC */
/* Verifying: every row of the table of algorithms, section 11. */
#include "tests/engine/algorithms.h"

#include <openssl/rsa.h>

/* ---- messages of other programs ------------------------------------------ */

static void
edwards_signatures(void **state)
{
	static const struct {
		const char *message, *fate, *changed, *named;
	} rows[] = {
		{ "ed25519", "processed guest", "SIG_DIGEST", NULL },
		{ "ed25519-direct", "processed guest", "SIG_INVALID", NULL },
		{ "ed25519-gnutls", "processed guest", "SIG_DIGEST", NULL },
		/* id-shake256-len; id-shake256 */
		{ "ed448", "suspended ALG_UNSUPPORTED guest",
		    "ALG_UNSUPPORTED", "2.16.840.1.101.3.4.2.18" },
		{ "ed448-direct", "suspended ALG_UNSUPPORTED guest",
		    "ALG_UNSUPPORTED", "SHAKE256" },
	};
	struct world *w = *state;
	struct minted ca = stored("ca"), signer = stored("ed25519");
	struct receive_result r;
	struct buf wire;
	char *fate;
	size_t i;

	put(w, STORE_ROOT, NULL, &ca, false);
	put(w, STORE_OTHER_PEOPLE, NULL, &signer, false);
	fixture_set(w->f, "receive-location", LOCATION,
	    "decoder.check_revocation=false", NULL);
	world_open(w, HOST);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wire = stored_message(rows[i].message);
		r = receive_as(w, &wire, nobody);
		check_fate(&r, rows[i].fate);
		if (r.outcome == OUTCOME_PROCESSED) {
			check_body(&r, TEXT, TEXT_LEN);
			assert_string_equal(context(&r,
			    "BTS.SignatureCertificate"),
			    signer.cert->thumbprint);
		} else {
			assert_non_null(strstr(r.fault.text, rows[i].named));
		}
		receive_result_clear(&r);
		/* The content; then the value of the signature. */
		*(char *)memmem(wire.data, wire.len, "<order>", 7) = '[';
		fate = xasprintf("suspended %s guest", rows[i].changed);
		expect(w, &wire, fate);
		free(fate);
		wire = stored_message(rows[i].message);
		wire.data[wire.len - 20] ^= 1;
		expect(w, &wire, rows[i].fate[0] == 'p' ?
		    "suspended SIG_INVALID guest" : rows[i].fate);
	}
	minted_clear(&ca);
	minted_clear(&signer);
}

/* ---- messages of OpenSSL ------------------------------------------------- */

static struct buf
sign_by(const struct minted *by, const EVP_MD *md, bool pss, unsigned flags)
{
	struct buf wire = plain_body();
	BIO *content = bio_of(&wire);
	CMS_ContentInfo *cms;
	CMS_SignerInfo *si;

	flags |= CMS_BINARY;
	cms = CMS_sign(NULL, NULL, NULL, NULL, flags | CMS_PARTIAL);
	assert_non_null(cms);
	si = CMS_add1_signer(cms, by->cert->x509, by->key->pkey, md,
	    flags | (pss ? CMS_KEY_PARAM : 0));
	assert_non_null(si);
	if (pss)
		assert_true(EVP_PKEY_CTX_set_rsa_padding(
		    CMS_SignerInfo_get0_pkey_ctx(si),
		    RSA_PKCS1_PSS_PADDING) > 0);
	assert_int_equal(CMS_final(cms, content, NULL, flags), 1);
	write_smime(&wire, cms, content, flags);
	return wire;
}

static void
signatures(void **state)
{
	static const struct {
		const char *key, *digest, *warnings;
		bool pss, direct;
	} rows[] = {
		{ "RSA", "SHA256", "", false, false },
		{ "RSA", "SHA384", "", false, true },
		{ "RSA", "SHA512", "", false, false },
		{ "RSA", "SHA1", "legacy-digest", false, false },
		{ "RSA", "MD5", "legacy-digest", false, true },
		{ "RSA", "SHA256", "", true, false },
		{ "RSA", "SHA512", "", true, true },
		{ "RSA", "SHA1", "legacy-digest", true, false },
		{ "P-256", "SHA256", "", false, false },
		{ "P-256", "SHA1", "legacy-digest", false, false },
		{ "P-384", "SHA384", "", false, true },
		{ "P-521", "SHA512", "", false, false },
		{ "DSA", "SHA256", "legacy-key,weak-key", false, false },
		{ "DSA", "SHA1", "legacy-digest,legacy-key,weak-key", false,
		    true },
	};
	struct world *w = *state;
	struct receive_result r;
	struct minted m = { 0 };
	const char *now = "";
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].key, now) != 0) {
			now = rows[i].key;
			minted_clear(&m);
			m = minted_for(w, strcmp(now, "DSA") == 0 ?
			    dsa_key(1024) : key_of(now),
			    KEY_USAGE_DIGITAL_SIGNATURE);
		}
		wire = sign_by(&m, EVP_get_digestbyname(rows[i].digest),
		    rows[i].pss, rows[i].direct ? CMS_NOATTR : 0);
		r = receive_as(w, &wire, nobody);
		if (r.outcome != OUTCOME_PROCESSED)
			fail_msg("%s %s: %s", now, rows[i].digest,
			    r.fault.text);
		check_body(&r, BODY, BODY_LEN);
		assert_string_equal(context(&r, "SMIME.Warnings"),
		    rows[i].warnings);
		receive_result_clear(&r);
		check_refusal(w, &wire, rows[i].warnings);
	}
	minted_clear(&m);
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(edwards_signatures), T(signatures),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
