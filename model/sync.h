/* SPDX-License-Identifier: ISC */
/*
 * The group's public certificates, brought into the stores of this computer:
 * a partner's certificate is imported once per group and not once per
 * computer.  What is assigned for a usage of Other People goes there, CA
 * certificates into ca, and into root those alone that an administrator has
 * marked as trusted: that a root is in the database proves nothing.
 * Nothing is ever removed.
 */
#ifndef MODEL_SYNC_H
#define MODEL_SYNC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "certstore/store.h"
#include "model/model.h"

struct sync_item {
	struct cert *cert;
	enum store_id store;
	char *why;		/* "send-port Orders, party Contoso"; or NULL */
	bool done;		/* installed by sync_apply() */
};

struct sync {
	struct sync_item *v;	/* what is missing here, by store */
	size_t n, cap;
	size_t present;		/* there already */
	/* Assigned, but the group does not have the certificate itself. */
	struct assignments absent;
};

/* Reads only. */
bool sync_plan(struct sync *, struct model *, struct err *);
/*
 * Leave of the plan only the authorities that the chain of this certificate
 * needs: as far as the chain can be built of them and of what is here.
 */
bool sync_keep_chain(struct sync *, struct model *, const char *thumbprint,
    struct err *);
/*
 * Install what the plan lists.  Administrators only; ERR_DENIED, before
 * anything is written, where a folder may not be written.
 */
bool sync_apply(struct sync *, struct model *, struct err *);
void sync_clear(struct sync *);

#endif
