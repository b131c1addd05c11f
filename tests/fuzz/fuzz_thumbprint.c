/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes what people type and paste: thumbprints (certstore/thumbprint.h),
 * times (base/when.h) and text made safe for a terminal (base/text.h).
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *s = xstrndup((const char *)data, n), *safe = text_safe(s);
	char out[THUMBPRINT_SIZE], shown[THUMBPRINT_SHOWN];
	char text[WHEN_TEXT];
	int64_t t, again;

	if (thumbprint_parse(s, out, NULL)) {
		thumbprint_show(out, shown);
		assert(thumbprint_parse(shown, out, NULL));
	}
	/* Years of less than four digits are not written so. */
	if (when_parse(s, &t) && t >= 0)
		assert(when_parse(when_text(t, text), &again) && again == t);
	assert(text_is_utf8(safe, strlen(safe)));
	(void)text_width(safe);
	free(safe);
	free(s);
	return 0;
}
