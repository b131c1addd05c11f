/* SPDX-License-Identifier: ISC */
/*
 * Reading PKCS#12 (RFC 7292): every certificate, key and revocation list in
 * it, not only the first as PKCS12_parse() does, and with a limit on the work
 * that its encryption may ask for.
 */
#ifndef CERTSTORE_PKCS12_H
#define CERTSTORE_PKCS12_H

#include <stdbool.h>

#include "base/err.h"
#include "certstore/gather.h"

struct PKCS12_st;

bool pkcs12_gather(struct gather *, struct PKCS12_st *,
    const char *pass, struct err *);

#endif
