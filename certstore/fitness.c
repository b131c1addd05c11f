/* SPDX-License-Identifier: ISC */
#include "certstore/fitness.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"

enum { MAX_WHY = 512 };

static const bool timeless[USAGE_COUNT] = {
	[USAGE_DECRYPT] = true, [USAGE_RESOLVE] = true,
};

/* What a state means beside the certificate's own dates. */
static const unsigned states[CERT_STATE_COUNT] = {
	[CERT_EXPIRED] = FITNESS_STATE, [CERT_NOT_YET_VALID] = FITNESS_STATE,
	[CERT_REVOKED] = FITNESS_STATE, [CERT_BROKEN] = FITNESS_STATE,
	[CERT_UNTRUSTED] = FITNESS_UNTRUSTED,
};

static unsigned
against(const struct fitness_question *q, struct buf *why, unsigned reason,
    const char *text)
{
	if ((q->ignore & reason) != 0)
		return 0;
	if (why != NULL)
		buf_addf(why, "%s%s", why->len > 0 ? "; " : "", text);
	return reason;
}

static unsigned
by_purpose(const struct fitness_question *q, struct buf *why)
{
	char text[MAX_WHY];

	if (!usage_fits(q->usage, q->cert, q->extra_eku, text, sizeof(text)))
		return against(q, why, FITNESS_PURPOSE, text);
	if (q->verdict != NULL && !usage_chain_fits(q->usage, q->verdict,
	    q->extra_eku, text, sizeof(text)))
		return against(q, why, FITNESS_LIMIT, text);
	return 0;
}

static unsigned
by_dates(const struct fitness_question *q, struct buf *why)
{
	char text[MAX_WHY], date[WHEN_TEXT];
	bool early = q->at < q->cert->not_before;

	if (!early && q->at <= q->cert->not_after)
		return 0;
	when_near(early ? q->cert->not_before : q->cert->not_after, q->at,
	    date);
	if (early)
		snprintf(text, sizeof(text), "not valid before %s%s", date,
		    q->later ? ", after it takes over" : "");
	else if (q->later)
		snprintf(text, sizeof(text), "expires on %s, before it takes "
		    "over", date);
	else
		snprintf(text, sizeof(text), "expired %s", date);
	return against(q, why, early ? FITNESS_EARLY : FITNESS_EXPIRED,
	    text);
}

static unsigned
by_state(const struct fitness_question *q, struct buf *why)
{
	const struct verdict *v = q->verdict;
	enum cert_state state = v != NULL ? v->state : CERT_GOOD;
	bool dates = state == CERT_EXPIRED || state == CERT_NOT_YET_VALID;

	if (states[state] == 0 || (dates && (q->later ||
	    strcmp(v->thumbprint, q->cert->thumbprint) == 0)))
		return 0;
	if (state != CERT_BROKEN && timeless[q->usage])
		return 0;
	/* Only what is received is refused for it (section 4). */
	if (state == CERT_UNTRUSTED && q->usage != USAGE_VERIFY)
		return 0;
	return against(q, why, states[state], v->reason);
}

unsigned
fitness(const struct fitness_question *q, struct buf *why)
{
	unsigned all = 0;

	if (q->no_key != NULL && usage_info(q->usage)->needs_key)
		all |= against(q, why, FITNESS_KEY, q->no_key);
	all |= by_purpose(q, why);
	if (!timeless[q->usage])
		all |= by_dates(q, why);
	return all | by_state(q, why);
}
