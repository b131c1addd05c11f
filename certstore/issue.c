/* SPDX-License-Identifier: ISC */
#include "certstore/issue.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"

enum {
	DEFAULT_RSA_BITS = 2048,
	MIN_RSA_BITS = 1024,
	MAX_RSA_BITS = 8192,
	SERIAL_BYTES = 16,
	PKCS12_ITERATIONS = 100000,
};

static bool
failed(const char *what, struct err *err)
{
	return ossl_err(err, ERR_FAILED, "certificate: cannot set %s", what);
}

static bool
set_serial(ASN1_INTEGER *to)
{
	unsigned char bytes[SERIAL_BYTES];
	BIGNUM *n = NULL;
	bool ok;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	/* Positive, and of full length whatever comes. */
	bytes[0] = (unsigned char)((bytes[0] & 0x7f) | 0x40);
	n = BN_bin2bn(bytes, sizeof(bytes), NULL);
	ok = n != NULL && BN_to_ASN1_INTEGER(n, to) != NULL;
	BN_free(n);
	return ok;
}

static bool
name_add(X509_NAME *name, const char *field, const char *value)
{
	return value == NULL || X509_NAME_add_entry_by_txt(name, field,
	    MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0) == 1;
}

static bool
set_subject(X509 *x, const struct issue_request *r)
{
	X509_NAME *name = X509_NAME_new();
	bool ok;

	ok = name != NULL && name_add(name, "O", r->organization) &&
	    name_add(name, "CN", r->common_name) &&
	    X509_set_subject_name(x, name) == 1;
	X509_NAME_free(name);
	return ok;
}

static bool
set_time(ASN1_TIME *t, int64_t when)
{
	return ASN1_TIME_set(t, (time_t)when) != NULL;
}

static bool
set_constraints(X509 *x, bool ca)
{
	BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
	bool ok = bc != NULL;

	if (ok) {
		bc->ca = ca ? 0xff : 0;
		ok = X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1,
		    X509V3_ADD_DEFAULT) == 1;
	}
	BASIC_CONSTRAINTS_free(bc);
	return ok;
}

static bool
set_key_usage(X509 *x, unsigned usage)
{
	ASN1_BIT_STRING *bits;
	bool ok = true;
	int i;

	if (usage == 0)
		return true;
	bits = ASN1_BIT_STRING_new();
	for (i = 0; ok && i <= 8; i++)
		if ((usage & 1u << i) != 0)
			ok = ASN1_BIT_STRING_set_bit(bits, i, 1) == 1;
	ok = ok && X509_add1_ext_i2d(x, NID_key_usage, bits, 1,
	    X509V3_ADD_DEFAULT) == 1;
	ASN1_BIT_STRING_free(bits);
	return ok;
}

/* Names as OpenSSL knows them, or OIDs in dots, between commas. */
static bool
set_eku(X509 *x, const char *list)
{
	EXTENDED_KEY_USAGE *eku;
	ASN1_OBJECT *o;
	char *copy, *word, *at = NULL;
	bool ok = true;

	if (list == NULL)
		return true;
	eku = sk_ASN1_OBJECT_new_null();
	copy = xstrdup(list);
	for (word = strtok_r(copy, ", ", &at); ok && word != NULL;
	    word = strtok_r(NULL, ", ", &at)) {
		o = OBJ_txt2obj(word, 0);
		ok = o != NULL && sk_ASN1_OBJECT_push(eku, o) > 0;
	}
	ok = ok && X509_add1_ext_i2d(x, NID_ext_key_usage, eku, 0,
	    X509V3_ADD_DEFAULT) == 1;
	sk_ASN1_OBJECT_pop_free(eku, ASN1_OBJECT_free);
	free(copy);
	return ok;
}

static bool
set_email(X509 *x, const char *email)
{
	GENERAL_NAMES *names;
	GENERAL_NAME *name;
	ASN1_IA5STRING *s;
	bool ok;

	if (email == NULL)
		return true;
	names = sk_GENERAL_NAME_new_null();
	name = GENERAL_NAME_new();
	s = ASN1_IA5STRING_new();
	ok = names != NULL && name != NULL && s != NULL &&
	    ASN1_STRING_set(s, email, -1) == 1;
	if (!ok || sk_GENERAL_NAME_push(names, name) <= 0) {
		ASN1_IA5STRING_free(s);
		GENERAL_NAME_free(name);
		sk_GENERAL_NAME_free(names);
		return false;
	}
	GENERAL_NAME_set0_value(name, GEN_EMAIL, s);
	ok = X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0,
	    X509V3_ADD_DEFAULT) == 1;
	sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
	return ok;
}

static bool
set_subject_key_id(X509 *x)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
	unsigned n = 0;
	bool ok;

	/* SHA-1 as RFC 5280 4.2.1.2 (1) says: a name, no protection. */
	ok = id != NULL && X509_pubkey_digest(x, EVP_sha1(), sum, &n) == 1 &&
	    ASN1_OCTET_STRING_set(id, sum, (int)n) == 1 &&
	    X509_add1_ext_i2d(x, NID_subject_key_identifier, id, 0,
	    X509V3_ADD_DEFAULT) == 1;
	ASN1_OCTET_STRING_free(id);
	return ok;
}

/* The issuer's identifier as extension data; NULL where it has none. */
static AUTHORITY_KEYID *
authority_of(X509 *issuer)
{
	const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(issuer);
	AUTHORITY_KEYID *a;

	if (id == NULL)
		return NULL;
	a = AUTHORITY_KEYID_new();
	if (a != NULL)
		a->keyid = ASN1_OCTET_STRING_dup(id);
	return a;
}

static bool
set_authority_key_id(X509 *x, X509 *issuer)
{
	AUTHORITY_KEYID *a = authority_of(issuer);
	bool ok = a == NULL || X509_add1_ext_i2d(x,
	    NID_authority_key_identifier, a, 0, X509V3_ADD_DEFAULT) == 1;

	AUTHORITY_KEYID_free(a);
	return ok;
}

static bool
fill(X509 *x, const struct issue_request *r, EVP_PKEY *pkey, struct err *err)
{
	unsigned usage = r->key_usage;

	if (r->ca)
		usage |= KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN;
	if (X509_set_version(x, X509_VERSION_3) != 1 ||
	    !set_serial(X509_get_serialNumber(x)))
		return failed("serial number", err);
	if (!set_subject(x, r))
		return failed("subject", err);
	if (!set_time(X509_getm_notBefore(x), r->not_before) ||
	    !set_time(X509_getm_notAfter(x), r->not_after))
		return failed("validity", err);
	if (X509_set_pubkey(x, pkey) != 1 || !set_subject_key_id(x))
		return failed("public key", err);
	if (!set_constraints(x, r->ca) || !set_key_usage(x, usage))
		return failed("key usage", err);
	if (!set_eku(x, r->eku))
		return failed("extended key usage", err);
	if (!set_email(x, r->email))
		return failed("e-mail address", err);
	return true;
}

/* Ed25519 and its like digest by themselves and want none named. */
static const EVP_MD *
digest_for(EVP_PKEY *pkey)
{
	int nid = NID_undef;

	if (EVP_PKEY_get_default_digest_nid(pkey, &nid) == 2 &&
	    nid == NID_undef)
		return NULL;
	return EVP_sha256();
}

static bool
sign(X509 *x, const struct issuer *issuer, EVP_PKEY *own, struct err *err)
{
	X509 *by = issuer != NULL ? issuer->cert->x509 : x;
	EVP_PKEY *with = issuer != NULL ? issuer->key->pkey : own;

	if (X509_set_issuer_name(x, X509_get_subject_name(by)) != 1)
		return failed("issuer", err);
	if (!set_authority_key_id(x, by))
		return failed("authority key identifier", err);
	if (X509_sign(x, with, digest_for(with)) <= 0)
		return ossl_err(err, ERR_FAILED,
		    "certificate: cannot be signed");
	return true;
}

/* Read back: what is handed out is what its encoding says. */
static struct cert *
finished(X509 *x, struct err *err)
{
	unsigned char *der = NULL;
	struct cert *c = NULL;
	int n = i2d_X509(x, &der);

	if (n > 0)
		c = cert_from_der(der, (size_t)n, err);
	else
		ossl_err(err, ERR_FAILED, "certificate: cannot be encoded");
	OPENSSL_free(der);
	return c;
}

/* A key and what says what it is for, unsigned. */
static bool
prepare(const struct issue_request *r, EVP_PKEY **pkey, X509 **x,
    struct err *err)
{
	int bits = r->rsa_bits > 0 ? r->rsa_bits : DEFAULT_RSA_BITS;

	*pkey = NULL;
	*x = NULL;
	if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS)
		return err_set(err, ERR_INVALID, "key: between %d and %d bits "
		    "(%d)", MIN_RSA_BITS, MAX_RSA_BITS, bits);
	*pkey = EVP_RSA_gen((unsigned)bits);
	*x = X509_new();
	if (*pkey == NULL || *x == NULL)
		return ossl_err(err, ERR_FAILED, "key: cannot be made");
	return fill(*x, r, *pkey, err);
}

bool
issue_cert(const struct issue_request *r, const struct issuer *issuer,
    struct cert **cert, struct key **key, struct err *err)
{
	EVP_PKEY *pkey;
	X509 *x;

	*cert = NULL;
	*key = NULL;
	if (prepare(r, &pkey, &x, err) && sign(x, issuer, pkey, err))
		*cert = finished(x, err);
	X509_free(x);
	if (*cert == NULL) {
		EVP_PKEY_free(pkey);
		return false;
	}
	ERR_clear_error();
	*key = key_from_pkey(pkey);
	return true;
}

/* ---- requests ------------------------------------------------------------ */

/* Subject, key and extensions of x. */
static X509_REQ *
request_of(X509 *x, EVP_PKEY *pkey)
{
	X509_REQ *q = X509_to_X509_REQ(x, NULL, NULL);

	if (q != NULL && X509_REQ_add_extensions(q,
	    X509_get0_extensions(x)) == 1 &&
	    X509_REQ_sign(q, pkey, digest_for(pkey)) > 0)
		return q;
	X509_REQ_free(q);
	return NULL;
}

bool
issue_csr(const struct issue_request *r, struct key **key, struct buf *pem,
    struct err *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	X509_REQ *q = NULL;
	EVP_PKEY *pkey;
	X509 *x;
	char *text;
	long n;
	bool ok = prepare(r, &pkey, &x, err);

	*key = NULL;
	q = ok ? request_of(x, pkey) : NULL;
	if (ok && (q == NULL || bio == NULL ||
	    PEM_write_bio_X509_REQ(bio, q) != 1))
		ok = ossl_err(err, ERR_FAILED, "certificate request: cannot "
		    "be made");
	if (ok) {
		n = BIO_get_mem_data(bio, &text);
		buf_add(pem, text, (size_t)n);
		*key = key_from_pkey(pkey);
		pkey = NULL;
	}
	BIO_free(bio);
	X509_REQ_free(q);
	X509_free(x);
	EVP_PKEY_free(pkey);
	return ok;
}

/* ---- revocation lists --------------------------------------------------- */

static bool
add_revoked(X509_CRL *x, const struct cert *c, const ASN1_TIME *when)
{
	X509_REVOKED *r = X509_REVOKED_new();

	if (r != NULL && X509_REVOKED_set_serialNumber(r,
	    (ASN1_INTEGER *)X509_get0_serialNumber(c->x509)) == 1 &&
	    X509_REVOKED_set_revocationDate(r, (ASN1_TIME *)when) == 1 &&
	    X509_CRL_add0_revoked(x, r) == 1)
		return true;
	X509_REVOKED_free(r);
	return false;
}

static bool
crl_times(X509_CRL *x, const ASN1_TIME *now, int64_t next_update)
{
	ASN1_TIME *next;
	bool ok;

	if (X509_CRL_set1_lastUpdate(x, now) != 1)
		return false;
	if (next_update == 0)
		return true;
	next = ASN1_TIME_set(NULL, (time_t)next_update);
	ok = next != NULL && X509_CRL_set1_nextUpdate(x, next) == 1;
	ASN1_TIME_free(next);
	return ok;
}

/* The number grows with time, as RFC 5280 5.2.3 wants it. */
static bool
crl_extensions(X509_CRL *x, X509 *issuer, int64_t this_update)
{
	AUTHORITY_KEYID *a = authority_of(issuer);
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	bool ok;

	ok = n != NULL && ASN1_INTEGER_set_int64(n, this_update) == 1 &&
	    X509_CRL_add1_ext_i2d(x, NID_crl_number, n, 0,
	    X509V3_ADD_DEFAULT) == 1 && (a == NULL ||
	    X509_CRL_add1_ext_i2d(x, NID_authority_key_identifier, a, 0,
	    X509V3_ADD_DEFAULT) == 1);
	ASN1_INTEGER_free(n);
	AUTHORITY_KEYID_free(a);
	return ok;
}

/* OpenSSL looks at the extensions only when it decodes a list. */
static struct crl *
finished_crl(X509_CRL *x, struct err *err)
{
	unsigned char *der = NULL;
	struct crl *c = NULL;
	int n = i2d_X509_CRL(x, &der);

	if (n > 0)
		c = crl_from_data(der, (size_t)n, err);
	else
		ossl_err(err, ERR_FAILED,
		    "revocation list: cannot be encoded");
	OPENSSL_free(der);
	return c;
}

struct crl *
issue_crl(const struct issuer *issuer, const struct cert *const *revoked,
    size_t n, int64_t this_update, int64_t next_update, struct err *err)
{
	ASN1_TIME *now = ASN1_TIME_set(NULL, (time_t)this_update);
	EVP_PKEY *with = issuer->key->pkey;
	X509 *by = issuer->cert->x509;
	X509_CRL *x = X509_CRL_new();
	struct crl *c = NULL;
	size_t i;
	bool ok;

	ok = now != NULL && x != NULL &&
	    X509_CRL_set_version(x, X509_CRL_VERSION_2) == 1 &&
	    X509_CRL_set_issuer_name(x, X509_get_subject_name(by)) == 1 &&
	    crl_times(x, now, next_update) &&
	    crl_extensions(x, by, this_update);
	for (i = 0; ok && i < n; i++)
		ok = add_revoked(x, revoked[i], now);
	ok = ok && X509_CRL_sort(x) == 1 &&
	    X509_CRL_sign(x, with, digest_for(with)) > 0;
	ASN1_TIME_free(now);
	if (ok)
		c = finished_crl(x, err);
	else
		ossl_err(err, ERR_FAILED, "revocation list: cannot be made");
	X509_CRL_free(x);
	return c;
}

bool
issue_pkcs12(const struct cert *c, const struct key *k, const char *pass,
    struct buf *out, struct err *err)
{
	unsigned char *der = NULL;
	PKCS12 *p12;
	int n = 0;

	p12 = PKCS12_create(pass, cert_title(c), k->pkey, c->x509, NULL,
	    NID_aes_256_cbc, NID_aes_256_cbc, PKCS12_ITERATIONS,
	    PKCS12_ITERATIONS, 0);
	if (p12 != NULL)
		n = i2d_PKCS12(p12, &der);
	if (n > 0)
		buf_add(out, der, (size_t)n);
	OPENSSL_clear_free(der, n > 0 ? (size_t)n : 0);
	PKCS12_free(p12);
	return n > 0 || ossl_err(err, ERR_FAILED, "PKCS#12: cannot be made");
}
