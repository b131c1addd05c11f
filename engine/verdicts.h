/* SPDX-License-Identifier: ISC */
/*
 * Judging the same certificate at the same second gives the same verdict: the
 * trust of an instance never changes.  This remembers the last ones, so that
 * a busy host does not build the same chain for each message of a second.
 * It cannot be seen in any outcome.  Safe to share between threads.
 */
#ifndef ENGINE_VERDICTS_H
#define ENGINE_VERDICTS_H

#include <stdint.h>

#include "certstore/cert.h"
#include "certstore/trust.h"

struct verdicts;

/* trust must outlive it. */
struct verdicts *verdicts_new(const struct trust *);
void verdicts_free(struct verdicts *);

/* As trust_judge(), with chain and revocation. */
enum cert_state verdicts_judge(struct verdicts *, const struct cert *,
    const struct cert_list *others, int64_t at, struct verdict *);

#endif
