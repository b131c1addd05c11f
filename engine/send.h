/* SPDX-License-Identifier: ISC */
/*
 * Sending: a body through a port's pipeline to wire bytes (runtime reference,
 * section 9).  All certificate checks come before the first byte; a message
 * is never sent in clear where encryption was configured.
 */
#ifndef ENGINE_SEND_H
#define ENGINE_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/spool.h"
#include "engine/instance.h"
#include "engine/outcome.h"
#include "engine/trace.h"
#include "model/props.h"

struct send_input {
	struct span body;
	bool response;			/* of a two-way location to its
					   request, instead of a port's */
	const char *content_type;	/* NULL: application/octet-stream */
	const char *file_name;		/* of the part, or NULL */
	const char *encryption_cert;	/* BTS.EncryptionCert, or NULL */
	int64_t at;
};

struct send_result {
	enum outcome outcome;	/* processed or suspended */
	struct fault fault;
	struct spool wire;	/* only when processed */
	struct props context;
	struct trace trace;
};

/*
 * By the name of the send port, or of the location that responds.  False only
 * where it could not be tried at all, as receive_run().
 */
bool send_run(const struct instance *, const char *name,
    const struct send_input *, struct send_result *, struct err *);
void send_result_clear(struct send_result *);

/*
 * The host a port sends in, by its handler, or NULL; there it also takes the
 * responses.  That of a location is receive_host().
 */
const char *send_host(const struct snapshot *, const char *port,
    struct err *);

#endif
