/* SPDX-License-Identifier: ISC */
#include "engine/verdicts.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SLOTS 256	/* one per value of two hexadecimal digits */

struct slot {
	char sha256[SHA256_HEX];	/* "": empty */
	int64_t at;
	struct verdict verdict;
};

struct verdicts {
	const struct trust *trust;
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
};

struct verdicts *
verdicts_new(const struct trust *trust)
{
	struct verdicts *v = xcalloc(1, sizeof(*v));

	v->trust = trust;
	pthread_mutex_init(&v->lock, NULL);
	return v;
}

void
verdicts_free(struct verdicts *v)
{
	if (v == NULL)
		return;
	pthread_mutex_destroy(&v->lock);
	free(v);
}

/* Certificates of the message could make another chain possible. */
static bool
stands_alone(const struct cert *cert, const struct cert_list *others)
{
	size_t i;

	for (i = 0; others != NULL && i < others->n; i++)
		if (strcmp(others->v[i]->sha256, cert->sha256) != 0)
			return false;
	return true;
}

static struct slot *
slot_of(struct verdicts *v, const struct cert *cert)
{
	char digits[3] = { cert->sha256[0], cert->sha256[1], '\0' };

	return &v->slots[strtoul(digits, NULL, 16) % SLOTS];
}

static bool
recall(struct verdicts *v, const struct cert *cert, int64_t at,
    struct verdict *verdict)
{
	const struct slot *slot = slot_of(v, cert);
	bool known;

	pthread_mutex_lock(&v->lock);
	known = slot->at == at && strcmp(slot->sha256, cert->sha256) == 0;
	if (known)
		*verdict = slot->verdict;
	pthread_mutex_unlock(&v->lock);
	return known;
}

static void
remember(struct verdicts *v, const struct cert *cert, int64_t at,
    const struct verdict *verdict)
{
	struct slot *slot = slot_of(v, cert);

	pthread_mutex_lock(&v->lock);
	memcpy(slot->sha256, cert->sha256, sizeof(slot->sha256));
	slot->at = at;
	slot->verdict = *verdict;
	pthread_mutex_unlock(&v->lock);
}

enum cert_state
verdicts_judge(struct verdicts *v, const struct cert *cert,
    const struct cert_list *others, int64_t at, struct verdict *verdict)
{
	const unsigned flags = TRUST_CHAIN | TRUST_REVOCATION;
	bool alone = stands_alone(cert, others);

	if (alone && recall(v, cert, at, verdict))
		return verdict->state;
	trust_judge(v->trust, cert, others, at, flags, verdict);
	if (alone)
		remember(v, cert, at, verdict);
	return verdict->state;
}
