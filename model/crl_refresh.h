/* SPDX-License-Identifier: ISC */
/*
 * Fetching the revocation lists of every certificate in use on this computer:
 * those in its stores that are still valid, and those that the group assigns.
 * Only what they name is fetched.
 */
#ifndef MODEL_CRL_REFRESH_H
#define MODEL_CRL_REFRESH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/refresh.h"
#include "model/model.h"

struct crl_refresh_options {
	bool force, dry_run;
	int64_t now;
	const atomic_bool *stop;	/* or NULL */
};

struct crl_refresh_result {
	struct refresh_attempts attempts;
	size_t points;		/* distribution points found */
	size_t left_out;	/* points and addresses not looked at */
	bool recorded;
	char *not_recorded;	/* why not, or NULL */
};

/*
 * May take long: each address has the time limits of the settings.  Whoever
 * may write the crl store may do it; that it cannot be recorded in the
 * database is no failure.  The result is to be cleared in any case.
 */
bool crl_refresh(struct model *, const struct crl_refresh_options *,
    struct crl_refresh_result *, struct err *);
void crl_refresh_result_clear(struct crl_refresh_result *);

/* The points of the certificates in use. */
bool crl_refresh_points(struct model *, int64_t now, struct crl_points *,
    struct err *);

/* Group value if set, else the settings'. */
int64_t crl_max_age_days(struct model *);

#endif
