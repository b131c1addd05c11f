/* SPDX-License-Identifier: ISC */
/* C5's rules about what assignments once were, for the family's tables. */
#ifndef MODEL_AUDIT_RULES_C5_HISTORY_H
#define MODEL_AUDIT_RULES_C5_HISTORY_H

#include "model/audit/rules.h"

void rules_c5_removed(struct audit *, const struct audit_rule *);
void rules_c5_replaced(struct audit *, const struct audit_rule *);
void rules_c5_unfinished(struct audit *, const struct audit_rule *);

#endif
