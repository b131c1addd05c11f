/* SPDX-License-Identifier: ISC */
#include "engine/connection.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/mem.h"
#include "certstore/crl_check.h"
#include "certstore/curl.h"
#include "certstore/store.h"
#include "model/adapter.h"
#include "model/kinds/send_port.h"
#include "model/rollover.h"

enum { AFTER_MS = 2000,		/* for a refusal after the handshake */
	STEP_MS = 100 };

/* Everything one test needs; released at its end. */
struct attempt {
	const struct connection_request *request;
	const struct settings *settings;
	struct connection_report *out;
	struct curl curl;
	struct trust *trust;
	struct cert_list authorities;
	struct key *key;
	struct err why;		/* of the TLS set-up */
	char curl_why[CURL_ERROR_SIZE];
	long os_error;		/* errno of the last connect(), or 0 */
	int64_t end;		/* monotonic ms */
	bool closed;		/* by the server, after the handshake */
};

static int64_t
monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void __attribute__((format(printf, 3, 4)))
fail(struct connection_report *r, enum failure failure, const char *fmt, ...)
{
	va_list ap;

	r->failure = failure;
	va_start(ap, fmt);
	vsnprintf(r->reason, sizeof(r->reason), fmt, ap);
	va_end(ap);
}

/* ---- from a send port --------------------------------------------------- */

static char *
prop(const struct object *o, const struct adapter *a, const char *name)
{
	char *full = xasprintf("%s.%s", a->prefix, name), *value;

	value = xstrdup(props_get(&o->props, full));
	free(full);
	return value;
}

static void
take_certificate(struct connection_request *q, const struct object *o,
    const struct adapter *a)
{
	const struct field *f = a->send->fields;
	struct rollover_state s;
	char *name;
	size_t i;

	for (i = 0; i < a->send->nfields; i++, f++) {
		if (f->type != FIELD_CERT || f->role != CERT_CURRENT)
			continue;
		name = xasprintf("%s.%s", a->prefix, f->name);
		rollover_read(o, name, &s);
		q->certificate = xstrdup(rollover_effective(s.current, &s.r,
		    q->now));
		q->usage = f->usage;
		rollover_state_clear(&s);
		free(name);
	}
}

/* Its password is not needed to shake hands with most; it stays sealed. */
static void
take_proxy(struct connection_request *q, const struct object *o,
    const struct adapter *a)
{
	char *use = prop(o, a, "proxy"), *server, *port;

	if (use != NULL && strcmp(use, "own") == 0) {
		server = prop(o, a, "proxy_server");
		port = prop(o, a, "proxy_port");
		q->proxy = xasprintf("http://%s:%s", server != NULL ? server :
		    "", port != NULL ? port : "80");
		free(server);
		free(port);
	}
	free(use);
}

static bool
is_web(const char *url)
{
	return url != NULL && (strncasecmp(url, "http://", 7) == 0 ||
	    strncasecmp(url, "https://", 8) == 0);
}

bool
connection_of_port(struct connection_request *q, struct model *m,
    const char *name, struct err *err)
{
	struct object *o = model_get(m, &kind_send_port, name, err);
	const struct send_port *port = (const struct send_port *)o;
	const struct adapter *a;
	bool ok;

	if (o == NULL)
		return false;
	ok = is_web(port->uri);
	if (ok) {
		q->url = xstrdup(port->uri);
		a = port->adapter != NULL ? adapter_find(port->adapter) : NULL;
		if (a != NULL) {
			take_certificate(q, o, a);
			take_proxy(q, o, a);
		}
	} else {
		err_set(err, ERR_INVALID, "send port %s: no http or https "
		    "address (%s)", name, port->uri != NULL ? port->uri :
		    "none");
	}
	object_free(o);
	return ok;
}

void
connection_request_clear(struct connection_request *q)
{
	free(q->url);
	free(q->certificate);
	free(q->proxy);
	memset(q, 0, sizeof(*q));
}

/* ---- what we bring ------------------------------------------------------ */

static bool
read_url(const struct curl *c, struct connection_report *r, const char *url,
    struct err *err)
{
	CURLU *u = c->url();
	char *host = NULL, *user = NULL;
	size_t n;
	bool ok;

	ok = u != NULL && is_web(url) &&
	    c->url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    c->url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK;
	if (!ok) {
		err_set(err, ERR_USAGE, "URL such as "
		    "https://partner.example/edi expected (%.200s)", url);
	} else if (c->url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK) {
		ok = err_set(err, ERR_USAGE, "URL: must not contain a user "
		    "name or password");
	} else {
		n = strlen(host);
		r->host = host[0] == '[' && n > 2 ?
		    xstrndup(host + 1, n - 2) : xstrdup(host);
		r->url = xstrdup(url);
		r->protects = strncasecmp(url, "https:", 6) == 0;
	}
	c->free(user);
	c->free(host);
	c->url_cleanup(u);
	return ok;
}

/* Fit for the engine to show: there, with its key, valid, for this use. */
static bool
own_is_fit(struct attempt *a, const struct store *store, struct err *err)
{
	const struct connection_request *q = a->request;
	struct cert *c = a->out->own;
	char why[256];

	a->key = store_get_key(store, c, err);
	if (a->key == NULL)
		return false;
	if (!key_matches(a->key, c))
		return err_set(err, ERR_INVALID,
		    "its private key does not belong to it");
	if (q->now < c->not_before)
		return err_set(err, ERR_INVALID, "not yet valid");
	if (q->now > c->not_after)
		return err_set(err, ERR_INVALID, "expired");
	if (!usage_fits(q->usage, c, NULL, why, sizeof(why)))
		return err_set(err, ERR_INVALID, "%s", why);
	return true;
}

/* A failure is the test's result, as it would be a message's. */
static bool
load_own(struct attempt *a, const char *account)
{
	const char *thumbprint = a->request->certificate;
	char shown[THUMBPRINT_SHOWN];
	struct err err = { 0 };
	struct store *store;
	bool ok;

	if (thumbprint == NULL || !a->out->protects)
		return true;
	store = store_open(a->settings->stores, STORE_PERSONAL, account,
	    &err);
	if (store != NULL)
		a->out->own = store_get(store, thumbprint, &err);
	ok = a->out->own != NULL && own_is_fit(a, store, &err);
	store_close(store);
	if (!ok)
		fail(a->out, FAIL_TLS_CLIENT_CERT_LOAD, "client certificate "
		    "%s, store %s, computer %s, account %s: %s",
		    thumbprint_show(thumbprint, shown),
		    store_info(STORE_PERSONAL)->label,
		    a->settings->computer, account, err.text);
	return ok;
}

static bool
load_trust(struct attempt *a, struct err *err)
{
	a->trust = trust_load(a->settings->stores,
	    a->settings->system_roots != 0, err);
	return a->trust != NULL &&
	    crl_authorities(a->settings->stores, &a->authorities, err);
}

/* ---- the connection ----------------------------------------------------- */

static CURLcode
use_tls(CURL *h, void *ctx, void *arg)
{
	struct attempt *a = arg;

	(void)h;
	return tls_client_use(&a->out->tls, ctx, &a->why) ? CURLE_OK :
	    CURLE_SSL_CERTPROBLEM;
}

static int
progress(void *arg, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
    curl_off_t ulnow)
{
	const struct attempt *a = arg;

	(void)dltotal;
	(void)dlnow;
	(void)ultotal;
	(void)ulnow;
	return a->request->stop != NULL && atomic_load(a->request->stop);
}

static void
set_options(CURL *h, struct attempt *a)
{
	const struct connection_request *q = a->request;
	const struct curl *c = &a->curl;
	long ms = (long)a->settings->connection_seconds * 1000;

	c->easy_setopt(h, CURLOPT_URL, q->url);
	c->easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	c->easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L);
	c->easy_setopt(h, CURLOPT_PROXY, q->proxy != NULL ? q->proxy : "");
	c->easy_setopt(h, CURLOPT_HTTPPROXYTUNNEL,
	    (long)(q->proxy != NULL));
	c->easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	c->easy_setopt(h, CURLOPT_USERAGENT, "sealport");
	c->easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	/* A name server that is silent shall not keep us. */
	c->easy_setopt(h, CURLOPT_QUICK_EXIT, 1L);
	c->easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, ms);
	c->easy_setopt(h, CURLOPT_TIMEOUT_MS, ms);
	c->easy_setopt(h, CURLOPT_ERRORBUFFER, a->curl_why);
	c->easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
	c->easy_setopt(h, CURLOPT_XFERINFOFUNCTION, progress);
	c->easy_setopt(h, CURLOPT_XFERINFODATA, a);
	/* Our own judgement of the server takes the place of libcurl's. */
	c->easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
	c->easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
	c->easy_setopt(h, CURLOPT_SSL_CTX_FUNCTION, use_tls);
	c->easy_setopt(h, CURLOPT_SSL_CTX_DATA, a);
}

/*
 * In TLS 1.3 the handshake is over for us before the server has looked at our
 * certificate, so wait for its first word: a ticket, an alert, the end.
 */
static void
wait_for_word(CURL *h, struct attempt *a)
{
	struct tls_client *t = &a->out->tls;
	curl_socket_t fd = CURL_SOCKET_BAD;
	int64_t end = monotonic_ms() + AFTER_MS;
	struct pollfd p = { .events = POLLIN };
	CURLcode code;
	char byte;
	size_t n;

	if (a->curl.easy_getinfo(h, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK)
		return;
	if (end > a->end)
		end = a->end;
	p.fd = fd;
	while (!t->heard && t->alert < 0 && !a->closed &&
	    monotonic_ms() < end && !progress(a, 0, 0, 0, 0)) {
		n = 0;
		code = a->curl.easy_recv(h, &byte, 1, &n);
		if (code == CURLE_OK && n > 0)
			t->heard = true;
		else if (code != CURLE_AGAIN)
			a->closed = true;
		else
			(void)poll(&p, 1, STEP_MS);
	}
}

/* ---- what it means ------------------------------------------------------ */

/* The first that an engine would stumble over. */
static bool
judge_server(struct connection_report *r)
{
	const struct tls_client *t = &r->tls;
	enum cert_state s = t->verdict.state;

	if (t->chain.n == 0 || tls_client_trusts(t))
		return true;
	if (s == CERT_EXPIRED || s == CERT_NOT_YET_VALID)
		fail(r, FAIL_TLS_SERVER_EXPIRED, "%s", t->verdict.reason);
	else if (s != CERT_GOOD && s != CERT_REVOCATION_UNKNOWN)
		fail(r, FAIL_TLS_SERVER_UNTRUSTED, "%s", t->verdict.reason);
	else if (!t->name_fits)
		fail(r, FAIL_TLS_SERVER_NAME, "the certificate of %s is not "
		    "for %s", cert_title(t->chain.v[0]), r->host);
	else
		fail(r, FAIL_TLS_SERVER_UNTRUSTED, "the purpose of the "
		    "certificate of %s is not TLS server",
		    cert_title(t->chain.v[0]));
	return false;
}

/* An alert says that it refuses; one that just goes leaves that open. */
static enum client_result
client_result_of(const struct attempt *a, bool ended)
{
	const struct connection_report *r = a->out;

	if (!r->tls.asked)
		return CLIENT_NOT_ASKED;
	if (r->tls.alert >= 0)
		return r->own == NULL ? CLIENT_REQUIRED : CLIENT_REFUSED;
	if (ended)
		return r->own == NULL ? CLIENT_MISSED : CLIENT_CLOSED;
	if (r->own == NULL)
		return CLIENT_NONE;
	return r->tls.heard || strcmp(r->tls.protocol, "TLSv1.3") != 0 ?
	    CLIENT_ACCEPTED : CLIENT_SILENT;
}

static void
judge_client(struct attempt *a, bool ended)
{
	struct connection_report *r = a->out;
	char buf[32];

	r->client = client_result_of(a, ended);
	if (r->failure != FAIL_NONE)
		return;
	if (r->client == CLIENT_REFUSED || r->client == CLIENT_REQUIRED)
		fail(r, r->own == NULL ? FAIL_TLS_CLIENT_CERT_REQUIRED :
		    FAIL_TLS_CLIENT_CERT_REFUSED, "the server ended the "
		    "connection after %s certificate (%s)", r->own == NULL ?
		    "asking for a" : "seeing our", tls_alert_text(
		    r->tls.alert, buf, sizeof(buf)));
	else if (r->client == CLIENT_MISSED)
		fail(r, FAIL_TLS_CLIENT_CERT_REQUIRED, "the server ended the "
		    "connection after asking for a certificate, without "
		    "saying why");
	else if (r->client == CLIENT_CLOSED)
		fail(r, FAIL_XMIT_CONNECT, "the server ended the connection "
		    "after seeing our certificate, without saying why");
}

static void
judge_transport(struct attempt *a, CURLcode code)
{
	struct connection_report *r = a->out;
	const char *why = a->curl_why[0] != '\0' ? a->curl_why :
	    a->curl.easy_strerror(code);
	char buf[32];

	if (r->failure != FAIL_NONE)
		return;
	if (code == CURLE_SSL_CERTPROBLEM)
		fail(r, FAIL_TLS_CLIENT_CERT_LOAD, "%s", a->why.text);
	else if (code == CURLE_OPERATION_TIMEDOUT)
		fail(r, FAIL_XMIT_TIMEOUT, "%s has not answered within %"
		    PRId64 " seconds", r->host,
		    a->settings->connection_seconds);
	else if (code == CURLE_COULDNT_CONNECT && a->os_error != 0)
		fail(r, FAIL_XMIT_CONNECT, "%s: %s", r->host,
		    strerror((int)a->os_error));
	else if (code == CURLE_ABORTED_BY_CALLBACK)
		fail(r, FAIL_XMIT_TIMEOUT, "given up");
	else if (r->tls.alert >= 0)
		fail(r, FAIL_XMIT_CONNECT, "no TLS connection, the server "
		    "says: %s", tls_alert_text(r->tls.alert, buf,
		    sizeof(buf)));
	else
		fail(r, FAIL_XMIT_CONNECT, "%s", why);
}

static const struct {
	enum failure failure;
	int alert;		/* -1: any */
	enum client_result client;	/* NOT_ASKED: any */
	const char *text;
} advice[] = {
	{ FAIL_TLS_CLIENT_CERT_LOAD, -1, 0, "Install the certificate with its "
	  "private key in the Personal store of the account that sends, or "
	  "choose another one; until then every message of the port is "
	  "suspended." },
	{ FAIL_TLS_CLIENT_CERT_REQUIRED, -1, 0, "Ask the partner which "
	  "certificates the server accepts, install one with its key in the "
	  "Personal store of the account that sends, and set its thumbprint "
	  "on the send port." },
	{ FAIL_TLS_CLIENT_CERT_REFUSED, 48, 0, "The server does not know the "
	  "issuer of our certificate: send the partner the root and the "
	  "intermediate certificates, or use a certificate of one of the "
	  "authorities it names." },
	{ FAIL_TLS_CLIENT_CERT_REFUSED, 45, 0, "The server says that our "
	  "certificate has expired: install a new one, and have the partner "
	  "check the server's clock." },
	{ FAIL_TLS_CLIENT_CERT_REFUSED, 44, 0, "The server says that our "
	  "certificate was revoked: ask its issuer, and install a new "
	  "one." },
	{ FAIL_TLS_CLIENT_CERT_REFUSED, -1, 0, "Ask the partner why the server "
	  "refuses our certificate; compare its thumbprint, issuer and "
	  "purpose (TLS client) with what was agreed." },
	{ FAIL_TLS_SERVER_EXPIRED, -1, 0, "Have the partner install a current "
	  "certificate on the server, and check the clock of this "
	  "computer." },
	{ FAIL_TLS_SERVER_UNTRUSTED, -1, 0, "Ask the partner for the root "
	  "certificate, compare its SHA-256 by telephone, and import it into "
	  "the root store; intermediates that the server does not present "
	  "go into the ca store." },
	{ FAIL_TLS_SERVER_NAME, -1, 0, "Use the name that is in the server's "
	  "certificate as the address of the send port, or have the partner "
	  "replace the certificate." },
	{ FAIL_XMIT_CONNECT, 70, 0, "The server speaks only versions of TLS "
	  "older than 1.2: have the partner update it." },
	{ FAIL_XMIT_CONNECT, 40, 0, "Server and this computer have no cipher "
	  "or kind of key in common: have the partner update the server." },
	{ FAIL_XMIT_CONNECT, 112, 0, "The server does not know this name: "
	  "check the host in the URL." },
	{ FAIL_XMIT_CONNECT, -1, CLIENT_CLOSED, "Ask the partner why the "
	  "server closes the connection: servers do so silently where they "
	  "refuse a certificate, but also where the service behind them is "
	  "down." },
	{ FAIL_XMIT_CONNECT, -1, 0, "Check host name and port in the URL, the "
	  "firewall between here and there, and whether the server really "
	  "speaks TLS there." },
	{ FAIL_XMIT_TIMEOUT, -1, 0, "Check host name and port in the URL and "
	  "the firewall between here and there; a server that takes the "
	  "connection and says nothing often does not speak TLS at that "
	  "port." },
};

static const char *
advice_for(const struct connection_report *r)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(advice); i++)
		if (advice[i].failure == r->failure &&
		    (advice[i].alert < 0 || advice[i].alert == r->tls.alert) &&
		    (advice[i].client == CLIENT_NOT_ASKED ||
		    advice[i].client == r->client))
			return advice[i].text;
	return NULL;
}

/* ---- the test ----------------------------------------------------------- */

static void
run(struct attempt *a)
{
	struct connection_report *r = a->out;
	CURL *h = a->curl.easy_init();
	const char *address = NULL;
	CURLcode code;

	if (h == NULL) {
		fail(r, FAIL_XMIT_CONNECT, "libcurl cannot be started");
		return;
	}
	a->end = monotonic_ms() + a->settings->connection_seconds * 1000;
	set_options(h, a);
	code = a->curl.easy_perform(h);
	(void)a->curl.easy_getinfo(h, CURLINFO_OS_ERRNO, &a->os_error);
	if (a->curl.easy_getinfo(h, CURLINFO_PRIMARY_IP, &address) ==
	    CURLE_OK && address != NULL)
		snprintf(r->address, sizeof(r->address), "%s", address);
	if (code == CURLE_OK && r->tls.asked &&
	    strcmp(r->tls.protocol, "TLSv1.3") == 0)
		wait_for_word(h, a);
	if (r->protects)
		(void)judge_server(r);
	/* Silence is no refusal, an end of the connection is one. */
	judge_client(a, r->tls.alert >= 0 || a->closed ||
	    (code != CURLE_OK && code != CURLE_OPERATION_TIMEDOUT &&
	    code != CURLE_ABORTED_BY_CALLBACK));
	if (code != CURLE_OK)
		judge_transport(a, code);
	a->curl.easy_cleanup(h);
}

bool
connection_test(struct model *m, const struct connection_request *q,
    struct connection_report *r, struct err *err)
{
	struct attempt a = { .request = q, .settings = m->settings,
	    .out = r };
	bool ok = false;

	memset(r, 0, sizeof(*r));
	r->tls.alert = -1;
	if (!curl_load(&a.curl, err) || !read_url(&a.curl, r, q->url, err) ||
	    !load_trust(&a, err))
		goto out;
	ok = true;
	if (load_own(&a, m->user)) {
		r->tls.host = r->host;
		r->tls.trust = a.trust;
		r->tls.authorities = &a.authorities;
		r->tls.cert = r->own;
		r->tls.key = a.key;
		r->tls.now = q->now;
		r->tls.go_on = true;
		run(&a);
	}
	r->advice = advice_for(r);
out:
	key_free(a.key);
	cert_list_clear(&a.authorities);
	trust_free(a.trust);
	return ok;
}

void
connection_report_clear(struct connection_report *r)
{
	tls_client_clear(&r->tls);
	cert_free(r->own);
	free(r->url);
	free(r->host);
	memset(r, 0, sizeof(*r));
}
