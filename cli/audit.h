/* SPDX-License-Identifier: ISC */
/* An audit as JSON, for `audit` and the overview; what an edit does to one. */
#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

#include "cli/json.h"
#include "cli/out.h"
#include "model/audit/audit.h"
#include "model/audit/effect.h"

/* A document without the name of the group. */
json_t *json_of_audit(const struct audit *);

/* A line for each finding that is new and each that is settled. */
void audit_print_effect(struct out *, const struct effect *);
json_t *json_of_findings(const struct findings *);

#endif
