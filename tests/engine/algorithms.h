/* SPDX-License-Identifier: ISC */
/*
 * For the tests of algorithms: keys and certificates of every kind, and the
 * messages of other programs in data/algorithms.
 */
#ifndef TESTS_ENGINE_ALGORITHMS_H
#define TESTS_ENGINE_ALGORITHMS_H

#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/pem.h>

#include "base/file.h"
#include "tests/engine/world.h"

#define DATA "tests/engine/data/algorithms/"
#define TEXT "<order>a\0b</order>\r\n"
#define TEXT_LEN (sizeof(TEXT) - 1)

/* ---- keys ---------------------------------------------------------------- */

/* Certificate, and key if there is one, of the folder's PEM file. */
UNUSED static struct minted
stored(const char *name)
{
	char *path = xasprintf(DATA "%s.pem", name);
	BIO *in = BIO_new_file(path, "r");
	struct err err = { 0 };
	struct minted m = { 0 };
	EVP_PKEY *pkey;

	assert_non_null(in);
	m.cert = cert_from_x509(PEM_read_bio_X509(in, NULL, NULL, NULL),
	    &err);
	must(m.cert != NULL, &err);
	pkey = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
	m.key = pkey != NULL ? key_from_pkey(pkey) : NULL;
	BIO_free(in);
	ERR_clear_error();
	free(path);
	return m;
}

/* For this purpose; the usual one does not allow key agreement. */
UNUSED static struct minted
minted_for(const struct world *w, EVP_PKEY *pkey, unsigned usage)
{
	struct minted ca = sample_pair(w, "ca"), base = { 0 }, m;
	struct issuer issuer = { ca.cert, ca.key };
	struct issue_request r = { .common_name = "Algorithm",
		.key_usage = usage, .not_before = w->f->now - DAY_SECONDS,
		.not_after = w->f->now + DAY_SECONDS };
	struct err err = { 0 };

	must(issue_cert(&r, &issuer, &base.cert, &base.key, &err), &err);
	m = mint_over(&base, pkey, &ca);
	minted_clear(&base);
	return m;
}

/* X9.42, with the parameters of RFC 5114 2.3. */
UNUSED static EVP_PKEY *
dh_key(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_DHX, NULL);
	EVP_PKEY *parameters = NULL, *pkey = NULL;

	assert_true(EVP_PKEY_paramgen_init(ctx) > 0);
	assert_true(EVP_PKEY_CTX_set_dhx_rfc5114(ctx, 3) > 0);
	assert_true(EVP_PKEY_paramgen(ctx, &parameters) > 0);
	EVP_PKEY_CTX_free(ctx);
	ctx = EVP_PKEY_CTX_new(parameters, NULL);
	assert_true(EVP_PKEY_keygen_init(ctx) > 0);
	assert_true(EVP_PKEY_keygen(ctx, &pkey) > 0);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(parameters);
	return pkey;
}

UNUSED static EVP_PKEY *
key_of(const char *name)
{
	if (strcmp(name, "RSA") == 0)
		return EVP_RSA_gen(2048);
	return strcmp(name, "DHX") == 0 ? dh_key() : EVP_EC_gen(name);
}

UNUSED static EVP_PKEY *
dsa_key(int bits)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_DSA, NULL);
	EVP_PKEY *parameters = NULL, *pkey = NULL;

	assert_true(EVP_PKEY_paramgen_init(ctx) > 0);
	assert_true(EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, bits) > 0);
	assert_true(EVP_PKEY_paramgen(ctx, &parameters) > 0);
	EVP_PKEY_CTX_free(ctx);
	ctx = EVP_PKEY_CTX_new(parameters, NULL);
	assert_true(EVP_PKEY_keygen_init(ctx) > 0);
	assert_true(EVP_PKEY_keygen(ctx, &pkey) > 0);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(parameters);
	return pkey;
}

UNUSED static void
set_host_cert(struct world *w, const char *thumbprint)
{
	char *set = xasprintf("decryption_certificate=%s", thumbprint);

	fixture_set(w->f, "host", HOST, set, NULL);
	free(set);
	world_open(w, HOST);
}

/* The host decrypts with it from now on. */
UNUSED static void
decrypt_with(struct world *w, const struct minted *m)
{
	if (snapshot_find(w->snapshot, kind_certificate.name,
	    m->cert->thumbprint) == NULL) {
		publish(w, m);
		put(w, STORE_PERSONAL, w->in->row->account, m, true);
	}
	set_host_cert(w, m->cert->thumbprint);
}

/* ---- messages ------------------------------------------------------------ */

UNUSED static struct buf
stored_der(const char *name)
{
	char *path = xasprintf(DATA "%s.der", name);
	struct buf der = { 0 };
	struct err err = { 0 };

	must(file_read(&der, path, 65536, &err), &err);
	free(path);
	return der;
}

UNUSED static struct buf
stored_message(const char *name)
{
	struct buf der = stored_der(name), message = binary_message(&der);

	buf_clear(&der);
	return message;
}

/*
 * Takes the message: with "Refuse legacy algorithms" it is, if it was marked
 * for one.
 */
UNUSED static void
check_refusal(struct world *w, struct buf *wire, const char *warnings)
{
	fixture_set(w->f, "receive-location", LOCATION,
	    "decoder.refuse_legacy=true", NULL);
	world_open(w, HOST);
	expect(w, wire, strstr(warnings, "legacy") != NULL ?
	    "suspended ALG_FORBIDDEN guest" : "processed guest");
	fixture_set(w->f, "receive-location", LOCATION,
	    "decoder.refuse_legacy=false", NULL);
	world_open(w, HOST);
}

#endif
