/* SPDX-License-Identifier: ISC */
/*
 * Files: read with a limit, written so that a reader sees the old content or
 * the new, never half of it.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Append the whole file to b; "-" is standard input.  More than max bytes
 * are ERR_TOO_LARGE, with the first of them, more than max, in b.  A folder,
 * a device or an unreadable file is an error that names the path, and so is
 * a pipe that is silent for ten seconds.  /dev/null is an empty file.
 */
bool file_read(struct buf *b, const char *path, size_t max, struct err *);

/*
 * The same step by step: a descriptor to be closed by file_close(), -1 on
 * failure; the bytes that came, 0 at the end, -1 and errno; the path as an
 * error names it.
 */
int file_open(const char *path, struct err *);
ssize_t file_take(int fd, void *, size_t);
void file_close(int fd);
const char *file_shown(const char *path);

/*
 * Write to a temporary file beside path (mode, before any byte is in it),
 * fsync, rename over path, fsync the folder.  On failure path is untouched.
 */
bool file_write(const char *path, const void *data, size_t len, mode_t mode,
    struct err *);

/* The same, but never over what is there already: ERR_EXISTS. */
bool file_create(const char *path, const void *data, size_t len, mode_t mode,
    struct err *);

/*
 * The steps of file_write(), for whoever has several files to write: stage
 * (the temporary file), sync (its content is on the disk), place (it gets
 * its name); the folder is synced last and once.  Clear after each, zeroed
 * before: what was not placed is gone then.
 */
struct file_stage {
	char *path, *tmp;	/* tmp: NULL when there is none any more */
	int fd;
};

bool file_stage(struct file_stage *, const char *path,
    const struct buf *content, mode_t mode, struct err *);
bool file_stage_sync(struct file_stage *, struct err *);
/* replace false: ERR_EXISTS where path is there. */
bool file_stage_place(struct file_stage *, bool replace, struct err *);
void file_stage_clear(struct file_stage *);
bool file_sync_folder(const char *dir, struct err *);
/*
 * Everything on the folder's file system, which for many files is one wait
 * instead of one for each: in place of their file_stage_sync().
 */
bool file_sync_disk(const char *dir, struct err *);

/* Make the folder and its parents; those that exist are left as they are. */
bool file_mkdirs(const char *path, mode_t mode, struct err *);

/*
 * Where programs keep what is the user's own and not a setting: sealport/ in
 * $XDG_STATE_HOME or ~/.local/state.  It need not be there yet; NULL: no home.
 * The caller frees.
 */
char *file_state_folder(void);

/* "DIR/NAME"; the caller frees. */
char *file_join(const char *dir, const char *name);

#endif
