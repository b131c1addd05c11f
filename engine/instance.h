/* SPDX-License-Identifier: ISC */
/*
 * One host instance at work: the snapshot it runs by and the certificate
 * material of its computer and account, loaded once and then only read.
 * Messages are functions of it: receive.h, send.h.
 */
#ifndef ENGINE_INSTANCE_H
#define ENGINE_INSTANCE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/trust.h"
#include "model/kinds/host.h"
#include "model/kinds/host_instance.h"
#include "model/snapshot.h"

struct material;		/* certificates and keys by thumbprint */
struct verdicts;		/* of trust, remembered */
struct known;			/* certificates of messages, remembered */
struct temp;

struct instance {
	const struct snapshot *snapshot;
	const struct host *host;
	const struct host_instance *row;
	char *stores;		/* root folder */
	struct trust *trust;
	struct verdicts *verdicts;
	struct known *known;
	struct material *material;
	struct temp *temp;	/* what large messages overflow to */
	struct buf capabilities;	/* ours, as they are signed: cms.h */
};

/* Which instance to be; NULL members: the only one that fits. */
struct instance_choice {
	const char *computer;
	const char *account;
};

/*
 * The instance of `host` that fits the choice; without one, that of this
 * computer (settings), if it is the only one.  An error lists the
 * possibilities.  A temporary folder that others could read is an error.
 * The snapshot must outlive it.
 */
struct instance *instance_open(const struct snapshot *,
    const struct settings *, const char *host, const struct instance_choice *,
    struct err *);
void instance_close(struct instance *);

#endif
