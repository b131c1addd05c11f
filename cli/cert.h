/* SPDX-License-Identifier: ISC */
/* What the verbs `cert ...` share: which stores an invocation is about. */
#ifndef CLI_CERT_H
#define CLI_CERT_H

#include "certstore/store.h"
#include "cli/invocation.h"

/*
 * --store; STORE_COUNT where it is not given.  ERR_USAGE names the nearest,
 * also for --account with a store that belongs to the computer.
 */
bool cert_store_option(const struct invocation *, enum store_id *,
    struct err *);

/* The first argument; ERR_USAGE. */
bool cert_thumbprint_arg(const struct invocation *,
    char out[static THUMBPRINT_SIZE], struct err *);

/* --account, else who asks. */
const char *cert_account(const struct invocation *);

/* Open a store, with the account where it needs one. */
struct store *cert_store_open(const struct invocation *, enum store_id,
    struct err *);

/* An identity that was not confirmed: with the option that does. */
void cert_identity_hint(struct err *);

/* "personal (app1)", "root": appended. */
void cert_store_title(const struct invocation *, enum store_id, struct buf *);

#endif
