/* SPDX-License-Identifier: ISC */
#include "certstore/key.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"
#include "certstore/pbe.h"
#include "certstore/pem.h"

struct key *
key_from_pkey(EVP_PKEY *pkey)
{
	struct key *k = xcalloc(1, sizeof(*k));

	k->pkey = pkey;
	return k;
}

void
key_free(struct key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->pkey);
	free(k);
}

bool
key_to_pem(const struct key *k, struct buf *out, struct err *err)
{
	BIO *bio = ossl_bio();
	char *data = NULL;
	bool ok;
	long n;

	ok = PEM_write_bio_PKCS8PrivateKey(bio, k->pkey, NULL, NULL, 0, NULL,
	    NULL) == 1;
	if (ok) {
		n = BIO_get_mem_data(bio, &data);
		buf_add(out, data, (size_t)n);
	} else {
		ossl_err(err, ERR_FAILED, "private key: cannot be written");
	}
	BIO_free(bio);	/* cleanses its memory */
	return ok;
}

static struct key *
first_key(BIO *bio, struct pbe *pbe, struct err *err)
{
	struct pem_block b;
	struct key *k = NULL;
	enum pem_result r;

	while ((r = pem_next(bio, &b, err)) == PEM_BLOCK) {
		if (pem_is_key(&b)) {
			k = pem_key(&b, pbe, err);
			pem_block_clear(&b);
			return k;
		}
		pem_block_clear(&b);
	}
	if (r == PEM_END)
		err_set(err, ERR_INVALID, "private key: none found");
	return NULL;
}

struct key *
key_from_pem(const void *data, size_t len, const char *pass, struct err *err)
{
	struct key *k;
	struct pbe pbe;
	BIO *bio;

	if (len > INT_MAX) {
		err_set(err, ERR_INVALID, "private key: too large");
		return NULL;
	}
	bio = ossl_bio_over(data, (int)len);
	pbe_init(&pbe, pass);
	k = first_key(bio, &pbe, err);
	pbe_clear(&pbe);
	BIO_free(bio);
	return k;
}

bool
key_matches(const struct key *k, const struct cert *c)
{
	int same = X509_check_private_key(cert_x509(c), k->pkey);

	ERR_clear_error();
	return same == 1;
}
