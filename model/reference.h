/* SPDX-License-Identifier: ISC */
/*
 * Who refers to an object: members, cells of rows, properties and, for a
 * certificate, its assignments.  Which field refers to which kind is in the
 * field tables; nothing else has to be told.  References do not refer back:
 * nothing is written here.
 */
#ifndef MODEL_REFERENCE_H
#define MODEL_REFERENCE_H

#include <stdbool.h>

#include "base/err.h"
#include "model/model.h"

/*
 * Appends kind, name and field of each user, in the order of the kinds; usage
 * and the rest for certificates only.
 */
bool reference_find(struct model *, const struct kind *, const char *name,
    struct assignments *, struct err *);

/* Complete an ERR_IN_USE: which objects refer to this one. */
void reference_say_users(struct model *, const struct object *, struct err *);

/* Does the field's table of rows have a reference among its cells? */
bool reference_in_rows(const struct field *);

#endif
