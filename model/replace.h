/* SPDX-License-Identifier: ISC */
/*
 * One certificate put in the place of another wherever that is assigned: the
 * rows of the view certificate_assignment, each with what speaks against it.
 * A place that the new one does not fit stays as it is; the others change in
 * one revision.  Files in the stores are not touched.
 */
#ifndef MODEL_REPLACE_H
#define MODEL_REPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/cert_report.h"
#include "model/edit_many.h"

struct replace_place {
	char *kind, *name, *field;	/* as in the view */
	char *label;		/* "Certificate: Thumbprint" */
	enum usage usage;
	char *problem;		/* why it stays as it is; NULL: it changes */
};

struct replacement {
	struct model *model;
	struct cert_found old;	/* cert NULL: nothing is known of it */
	struct cert_found new;
	struct verdict verdict;	/* on the new one, as of here */
	char thumbprint[THUMBPRINT_SIZE];	/* of the old one */
	struct replace_place *v;
	size_t n, cap;
	size_t fit;		/* places that change */
	char *other;	/* the old one is somebody else's: in words, or NULL */
	struct objects before, now;	/* for set */
	struct edit_set set;	/* the edit, also for effect_of() */
	int64_t revision;	/* after replace_write(); 0: no change */
};

/*
 * What is to be done; thumbprints as typed.  account: whose Personal store is
 * looked in as well.  at: the time the new one has to be valid.
 * ERR_NOT_FOUND where the old one is assigned nowhere or nothing is known of
 * the new one.  To be cleared in any case.
 */
struct replace_order {
	const char *old_thumbprint, *new_thumbprint;
	const char *account;
	int64_t at;
};
bool replace_plan(struct replacement *, struct model *,
    const struct replace_order *, struct err *);
void replace_clear(struct replacement *);

/*
 * reason: for the history, or NULL.  Nothing fits: nothing is written.  One of
 * somebody else is refused unless confirmed (ERR_CONFLICT, part "identity").
 */
bool replace_write(struct replacement *, const char *reason, bool confirmed,
    struct err *);

/* "send-port Orders, Certificate: Thumbprint (encrypt)": appended. */
void replace_place_text(const struct replace_place *, struct buf *);

#endif
