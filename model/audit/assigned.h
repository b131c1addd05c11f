/* SPDX-License-Identifier: ISC */
/*
 * Every certificate that is assigned in a snapshot, wherever: for the rules
 * that hold assignments against each other and against the stores.
 */
#ifndef MODEL_AUDIT_ASSIGNED_H
#define MODEL_AUDIT_ASSIGNED_H

#include <stdbool.h>
#include <stddef.h>

#include "certstore/usage.h"
#include "model/snapshot.h"

struct assigned_cert {		/* borrowed from the snapshot */
	const struct object *object;
	const char *field;	/* or name of the property */
	enum usage usage;
	enum cert_role role;
	const char *thumbprint;
	const char *name;	/* as stored beside it, or NULL */
};

struct assigned_certs {
	struct assigned_cert *v;	/* by thumbprint, kind, name, field */
	size_t n, cap;
};

void assigned_collect(const struct snapshot *, struct assigned_certs *);
/* Is it assigned anywhere? */
bool assigned_has(const struct assigned_certs *, const char *thumbprint);
void assigned_clear(struct assigned_certs *);

#endif
