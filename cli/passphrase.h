/* SPDX-License-Identifier: ISC */
/* A passphrase: from a file, or typed where nobody can read it. */
#ifndef CLI_PASSPHRASE_H
#define CLI_PASSPHRASE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

#define MAX_PASSPHRASE 1024	/* bytes */

/* The first line of the file, without its end.  b is marked secret. */
bool passphrase_read(struct buf *b, const char *path, struct err *);

/*
 * Ask on the controlling terminal, without echo; ERR_FAILED where there is
 * none or the user interrupts.  The terminal is left as it was.
 */
bool passphrase_ask(struct buf *b, const char *prompt, struct err *);

/*
 * What was typed for "NAME=-": as passphrase_ask() where standard input is a
 * terminal, else its next line, so that several can be given one after the
 * other; its end is an error.  b is marked secret and never NULL.
 */
bool passphrase_typed(struct buf *b, const char *prompt, struct err *);

/*
 * Text pasted into the terminal that standard input is, without echo, for a
 * private key may be in it: PEM up to the END line with nothing behind it, or
 * up to Ctrl-D; at most max bytes.  b is marked secret.
 */
bool passphrase_pasted(struct buf *b, size_t max, struct err *);

#endif
