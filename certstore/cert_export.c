/* SPDX-License-Identifier: ISC */
#include "certstore/cert_export.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"

enum { PBE_ITERATIONS = 100000 };

static const struct cert_form_info forms[CERT_FORMS] = {
	[CERT_PEM] = { "pem", "PEM", ".pem", .chain = true, .key = true },
	[CERT_DER] = { "der", "DER", ".cer", .chain = false },
	[CERT_PKCS7] = { "pkcs7", "PKCS#7", ".p7b", .chain = true },
	[CERT_PKCS12] = { "pkcs12", "PKCS#12", ".p12", .chain = true,
	    .key = true },
};

const struct cert_form_info *
cert_form_info(enum cert_form f)
{
	return &forms[(unsigned)f < CERT_FORMS ? f : CERT_PEM];
}

enum cert_form
cert_form_find(const char *name)
{
	enum cert_form f;

	for (f = 0; f < CERT_FORMS; f++)
		if (strcmp(forms[f].name, name) == 0)
			return f;
	return CERT_FORMS;
}

/* cert and chain; the stack's certificates are borrowed. */
static STACK_OF(X509) *
stack_of(const struct cert_export *x, bool with_cert)
{
	STACK_OF(X509) *sk = sk_X509_new_null();
	size_t i;
	bool ok = sk != NULL;

	if (ok && with_cert)
		ok = sk_X509_push(sk, cert_x509(x->cert)) > 0;
	for (i = 0; ok && x->chain != NULL && i < x->chain->n; i++)
		ok = sk_X509_push(sk, cert_x509(x->chain->v[i])) > 0;
	if (ok)
		return sk;
	sk_X509_free(sk);
	return NULL;
}

/* What a BIO holds, appended; frees it. */
static void
take(BIO *bio, struct buf *out)
{
	char *data = NULL;
	long n = BIO_get_mem_data(bio, &data);

	if (n > 0)
		buf_add(out, data, (size_t)n);
	BIO_free(bio);
}

static bool
to_pem(const struct cert_export *x, struct buf *out)
{
	BIO *bio;
	bool ok = true;
	size_t i;

	cert_to_pem(x->cert, out);
	for (i = 0; x->chain != NULL && i < x->chain->n; i++)
		cert_to_pem(x->chain->v[i], out);
	if (x->key == NULL)
		return true;
	bio = ossl_bio();
	ok = PEM_write_bio_PKCS8PrivateKey(bio, x->key->pkey,
	    EVP_aes_256_cbc(), x->pass, (int)strlen(x->pass), NULL,
	    NULL) == 1;
	take(bio, out);
	return ok;
}

static bool
to_der(const struct cert_export *x, struct buf *out)
{
	cert_to_der(x->cert, out);
	return out->len > 0;
}

static bool
to_pkcs7(const struct cert_export *x, struct buf *out)
{
	STACK_OF(X509) *sk = stack_of(x, true);
	PKCS7 *p7 = PKCS7_new();
	unsigned char *der = NULL;
	int n = 0, i;
	bool ok;

	ok = sk != NULL && p7 != NULL &&
	    PKCS7_set_type(p7, NID_pkcs7_signed) == 1 &&
	    PKCS7_content_new(p7, NID_pkcs7_data) == 1;
	/* Nothing is signed: the content is absent, and so is its detail. */
	if (ok)
		ok = PKCS7_set_detached(p7, 1) == 1;
	for (i = 0; ok && i < sk_X509_num(sk); i++)
		ok = PKCS7_add_certificate(p7, sk_X509_value(sk, i)) == 1;
	if (ok)
		n = i2d_PKCS7(p7, &der);
	if (n > 0)
		buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	PKCS7_free(p7);
	sk_X509_free(sk);
	return n > 0;
}

static bool
to_pkcs12(const struct cert_export *x, struct buf *out)
{
	STACK_OF(X509) *ca = stack_of(x, false);
	unsigned char *der = NULL;
	PKCS12 *p12 = NULL;
	int n = 0;

	if (ca != NULL && x->key == NULL &&
	    sk_X509_unshift(ca, cert_x509(x->cert)) <= 0)
		goto out;
	if (ca != NULL)
		p12 = PKCS12_create(x->pass, x->key != NULL ?
		    cert_title(x->cert) : NULL, x->key != NULL ?
		    x->key->pkey : NULL, x->key != NULL ? cert_x509(x->cert) :
		    NULL, ca, NID_aes_256_cbc, NID_aes_256_cbc,
		    PBE_ITERATIONS, PBE_ITERATIONS, 0);
	if (p12 != NULL)
		n = i2d_PKCS12(p12, &der);
	if (n > 0)
		buf_add(out, der, (size_t)n);
out:
	OPENSSL_clear_free(der, n > 0 ? (size_t)n : 0);
	PKCS12_free(p12);
	sk_X509_free(ca);
	return n > 0;
}

static bool (*const writers[CERT_FORMS])(const struct cert_export *,
    struct buf *) = {
	[CERT_PEM] = to_pem, [CERT_DER] = to_der,
	[CERT_PKCS7] = to_pkcs7, [CERT_PKCS12] = to_pkcs12,
};

bool
cert_export(const struct cert_export *x, struct buf *out, struct err *err)
{
	const struct cert_form_info *f = cert_form_info(x->form);
	bool pass = x->pass != NULL && *x->pass != '\0';

	if (x->chain != NULL && x->chain->n > 0 && !f->chain)
		return err_set(err, ERR_INVALID, "%s: holds one certificate, "
		    "not a chain", f->label);
	if (x->key != NULL && !f->key)
		return err_set(err, ERR_INVALID, "%s: cannot hold a private "
		    "key; use pkcs12 or pem", f->label);
	if (x->key != NULL && !key_matches(x->key, x->cert))
		return err_set(err, ERR_INVALID, "private key: does not "
		    "belong to the certificate");
	if (!pass && (x->key != NULL || x->form == CERT_PKCS12))
		return err_set(err, ERR_INVALID, "%s: a passphrase is "
		    "needed", f->label);
	if (!writers[x->form](x, out))
		return ossl_err(err, ERR_FAILED, "%s: cannot be made",
		    f->label);
	ERR_clear_error();
	return true;
}
