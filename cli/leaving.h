/* SPDX-License-Identifier: ISC */
/* What objects leave behind in the stores when they are deleted. */
#ifndef CLI_LEAVING_H
#define CLI_LEAVING_H

#include "cli/invocation.h"
#include "model/orphan.h"

/*
 * Before: what will be left behind.  ERR_USAGE where the user has to say
 * whether the certificates of a host instance's account go or stay, and
 * where they are to go but are on another computer.
 */
bool leaving_ask(struct invocation *, const struct kind *,
    const struct objects *, struct orphans *, struct err *);
/* After: remove what is to be removed, say how the rest is. */
bool leaving_finish(struct invocation *, const struct orphans *,
    struct err *);

#endif
