/* SPDX-License-Identifier: ISC */
/*
 * The MIME/SMIME encoder component (runtime reference, section 9): build the
 * MIME entity, sign, encrypt; every certificate is checked before.
 */
#ifndef ENGINE_ENCODER_H
#define ENGINE_ENCODER_H

#include <stdbool.h>

#include "engine/run.h"

/* options: struct encoder_options. */
bool encoder_run(struct run *, const void *options);

#endif
