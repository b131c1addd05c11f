/* SPDX-License-Identifier: ISC */
/*
 * Owner and mode of private keys on this computer, put right (C109).  The
 * plan is shown before anything is changed.
 */
#ifndef MODEL_REPAIR_H
#define MODEL_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "certstore/keyfile.h"
#include "model/model.h"

struct repair {
	char *account;
	struct keyfile_fault fault;	/* owns its path */
	bool done;
};

struct repairs {
	struct repair *v;
	size_t n, cap;
};

/*
 * account NULL: every account that has a Personal store here; then those
 * that this user may not open are passed over.
 */
bool repairs_find(struct repairs *, struct model *, const char *account,
    struct err *);
/* "PATH: mode 0644 -> 0600, owner anna -> edi"; heap. */
char *repair_text(const struct repair *);
/* Stops at the first that fails. */
bool repairs_apply(struct repairs *, struct model *, struct err *);
void repairs_clear(struct repairs *);

#endif
