/* SPDX-License-Identifier: ISC */
/*
 * A growing run of bytes.  Binary safe; a NUL that is not counted always
 * follows the last byte, so data can be passed as a string when it is one.
 * A buffer marked secret is cleansed whenever its memory is given back.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	unsigned char *data;	/* NULL while empty and never written */
	size_t len;
	size_t cap;
	bool secret;
};

void buf_clear(struct buf *);	/* releases the memory; usable again */
void buf_reset(struct buf *);	/* len = 0, keeps the memory */
void buf_add(struct buf *, const void *, size_t);
void buf_adds(struct buf *, const char *);
void buf_addc(struct buf *, char);
void buf_addf(struct buf *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Room for n more bytes; the caller writes at data + len and adds to len. */
unsigned char *buf_room(struct buf *, size_t n);
/* The bytes as a string of the caller's; the buffer is empty afterwards. */
char *buf_steal(struct buf *);

#endif
