/* SPDX-License-Identifier: ISC */
/*
 * Test connection: connect to a server as a send port would, shake hands, and
 * say in words what the server presents, asks for and accepts, and what to do
 * where that is not good enough.  No request is sent, nobody is asked
 * anything, and the time is limited.
 */
#ifndef ENGINE_CONNECTION_H
#define ENGINE_CONNECTION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/usage.h"
#include "engine/outcome.h"
#include "engine/tls_client.h"
#include "model/model.h"

struct connection_request {
	char *url;
	char *certificate;	/* thumbprint to show, or NULL */
	enum usage usage;	/* USAGE_HTTPS or USAGE_SOAP */
	char *proxy;		/* "host:port" or NULL */
	int64_t now;
	const atomic_bool *stop;	/* gives up when true; or NULL */
};

/*
 * URL, proxy and, as of the request's now, certificate of a send port's
 * primary transport.
 */
bool connection_of_port(struct connection_request *, struct model *,
    const char *name, struct err *);
void connection_request_clear(struct connection_request *);

enum client_result {
	CLIENT_NOT_ASKED,
	CLIENT_NONE,		/* asked, none shown, and let in */
	CLIENT_ACCEPTED,
	CLIENT_SILENT,		/* shown; not refused so far, nor confirmed */
	CLIENT_REFUSED,		/* shown; the server says no */
	CLIENT_REQUIRED,	/* none shown; the server says it must be */
	CLIENT_CLOSED,		/* shown; the server has just gone */
	CLIENT_MISSED,		/* none shown; the server has just gone */
};

struct connection_report {
	char *url, *host;
	bool protects;		/* https */
	char address[64];	/* connected to, "" where not */
	enum failure failure;	/* FAIL_NONE: a message would go through */
	char reason[512];	/* of the failure, in words */
	const char *advice;	/* what to do, or NULL */
	enum client_result client;
	struct tls_client tls;	/* what was seen */
	struct cert *own;	/* that was to be shown, or NULL */
};

/*
 * False only where there is nothing to test: no http or https URL, or stores
 * that cannot be read.  The Personal store is that of the model's user.  The
 * report is to be cleared in any case.
 */
bool connection_test(struct model *, const struct connection_request *,
    struct connection_report *, struct err *);
void connection_report_clear(struct connection_report *);

/*
 * Keep it as the last test of that send port by this computer and account,
 * for the audit.  The request as connection_of_port() made it.  ERR_DENIED
 * where the database may not be written.
 */
bool connection_record(struct model *, const char *send_port,
    const struct connection_request *, const struct connection_report *,
    struct err *);

/* The names a server's certificate is for; the caller frees. */
char *connection_server_names(const struct cert *);

/* The report in lines of text. */
void connection_report_text(const struct connection_report *, int64_t now,
    struct buf *);
const char *client_result_text(enum client_result);	/* one sentence */
const char *client_result_word(enum client_result);	/* "accepted" */

#endif
