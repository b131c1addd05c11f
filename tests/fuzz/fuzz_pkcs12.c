/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes certstore/pkcs12.h, as it comes and once more without its check
 * sum, which no changed input would pass.
 */
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <stdint.h>

#include "certstore/pkcs12.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static PKCS12 *
without_mac(const PKCS12 *from)
{
	STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(from);
	PKCS12 *p12 = NULL;

	if (safes != NULL)
		p12 = PKCS12_init(NID_pkcs7_data);
	if (p12 != NULL && PKCS12_pack_authsafes(p12, safes) != 1) {
		PKCS12_free(p12);
		p12 = NULL;
	}
	sk_PKCS7_pop_free(safes, PKCS7_free);
	return p12;
}

static void
gather_once(PKCS12 *p12)
{
	struct gather g = { 0 };
	struct err err = { 0 };

	if (p12 != NULL)
		(void)pkcs12_gather(&g, p12, "secret", &err);
	gather_clear(&g);
	PKCS12_free(p12);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const unsigned char *p = data;
	PKCS12 *p12 = d2i_PKCS12(NULL, &p, (long)n);

	if (p12 != NULL && PKCS12_mac_present(p12) == 1)
		gather_once(without_mac(p12));
	gather_once(p12);
	ERR_clear_error();
	return 0;
}
