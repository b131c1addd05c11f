/* SPDX-License-Identifier: ISC */
/* Times, names and strings of ASN.1 as the house keeps them. */
#ifndef CERTSTORE_ASN1_H
#define CERTSTORE_ASN1_H

#include <stdbool.h>
#include <stdint.h>

struct asn1_string_st;
struct X509_name_st;

/*
 * UTCTime or GeneralizedTime as seconds since 1970, of any year from 0 to
 * 9999.  False where it is no time.
 */
bool asn1_when(const struct asn1_string_st *, int64_t *);

/*
 * The string as UTF-8, as it is but for NULs, which become \00 (nobody may
 * hide the rest of a name behind one); a string that cannot be decoded
 * becomes # and hexadecimal digits.  The caller frees.
 */
char *asn1_text(const struct asn1_string_st *);

/*
 * RFC 2253 text of a name, UTF-8 kept as it is, control characters and NULs
 * escaped; undecodable strings as #hexadecimal.  The caller frees.
 */
char *asn1_name_text(const struct X509_name_st *);

/* The last (most specific) common name, or "".  The caller frees. */
char *asn1_common_name(const struct X509_name_st *);

#endif
