/* SPDX-License-Identifier: ISC */
/*
 * A libconfig file, read so that no content can end the program or mean
 * something other than it says.  What the settings are is settings.c's.
 */
#ifndef CONFIG_SETTINGS_FILE_H
#define CONFIG_SETTINGS_FILE_H

#include <libconfig.h>
#include <stdbool.h>

#include "base/err.h"

/* Fill cfg, which is initialised.  Errors are "FILE:LINE: problem". */
bool settings_parse(config_t *cfg, const char *path, struct err *);

/*
 * The file's name for an error, where libconfig says it was `in` (NULL: the
 * one read) and path is the one read.  The caller frees.
 */
char *settings_source(const char *in, const char *path);

/* The folder a file is in; the caller frees. */
char *settings_folder(const char *path);

#endif
