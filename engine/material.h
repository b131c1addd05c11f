/* SPDX-License-Identifier: ISC */
/*
 * The certificates an instance works with, loaded once: Other People of its
 * computer, Personal with keys of its account, and the party and host
 * certificates that the group's database knows.  Read only afterwards.  What
 * could not be loaded is kept as a state, so that the message that needs it
 * fails with the true reason.
 */
#ifndef ENGINE_MATERIAL_H
#define ENGINE_MATERIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/key.h"
#include "certstore/usage.h"
#include "model/kinds/host.h"
#include "model/kinds/party.h"
#include "model/snapshot.h"

enum material_state {
	MATERIAL_READY,			/* with a key that fits, if needed */
	MATERIAL_STORE_UNAVAILABLE,	/* the store cannot be opened */
	MATERIAL_ABSENT,		/* not in the store */
	MATERIAL_KEY_MISSING,
	MATERIAL_KEY_UNREADABLE,
	MATERIAL_KEY_MISMATCH,
	MATERIAL_STATE_COUNT
};

struct material_item {
	struct cert *cert;
	struct key *key;	/* NULL unless MATERIAL_READY in Personal */
	enum material_state state;
	char *problem;		/* with the key, or NULL */
};

struct material_store {
	struct material_item *v;	/* sorted by thumbprint */
	size_t n, cap;
	char *problem;		/* why it cannot be opened, or NULL */
};

/* A party with one of its signature certificates. */
struct material_party {
	const struct party *party;	/* of the snapshot */
	const char *thumbprint;	/* of the party */
	struct cert *cert;	/* from the group's database, or NULL */
};

struct material {
	struct material_store other_people, personal;
	struct material_party *parties;	/* one for each certificate, sorted by
					   its thumbprint */
	size_t nparties;
	/* By enum cert_role, as the database knows them, or NULL. */
	struct cert *host_certs[CERT_ROLES];
};

/* account: whose Personal store.  Fails only on a bad account name. */
struct material *material_load(const struct snapshot *, const char *root,
    const char *account, const struct host *, struct err *);
void material_free(struct material *);

/*
 * The certificate for a usage.  *item is set for every state that has one;
 * *problem (never NULL) says in words what is wrong.
 */
enum material_state material_find(const struct material *, enum usage,
    const char *thumbprint, const struct material_item **item,
    const char **problem);

/* The database's copy of the host's certificate of that thumbprint or NULL. */
const struct cert *material_host_cert(const struct material *,
    const char *thumbprint);

/*
 * A party that has the certificate at that time, as current, next or previous
 * one, or NULL; *n: how many have it.
 */
const struct party *material_party(const struct material *,
    const char *thumbprint, int64_t at, size_t *n);

#endif
