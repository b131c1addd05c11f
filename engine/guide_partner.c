/* SPDX-License-Identifier: ISC */
/* Receive from a partner: who it is, and how its messages are known. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/cert.h"
#include "certstore/usage.h"
#include "engine/guide_receive.h"
#include "model/audit/rules.h"

/* ---- party and messages -------------------------------------------------- */

void
guide_party_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct objects *all = snapshot_all(q->guide->snapshot, "party");
	const struct party *p;
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = (const struct party *)all->v[i];
		guide_choice_add(out, p->object.name, xstrdup(
		    p->signature_certificate != NULL ?
		    "signature certificate known" :
		    "no signature certificate"), NULL);
	}
}

bool
guide_party_check(const struct guide_question *q, const char *value,
    struct err *err)
{
	(void)q;
	return strlen(value) <= 100 || err_set(err, ERR_INVALID,
	    "at most 100 bytes, as ports are called by it");
}

static void
sends_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct guide_way *w;

	(void)q;
	for (w = guide_ways; w->name != NULL; w++)
		guide_choice_add(out, w->name, xstrdup(w->said), NULL);
}

static void
recognised_choices(const struct guide_question *q, struct guide_choices *out)
{
	guide_choice_add(out, "certificate",
	    xstrdup("the party whose signature certificate signed"),
	    guide_way_find(q->way)->is_signed ? NULL :
	    xstrdup("nothing in these messages is signed"));
	guide_choice_add(out, "user",
	    xstrdup("the user that the transport has authenticated"), NULL);
	guide_choice_add(out, "none",
	    xstrdup("not at all: every sender is guest"), NULL);
}

static char *
recognised_default(const struct guide_question *q)
{
	return xstrdup(guide_way_find(q->way)->is_signed ? "certificate" :
	    "none");
}

/* ---- the partner's certificate ------------------------------------------- */

static bool
needs_certificate(const struct guide_question *q)
{
	const struct party *p = guide_party(q->guide);

	return guide_any_signed(q->guide) &&
	    (p == NULL || p->signature_certificate == NULL);
}

/* Whose signature certificate it is, or NULL. */
static const char *
owner_of(const struct guide *g, const char *thumbprint)
{
	const struct objects *all = snapshot_all(g->snapshot, "party");
	const struct group *group = g->topology->group;
	const struct party *p;
	size_t i;

	if (group != NULL && str_same(group->signature_certificate,
	    thumbprint))
		return "that we are ourselves";
	for (i = 0; i < all->n; i++) {
		p = (const struct party *)all->v[i];
		if (str_same(p->signature_certificate, thumbprint) ||
		    str_same(p->rollover.next, thumbprint) ||
		    str_same(p->rollover.previous, thumbprint))
			return p->object.name;
	}
	return NULL;
}

static void
certificate_choices(const struct guide_question *q,
    struct guide_choices *out)
{
	const struct guide *g = q->guide;
	const struct objects *all = snapshot_all(g->snapshot, "certificate");
	struct cert *c;
	size_t i;

	for (i = 0; i < all->n; i++) {
		c = guide_known_cert(g, all->v[i]->name);
		if (c != NULL && !c->is_ca && owner_of(g,
		    c->thumbprint) == NULL && usage_fits(USAGE_VERIFY, c,
		    guide_extra_eku(g), NULL, 0))
			guide_choice_add(out, c->thumbprint,
			    xstrdup(cert_title(c)), NULL);
		cert_free(c);
	}
	guide_choice_add(out, GUIDE_ATTACHED, xstrdup("none is kept here; each "
	    "message brings its own"), guide_any_recognised(g,
	    "certificate") ? xstrdup("the party is recognised by its "
	    "certificate, which must be known then") : NULL);
}

bool
guide_cert_fits(const struct guide *g, const struct cert *c, enum usage usage,
    struct err *err)
{
	char why[256];

	if (!usage_fits(usage, c, guide_extra_eku(g), why, sizeof(why)))
		return err_set(err, ERR_INVALID, "does not fit %s: %s",
		    usage_info(usage)->purpose, why);
	return c->not_after >= g->at || err_set(err, ERR_INVALID, "it has "
	    "expired (%s)", c->thumbprint);
}

static bool
check_certificate(const struct guide_question *q, const char *value,
    struct err *err)
{
	const struct guide *g = q->guide;
	struct cert *c;
	const char *owner;
	bool ok;

	if (strcmp(value, GUIDE_ATTACHED) == 0)
		return true;
	c = guide_certificate(g, value, err);
	if (c == NULL)
		return false;
	owner = owner_of(g, c->thumbprint);
	if (owner != NULL)
		ok = err_set(err, ERR_INVALID, "it is the signature "
		    "certificate of party %s (%s)", owner, value);
	else
		ok = guide_cert_fits(g, c, USAGE_VERIFY, err);
	cert_free(c);
	return ok;
}

static bool
asks_attaches(const struct guide_question *q)
{
	return guide_any_signed(q->guide) && guide_party(q->guide) == NULL;
}

static bool
check_attaches(const struct guide_question *q, const char *value,
    struct err *err)
{
	return strcmp(value, "yes") == 0 ||
	    !guide_is(q->guide, NULL, "certificate", GUIDE_ATTACHED) ||
	    err_set(err, ERR_INVALID, "the certificate is to come with the "
	    "messages (%s)", value);
}

/* ---- the user ------------------------------------------------------------ */

static bool
needs_user(const struct guide_question *q)
{
	const struct party *p = guide_party(q->guide);

	return guide_any_recognised(q->guide, "user") &&
	    (p == NULL || !audit_party_has_user(p));
}

static bool
check_user(const struct guide_question *q, const char *value,
    struct err *err)
{
	const char *slash = strchr(value, '\\');
	const struct objects *all = snapshot_all(q->guide->snapshot, "party");
	const struct rows *a;
	size_t i, j;

	if (slash == NULL || slash == value || slash[1] == '\0' ||
	    strchr(slash + 1, '\\') != NULL)
		return err_set(err, ERR_INVALID, "DOMAIN\\user expected (%s)",
		    value);
	for (i = 0; i < all->n; i++) {
		a = &((const struct party *)all->v[i])->aliases;
		for (j = 0; j < a->n; j++)
			if (text_same_case(rows_cell(a, j, ALIAS_QUALIFIER),
			    "WindowsUser") && text_same_case(rows_cell(a, j,
			    ALIAS_VALUE), value))
				return err_set(err, ERR_INVALID, "it is an "
				    "alias of party %s (%s)",
				    all->v[i]->name, value);
	}
	return true;
}

static bool
recognises(const struct guide_question *q)
{
	return guide_any_recognised(q->guide, "certificate") ||
	    guide_any_recognised(q->guide, "user");
}

/* ---- the table ----------------------------------------------------------- */

static const struct guide_row rows[] = {
	{ .id = "party", .part = "Partner",
	  .text = "Which partner: a known party, or a new name?",
	  .type = GUIDE_OPEN, .choices = guide_party_choices,
	  .check = guide_party_check,
	  .why = "A party is how the group knows a partner; its certificates "
	      "come and go together with it." },
	{ .id = "sends", .text = "What will the partner send? It may be "
	      "several kinds.", .type = GUIDE_SET, .def = "both",
	  .choices = sends_choices,
	  .why = "Encrypted and unencrypted messages belong to separate "
	      "receive locations in different hosts, or a message in clear "
	      "passes where only encrypted ones are meant to." },
	{ .id = "recognised", .each = true, .text = "How is the partner "
	      "recognised?", .type = GUIDE_CHOICE,
	  .choices = recognised_choices, .suggest = recognised_default,
	  .why = "Only who is recognised as a party can be told from a "
	      "stranger: by the certificate that signed, or by the user "
	      "that logged on." },
	{ .id = "certificate", .text = "The partner's signature certificate: "
	      "a file, or a thumbprint?", .type = GUIDE_OPEN,
	  .applies = needs_certificate, .choices = certificate_choices,
	  .check = check_certificate,
	  .why = "To recognise the party by its signature the group must "
	      "know the certificate; else it may ride on the message. "
	      "Compare the fingerprint by telephone." },
	{ .id = "attaches", .text = "Does the partner attach its certificate "
	      "to messages?", .type = GUIDE_YES_NO, .def = "yes",
	  .applies = asks_attaches, .check = check_attaches,
	  .why = "Where it does not, the certificate must be in Other People "
	      "of each computer that verifies." },
	{ .id = "user", .text = "The user the partner logs on as "
	      "(DOMAIN\\user)?", .type = GUIDE_TEXT, .applies = needs_user,
	  .check = check_user,
	  .why = "Without a signature only the transport knows who sent; the "
	      "user becomes an alias of the party." },
	{ .id = "needs_party", .text = "Do later steps have to know which "
	      "party sent a message?", .type = GUIDE_YES_NO, .def = "yes",
	  .applies = recognises,
	  .why = "A host that is not authentication trusted replaces the "
	      "party by guest before the message is routed." },
};

const struct guide_rows guide_partner_rows = { rows, ARRAY_SIZE(rows) };
