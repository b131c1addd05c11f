/* SPDX-License-Identifier: ISC */
/*
 * Our side of a TLS connection, for whoever makes it with libcurl: which
 * server is good enough, which certificate we show, and a record of what both
 * sides said.  The server is judged by the stores of this computer, never by
 * asking anybody.  libcurl does names, addresses, time-outs and bytes.
 */
#ifndef ENGINE_TLS_CLIENT_H
#define ENGINE_TLS_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/key.h"
#include "certstore/trust.h"

#define MAX_SERVER_CHAIN 32	/* certificates looked at */
#define MAX_SERVER_CAS 200	/* names looked at */

struct tls_client {
	/* Set before; the caller's, and there until the connection ends. */
	const char *host;	/* name or address, without brackets */
	const struct trust *trust;
	const struct cert_list *authorities;	/* to complete our chain */
	const struct cert *cert;	/* to show if asked, or NULL */
	const struct key *key;
	int64_t now;
	bool go_on;	/* shake hands to the end with any server: a test */

	/* What was seen. */
	struct cert_list chain;	/* as presented, its own first */
	struct verdict verdict;	/* chain, validity, revocation */
	bool name_fits;
	bool for_servers;	/* its purpose */
	bool asked;		/* for a client certificate */
	char **cas;		/* whose, as the server says; may be none */
	size_t ncas;
	int alert;		/* last alert it sent, or -1 */
	bool done;		/* the handshake */
	bool heard;		/* something came after it */
	char protocol[16], cipher[64];
};

struct ssl_ctx_st;

/* Of libcurl's CURLOPT_SSL_CTX_FUNCTION.  Fails where our certificate does. */
bool tls_client_use(struct tls_client *, struct ssl_ctx_st *, struct err *);
void tls_client_clear(struct tls_client *);	/* what was seen */

/* Would an engine send to this server? */
bool tls_client_trusts(const struct tls_client *);

/* "unknown ca", or "alert 200". */
const char *tls_alert_text(int alert, char *buf, size_t size);

#endif
