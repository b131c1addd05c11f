/* SPDX-License-Identifier: ISC */
/*
 * Secrets of the group: what was typed, sealed under the group's key, and
 * opened again for those who log on with it.  The key is in a file of this
 * computer (settings key_file); the database holds a proof by which it is
 * told from others, so that no two keys are used in one group.
 */
#ifndef MODEL_SECRET_H
#define MODEL_SECRET_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/model.h"
#include "model/object.h"

/*
 * The token of what was typed for that field of the kind, a string of the
 * caller's.  Checks the text as its row says; errors never have it in them.
 * Makes the key file where the group has none yet and the user may change
 * the group.  m NULL: there is nothing to seal with.
 */
char *secret_seal(struct model *m, const struct kind *, const struct slot *,
    const char *text, struct err *);

/*
 * The plain text of a secret, member or property, appended to out, which is
 * marked secret; nothing where it is not set.  Fails where this account has
 * no key, or the key or token is not the group's: "NAME: ...".
 */
bool model_unseal(struct model *m, const struct object *, const char *name,
    struct buf *out, struct err *);

/* For a new group: its key, unless the file is there already. */
bool secret_key_make(struct model *m, struct err *);
/* Where this computer keeps it; the caller frees. */
char *secret_key_path(const struct settings *, const char *database);

#endif
