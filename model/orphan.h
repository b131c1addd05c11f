/* SPDX-License-Identifier: ISC */
/*
 * Certificates and keys that nothing needs any more (audit reference C502,
 * C504, C505), as this computer's stores and the published inventories of
 * the others show them.  What an inventory does not tell is not judged.
 * Roots, intermediates and revocation lists serve chains: they are exempt.
 */
#ifndef MODEL_ORPHAN_H
#define MODEL_ORPHAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/store.h"
#include "model/model.h"

enum orphan_reason {
	ORPHAN_UNUSED,		/* nothing in the group names it */
	ORPHAN_OF_PARTY,	/* it was that of a party that was deleted */
	ORPHAN_NO_INSTANCE,	/* of an account without a host instance */
	ORPHAN_NO_KEY,		/* in Personal without its private key */
	ORPHAN_KEY,		/* a key without its certificate */
	ORPHAN_STORE,		/* nobody knows what the store holds */
	ORPHAN_REASONS
};

struct orphan {
	enum orphan_reason reason;
	char *computer;
	enum store_id store;
	char *account;		/* "" unless personal */
	char *thumbprint;
	char *title;		/* what people call it, or "" */
	char *party;		/* ORPHAN_OF_PARTY: its name, or NULL */
	bool has_key;
	bool here;		/* of this computer: it can be removed */
	int64_t published;	/* when the inventory was made */
};

struct orphans {
	struct orphan *v;
	size_t n, cap;
};

/* "not used by anything in the group" */
const char *orphan_text(enum orphan_reason);

bool orphans_find(struct orphans *, struct model *, struct err *);
void orphans_clear(struct orphans *);

/* Out of its store, with its key; ERR_INVALID where it is not here. */
bool orphan_remove(struct model *, const struct orphan *, struct err *);
/* The command that does the same, to be run where it is; heap. */
char *orphan_command(const struct orphan *);

/* ---- when an object is to go -------------------------------------------- */

/*
 * Certificates in Other People that nothing will name once one of these
 * parties is deleted: ORPHAN_OF_PARTY.  Ask before, remove after.
 */
bool orphans_of_parties(struct orphans *, struct model *,
    const struct objects *parties, struct err *);

/*
 * What is in the Personal stores of these host instances' accounts, where no
 * other instance of that computer uses the account: ORPHAN_NO_INSTANCE
 * (C506).  A store that was never published and cannot be read here may hold
 * keys: ORPHAN_STORE, which is never `here`.
 */
bool orphans_of_instances(struct orphans *, struct model *,
    const struct objects *instances, struct err *);

#endif
