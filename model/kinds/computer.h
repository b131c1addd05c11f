/* SPDX-License-Identifier: ISC */
/* A computer of the group (dialogs 3.5). */
#ifndef MODEL_KINDS_COMPUTER_H
#define MODEL_KINDS_COMPUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

struct computer {
	struct object object;
	char *description;
};

extern const struct kind kind_computer;

#endif
