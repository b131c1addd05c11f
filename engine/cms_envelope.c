/* SPDX-License-Identifier: ISC */
/* Enveloped and authenticated-enveloped data: decrypting and encrypting. */
#include "engine/cms.h"

#include <assert.h>
#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"
#include "engine/cms_util.h"

/*
 * The tag of GCM, RFC 5084 3.2.  A stranger may cut it: a tag of one byte
 * would let every 256th forgery pass.
 */
#define MIN_TAG 12
#define TAG 16		/* bytes that we write */

/* ---- decrypting ---------------------------------------------------------- */

/*
 * The cipher, with key and parameters set, out of the chain of filters that
 * OpenSSL makes: putting the content through it needs no copies.
 */
static EVP_CIPHER_CTX *
cipher_of(BIO *chain)
{
	BIO *filter = BIO_find_type(chain, BIO_TYPE_CIPHER);
	EVP_CIPHER_CTX *ctx = NULL;

	if (filter == NULL || BIO_get_cipher_ctx(filter, &ctx) <= 0)
		return NULL;
	return ctx;
}

/* RFC 5083 2.1: authenticated attributes go in as a SET, before the content. */
static bool
authenticate_attributes(const struct cms *cms, EVP_CIPHER_CTX *ctx)
{
	static const unsigned char set = V_ASN1_SET | V_ASN1_CONSTRUCTED;
	struct ber attributes = { NULL, 0 };
	struct ber_item tag;
	int n;

	if (cms->type == CMS_TYPE_AUTH_ENVELOPED)
		ber_mac(&cms->parts, &attributes, &tag);
	return attributes.len == 0 || (EVP_DecryptUpdate(ctx, NULL, &n, &set,
	    1) == 1 && EVP_DecryptUpdate(ctx, NULL, &n, attributes.p + 1,
	    (int)attributes.len - 1) == 1);
}

/* False with nothing in err: it does not decrypt. */
static bool
decrypt_span(EVP_CIPHER_CTX *ctx, struct span in, struct spool *out,
    struct err *err)
{
	struct span piece = { .len = 0 };
	unsigned char *to;
	int n;

	while (span_next(&in, &piece)) {
		to = spool_room(out, piece.len + EVP_MAX_BLOCK_LENGTH, err);
		if (to == NULL || EVP_DecryptUpdate(ctx, to, &n, piece.p,
		    (int)piece.len) != 1)
			return false;
		spool_added(out, (size_t)n);
	}
	return true;
}

static bool
decrypt_content(const struct cms *cms, EVP_CIPHER_CTX *ctx,
    struct spool *out, struct err *err)
{
	struct span rest = cms->parts.content, piece;
	size_t relaxed = 0;
	unsigned char *to;
	int n;

	out->expect = rest.len;
	if (!cms->parts.pieces && !decrypt_span(ctx, rest, out, err))
		return false;
	while (cms->parts.pieces && ber_piece(&rest, &piece)) {
		if (!decrypt_span(ctx, piece, out, err))
			return false;
		span_behind(cms->parts.content, cms->parts.content.len -
		    rest.len, &relaxed);
	}
	to = spool_room(out, EVP_MAX_BLOCK_LENGTH, err);
	if (to == NULL || EVP_DecryptFinal_ex(ctx, to, &n) != 1)
		return false;
	spool_added(out, (size_t)n);
	return spool_finish(out, err);
}

/* A decryption at work: OpenSSL's, or, without it, our own. */
struct opening {
	CMS_ContentInfo *ci;	/* of an old cipher, else the structure's */
	BIO *chain;
	EVP_CIPHER_CTX *own;
	EVP_CIPHER_CTX *ctx;	/* of the content; NULL: does not decrypt */
};

static void
open_content(struct opening *o, struct cms *cms, const struct cert *cert,
    const struct key *key)
{
	struct cms_recipient recipient = cms_find_recipient(cms, cert);
	const struct cms_cipher *cipher = cms_cipher(cms);
	CMS_ContentInfo *ci = cms->ci;

	if (recipient.ri == NULL || cipher == NULL)
		return;
	if (cipher->oid != NULL || cms_key_needed(&recipient, cert)) {
		o->ctx = o->own = cms_cipher_ctx(cms, &recipient, key);
		return;
	}
	if (cms->legacy.ctx != NULL)
		ci = o->ci = cms_structure(&cms->parts, &cms->legacy, NULL);
	if (ci != NULL && CMS_decrypt_set1_pkey(ci, key->pkey,
	    cert->x509) == 1)
		o->chain = CMS_dataInit(ci, NULL);
	if (o->chain != NULL)
		o->ctx = cipher_of(o->chain);
}

bool
cms_cipher_ready(struct cms *cms, const struct cms_cipher *cipher)
{
	return !cipher->provider || cms->legacy.ctx != NULL ||
	    legacy_open(&cms->legacy);
}

/*
 * A wrong key and a wrong padding must look alike (Bleichenbacher, and the
 * padding of CBC): given the recipient's certificate, OpenSSL goes on with a
 * random key where the key does not unwrap, as cms_key() does, and there is
 * one error for all.
 */
bool
cms_decrypt(struct cms *cms, const struct cert *cert, const struct key *key,
    struct spool *out, struct err *err)
{
	struct opening o = { .ctx = NULL };
	struct err problem = { 0 };
	bool ok;

	if (cms->parts.present && (cms->type != CMS_TYPE_AUTH_ENVELOPED ||
	    cms->tag >= MIN_TAG))
		open_content(&o, cms, cert, key);
	ok = o.ctx != NULL && authenticate_attributes(cms, o.ctx) &&
	    decrypt_content(cms, o.ctx, out, &problem);
	BIO_free_all(o.chain);
	CMS_ContentInfo_free(o.ci);
	EVP_CIPHER_CTX_free(o.own);
	ERR_clear_error();
	if (ok)
		return true;
	if (problem.code != ERR_NONE)
		return err_set(err, problem.code, "%s", problem.text);
	return err_set(err, ERR_INVALID, "the content does not decrypt");
}

/* ---- encrypting ---------------------------------------------------------- */

static const EVP_CIPHER *
cipher_for(enum encryption_algorithm algorithm)
{
	static const EVP_CIPHER *(*const table[])(void) = {
		[ALGORITHM_AES128_CBC] = EVP_aes_128_cbc,
		[ALGORITHM_AES192_CBC] = EVP_aes_192_cbc,
		[ALGORITHM_AES256_CBC] = EVP_aes_256_cbc,
		[ALGORITHM_AES128_GCM] = EVP_aes_128_gcm,
		[ALGORITHM_AES256_GCM] = EVP_aes_256_gcm,
		[ALGORITHM_DES3] = EVP_des_ede3_cbc,
	};

	assert(algorithm != ALGORITHM_GROUP);
	return table[algorithm]();
}

/* RFC 8551 2.3: OAEP with SHA-256 throughout. */
static bool
set_oaep(EVP_PKEY_CTX *ctx)
{
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) > 0 &&
	    EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha256()) > 0 &&
	    EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha256()) > 0;
}

/*
 * OpenSSL derives with SHA-1 unless told; RFC 8551 2.3 wants SHA-256.  The
 * way of deriving it sets itself, and refuses one that is set already.
 */
static bool
add_recipient(CMS_ContentInfo *ci, const struct cert *cert, bool oaep)
{
	CMS_RecipientInfo *ri = CMS_add1_recipient_cert(ci, cert->x509,
	    CMS_KEY_PARAM);
	EVP_PKEY_CTX *ctx;

	if (ri == NULL)
		return false;
	ctx = CMS_RecipientInfo_get0_pkey_ctx(ri);
	if (CMS_RecipientInfo_type(ri) != CMS_RECIPINFO_AGREE)
		return !oaep || (ctx != NULL && set_oaep(ctx));
	return ctx != NULL &&
	    EVP_PKEY_CTX_set_ecdh_kdf_md(ctx, EVP_sha256()) > 0;
}

static bool
add_recipients(CMS_ContentInfo *ci, const struct cms_addressees *to,
    bool oaep)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		if (!add_recipient(ci, to->v[i], oaep))
			return false;
	return true;
}

/*
 * Everything before the content, with the lengths it will have.  The tag of
 * an authenticated cipher comes behind it and is not known yet.
 */
static bool
make_prefix(struct cms_encryption *e, size_t content, struct err *err)
{
	static const unsigned char tail[2 + TAG];
	size_t block = (size_t)EVP_CIPHER_CTX_get_block_size(e->ctx);
	struct buf der = { 0 };
	struct ber_cms parts;
	bool ok;

	if (block > 1)
		content += block - content % block;
	ok = cms_to_der(e->ci, &der) &&
	    ber_split(span_of(der.data, der.len), &parts, err);
	if (ok) {
		parts.tail.p = tail;
		parts.tail.len = e->aead ? sizeof(tail) : 0;
		ber_prefix(&parts, content, &e->prefix);
		e->length = e->prefix.len + content + parts.tail.len;
	}
	buf_clear(&der);
	return ok;
}

/* Where at most n bytes are encrypted to: the receiver's memory, or ours. */
static unsigned char *
out_room(struct cms_encryption *e, size_t n, struct err *err)
{
	n += EVP_MAX_BLOCK_LENGTH;
	if (e->to->room != NULL)
		return e->to->room(e->to, n, err);
	if (e->out == NULL)
		e->out = xmalloc(e->room + EVP_MAX_BLOCK_LENGTH);
	return e->out;
}

static bool
out_added(struct cms_encryption *e, size_t n, struct err *err)
{
	if (e->to->room == NULL)
		return sink_put(e->to, e->out, n, err);
	e->to->added(e->to, n);
	return true;
}

static bool
put(struct sink *sink, const void *data, size_t len, struct err *err)
{
	struct cms_encryption *e = (struct cms_encryption *)sink;
	const unsigned char *p = data;
	unsigned char *to;
	size_t part;
	int n;

	for (; len > 0; p += part, len -= part) {
		part = len < e->room ? len : e->room;
		to = out_room(e, part, err);
		if (to == NULL)
			return false;
		if (EVP_EncryptUpdate(e->ctx, to, &n, p, (int)part) != 1)
			return ossl_err(err, ERR_FAILED, "encrypt");
		if (!out_added(e, (size_t)n, err))
			return false;
	}
	return true;
}

bool
cms_encrypt(struct cms_encryption *e, const struct cms_encrypt_request *r,
    struct err *err)
{
	const EVP_CIPHER *cipher = cipher_for(r->algorithm);

	*e = (struct cms_encryption){ .sink = { .put = put } };
	e->aead = (EVP_CIPHER_get_flags(cipher) &
	    EVP_CIPH_FLAG_AEAD_CIPHER) != 0;
	e->ci = CMS_encrypt(NULL, NULL, cipher, CMS_BINARY | CMS_PARTIAL |
	    CMS_DETACHED);
	if (e->ci != NULL && add_recipients(e->ci, r->to, r->oaep))
		e->chain = CMS_dataInit(e->ci, NULL);
	if (e->chain != NULL)
		e->ctx = cipher_of(e->chain);
	/* This sets the version; with a tag it waits for the content. */
	if (e->ctx == NULL || (!e->aead &&
	    CMS_dataFinal(e->ci, e->chain) != 1))
		ossl_err(err, ERR_FAILED, "encrypt");
	else if (make_prefix(e, r->content, err)) {
		e->room = r->content < SPOOL_STEP ? r->content + 1 :
		    SPOOL_STEP;
		return true;
	}
	cms_encrypt_clear(e);
	return false;
}

bool
cms_encrypt_begin(struct cms_encryption *e, struct err *err)
{
	return sink_put(e->to, e->prefix.data, e->prefix.len, err);
}

bool
cms_encrypt_end(struct cms_encryption *e, struct err *err)
{
	unsigned char tail[2 + TAG] = { V_ASN1_OCTET_STRING, TAG };
	unsigned char *to = out_room(e, 0, err);
	int n;

	if (to == NULL)
		return false;
	if (EVP_EncryptFinal_ex(e->ctx, to, &n) != 1 || (e->aead &&
	    EVP_CIPHER_CTX_ctrl(e->ctx, EVP_CTRL_AEAD_GET_TAG, TAG,
	    tail + 2) != 1))
		return ossl_err(err, ERR_FAILED, "encrypt");
	return out_added(e, (size_t)n, err) &&
	    sink_put(e->to, tail, e->aead ? sizeof(tail) : 0, err);
}

void
cms_encrypt_clear(struct cms_encryption *e)
{
	BIO_free_all(e->chain);
	CMS_ContentInfo_free(e->ci);
	buf_clear(&e->prefix);
	free(e->out);
	*e = (struct cms_encryption){ .sink = { .put = put } };
	ERR_clear_error();
}
