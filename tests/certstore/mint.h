/* SPDX-License-Identifier: ISC */
/*
 * For the tests of this room: a folder that is gone afterwards, and
 * certificates made on the spot.  Short keys, because the tests need many.
 */
#ifndef TESTS_CERTSTORE_MINT_H
#define TESTS_CERTSTORE_MINT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/err.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "certstore/store.h"

#define UNUSED __attribute__((unused))

enum { YEAR = 365 * DAY_SECONDS };

/* A fixed "now", so that no test depends on the day it runs. */
#define NOW ((int64_t)1800000000)

struct minted {
	struct cert *cert;
	struct key *key;
};

UNUSED static void
minted_clear(struct minted *m)
{
	cert_free(m->cert);
	key_free(m->key);
	memset(m, 0, sizeof(*m));
}

UNUSED static struct minted
mint(struct issue_request r, const struct minted *by)
{
	struct issuer issuer = { 0 };
	struct minted m = { 0 };
	struct err err = { 0 };

	if (by != NULL)
		issuer = (struct issuer){ by->cert, by->key };
	if (r.rsa_bits == 0)
		r.rsa_bits = 1024;
	if (r.not_after == 0) {
		r.not_before = NOW - YEAR;
		r.not_after = NOW + YEAR;
	}
	if (!issue_cert(&r, by != NULL ? &issuer : NULL, &m.cert, &m.key,
	    &err))
		fail_msg("%s", err.text);
	return m;
}

UNUSED static struct minted
mint_ca(const char *name, const struct minted *by)
{
	return mint((struct issue_request){ .common_name = name,
	    .ca = true }, by);
}

UNUSED static struct minted
mint_leaf(const char *name, const struct minted *by)
{
	return mint((struct issue_request){ .common_name = name,
	    .email = "who@example.com", .eku = "emailProtection",
	    .key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
	    KEY_USAGE_KEY_ENCIPHERMENT }, by);
}

UNUSED static char *
temp_folder(void)
{
	char *path = xstrdup("/tmp/sealport-test.XXXXXX");

	assert_non_null(mkdtemp(path));
	return path;
}

UNUSED static void
remove_folder(char *path)
{
	char *command = xasprintf("rm -rf '%s'", path);

	assert_int_equal(system(command), 0);
	free(command);
	free(path);
}

UNUSED static void
put_cert(const char *root, enum store_id id, const struct cert *c)
{
	struct err err = { 0 };
	struct store *s = store_open(root, id, NULL, &err);

	assert_non_null(s);
	if (!store_add(s, c, NULL, &err))
		fail_msg("%s", err.text);
	store_close(s);
}

UNUSED static void
put_crl(const char *root, const struct minted *by,
    const struct cert *const *revoked, size_t n, int64_t from, int64_t until)
{
	struct issuer issuer = { by->cert, by->key };
	struct err err = { 0 };
	struct store *s = store_open(root, STORE_CRL, NULL, &err);
	struct crl *crl = issue_crl(&issuer, revoked, n, from, until, &err);

	assert_non_null(s);
	if (crl == NULL || !crl_store_add(s, crl, &err))
		fail_msg("%s", err.text);
	crl_free(crl);
	store_close(s);
}

/* Nothing of a failure may stay behind in OpenSSL's queue. */
UNUSED static void
assert_queue_empty(void)
{
	assert_int_equal(ERR_peek_error(), 0);
}

#endif
