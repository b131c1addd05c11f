/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes certstore/bundle.h.  With clang:
 * clang -fsanitize=fuzzer,address,undefined ... fuzz_bundle.c libsealport.a
 */
#include <stdint.h>

#include "certstore/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bundle b;
	struct err err = { 0 };
	size_t i;

	if (bundle_parse(&b, data, n, "secret", &err))
		for (i = 0; i < b.n; i++)
			(void)bundle_item_store(&b.items[i]);
	bundle_clear(&b);
	return 0;
}
