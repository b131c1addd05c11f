/* SPDX-License-Identifier: ISC */
/*
 * The files of a store, one certificate or one key each.  Only store.c uses
 * this; others ask the store.
 */
#ifndef CERTSTORE_CERTFILE_H
#define CERTSTORE_CERTFILE_H

#include <stdbool.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/key.h"

#define CERT_SUFFIX ".pem"
#define KEY_SUFFIX ".key"

/* 40 hexadecimal digits and the suffix. */
bool certfile_is_name(const char *);

/* ERR_NOT_FOUND if there is none; else it has to have this thumbprint. */
struct cert *certfile_load(const char *path, const char *thumbprint,
    struct err *);

/* ERR_NOT_FOUND if there is none, ERR_FAILED if it does not serve. */
struct key *certfile_load_key(const char *path, const struct cert *,
    struct err *);

/* 0644, and 0600 for the key. */
bool certfile_write(const char *path, const struct cert *, struct err *);
bool certfile_write_key(const char *path, const struct key *, struct err *);

#endif
