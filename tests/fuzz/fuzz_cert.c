/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes certstore/cert.h, and the purpose test on what it made; what is read
 * for its facts alone has to have the same.
 */
#include <stdint.h>
#include <stdlib.h>

#include "certstore/cert.h"
#include "certstore/usage.h"
#include "tests/certstore/same_facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = { 0 };
	struct cert *c = cert_from_der(data, n, &err);
	struct buf b = { 0 };
	char why[200];
	enum usage u;

	if (readers_differ(data, n) != NULL)
		abort();
	if (c == NULL)
		return 0;
	cert_key_usage_text(c, &b);
	cert_eku_text(c, &b);
	for (u = USAGE_NONE; u < USAGE_COUNT; u++)
		(void)usage_fits(u, c, NULL, why, sizeof(why));
	buf_clear(&b);
	cert_free(c);
	return 0;
}
