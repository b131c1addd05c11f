/* SPDX-License-Identifier: ISC */
/*
 * What a partner is handed over, as text: our certificate, the address, the
 * algorithms, what we expect, how to test, whom to tell.  It holds public
 * things only, and is made of the configuration as it is: a guide's answers
 * are not needed for it.
 */
#ifndef ENGINE_GUIDE_SHEET_H
#define ENGINE_GUIDE_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/model.h"

struct sheet_order {
	const char *kind;	/* "receive-location" or "send-port" */
	const char *name;
	const char *party;	/* for whom, or NULL */
	const char *contact;	/* of ours, one line; NULL: a blank to fill */
	int64_t at;
};

/*
 * Appended, lines of at most 76 columns except for names; not neutralised.
 * ERR_NOT_FOUND, or ERR_INVALID for another kind.
 */
bool guide_sheet(struct model *, const struct sheet_order *, struct buf *,
    struct err *);

#endif
