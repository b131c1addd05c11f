/* SPDX-License-Identifier: ISC */
/* The self-test of a private key: it is tried, not looked at. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "certstore/key.h"
#include "certstore/ossl_err.h"

enum {
	NONCE_SIZE = 32,
	MAX_RESULT = 16384,	/* of a signature, a cipher text, a secret */
};

struct trial {
	EVP_PKEY *private, *public;
	unsigned char nonce[NONCE_SIZE];
};

/* Keys that hash the text themselves take no digest. */
static const EVP_MD *
digest_for(EVP_PKEY *key)
{
	char name[64] = "";

	if (EVP_PKEY_get_default_digest_name(key, name, sizeof(name)) <= 0)
		return EVP_sha256();
	if (strcmp(name, "UNDEF") == 0 || *name == '\0')
		return NULL;
	return EVP_get_digestbyname(name);
}

static bool
try_sign(struct trial *t)
{
	EVP_MD_CTX *sign = EVP_MD_CTX_new(), *verify = EVP_MD_CTX_new();
	const EVP_MD *md = digest_for(t->private);
	struct buf sig = { .secret = true };
	size_t n = 0;
	bool ok;

	ok = sign != NULL && verify != NULL &&
	    EVP_DigestSignInit(sign, NULL, md, NULL, t->private) == 1 &&
	    EVP_DigestSign(sign, NULL, &n, t->nonce, NONCE_SIZE) == 1 &&
	    n > 0 && n <= MAX_RESULT &&
	    EVP_DigestSign(sign, buf_room(&sig, n), &n, t->nonce,
	    NONCE_SIZE) == 1 &&
	    EVP_DigestVerifyInit(verify, NULL, md, NULL, t->public) == 1 &&
	    EVP_DigestVerify(verify, sig.data, n, t->nonce,
	    NONCE_SIZE) == 1;
	EVP_MD_CTX_free(sign);
	EVP_MD_CTX_free(verify);
	buf_clear(&sig);
	return ok;
}

static bool
try_encrypt(struct trial *t)
{
	EVP_PKEY_CTX *to = EVP_PKEY_CTX_new(t->public, NULL);
	EVP_PKEY_CTX *back = EVP_PKEY_CTX_new(t->private, NULL);
	struct buf cipher = { 0 }, plain = { .secret = true };
	size_t n = 0, m = 0;
	bool ok;

	ok = to != NULL && back != NULL && EVP_PKEY_encrypt_init(to) == 1 &&
	    EVP_PKEY_encrypt(to, NULL, &n, t->nonce, NONCE_SIZE) == 1 &&
	    n > 0 && n <= MAX_RESULT &&
	    EVP_PKEY_encrypt(to, buf_room(&cipher, n), &n, t->nonce,
	    NONCE_SIZE) == 1 && EVP_PKEY_decrypt_init(back) == 1 &&
	    EVP_PKEY_decrypt(back, NULL, &m, cipher.data, n) == 1 &&
	    m >= NONCE_SIZE && m <= MAX_RESULT &&
	    EVP_PKEY_decrypt(back, buf_room(&plain, m), &m, cipher.data,
	    n) == 1 && m == NONCE_SIZE &&
	    CRYPTO_memcmp(plain.data, t->nonce, NONCE_SIZE) == 0;
	EVP_PKEY_CTX_free(to);
	EVP_PKEY_CTX_free(back);
	buf_clear(&cipher);
	buf_clear(&plain);
	return ok;
}

/* The secret of one side; its length, 0: none. */
static size_t
agree(EVP_PKEY *own, EVP_PKEY *peer, struct buf *secret)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
	size_t n = 0;

	if (ctx == NULL || EVP_PKEY_derive_init(ctx) != 1 ||
	    EVP_PKEY_derive_set_peer(ctx, peer) != 1 ||
	    EVP_PKEY_derive(ctx, NULL, &n) != 1 || n > MAX_RESULT ||
	    EVP_PKEY_derive(ctx, buf_room(secret, n + 1), &n) != 1)
		n = 0;
	EVP_PKEY_CTX_free(ctx);
	return n;
}

/* With a key made for the moment, on the certificate's own parameters. */
static bool
try_agree(struct trial *t)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(t->public, NULL);
	struct buf ours = { .secret = true }, theirs = { .secret = true };
	EVP_PKEY *other = NULL;
	size_t n = 0;
	bool ok;

	ok = ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1 &&
	    EVP_PKEY_keygen(ctx, &other) == 1;
	if (ok)
		n = agree(t->private, other, &ours);
	ok = n > 0 && agree(other, t->public, &theirs) == n &&
	    CRYPTO_memcmp(ours.data, theirs.data, n) == 0;
	EVP_PKEY_free(other);
	EVP_PKEY_CTX_free(ctx);
	buf_clear(&ours);
	buf_clear(&theirs);
	return ok;
}

/* What each kind of key is for. */
static const struct {
	int id;
	bool signs, encrypts, agrees;
} kinds_of_key[] = {
	{ EVP_PKEY_RSA, .signs = true, .encrypts = true },
	{ EVP_PKEY_RSA_PSS, .signs = true },
	{ EVP_PKEY_DSA, .signs = true },
	{ EVP_PKEY_EC, .signs = true, .agrees = true },
	{ EVP_PKEY_ED25519, .signs = true },
	{ EVP_PKEY_ED448, .signs = true },
	{ EVP_PKEY_X25519, .agrees = true },
	{ EVP_PKEY_X448, .agrees = true },
	{ EVP_PKEY_DH, .agrees = true },
	{ EVP_PKEY_DHX, .agrees = true },
};

static bool
try_all(struct trial *t, struct err *err)
{
	int id = EVP_PKEY_get_base_id(t->private);
	size_t i = 0;

	while (i < ARRAY_SIZE(kinds_of_key) && kinds_of_key[i].id != id)
		i++;
	if (i == ARRAY_SIZE(kinds_of_key))
		return err_set(err, ERR_FAILED, "private key: of a kind that "
		    "cannot be used here");
	if (kinds_of_key[i].signs && !try_sign(t))
		return ossl_err(err, ERR_FAILED,
		    "private key: its signature does not verify");
	if (kinds_of_key[i].encrypts && !try_encrypt(t))
		return ossl_err(err, ERR_FAILED, "private key: does not "
		    "decrypt what was encrypted to the certificate");
	if (kinds_of_key[i].agrees && !try_agree(t))
		return ossl_err(err, ERR_FAILED, "private key: does not agree "
		    "on a secret with the certificate");
	return true;
}

bool
key_self_test(const struct key *k, const struct cert *c, struct err *err)
{
	struct trial t = { .private = k->pkey,
	    .public = X509_get0_pubkey(cert_x509(c)) };
	bool ok;

	if (t.public == NULL)
		return ossl_err(err, ERR_FAILED,
		    "certificate: its public key cannot be read");
	if (RAND_bytes(t.nonce, NONCE_SIZE) != 1)
		return ossl_err(err, ERR_FAILED, "no random numbers");
	ok = try_all(&t, err);
	OPENSSL_cleanse(t.nonce, sizeof(t.nonce));
	ERR_clear_error();
	return ok;
}
