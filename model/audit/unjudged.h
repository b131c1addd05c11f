/* SPDX-License-Identifier: ISC */
/*
 * Rules of the catalogue that the audit does not judge, each with the reason.
 * Every id of the catalogue is either a rule's or stands here.
 */
#ifndef MODEL_AUDIT_UNJUDGED_H
#define MODEL_AUDIT_UNJUDGED_H

#include <stddef.h>

struct audit_unjudged {
	const char *id;
	const char *why;	/* part of a sentence, for people */
};

extern const struct audit_unjudged audit_unjudged[];	/* by id */
extern const size_t audit_unjudged_count;

/* NULL: no such rule is left out. */
const char *audit_unjudged_why(const char *id);

#endif
