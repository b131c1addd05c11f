/* SPDX-License-Identifier: ISC */
/* cert test-connection */
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "cli/json.h"
#include "cli/verbs.h"
#include "engine/connection.h"
#include "model/kinds/send_port.h"

/* ---- as text ------------------------------------------------------------ */

static void
print_text(struct invocation *c, const struct connection_report *r,
    int64_t now)
{
	struct buf b = { 0 };
	char *line, *rest;

	connection_report_text(r, now, &b);
	for (line = (char *)b.data; line != NULL && *line != '\0';
	    line = rest) {
		rest = strchr(line, '\n');
		if (rest != NULL)
			*rest++ = '\0';
		if (*line == '\0')
			out_text(&c->out, "\n");
		else
			out_wrap(&c->out, "", line);
	}
	buf_clear(&b);
}

/* ---- as JSON ------------------------------------------------------------ */

static json_t *
json_of_cert(const struct cert *c)
{
	json_t *j = json_object();

	json_put(j, "subject", json_of_text(c->subject));
	json_put(j, "issuer", json_of_text(c->issuer));
	json_put(j, "not_before", json_of_time(c->not_before));
	json_put(j, "not_after", json_of_time(c->not_after));
	json_put(j, "thumbprint", json_of_text(c->thumbprint));
	json_put(j, "sha256", json_of_text(c->sha256));
	return j;
}

static void
put_server(json_t *j, const struct tls_client *t)
{
	json_t *chain = json_array();
	bool seen = t->chain.n > 0;
	size_t i;

	for (i = 0; i < t->chain.n; i++)
		json_push(chain, json_of_cert(t->chain.v[i]));
	json_put(j, "protocol", json_of_text(t->done ? t->protocol : NULL));
	json_put(j, "cipher", json_of_text(t->done ? t->cipher : NULL));
	json_put(j, "certificates", chain);
	json_put(j, "name_fits", seen ? json_boolean(t->name_fits) :
	    json_null());
	json_put(j, "state", json_of_text(seen ?
	    cert_state_text(t->verdict.state) : NULL));
	json_put(j, "state_reason", json_of_text(seen &&
	    t->verdict.state != CERT_GOOD ? t->verdict.reason : NULL));
}

static void
put_client(json_t *j, const struct connection_report *r)
{
	json_t *cas = json_array();
	size_t i;

	for (i = 0; i < r->tls.ncas; i++)
		json_push(cas, json_of_text(r->tls.cas[i]));
	json_put(j, "client_certificate_asked", json_boolean(r->tls.asked));
	json_put(j, "client_certificate", json_of_text(r->own != NULL ?
	    r->own->thumbprint : NULL));
	json_put(j, "client_result", json_of_text(r->tls.chain.n > 0 ?
	    client_result_word(r->client) : NULL));
	json_put(j, "authorities", cas);
}

static void
print_json(struct invocation *c, const struct connection_report *r)
{
	bool failed = r->failure != FAIL_NONE;
	json_t *j = json_document();

	json_put(j, "url", json_of_text(r->url));
	json_put(j, "address", json_of_text(r->address[0] != '\0' ?
	    r->address : NULL));
	json_put(j, "protected", json_boolean(r->protects));
	json_put(j, "failure", json_of_text(failed ?
	    failure_info(r->failure)->code : NULL));
	json_put(j, "reason", json_of_text(failed ? r->reason : NULL));
	json_put(j, "advice", json_of_text(r->advice));
	put_server(j, &r->tls);
	put_client(j, r);
	json_print(&c->out, j);
}

/* ---- the verb ----------------------------------------------------------- */

static bool
read_request(struct invocation *c, struct connection_request *q,
    struct err *err)
{
	const char *thumbprint = c->options[OPTION_CLIENT_CERTIFICATE];
	char parsed[THUMBPRINT_SIZE];

	q->now = when_now();
	q->usage = USAGE_HTTPS;
	if (c->nargs == 2) {
		if (strcmp(c->args[0], kind_send_port.name) != 0)
			return err_set(err, ERR_USAGE, "%s: URL or "
			    "send-port NAME expected (%s)", c->word,
			    c->args[0]);
		if (!connection_of_port(q, c->model, c->args[1], err))
			return false;
	} else {
		q->url = xstrdup(c->args[0]);
	}
	if (thumbprint == NULL)
		return true;
	if (!thumbprint_parse(thumbprint, parsed, err)) {
		if (err != NULL)
			err->code = ERR_USAGE;
		return err_prefix(err, "--client-certificate");
	}
	str_replace(&q->certificate, parsed);
	return true;
}

/*
 * Of a send port as it is configured.  Who may only look can test as well,
 * but nobody will know.
 */
static bool
record(struct invocation *c, const struct connection_request *q,
    const struct connection_report *r, struct err *err)
{
	if (c->nargs != 2 || c->options[OPTION_CLIENT_CERTIFICATE] != NULL ||
	    c->model->why_read_only != NULL)
		return true;
	return connection_record(c->model, c->args[1], q, r, err);
}

bool
verb_cert_test_connection(struct invocation *c, struct err *err)
{
	struct connection_request q = { 0 };
	struct connection_report r = { 0 };
	bool ok;

	ok = read_request(c, &q, err) && connection_test(c->model, &q, &r,
	    err) && record(c, &q, &r, err);
	if (ok && invocation_has(c, OPTION_JSON))
		print_json(c, &r);
	else if (ok)
		print_text(c, &r, q.now);
	c->status = r.failure != FAIL_NONE ? STATUS_FAILED : STATUS_DONE;
	connection_report_clear(&r);
	connection_request_clear(&q);
	return ok;
}
