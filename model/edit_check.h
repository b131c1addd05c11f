/* SPDX-License-Identifier: ISC */
/* What an edit computes and checks before it writes; inside model/ only. */
#ifndef MODEL_EDIT_CHECK_H
#define MODEL_EDIT_CHECK_H

#include <stdbool.h>

#include "base/err.h"
#include "model/model.h"

/*
 * Fill the derived fields.  stored: NULL when it is created; a derived value
 * given then must be the one computed.
 */
bool edit_derive(struct model *, const struct object *stored,
    struct object *now, struct err *);

/* Required fields, uniqueness, references, property rows, kind's check. */
bool edit_check_object(struct model *, const struct object *stored,
    const struct object *now, struct err *);

/* Every object that is referred to exists. */
bool edit_check_references(struct model *, const struct object *,
    struct err *);

/* Do both share the fields that f->only names? */
bool edit_same_scope(const struct field *, const struct object *,
    const struct object *);

#endif
