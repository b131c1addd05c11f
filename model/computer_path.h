/* SPDX-License-Identifier: ISC */
/* What a computer tells of a path of its own: computer_fact.h. */
#ifndef MODEL_COMPUTER_PATH_H
#define MODEL_COMPUTER_PATH_H

#include <sys/types.h>

#include "model/computer_fact.h"

/* Kind, mode, owner and group; nothing where this user may not look. */
void computer_path_tell(struct computer_facts *, const char *computer,
    const char *path);
/* Room, and old files in it, besides. */
void computer_path_tell_room(struct computer_facts *, const char *computer,
    const char *path, int64_t now);
/* Of the block device: "encrypted", "plain", or NULL: it cannot be known. */
const char *computer_device(dev_t);
/* Of the memory that is paged out. */
const char *computer_swap(void);
/* Private keys in a folder itself, not below it; whose home it is. */
void computer_path_tell_keys(struct computer_facts *, const char *computer,
    const char *home, const char *account);

#endif
