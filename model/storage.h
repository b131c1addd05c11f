/* SPDX-License-Identifier: ISC */
/*
 * Objects in and out of the database, driven by their field tables.  Inside
 * model/ only: everybody else reads through model.h and list.h and writes
 * through edit.h.
 */
#ifndef MODEL_STORAGE_H
#define MODEL_STORAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/db.h"
#include "model/model.h"

/* Objects that meet the conditions, ordered by name, rows and props too. */
bool storage_read(struct model *, const struct kind *,
    const struct db_cond *, size_t nconds, struct objects *, struct err *);

/*
 * All objects of the kind.  Those of known that are as they were, which is
 * told by their versions, go to kept, which borrows them; the others are
 * read.  known: as they were committed, some edits ago.  Both are empty
 * before, and ordered as it comes.
 */
bool storage_read_again(struct model *, const struct kind *,
    const struct objects *known, struct objects *kept, struct objects *fresh,
    struct err *);

/* The column value a member has; text lives until *hold is freed. */
struct db_value storage_value(const struct field *, const void *base,
    char **hold);

/* The inverse: a column's value into the member. */
bool storage_take(const struct field *, void *base, const struct db_value *,
    struct err *);

/* o->id != 0: back under its old id.  Sets id and version. */
bool storage_insert(struct model *, struct object *, struct err *);
/* Writes what differs and the next version; now->version is that. */
bool storage_update(struct model *, const struct object *before,
    struct object *now, struct err *);
bool storage_delete(struct model *, const struct object *, struct err *);

#endif
