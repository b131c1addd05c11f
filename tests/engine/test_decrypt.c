/* SPDX-License-Identifier: ISC */
/* The host's certificate, recipients, ciphers and keys: U2, section 11. */
#include "tests/engine/world.h"

#include "base/file.h"

/* ---- the decryption certificate ---------------------------------------- */

/* Must-pass 1 and the other ways of not having key or certificate. */
static void
decryption_material(void **state)
{
	struct world *w = *state;
	const char *thumbprint = fixture_thumbprint(w->f, "decrypt");
	const char *account = w->in->row->account;
	char *pem = store_file(w, STORE_PERSONAL, account, thumbprint, "pem");
	char *key = store_file(w, STORE_PERSONAL, account, thumbprint, "key");
	char *pem_away = xasprintf("%s.away", pem);
	char *key_away = xasprintf("%s.away", key);
	struct minted other = sample_pair(w, "contoso-encrypt");
	struct buf wire, text = { 0 };
	struct receive_result r;
	char *dir, *away;
	struct err err = { 0 };

	/* No key. */
	assert_int_equal(rename(key, key_away), 0);
	world_open(w, HOST);
	wire = wrap(w, "g", NULL);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "suspended DEC_KEY_MISSING guest");
	assert_string_equal(r.fault.thumbprint, thumbprint);
	assert_non_null(strstr(r.fault.text, "Personal"));
	receive_result_clear(&r);
	/* Damaged, and of somebody else. */
	must(file_write(key, "nonsense", 8, 0600, &err), &err);
	world_open(w, HOST);
	expect(w, &wire, "suspended DEC_KEY_UNREADABLE guest");
	must(key_to_pem(other.key, &text, &err), &err);
	must(file_write(key, text.data, text.len, 0600, &err), &err);
	world_open(w, HOST);
	wire = wrap(w, "g", NULL);
	expect(w, &wire, "suspended DEC_KEY_UNREADABLE guest");
	assert_int_equal(rename(key_away, key), 0);
	/* No certificate; for us, and for others. */
	assert_int_equal(rename(pem, pem_away), 0);
	world_open(w, HOST);
	wire = wrap(w, "g", NULL);
	expect(w, &wire, "suspended DEC_CERT_NOT_IN_STORE guest");
	wire = plain_body();
	encrypt_to(&wire, &other, EVP_aes_128_cbc(), 0);
	expect(w, &wire, "suspended DEC_NOT_RECIPIENT guest");
	assert_int_equal(rename(pem_away, pem), 0);
	/* No store at all. */
	*strrchr(pem, '/') = '\0';
	dir = xstrdup(pem);
	away = xasprintf("%s.away", dir);
	assert_int_equal(rename(dir, away), 0);
	world_open(w, HOST);
	wire = wrap(w, "g", NULL);
	expect(w, &wire, "suspended STORE_UNAVAILABLE guest");
	assert_int_equal(rename(away, dir), 0);
	/* And everything is back. */
	world_open(w, HOST);
	wire = wrap(w, "g", NULL);
	expect(w, &wire, "processed guest");
	free(dir);
	free(away);
	free(pem);
	free(key);
	free(pem_away);
	free(key_away);
	buf_clear(&text);
}

static void
set_host_cert(const struct world *w, const char *thumbprint)
{
	char *set = xasprintf("decryption_certificate=%s", thumbprint);

	fixture_set(w->f, "host", HOST, set, NULL);
	free(set);
}

static void
decryption_assignment(void **state)
{
	struct world *w = *state;
	struct minted ca = sample_pair(w, "ca");
	struct issue_request r = { .common_name = "Old", .email = "a@b.c",
		.key_usage = KEY_USAGE_KEY_ENCIPHERMENT };
	struct issuer issuer = { ca.cert, ca.key };
	struct minted old = { 0 }, sign = { 0 };
	struct receive_result result;
	struct err err = { 0 };
	struct buf wire;

	set_host_cert(w, "");
	world_open(w, HOST);
	wire = wrap(w, "g", NULL);
	expect(w, &wire, "suspended DEC_NO_HOST_CERT guest");

	/* Must-pass 2: expired, and decrypted all the same. */
	r.not_before = w->f->now - 100 * DAY_SECONDS;
	r.not_after = w->f->now - DAY_SECONDS;
	must(issue_cert(&r, &issuer, &old.cert, &old.key, &err), &err);
	publish(w, &old);
	put(w, STORE_PERSONAL, w->in->row->account, &old, true);
	set_host_cert(w, old.cert->thumbprint);
	world_open(w, HOST);
	wire = plain_body();
	encrypt_to(&wire, &old, EVP_aes_128_gcm(), 0);
	result = receive_as(w, &wire, nobody);
	check_fate(&result, "processed guest");
	assert_string_equal(context(&result, "SMIME.Warnings"),
	    "decrypt-cert-expired");
	receive_result_clear(&result);
	buf_clear(&wire);

	/* For another certificate of ours: our assignment is at fault. */
	wire = wrap(w, "g", NULL);
	result = receive_as(w, &wire, nobody);
	check_fate(&result, "suspended DEC_NOT_RECIPIENT guest");
	assert_int_equal(result.fault.fault, FAULT_LOCAL);
	receive_result_clear(&result);
	buf_clear(&wire);

	/* Made for something else. */
	sign = sample_pair(w, "sign");
	set_host_cert(w, sign.cert->thumbprint);
	world_open(w, HOST);
	wire = plain_body();
	encrypt_to(&wire, &sign, EVP_aes_128_gcm(), 0);
	expect(w, &wire, "suspended DEC_USAGE guest");

	set_host_cert(w, fixture_thumbprint(w->f, "decrypt"));
	minted_clear(&old);
}

/* Key ids, and a cipher that is marked. */
static void
recipients_and_ciphers(void **state)
{
	struct world *w = *state;
	struct minted us = sample_pair(w, "decrypt");
	struct buf wire = plain_body();
	struct receive_result r;

	encrypt_to(&wire, &us, EVP_aes_192_cbc(), CMS_USE_KEYID);
	expect(w, &wire, "processed guest");

	wire = plain_body();
	encrypt_to(&wire, &us, EVP_des_ede3_cbc(), 0);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "processed guest");
	assert_string_equal(context(&r, "SMIME.Warnings"),
	    "legacy-cipher,no-integrity");
	receive_result_clear(&r);
	buf_clear(&wire);
}

static void
weak_algorithms(void **state)
{
	static const struct {
		int bits;
		const char *digest;
		const char *fate, *warnings;
	} rows[] = {
		{ 2048, "SHA256", "processed guest", "" },
		{ 2048, "SHA1", "processed guest", "legacy-digest" },
		{ 2048, "MD5", "processed guest", "legacy-digest" },
		{ 1024, "SHA256", "processed guest", "weak-key" },
		{ 1024, "SHA1", "processed guest", "legacy-digest,weak-key" },
		{ 768, "SHA256", "suspended ALG_FORBIDDEN guest", "" },
		{ 2048, "RIPEMD160", "suspended ALG_UNSUPPORTED guest", "" },
	};
	struct world *w = *state;
	struct minted ca = sample_pair(w, "ca");
	unsigned flags = CMS_BINARY | CMS_STREAM;
	struct receive_result r;
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const EVP_MD *md = EVP_get_digestbyname(rows[i].digest);
		struct minted m = mint_over(&w->stranger,
		    EVP_RSA_gen((unsigned)rows[i].bits), &ca);
		CMS_ContentInfo *cms;
		BIO *content;

		wire = plain_body();
		content = bio_of(&wire);
		cms = CMS_sign(NULL, NULL, NULL, content,
		    flags | CMS_PARTIAL);
		if (md == NULL || CMS_add1_signer(cms, m.cert->x509,
		    m.key->pkey, md, flags) == NULL) {
			CMS_ContentInfo_free(cms);
			BIO_free(content);
		} else {
			write_smime(&wire, cms, content, flags);
			r = receive_as(w, &wire, nobody);
			check_fate(&r, rows[i].fate);
			assert_string_equal(context(&r, "SMIME.Warnings"),
			    rows[i].warnings);
			receive_result_clear(&r);
		}
		ERR_clear_error();
		buf_clear(&wire);
		minted_clear(&m);
	}
}

/* Elliptic curves: ECDH recipients and ECDSA signers. */
static struct minted
mint_curve(const struct world *w)
{
	struct minted ca = sample_pair(w, "ca"), base = { 0 }, m;
	struct issuer issuer = { ca.cert, ca.key };
	struct issue_request r = { .common_name = "Curve",
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
		KEY_USAGE_KEY_AGREEMENT, .not_before = w->f->now,
		.not_after = w->f->now + DAY_SECONDS };
	struct err err = { 0 };

	must(issue_cert(&r, &issuer, &base.cert, &base.key, &err), &err);
	m = mint_over(&base, EVP_EC_gen("P-256"), &ca);
	minted_clear(&base);
	return m;
}

static void
elliptic_curves(void **state)
{
	struct world *w = *state;
	struct minted m = mint_curve(w);
	struct receive_result r;
	struct buf wire = signed_by(&m, 0);

	expect(w, &wire, "processed guest");
	publish(w, &m);
	put(w, STORE_PERSONAL, w->in->row->account, &m, true);
	set_host_cert(w, m.cert->thumbprint);
	world_open(w, HOST);
	wire = plain_body();
	encrypt_to(&wire, &m, EVP_aes_256_gcm(), 0);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "processed guest");
	check_body(&r, BODY, BODY_LEN);
	receive_result_clear(&r);
	buf_clear(&wire);
	set_host_cert(w, fixture_thumbprint(w->f, "decrypt"));
	minted_clear(&m);
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(decryption_material), T(decryption_assignment),
		T(recipients_and_ciphers), T(weak_algorithms),
		T(elliptic_curves),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
