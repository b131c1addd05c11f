/* SPDX-License-Identifier: ISC */
/* A connection's report in words, for both command line and console. */
#include "engine/connection.h"

#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/asn1.h"

enum { MAX_NAMES_SHOWN = 10, MAX_CAS_SHOWN = 10 };

static const struct {
	const char *word, *text;
} clients[] = {
	[CLIENT_NOT_ASKED] = { "not asked",
	    "the server does not ask for one in the handshake; it may still "
	    "do so for a path" },
	[CLIENT_NONE] = { "none",
	    "the server offers to take one and goes on without" },
	[CLIENT_ACCEPTED] = { "accepted", "asked for, shown and accepted" },
	[CLIENT_SILENT] = { "shown",
	    "asked for and shown; the server neither refuses nor confirms "
	    "it" },
	[CLIENT_REFUSED] = { "refused", "asked for, shown and refused" },
	[CLIENT_REQUIRED] = { "none",
	    "required, and none was shown; the server refuses to go on" },
	[CLIENT_CLOSED] = { "shown",
	    "asked for and shown; then the server closed the connection "
	    "without saying why" },
	[CLIENT_MISSED] = { "none",
	    "asked for; without one the server closed the connection, not "
	    "saying why" },
};

const char *
client_result_text(enum client_result r)
{
	return (size_t)r < ARRAY_SIZE(clients) ? clients[r].text : "";
}

const char *
client_result_word(enum client_result r)
{
	return (size_t)r < ARRAY_SIZE(clients) ? clients[r].word : "";
}

/* One line; what strangers wrote must not make a second one. */
static void __attribute__((format(printf, 3, 4)))
line(struct buf *b, const char *label, const char *fmt, ...)
{
	struct buf text = { 0 };
	char *raw = NULL, *safe;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&raw, fmt, ap) < 0)
		raw = NULL;
	va_end(ap);
	safe = text_safe(raw);
	buf_addf(&text, "%-12s %s", label, safe);
	buf_addf(b, "%s\n", *label != '\0' ? (char *)text.data : safe);
	buf_clear(&text);
	free(safe);
	free(raw);
}

char *
connection_server_names(const struct cert *c)
{
	GENERAL_NAMES *all = X509_get_ext_d2i(c->x509, NID_subject_alt_name,
	    NULL, NULL);
	const GENERAL_NAME *name;
	struct buf names = { 0 };
	char *text;
	int i, type;
	void *s;

	for (i = 0; i < sk_GENERAL_NAME_num(all) && i < MAX_NAMES_SHOWN; i++) {
		name = sk_GENERAL_NAME_value(all, i);
		s = GENERAL_NAME_get0_value(name, &type);
		if (type != GEN_DNS)
			continue;
		text = asn1_text(s);
		buf_addf(&names, "%s%s", names.len > 0 ? ", " : "", text);
		free(text);
	}
	GENERAL_NAMES_free(all);
	if (names.len == 0)
		buf_adds(&names, cert_title(c));
	return buf_steal(&names);
}

static void
add_names(const struct cert *c, struct buf *b)
{
	char *names = connection_server_names(c);

	line(b, "names", "%s", names);
	free(names);
}

static void
add_cert(const struct cert *c, size_t number, struct buf *b)
{
	char from[WHEN_TEXT], to[WHEN_TEXT], shown[THUMBPRINT_SHOWN];

	buf_addf(b, "\ncertificate %zu\n", number);
	line(b, "subject", "%s", c->subject);
	line(b, "issuer", "%s", c->issuer);
	line(b, "valid", "%s to %s", when_text(c->not_before, from),
	    when_text(c->not_after, to));
	line(b, "thumbprint", "%s", thumbprint_show(c->thumbprint, shown));
	line(b, "SHA-256", "%s", c->sha256);
}

static void
add_verdict(const struct connection_report *r, struct buf *b)
{
	const struct tls_client *t = &r->tls;
	enum cert_state s = t->verdict.state;
	bool unknown = s == CERT_REVOCATION_UNKNOWN;
	bool dates = s == CERT_EXPIRED || s == CERT_NOT_YET_VALID;
	bool chain = s == CERT_GOOD || unknown || s == CERT_REVOKED;

	line(b, "name", "%s", t->name_fits ? "fits" : "does not fit");
	line(b, "validity", "%s", dates ? t->verdict.reason : "holds");
	line(b, "chain", "%s", chain ? "ends in a trusted root" :
	    dates ? "not judged" : t->verdict.reason);
	line(b, "revocation", "%s%s", !chain ? "not judged" :
	    s == CERT_GOOD ? "not revoked" : unknown ? "unknown: " : "",
	    chain && s != CERT_GOOD ? t->verdict.reason : "");
	line(b, "purpose", "%s", t->for_servers ? "TLS server" :
	    "not TLS server");
}

static void
add_client(const struct connection_report *r, struct buf *b)
{
	char shown[THUMBPRINT_SHOWN];
	size_t i;

	line(b, "", "client certificate: %s", client_result_text(r->client));
	if (r->own != NULL)
		line(b, "ours", "%s [%s]", cert_title(r->own),
		    thumbprint_show(r->own->thumbprint, shown));
	if (!r->tls.asked)
		return;
	for (i = 0; i < r->tls.ncas && i < MAX_CAS_SHOWN; i++)
		line(b, i == 0 ? "issued by" : "or", "%s", r->tls.cas[i]);
	if (r->tls.ncas > i)
		line(b, "or", "%zu others", r->tls.ncas - i);
	if (r->tls.ncas == 0)
		line(b, "issued by", "any authority, as far as the server "
		    "says");
}

void
connection_report_text(const struct connection_report *r, int64_t now,
    struct buf *b)
{
	const struct tls_client *t = &r->tls;
	char span[WHEN_TEXT];
	size_t i;

	line(b, "", "%s: %s", r->url, r->failure == FAIL_NONE ? "good" :
	    failure_info(r->failure)->code);
	if (r->failure != FAIL_NONE)
		line(b, "", "%s", r->reason);
	if (r->advice != NULL)
		line(b, "", "%s", r->advice);
	if (r->failure == FAIL_NONE && !r->protects)
		line(b, "", "A connection can be made, but it is not TLS: "
		    "nothing protects what is sent, and no certificate is "
		    "shown.");
	if (r->address[0] != '\0') {
		buf_addc(b, '\n');
		line(b, "address", "%s", r->address);
	}
	if (t->done)
		line(b, "protocol", "%s, %s", t->protocol, t->cipher);
	if (t->chain.n == 0)
		return;
	add_verdict(r, b);
	add_names(t->chain.v[0], b);
	if (t->chain.v[0]->not_after >= now)
		line(b, "expires in", "%s", when_span(
		    t->chain.v[0]->not_after - now, span));
	buf_addc(b, '\n');
	add_client(r, b);
	for (i = 0; i < t->chain.n; i++)
		add_cert(t->chain.v[i], i + 1, b);
}
