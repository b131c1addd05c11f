/* SPDX-License-Identifier: ISC */
/* Sending: which algorithms are written, and which never are: section 11. */
#include "tests/engine/world.h"

#include <openssl/x509.h>

#include "engine/cms.h"
#include "model/kinds/send_port.h"

/* The port's setting, on top of send_reset(). */
static void
set_port(struct world *w, const char *a, const char *b, const char *c)
{
	fixture_set(w->f, "send-port", SEND, a, b, c, NULL);
	world_open(w, SEND_HOST);
}

/* To ourselves, so that the receiving side can read it. */
static int
setup(void **state)
{
	struct minted us;

	world_setup(state);
	us = sample_pair(*state, "decrypt");
	put(*state, STORE_OTHER_PEOPLE, NULL, &us, false);
	return 0;
}

static int
reset(void **state)
{
	struct world *w = *state;

	send_reset(state);
	fixture_set(w->f, "send-port", SEND, "partner_pss=false",
	    "partner_oaep=false", "encoder.digest_algorithm=sha-256",
	    "encoder.encryption_algorithm=group", "allow_legacy=false", NULL);
	fixture_set(w->f, "group", "Test Group",
	    "encryption_algorithm=aes-128-cbc", NULL);
	world_open(w, SEND_HOST);
	return 0;
}

static void
encrypt_to_us(struct world *w)
{
	struct minted us = sample_pair(w, "decrypt");

	encrypt_for(w, &us);
	world_open(w, SEND_HOST);
}

/* Sent with these marks; the structure as OpenSSL reads it, if wanted. */
static CMS_ContentInfo *
sent(struct world *w, const char *warnings)
{
	struct send_input input = input_of(w);
	struct send_result r = send_it(w, &input);
	const char *marks = props_get(&r.context, "SMIME.Warnings");
	struct receive_result back;
	CMS_ContentInfo *cms;
	BIO *in, *part = NULL;

	if (r.outcome != OUTCOME_PROCESSED)
		fail_msg("%s", r.fault.text);
	assert_string_equal(marks != NULL ? marks : "", warnings);
	world_open(w, HOST);
	back = receive_as(w, VIEW(r.wire), nobody);
	check_fate(&back, "processed guest");
	check_body(&back, BODY, BODY_LEN);
	receive_result_clear(&back);
	world_open(w, SEND_HOST);
	in = bio_of(VIEW(r.wire));
	cms = SMIME_read_CMS(in, &part);
	assert_non_null(cms);
	BIO_free(in);
	BIO_free(part);
	send_result_clear(&r);
	return cms;
}

/* The cipher of the structure. */
static void
check_cipher(const CMS_ContentInfo *ci, const char *name)
{
	unsigned char *der = NULL;
	int n = i2d_CMS_ContentInfo((CMS_ContentInfo *)(uintptr_t)ci, &der);
	struct cms cms;

	assert_true(n > 0);
	assert_true(cms_parse(&cms, span_of(der, (size_t)n), NULL));
	assert_string_equal(cms.cipher, name);
	cms_clear(&cms);
	OPENSSL_free(der);
}

static void
group_default(void **state)
{
	static const struct { const char *set, *cipher; } rows[] = {
		{ "encryption_algorithm=aes-128-cbc", SN_aes_128_cbc },
		{ "encryption_algorithm=aes-192-cbc", SN_aes_192_cbc },
		{ "encryption_algorithm=aes-256-cbc", SN_aes_256_cbc },
		{ "encryption_algorithm=aes-128-gcm", SN_aes_128_gcm },
		{ "encryption_algorithm=aes-256-gcm", SN_aes_256_gcm },
	};
	struct world *w = *state;
	CMS_ContentInfo *cms;
	size_t i;

	encrypt_to_us(w);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_set(w->f, "group", "Test Group", rows[i].set, NULL);
		world_open(w, SEND_HOST);
		cms = sent(w, "");
		check_cipher(cms, rows[i].cipher);
		CMS_ContentInfo_free(cms);
	}
	/* The port's own choice comes first. */
	set_port(w, "encoder.encryption_algorithm=aes-128-gcm", NULL, NULL);
	cms = sent(w, "");
	check_cipher(cms, SN_aes_128_gcm);
	CMS_ContentInfo_free(cms);
}

/* Not without the port's own policy, wherever the choice comes from. */
static void
legacy_policy(void **state)
{
	static const struct { const char *option, *value, *warning; } rows[] = {
		{ "encoder.encryption_algorithm", "des3", "legacy-cipher" },
		{ "encoder.digest_algorithm", "sha-1", "legacy-digest" },
	};
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct send_result r;
	struct send_port *port;
	CMS_ContentInfo *cms;
	char *set;
	size_t i;

	encrypt_to_us(w);
	set_port(w, "encoder.signature_type=blob", NULL, NULL);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		port = (struct send_port *)snapshot_find(w->snapshot,
		    kind_send_port.name, SEND);
		props_set(&port->object.props, rows[i].option, rows[i].value);
		r = send_it(w, &input);
		assert_int_equal(r.fault.failure, FAIL_ALG_FORBIDDEN);
		assert_int_equal(r.fault.fault, FAULT_LOCAL);
		assert_non_null(strstr(r.fault.text, SEND));
		send_result_clear(&r);
		set = xasprintf("%s=%s", rows[i].option, rows[i].value);
		set_port(w, "allow_legacy=true", set, NULL);
		free(set);
		CMS_ContentInfo_free(sent(w, rows[i].warning));
		set = xasprintf("%s=", rows[i].option);
		set_port(w, set, "allow_legacy=false", NULL);
		free(set);
	}
	set_port(w, "allow_legacy=true", "encoder.encryption_algorithm=des3",
	    "encoder.signature_type=none");
	cms = sent(w, "legacy-cipher");
	check_cipher(cms, SN_des_ede3_cbc);
	CMS_ContentInfo_free(cms);
	/* What is not switched on needs no policy. */
	set_port(w, "encoder.enable_encryption=false", "allow_legacy=false",
	    NULL);
	expect_send(w, &input, "", "");
}

static void
oaep(void **state)
{
	static const int nids[] = { NID_rsaEncryption, NID_rsaesOaep };
	struct world *w = *state;
	CMS_ContentInfo *cms;
	X509_ALGOR *algorithm;
	size_t i;

	encrypt_to_us(w);
	for (i = 0; i < ARRAY_SIZE(nids); i++) {
		set_port(w, i > 0 ? "partner_oaep=true" :
		    "partner_oaep=false", NULL, NULL);
		cms = sent(w, "");
		algorithm = NULL;
		CMS_RecipientInfo_ktri_get0_algs(sk_CMS_RecipientInfo_value(
		    CMS_get0_RecipientInfos(cms), 0), NULL, NULL, &algorithm);
		assert_int_equal(OBJ_obj2nid(algorithm->algorithm), nids[i]);
		CMS_ContentInfo_free(cms);
	}
}

/* ---- signatures ---------------------------------------------------------- */

static CMS_SignerInfo *
signer(CMS_ContentInfo *cms)
{
	return sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
}

static void
signature_algorithms(void **state)
{
	static const struct {
		const char *digest, *pss, *micalg;
		int digest_nid, signature_nid;
	} rows[] = {
		{ "sha-256", "false", "micalg=sha-256;", NID_sha256,
		    NID_rsaEncryption },
		{ "sha-384", "false", "micalg=sha-384;", NID_sha384,
		    NID_rsaEncryption },
		{ "sha-512", "true", "micalg=sha-512;", NID_sha512,
		    NID_rsassaPss },
		{ "sha-256", "true", "micalg=sha-256;", NID_sha256,
		    NID_rsassaPss },
	};
	struct world *w = *state;
	struct send_input input = input_of(w);
	X509_ALGOR *digest, *signature;
	struct send_result r;
	CMS_ContentInfo *cms;
	char set[2][64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(set[0], sizeof(set[0]),
		    "encoder.digest_algorithm=%s", rows[i].digest);
		snprintf(set[1], sizeof(set[1]), "partner_pss=%s",
		    rows[i].pss);
		set_port(w, "encoder.signature_type=clear", set[0], set[1]);
		r = send_it(w, &input);
		assert_non_null(memmem(r.wire.data, r.wire.len,
		    rows[i].micalg, strlen(rows[i].micalg)));
		send_result_clear(&r);
		set_port(w, "encoder.signature_type=blob", NULL, NULL);
		cms = sent(w, "");
		CMS_SignerInfo_get0_algs(signer(cms), NULL, NULL, &digest,
		    &signature);
		assert_int_equal(OBJ_obj2nid(digest->algorithm),
		    rows[i].digest_nid);
		assert_int_equal(OBJ_obj2nid(signature->algorithm),
		    rows[i].signature_nid);
		CMS_ContentInfo_free(cms);
	}
}

/* Best first; nothing that we cannot read, nothing that we would mark. */
static void
capabilities(void **state)
{
	static const char *const expected[] = { "RSASSA-PSS",
		"ecdsa-with-SHA256", "ecdsa-with-SHA384", "ecdsa-with-SHA512",
		"ED25519", "RSA-SHA256", "RSA-SHA384", "RSA-SHA512",
		"id-aes256-GCM", "id-aes192-GCM", "id-aes128-GCM",
		"1.2.840.113549.1.9.16.3.18", "AES-256-CBC", "AES-192-CBC",
		"AES-128-CBC", "RSAES-OAEP" };
	struct world *w = *state;
	STACK_OF(X509_ALGOR) *list;
	CMS_ContentInfo *cms;
	const ASN1_TYPE *type;
	X509_ATTRIBUTE *attribute;
	const unsigned char *p;
	char name[80];
	int i;

	set_port(w, "encoder.signature_type=blob", NULL, NULL);
	cms = sent(w, "");
	attribute = CMS_signed_get_attr(signer(cms),
	    CMS_signed_get_attr_by_NID(signer(cms), NID_SMIMECapabilities,
	    -1));
	type = X509_ATTRIBUTE_get0_type(attribute, 0);
	assert_int_equal(type->type, V_ASN1_SEQUENCE);
	p = ASN1_STRING_get0_data(type->value.sequence);
	list = d2i_X509_ALGORS(NULL, &p,
	    ASN1_STRING_length(type->value.sequence));
	assert_int_equal(sk_X509_ALGOR_num(list), ARRAY_SIZE(expected));
	for (i = 0; i < sk_X509_ALGOR_num(list); i++) {
		const ASN1_OBJECT *o = sk_X509_ALGOR_value(list, i)->algorithm;

		if (OBJ_obj2nid(o) != NID_undef)
			snprintf(name, sizeof(name), "%s",
			    OBJ_nid2sn(OBJ_obj2nid(o)));
		else
			OBJ_obj2txt(name, sizeof(name), o, 1);
		assert_string_equal(name, expected[i]);
	}
	sk_X509_ALGOR_pop_free(list, X509_ALGOR_free);
	CMS_ContentInfo_free(cms);
}

/* ---- keys ---------------------------------------------------------------- */

static struct minted
mint_key(const struct world *w, EVP_PKEY *pkey)
{
	struct minted ca = sample_pair(w, "ca"), base = { 0 }, m;
	struct issuer issuer = { ca.cert, ca.key };
	struct issue_request r = { .common_name = "Key",
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
		KEY_USAGE_KEY_AGREEMENT, .not_before = w->f->now - DAY_SECONDS,
		.not_after = w->f->now + DAY_SECONDS };
	struct err err = { 0 };

	must(issue_cert(&r, &issuer, &base.cert, &base.key, &err), &err);
	m = mint_over(&base, pkey, &ca);
	minted_clear(&base);
	return m;
}

/* RFC 5753: derived with SHA-256; also with the flags for RSA set. */
static void
elliptic_curves(void **state)
{
	static const char *const curves[] = { "P-256", "P-384", "P-521" };
	struct world *w = *state;
	ASN1_OCTET_STRING *ukm;
	X509_ALGOR *algorithm;
	CMS_ContentInfo *cms;
	struct minted m;
	char *set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(curves); i++) {
		m = mint_key(w, EVP_EC_gen(curves[i]));
		publish(w, &m);
		put(w, STORE_OTHER_PEOPLE, NULL, &m, false);
		world_open(w, HOST);
		put(w, STORE_PERSONAL, w->in->row->account, &m, true);
		set = xasprintf("decryption_certificate=%s",
		    m.cert->thumbprint);
		fixture_set(w->f, "host", HOST, set, NULL);
		free(set);
		encrypt_for(w, &m);
		set_port(w, "partner_oaep=true", NULL, NULL);
		cms = sent(w, "");
		CMS_RecipientInfo_kari_get0_alg(sk_CMS_RecipientInfo_value(
		    CMS_get0_RecipientInfos(cms), 0), &algorithm, &ukm);
		assert_int_equal(OBJ_obj2nid(algorithm->algorithm),
		    NID_dhSinglePass_stdDH_sha256kdf_scheme);
		CMS_ContentInfo_free(cms);
		minted_clear(&m);
	}
	set = xasprintf("decryption_certificate=%s",
	    fixture_thumbprint(w->f, "decrypt"));
	fixture_set(w->f, "host", HOST, set, NULL);
	free(set);
}

/* Received only: nothing is sent, least of all in clear. */
static void
not_written(void **state)
{
	static const char *const types[] = { "X25519", "X448" };
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct minted m;
	char *set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		m = mint_key(w, EVP_PKEY_Q_keygen(NULL, NULL, types[i]));
		publish(w, &m);
		put(w, STORE_OTHER_PEOPLE, NULL, &m, false);
		encrypt_for(w, &m);
		world_open(w, SEND_HOST);
		expect_send(w, &input, "ALG_UNSUPPORTED", "");
		minted_clear(&m);
	}
	m = mint_key(w, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	publish(w, &m);
	put(w, STORE_PERSONAL, w->in->row->account, &m, true);
	set = xasprintf("signature_certificate=%s", m.cert->thumbprint);
	fixture_set(w->f, "group", "Test Group", set, NULL);
	free(set);
	set_port(w, "encoder.signature_type=clear",
	    "encoder.enable_encryption=false", NULL);
	expect_send(w, &input, "ALG_UNSUPPORTED", "");
	minted_clear(&m);
}

#define T(f) cmocka_unit_test_setup(f, reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(group_default), T(legacy_policy), T(oaep),
		T(signature_algorithms), T(capabilities), T(elliptic_curves),
		T(not_written),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, world_teardown);
}
