/* SPDX-License-Identifier: ISC */
/*
 * Short texts sealed with AES-256-GCM: passwords that must be stored but not
 * read.  A sealed text is a printable token, "sealed:1:BASE64" of nonce (12
 * bytes), cipher text and tag (16 bytes).  A context is bound to it, so that
 * a token moved elsewhere does not open there.
 *
 * The key is a file of one line that only its owner may read.  Keys and plain
 * texts stand in memory that is cleansed; who holds the tokens, and which key
 * belongs to them, is not known here.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define SEAL_PREFIX "sealed:1:"
#define MAX_SEAL_TEXT 4096	/* bytes of plain text */

struct seal_key;

/*
 * A new random key in a new file with mode 0600.  ERR_EXISTS where the path
 * is there already, which is left as it is.
 */
bool seal_key_create(const char *path, struct err *);

/*
 * ERR_NOT_FOUND where there is no file; ERR_DENIED where it may not be read,
 * where others than its owner may, or where the owner is neither this user
 * nor root.
 */
struct seal_key *seal_key_load(const char *path, struct err *);
void seal_key_free(struct seal_key *);	/* NULL is allowed */

/* The token, a string of the caller's; another one each time. */
char *seal_text(const struct seal_key *, const char *context,
    const char *text, struct err *);

/*
 * The plain text, appended to out, which is marked secret.  Any other key,
 * context or token, and one that was cut or altered, is the same ERR_FAILED.
 */
bool seal_open(const struct seal_key *, const char *context,
    const char *token, struct buf *out, struct err *);

/* Has it the form of a token?  Says nothing of who sealed it. */
bool seal_is_token(const char *);

#endif
