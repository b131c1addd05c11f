/* SPDX-License-Identifier: ISC */
/*
 * The parts of an edit for model/ only.  Undo and rollback: states that
 * were valid once are put back, so the rules about how one gets from one
 * state to the next do not apply; references and the database's own
 * constraints do.
 */
#ifndef MODEL_EDIT_RAW_H
#define MODEL_EDIT_RAW_H

#include "model/edit.h"

/* Write the object as it is, under its id; created if absent. */
bool edit_put(struct edit *, struct object *now, struct err *);
/* Delete it with what it owns, whatever its state. */
bool edit_drop(struct edit *, const struct object *, struct err *);
/* Is it in the state already that the verb brings it to? */
bool edit_is_there(struct edit *, const struct kind *, const char *name,
    const struct transition *);
struct model *edit_model(struct edit *);
/* The revision will say that it takes this one back. */
void edit_set_undoes(struct edit *, int64_t revision);

#endif
