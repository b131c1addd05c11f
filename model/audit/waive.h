/* SPDX-License-Identifier: ISC */
/*
 * Findings that somebody has accepted: the waivers of the snapshot, laid over
 * the findings of an audit, and the waiver that would accept a finding.
 */
#ifndef MODEL_AUDIT_WAIVE_H
#define MODEL_AUDIT_WAIVE_H

#include "model/audit/audit.h"
#include "model/kinds/waiver.h"

/*
 * Findings with a waiver that has not ended become AUDIT_WAIVED; nothing is
 * counted here.
 */
void waivers_apply(struct audit *);
/* How many findings of the audit that waiver is the reason for not to count. */
size_t waiver_uses(const struct audit *, const struct waiver *);
/*
 * A draft that waives it, for as long as it may be but 30 days at most; the
 * reason is left to be filled in.
 */
struct object *waiver_draft(const struct finding *, int64_t now);

#endif
