/* SPDX-License-Identifier: ISC */
#include "certstore/cert.h"

#include <ctype.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/asn1.h"
#include "certstore/ossl_err.h"

static const char no_restriction[] = "any (no restriction)";

/* In the order of the bits, so the texts come out as RFC 5280 lists them. */
static const struct {
	unsigned bit;
	const char *word;
} key_usage_words[] = {
	{ KEY_USAGE_DIGITAL_SIGNATURE, "digital signature" },
	{ KEY_USAGE_NON_REPUDIATION, "non-repudiation" },
	{ KEY_USAGE_KEY_ENCIPHERMENT, "key encipherment" },
	{ KEY_USAGE_DATA_ENCIPHERMENT, "data encipherment" },
	{ KEY_USAGE_KEY_AGREEMENT, "key agreement" },
	{ KEY_USAGE_CERT_SIGN, "certificate signing" },
	{ KEY_USAGE_CRL_SIGN, "CRL signing" },
	{ KEY_USAGE_ENCIPHER_ONLY, "encipher only" },
	{ KEY_USAGE_DECIPHER_ONLY, "decipher only" },
};

static const struct {
	const char *oid, *word;
} eku_words[] = {
	{ "1.3.6.1.5.5.7.3.1", "TLS server" },
	{ "1.3.6.1.5.5.7.3.2", "TLS client" },
	{ "1.3.6.1.5.5.7.3.3", "code signing" },
	{ "1.3.6.1.5.5.7.3.4", "secure mail" },
	{ "1.3.6.1.5.5.7.3.8", "time stamping" },
	{ "1.3.6.1.5.5.7.3.9", "OCSP signing" },
	{ "1.3.6.1.4.1.311.10.3.4", "file encryption" },
	{ "1.3.6.1.4.1.311.10.3.12", "document signing" },
	{ "1.3.6.1.4.1.311.20.2.2", "smart card logon" },
	{ "1.3.6.1.5.5.7.3.36", "document signing" },
	{ "2.5.29.37.0", "any" },
};

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
	int n = OBJ_obj2txt(NULL, 0, o, 1);
	char *s;

	if (n <= 0)
		return xstrdup("?");
	s = xmalloc((size_t)n + 1);
	OBJ_obj2txt(s, n + 1, o, 1);
	return s;
}

/*
 * A key usage that is there but cannot be read permits nothing, likewise
 * one that is there twice.
 */
static void
read_key_usage(struct cert *c)
{
	ASN1_BIT_STRING *bits;
	int critical = -1;
	size_t i;

	bits = X509_get_ext_d2i(c->x509, NID_key_usage, &critical, NULL);
	c->has_key_usage = critical != -1;
	for (i = 0; bits != NULL && i < ARRAY_SIZE(key_usage_words); i++)
		if (ASN1_BIT_STRING_get_bit(bits, (int)i))
			c->key_usage |= 1u << i;
	ASN1_BIT_STRING_free(bits);
}

static void
read_eku(struct cert *c)
{
	EXTENDED_KEY_USAGE *list;
	struct buf b = { 0 };
	int critical = -1, i;
	char *oid;

	list = X509_get_ext_d2i(c->x509, NID_ext_key_usage, &critical, NULL);
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
read_ca(struct cert *c)
{
	BASIC_CONSTRAINTS *bc;

	bc = X509_get_ext_d2i(c->x509, NID_basic_constraints, NULL, NULL);
	c->is_ca = bc != NULL && bc->ca != 0;
	BASIC_CONSTRAINTS_free(bc);
}

/* A key of a kind this OpenSSL does not know still has an OID. */
static void
read_key_type(struct cert *c)
{
	EVP_PKEY *pkey = X509_get0_pubkey(c->x509);
	ASN1_OBJECT *o = NULL;
	int nid;
	size_t i;

	if (pkey != NULL) {
		c->key_bits = EVP_PKEY_get_bits(pkey);
		for (i = 0; i < ARRAY_SIZE(key_types); i++)
			if (key_types[i].id == EVP_PKEY_get_base_id(pkey))
				c->key_type = xstrdup(key_types[i].name);
	}
	if (c->key_type != NULL)
		return;
	X509_PUBKEY_get0_param(&o, NULL, NULL, NULL,
	    X509_get_X509_PUBKEY(c->x509));
	nid = OBJ_obj2nid(o);
	c->key_type = nid != NID_undef ? xstrdup(OBJ_nid2sn(nid)) :
	    oid_text(o);
}

static void
read_serial(struct cert *c)
{
	BIGNUM *n;
	char *hex = NULL;

	n = ASN1_INTEGER_to_BN(X509_get0_serialNumber(c->x509), NULL);
	if (n != NULL)
		hex = BN_bn2hex(n);
	c->serial = xstrdup(hex != NULL ? hex : "");
	OPENSSL_free(hex);
	BN_free(n);
}

static bool
read_validity(struct cert *c, struct err *err)
{
	if (!asn1_when(X509_get0_notBefore(c->x509), &c->not_before))
		return err_set(err, ERR_INVALID,
		    "certificate: start of validity is not a time");
	if (!asn1_when(X509_get0_notAfter(c->x509), &c->not_after))
		return err_set(err, ERR_INVALID,
		    "certificate: end of validity is not a time");
	return true;
}

static bool
read_digests(struct cert *c, struct err *err)
{
	struct buf der = { 0 };
	char sha1[SHA1_HEX];
	size_t i;

	cert_to_der(c, &der);
	if (der.len == 0 || der.len > MAX_CERT_SIZE) {
		buf_clear(&der);
		return err_set(err, ERR_INVALID,
		    "certificate: too large (limit %d bytes)", MAX_CERT_SIZE);
	}
	digest_sha1(der.data, der.len, sha1);
	digest_sha256(der.data, der.len, c->sha256);
	buf_clear(&der);
	for (i = 0; i < sizeof(sha1); i++)
		c->thumbprint[i] = (char)toupper((unsigned char)sha1[i]);
	return true;
}

struct cert *
cert_from_x509(X509 *x509, struct err *err)
{
	struct cert *c = xcalloc(1, sizeof(*c));

	c->x509 = x509;
	/* Fills OpenSSL's own cache now, before threads share the object. */
	(void)X509_check_purpose(x509, -1, 0);
	if (!read_digests(c, err) || !read_validity(c, err)) {
		ERR_clear_error();
		cert_free(c);
		return NULL;
	}
	c->common_name = asn1_common_name(X509_get_subject_name(x509));
	c->subject = asn1_name_text(X509_get_subject_name(x509));
	c->issuer = asn1_name_text(X509_get_issuer_name(x509));
	read_serial(c);
	read_key_usage(c);
	read_eku(c);
	read_ca(c);
	read_key_type(c);
	ERR_clear_error();
	return c;
}

struct cert *
cert_from_der(const void *data, size_t len, struct err *err)
{
	const unsigned char *p = data;
	X509 *x509;
	size_t rest;

	if (len > MAX_CERT_SIZE) {
		err_set(err, ERR_INVALID,
		    "certificate: too large (limit %d bytes)", MAX_CERT_SIZE);
		return NULL;
	}
	x509 = d2i_X509(NULL, &p, (long)len);
	if (x509 == NULL) {
		ossl_err(err, ERR_INVALID, "certificate: cannot be read");
		return NULL;
	}
	rest = len - (size_t)(p - (const unsigned char *)data);
	if (rest > 0) {
		X509_free(x509);
		err_set(err, ERR_INVALID,
		    "certificate: %zu more bytes behind its end", rest);
		return NULL;
	}
	return cert_from_x509(x509, err);
}

struct cert *
cert_copy(const struct cert *from)
{
	struct cert *c = xmemdup(from, sizeof(*from));

	if (from->x509 != NULL)
		X509_up_ref(from->x509);
	c->common_name = xstrdup(from->common_name);
	c->subject = xstrdup(from->subject);
	c->issuer = xstrdup(from->issuer);
	c->serial = xstrdup(from->serial);
	c->eku = xstrdup(from->eku);
	c->key_type = xstrdup(from->key_type);
	return c;
}

void
cert_free(struct cert *c)
{
	if (c == NULL)
		return;
	X509_free(c->x509);
	free(c->common_name);
	free(c->subject);
	free(c->issuer);
	free(c->serial);
	free(c->eku);
	free(c->key_type);
	free(c);
}

void
cert_to_der(const struct cert *c, struct buf *b)
{
	int n = i2d_X509(c->x509, NULL);
	unsigned char *p;

	if (n <= 0)
		return;
	p = buf_room(b, (size_t)n);
	i2d_X509(c->x509, &p);
	b->len += (size_t)n;
	b->data[b->len] = '\0';
}

void
cert_to_pem(const struct cert *c, struct buf *b)
{
	BIO *bio = ossl_bio();
	char *data = NULL;
	long n;

	if (PEM_write_bio_X509(bio, c->x509) == 1) {
		n = BIO_get_mem_data(bio, &data);
		buf_add(b, data, (size_t)n);
	}
	BIO_free(bio);
}

void
cert_key_usage_text(const struct cert *c, struct buf *b)
{
	const char *sep = "";
	size_t i;

	if (!c->has_key_usage) {
		buf_adds(b, no_restriction);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(key_usage_words); i++) {
		if ((c->key_usage & key_usage_words[i].bit) == 0)
			continue;
		buf_addf(b, "%s%s", sep, key_usage_words[i].word);
		sep = ", ";
	}
	if (*sep == '\0')
		buf_adds(b, "none");
}

static void
add_eku_word(struct buf *b, const char *oid, size_t n)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(eku_words); i++) {
		if (strlen(eku_words[i].oid) == n &&
		    memcmp(eku_words[i].oid, oid, n) == 0) {
			buf_adds(b, eku_words[i].word);
			return;
		}
	}
	buf_add(b, oid, n);
}

void
cert_eku_text(const struct cert *c, struct buf *b)
{
	const char *s = c->eku, *sep = "";
	size_t n;

	if (s == NULL) {
		buf_adds(b, no_restriction);
		return;
	}
	for (; *s != '\0'; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == 0)
			break;
		buf_adds(b, sep);
		add_eku_word(b, s, n);
		sep = ", ";
	}
	if (*sep == '\0')
		buf_adds(b, "none");
}

const char *
cert_title(const struct cert *c)
{
	return c->common_name[0] != '\0' ? c->common_name : c->subject;
}

void
cert_list_add(struct cert_list *l, struct cert *c)
{
	l->v = grow(l->v, l->n, &l->cap, sizeof(struct cert *));
	l->v[l->n++] = c;
}

struct cert *
cert_list_find(const struct cert_list *l, const char *thumbprint)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i]->thumbprint, thumbprint) == 0)
			return l->v[i];
	return NULL;
}

void
cert_list_clear(struct cert_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		cert_free(l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}
