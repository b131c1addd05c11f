/* SPDX-License-Identifier: ISC */
/* Family F's rule about folders of ports, for the family's table. */
#ifndef MODEL_AUDIT_RULES_F_H
#define MODEL_AUDIT_RULES_F_H

#include "model/audit/rules.h"

void rules_f_folders(struct audit *, const struct audit_rule *);

#endif
