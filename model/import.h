/* SPDX-License-Identifier: ISC */
/*
 * A plan (import_plan.h) put into effect: the certificates and their keys
 * into stores of this computer, the public certificates into the group, so
 * that they can be assigned and installed on the other computers, and what
 * they are to be used for.  The user has seen and agreed to it before.
 */
#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H

#include <stdbool.h>

#include "base/err.h"
#include "certstore/bundle.h"
#include "certstore/store.h"
#include "model/import_plan.h"
#include "model/model.h"

/*
 * All or nothing.  The files are written while the group's transaction is
 * open and are taken back where anything fails; the transaction, one
 * revision with certificates and assignments, ends last.  So whatever names a
 * certificate finds it, and a power cut between the two leaves files that
 * nothing names, which the next try takes as they are.  Undoing the revision
 * takes the assignments back and leaves the files.
 *
 * Each entry's result is set.  What is there already is left as it is.
 * A certificate for the root store is marked as trusted in the group too, so
 * that `cert sync` brings it into the root stores of the other computers.
 * Only complete revocation lists are taken, and none with a wrong signature
 * (import_list_check()).
 * Somebody else's certificate is replaced only where that is confirmed
 * (ERR_CONFLICT with part "identity").
 *
 * Administrators only, with one exception: an account may fill its own
 * Personal store without a right to write the group's database; then the
 * certificate is not made known to the group and nothing is assigned.
 */
struct import_order {
	const char *reason;	/* for the history, or NULL */
	bool confirmed;		/* other identities may be replaced */
};
bool import_write(struct import_plan *, const struct import_order *,
    struct err *);

/*
 * One piece into that store.  account: only and always for STORE_PERSONAL.
 * ERR_EXISTS where store and group both hold it.
 */
bool import_item(struct model *, const struct bundle_item *, enum store_id,
    const char *account, struct err *);

/*
 * A root that comes along with other certificates is not what the user asked
 * to trust: a partner's file must not be able to bring one in.  It is taken
 * alone, or where the user names the root store for it.
 */
bool import_is_uninvited(const struct bundle *, const struct bundle_item *);

#endif
