/* SPDX-License-Identifier: ISC */
/*
 * What became of the last connection test of each send port, per computer
 * and account, as the database knows it: for the audit.
 */
#ifndef MODEL_CONNECTION_RESULT_H
#define MODEL_CONNECTION_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/model.h"

struct connection_result {
	char *send_port;
	char *transport;	/* "primary" */
	char *computer, *account;
	int64_t at;
	char *uri;
	char *certificate;	/* of ours, or NULL */
	char *failure;		/* code, or NULL: a message would go through */
	char *phase;		/* "connect", "handshake", "server", "client",
				   "done" */
	char *reason;		/* or NULL */
	/* Of the server's certificate; NULL: none was seen. */
	char *server_names, *server_issuer;
	bool server_trusted, name_fits;
	int64_t not_after;
	char *protocol, *cipher;	/* or NULL */
	char *client;		/* "not asked", "none", "accepted", "shown",
				   "refused" */
};

struct connection_results {	/* by port, then as written */
	struct connection_result *v;
	size_t n, cap;
};

bool connection_results_load(struct model *, struct connection_results *,
    struct err *);
void connection_results_clear(struct connection_results *);
/* Appended, all empty. */
struct connection_result *connection_results_add(struct connection_results *);

/*
 * Replace what is known of the same port, transport, computer and account.
 * ERR_DENIED where the database may not be written, ERR_NOT_FOUND where there
 * is no such port.
 */
bool connection_result_write(struct model *, const struct connection_result *,
    struct err *);

#endif
