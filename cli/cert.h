/* SPDX-License-Identifier: ISC */
/* What the verbs `cert ...` share: which stores an invocation is about. */
#ifndef CLI_CERT_H
#define CLI_CERT_H

#include "base/when.h"
#include "certstore/crl.h"
#include "certstore/store.h"
#include "cli/invocation.h"

/*
 * --store; STORE_COUNT where it is not given.  ERR_USAGE names the nearest,
 * also for --account with a store that belongs to the computer.
 */
bool cert_store_option(const struct invocation *, enum store_id *,
    struct err *);

/* --account, else who asks. */
const char *cert_account(const struct invocation *);

/* Open a store, with the account where it needs one. */
struct store *cert_store_open(const struct invocation *, enum store_id,
    struct err *);

#define CRL_AGE (WHEN_TEXT + 8)
/* "3 days old": since it came into the store; returns out. */
const char *crl_age(const struct crl *, char out[static CRL_AGE]);

/* "personal (app1)", "root": appended. */
void cert_store_title(const struct invocation *, enum store_id, struct buf *);

#endif
