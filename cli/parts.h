/* SPDX-License-Identifier: ISC */
/* The parts of a message: as JSON, and as files. */
#ifndef CLI_PARTS_H
#define CLI_PARTS_H

#include <jansson.h>

#include "base/err.h"
#include "base/spool.h"
#include "engine/part.h"

json_t *json_of_parts(const struct part_list *);

/*
 * Each part into a file of its own in the folder, which is made, 0700, if it
 * is not there.  Never over a file that is: ERR_EXISTS.  On failure those
 * written are removed again.
 */
bool part_files_write(const char *folder, const struct part_list *,
    struct span contents, struct err *);

#endif
