/* SPDX-License-Identifier: ISC */
/* An import in words, the same on the screen and on the command line. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/import_plan.h"
#include "model/rollover.h"

static void
line(struct buf *b, const char *label, const char *value)
{
	char *safe = text_safe(value);

	buf_addf(b, "%-12s %s\n", label, safe);
	free(safe);
}

static void
line_of(struct buf *b, const char *label, struct buf *value)
{
	char *text = buf_steal(value);

	line(b, label, text);
	free(text);
}

static void
line_validity(struct buf *b, const struct cert *c, int64_t at)
{
	char from[WHEN_TEXT], to[WHEN_TEXT], span[WHEN_TEXT];
	struct buf v = { 0 };

	buf_addf(&v, "%s to %s", when_date(c->not_before, from),
	    when_date(c->not_after, to));
	if (at > c->not_after)
		buf_addf(&v, ", EXPIRED %s ago",
		    when_span(at - c->not_after, span));
	else if (at < c->not_before)
		buf_addf(&v, ", valid in %s",
		    when_span(c->not_before - at, span));
	else
		buf_addf(&v, ", %s left",
		    when_span(c->not_after - at, span));
	line_of(b, "Valid", &v);
}

/* Usages with the same answer share a line. */
static void
lines_usages(const struct import_plan *p, const struct import_entry *e,
    struct buf *b)
{
	struct buf fit = { 0 }, unfit = { 0 }, why = { 0 }, before = { 0 };
	enum usage u;

	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		buf_reset(&why);
		if (import_entry_fitness(p, e, u, &why) == 0) {
			buf_addf(&fit, "%s%s", fit.len > 0 ? ", " : "",
			    usage_info(u)->name);
			continue;
		}
		if (unfit.len > 0 && strcmp((char *)why.data,
		    (char *)before.data) != 0)
			buf_addf(&unfit, " (%s); ", (char *)before.data);
		else if (unfit.len > 0)
			buf_adds(&unfit, ", ");
		buf_adds(&unfit, usage_info(u)->name);
		buf_reset(&before);
		buf_adds(&before, (char *)why.data);
	}
	if (unfit.len > 0)
		buf_addf(&unfit, " (%s)", (char *)before.data);
	if (fit.len > 0)
		line_of(b, "Good for", &fit);
	if (unfit.len > 0)
		line_of(b, "Not for", &unfit);
	buf_clear(&fit);
	buf_clear(&unfit);
	buf_clear(&why);
	buf_clear(&before);
}

static void
cert_lines(const struct import_plan *p, const struct import_entry *e,
    struct buf *b)
{
	const struct cert *c = e->cert;
	char shown[THUMBPRINT_SHOWN];
	struct buf v = { 0 };

	line(b, "Subject", c->subject);
	line(b, "Issuer", c->issuer);
	line(b, "Serial", c->serial);
	line_validity(b, c, p->at);
	buf_addf(&v, "%s, %d bits, %s", c->key_type, c->key_bits,
	    e->key != NULL ? "private key comes with it" : e->key_there ?
	    "private key is there already" : "no private key");
	line_of(b, "Key", &v);
	cert_key_usage_text(c, &v);
	line_of(b, "Key usage", &v);
	cert_eku_text(c, &v);
	line_of(b, "Extended", &v);
	line(b, "SHA-1", thumbprint_show(c->thumbprint, shown));
	line(b, "SHA-256", c->sha256);
	line(b, "Chain", e->chain != NULL ? e->chain : "");
	lines_usages(p, e, b);
}

static void
crl_lines(const struct crl *crl, struct buf *b)
{
	char from[WHEN_TEXT], next[WHEN_TEXT];
	struct buf v = { 0 };

	buf_addf(&v, "revocation list, %zu revoked", crl->revoked);
	line_of(b, "List", &v);
	line(b, "Issuer", crl->issuer);
	buf_addf(&v, "%s, next %s", when_date(crl->this_update, from),
	    crl->next_update != 0 ? when_date(crl->next_update, next) :
	    "not stated");
	line_of(b, "Issued", &v);
	line(b, "SHA-1", crl->sha1);
}

void
import_entry_text(const struct import_plan *p, const struct import_entry *e,
    struct buf *b)
{
	struct buf store = { 0 };
	size_t i;

	if (e->cert != NULL)
		cert_lines(p, e, b);
	else
		crl_lines(e->crl, b);
	for (i = 0; i < e->nremarks; i++)
		line(b, e->remarks[i].warning ? "Warning" : "Note",
		    e->remarks[i].text);
	import_store_text(p, e, &store);
	line_of(b, "Goes to", &store);
	if (e->key != NULL && e->store != STORE_PERSONAL &&
	    e->store != STORE_COUNT)
		line(b, "Warning", "the private key is left out: keys belong "
		    "to the Personal store");
}

static bool
same_object(const struct assignment *a, const struct assignment *b)
{
	return strcmp(a->kind, b->kind) == 0 && strcmp(a->name, b->name) == 0;
}

/* The roles that the object of v[at] has there: bits. */
static unsigned
roles_at(const struct assignments *a, size_t at)
{
	unsigned roles = 0;
	size_t i;

	for (i = 0; i < a->n; i++)
		if (same_object(&a->v[i], &a->v[at]))
			roles |= 1u << a->v[i].role;
	return roles;
}

static void
add_roles(unsigned roles, struct buf *b)
{
	const char *between = " (";
	int r;

	if (roles == 1u << CERT_CURRENT)
		return;
	for (r = 0; r < CERT_ROLES; r++) {
		if ((roles & 1u << r) == 0)
			continue;
		buf_addf(b, "%s%s", between,
		    cert_role_name((enum cert_role)r));
		between = ", ";
	}
	buf_adds(b, ")");
}

void
import_places_text(const struct assignments *a, size_t most, struct buf *b)
{
	size_t i, j, done = 0;

	for (i = 0; i < a->n; i++) {
		for (j = 0; j < i && !same_object(&a->v[j], &a->v[i]); j++)
			;
		if (j < i)
			continue;
		if (done == most) {
			buf_adds(b, " ...");
			return;
		}
		buf_addf(b, "%s%s %s", done++ > 0 ? ", " : "", a->v[i].kind,
		    a->v[i].name);
		add_roles(roles_at(a, i), b);
	}
}

void
import_store_text(const struct import_plan *p, const struct import_entry *e,
    struct buf *b)
{
	if (e->store == STORE_COUNT || e->refused) {
		buf_addf(b, "nowhere: %s", e->store == STORE_COUNT ?
		    "left out" : "refused");
		return;
	}
	buf_adds(b, store_info(e->store)->label);
	if (store_info(e->store)->per_account)
		buf_addf(b, " (%s)", p->account);
}

void
import_assign_text(struct import_plan *p, const struct import_assign *a,
    struct buf *b)
{
	const char *thumbprint = a->from != 0 ? a->follows : a->old;
	struct cert *old = *thumbprint != '\0' ?
	    import_look_up(p, thumbprint) : NULL;
	char date[WHEN_TEXT], from[WHEN_TEXT], *text, *safe;

	if (a->from != 0)
		text = xasprintf("%s %s: %s, takes over from %s on %s",
		    a->kind, a->name, a->field, old != NULL ?
		    cert_title(old) : thumbprint, when_text(a->from, from));
	else if (*a->old == '\0')
		text = xasprintf("%s %s: %s", a->kind, a->name, a->field);
	else if (old == NULL)
		text = xasprintf("%s %s: %s, instead of %s", a->kind, a->name,
		    a->field, a->old);
	else
		text = xasprintf("%s %s: %s, instead of %s (until %s)",
		    a->kind, a->name, a->field, cert_title(old),
		    when_date(old->not_after, date));
	safe = text_safe(text);
	buf_adds(b, safe);
	free(safe);
	free(text);
	cert_free(old);
}
