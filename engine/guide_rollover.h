/* SPDX-License-Identifier: ISC */
/* What the files of the task "rollover" share. */
#ifndef ENGINE_GUIDE_ROLLOVER_H
#define ENGINE_GUIDE_ROLLOVER_H

#include "engine/guide_plan.h"
#include "engine/guide_receive.h"
#include "engine/guide_test.h"

/* Where the answer `old` is assigned, in whichever role. */
bool guide_rollover_places(const struct guide *, struct assignments *);
/* Is it ours: one whose key we need? */
bool guide_rollover_is_own(const struct guide *);
/* The answer `new`, with its key where a file brings one; the caller's. */
struct cert *guide_rollover_new(const struct guide *, struct key **key,
    struct err *);

bool guide_rollover_plan(const struct guide *, struct guide_plan *,
    struct err *);
int64_t guide_rollover_revision(const struct guide *);
bool guide_rollover_prove(const struct guide *, struct guide_proof *,
    struct err *);

#endif
