/* SPDX-License-Identifier: ISC */
#include "certstore/asn1.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/text.h"
#include "certstore/ossl_err.h"

bool
asn1_when(const ASN1_TIME *t, int64_t *out)
{
	struct tm tm;

	memset(&tm, 0, sizeof(tm));
	/* OpenSSL reads a NULL as "now", which no missing time shall be. */
	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1) {
		ERR_clear_error();
		return false;
	}
	*out = (int64_t)timegm(&tm);
	return true;
}

static char *
hex_text(const ASN1_STRING *s)
{
	size_t n = (size_t)ASN1_STRING_length(s);
	char *out = xmalloc(2 * n + 2);

	out[0] = '#';
	digest_hex(ASN1_STRING_get0_data(s), n, out + 1);
	return out;
}

char *
asn1_text(const ASN1_STRING *s)
{
	struct buf b = { 0 };
	unsigned char *utf8 = NULL;
	int n, i;

	n = ASN1_STRING_to_UTF8(&utf8, s);
	ERR_clear_error();
	if (n < 0)
		return hex_text(s);
	for (i = 0; i < n; i++) {
		if (utf8[i] == '\0')
			buf_adds(&b, "\\00");
		else
			buf_addc(&b, (char)utf8[i]);
	}
	OPENSSL_free(utf8);
	return buf_steal(&b);
}

/* NULL where it cannot be printed so, or what comes out is no UTF-8. */
static char *
print_name(const X509_NAME *name, unsigned long flags)
{
	BIO *bio = ossl_bio();
	char *data = NULL, *text = NULL;
	long n;

	if (X509_NAME_print_ex(bio, name, 0, flags) >= 0) {
		n = BIO_get_mem_data(bio, &data);
		if (n > 0 && text_is_utf8(data, (size_t)n))
			text = xstrndup(data, (size_t)n);
		else if (n <= 0)
			text = xstrdup("");
	}
	ERR_clear_error();
	BIO_free(bio);
	return text;
}

char *
asn1_name_text(const X509_NAME *name)
{
	const unsigned long flags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
	char *text = print_name(name, flags);

	/* One string in it cannot be decoded: show all as they are. */
	if (text == NULL)
		text = print_name(name, flags | ASN1_STRFLGS_DUMP_ALL);
	return text != NULL ? text : xstrdup("");
}

char *
asn1_common_name(const X509_NAME *name)
{
	int at = -1, last = -1;

	while ((at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0)
		last = at;
	if (last < 0)
		return xstrdup("");
	return asn1_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name,
	    last)));
}
