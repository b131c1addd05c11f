/* SPDX-License-Identifier: ISC */
#include "certstore/instead.h"

#include <ctype.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define A_REQUEST "a certificate request: what its authority answers to it " \
	"is needed"
#define A_PUBLIC_KEY "a public key: the certificate over it is needed"

static const struct {
	const char *name, *words;
} blocks[] = {
	{ "CERTIFICATE REQUEST", A_REQUEST },
	{ "NEW CERTIFICATE REQUEST", A_REQUEST },
	{ "PUBLIC KEY", A_PUBLIC_KEY },
	{ "RSA PUBLIC KEY", A_PUBLIC_KEY },
	{ "SSH2 PUBLIC KEY", "a key of SSH" },
	{ "OPENSSH PRIVATE KEY", "a key of SSH" },
	{ "PGP PUBLIC KEY BLOCK", "a key of PGP, which S/MIME cannot use" },
	{ "PGP PRIVATE KEY BLOCK", "a key of PGP, which S/MIME cannot use" },
	{ "PGP MESSAGE", "a message of PGP" },
	{ "EC PARAMETERS", "parameters of a key" },
	{ "DH PARAMETERS", "parameters of a key" },
};

const char *
instead_of_pem(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(blocks); i++)
		if (strcmp(blocks[i].name, name) == 0)
			return blocks[i].words;
	return name;
}

/* ---- by its bytes ------------------------------------------------------- */

static const struct {
	const char *begin, *words;
} texts[] = {
	{ "<!doctype html", "a web page (HTML)" },
	{ "<html", "a web page (HTML)" },
	{ "<?xml", "an XML document" },
	{ "<", "a web page or XML" },
	{ "{", "a JSON document" },
	{ "%PDF", "a PDF document" },
	{ "PK\003\004", "a ZIP archive: unpack it first" },
	{ "\x1f\x8b", "a compressed file: unpack it first" },
	{ "ssh-", "a public key of SSH" },
	{ "MII", "base64 text without its BEGIN and END lines" },
};

static const char *
of_text(const unsigned char *p, size_t n)
{
	size_t i, len;

	for (; n > 0 && isspace(*p); n--)
		p++;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		len = strlen(texts[i].begin);
		if (n >= len && strncasecmp((const char *)p, texts[i].begin,
		    len) == 0)
			return texts[i].words;
	}
	return NULL;
}

static const char *
of_der(const unsigned char *data, size_t n)
{
	const unsigned char *p = data;
	X509_REQ *request = d2i_X509_REQ(NULL, &p, (long)n);
	const char *words = NULL;
	EVP_PKEY *pkey;

	if (request != NULL)
		words = A_REQUEST;
	X509_REQ_free(request);
	p = data;
	pkey = words == NULL ? d2i_PUBKEY(NULL, &p, (long)n) : NULL;
	if (pkey != NULL)
		words = A_PUBLIC_KEY;
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return words;
}

const char *
instead_of_bytes(const void *data, size_t n)
{
	const unsigned char *p = data;

	if (n == 0)
		return NULL;
	return p[0] == 0x30 ? of_der(p, n) : of_text(p, n);
}
