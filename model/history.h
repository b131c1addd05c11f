/* SPDX-License-Identifier: ISC */
/*
 * The history: every revision with who, when, from where and each field's old
 * and new value, chained by SHA-256.  Undo and rollback are new revisions.
 */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/model.h"

struct history_change {
	char *kind;
	int64_t object_id;
	char *object;		/* its name at that time */
	char *action;		/* "create", "update", "delete" */
	char *field;
	char *old_value;	/* NULL: none */
	char *new_value;
};

struct revision {
	int64_t id;
	int64_t at;
	char *who, *origin;
	char *reason;		/* or NULL */
	int64_t undoes;		/* 0: none */
	char *digest;
	struct history_change *changes;
	size_t n;
};

struct revisions {
	struct revision *v;
	size_t n, cap;
};

/*
 * Newest first, at most limit (0: all), those before revision `before` (0:
 * from the newest).  kind and name (NULL: all) narrow to one object, kind and
 * object_id (0: any) to one whatever it was called, with its changes only.
 */
struct history_query {
	int64_t before;
	int64_t limit;
	const char *kind;
	const char *name;
	int64_t object_id;
};
bool history_list(struct model *, const struct history_query *,
    struct revisions *, struct err *);
void revisions_clear(struct revisions *);

/* One line: "12 2026-11-21 12:30:00Z anna: update send port Orders (2)". */
char *revision_title(const struct revision *);

/*
 * Walk the chain: false with the number of the first revision that does not
 * fit, or that is missing; then see whether the objects are as the history
 * left them, which they are not if its end was cut off or if another program
 * has changed them.  count gets how many were good.
 */
bool history_verify(struct model *, int64_t *count, struct err *);

/*
 * Take back the newest revision that is not itself an undo or undone.
 * ERR_NOT_FOUND when nothing is left.  The new revision says what it undoes.
 *
 * Secrets are not taken back, as the history has none of them: they stay as
 * they are, and those of an object that is there again are empty.  secrets
 * (may be NULL) gets the kind, name and field of each that has to be looked
 * at and given again.
 */
bool history_undo(struct model *, int64_t *undone,
    struct assignments *secrets, struct err *);
/*
 * That revision, in list->v[0]; what is shown before one is asked.  Notes have
 * changed nothing and are passed over.
 */
bool history_undoable(struct model *, struct revisions *list, struct err *);

/*
 * Take back one revision, whichever, that is neither an undo nor undone.
 * ERR_CONFLICT where a field of it has been changed since, or where it brought
 * a certificate that has been assigned since (history_undo() too).
 */
bool history_take_back(struct model *, int64_t revision,
    struct assignments *secrets, struct err *);

/*
 * Make everything but secrets as it was right after that revision; one new
 * revision.
 */
bool history_rollback(struct model *, int64_t revision,
    struct assignments *secrets, struct err *);

/*
 * Note something that happened and changed nothing, such as the export of a
 * private key: a revision with a reason and no changes, chained like the
 * others.  Undo passes over it.  ERR_DENIED where it cannot be written:
 * then what was to be noted must not be done.
 */
bool history_note(struct model *, const char *what, struct err *);

/* The same within an edit of the caller's, which may be cancelled. */
struct edit;
bool history_revert(struct edit *, struct model *, int64_t revision,
    struct err *);
/* One revision as history_take_back() does, or (all) whatever came later. */
struct history_back {
	int64_t revision;
	bool all;
};
bool history_apply_back(struct edit *, struct model *,
    const struct history_back *, struct err *);

/* ---- for edit.c --------------------------------------------------------- */

/* Append a revision inside the open transaction; r->id and digest are set. */
bool history_append(struct model *, struct revision *, struct err *);

#endif
