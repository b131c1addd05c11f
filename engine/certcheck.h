/* SPDX-License-Identifier: ISC */
/*
 * What the state of a certificate means for the message: runtime reference
 * section 4 as a table.  Runs before the certificate is used for anything.
 */
#ifndef ENGINE_CERTCHECK_H
#define ENGINE_CERTCHECK_H

#include <stdbool.h>

#include "certstore/cert.h"
#include "certstore/usage.h"
#include "engine/material.h"
#include "engine/run.h"

/*
 * The certificate of an own store for USAGE_ENCRYPT, _DECRYPT or _SIGN, with
 * the key that it needs; NULL and a fault that says which of the ways of not
 * having it this is.
 */
const struct material_item *certcheck_find(struct run *, enum usage,
    const char *thumbprint);

/* Can the library do this with a key of its type at all? */
bool certcheck_supports(enum usage, const struct cert *);

/*
 * May it be used?  Key type and size, purpose, validity, chain and
 * revocation; true with or without warnings, or false and a fault.
 * others: certificates that came with the message, or NULL.
 */
bool certcheck(struct run *, enum usage, const struct cert *,
    const struct cert_list *others, bool check_revocation);

#endif
