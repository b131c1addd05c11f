/* SPDX-License-Identifier: ISC */
/*
 * Edits of several objects: one revision, all or nothing.  An error names the
 * object that would not go along.
 */
#ifndef MODEL_EDIT_MANY_H
#define MODEL_EDIT_MANY_H

#include <stddef.h>

#include "model/edit.h"

/*
 * The reason (or NULL) and, after success, the revision; 0: no change.  of a
 * verb on several objects, already (the caller's, NULL: not asked for) gets
 * which of them were where it would bring them.
 */
struct edit_note {
	const char *reason;
	int64_t revision;
	bool *already;
};

/*
 * before[i] to now[i] for all i, in their order, of whatever kinds.  before, or
 * before[i], NULL: created; now NULL: they are deleted.
 */
struct edit_set {
	struct object *const *before;
	struct object *const *now;
	size_t n;
};

bool edit_all(struct model *, const struct edit_set *, struct edit_note *,
    struct err *);
/* The same within an edit of the caller's. */
bool edit_apply(struct edit *, const struct edit_set *, struct err *);

/* A state verb on objects of a kind, by name. */
struct edit_verb {
	const struct kind *kind;
	char *const *names;
	size_t n;
	const char *verb;
};

/*
 * edit_transition() of several.  Of more than one, those that are where the
 * verb brings them are left alone.  Where no reason is given it is the
 * verb, with the names where members of theirs are moved.
 */
bool edit_transition_all(struct model *, const struct kind *,
    char *const *names, size_t n, const char *verb, struct edit_note *,
    struct err *);
/* The same within an edit of the caller's, begun for the verb's role. */
bool edit_apply_verb(struct edit *, const struct edit_verb *,
    struct edit_note *, struct err *);

#endif
