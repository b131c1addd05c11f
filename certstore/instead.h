/* SPDX-License-Identifier: ISC */
/* What people take for a certificate, named in words. */
#ifndef CERTSTORE_INSTEAD_H
#define CERTSTORE_INSTEAD_H

#include <stddef.h>

/*
 * By the name of its PEM block; the name itself where it says nothing more.
 * It stays the table's or the caller's.
 */
const char *instead_of_pem(const char *name);
/* By its bytes, DER or text; NULL: nothing that is known. */
const char *instead_of_bytes(const void *, size_t);

#endif
