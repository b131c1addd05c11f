/* SPDX-License-Identifier: ISC */
/*
 * The requirement list (audit reference, section 2): which certificate is
 * needed for which usage on which computer and account, and why.
 */
#ifndef MODEL_AUDIT_REQUIREMENT_H
#define MODEL_AUDIT_REQUIREMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "certstore/usage.h"
#include "model/audit/topology.h"

struct requirement {
	const char *id;		/* "R1" */
	enum usage usage;
	char *thumbprint;
	char *common_name;	/* as stored with the assignment, or NULL */
	char *computer;
	char *account;		/* NULL: a computer store */
	char *host;
	const char *kind;	/* of the object that names the certificate */
	char *object;
	const char *field;	/* owned; of that role */
	char *users;		/* who needs it: "port A, port B" */
	enum cert_role role;
	int64_t turn;		/* CERT_NEXT: takes over; CERT_PREVIOUS: is
				   given up; CERT_CURRENT: is replaced, or
				   FIELD_UNSET */
	bool backup;		/* of send ports' backup transports only */
	bool checks;		/* who needs it looks at revocation lists */
	bool active;		/* false: disabled or unenlisted */
};

struct requirements {
	struct requirement *v;
	size_t n, cap;
};

/*
 * As of that time: what no roll-over needs any more is no requirement, what
 * one will need is.
 */
void requirements_collect(const struct topology *, int64_t at,
    struct requirements *);
/*
 * Of a draft alone, as if it were saved: what its certificates are needed
 * for and where.  False with err where the rest cannot be read.
 */
bool requirements_of_draft(struct model *, const struct object *draft,
    int64_t at, struct requirements *, struct err *);
void requirements_clear(struct requirements *);

#endif
