/* SPDX-License-Identifier: ISC */
/* What a guide shows, as text and as JSON, for its verbs. */
#ifndef CLI_GUIDE_H
#define CLI_GUIDE_H

#include "cli/json.h"
#include "cli/out.h"
#include "engine/guide.h"
#include "engine/guide_plan.h"
#include "engine/guide_test.h"

/* Objects, command lines, the audit before and after. */
void guide_print_review(struct out *, const struct guide_plan *,
    const struct effect *);
/* What nobody but the user can do now. */
void guide_print_afterwards(struct out *, const struct guide_plan *);
void guide_print_proof(struct out *, const struct guide_proof *);

/* The document, or its parts; proof NULL: there was none. */
json_t *json_of_guide(const struct guide *, const struct guide_plan *,
    const struct effect *);
void json_put_proof(json_t *, const struct guide_proof *);

#endif
