/* SPDX-License-Identifier: ISC */
/*
 * How the last attempt of each computer went to fetch each revocation list,
 * as the database knows it: for the audit and the console.
 */
#ifndef MODEL_CRL_FETCH_H
#define MODEL_CRL_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/refresh.h"
#include "model/model.h"

struct crl_fetch {
	char *computer, *issuer, *url;
	int64_t at;
	bool ok;
	char *reason;		/* why not, or NULL */
	int64_t this_update, next_update;	/* 0: none */
};

struct crl_fetches {		/* by computer, then as written */
	struct crl_fetch *v;
	size_t n, cap;
};

/* computer NULL: of all. */
bool crl_fetch_load(struct model *, const char *computer,
    struct crl_fetches *, struct err *);
void crl_fetches_clear(struct crl_fetches *);

/* The newest attempt for that issuer, or NULL. */
const struct crl_fetch *crl_fetch_of(const struct crl_fetches *,
    const char *issuer);

/*
 * Replace the records of this computer for the addresses tried; what was not
 * tried is left alone.  ERR_DENIED where the database may not be written.
 */
bool crl_fetch_write(struct model *, const struct refresh_attempts *,
    struct err *);

#endif
