/* SPDX-License-Identifier: ISC */
/*
 * Receiving: wire bytes through a location's pipeline, party resolution and
 * the port's authentication (runtime reference, sections 5 to 7).
 */
#ifndef ENGINE_RECEIVE_H
#define ENGINE_RECEIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/spool.h"
#include "engine/instance.h"
#include "engine/outcome.h"
#include "engine/part.h"
#include "engine/trace.h"
#include "model/props.h"

#define GUEST_PARTY "s-1-5-7"

struct receive_input {
	struct span wire;
	bool response;			/* to what a solicit-response port
					   sent, instead of a location's */
	const char *windows_user;	/* from the transport, or NULL */
	const char *tls_thumbprint;	/* from the transport, or NULL */
	int64_t at;			/* the clock: validity, CRLs */
	bool contents;			/* of all parts are wanted */
};

struct receive_result {
	enum outcome outcome;
	struct fault fault;	/* FAIL_NONE when processed */
	struct spool body;	/* only when processed; nothing otherwise */
	char *party;		/* name, or NULL for guest */
	struct props context;	/* "BTS.SignatureCertificate", ...: section 5 */
	struct props part;	/* properties of the body part */
	struct part_list parts;	/* all of them, only when processed */
	struct spool contents;	/* theirs, at part.at, if wanted */
	struct trace trace;
};

/*
 * Runs the message, by the name of the location or of the port that gets the
 * response.  False only when it could not be tried at all (no such
 * location, options that cannot be parsed); every fate of the message itself
 * is an outcome.
 */
bool receive_run(const struct instance *, const char *name,
    const struct receive_input *, struct receive_result *, struct err *);
void receive_result_clear(struct receive_result *);

/* The host a location runs in, by its handler, or NULL. */
const char *receive_host(const struct snapshot *, const char *location,
    struct err *);

#endif
