/* SPDX-License-Identifier: ISC */
#include "engine/guide_sheet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/cert.h"
#include "engine/cms.h"
#include "model/audit/topology.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/party.h"
#include "model/rollover.h"
#include "model/snapshot.h"

enum { MAX_CONTACT = 255 };	/* bytes */

struct sheet {
	struct buf *b;
	const struct snapshot *snapshot;
	const struct topology *topology;
	const struct party *party;	/* or NULL */
	const char *contact;		/* or NULL */
	int64_t at;
};

/* ---- lines --------------------------------------------------------------- */

static void
heading(struct sheet *s, const char *text)
{
	buf_addf(s->b, "\n%s\n", text);
}

static void
line(struct sheet *s, const char *label, const char *value)
{
	if (value != NULL && *value != '\0')
		buf_addf(s->b, "  %-20s %s\n", label, value);
}

/* "2AE0:..." in groups of two, as telephones and other programs want it. */
static void
fingerprint(struct sheet *s, const char *label, const char *hex, size_t most)
{
	size_t i, n = strlen(hex);

	for (i = 0; i < n; i += 2) {
		if (i % most == 0)
			buf_addf(s->b, "  %-20s ", i == 0 ? label : "");
		buf_addf(s->b, "%.2s%s", hex + i, i + 2 == n ||
		    (i + 2) % most == 0 ? "\n" : ":");
	}
}

static void
upper(char *hex)
{
	for (; *hex != '\0'; hex++)
		if (*hex >= 'a' && *hex <= 'f')
			*hex = (char)(*hex - 'a' + 'A');
}

static struct cert *
known(const struct sheet *s, const char *thumbprint)
{
	const struct certificate *row = thumbprint == NULL ? NULL :
	    (const struct certificate *)snapshot_find(s->snapshot,
	    "certificate", thumbprint);

	return row != NULL && row->pem != NULL ? inventory_read_pem(row->pem,
	    thumbprint, NULL) : NULL;
}

/* whole: with PEM, for one that the partner has to install. */
static void
certificate(struct sheet *s, const char *title, const char *thumbprint,
    bool whole)
{
	struct cert *c = known(s, thumbprint);
	char from[WHEN_TEXT], to[WHEN_TEXT], *key, *valid, *sha256;
	char thumb[THUMBPRINT_SIZE];

	if (thumbprint == NULL)
		return;
	heading(s, title);
	if (c == NULL) {
		line(s, "SHA-1", thumbprint);
		line(s, "", "(the group does not hold the certificate itself)");
		return;
	}
	key = xasprintf("%s, %d bits", c->key_type, c->key_bits);
	valid = xasprintf("%s to %s", when_date(c->not_before, from),
	    when_date(c->not_after, to));
	sha256 = xstrdup(c->sha256);
	upper(sha256);
	memcpy(thumb, c->thumbprint, sizeof(thumb));
	line(s, "Subject", c->subject);
	line(s, "Issuer", c->issuer);
	line(s, "Serial number", c->serial);
	line(s, "Valid", valid);
	line(s, "Key", key);
	fingerprint(s, "SHA-1", thumb, 40);
	fingerprint(s, "SHA-256", sha256, 32);
	if (whole)
		cert_to_pem(c, s->b);
	free(key);
	free(valid);
	free(sha256);
	cert_free(c);
}

/* ---- what both have ------------------------------------------------------ */

static void
date_line(struct sheet *s, const char *label, int64_t at)
{
	char text[WHEN_TEXT];

	if (at != FIELD_UNSET)
		line(s, label, when_text(at, text));
}

static void
title(struct sheet *s, const char *what)
{
	const struct group *g = s->topology->group;

	buf_addf(s->b, "%s\n", what);
	line(s, "From", g != NULL ? g->object.name : NULL);
	line(s, "For", s->party != NULL ? s->party->object.name : NULL);
	date_line(s, "As of", s->at);
}

static void
notify(struct sheet *s, const char *ours)
{
	const struct party *p = s->party;
	struct cert *c = known(s, ours);
	char days[64], day[WHEN_TEXT];

	heading(s, "Whom to tell");
	buf_addf(s->b, "  When your certificate is about to expire, or at once "
	    "when it is revoked\n  or its key may be known to others, tell us:"
	    "\n    %s\n", s->contact != NULL && *s->contact != '\0' ?
	    s->contact : "name, telephone, e-mail: "
	    "______________________________________");
	if (p != NULL && p->expiry_notice_days != FIELD_UNSET) {
		snprintf(days, sizeof(days), "%" PRId64 " days before, each "
		    "to the other", p->expiry_notice_days);
		line(s, "Expiry", days);
	}
	line(s, "Revocation", p != NULL ? p->revocation_contact : NULL);
	if (c != NULL)
		line(s, "Ours expires", when_date(c->not_after, day));
	if (p != NULL && p->key_exchange_plan != NULL)
		line(s, "Exchange of keys", p->key_exchange_plan);
	buf_adds(s->b, "  Compare fingerprints by telephone before you trust a "
	    "certificate.\n");
	cert_free(c);
}

/* ---- receiving ----------------------------------------------------------- */

/* What is read of old partners is nothing to invite to. */
static void
ciphers(struct sheet *s)
{
	const struct cms_cipher *c;
	size_t i, n = 0;

	for (i = 0; (c = cms_cipher_at(i)) != NULL; i++)
		if (!c->legacy)
			line(s, n++ == 0 ? "Encryption" : "", c->name);
}

static void
expectations(struct sheet *s, const struct topology_location *l)
{
	const struct receive_location *loc = l->location;
	char size[64];

	heading(s, "What we expect");
	line(s, "Signature", loc->require_signature ? "required" :
	    l->decodes ? "accepted" : "not looked at");
	line(s, "Encryption", loc->require_encryption ? "required" :
	    l->decodes ? "accepted" : "not possible");
	if (l->decodes) {
		line(s, "Format", l->decoder.allow_non_mime ?
		    "S/MIME, or a plain document" : "S/MIME (RFC 8551)");
		line(s, "Order", loc->require_signature &&
		    loc->require_encryption ? "sign first, then encrypt" :
		    NULL);
	}
	if (loc->maximum_message_size > 0) {
		snprintf(size, sizeof(size), "at most %" PRId64 " bytes",
		    loc->maximum_message_size);
		line(s, "Size", size);
	}
	if (l->port != NULL && l->port->authentication != AUTH_NONE)
		line(s, "Strangers", l->port->authentication ==
		    AUTH_DROP ? "what is not yours for certain is "
		    "thrown away unanswered" : "what is not yours for certain "
		    "is held back");
	if (l->decodes) {
		heading(s, "Algorithms we read");
		ciphers(s);
		line(s, "Keys", "RSA (PKCS#1 v1.5 and OAEP), ECDH");
		line(s, "Signatures", "RSA (PKCS#1 v1.5 and PSS), ECDSA, "
		    "Ed25519");
		line(s, "Digests", "SHA-256, SHA-384, SHA-512");
	}
}

static void
window(struct sheet *s, const struct schedule *c)
{
	char text[96];

	if (!c->service_window)
		return;
	snprintf(text, sizeof(text), "%02d:%02d to %02d:%02d%s%s",
	    (int)(c->start_time / 3600), (int)(c->start_time / 60 % 60),
	    (int)(c->stop_time / 3600), (int)(c->stop_time / 60 % 60),
	    c->time_zone != NULL ? ", " : " of our clock",
	    c->time_zone != NULL ? c->time_zone : "");
	line(s, "Open", text);
	line(s, "Days", c->weekdays);
}

static void
receiving(struct sheet *s, const struct topology_location *l)
{
	const struct receive_location *loc = l->location;
	const struct host *h = l->host != NULL ? l->host->host : NULL;
	const char *public = props_get(&loc->object.props,
	    "http.public_address"), *accepted[CERT_ROLES];
	const char *ours = NULL;
	size_t i, n = 0;

	title(s, "How to send to us");
	heading(s, "Address");
	line(s, "Send to", public != NULL ? public : loc->uri);
	line(s, "Transport", loc->adapter);
	window(s, &loc->schedule);
	expectations(s, l);
	if (l->decodes && h != NULL)
		n = rollover_accepted(h->decryption_certificate, &h->rollover,
		    s->at, accepted);
	for (i = 0; i < n; i++)
		certificate(s, i == 0 ? "Our certificate: encrypt for it" :
		    "Also accepted at present", accepted[i], i == 0);
	if (n > 0)
		ours = accepted[0];
	if (s->party != NULL)
		certificate(s, "Yours, as we have it: is it right?",
		    rollover_effective(s->party->signature_certificate,
		    &s->party->rollover, s->at), false);
	heading(s, "How to test");
	buf_adds(s->b, "  1. Send one message as agreed.  We tell you what "
	    "became of it, stage by stage.\n");
	if (loc->require_signature)
		buf_adds(s->b, "  2. Send one unsigned: it must not get "
		    "through.\n");
	if (loc->require_encryption)
		buf_adds(s->b, "  3. Send one that is not encrypted: it must "
		    "not get through.  Put nothing\n     confidential into "
		    "it.\n");
	notify(s, ours);
}

/* ---- sending ------------------------------------------------------------- */

/* The label of a component's choice. */
static const char *
label_of(const char *component, const char *field, int value)
{
	const struct component *c = component_find(component);
	size_t i;

	for (i = 0; i < c->nfields; i++)
		if (strcmp(c->fields[i].name, field) == 0)
			return c->fields[i].choices[value].label;
	return "";
}

static void
message(struct sheet *s, const struct topology_port *p)
{
	const struct encoder_options *e = &p->encoder;
	const struct group *g = s->topology->group;
	bool clear = e->signature_type == SIGNATURE_CLEAR;
	const char *algorithm = label_of("encoder", "encryption_algorithm",
	    e->encryption_algorithm);

	heading(s, "What you get");
	if (!topology_port_signs(p) && !topology_port_encrypts(p))
		line(s, "Format", "the document itself, neither signed nor "
		    "encrypted");
	if (topology_port_signs(p)) {
		line(s, "Signature", clear ? "beside the body "
		    "(multipart/signed)" : "around the body (signed-data)");
		line(s, "Digest", label_of("encoder", "digest_algorithm",
		    e->digest_algorithm));
		line(s, "RSA signatures", p->port->partner_pss ? "PSS" :
		    "PKCS#1 v1.5");
		line(s, "Our certificate", e->add_signing_certificate ?
		    "comes with each message" : "does not come with messages: "
		    "install it");
	}
	if (!topology_port_encrypts(p))
		return;
	if (e->encryption_algorithm == ALGORITHM_GROUP && g != NULL)
		algorithm = group_algorithm_choices[
		    g->encryption_algorithm].label;
	line(s, "Encryption", algorithm);
	line(s, "RSA keys", p->port->partner_oaep ? "OAEP" : "PKCS#1 v1.5");
}

static void
sending(struct sheet *s, const struct topology_port *p)
{
	const struct group *g = s->topology->group;
	const char *client = props_get(&p->port->object.props,
	    "http.certificate");
	const char *ours = g != NULL && topology_port_signs(p) ?
	    rollover_effective(g->signature_certificate, &g->rollover, s->at) :
	    NULL;

	title(s, "How we send to you");
	heading(s, "Address");
	line(s, "We send to", p->port->uri);
	line(s, "Transport", p->port->adapter);
	line(s, "Else to", p->port->backup_uri);
	message(s, p);
	certificate(s, "Our certificate: it signs what you get", ours, true);
	if (g != NULL && topology_port_signs(p))
		certificate(s, "Our next certificate: accept it as well",
		    g->rollover.next, true);
	certificate(s, "Our client certificate: your server has to accept it",
	    client != NULL ? client : props_get(&p->port->object.props,
	    "soap.client_certificate"), true);
	if (topology_port_encrypts(p))
		certificate(s, "Yours, that we encrypt for: is it right?",
		    rollover_effective(p->port->encryption_certificate,
		    &p->port->rollover, s->at), false);
	heading(s, "How to test");
	buf_adds(s->b, "  1. We send one message, announced.  Tell us whether "
	    "you could read it");
	buf_adds(s->b, ours != NULL ? ",\n     and whether the signature was "
	    "valid.\n" : ".\n");
	if (ours != NULL)
		buf_adds(s->b, "  2. Change one byte of it and read it again: "
		    "it must be refused.\n");
	notify(s, ours);
}

/* ---- of which object ----------------------------------------------------- */

static bool
write_sheet(struct sheet *s, const struct sheet_order *o, struct err *err)
{
	const struct topology *t = s->topology;
	const struct topology_port *p;
	size_t i;

	if (strcmp(o->kind, "send-port") == 0) {
		p = topology_port(t, o->name);
		if (p != NULL)
			sending(s, p);
		return p != NULL || err_set(err, ERR_NOT_FOUND, "send-port: "
		    "no such send-port (%s)", o->name);
	}
	if (strcmp(o->kind, "receive-location") != 0)
		return err_set(err, ERR_INVALID, "sheet: a receive-location "
		    "or a send-port has one (%s)", o->kind);
	for (i = 0; i < t->nlocations; i++)
		if (strcmp(t->locations[i].location->object.name,
		    o->name) == 0) {
			receiving(s, &t->locations[i]);
			return true;
		}
	return err_set(err, ERR_NOT_FOUND, "receive-location: no such "
	    "receive-location (%s)", o->name);
}

bool
guide_sheet(struct model *m, const struct sheet_order *o, struct buf *b,
    struct err *err)
{
	struct snapshot *snapshot = snapshot_load(m, err);
	struct topology *t = NULL;
	struct sheet s = { .b = b, .snapshot = snapshot, .at = o->at,
	    .contact = o->contact };
	bool ok = snapshot != NULL;

	if (ok && o->contact != NULL && (strpbrk(o->contact, "\r\n") != NULL ||
	    strlen(o->contact) > MAX_CONTACT))
		ok = err_set(err, ERR_INVALID, "contact: one line of text of "
		    "at most %d bytes", MAX_CONTACT);
	if (ok) {
		t = topology_new(snapshot);
		s.topology = t;
	}
	if (ok && o->party != NULL) {
		s.party = (const struct party *)snapshot_find(snapshot,
		    "party", o->party);
		if (s.party == NULL)
			ok = err_set(err, ERR_NOT_FOUND, "party: no such "
			    "party (%s)", o->party);
	}
	ok = ok && write_sheet(&s, o, err);
	if (t != NULL)
		topology_free(t);
	snapshot_free(snapshot);
	return ok;
}
