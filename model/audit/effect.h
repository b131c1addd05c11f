/* SPDX-License-Identifier: ISC */
/*
 * What an edit would change in the audit, before it is made: the edit is
 * tried in a transaction that is always taken back, with an audit before it
 * and one within it.  Nothing is ever written here.
 */
#ifndef MODEL_AUDIT_EFFECT_H
#define MODEL_AUDIT_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/audit/compare.h"
#include "model/edit_many.h"
#include "model/history.h"

struct effect {
	struct audit *before, *after;
	struct findings added;		/* new, or worse than it was */
	struct findings settled;	/* gone, or milder */
};

/* An edit that is not made yet: one of the three. */
struct pending {
	const struct edit_set *set;
	const struct edit_verb *verb;
	const struct history_back *back;
	/* What is put into this computer's stores with it, or NULL. */
	const struct inventory *stored;
};

/*
 * The same changes that edit_all(), edit_transition_all(), history_take_back()
 * or history_rollback() would make; the
 * objects stay as they are.  A new name of the object makes no new finding.
 * False, with what edit_save(), edit_delete() or the verb says, where the edit
 * itself is refused.  out is to be cleared in any case.
 */
bool effect_of_pending(struct model *, const struct pending *, int64_t at,
    struct effect *out, struct err *err);
bool effect_of(struct model *, const struct edit_set *, int64_t at,
    struct effect *out, struct err *);
void effect_clear(struct effect *);

/* Is an error or a warning among what is new or settled? */
bool effect_matters(const struct effect *);

/*
 * "1 new error: C101 Orders; settles C203 Fabrikam", or "" where nothing
 * changes; the caller frees.  Names are not neutralised.
 */
char *effect_summary(const struct effect *);

/*
 * The findings line by line, for a window; appended, nothing where nothing
 * changes.  So many of each are said that somebody reads them.
 */
void effect_lines(const struct effect *, struct buf *);

#endif
