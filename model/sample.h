/* SPDX-License-Identifier: ISC */
/*
 * A sample group: a company that exchanges orders with five partners, on two
 * computers, with real certificates and with the faults an audit is there to
 * find.  The same every time, but for keys, serial numbers and dates.  What a
 * newcomer looks at first, and what the tests work on.
 */
#ifndef MODEL_SAMPLE_H
#define MODEL_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/key.h"
#include "model/model.h"

struct sample_cert {
	const char *name;	/* "ca", "decrypt", "contoso-sign" ... */
	struct cert *cert;
	struct key *key;	/* the partners' as well */
};

struct sample {
	struct sample_cert *v;
	size_t n;
};

/*
 * Fill a group that model_create() has just made: stores, objects (one
 * revision, "sample group") and inventories.  Dates are relative to now.
 * Instances on this computer run as model->user, whose Personal store gets
 * our own two certificates with their keys.  Takes the time of ten RSA keys.
 */
bool sample_create(struct model *, int64_t now, struct err *);

/* The same, keeping certificates and keys for whoever plays the partners. */
bool sample_make(struct sample *, struct model *, int64_t now, struct err *);
/* NULL if there is none of that name. */
const struct sample_cert *sample_find(const struct sample *,
    const char *name);
void sample_clear(struct sample *);

#endif
