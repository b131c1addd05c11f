/* SPDX-License-Identifier: ISC */
/*
 * The files of a store, one certificate or one key each.  Only the store's own
 * files use this; others ask the store.
 */
#ifndef CERTSTORE_CERTFILE_H
#define CERTSTORE_CERTFILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "certstore/cert.h"
#include "certstore/cert_facts.h"
#include "certstore/key.h"

#define CERT_SUFFIX ".pem"
#define KEY_SUFFIX ".key"

/* 40 hexadecimal digits and the suffix. */
bool certfile_is_name(const char *);

/*
 * ERR_NOT_FOUND if there is none; else it has to have this thumbprint.
 * The reader may be NULL: then it comes complete.
 */
struct cert *certfile_load(const char *path, const char *thumbprint,
    const struct cert_reader *, struct err *);

/* ERR_NOT_FOUND if there is none, ERR_FAILED if it does not serve. */
struct key *certfile_load_key(const char *path, const struct cert *,
    struct err *);

/* "FOLDER/THUMBPRINT.pem"; the caller frees. */
char *certfile_path(const char *folder, const char *thumbprint,
    const char *suffix);

/*
 * Append a file of a store: a plain one of at most max bytes, not reached
 * through a link, never a pipe.  ERR_NOT_FOUND if there is none.
 */
bool certfile_read(const char *path, off_t max, struct buf *, struct err *);

/* Stage the file (base/file.h), 0644, and 0600 for the key. */
bool certfile_stage(struct file_stage *, const char *path,
    const struct cert *, struct err *);
bool certfile_stage_key(struct file_stage *, const char *path,
    const struct key *, struct err *);

#endif
