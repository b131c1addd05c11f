/* SPDX-License-Identifier: ISC */
/*
 * An audit in the forms that it is printed in, for `audit` and the overview;
 * what an edit does to one.
 */
#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

#include "cli/invocation.h"
#include "cli/json.h"
#include "cli/out.h"
#include "model/audit/audit.h"
#include "model/audit/effect.h"

/* What the verb prints, with the name of the group. */
void audit_print_text(struct out *, const struct audit *, const char *group);
void audit_print_json(struct out *, const struct audit *, const char *group);
/* A line for each finding, which are those that are new, and a last one. */
void audit_print_new(struct out *, const struct audit *, size_t settled);

/* A document without the name of the group. */
json_t *json_of_audit(const struct audit *);

/* A line for each finding that is new and each that is settled. */
void audit_print_effect(struct out *, const struct effect *);
json_t *json_of_findings(const struct findings *);

#endif
