/* SPDX-License-Identifier: ISC */
/*
 * Since when each finding has been there: table audit_finding_log, which is
 * written when an audit is recorded and no part of the history.  A finding
 * that was gone and is back begins anew.
 */
#ifndef MODEL_AUDIT_LOG_H
#define MODEL_AUDIT_LOG_H

#include "model/audit/audit.h"

/* What was recorded of the findings, into their first_seen. */
bool audit_log_read(struct audit *, struct model *, struct err *);
/*
 * Record the findings of a whole audit, as of its time, in one transaction;
 * operators may.  Those that were not there before are new.  settled (may be
 * NULL): how many are gone since.  What cannot be tested now is left as it
 * was.
 */
bool audit_log_write(struct audit *, struct model *, size_t *settled,
    struct err *);
#endif
