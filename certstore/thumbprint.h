/* SPDX-License-Identifier: ISC */
/*
 * Thumbprint: SHA-1 over the DER certificate (runtime reference, section 2).
 * Inside the program and in the database: 40 upper case hexadecimal digits.
 */
#ifndef CERTSTORE_THUMBPRINT_H
#define CERTSTORE_THUMBPRINT_H

#include <stdbool.h>

#include "base/err.h"

#define THUMBPRINT_SIZE 41	/* with the NUL */
#define THUMBPRINT_SHOWN 50	/* ten groups of four, with the NUL */

/*
 * Normalise the three spellings ("HHHH HHHH ...", "HH HH ...", 40 digits; any
 * case), dropping blanks, colons and invisible characters pasted with it.
 * Anything else: "40 hexadecimal digits expected (VALUE)".
 */
bool thumbprint_parse(const char *, char out[static THUMBPRINT_SIZE],
    struct err *);

/* Ten groups of four, as the dialogs show it; returns out. */
const char *thumbprint_show(const char *thumbprint,
    char out[static THUMBPRINT_SHOWN]);

#endif
