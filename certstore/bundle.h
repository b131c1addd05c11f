/* SPDX-License-Identifier: ISC */
/*
 * What a file or a pasted text holds: certificates, keys, revocation lists.
 * Reads PEM (any number of objects, other text between them), DER
 * certificate or CRL, PKCS#7 (PEM or DER) and PKCS#12.  Nothing is written
 * anywhere; storing is the caller's next step, after the user saw it.
 */
#ifndef CERTSTORE_BUNDLE_H
#define CERTSTORE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/crl.h"
#include "certstore/key.h"

#define MAX_BUNDLE_SIZE 4194304	/* 4 MiB */
#define MAX_BUNDLE_ITEMS 1000

struct bundle_item {
	struct cert *cert;
	struct key *key;	/* that belongs to cert, or NULL */
};

struct bundle {
	const char *form;	/* "PEM", "DER certificate", "PKCS#12", ... */
	struct bundle_item *items;
	size_t n, cap;
	struct crl_list crls;
	size_t stray_keys;	/* keys that no certificate in it fits */
	struct key **strays;	/* those of them that could be read */
	size_t nstrays;
};

/*
 * pass: the PKCS#12 or PEM passphrase, or NULL.  Errors tell a wrong or
 * missing passphrase (part "passphrase") from a damaged file, from a file
 * that holds nothing of the kind, and name what was found instead.
 */
bool bundle_parse(struct bundle *, const void *, size_t, const char *pass,
    struct err *);
/* The same from a file ("-": standard input) of at most MAX_BUNDLE_SIZE. */
bool bundle_read(struct bundle *, const char *path, const char *pass,
    struct err *);
void bundle_clear(struct bundle *);

/*
 * A certificate from elsewhere (it is copied) to which a stray key of the
 * bundle may belong: then both become an item of it, and the key is no stray
 * any more.  False: none does, or it is in it already.
 */
bool bundle_adopt(struct bundle *, const struct cert *);

/*
 * Where an item belongs by its content: Personal with a key, Root if self
 * signed CA, CA if CA, else Other People.
 */
enum store_id bundle_item_store(const struct bundle_item *);

#endif
