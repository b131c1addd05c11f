/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes certstore/pem.h: what people paste, tidied, taken apart, and its
 * keys decrypted with the passphrase "secret".
 */
#include <assert.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <stdint.h>

#include "certstore/key.h"
#include "certstore/ossl_err.h"
#include "certstore/pbe.h"
#include "certstore/pem.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	struct pem_block b;
	struct pbe pbe;
	BIO *bio;

	pem_tidy(data, n, &text);
	/* Tidying takes away and never adds. */
	assert(text.len <= n);
	bio = ossl_bio_over(text.data, (int)text.len);
	pbe_init(&pbe, "secret");
	while (pem_next(bio, &b, &err) == PEM_BLOCK) {
		if (pem_is_key(&b))
			key_free(pem_key(&b, &pbe, &err));
		pem_block_clear(&b);
	}
	pbe_clear(&pbe);
	BIO_free(bio);
	buf_clear(&text);
	ERR_clear_error();
	return 0;
}
