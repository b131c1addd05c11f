/* SPDX-License-Identifier: ISC */
/*
 * Would a certificate serve where it is assigned?  Everything that can be
 * said before the first message, in one place for import, replacement,
 * roll-over, the pickers and the Certificate dialog: purpose, what the
 * authorities above leave, dates, revocation, the private key.  What the
 * engine makes of each is runtime reference, section 4.
 */
#ifndef CERTSTORE_FITNESS_H
#define CERTSTORE_FITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "certstore/trust.h"
#include "certstore/usage.h"

enum {
	FITNESS_KEY = 1 << 0,		/* its private key cannot be used */
	FITNESS_PURPOSE = 1 << 1,	/* kind of key, key usages */
	FITNESS_LIMIT = 1 << 2,		/* what an authority above may issue */
	FITNESS_EARLY = 1 << 3,
	FITNESS_EXPIRED = 1 << 4,
	FITNESS_STATE = 1 << 5,		/* revoked, broken, its chain's dates */
	FITNESS_UNTRUSTED = 1 << 6,	/* no message can be verified with it */
};

struct fitness_question {
	enum usage usage;
	const struct cert *cert;
	const char *extra_eku;	/* accepted by the group besides, or NULL */
	const struct verdict *verdict;	/* NULL: the chain is not asked */
	int64_t at;		/* when it is to be used */
	bool later;		/* than the verdict: it takes over then */
	const char *no_key;	/* why it cannot be used; NULL: not asked */
	unsigned ignore;	/* reasons that are no business of who asks */
};

/*
 * A set of what speaks against it, 0 for nothing; why gets all of it in
 * words, "; " between, where it is not NULL.  Old messages are decrypted with
 * old certificates and a party is recognised by any: for these two neither
 * dates nor revocation count.
 */
unsigned fitness(const struct fitness_question *, struct buf *why);

#endif
