/* SPDX-License-Identifier: ISC */
/*
 * Getting the bytes behind a URL, within limits: http, https and file only,
 * at most MAX_REDIRECTS redirects and those to http and https only, no
 * credentials, no cookies, never a question.  Names of users in a URL are
 * refused, so that no error ever shows a password.
 */
#ifndef CERTSTORE_FETCH_H
#define CERTSTORE_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define MAX_REDIRECTS 5

struct fetch_limits {
	size_t max_bytes;	/* of the content, unpacked */
	int64_t connect_seconds;
	int64_t total_seconds;
	const atomic_bool *stop;	/* gives up when true; or NULL */
	const char *roots;	/* PEM, trusted by https besides the
				   system's; or NULL */
};

/* Is its scheme one that is fetched?  ERR_INVALID names the scheme. */
bool fetch_can(const char *url, struct err *);

/* The whole content into out, which is empty after a failure. */
bool fetch_url(const char *url, const struct fetch_limits *, struct buf *out,
    struct err *);

#endif
