/* SPDX-License-Identifier: ISC */
/* Family T's rules about connection tests, for the family's table. */
#ifndef MODEL_AUDIT_RULES_T_H
#define MODEL_AUDIT_RULES_T_H

#include "model/audit/rules.h"

void rules_t_demanded(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_asked(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_recent(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_named(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_rooted(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_sound(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_reported(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_stronger(struct audit *, const struct audit_rule *,
    const struct topology_port *);
void rules_t_elsewhere(struct audit *, const struct audit_rule *,
    const struct topology_port *);

#endif
