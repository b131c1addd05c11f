/* SPDX-License-Identifier: ISC */
/*
 * An object after the pattern of another: a copy, or one that a document
 * describes.  What the other one was given is taken over; its state, what is
 * computed and a flag that one object alone can have are not.
 */
#ifndef MODEL_PATTERN_H
#define MODEL_PATTERN_H

#include <stdbool.h>

#include "base/err.h"
#include "model/object.h"

/*
 * Make a copy the beginning of an object of its own: not stored, in the state
 * in which objects of its kind begin, default of nothing.  It keeps a name
 * that is not computed, which the caller changes.
 */
void pattern_begin(struct model *, struct object *);

/* Is that field of a new object not taken from another one? */
bool pattern_is_own(const struct field *);

/*
 * Would the object have that computed field empty unless it is given?  So it
 * is with the address of an adapter without a table.
 */
bool pattern_needs(struct model *, const struct object *,
    const struct field *);

/*
 * Take over a property that is none of the object's slots.  One of an adapter
 * that it does not have here is left out; those of components and of adapters
 * without a table are kept.  Fails where there can be no such property.
 */
bool pattern_property(struct object *, struct model *, const char *name,
    const char *text, struct err *);

#endif
