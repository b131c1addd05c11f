/* SPDX-License-Identifier: ISC */
/* A few names for a sentence: "A, B, C and 12 more". */
#ifndef MODEL_AUDIT_NAMES_H
#define MODEL_AUDIT_NAMES_H

#include <stddef.h>

#define MAX_NAMES 5		/* that a text lists of maybe thousands */

struct names {
	const char *v[MAX_NAMES];	/* borrowed */
	size_t n;			/* those not kept count too */
};

void names_add(struct names *, const char *);
/* Not where it came last: names that come in runs. */
void names_add_once(struct names *, const char *);
/* The caller frees. */
char *names_text(const struct names *);

#endif
