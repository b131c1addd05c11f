/* SPDX-License-Identifier: ISC */
/*
 * How complete an audit is: the stores that it needs and of which nothing, or
 * nothing recent, is known, and the computers that tell nothing of themselves.
 * Borrows from the audit.
 */
#ifndef MODEL_AUDIT_GAPS_H
#define MODEL_AUDIT_GAPS_H

#include <stddef.h>
#include <stdint.h>

#include "model/audit/audit.h"

enum gap_reason { GAP_MISSING, GAP_PROBLEM, GAP_OLD, GAP_REASONS };

/* "never published", "cannot be opened", "out of date". */
const char *gap_text(enum gap_reason);

struct gap {
	const char *computer, *account;		/* account NULL: none */
	enum store_id store;
	enum gap_reason reason;
	const char *problem;	/* GAP_PROBLEM: why, or NULL */
	int64_t published;	/* 0: never */
};

/* A computer that has told nothing about its files and accounts. */
struct untold {
	const char *computer;
	size_t checks;		/* that could not be made for that */
};

struct gaps {
	struct gap *v;		/* by computer, store, account */
	size_t n, cap;
	size_t stores;		/* that are needed, with or without a gap */
	struct untold *untold;
	size_t nuntold, capuntold;
	size_t unchecked;	/* checks of all of those together */
};

/* "personal of edi: out of date, seen ..."; the caller frees. */
char *gap_line(const struct gap *);
/* "nothing about its files and accounts, 18 checks"; the caller frees. */
char *untold_line(const struct untold *);

void gaps_find(const struct audit *, struct gaps *);
void gaps_clear(struct gaps *);

#endif
