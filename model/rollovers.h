/* SPDX-License-Identifier: ISC */
/*
 * Every roll-over of the group, running or due, and the steps that move one:
 * what a board shows and what the verbs do.
 *
 * The order that never breaks a message (runtime reference, section 3; audit
 * reference, R1 to R7):
 *
 *   our decryption key      install the new key everywhere (R2), then tell
 *                           the partners, complete when none uses the old
 *   our signature           install it everywhere (R3), give it to every
 *                           partner, and only then let it take over
 *   our client certificate  install it (R6, R7), have the server accept it,
 *                           then let it take over
 *   a partner's, to encrypt install it (R1), let it take over when the
 *                           partner has its key, complete when it confirms
 *   a partner's, to verify  install it (R4); both are accepted until it is
 *                           completed
 *
 * The steps change an object in memory; whoever calls them saves it, one
 * revision each.
 */
#ifndef MODEL_ROLLOVERS_H
#define MODEL_ROLLOVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/usage.h"
#include "model/model.h"
#include "model/rollover.h"
#include "model/snapshot.h"

enum rollover_stage {
	ROLLOVER_DUE,		/* expires soon or has, and none follows */
	ROLLOVER_PLANNED,	/* the next takes over later */
	ROLLOVER_RUNNING,	/* it has taken over, the one before stays */
	ROLLOVER_KEPT,		/* completed, the previous still accepted */
	ROLLOVER_OVER,		/* and its time is up */
	ROLLOVER_STAGES
};

/* "planned": also in JSON. */
const char *rollover_stage_name(enum rollover_stage);

struct rollover_cert {
	char *thumbprint;	/* NULL: none */
	char *common_name;	/* NULL: not known to the group */
	int64_t not_after;	/* or FIELD_UNSET */
};

struct rollover_item {
	char *kind, *name;
	char *field;		/* of the current certificate */
	enum usage usage;
	enum rollover_stage stage;
	struct rollover_cert certs[CERT_ROLES];
	int64_t from, until;	/* or FIELD_UNSET */
	int64_t due;		/* when the next step should be done */
	char *todo;		/* what that is: sentences */
	/* "EDI1 (alice), EDI2": where the next is not, as far as
	   the inventories tell; NULL: nowhere, or there is none. */
	char *missing;
	int64_t id;		/* of the object */
};

struct rollovers {
	struct rollover_item *v;	/* what is due first is first */
	size_t n, cap;
};

/*
 * days: what expires within them is due; negative: as the group warns.
 * As of the time at.  An object whose certificates are all well is not in
 * the list.
 */
bool rollovers_load(struct rollovers *, struct model *, int64_t days,
    int64_t at, struct err *);
void rollovers_clear(struct rollovers *);
/* How many it would be, of a snapshot that is there already. */
bool rollovers_count(size_t *, struct model *, const struct snapshot *,
    int64_t at, struct err *);
/* Of one assignment, or NULL where nothing is to be done about it. */
const struct rollover_item *rollovers_find(const struct rollovers *,
    const struct object *, const char *field);

/* ---- steps --------------------------------------------------------------- */

/* Where nobody says how long; and at most. */
enum { ROLLOVER_KEEP_DAYS = 30, MAX_KEEP_DAYS = 36500 };

/*
 * The name of the assignment that is meant: given, or the only one of the
 * object that has a certificate of that role (CERT_CURRENT: whose turn it is
 * to get a next one); heap.  NULL: err lists those there are, with
 * ERR_CONFLICT where more than one would do.
 */
char *rollover_choose(const struct object *, struct model *,
    const char *given, enum cert_role, struct err *);

/* All of them, for one to be chosen; one cell each, for rows_clear(). */
void rollover_fields(const struct object *, struct model *, enum cert_role,
    struct rows *);

struct rollover_wish {
	const char *field;	/* of the current certificate */
	const char *thumbprint;	/* in any spelling */
	int64_t from;
	int64_t keep;		/* seconds after from, or FIELD_UNSET */
};

/*
 * Set the next certificate.  It must be known to the group, fit the usage and
 * be valid when it takes over.
 */
bool rollover_plan(struct object *, struct model *,
    const struct rollover_wish *, struct err *);
/*
 * Next becomes current, current previous, accepted until keep_until: if that
 * is FIELD_UNSET as planned, else ROLLOVER_KEEP_DAYS; if it is past, it is
 * given up at once.
 */
bool rollover_complete(struct object *, struct model *, const char *field,
    int64_t at, int64_t keep_until, struct err *);
/* Give the previous one up. */
bool rollover_end(struct object *, struct model *, const char *field,
    struct err *);
/* Give the next one up. */
bool rollover_cancel(struct object *, struct model *, const char *field,
    struct err *);

#endif
