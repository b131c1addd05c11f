/* SPDX-License-Identifier: ISC */
#include "base/digest.h"

#include <assert.h>
#include <openssl/evp.h>

void
digest_hex(const unsigned char *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * n] = '\0';
}

static void
digest(const EVP_MD *md, const void *p, size_t n, char *out)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	int ok = EVP_Digest(p, n, sum, &len, md, NULL);

	assert(ok == 1);
	(void)ok;
	digest_hex(sum, len, out);
}

void
digest_sha1(const void *p, size_t n, char out[static SHA1_HEX])
{
	digest(EVP_sha1(), p, n, out);
}

void
digest_sha256(const void *p, size_t n, char out[static SHA256_HEX])
{
	digest(EVP_sha256(), p, n, out);
}
