/* SPDX-License-Identifier: ISC */
/*
 * The folder that large messages overflow to, and the files in it: without a
 * name, readable by nobody else, gone with their last descriptor, so that a
 * crash leaves nothing behind (runtime reference, section 12).
 */
#ifndef BASE_TEMP_H
#define BASE_TEMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct temp;

/*
 * A folder of our own: it is made, 0700, if it is not there.  Refused unless
 * it is ours alone, no symbolic link, and nobody else can rename it or a
 * folder above it.  Names that a crash left in it are removed.
 *
 * "" is $TMPDIR, or /var/tmp: everybody's, where nothing is removed.
 */
struct temp *temp_open(const char *path, struct err *);
void temp_close(struct temp *);

/* A new file's descriptor, the caller's to close; -1: ERR_FULL. */
int temp_file(const struct temp *, struct err *);

/*
 * Memory, whole pages, for the first bytes of one large message at a time:
 * half a kernel's work less than in a file, and kept for the next message, as
 * new pages cost more than they save.  NULL: another one has it, of whatever
 * thread.  It may be given back, wherever it was moved to, after temp_close().
 */
#define TEMP_HEAD ((size_t)3328 * 1024)
unsigned char *temp_head_take(struct temp *);
void temp_head_give(struct temp *, unsigned char *);

/* Is there room for so many bytes more?  ERR_FULL. */
bool temp_room(const struct temp *, uint64_t bytes, struct err *);

#endif
