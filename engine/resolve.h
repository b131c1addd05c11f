/* SPDX-License-Identifier: ISC */
/* The Party Resolution component (runtime reference, section 6). */
#ifndef ENGINE_RESOLVE_H
#define ENGINE_RESOLVE_H

#include <stdbool.h>

#include "engine/run.h"

/*
 * Sets run->party from BTS.SignatureCertificate or BTS.WindowsUser; guest is
 * a value, not a failure.  options: struct party_resolution_options.
 */
bool resolve_run(struct run *, const void *options);

#endif
