/* SPDX-License-Identifier: ISC */
#include "certstore/pem.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/text.h"
#include "certstore/ossl_err.h"
#include "certstore/pbe.h"

static const char begin[] = "-----BEGIN ";
static const char key_suffix[] = "PRIVATE KEY";
static const char encrypted_key[] = "ENCRYPTED PRIVATE KEY";

enum pem_result
pem_next(BIO *bio, struct pem_block *b, struct err *err)
{
	unsigned long e;

	memset(b, 0, sizeof(*b));
	if (PEM_read_bio(bio, &b->name, &b->header, &b->data, &b->len) == 1)
		return PEM_BLOCK;
	memset(b, 0, sizeof(*b));
	e = ERR_peek_last_error();
	if (ERR_GET_LIB(e) == ERR_LIB_PEM &&
	    ERR_GET_REASON(e) == PEM_R_NO_START_LINE) {
		ERR_clear_error();
		return PEM_END;
	}
	ossl_err(err, ERR_INVALID, "PEM block is damaged");
	return PEM_DAMAGED;
}

void
pem_block_clear(struct pem_block *b)
{
	OPENSSL_free(b->name);
	OPENSSL_free(b->header);
	if (b->data != NULL)
		OPENSSL_clear_free(b->data, (size_t)b->len);
	memset(b, 0, sizeof(*b));
}

bool
pem_looks(const void *data, size_t n)
{
	return memmem(data, n, begin, sizeof(begin) - 1) != NULL;
}

/* Of UTF-16 every second byte is a NUL, as far as PEM goes. */
static void
drop_nuls(const unsigned char *p, size_t n, struct buf *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] != '\0')
			buf_addc(out, (char)p[i]);
}

/*
 * Lines without leading blanks, and without empty ones: text that comes
 * double-spaced is common.  An empty line that ends headers is needed.
 */
static void
tidy_lines(const unsigned char *p, size_t n, struct buf *out)
{
	const unsigned char *eol;
	bool header = false;
	size_t at, len;

	for (at = 0; at < n; at += len) {
		while (at < n && (p[at] == ' ' || p[at] == '\t'))
			at++;
		if (at == n)
			break;
		eol = memchr(p + at, '\n', n - at);
		len = eol != NULL ? (size_t)(eol - p) + 1 - at : n - at;
		if (!header && (p[at] == '\n' || (p[at] == '\r' && len <= 2)))
			continue;
		buf_add(out, p + at, len);
		header = memchr(p + at, ':', len) != NULL;
	}
}

void
pem_tidy(const void *data, size_t n, struct buf *out)
{
	struct buf plain = { .secret = true };
	const unsigned char *p = data;

	if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 ||
	    memcmp(p, "\xfe\xff", 2) == 0)) {
		drop_nuls(p + 2, n - 2, &plain);
		tidy_lines(plain.data, plain.len, out);
	} else if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		tidy_lines(p + 3, n - 3, out);
	} else {
		tidy_lines(p, n, out);
	}
	buf_clear(&plain);
}

bool
pem_is_key(const struct pem_block *b)
{
	size_t n = strlen(b->name), k = sizeof(key_suffix) - 1;

	return n >= k && strcmp(b->name + n - k, key_suffix) == 0;
}

static struct key *
from_pkcs8(PKCS8_PRIV_KEY_INFO *p8, struct err *err)
{
	EVP_PKEY *pkey = EVP_PKCS82PKEY(p8);

	PKCS8_PRIV_KEY_INFO_free(p8);
	if (pkey == NULL) {
		ossl_err(err, ERR_INVALID, "private key: cannot be read");
		return NULL;
	}
	ERR_clear_error();
	return key_from_pkey(pkey);
}

static struct key *
encrypted_pkcs8(const struct pem_block *b, struct pbe *pbe, struct err *err)
{
	const unsigned char *p = b->data;
	PKCS8_PRIV_KEY_INFO *p8;
	X509_SIG *sig = d2i_X509_SIG(NULL, &p, b->len);

	if (sig == NULL) {
		ossl_err(err, ERR_INVALID, "private key: damaged");
		return NULL;
	}
	if (pbe->pass == NULL) {
		pbe_failed(pbe, "private key", err);
		p8 = NULL;
	} else {
		p8 = pbe_decrypt_key(pbe, sig, err);
	}
	X509_SIG_free(sig);
	return p8 != NULL ? from_pkcs8(p8, err) : NULL;
}

/* The old form, with "Proc-Type: 4,ENCRYPTED" above the data (RFC 1421). */
static bool
decrypt_old(struct pem_block *b, struct pbe *pbe, bool *was, struct err *err)
{
	EVP_CIPHER_INFO cipher;
	char pass[PEM_BUFSIZE];
	int ok;

	*was = b->header != NULL && strstr(b->header, "ENCRYPTED") != NULL;
	if (!*was)
		return true;
	/* Without a passphrase OpenSSL would ask on the terminal itself. */
	if (pbe->pass == NULL || strlen(pbe->pass) >= sizeof(pass))
		return pbe_failed(pbe, "private key", err);
	if (PEM_get_EVP_CIPHER_INFO(b->header, &cipher) != 1)
		return ossl_err(err, ERR_INVALID,
		    "private key: its encryption is not supported");
	memcpy(pass, pbe->pass, strlen(pbe->pass) + 1);
	ok = PEM_do_header(&cipher, b->data, &b->len, NULL, pass);
	OPENSSL_cleanse(pass, sizeof(pass));
	return ok == 1 || pbe_failed(pbe, "private key", err);
}

struct key *
pem_key(struct pem_block *b, struct pbe *pbe, struct err *err)
{
	const unsigned char *p;
	EVP_PKEY *pkey;
	bool encrypted;

	if (strcmp(b->name, encrypted_key) == 0)
		return encrypted_pkcs8(b, pbe, err);
	if (!decrypt_old(b, pbe, &encrypted, err))
		return NULL;
	p = b->data;
	pkey = d2i_AutoPrivateKey(NULL, &p, b->len);
	if (pkey != NULL) {
		ERR_clear_error();
		return key_from_pkey(pkey);
	}
	/* The padding of a wrong passphrase is right once in 256 times. */
	if (encrypted)
		pbe_failed(pbe, "private key", err);
	else
		ossl_err(err, ERR_INVALID, "private key: cannot be read");
	return NULL;
}
