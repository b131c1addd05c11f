/* SPDX-License-Identifier: ISC */
/* Weaknesses, and what it would take to process the message. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "engine/explain_parts.h"

#define STRONG_RSA 2048		/* runtime reference, 11 */

void
explain_mark(struct explainer *x, size_t layer, const char *word,
    const char *fmt, ...)
{
	struct explanation *out = x->out;
	char text[TRACE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	out->marks = grow(out->marks, out->nmarks, &out->marks_cap,
	    sizeof(*out->marks));
	out->marks[out->nmarks++] = (struct explain_mark){ .word = word,
		.text = xstrdup(text), .layer = layer };
}

/* ---- of a layer ---------------------------------------------------------- */

static const char *const type_names[] = {
	[CMS_TYPE_OTHER] = "something else",
	[CMS_TYPE_SIGNED] = "signed-data",
	[CMS_TYPE_ENVELOPED] = "enveloped-data",
	[CMS_TYPE_AUTH_ENVELOPED] = "authEnveloped-data",
	[CMS_TYPE_COMPRESSED] = "compressed-data",
};

/* What smime-type may call it (RFC 8551 3.2.2). */
static bool
type_fits(const char *said, const struct cms *cms)
{
	return text_same_case(said, type_names[cms->type]) ||
	    (cms->type == CMS_TYPE_SIGNED && cms_signer_count(cms) == 0 &&
	    text_same_case(said, "certs-only"));
}

void
explain_mark_entity(struct explainer *x, const struct mime_entity *e,
    const struct cms *cms)
{
	const char *said = mime_get(&e->params, "smime-type");
	size_t at = x->out->n;

	if (said == NULL)
		explain_mark(x, at, "no-smime-type",
		    "the content type has no smime-type");
	else if (cms != NULL && !type_fits(said, cms))
		explain_mark(x, at, "wrong-smime-type",
		    "smime-type says %s, the structure is %s", said,
		    type_names[cms->type]);
	if (text_starts(e->type, "application/x-"))
		explain_mark(x, at, "old-type",
		    "the old spelling of the content type (%s)", e->type);
}

static void
mark_certificate(struct explainer *x, const struct cert *cert)
{
	char day[WHEN_TEXT];

	if (strncmp(cert->key_type, "RSA", 3) == 0 &&
	    cert->key_bits < STRONG_RSA)
		explain_mark(x, x->out->n, "weak-key", "%s has an RSA key of "
		    "%d bits", cert_title(cert), cert->key_bits);
	if (cert->not_after < x->input->at)
		explain_mark(x, x->out->n, "expired", "%s has expired (%s)",
		    cert_title(cert), when_near(cert->not_after,
		    x->input->at, day));
	else if (cert->not_before > x->input->at)
		explain_mark(x, x->out->n, "not-yet-valid",
		    "%s is not valid before %s", cert_title(cert),
		    when_near(cert->not_before, x->input->at, day));
}

static void
mark_signers(struct explainer *x, const struct explain_layer *l,
    const struct cms *cms)
{
	const struct explain_signer *s;
	struct cms_signer signer;
	size_t i;

	for (i = 0; i < l->nsigners; i++) {
		s = &l->signers[i];
		cms_signer_read(cms, i, &signer);
		if (signer.digest == CMS_DIGEST_LEGACY)
			explain_mark(x, x->out->n, "legacy-digest", "%s",
			    s->digest);
		else if (signer.digest == CMS_DIGEST_UNKNOWN)
			explain_mark(x, x->out->n, "unknown-digest", "%s",
			    s->digest);
		cms_signer_clear(&signer);
		if (!s->facts.attributes)
			explain_mark(x, x->out->n, "no-attributes", "the "
			    "signature covers no attributes: neither the "
			    "type of the content nor the time is signed");
		if (s->verdict == VERDICT_BAD) {
			explain_mark(x, x->out->n, "wrong-signature", "%s",
			    s->why);
			x->out->wrong = true;
		}
		if (s->holder.cert == NULL || strcmp(s->holder.where,
		    "the message") != 0)
			explain_mark(x, x->out->n, "no-certificate",
			    "the signer's certificate is not in the message");
		if (s->holder.cert != NULL)
			mark_certificate(x, s->holder.cert);
	}
	if (l->nsigners > 0) {
		x->is_signed = true;
		x->signed_outside = false;
	}
}

static void
mark_cipher(struct explainer *x, const struct cms *cms)
{
	const struct cms_cipher *cipher = cms_cipher(cms);

	if (cipher == NULL)
		explain_mark(x, x->out->n, "unknown-cipher", "%s is not "
		    "accepted", cms->cipher[0] != '\0' ? cms->cipher :
		    "the cipher");
	else if (cipher->legacy)
		explain_mark(x, x->out->n, "legacy-cipher", "%s",
		    cipher->name);
	if (cipher == NULL || !cipher->integrity)
		x->unprotected = true;
	x->signed_outside = x->is_signed;
}

void
explain_mark_cms(struct explainer *x, struct explain_layer *l,
    const struct cms *cms)
{
	size_t i;

	if (cms->type == CMS_TYPE_SIGNED)
		mark_signers(x, l, cms);
	if (cms->type != CMS_TYPE_ENVELOPED &&
	    cms->type != CMS_TYPE_AUTH_ENVELOPED)
		return;
	mark_cipher(x, cms);
	for (i = 0; i < l->nrecipients; i++)
		if (l->recipients[i].holder.cert != NULL)
			mark_certificate(x, l->recipients[i].holder.cert);
}

/* ---- of the whole -------------------------------------------------------- */

static void
mark_whole(struct explainer *x)
{
	const struct span wire = x->input->wire;
	const struct part *p;

	if (!mime_has_version(wire.p, wire.len))
		explain_mark(x, 0, "not-mime", "no MIME-Version header in "
		    "the first %d bytes", MIME_VERSION_WINDOW);
	if (!x->encrypted)
		explain_mark(x, 0, "not-encrypted", "anybody on its way can "
		    "read it");
	/* What is inside may still be signed where it was not opened. */
	if (!x->is_signed && x->out->stopped == NULL)
		explain_mark(x, 0, "not-signed", "nobody vouches for it");
	if (x->unprotected && !x->is_signed)
		explain_mark(x, 0, "no-integrity", "encrypted without "
		    "protection against changes%s", x->out->stopped != NULL ?
		    ", unless what is inside is signed" : "");
	if (x->signed_outside && x->out->stopped == NULL)
		explain_mark(x, 0, "signed-outside-encryption", "the "
		    "encrypted content itself is not signed");
	for (p = x->out->parts.v; p < x->out->parts.v + x->out->parts.n; p++)
		if (p->depth > 0 && (strstr(p->type, "pkcs7-mime") != NULL ||
		    strcmp(p->type, "multipart/signed") == 0))
			explain_mark(x, 0, "closed-part", "part %zu is "
			    "S/MIME inside another message and stays closed",
			    p->number);
}

/* ---- what it takes ------------------------------------------------------- */

static void need(struct explainer *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
need(struct explainer *x, const char *fmt, ...)
{
	struct explanation *out = x->out;
	char text[TRACE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	out->needs = grow(out->needs, out->nneeds, &out->needs_cap,
	    sizeof(*out->needs));
	out->needs[out->nneeds++] = xstrdup(text);
}

static void
need_key(struct explainer *x, const struct explain_layer *l)
{
	const struct explain_recipient *r;
	size_t i;

	if (l->nrecipients == 0) {
		need(x, "to decrypt: it has no recipient, so nobody can");
		return;
	}
	for (i = 0; i < l->nrecipients; i++) {
		r = &l->recipients[i];
		if (!r->opens)
			continue;
		need(x, "to decrypt: certificate %s as decryption "
		    "certificate of the receiving host, its key in %s, "
		    "which has it", r->holder.cert->thumbprint,
		    r->holder.where);
		return;
	}
	need(x, "to decrypt: the private key of %s, in the Personal store of "
	    "the account of the receiving host, and its certificate as that "
	    "host's decryption certificate", l->nrecipients == 1 ?
	    "the recipient above" : "one of the recipients above");
	for (i = 0; i < l->nrecipients; i++)
		if (l->recipients[i].key != NULL)
			need(x, "to mend: the key of the recipient that is "
			    "here (%s)", l->recipients[i].key);
}

static void
need_signer(struct explainer *x, const struct explain_signer *s)
{
	const struct cert *cert = s->holder.cert;

	if (s->verdict == VERDICT_BAD) {
		need(x, "to be sent again: what %s signed is not what came",
		    cert != NULL ? cert_title(cert) : s->id);
		return;
	}
	if (cert == NULL) {
		need(x, "to verify: the signer's certificate in Other "
		    "People (%s)", s->id);
		return;
	}
	need(x, "to verify: certificate %s of %s, which is in %s",
	    cert->thumbprint, cert_title(cert), s->holder.where);
	need(x, "to trust it: a chain from %s to a certificate in Trusted "
	    "Roots, and, if the location checks revocation, current lists",
	    cert->issuer);
	if (s->holder.users == NULL ||
	    strstr(s->holder.users, "party ") == NULL)
		need(x, "to know the sender: a party with %s as signature "
		    "certificate", cert->thumbprint);
}

static void
add_needs(struct explainer *x)
{
	const struct explanation *out = x->out;
	size_t i, k;

	if (!mime_has_version(x->input->wire.p, x->input->wire.len))
		need(x, "a receive location whose decoder allows what is not "
		    "MIME; it then takes all of it as the body, as it is");
	for (i = 0; i < out->n; i++) {
		if (out->layers[i].cipher[0] != '\0')
			need_key(x, &out->layers[i]);
		for (k = 0; k < out->layers[i].nsigners; k++)
			need_signer(x, &out->layers[i].signers[k]);
	}
	if (out->damaged)
		need(x, "to be sent again by its sender: as it is, it cannot "
		    "be processed");
	else if (out->nneeds == 0)
		need(x, "nothing but a receive location that takes messages "
		    "without protection");
}

void
explain_conclude(struct explainer *x)
{
	if (x->out->damaged)
		explain_mark(x, x->out->n, "damaged", "%s", x->out->stopped);
	mark_whole(x);
	add_needs(x);
}
