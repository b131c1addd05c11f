/* SPDX-License-Identifier: ISC */
/*
 * Keeping the crl store up to date from distribution points: which list is
 * due, fetching it, and everything that is asked of it before it takes the
 * place of the one before.  Whatever is wrong with a new list, the old one
 * stays.  Waits for the network: the console calls it in a thread.
 */
#ifndef CERTSTORE_REFRESH_H
#define CERTSTORE_REFRESH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/crl_point.h"
#include "certstore/fetch.h"

enum refresh_result {
	REFRESH_CURRENT,	/* not due yet, nothing was fetched */
	REFRESH_DUE,		/* would be fetched (dry run) */
	REFRESH_STORED,
	REFRESH_PASSED_OVER,	/* an address that is never fetched */
	REFRESH_FAILED,
};

const char *refresh_word(enum refresh_result);	/* "current", ... */

struct refresh_attempt {
	char *issuer, *url;
	enum refresh_result result;
	char *reason;		/* in words; NULL where there is none */
	int64_t at;
	int64_t this_update, next_update;	/* of the list; 0: none */
};

struct refresh_attempts {
	struct refresh_attempt *v;
	size_t n, cap;
	size_t failed;		/* points whose list did not come */
};

struct refresh_request {
	const char *root;	/* folder of the stores */
	struct fetch_limits limits;	/* roots and max_bytes are set here */
	int64_t now;
	int64_t max_age;	/* seconds; fetched again a little before */
	bool force;		/* all, due or not */
	bool dry_run;
};

/* False only where the stores cannot be read. */
bool refresh_lists(const struct refresh_request *, const struct crl_points *,
    struct refresh_attempts *, struct err *);
void refresh_attempts_clear(struct refresh_attempts *);

/*
 * Is a list that came at `stored` to be fetched again?  A day, or a quarter
 * of the time if that is less, before it gets too old or runs out: whoever
 * looks once a day is never late.
 */
bool refresh_due(const struct crl *, int64_t now, int64_t max_age);

#endif
