/* SPDX-License-Identifier: ISC */
/*
 * Every field and extension of a certificate in words, for people to read
 * (RFC 5280 section 4).  What nobody here knows is shown in hexadecimal;
 * nothing is left out unsaid, and each value is at most MAX_DETAIL bytes.
 * Values hold what the issuer put there: text_safe() before a terminal.
 */
#ifndef CERTSTORE_CERT_DETAILS_H
#define CERTSTORE_CERT_DETAILS_H

#include <stdbool.h>
#include <stddef.h>

#include "certstore/cert.h"

#define MAX_DETAIL 4096		/* bytes of one value */
#define MAX_DETAILS 128		/* extensions told one by one */

struct cert_detail {
	char *name;		/* "Key Usage" */
	char *value;		/* may have several lines */
	bool extension;
	bool critical;
};

struct cert_details {
	struct cert_detail *v;
	size_t n, cap;
};

void cert_details(const struct cert *, struct cert_details *);
void cert_details_clear(struct cert_details *);

#endif
