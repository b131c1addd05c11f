/* SPDX-License-Identifier: ISC */
/*
 * Does the chain of a certificate end in a trusted root of some computer?
 * Judged by the published root and ca stores, each certificate once for all
 * computers that hold the same authorities.  Validity and revocation are
 * other questions.  Borrows the inventory.
 */
#ifndef MODEL_AUDIT_CHAINS_H
#define MODEL_AUDIT_CHAINS_H

#include <stdint.h>

#include "model/inventory.h"

enum chain_state {
	CHAIN_UNKNOWN,		/* the computer's root store is not known */
	CHAIN_TRUSTED,
	CHAIN_HELPED,		/* by authorities not installed there */
	CHAIN_UNTRUSTED,
};

struct chains;

/* system: the operating system's roots end a chain, on every computer. */
struct chains *chains_new(const struct inventory *, bool system);
void chains_free(struct chains *);

enum chain_state chains_judge(struct chains *, const char *computer,
    const struct cert *, int64_t at);
/*
 * Who issued the last certificate of the chain that can be found there; for
 * one that is helped, the first authority that is missing.  The caller frees.
 */
char *chains_stop(struct chains *, const char *computer,
    const struct cert *, int64_t at);

#endif
