/* SPDX-License-Identifier: ISC */
#include "certstore/pbe.h"

#include <openssl/asn1t.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>

#include "certstore/ossl_err.h"

void
pbe_init(struct pbe *p, const char *pass)
{
	memset(p, 0, sizeof(*p));
	p->pass = pass;
	p->left = MAX_PBE_ITERATIONS;
}

void
pbe_clear(struct pbe *p)
{
	legacy_close(&p->legacy);
	memset(p, 0, sizeof(*p));
}

OSSL_LIB_CTX *
pbe_legacy(struct pbe *p)
{
	if (!p->tried)
		legacy_open(&p->legacy);
	p->tried = true;
	return p->legacy.ctx;
}

bool
pbe_take_n(struct pbe *p, long n, struct err *err)
{
	if (n < 0 || n > p->left)
		return err_set(err, ERR_INVALID, "encryption asks for too many "
		    "iterations (limit %ld)", MAX_PBE_ITERATIONS);
	p->left -= n;
	return true;
}

static long
count_of(const ASN1_INTEGER *n)
{
	int64_t v;

	if (n == NULL)
		return 1;
	return ASN1_INTEGER_get_int64(&v, n) == 1 && v >= 0 &&
	    v <= MAX_PBE_ITERATIONS ? (long)v : MAX_PBE_ITERATIONS + 1;
}

static long
pbkdf2_count(const ASN1_TYPE *param)
{
	PBKDF2PARAM *kdf;
	long n = 0;

	kdf = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), param);
	if (kdf != NULL)
		n = count_of(kdf->iter);
	PBKDF2PARAM_free(kdf);
	return n;
}

/*
 * RFC 7914: N * r * p blocks, each about the work of one iteration.  OpenSSL
 * limits the memory only, within which p alone could ask for hours.
 */
static long
scrypt_count(const ASN1_TYPE *param)
{
	SCRYPT_PARAMS *kdf;
	long n = 0, f[3];
	size_t i;

	kdf = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), param);
	if (kdf != NULL) {
		f[0] = count_of(kdf->costParameter);
		f[1] = count_of(kdf->blockSize);
		f[2] = count_of(kdf->parallelizationParameter);
		for (n = 1, i = 0; i < 3; i++)
			n = f[i] == 0 || n <= MAX_PBE_ITERATIONS / f[i] ?
			    n * f[i] : MAX_PBE_ITERATIONS + 1;
	}
	SCRYPT_PARAMS_free(kdf);
	return n;
}

/* PBES2, and PBMAC1 (RFC 9579) alike: the count is one level deeper. */
static long
pbes2_count(const ASN1_TYPE *param)
{
	PBE2PARAM *pbe;
	long n = 0;
	int kdf;

	pbe = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), param);
	if (pbe == NULL)
		return 0;
	kdf = OBJ_obj2nid(pbe->keyfunc->algorithm);
	if (kdf == NID_id_pbkdf2)
		n = pbkdf2_count(pbe->keyfunc->parameter);
	else if (kdf == NID_id_scrypt)
		n = scrypt_count(pbe->keyfunc->parameter);
	PBE2PARAM_free(pbe);
	return n;
}

/* What cannot be read costs nothing: OpenSSL will not read it either. */
bool
pbe_take(struct pbe *p, const X509_ALGOR *algor, struct err *err)
{
	const ASN1_OBJECT *o;
	const void *value;
	const ASN1_TYPE *param;
	PBEPARAM *pbe;
	long n = 0;
	int type;

	X509_ALGOR_get0(&o, &type, &value, algor);
	param = algor->parameter;
	if (OBJ_obj2nid(o) == NID_pbes2 || OBJ_obj2nid(o) == NID_pbmac1) {
		n = pbes2_count(param);
	} else {
		pbe = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM),
		    param);
		if (pbe != NULL)
			n = count_of(pbe->iter);
		PBEPARAM_free(pbe);
	}
	ERR_clear_error();
	return pbe_take_n(p, n, err);
}

bool
pbe_failed(const struct pbe *p, const char *what, struct err *err)
{
	unsigned long e;
	bool lacks = false;

	/* The queue holds both attempts; one "unsupported" tells enough. */
	e = ERR_peek_error();
	if (e != 0)
		lacks = ERR_GET_REASON(e) == ERR_R_UNSUPPORTED ||
		    (ERR_GET_LIB(e) == ERR_LIB_EVP &&
		    (ERR_GET_REASON(e) == EVP_R_UNKNOWN_PBE_ALGORITHM ||
		    ERR_GET_REASON(e) == EVP_R_UNSUPPORTED_ALGORITHM));
	if (lacks) {
		ossl_err(err, ERR_FAILED, "%s: its encryption is not "
		    "supported%s", what, p->tried &&
		    p->legacy.ctx == NULL ?
		    "; OpenSSL's legacy provider is not installed" : "");
		return false;
	}
	if (p->pass == NULL || p->pass[0] == '\0') {
		ERR_clear_error();
		err_set(err, ERR_INVALID, "%s: passphrase needed", what);
	} else {
		ossl_err(err, ERR_INVALID, "%s: wrong passphrase", what);
	}
	return err_part(err, "passphrase");
}

PKCS8_PRIV_KEY_INFO *
pbe_decrypt_key(struct pbe *p, const X509_SIG *sig, struct err *err)
{
	PKCS8_PRIV_KEY_INFO *p8;
	const X509_ALGOR *algor = NULL;
	int len = p->pass != NULL ? (int)strlen(p->pass) : 0;

	X509_SIG_get0(sig, &algor, NULL);
	if (!pbe_take(p, algor, err))
		return NULL;
	p8 = PKCS8_decrypt(sig, p->pass, len);
	if (p8 == NULL && ERR_peek_error() != 0 &&
	    ERR_GET_REASON(ERR_peek_error()) == ERR_R_UNSUPPORTED &&
	    pbe_legacy(p) != NULL) {
		ERR_clear_error();
		if (!pbe_take(p, algor, err))
			return NULL;
		p8 = PKCS8_decrypt_ex(sig, p->pass, len, p->legacy.ctx,
		    NULL);
	}
	if (p8 == NULL)
		pbe_failed(p, "private key", err);
	else
		ERR_clear_error();
	return p8;
}
