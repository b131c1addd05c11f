/* SPDX-License-Identifier: ISC */
/*
 * What breaks when: ends of certificates that are needed and of those that
 * issued them, roll-overs, lists of revoked certificates, waivers, from the
 * audit's time on.  A plan for the
 * days to come, not a forecast: it takes the configuration as it is.
 */
#ifndef MODEL_AUDIT_CALENDAR_H
#define MODEL_AUDIT_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#include "model/audit/audit.h"

enum { CALENDAR_DAYS = 400 };

enum calendar_type {
	CALENDAR_EXPIRES,	/* a certificate that is needed then */
	CALENDAR_CHAIN,		/* one that issued some that live longer */
	CALENDAR_LIST,		/* what is revoked cannot be told any more */
	CALENDAR_TAKES_OVER,	/* the next one of a roll-over */
	CALENDAR_GIVEN_UP,	/* the previous one is refused from then on */
	CALENDAR_WAIVER,	/* a finding counts again */
	CALENDAR_TYPES
};

/*
 * "expires", "chain ends", "list ends", "takes over", "given up", "waiver
 * ends": stable.
 */
const char *calendar_word(enum calendar_type);

struct calendar_event {
	int64_t at;
	enum calendar_type type;
	char *kind, *object, *field;	/* the first that it is about */
	char *thumbprint;	/* or NULL */
	char *title;		/* of the certificate, or what is waived */
	char *text;		/* what happens */
	char *objects;		/* that use it: "Send port A, Party B";
				   maybe "and 12 more" */
	char *partners;		/* "Contoso, Fabrikam" or "" */
	char *ports;		/* that send or receive with it, or "" */
};

struct calendar {
	struct calendar_event *v;	/* by time, type, thumbprint, object */
	size_t n, cap;
};

/* From the audit's time up to so many days later. */
void calendar_make(const struct audit *, int64_t days, struct calendar *);
void calendar_clear(struct calendar *);

#endif
