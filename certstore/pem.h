/* SPDX-License-Identifier: ISC */
/* Block by block through a PEM text (RFC 7468), and the keys in it. */
#ifndef CERTSTORE_PEM_H
#define CERTSTORE_PEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/key.h"

struct bio_st;
struct pbe;

struct pem_block {
	char *name;		/* "CERTIFICATE"; OpenSSL's memory, as all */
	char *header;
	unsigned char *data;	/* cleansed when cleared */
	long len;
};

enum pem_result { PEM_BLOCK, PEM_END, PEM_DAMAGED };

/*
 * The next block; text between blocks is passed over.  PEM_DAMAGED sets err
 * and ends the text: what follows cannot be told apart any more.
 */
enum pem_result pem_next(struct bio_st *, struct pem_block *, struct err *);
void pem_block_clear(struct pem_block *);

/*
 * A text as people paste it, made readable: byte order mark, UTF-16 (as far
 * as it is ASCII), blanks before the lines and empty lines are dropped.
 */
void pem_tidy(const void *, size_t, struct buf *out);

/* Is there a block in it at all? */
bool pem_looks(const void *, size_t);

/* "PRIVATE KEY" and its relatives. */
bool pem_is_key(const struct pem_block *);
/* Decrypts the block in place where it is encrypted. */
struct key *pem_key(struct pem_block *, struct pbe *, struct err *);

#endif
