/* SPDX-License-Identifier: ISC */
/* Are the objects as the history left them?  Inside model/ only. */
#ifndef MODEL_HISTORY_STATE_H
#define MODEL_HISTORY_STATE_H

#include <stdbool.h>

#include "base/err.h"
#include "model/model.h"

/*
 * Every field of every object has the value that its last change gave it.
 * References are left out: renaming an object changes those to it without a
 * change of their own; so are secrets, of which the history knows nothing.
 * ERR_FAILED names the first object that differs.
 */
bool history_state_check(struct model *, struct err *);

#endif
