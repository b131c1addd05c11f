/* SPDX-License-Identifier: ISC */
/* An explanation as lines of text, for the command line and the console. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "engine/explain.h"
#include "engine/trace.h"

#define MAX_TEXT_PARTS 100	/* that are listed */

static void line(struct buf *, int indent, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
line(struct buf *b, int indent, const char *fmt, ...)
{
	char text[TRACE_TEXT], *safe;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	safe = text_safe(text);
	buf_addf(b, "%*s", indent, "");
	buf_adds(b, safe);
	buf_addc(b, '\n');
	free(safe);
}

static void
certificate(struct buf *b, const struct cert *cert, const char *where)
{
	char shown[THUMBPRINT_SHOWN], from[WHEN_TEXT], to[WHEN_TEXT];

	line(b, 6, "%s%s%s", cert_title(cert), where != NULL ? ", in " : "",
	    where != NULL ? where : "");
	line(b, 8, "%s", thumbprint_show(cert->thumbprint, shown));
	line(b, 8, "%s %d bits, valid %s to %s, issued by %s",
	    cert->key_type, cert->key_bits, when_date(cert->not_before, from),
	    when_date(cert->not_after, to), cert->issuer);
}

static void
holder(struct buf *b, const struct explain_holder *h)
{
	if (h->cert != NULL)
		certificate(b, h->cert, h->where);
	if (h->users != NULL)
		line(b, 8, "used by %s", h->users);
}

static void
recipients(struct buf *b, const struct explain_layer *l)
{
	const struct explain_recipient *r;
	size_t i;

	if (l->cipher[0] != '\0' && l->cipher_bits > 0)
		line(b, 4, "content encrypted with %s (%d bits)", l->cipher,
		    l->cipher_bits);
	else if (l->cipher[0] != '\0')
		line(b, 4, "content encrypted with %s", l->cipher);
	for (i = 0; i < l->nrecipients; i++) {
		r = &l->recipients[i];
		line(b, 4, "for %s (%s%s%s)", r->facts.id, r->facts.way,
		    r->facts.algorithm[0] != '\0' ? ", " : "",
		    r->facts.algorithm);
		holder(b, &r->holder);
		if (r->key != NULL)
			line(b, 8, "its private key here: %s", r->key);
	}
}

static const char *const verdicts[] = {
	[VERDICT_NONE] = "not verified",
	[VERDICT_GOOD] = "verified, not judged",
	[VERDICT_BAD] = "does not verify",
};

static void
signers(struct buf *b, const struct explain_layer *l)
{
	const struct explain_signer *s;
	char when[WHEN_TEXT];
	size_t i, k;

	for (i = 0; i < l->nsigners; i++) {
		s = &l->signers[i];
		line(b, 4, "by %s (%s, %s)%s%s", s->id, s->digest,
		    s->facts.signature, s->facts.signed_at != 0 ?
		    ", says at " : "", s->facts.signed_at != 0 ?
		    when_text(s->facts.signed_at, when) : "");
		holder(b, &s->holder);
		if (s->why != NULL)
			line(b, 6, "%s: %s", verdicts[s->verdict], s->why);
	}
	for (i = 0; i < l->certs.n; i++) {
		for (k = 0; k < l->nsigners; k++)
			if (l->signers[k].holder.cert != NULL && strcmp(
			    l->signers[k].holder.cert->thumbprint,
			    l->certs.v[i]->thumbprint) == 0)
				break;
		if (k < l->nsigners)
			continue;
		line(b, 4, "with the certificate of");
		certificate(b, l->certs.v[i], NULL);
	}
}

static void
layer(struct buf *b, const struct explain_layer *l, size_t number)
{
	line(b, 0, "%zu  %s: %s%s%s%s%s", number, l->form,
	    l->type[0] != '\0' ? l->type : "no content type",
	    l->smime_type != NULL ? ", " : "",
	    l->smime_type != NULL ? l->smime_type : "",
	    l->encoding != NULL ? ", " : "",
	    l->encoding != NULL ? l->encoding : "");
	line(b, 4, "%zu bytes, %zu of them content", l->bytes, l->content);
	recipients(b, l);
	signers(b, l);
}

static void
part_lines(struct buf *b, const struct part_list *parts)
{
	struct buf text = { 0 };
	size_t i;

	for (i = 0; i < parts->n && i < MAX_TEXT_PARTS; i++) {
		buf_reset(&text);
		part_text(&parts->v[i], &text);
		if (parts->v[i].number > 0)
			line(b, 4 + 2 * parts->v[i].depth, "part %zu: %s",
			    parts->v[i].number, (char *)text.data);
		else
			line(b, 4 + 2 * parts->v[i].depth, "%s",
			    (char *)text.data);
	}
	if (i < parts->n)
		line(b, 4, "and %zu more", parts->n - i);
	buf_clear(&text);
}

void
explanation_text(const struct explanation *x, struct buf *b)
{
	size_t i;

	line(b, 0, "%zu bytes, %zu layer%s", x->bytes, x->n,
	    x->n == 1 ? "" : "s");
	for (i = 0; i < x->n; i++)
		layer(b, &x->layers[i], i + 1);
	part_lines(b, &x->parts);
	if (x->stopped != NULL)
		line(b, 0, "Not all can be seen: %s", x->stopped);
	line(b, 0, "%s", "");
	line(b, 0, "%s", x->nmarks > 0 ? "Weaknesses" : "No weaknesses");
	for (i = 0; i < x->nmarks; i++) {
		if (x->marks[i].layer > 0)
			line(b, 2, "%s (layer %zu): %s", x->marks[i].word,
			    x->marks[i].layer, x->marks[i].text);
		else
			line(b, 2, "%s: %s", x->marks[i].word,
			    x->marks[i].text);
	}
	line(b, 0, "%s", "");
	line(b, 0, "To process it");
	for (i = 0; i < x->nneeds; i++)
		line(b, 2, "%s", x->needs[i]);
}
