/* SPDX-License-Identifier: ISC */
#include "engine/tls_client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/asn1.h"
#include "certstore/ossl_err.h"

/* ---- the server --------------------------------------------------------- */

static bool
name_fits(const char *host, X509 *x)
{
	if (X509_check_ip_asc(x, host, 0) == 1)
		return true;
	return X509_check_host(x, host, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
	    NULL) == 1;
}

static void
record_chain(struct tls_client *t, X509 *leaf, STACK_OF(X509) *all)
{
	struct cert *c;
	X509 *x;
	int i;

	cert_list_clear(&t->chain);
	for (i = -1; i < sk_X509_num(all) && i < MAX_SERVER_CHAIN; i++) {
		x = i < 0 ? leaf : sk_X509_value(all, i);
		if (i >= 0 && X509_cmp(x, leaf) == 0)
			continue;
		X509_up_ref(x);
		c = cert_from_x509(x, NULL);
		if (c != NULL)
			cert_list_add(&t->chain, c);
		else if (i < 0)
			return;
	}
}

/* OpenSSL's question whether the chain is good: answered by our stores. */
static int
on_chain(X509_STORE_CTX *ctx, void *arg)
{
	struct tls_client *t = arg;
	X509 *leaf = X509_STORE_CTX_get0_cert(ctx);
	bool good;

	record_chain(t, leaf, X509_STORE_CTX_get0_untrusted(ctx));
	if (t->chain.n > 0) {
		trust_judge(t->trust, t->chain.v[0], &t->chain, t->now,
		    TRUST_CHAIN | TRUST_REVOCATION, &t->verdict);
		t->name_fits = name_fits(t->host, leaf);
		t->for_servers = X509_check_purpose(leaf,
		    X509_PURPOSE_SSL_SERVER, 0) == 1;
	}
	good = t->go_on || tls_client_trusts(t);
	X509_STORE_CTX_set_error(ctx, good ? X509_V_OK :
	    X509_V_ERR_APPLICATION_VERIFICATION);
	ERR_clear_error();
	return good;
}

/* Nobody has the list of every server's issuer: unknown is no refusal. */
bool
tls_client_trusts(const struct tls_client *t)
{
	return t->chain.n > 0 && t->name_fits && t->for_servers &&
	    (t->verdict.state == CERT_GOOD ||
	    t->verdict.state == CERT_REVOCATION_UNKNOWN);
}

/* ---- ourselves ---------------------------------------------------------- */

/* Called when the server asks for a certificate; ours is in place. */
static int
on_request(SSL *ssl, void *arg)
{
	struct tls_client *t = arg;
	const STACK_OF(X509_NAME) *cas = SSL_get0_peer_CA_list(ssl);
	int i;

	if (t->asked)
		return 1;
	t->asked = true;
	t->cas = xcalloc(MAX_SERVER_CAS, sizeof(*t->cas));
	for (i = 0; i < sk_X509_NAME_num(cas) && i < MAX_SERVER_CAS; i++)
		t->cas[t->ncas++] = asn1_name_text(
		    sk_X509_NAME_value(cas, i));
	return 1;
}

/* What stands between our certificate and its root; NULL: nothing. */
static STACK_OF(X509) *
our_chain(const struct tls_client *t)
{
	STACK_OF(X509) *all = sk_X509_new_null(), *chain = NULL;
	size_t i;

	for (i = 0; all != NULL && t->authorities != NULL &&
	    i < t->authorities->n; i++)
		(void)sk_X509_push(all, t->authorities->v[i]->x509);
	chain = X509_build_chain(t->cert->x509, all, NULL, 0, NULL, NULL);
	if (chain != NULL)
		X509_free(sk_X509_shift(chain));
	sk_X509_free(all);
	return chain;
}

static bool
show_ours(struct tls_client *t, SSL_CTX *ctx, struct err *err)
{
	STACK_OF(X509) *chain;
	bool ok;

	if (t->cert == NULL)
		return true;
	chain = our_chain(t);
	ok = SSL_CTX_use_cert_and_key(ctx, t->cert->x509, t->key->pkey,
	    chain, 1) == 1;
	sk_X509_pop_free(chain, X509_free);
	return ok || ossl_err(err, ERR_INVALID,
	    "certificate %s: cannot be shown to a server",
	    cert_title(t->cert));
}

/* ---- what is said ------------------------------------------------------- */

static void
on_event(const SSL *ssl, int where, int value)
{
	struct tls_client *t = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	/* In TLS 1.3 the level says nothing (RFC 8446 6). */
	if (where == SSL_CB_READ_ALERT &&
	    (value & 0xff) != SSL_AD_CLOSE_NOTIFY &&
	    (value & 0xff) != SSL_AD_USER_CANCELLED)
		t->alert = value & 0xff;
	if (where != SSL_CB_HANDSHAKE_DONE || t->done)
		return;
	t->done = true;
	snprintf(t->protocol, sizeof(t->protocol), "%s",
	    SSL_get_version(ssl));
	snprintf(t->cipher, sizeof(t->cipher), "%s",
	    SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)));
}

/*
 * In TLS 1.3 we are done before the server has seen our certificate; a
 * session ticket is the first it says when it has (RFC 8446 4.6.1).
 */
static void
on_message(int sent, int version, int type, const void *data, size_t len,
    SSL *ssl, void *arg)
{
	struct tls_client *t = arg;

	(void)version;
	(void)ssl;
	if (!sent && t->done && type == SSL3_RT_HANDSHAKE && len > 0 &&
	    *(const unsigned char *)data == SSL3_MT_NEWSESSION_TICKET)
		t->heard = true;
}

bool
tls_client_use(struct tls_client *t, SSL_CTX *ctx, struct err *err)
{
	t->alert = -1;
	SSL_CTX_set_app_data(ctx, t);
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(ctx, on_chain, t);
	SSL_CTX_set_cert_cb(ctx, on_request, t);
	SSL_CTX_set_info_callback(ctx, on_event);
	SSL_CTX_set_msg_callback(ctx, on_message);
	SSL_CTX_set_msg_callback_arg(ctx, t);
	return show_ours(t, ctx, err);
}

void
tls_client_clear(struct tls_client *t)
{
	size_t i;

	cert_list_clear(&t->chain);
	for (i = 0; i < t->ncas; i++)
		free(t->cas[i]);
	free(t->cas);
	t->cas = NULL;
	t->ncas = 0;
}

const char *
tls_alert_text(int alert, char *buf, size_t size)
{
	const char *s = SSL_alert_desc_string_long(alert);

	if (strcmp(s, "unknown") != 0)
		return s;
	snprintf(buf, size, alert == 116 ? "certificate required" :
	    alert == 120 ? "no application protocol" : "alert %d", alert);
	return buf;
}
