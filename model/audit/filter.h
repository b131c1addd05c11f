/* SPDX-License-Identifier: ISC */
/*
 * A part of an audit: of one host, one object, one rule, from a severity on,
 * or only what is new.  Whatever is shown of it afterwards is about that part.
 */
#ifndef MODEL_AUDIT_FILTER_H
#define MODEL_AUDIT_FILTER_H

#include "model/audit/audit.h"
#include "model/audit/matrix.h"

struct audit_filter {		/* NULL: whichever */
	const char *host;	/* with all that runs in it, its computers
				   and the certificates it needs */
	/*
	 * With the certificates assigned to it; a party with its send ports,
	 * a receive port with its locations, a certificate wherever it is
	 * needed.
	 */
	const char *kind, *object;
	const char *rule;	/* id or its beginning: "C101", "C1", "C" */
	enum severity severity;	/* that one and worse ones */
	bool only_new;		/* by the record just made */
	int64_t new_since;	/* first seen, or never recorded; or
				   FIELD_UNSET */
};

/* What keeps everything. */
struct audit_filter audit_filter_none(void);
/*
 * Leave only that part, with its counts; passed is still that of the whole.
 * ERR_NOT_FOUND where there is no such host, object or rule.
 */
bool audit_narrow(struct audit *, const struct audit_filter *, struct err *);

/*
 * The certificates that this part needs: what its host, object or computer
 * has to have; the rest of the filter does not count.  A port that signs
 * needs the group's certificate, a location that decodes its host's and those
 * of the partners.
 */
bool needs_of_part(const struct audit *, const struct audit_filter *,
    struct needs *, struct err *);

/* Is the requirement one of that host's? */
bool requirement_of_host(const struct topology *,
    const struct topology_host *, const struct requirement *);

#endif
