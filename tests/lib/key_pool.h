/* SPDX-License-Identifier: ISC */
/*
 * RSA keys made once for all tests, as most of a test's time would else go
 * into finding primes: EVP_RSA_gen() is wrapped when tests are linked and
 * hands out those of $BUILD/tests/keys.pem in turn.  Without the file, for
 * other sizes and past its end it makes new ones, as ever.
 */
#ifndef TESTS_LIB_KEY_POOL_H
#define TESTS_LIB_KEY_POOL_H

/* From the beginning again: for a group that knows nothing of another. */
void key_pool_rewind(void);

#endif
