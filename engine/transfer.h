/* SPDX-License-Identifier: ISC */
/*
 * Content transfer encodings in both directions (RFC 2045 section 6, and
 * uuencode).  Binary safe: bytes are bytes, a NUL at the start of a line
 * included.
 */
#ifndef ENGINE_TRANSFER_H
#define ENGINE_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "engine/sink.h"
#include "model/component.h"

#define MAX_TRANSFER_LINE 998	/* of 7bit and 8bit, RFC 5322 2.1.1 */
#define MAX_DECODE_LINE 65536	/* of quoted-printable and uuencode */

/* "base64": the value of Content-Transfer-Encoding. */
const char *transfer_name(enum transfer_encoding);

/*
 * The encoding a header field names; NULL or "" is 7bit.  False for one that
 * is not known.
 */
bool transfer_find(const char *value, enum transfer_encoding *);

/* Decoded as it is: 7bit, 8bit and binary. */
bool transfer_is_identity(enum transfer_encoding);

/*
 * Put the decoded bytes; whatever the encoding does not allow is an error:
 * ERR_INVALID, beyond a limit ERR_DENIED.
 */
bool transfer_decode(enum transfer_encoding, struct span, struct sink *,
    struct err *);

/*
 * Put the encoding, lines ending in CRLF.  7bit and 8bit take text only and
 * turn bare LF into CRLF; content that does not fit is an error that says
 * why (ERR_INVALID).  name: of the file, for uuencode.
 */
bool transfer_encode(enum transfer_encoding, struct span, const char *name,
    struct sink *, struct err *);

#endif
