/* SPDX-License-Identifier: ISC */
#include "certstore/cert_facts.h"

#include <ctype.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "certstore/asn1.h"
#include "certstore/ossl_err.h"
#include "certstore/pem.h"

static const struct {
	int id;
	const char *name;
} key_types[] = {
	{ EVP_PKEY_RSA, "RSA" },
	{ EVP_PKEY_RSA_PSS, "RSA-PSS" },
	{ EVP_PKEY_EC, "EC" },
	{ EVP_PKEY_DSA, "DSA" },
	{ EVP_PKEY_DH, "DH" },
	{ EVP_PKEY_DHX, "DH" },
	{ EVP_PKEY_ED25519, "Ed25519" },
	{ EVP_PKEY_ED448, "Ed448" },
	{ EVP_PKEY_X25519, "X25519" },
	{ EVP_PKEY_X448, "X448" },
	{ EVP_PKEY_SM2, "SM2" },
};

/* An OID in dots; one too long to be printed (OpenSSL's limit) as "?". */
static char *
oid_text(const ASN1_OBJECT *o)
{
	char text[80], *s;
	int n = OBJ_obj2txt(text, sizeof(text), o, 1);

	if (n <= 0)
		return xstrdup("?");
	if ((size_t)n < sizeof(text))
		return xstrdup(text);
	s = xmalloc((size_t)n + 1);
	OBJ_obj2txt(s, n + 1, o, 1);
	return s;
}

/*
 * A key usage that is there but cannot be read permits nothing, likewise
 * one that is there twice.
 */
static void
read_key_usage(struct cert *c, X509 *x)
{
	ASN1_BIT_STRING *bits;
	int critical = -1;
	int i;

	bits = X509_get_ext_d2i(x, NID_key_usage, &critical, NULL);
	c->has_key_usage = critical != -1;
	for (i = 0; bits != NULL && 1u << i <= KEY_USAGE_DECIPHER_ONLY; i++)
		if (ASN1_BIT_STRING_get_bit(bits, i))
			c->key_usage |= 1u << i;
	ASN1_BIT_STRING_free(bits);
}

static void
read_eku(struct cert *c, X509 *x)
{
	EXTENDED_KEY_USAGE *list;
	struct buf b = { 0 };
	int critical = -1, i;
	char *oid;

	list = X509_get_ext_d2i(x, NID_ext_key_usage, &critical, NULL);
	if (critical == -1)
		return;
	for (i = 0; i < sk_ASN1_OBJECT_num(list); i++) {
		oid = oid_text(sk_ASN1_OBJECT_value(list, i));
		buf_addf(&b, "%s%s", b.len > 0 ? " " : "", oid);
		free(oid);
	}
	sk_ASN1_OBJECT_pop_free(list, ASN1_OBJECT_free);
	c->eku = buf_steal(&b);
}

static void
read_ca(struct cert *c, X509 *x)
{
	BASIC_CONSTRAINTS *bc;

	bc = X509_get_ext_d2i(x, NID_basic_constraints, NULL, NULL);
	c->is_ca = bc != NULL && bc->ca != 0;
	BASIC_CONSTRAINTS_free(bc);
}

/*
 * The size of an RSA key, from its encoding alone: a sequence of modulus and
 * exponent (RFC 8017 A.1.1).  Anything odd is left to OpenSSL: 0.
 */
static int
rsa_bits(X509_PUBKEY *pub)
{
	const unsigned char *p;
	ASN1_SEQUENCE_ANY *seq = NULL;
	const ASN1_TYPE *n, *e;
	BIGNUM *modulus = NULL;
	ASN1_OBJECT *o = NULL;
	X509_ALGOR *algorithm = NULL;
	int len, type = -1, bits = 0;

	if (X509_PUBKEY_get0_param(&o, &p, &len, &algorithm, pub) != 1 ||
	    OBJ_obj2nid(o) != NID_rsaEncryption)
		return 0;
	X509_ALGOR_get0(NULL, &type, NULL, algorithm);
	if (type == V_ASN1_NULL)
		seq = d2i_ASN1_SEQUENCE_ANY(NULL, &p, len);
	if (sk_ASN1_TYPE_num(seq) == 2) {
		n = sk_ASN1_TYPE_value(seq, 0);
		e = sk_ASN1_TYPE_value(seq, 1);
		if (n->type == V_ASN1_INTEGER && e->type == V_ASN1_INTEGER)
			modulus = ASN1_INTEGER_to_BN(n->value.integer, NULL);
	}
	if (modulus != NULL)
		bits = BN_num_bits(modulus);
	BN_free(modulus);
	sk_ASN1_TYPE_pop_free(seq, ASN1_TYPE_free);
	return bits <= OPENSSL_RSA_MAX_MODULUS_BITS ? bits : 0;
}

static void
read_key_kind(struct cert *c, const EVP_PKEY *pkey)
{
	size_t i;

	c->key_bits = EVP_PKEY_get_bits(pkey);
	for (i = 0; i < ARRAY_SIZE(key_types); i++)
		if (key_types[i].id == EVP_PKEY_get_base_id(pkey))
			c->key_type = xstrdup(key_types[i].name);
}

/* The key of a certificate whose library context knows no keys. */
static EVP_PKEY *
decode_key(X509_PUBKEY *pub)
{
	unsigned char *der = NULL;
	const unsigned char *p;
	EVP_PKEY *pkey = NULL;
	int n = i2d_X509_PUBKEY(pub, &der);

	p = der;
	if (n > 0)
		pkey = d2i_PUBKEY(NULL, &p, n);
	OPENSSL_free(der);
	return pkey;
}

/* A key of a kind this OpenSSL does not know still has an OID. */
static void
read_key_type(struct cert *c, X509 *x)
{
	X509_PUBKEY *pub = X509_get_X509_PUBKEY(x);
	EVP_PKEY *pkey = X509_get0_pubkey(x), *decoded = NULL;
	ASN1_OBJECT *o = NULL;
	int nid;

	if (pkey == NULL && (c->key_bits = rsa_bits(pub)) > 0)
		c->key_type = xstrdup("RSA");
	else if (pkey == NULL)
		pkey = decoded = decode_key(pub);
	if (pkey != NULL)
		read_key_kind(c, pkey);
	EVP_PKEY_free(decoded);
	if (c->key_type != NULL)
		return;
	X509_PUBKEY_get0_param(&o, NULL, NULL, NULL, pub);
	nid = OBJ_obj2nid(o);
	c->key_type = nid != NID_undef ? xstrdup(OBJ_nid2sn(nid)) :
	    oid_text(o);
}

/* The digest, or what stands for both where none is named apart. */
static void
read_signature(struct cert *c, X509 *x)
{
	int nid = X509_get_signature_nid(x), digest = NID_undef;

	c->version = (int)X509_get_version(x) + 1;
	c->has_crl_points = X509_get_ext_by_NID(x,
	    NID_crl_distribution_points, -1) >= 0;
	if (OBJ_find_sigid_algs(nid, &digest, NULL) == 1 &&
	    digest != NID_undef)
		nid = digest;
	if (nid != NID_undef)
		c->signed_with = xstrdup(OBJ_nid2sn(nid));
}

static void
read_serial(struct cert *c, X509 *x)
{
	BIGNUM *n;
	char *hex = NULL;

	n = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x), NULL);
	if (n != NULL)
		hex = BN_bn2hex(n);
	c->serial = xstrdup(hex != NULL ? hex : "");
	OPENSSL_free(hex);
	BN_free(n);
}

static bool
read_validity(struct cert *c, X509 *x, struct err *err)
{
	if (!asn1_when(X509_get0_notBefore(x), &c->not_before))
		return err_set(err, ERR_INVALID,
		    "certificate: start of validity is not a time");
	if (!asn1_when(X509_get0_notAfter(x), &c->not_after))
		return err_set(err, ERR_INVALID,
		    "certificate: end of validity is not a time");
	return true;
}

static bool
read_digests(struct cert *c, X509 *x, struct err *err)
{
	unsigned char *der = NULL;
	char sha1[SHA1_HEX];
	int n = i2d_X509(x, &der);
	size_t i;

	if (n <= 0 || n > MAX_CERT_SIZE) {
		OPENSSL_free(der);
		return err_set(err, ERR_INVALID,
		    "certificate: too large (limit %d bytes)", MAX_CERT_SIZE);
	}
	digest_sha1(der, (size_t)n, sha1);
	digest_sha256(der, (size_t)n, c->sha256);
	OPENSSL_free(der);
	for (i = 0; i < sizeof(sha1); i++)
		c->thumbprint[i] = (char)toupper((unsigned char)sha1[i]);
	return true;
}

struct cert *
cert_facts(X509 *x, struct err *err)
{
	struct cert *c = xcalloc(1, sizeof(*c));

	if (!read_digests(c, x, err) || !read_validity(c, x, err)) {
		ERR_clear_error();
		cert_free(c);
		return NULL;
	}
	c->common_name = asn1_common_name(X509_get_subject_name(x));
	c->subject = asn1_name_text(X509_get_subject_name(x));
	c->issuer = asn1_name_text(X509_get_issuer_name(x));
	read_serial(c, x);
	read_key_usage(c, x);
	read_eku(c, x);
	read_ca(c, x);
	read_key_type(c, x);
	read_signature(c, x);
	ERR_clear_error();
	return c;
}

/* ---- without keys ------------------------------------------------------- */

void
cert_reader_open(struct cert_reader *r, bool keep)
{
	r->keep = keep;
	r->ctx = OSSL_LIB_CTX_new();
	r->none = r->ctx != NULL ? OSSL_PROVIDER_load(r->ctx, "null") : NULL;
	if (r->none != NULL)
		return;
	OSSL_LIB_CTX_free(r->ctx);
	r->ctx = NULL;
	ERR_clear_error();
}

void
cert_reader_close(struct cert_reader *r)
{
	if (r->none != NULL)
		OSSL_PROVIDER_unload(r->none);
	OSSL_LIB_CTX_free(r->ctx);
	*r = (struct cert_reader){ .ctx = NULL };
}

struct cert *
cert_reader_der(const struct cert_reader *r, const void *data, size_t n,
    struct err *err)
{
	X509 *x = NULL;
	struct cert *c;

	if (r != NULL && r->ctx != NULL)
		x = X509_new_ex(r->ctx, NULL);
	if (x == NULL)
		return cert_from_der(data, n, err);
	x = cert_decode(x, data, n, err);
	c = x != NULL ? cert_facts(x, err) : NULL;
	if (c != NULL && r->keep) {
		c->der = xmemdup(data, n);
		c->der_len = n;
	}
	X509_free(x);
	return c;
}

static const char pem_begin[] = "-----BEGIN CERTIFICATE-----\n";
static const char pem_end[] = "-----END CERTIFICATE-----\n";

/*
 * The encoding in a PEM text as we and OpenSSL write it, one block and
 * nothing else: a tenth of the work of a BIO.  False: it is not that.
 */
static bool
plain_pem(const char *text, size_t n, struct buf *der)
{
	const size_t head = sizeof(pem_begin) - 1, foot = sizeof(pem_end) - 1;
	const char *p = text + head, *end, *eol;
	struct buf digits = { 0 };
	int len = -1;

	if (n < head + foot || n > (size_t)2 * MAX_CERT_SIZE ||
	    memcmp(text, pem_begin, head) != 0 ||
	    memcmp(text + n - foot, pem_end, foot) != 0)
		return false;
	for (end = text + n - foot; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == NULL || eol == p)
			break;
		buf_add(&digits, p, (size_t)(eol - p));
	}
	/* EVP_DecodeBlock() takes a fill within for a digit. */
	if (p == end && digits.len >= 4 && digits.len % 4 == 0 &&
	    memchr(digits.data, '=', digits.len - 2) == NULL)
		len = EVP_DecodeBlock(buf_room(der, digits.len),
		    digits.data, (int)digits.len);
	/* It counts what only fills up the last four digits. */
	if (len > 0)
		der->len = (size_t)len -
		    (digits.data[digits.len - 1] == '=') -
		    (digits.data[digits.len - 2] == '=');
	buf_clear(&digits);
	return len > 0;
}

struct cert *
cert_reader_pem(const struct cert_reader *r, const void *data, size_t n,
    struct err *err)
{
	struct buf der = { 0 };
	struct pem_block block;
	struct cert *c = NULL;
	enum pem_result found;
	BIO *bio;

	if (plain_pem(data, n, &der)) {
		c = cert_reader_der(r, der.data, der.len, err);
		buf_clear(&der);
		return c;
	}
	buf_clear(&der);
	bio = ossl_bio_over(data, (int)n);
	found = pem_next(bio, &block, err);
	if (found == PEM_END)
		err_set(err, ERR_INVALID, "no certificate in it");
	if (found == PEM_BLOCK && strcmp(block.name, "CERTIFICATE") == 0)
		c = cert_reader_der(r, block.data, (size_t)block.len, err);
	else if (found == PEM_BLOCK)
		err_set(err, ERR_INVALID, "no certificate in it but %.40s",
		    block.name);
	pem_block_clear(&block);
	BIO_free(bio);
	return c;
}
