/* SPDX-License-Identifier: ISC */
/*
 * The only way to change the configuration.  An edit is one transaction and
 * becomes one revision of the history; it holds any number of objects.
 *
 *   struct edit *e = edit_begin(m, "new partner", err);
 *   edit_save(e, before, now, err) ... edit_delete(e, object, err)
 *   edit_commit(e, &revision, err)       or edit_cancel(e)
 *
 * Checks run before anything is written: field rows, references, the kind's
 * check.  After a failure the edit is still open, to be cancelled.
 */
#ifndef MODEL_EDIT_H
#define MODEL_EDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/model.h"

struct edit;

/* ERR_DENIED without the role; takes the database's write lock. */
struct edit *edit_begin(struct model *, enum role, const char *reason,
    struct err *);

/*
 * Store the object.  before: the state the user started from, NULL for a new
 * one.  ERR_CONFLICT if the database holds a newer version whose changes
 * touch a field that is changed here too; other people's changes to other
 * fields are kept.  now gets its id, version and derived fields.  Saving
 * without a difference writes nothing.
 */
bool edit_save(struct edit *, const struct object *before,
    struct object *now, struct err *);

/* ERR_IN_USE names those that refer to it. */
bool edit_delete(struct edit *, const struct object *, struct err *);

/* revision (may be NULL): its number, 0 if nothing was changed. */
bool edit_commit(struct edit *, int64_t *revision, struct err *);
void edit_cancel(struct edit *);	/* NULL is allowed */
/*
 * All that a commit would write, its revision as well, but without the end:
 * for who looks at what it would come to.  Only edit_cancel() may follow.
 */
bool edit_rehearse(struct edit *, struct err *);

/* ---- whole edits of one object, for verbs and commands ------------------ */

bool edit_create_one(struct model *, struct object *, struct err *);
bool edit_update_one(struct model *, const struct object *before,
    struct object *now, struct err *);
bool edit_delete_one(struct model *, const struct object *, struct err *);

/*
 * Run a state verb ("start", "disable"): ERR_INVALID with the reason where
 * the state does not allow it.  Needs ROLE_OPERATOR only.
 */
bool edit_transition(struct model *, const struct kind *, const char *name,
    const char *verb, struct err *);
/* The same inside an open edit. */
bool edit_move(struct edit *, const struct kind *, const char *name,
    const char *verb, struct err *);
/*
 * What is missing still after a verb that activates, in words: what a save
 * would refuse, or the verb's own remark.  Heap; NULL: nothing.
 */
char *edit_transition_remark(struct model *, const struct kind *,
    const char *name, const char *verb);
/* The row of that verb; NULL: the kind has none. */
const struct transition *edit_transition_find(const struct kind *,
    const char *verb, struct err *);
enum role edit_transition_role(const struct transition *);
/* Whether it would be allowed now, for greying; err says why not. */
bool edit_transition_allowed(struct model *, const struct object *,
    const struct transition *, struct err *);

/*
 * While now is still being edited: common names are those of the certificates
 * it holds by now, and those of before where it holds the same.
 */
void edit_follow_names(struct model *, const struct object *before,
    struct object *now);

/* Everything edit_save() would check, without writing. */
bool edit_check(struct model *, const struct object *before,
    struct object *now, struct err *);

#endif
