/* SPDX-License-Identifier: ISC */
/* What the computers of the sample group tell of themselves. */
#ifndef MODEL_SAMPLE_FACTS_H
#define MODEL_SAMPLE_FACTS_H

#include <stdbool.h>

#include "base/err.h"
#include "model/model.h"

/*
 * Told as if both computers were set up well, whatever this one is really
 * like: `inventory publish` tells the truth.
 */
bool sample_tell(struct model *, const char *other_computer, struct err *);

#endif
