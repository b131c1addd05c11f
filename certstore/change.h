/* SPDX-License-Identifier: ISC */
/*
 * Changing the folder of a store: with the rights of its owner, one program
 * at a time, after what a power cut left half done was finished or swept.
 * The lock is on the folder itself; readers need none, because every file
 * appears and goes whole.
 */
#ifndef CERTSTORE_CHANGE_H
#define CERTSTORE_CHANGE_H

#include <stdbool.h>

#include "base/err.h"
#include "certstore/rights.h"
#include "certstore/store.h"

/* Behind the name of a certificate whose removal has begun. */
#define REMOVED_SUFFIX ".removed"

struct change {
	struct rights rights;
	int dir;
};

/*
 * Waits some seconds for another program that changes the same store, then
 * fails.  Each begin is followed by an end, also where it failed.
 */
bool change_begin(struct change *, const struct store *, struct err *);
void change_end(struct change *);

#endif
