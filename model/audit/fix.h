/* SPDX-License-Identifier: ISC */
/*
 * What is mechanical about mending a finding: a field that has one right
 * value, a public certificate that is to be installed here, the owner and
 * mode of keys here, what is left over in a store here.  Planned, shown, then
 * done, and taken back.  Which rule has which is a row in fix.c; it does not
 * judge, it does what the rule's text says.
 */
#ifndef MODEL_AUDIT_FIX_H
#define MODEL_AUDIT_FIX_H

#include <stdbool.h>
#include <stdint.h>

#include "model/audit/audit.h"
#include "model/orphan.h"
#include "model/repair.h"
#include "model/sync.h"

struct fix_row;

struct fix {			/* owns everything */
	const struct fix_row *row;
	char *rule, *kind, *object;	/* of the finding */
	char *field, *value;	/* to be set; NULL: in stores */
	char *text;		/* what would change, a line for each thing */
	char *command;		/* that does the same */
	char *undo;		/* commands that take it back, a line each;
				   NULL: nothing does */
	int64_t revision;	/* where the configuration was changed */
	bool done;
	/* What is to be done, by what the row is. */
	struct sync sync;
	struct repairs repairs;
	struct orphans orphans;
	struct cert_list removed;	/* public ones, to be put back */
};

/* "set", "install", "repair", "remove": stable; NULL: by hand only. */
const char *fix_word(const struct audit_rule *);
/* "Sets a field ...": for help; fix_word() must not be NULL. */
const char *fix_help(const struct audit_rule *);

/*
 * Reads only.  ERR_NOT_FOUND: the rule has none; ERR_INVALID: it is to be done
 * on another computer, or there is nothing to do it with.  Clear it anyhow.
 */
bool fix_plan(struct fix *, struct model *, const struct finding *,
    struct err *);
bool fix_apply(struct fix *, struct model *, struct err *);
/*
 * Of a fix that is done, in the same process.  What was set is taken back as
 * the newest revision only (ERR_CONFLICT).
 */
bool fix_undo(struct fix *, struct model *, struct err *);
void fix_clear(struct fix *);

#endif
