/* SPDX-License-Identifier: ISC */
/*
 * What goes to standard output or error: collected, written in large pieces,
 * and every failed write noticed.  Text from outside goes through out_safe().
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct out {
	int fd;
	int error;		/* errno of the first write that failed, or 0 */
	struct buf b;
};

void out_bytes(struct out *, const void *, size_t);
void out_text(struct out *, const char *);
void out_fmt(struct out *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The text as text_safe() leaves it. */
void out_safe(struct out *, const char *);

/*
 * Text, made safe, in lines of at most 79 columns: `first` before the first
 * line, as many blanks before the others.
 */
void out_wrap(struct out *, const char *first, const char *text);

/*
 * Write what is left.  False after any failed write; the error's text is
 * empty when the reader of a pipe has gone, because nobody asked to hear it.
 */
bool out_flush(struct out *, struct err *);
void out_clear(struct out *);

/* "sealport: TEXT" on standard error, one line, safe. */
void out_error(const struct err *);

#endif
