/* SPDX-License-Identifier: ISC */
/*
 * What stood in a dialog when the line was lost: kept in a private file of
 * the user (mode 0600, in $XDG_STATE_HOME/sealport or ~/.local/state/sealport)
 * and offered when he next opens the console on the same database.  Texts of
 * fields only, as typed; never a secret.
 *
 * A file that is not the user's own, not a plain file, writable by others,
 * too large or damaged is never opened as a draft.
 */
#ifndef TUI_DRAFT_H
#define TUI_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

#define MAX_DRAFT (1 << 20)		/* bytes of the file */
#define MAX_DRAFT_TEXTS 2000

struct draft_text {
	char *field;
	char *base;		/* what it was when the dialog was opened */
	char *text;		/* may be one that the field does not take */
};

struct draft {
	char *path;		/* NULL: not written yet */
	const struct kind *kind;
	char *name;		/* of the object; "" for a new one */
	int64_t id;		/* 0: a new one */
	int64_t when;
	char *focus;		/* field, or "" */
	struct draft_text *v;
	size_t n, cap;
};

void draft_add(struct draft *, const char *field, const char *base,
    const char *text);
bool draft_write(const struct draft *, const struct model *, struct err *);

struct drafts {
	struct draft *v;
	size_t n, cap;
};

/*
 * Those of this user and database; err names the last that could not be
 * read, without failing.
 */
void drafts_read(struct drafts *, const struct model *, struct err *);
void drafts_clear(struct drafts *);
void draft_clear(struct draft *);
void draft_remove(const struct draft *);

#endif
