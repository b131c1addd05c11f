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
#include "certstore/cert.h"
#include "certstore/key.h"
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
	char *file;	/* a certificate: where it comes from, "-": pasted */
	bool with_key;		/* one that a key of the plan brings */
};

/*
 * A key of ours that is stored: with its certificate in the Personal store of
 * the account here, or as a file beside the request to a CA.
 */
struct guide_key {
	char *account;
	char *name;		/* common name */
	struct cert *cert;	/* NULL: a CA has to make it */
	struct key *key;
	bool self_signed;	/* for tests only */
	char *file, *pass_file;	/* where it comes from; NULL: made here */
	char *request, *key_file;	/* where they go; or NULL */
	struct buf pem;		/* the request */
	const char *use;	/* of the answer: as `cert import' says it */
	char *assign;		/* "host Receive" */
};

struct guide_plan {
	struct guide_step *v;
	size_t n, cap;
	struct cert *install;	/* into Other People here, or NULL */
	struct guide_key *keys;
	size_t nkeys, keys_cap;
};

/* ERR_INVALID names object and field.  Clear it after a failure too. */
bool guide_plan_make(const struct guide *, struct guide_plan *, struct err *);
void guide_plan_clear(struct guide_plan *);

/*
 * The command line that would do the same; appended, without line end.
 * Nothing for a certificate that comes with a key.
 */
void guide_step_command(const struct guide_step *, struct buf *);
/* Those of the whole plan, a line each: stores first, as they are written. */
void guide_plan_commands(const struct guide_plan *, struct buf *);
/* What is put where besides the objects: a sentence a line, or nothing. */
void guide_plan_stores(const struct guide_plan *, struct buf *);
/* What is left to be done when all is written, likewise. */
void guide_plan_afterwards(const struct guide_plan *, struct buf *);

/*
 * What it would do to the audit (effect.h) once the locations are enabled:
 * until then the audit is milder.  What it stores counts as stored.
 */
bool guide_plan_effect(const struct guide *, const struct guide_plan *,
    struct effect *, struct err *);
/*
 * Keys and certificates into their stores, then everything as one revision.
 * What was stored is taken out again where the revision fails.  undo takes the
 * revision back; the files in the stores stay.
 */
bool guide_plan_write(const struct guide *, const struct guide_plan *,
    int64_t *revision, struct err *);

/*
 * The revision that wrote them, though whoever wrote was stopped before it
 * could say so; 0: the locations are not there (any more).
 */
int64_t guide_find_revision(const struct guide *);
/*
 * Of answers that were kept: have they been written, and has that been taken
 * back since?  Then they are to be confirmed again.
 */
void guide_look_back(struct guide *);

/* Enable the locations; one revision more. */
bool guide_enable(const struct guide *, int64_t *revision, struct err *);

/* The last revision of an object, or 0 where there is no such object. */
int64_t guide_revision_of(const struct guide *, const char *kind,
    const char *name);

/* The edit of all steps; its arrays are freed by the second one. */
struct edit_set guide_plan_set(const struct guide_plan *);
void guide_plan_set_free(struct edit_set *);

/* For the tasks' files: another step, a value for it. */
bool guide_plan_has(const struct guide_plan *, const char *kind,
    const char *name);
/*
 * The partner's certificate of an answer (guide_receive.h): to be installed,
 * and made known to the group where it is not.
 */
bool guide_plan_certificate(const struct guide *, struct guide_plan *,
    const char *answer, char thumbprint[THUMBPRINT_SIZE], struct err *);
struct guide_step *guide_plan_step(struct guide_plan *, const char *kind,
    const char *name);
/* The one of that object, added where there is none. */
struct guide_step *guide_plan_get(struct guide_plan *, const char *kind,
    const char *name);
void guide_step_set(struct guide_step *, const char *field,
    const char *value);

#endif
