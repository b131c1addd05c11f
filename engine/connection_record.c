/* SPDX-License-Identifier: ISC */
/* What a connection test found, kept for the audit. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/connection.h"
#include "model/connection_result.h"
#include "model/inventory.h"

static const char *
phase_of(const struct connection_report *r)
{
	if (r->failure == FAIL_NONE)
		return "done";
	if (r->failure == FAIL_TLS_CLIENT_CERT_REQUIRED ||
	    r->failure == FAIL_TLS_CLIENT_CERT_REFUSED ||
	    (r->client == CLIENT_CLOSED && r->failure == FAIL_XMIT_CONNECT))
		return "client";
	if (r->tls.chain.n == 0)
		return r->address[0] != '\0' && r->protects ? "handshake" :
		    "connect";
	return r->tls.done || r->failure == FAIL_TLS_SERVER_EXPIRED ||
	    r->failure == FAIL_TLS_SERVER_UNTRUSTED ||
	    r->failure == FAIL_TLS_SERVER_NAME ? "server" : "handshake";
}

static void
take_server(struct connection_result *to, const struct tls_client *t)
{
	enum cert_state s = t->verdict.state;

	if (t->done) {
		to->protocol = xstrdup(t->protocol);
		to->cipher = xstrdup(t->cipher);
	}
	if (t->chain.n == 0)
		return;
	to->server_names = connection_server_names(t->chain.v[0]);
	to->server_issuer = xstrdup(t->chain.v[t->chain.n - 1]->issuer);
	to->server_trusted = s != CERT_UNTRUSTED && s != CERT_BROKEN;
	to->name_fits = t->name_fits;
	to->not_after = t->chain.v[0]->not_after;
}

bool
connection_record(struct model *m, const char *send_port,
    const struct connection_request *q, const struct connection_report *r,
    struct err *err)
{
	struct connection_results one = { 0 };
	struct connection_result *to = connection_results_add(&one);
	bool ok;

	to->send_port = xstrdup(send_port);
	to->transport = xstrdup("primary");
	to->computer = model_computer(m, err);
	to->account = xstrdup(m->user);
	to->at = q->now;
	to->uri = xstrdup(q->url);
	to->certificate = xstrdup(q->certificate);
	if (r->failure != FAIL_NONE) {
		to->failure = xstrdup(failure_info(r->failure)->code);
		to->reason = xstrdup(r->reason);
	}
	to->phase = xstrdup(phase_of(r));
	to->client = xstrdup(client_result_word(r->client));
	take_server(to, &r->tls);
	ok = to->computer != NULL && connection_result_write(m, to, err);
	connection_results_clear(&one);
	return ok;
}
