/* SPDX-License-Identifier: ISC */
/* Fuzzes certstore/crl.h: what was read can be written and read again. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "certstore/crl.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = { 0 };
	struct crl *c = crl_from_data(data, n, &err), *again;
	struct buf b = { 0 };

	if (c == NULL)
		return 0;
	crl_to_pem(c, &b);
	again = crl_from_data(b.data, b.len, &err);
	assert(again != NULL && strcmp(c->sha1, again->sha1) == 0);
	buf_clear(&b);
	crl_free(again);
	crl_free(c);
	return 0;
}
