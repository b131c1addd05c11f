/* SPDX-License-Identifier: ISC */
/*
 * Where to mend what made a message fail: the object of the group, and its
 * field, that a failure points at, as one table.
 */
#ifndef ENGINE_MEND_H
#define ENGINE_MEND_H

#include <stdbool.h>

#include "engine/outcome.h"
#include "model/snapshot.h"

/* All of them belong to the snapshot or are constant. */
struct mend {
	const char *kind;	/* "host": the kind's word */
	const char *name;	/* "" for the group, which needs none */
	const char *field;	/* or NULL: the object as a whole */
};

/*
 * Of a message that came to the location.  False: nothing of ours would mend
 * it.
 */
bool mend_received(const struct snapshot *, const char *location,
    const struct fault *, struct mend *);
/* Of one that the port should have sent. */
bool mend_sent(const struct snapshot *, const char *port,
    const struct fault *, struct mend *);
/* Of a response: of whichever kind the object is that has it. */
bool mend_find(const struct snapshot *, const struct kind *,
    const char *name, const struct fault *, struct mend *);

#endif
