/* SPDX-License-Identifier: ISC */
/*
 * The insides of the calendar, for calendar.c (certificates that are needed,
 * waivers) and calendar_issuers.c (those above them, lists) only.
 */
#ifndef MODEL_AUDIT_CALENDAR_PARTS_H
#define MODEL_AUDIT_CALENDAR_PARTS_H

#include "model/audit/calendar.h"
#include "model/audit/names.h"

struct calendar_partner {		/* whose port it is */
	const char *port, *party;
};

/* An authority above certificates: v[from] and the next n - 1. */
struct calendar_link {
	const char *name;	/* its subject */
	const struct cert *cert;	/* NULL: in no store that is known */
	size_t from, n;
};

struct calendar_maker {
	const struct audit *audit;
	int64_t end;
	struct calendar *out;
	const struct requirement **v;	/* by thumbprint, role, turn, object */
	size_t n;
	struct calendar_partner *partners;	/* by port */
	size_t npartners, cappartners;
	struct names decoding;		/* locations */
	const struct cert **authorities;	/* by subject, the one that
						   ends last first */
	size_t nauthorities, capauthorities;
	struct calendar_link *links;		/* by name, thumbprint */
	size_t nlinks, caplinks;
};

bool calendar_is_within(const struct calendar_maker *, int64_t at);
/* Is it still at work, or accepted, at that time? */
bool calendar_is_needed_at(const struct requirement *, int64_t at);
/* Lives until the next one is added. */
struct calendar_event *calendar_add_event(struct calendar_maker *,
    enum calendar_type, int64_t at);
/*
 * What uses it, with whom and where it works, of requirements of one event,
 * which are put in the order of their objects.
 */
void calendar_add_affected(const struct calendar_maker *,
    struct calendar_event *, const struct requirement **v, size_t n);

/* ---- calendar_issuers.c; in this order ---------------------------------- */

void calendar_find_links(struct calendar_maker *);
void calendar_add_chains(struct calendar_maker *);
void calendar_add_lists(struct calendar_maker *);

#endif
