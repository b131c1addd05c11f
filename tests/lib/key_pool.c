/* SPDX-License-Identifier: ISC */
#include "tests/lib/key_pool.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#define MAX_KEYS 128

static struct {
	EVP_PKEY *v[MAX_KEYS];
	bool used[MAX_KEYS];
	size_t n;
	bool read;
} pool;

EVP_PKEY *__real_EVP_PKEY_Q_keygen(OSSL_LIB_CTX *, const char *propq,
    const char *type, ...);
EVP_PKEY *__wrap_EVP_PKEY_Q_keygen(OSSL_LIB_CTX *, const char *propq,
    const char *type, ...);

static void
forget(void)
{
	while (pool.n > 0)
		EVP_PKEY_free(pool.v[--pool.n]);
}

static void
read_keys(void)
{
	const char *build = getenv("BUILD");
	char path[4096];
	EVP_PKEY *key;
	FILE *f;

	pool.read = true;
	snprintf(path, sizeof(path), "%s/tests/keys.pem",
	    build != NULL ? build : "build");
	f = fopen(path, "r");
	if (f == NULL)
		return;
	while (pool.n < MAX_KEYS &&
	    (key = PEM_read_PrivateKey(f, NULL, NULL, NULL)) != NULL)
		pool.v[pool.n++] = key;
	fclose(f);
	atexit(forget);
}

void
key_pool_rewind(void)
{
	memset(pool.used, 0, sizeof(pool.used));
}

static EVP_PKEY *
next_key(size_t bits)
{
	size_t i;

	if (!pool.read)
		read_keys();
	for (i = 0; i < pool.n; i++)
		if (!pool.used[i] &&
		    EVP_PKEY_get_bits(pool.v[i]) == (int)bits) {
			pool.used[i] = true;
			/* A copy: some tests break the keys they are given. */
			return EVP_PKEY_dup(pool.v[i]);
		}
	return NULL;
}

EVP_PKEY *
__wrap_EVP_PKEY_Q_keygen(OSSL_LIB_CTX *ctx, const char *propq,
    const char *type, ...)
{
	const char *curve;
	EVP_PKEY *key;
	size_t bits;
	va_list ap;

	va_start(ap, type);
	if (strcmp(type, "RSA") == 0) {
		bits = va_arg(ap, size_t);
		key = next_key(bits);
		if (key == NULL)
			key = __real_EVP_PKEY_Q_keygen(ctx, propq, type, bits);
	} else if (strcmp(type, "EC") == 0) {
		curve = va_arg(ap, const char *);
		key = __real_EVP_PKEY_Q_keygen(ctx, propq, type, curve);
	} else {
		key = __real_EVP_PKEY_Q_keygen(ctx, propq, type);
	}
	va_end(ap);
	return key;
}
