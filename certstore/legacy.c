/* SPDX-License-Identifier: ISC */
#include "certstore/legacy.h"

#include <openssl/crypto.h>
#include <openssl/provider.h>

bool
legacy_open(struct legacy *l)
{
	l->ctx = OSSL_LIB_CTX_new();
	if (l->ctx == NULL)
		return false;
	/* Both: the old ciphers are combined with digests of the default. */
	l->providers[0] = OSSL_PROVIDER_load(l->ctx, "legacy");
	l->providers[1] = OSSL_PROVIDER_load(l->ctx, "default");
	if (l->providers[0] != NULL && l->providers[1] != NULL)
		return true;
	legacy_close(l);
	return false;
}

void
legacy_close(struct legacy *l)
{
	OSSL_PROVIDER_unload(l->providers[0]);
	OSSL_PROVIDER_unload(l->providers[1]);
	OSSL_LIB_CTX_free(l->ctx);
	*l = (struct legacy){ .ctx = NULL };
}
