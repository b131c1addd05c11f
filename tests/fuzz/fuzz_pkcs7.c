/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes PKCS#7 and CMS through certstore/bundle.h: whatever begins like
 * another form is left to fuzz_bundle, so that the effort goes into the sets
 * of certificates and lists.  What was read is written out and found again.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "certstore/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* SEQUENCE { OBJECT IDENTIFIER ..., of any length that is written. */
static int
is_content_info(const uint8_t *p, size_t n)
{
	size_t at = 2;

	if (n < 4 || p[0] != 0x30)
		return 0;
	if (p[1] > 0x80)
		at += p[1] & 0x7f;
	return at < n && p[at] == 0x06;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bundle b, again;
	struct err err = { 0 };
	struct buf pem = { 0 };
	size_t i;

	if (!is_content_info(data, n))
		return 0;
	if (bundle_parse(&b, data, n, NULL, &err)) {
		for (i = 0; i < b.n; i++)
			cert_to_pem(b.items[i].cert, &pem);
		for (i = 0; i < b.crls.n; i++)
			crl_to_pem(b.crls.v[i], &pem);
		assert(bundle_parse(&again, pem.data, pem.len, NULL, &err));
		assert(again.n == b.n && again.crls.n == b.crls.n);
		bundle_clear(&again);
	}
	bundle_clear(&b);
	buf_clear(&pem);
	return 0;
}
