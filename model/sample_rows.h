/* SPDX-License-Identifier: ISC */
/* The objects of the sample group, as texts. */
#ifndef MODEL_SAMPLE_ROWS_H
#define MODEL_SAMPLE_ROWS_H

#include <stddef.h>

#define OTHER_COMPUTER "EDI-NODE2"
#define OTHER_ACCOUNT "svc-edi"		/* on the other computer */
#define PUBLIC_ACCOUNT "svc-edi-public"	/* of the untrusted host */
#define MAX_SETS 15

/*
 * "field=value", in an order in which each field is there when it is set (a
 * component's options come after the pipeline).  A value that begins with '@'
 * is the thumbprint of a certificate of the sample, "@here" and "@there" the
 * two computers, "@user" the account here.
 */
struct sample_row {
	const char *kind;
	const char *set[MAX_SETS];	/* NULL ends */
};

extern const struct sample_row sample_rows[];	/* kind NULL ends */

#endif
