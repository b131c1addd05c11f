/* SPDX-License-Identifier: ISC */
/*
 * The whole configuration at one moment, immutable: what an audit or an
 * engine works on.  Consoles do not need it: they read pages.
 */
#ifndef MODEL_SNAPSHOT_H
#define MODEL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/model.h"

struct snapshot {
	struct objects *by_kind;	/* parallel to kinds[], by name */
	struct objects *own;	/* those of them that are not borrowed */
	int64_t expiry_warn_days;	/* effective thresholds */
	int64_t crl_max_age_days;
	int64_t inventory_max_age;	/* seconds */
};

struct snapshot *snapshot_load(struct model *, struct err *);
/*
 * The same; objects that are as they were before are borrowed from there, so
 * that it must outlive this one.  NULL: snapshot_load().
 */
struct snapshot *snapshot_again(struct model *,
    const struct snapshot *before, struct err *);
void snapshot_free(struct snapshot *);

/*
 * Before anybody reads it: a copy of the object in place of the stored one, or
 * beside the others where it is new.  For what is not saved yet.
 */
void snapshot_put(struct snapshot *, const struct object *);

/* Sorted by name (bytes). */
const struct objects *snapshot_all(const struct snapshot *, const char *kind);
/* NULL if there is none. */
const struct object *snapshot_find(const struct snapshot *, const char *kind,
    const char *name);

#endif
