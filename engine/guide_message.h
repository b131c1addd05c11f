/* SPDX-License-Identifier: ISC */
/* Messages of a partner who does not exist, for a guide's self-test. */
#ifndef ENGINE_GUIDE_MESSAGE_H
#define ENGINE_GUIDE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/crl.h"
#include "certstore/key.h"

struct guide_person {
	struct cert *cert;
	struct key *key;
};

/* An authority that lasts as long as the test, and whom it vouches for. */
struct guide_people {
	struct guide_person authority, partner, stranger;
	struct crl *crl;	/* on which nobody stands */
};

bool guide_people_make(struct guide_people *, int64_t at, struct err *);
void guide_people_clear(struct guide_people *);

struct guide_message {
	const struct guide_person *signer;	/* NULL: unsigned */
	const struct cert *recipient;		/* NULL: not encrypted */
	bool tampered;		/* after it was signed */
	bool bare;		/* no MIME at all */
	int64_t at;
};

/* The wire bytes become the content of b. */
bool guide_message_make(const struct guide_message *, struct buf *b,
    struct err *);

#endif
