/* SPDX-License-Identifier: ISC */
/* An audit as JSON, for `audit` and the overview. */
#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

#include "cli/json.h"
#include "model/audit/audit.h"

/* A document without the name of the group. */
json_t *json_of_audit(const struct audit *);

#endif
