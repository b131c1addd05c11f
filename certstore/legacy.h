/* SPDX-License-Identifier: ISC */
/*
 * The old ciphers (DES, RC2), which are in OpenSSL's legacy provider.  It is
 * loaded into a library context of its own, only where something old has to
 * be read: nothing can encrypt with it by accident.
 */
#ifndef CERTSTORE_LEGACY_H
#define CERTSTORE_LEGACY_H

#include <stdbool.h>

struct ossl_lib_ctx_st;
struct ossl_provider_st;

struct legacy {
	struct ossl_lib_ctx_st *ctx;	/* NULL: not opened */
	struct ossl_provider_st *providers[2];
};

/* False, and closed, where the provider is not installed. */
bool legacy_open(struct legacy *);
void legacy_close(struct legacy *);

#endif
