/* SPDX-License-Identifier: ISC */
/*
 * What got better and what got worse between two audits.  A finding is the
 * same if rule, object and subject are; one that cannot be answered any more
 * is not settled, one that is waived is.
 */
#ifndef MODEL_AUDIT_COMPARE_H
#define MODEL_AUDIT_COMPARE_H

#include <stddef.h>

#include "model/audit/audit.h"

/* Borrowed from the two audits; ordered by rule. */
struct findings {
	const struct finding **v;
	size_t n, cap;
};

/* added: new, or worse than before; settled: gone, or milder. */
void findings_compare(const struct audit *before, const struct audit *after,
    struct findings *added, struct findings *settled);
void findings_clear(struct findings *);
/* How many of them are of this severity. */
size_t findings_count(const struct findings *, enum severity);

/*
 * The audit of the configuration as it was right after that revision, with
 * the inventories of today.  It is restored in a transaction that is taken
 * back: administrators only, and not while somebody else writes.
 */
struct audit *audit_of_revision(struct model *, int64_t revision, int64_t at,
    struct err *);

#endif
