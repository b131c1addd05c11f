/* SPDX-License-Identifier: ISC */
/*
 * How a host works: threads, polling, throttling (dialogs 3.3).  Kept as
 * properties of the host for every engine that reads the database; ours has
 * no use for most of them, and their help says so.
 */
#ifndef MODEL_KINDS_HOST_SETTINGS_H
#define MODEL_KINDS_HOST_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/kind.h"

enum { HOST_SETTINGS = 5 };		/* tables */

extern const struct facet host_settings[HOST_SETTINGS];

/* Values that are out of range or contradict each other. */
bool host_settings_check(const struct props *, struct err *);

#endif
