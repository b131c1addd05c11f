/* SPDX-License-Identifier: ISC */
/*
 * Keeping the stores in order from the console: install what the group has,
 * mend the rights of keys, export, and what deleted objects leave behind.
 * Each shows first what it will do.
 */
#ifndef TUI_CERT_CARE_H
#define TUI_CERT_CARE_H

#include "model/object.h"
#include "model/orphan.h"
#include "tui/ui.h"

void cert_care_sync(struct ui *);
void cert_care_repair(struct ui *);
/* only: the store it is looked for in, or STORE_COUNT. */
void cert_care_export(struct ui *, const char *thumbprint,
    enum store_id only);

/* What becomes of the certificates when parties or host instances go. */
struct leaving {
	struct orphans left;
	bool ask_after;		/* a party: offered when it is gone */
	bool remove;
};

/* Before they are deleted; false: the user wants to keep them, or err. */
bool leaving_before(struct ui *, const struct objects *, struct leaving *,
    struct err *);
/* After they were deleted. */
void leaving_after(struct ui *, struct leaving *, struct err *);
void leaving_clear(struct leaving *);

#endif
