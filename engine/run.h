/* SPDX-License-Identifier: ISC */
/*
 * One message on its way through the stages of a pipeline, and how a
 * component says what it did: trace, warnings, fault.
 */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "certstore/usage.h"
#include "engine/instance.h"
#include "engine/mime.h"
#include "engine/outcome.h"
#include "engine/trace.h"
#include "model/kinds/group.h"
#include "model/kinds/party.h"
#include "model/props.h"

struct handler;
struct part_list;
struct pipeline;
struct send_input;

struct run {
	const struct instance *instance;
	const struct group *group;
	const char *owner_kind, *owner;	/* "receive location", its name */
	int64_t at;
	size_t max_size;		/* of the message at any layer */

	struct span data;	/* what the next component gets */
	struct spool owned;	/* holds it, unless it is the caller's */

	struct props *context;
	struct props *part;	/* of the body part; receiving only */
	struct part_list *parts;	/* all of them; receiving only */
	struct spool *contents;	/* theirs, or NULL: not wanted */
	struct trace *trace;
	struct fault *fault;
	struct buf warnings;	/* comma separated */
	const char *stage, *component;	/* running now */

	/* What receiving found out. */
	bool encrypted, is_signed;
	bool unprotected;	/* a cipher without integrity was used */
	bool signed_outside;	/* and nothing signed inside encryption */
	bool ambiguous;		/* signed by more than one party */
	const struct party *party;
	bool refuse_legacy;	/* algorithms, instead of marking them */

	/* What sending is told. */
	const struct send_input *input;
	const char *encryption_certs[CERT_ROLES];	/* of the port, the
							   one to be read by
							   all first */
	size_t nencryption_certs;
	bool pss, oaep;			/* the partner takes these */
	bool allow_legacy;		/* DES3, SHA-1 */
};

/*
 * An object that another one names, as its struct; ERR_NOT_FOUND names kind
 * and name.  name may be NULL.
 */
const void *run_object(const struct snapshot *, const struct kind *,
    const char *name, struct err *);
const struct group *run_group(const struct snapshot *);

/* Of a port or a location, either way: what runs, and in which host. */
struct run_way {
	const struct pipeline *pipeline;
	const struct handler *handler;
};

/* By their names, as run_object(). */
bool run_find_way(const struct snapshot *, const char *pipeline,
    const char *handler, struct run_way *, struct err *);

void run_clear(struct run *);

/* An empty spool for what the message becomes; secret as the message is. */
struct spool run_spool(const struct run *, size_t expect);
/* The message is now what s, finished, holds; s is empty afterwards. */
void run_take(struct run *, struct spool *s);
/* Into a spool of its own, if it is the caller's.  TEMP_FULL. */
bool run_own(struct run *);
/* After run_own(): into an empty spool; run->data is no more afterwards. */
void run_give(struct run *, struct spool *to);

void run_trace(struct run *, const char *thumbprint, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A mark on the message, once each; also traced. */
void run_warn(struct run *, const char *word, const char *thumbprint,
    const char *text);

/* A mark for an old algorithm; false, the run's end, if it is refused. */
bool run_legacy(struct run *, const char *word, const char *thumbprint,
    const char *text);

/* End of the run.  All return false. */
bool run_fail(struct run *, enum failure, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The text goes on with usage, store, computer, account, owner and host. */
bool run_fail_cert(struct run *, enum failure, enum usage,
    const char *thumbprint, const char *problem);
/* What the code says: SMIME_LIMIT, TEMP_FULL or, of others, as given. */
enum failure run_failure(const struct err *, enum failure others);
bool run_fail_mime(struct run *, const struct err *);

void run_set_bool(struct run *, const char *property, bool);

#endif
