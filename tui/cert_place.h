/* SPDX-License-Identifier: ISC */
/*
 * Whether a certificate is where the field that names it needs it: on which
 * computers, in which accounts' stores, by the last audit.  A certificate
 * that has only just been chosen is looked up in the inventories; where the
 * audit knows no need yet, what the draft would need is asked.
 */
#ifndef TUI_CERT_PLACE_H
#define TUI_CERT_PLACE_H

#include "certstore/usage.h"
#include "tui/ui.h"

/* The field of an object that names a certificate. */
struct cert_use {
	enum usage usage;
	const char *kind, *object;	/* NULL: none that is stored */
	const char *field;
	const struct object *draft;	/* as it is now; or NULL */
};

/*
 * Appends what is missing, with where; nothing if nothing is, if there has
 * been no audit, or if nothing that runs needs it.
 */
enum style cert_place_judge(struct ui *, const struct cert_use *,
    const char *thumbprint, struct buf *);

#endif
