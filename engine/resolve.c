/* SPDX-License-Identifier: ISC */
#include "engine/resolve.h"

#include "base/mem.h"
#include "base/text.h"
#include "engine/material.h"
#include "model/component.h"

#define USER_ALIAS "WindowsUser"	/* its name and its qualifier */

/* Which of its certificates it is, where that is not the current one. */
static const char *
role_words(const struct party *party, const char *thumbprint)
{
	return str_same(party->rollover.next, thumbprint) ? ", the next one" :
	    str_same(party->rollover.previous, thumbprint) ?
	    ", the previous one" : "";
}

/* The one party with the thumbprint; several (a bad import) are none. */
static const struct party *
by_certificate(struct run *run, const char *thumbprint)
{
	const struct party *found;
	size_t n;

	if (run->ambiguous) {
		run_trace(run, thumbprint,
		    "guest: signed by more than one party");
		return NULL;
	}
	found = material_party(run->instance->material, thumbprint, run->at,
	    &n);
	if (n == 1) {
		run_trace(run, thumbprint, "party %s by its certificate%s",
		    found->object.name, role_words(found, thumbprint));
		return found;
	}
	run_trace(run, thumbprint, n == 0 ?
	    "guest: the certificate belongs to no party" :
	    "guest: the certificate belongs to more than one party");
	return NULL;
}

static bool
has_user(const struct party *party, const char *user)
{
	const struct rows *rows = &party->aliases;
	size_t i;

	for (i = 0; i < rows->n; i++)
		if (text_same_case(rows_cell(rows, i, ALIAS_NAME),
		    USER_ALIAS) &&
		    text_same_case(rows_cell(rows, i, ALIAS_QUALIFIER),
		    USER_ALIAS) &&
		    text_same_case(rows_cell(rows, i, ALIAS_VALUE), user))
			return true;
	return false;
}

static const struct party *
by_user(struct run *run, const char *user)
{
	const struct objects *all = snapshot_all(run->instance->snapshot,
	    kind_party.name);
	const struct party *found = NULL;
	size_t i, n = 0;

	for (i = 0; i < all->n; i++) {
		if (!has_user((const struct party *)all->v[i], user))
			continue;
		found = (const struct party *)all->v[i];
		n++;
	}
	if (n == 1) {
		run_trace(run, NULL, "party %s by user %s",
		    found->object.name, user);
		return found;
	}
	run_trace(run, NULL, n == 0 ? "guest: user %s belongs to no party" :
	    "guest: user %s belongs to more than one party", user);
	return NULL;
}

bool
resolve_run(struct run *run, const void *opaque)
{
	const struct party_resolution_options *options = opaque;
	const char *thumbprint = props_get(run->context,
	    "BTS.SignatureCertificate");
	const char *user = props_get(run->context, "BTS.WindowsUser");

	/*
	 * No fall back to the user: an unknown signature is a stronger sign
	 * than a known login (section 13, 9).
	 */
	if (options->by_certificate && thumbprint != NULL)
		run->party = by_certificate(run, thumbprint);
	else if (options->by_user && user != NULL)
		run->party = by_user(run, user);
	else
		run_trace(run, NULL, "guest: nothing to resolve by");
	return true;
}
