/* SPDX-License-Identifier: ISC */
/*
 * What every task asks at its end: how keys are exchanged with the partner,
 * whom to tell, and when threats were last thought of.  Nobody has to know at
 * once: "later" leaves it to the audit to remind.
 */
#ifndef ENGINE_GUIDE_PLANNING_H
#define ENGINE_GUIDE_PLANNING_H

#include "engine/guide.h"
#include "engine/guide_plan.h"

extern const struct guide_rows guide_planning_rows;

#define GUIDE_LATER "later"

/* Adds to the party's step, which is made if need be, and to the group. */
void guide_planning_plan(const struct guide *, struct guide_plan *);

#endif
