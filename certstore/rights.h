/* SPDX-License-Identifier: ISC */
/*
 * Root in the folder of an account.  Whatever an administrator does there is
 * done with the account's own rights: it can put links into its folder, or
 * in its place, at any moment, and no check beforehand could be trusted.
 */
#ifndef CERTSTORE_RIGHTS_H
#define CERTSTORE_RIGHTS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "certstore/store.h"

struct rights {
	uid_t uid;	/* those before */
	gid_t gid;
	bool changed;
};

/*
 * From here on this thread touches files as the owner of the store's folder.
 * Does nothing for the computer's stores, and for whoever is not root.
 * Calls nest; each is undone by rights_return(), also after a failure.
 */
bool rights_assume(struct rights *, const struct store *, struct err *);
void rights_return(const struct rights *);

#endif
