/* SPDX-License-Identifier: ISC */
/* Family H's rules about accounts, for the family's table. */
#ifndef MODEL_AUDIT_RULES_H_H
#define MODEL_AUDIT_RULES_H_H

#include "model/audit/rules.h"

void rules_h_shared(struct audit *, const struct audit_rule *);
void rules_h_mixed_trust(struct audit *, const struct audit_rule *);
void rules_h_tracking(struct audit *, const struct audit_rule *);
void rules_h_account(struct audit *, const struct audit_rule *,
    const struct host_instance *, const struct topology_host *);
void rules_h_power(struct audit *, const struct audit_rule *,
    const struct host_instance *, const struct topology_host *);
void rules_h_member(struct audit *, const struct audit_rule *,
    const struct host_instance *, const struct topology_host *);
void rules_h_credential(struct audit *, const struct audit_rule *,
    const struct host_instance *, const struct topology_host *);
void rules_h_creator(struct audit *, const struct audit_rule *,
    const struct host_instance *, const struct topology_host *);
void rules_h_least(struct audit *, const struct audit_rule *,
    const struct host_instance *, const struct topology_host *);
void rules_h_components(struct audit *, const struct audit_rule *);

#endif
