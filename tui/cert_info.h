/* SPDX-License-Identifier: ISC */
/* A certificate in a few words, and the list to choose one from. */
#ifndef TUI_CERT_INFO_H
#define TUI_CERT_INFO_H

#include "certstore/usage.h"
#include "model/field.h"
#include "tui/cert_place.h"

/*
 * "valid, 41 days left (2027-01-01): NAME", with what speaks against that
 * use of it: dates, purpose, chain and revocation as this computer knows
 * them, and where it is missing.  Looks in the group and in the stores of
 * this computer.  Heap.
 */
char *cert_info_describe(struct ui *, const char *thumbprint,
    const struct cert_use *, enum style *);

/*
 * Choose: certificates of the store that the usage looks in, on this
 * computer, and those the group knows: fitting ones first, then those that are
 * not valid yet, that have expired, that do not fit, each with the reason.
 * current has the cursor; except, or NULL, is left out.  A thumbprint (heap),
 * or NULL.
 */
char *cert_info_pick(struct ui *, const struct field *, const char *current,
    const char *except);

/* All facts of a certificate, for reading; heap. */
char *cert_info_text(const struct cert *);

#endif
