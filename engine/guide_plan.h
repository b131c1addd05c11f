/* SPDX-License-Identifier: ISC */
/*
 * What the answers of a guide come to: objects, made of texts by the same
 * functions as `new` and `set`, to be shown, weighed by the audit, and written
 * as one revision.
 */
#ifndef ENGINE_GUIDE_PLAN_H
#define ENGINE_GUIDE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "engine/guide.h"
#include "model/audit/effect.h"
#include "model/edit_many.h"

struct guide_set {
	char *field, *value;
};

/* One object, created or changed. */
struct guide_step {
	const struct kind *kind;
	char *name;		/* as it will be, also where it is derived */
	struct guide_set *sets;
	size_t nsets, cap;
	struct object *before;	/* NULL: created */
	struct object *now;
	char *file;		/* a certificate: where it comes from */
};

struct guide_plan {
	struct guide_step *v;
	size_t n, cap;
	struct cert *install;	/* into Other People here, or NULL */
};

/* ERR_INVALID names object and field.  Clear it after a failure too. */
bool guide_plan_make(const struct guide *, struct guide_plan *, struct err *);
void guide_plan_clear(struct guide_plan *);

/* The command line that would do the same; appended, without line end. */
void guide_step_command(const struct guide_step *, struct buf *);

/*
 * What it would do to the audit (effect.h) once the locations are enabled:
 * until then the audit is milder.
 */
bool guide_plan_effect(const struct guide *, const struct guide_plan *,
    struct effect *, struct err *);
/*
 * The partner's certificate into its store, then everything as one revision.
 * undo takes that back; the file in the store stays.
 */
bool guide_plan_write(const struct guide *, const struct guide_plan *,
    int64_t *revision, struct err *);

/*
 * The revision that wrote them, though whoever wrote was stopped before it
 * could say so; 0: the locations are not there (any more).
 */
int64_t guide_find_revision(const struct guide *);

/* Enable the locations; one revision more. */
bool guide_enable(const struct guide *, int64_t *revision, struct err *);

/* For the tasks' files: another step, a value for it. */
bool guide_plan_has(const struct guide_plan *, const char *kind,
    const char *name);
struct guide_step *guide_plan_step(struct guide_plan *, const char *kind,
    const char *name);
void guide_step_set(struct guide_step *, const char *field,
    const char *value);

#endif
