/* SPDX-License-Identifier: ISC */
/*
 * From OpenSSL's error queue to struct err.  Its queue belongs to the thread
 * and outlives the call that filled it, so whoever ignores a failure empties
 * it, and whoever reports one uses ossl_err().
 */
#ifndef CERTSTORE_OSSL_ERR_H
#define CERTSTORE_OSSL_ERR_H

#include <stdbool.h>

#include "base/err.h"

struct bio_st;

/*
 * err_set() with OpenSSL's reason in brackets behind the text: the oldest
 * entry of the queue, which is the one nearest to the cause.  Empties the
 * queue, also where err is NULL.  Always returns false.
 */
bool ossl_err(struct err *, enum err_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A memory BIO; running out of memory ends the program as in base/mem.h. */
struct bio_st *ossl_bio(void) __attribute__((returns_nonnull));

/* A read-only one over bytes of the caller's that stay where they are. */
struct bio_st *ossl_bio_over(const void *, int len)
    __attribute__((returns_nonnull));

#endif
