/* SPDX-License-Identifier: ISC */
/*
 * What was found in a file, put where it belongs: the certificate (and its
 * key) into a store of this computer, and the public certificate into the
 * group, so that it can be assigned and installed on the other computers.
 * The user has seen and agreed to it before.
 */
#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H

#include <stdbool.h>

#include "base/err.h"
#include "certstore/bundle.h"
#include "certstore/store.h"
#include "model/model.h"

/*
 * account: only and always for STORE_PERSONAL.  What is there already is left
 * as it is; ERR_EXISTS only where store and group both hold it, so that a
 * second try completes a first one that failed half way.
 *
 * Into the root store: the group's certificate is marked as trusted too, so
 * that `cert sync` brings it into the root stores of the other computers.
 *
 * Administrators only, with one exception: an account may fill its own
 * Personal store without a right to write the group's database; then the
 * certificate is not made known to the group.
 */
bool import_item(struct model *, const struct bundle_item *, enum store_id,
    const char *account, struct err *);

/*
 * A root that comes along with other certificates is not what the user asked
 * to trust: a partner's file must not be able to bring one in.  It is taken
 * alone, or where the user names the root store for it.
 */
bool import_is_uninvited(const struct bundle *, const struct bundle_item *);

/*
 * A complete revocation list, into the crl store of this computer.  A wrong
 * signature is refused; *unverified tells that it could not be looked at,
 * because the issuer's certificate is not here.
 */
bool import_crl(struct model *, const struct crl *, bool *unverified,
    struct err *);

#endif
