/* SPDX-License-Identifier: ISC */
/*
 * What a listing tells of the certificates of a computer's store, remembered
 * in the file ".listing" of its folder: to decode ten thousand certificates
 * takes seconds.  A row counts only while the certificate's file is the very
 * one that was decoded (inode, size, times); any doubt, about a row or about
 * the file as a whole, and the certificate is decoded.  Nothing but listings
 * reads it, and it may be deleted at any time.
 */
#ifndef CERTSTORE_LISTCACHE_H
#define CERTSTORE_LISTCACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "certstore/cert.h"
#include "certstore/store.h"

struct listcache {
	struct buf old;		/* the file as it was read */
	size_t at;		/* in it; the rows are sorted by thumbprint */
	size_t kept;		/* so much of it is still so */
	bool differs;		/* the rows after that are not */
	struct buf new;		/* the file as it should be, if it differs */
	size_t fresh;		/* rows of it that were not in the old one */
	int64_t now;
	int dir;		/* the folder, to look at its files */
	bool used;		/* false: this store needs none */
};

/* Reads the file, if there is one that can be trusted.  Never fails. */
void listcache_open(struct listcache *, const struct store *);

/*
 * The certificate of the file THUMBPRINT.pem with this lstat(), or NULL.  It
 * has no x509.  Ask in the order of thumbprints.
 */
struct cert *listcache_find(struct listcache *, const char *thumbprint,
    const struct stat *);

/* Remember it; st: from before it was read.  In the order of thumbprints. */
void listcache_put(struct listcache *, const struct cert *,
    const struct stat *st, bool fresh);

/* Writes it where enough is new and the folder lets us. */
void listcache_close(struct listcache *, const struct store *);

#endif
