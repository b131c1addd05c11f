/* SPDX-License-Identifier: ISC */
/* Receive from a partner: the objects that the answers come to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/cert.h"
#include "engine/guide_own.h"
#include "engine/guide_planning.h"
#include "engine/guide_receive.h"
#include "model/audit/rules.h"
#include "model/kinds/certificate.h"
#include "model/kinds/pipeline.h"

/* ---- the party ----------------------------------------------------------- */

/* The aliases it has, with the user's; the caller's text. */
static char *
aliases_with(const struct party *party, const char *user)
{
	const char *cells[ALIAS_CELLS] = { "WindowsUser", "WindowsUser",
	    user };
	struct object *o = party != NULL ? object_copy(&party->object) :
	    object_new(&kind_party);
	char *text;

	rows_add(&((struct party *)o)->aliases, ALIAS_CELLS, cells);
	text = field_text(object_field(o, "aliases"), o);
	object_free(o);
	return text;
}

static bool
plan_party(const struct guide *g, struct guide_plan *p, struct err *err)
{
	const struct party *old = guide_party(g);
	const char *certificate = guide_get(g, NULL, "certificate");
	const char *user = guide_get(g, NULL, "user");
	char thumbprint[THUMBPRINT_SIZE] = "", *aliases;
	struct guide_step *s;

	if (!guide_any_signed(g) || (old != NULL &&
	    old->signature_certificate != NULL))
		certificate = NULL;
	if (old != NULL && audit_party_has_user(old))
		user = NULL;
	if (certificate != NULL && strcmp(certificate, GUIDE_ATTACHED) != 0 &&
	    !guide_plan_certificate(g, p, certificate, thumbprint, err))
		return false;
	if (old != NULL && thumbprint[0] == '\0' && user == NULL)
		return true;
	s = guide_plan_step(p, "party", guide_get(g, NULL, "party"));
	if (thumbprint[0] != '\0')
		guide_step_set(s, "signature_certificate", thumbprint);
	if (user != NULL && guide_any_recognised(g, "user")) {
		aliases = aliases_with(old, user);
		guide_step_set(s, "aliases", aliases);
		free(aliases);
	}
	if (old == NULL && guide_is(g, NULL, "attaches", "no"))
		guide_step_set(s, "attaches_certificate", "false");
	return true;
}

/* ---- the host ------------------------------------------------------------ */

/*
 * Its decryption certificate; "" where it has one, or gets one of a CA.  Of
 * ways that share a host one was asked for it.
 */
static bool
plan_decryption(const struct guide *g, struct guide_plan *p, const char *host,
    char thumbprint[THUMBPRINT_SIZE], struct err *err)
{
	struct guide_own own = { .base = "decryption", .kind = "host",
		.name = host };
	const struct guide_way *w;

	*thumbprint = '\0';
	for (w = guide_ways; own.way == NULL && w->name != NULL; w++)
		if (w->encrypted && guide_has_way(g, w->name) &&
		    guide_is(g, w->name, "host", host) &&
		    guide_get(g, w->name, "decryption") != NULL)
			own.way = w->name;
	if (own.way == NULL)
		return true;
	own.account = guide_account(g, own.way);
	return guide_own_plan(g, p, &own, thumbprint, err);
}

static void
plan_new_host(const struct guide *g, struct guide_plan *p, const char *way,
    const char *decryption)
{
	const char *host = guide_get(g, way, "host");
	const char *computer = g->model->settings->computer;
	char *name = xasprintf("%s@%s", host, computer);
	struct guide_step *s = guide_plan_step(p, "host", host);

	if (guide_adapter(g, way)->receive->isolated)
		guide_step_set(s, "type", "isolated");
	guide_step_set(s, "trusted", guide_is(g, NULL, "needs_party",
	    "yes") ? "true" : "false");
	if (*decryption != '\0')
		guide_step_set(s, "decryption_certificate", decryption);
	s = guide_plan_step(p, "host-instance", name);
	guide_step_set(s, "host", host);
	guide_step_set(s, "computer", computer);
	guide_step_set(s, "account", guide_get(g, guide_host_maker(g, way),
	    "account"));
	free(name);
}

static bool
plan_host(const struct guide *g, struct guide_plan *p, const char *way,
    struct err *err)
{
	const struct topology_host *h = guide_host(g, way);
	const char *host = guide_get(g, way, "host");
	char decryption[THUMBPRINT_SIZE] = "";

	if (guide_plan_has(p, "host", host))
		return true;
	if ((h == NULL || h->host->decryption_certificate == NULL) &&
	    !plan_decryption(g, p, host, decryption, err))
		return false;
	if (h == NULL)
		plan_new_host(g, p, way, decryption);
	else if (*decryption != '\0')
		guide_step_set(guide_plan_step(p, "host", host),
		    "decryption_certificate", decryption);
	return true;
}

static char *
plan_handler(const struct guide *g, struct guide_plan *p, const char *way)
{
	const char *adapter = guide_adapter(g, way)->name;
	const char *host = guide_get(g, way, "host");
	char *name = xasprintf("%s-receive@%s", adapter, host);
	struct guide_step *s;

	if (snapshot_find(g->snapshot, "handler", name) != NULL ||
	    guide_plan_has(p, "handler", name))
		return name;
	s = guide_plan_step(p, "handler", name);
	guide_step_set(s, "adapter", adapter);
	guide_step_set(s, "direction", "receive");
	guide_step_set(s, "host", host);
	return name;
}

/* ---- port and location --------------------------------------------------- */

static const char *const expectations[] = {
	[EXPECT_ANY] = "any", [EXPECT_ENCRYPTED] = "encrypted",
	[EXPECT_SIGNED] = "signed", [EXPECT_PLAIN] = "plain",
};

static const char *
truth(bool yes)
{
	return yes ? "true" : "false";
}

static void
set_transport(const struct guide *g, const char *way, struct guide_step *s)
{
	const struct adapter *a = guide_adapter(g, way);
	const char *value;
	char *name;
	size_t i;

	guide_step_set(s, "adapter", a->name);
	for (i = 0; i < a->receive->nfields; i++) {
		name = xasprintf("%s.%s", a->prefix,
		    a->receive->fields[i].name);
		value = guide_get(g, way, name);
		if (value != NULL)
			guide_step_set(s, name, value);
		free(name);
	}
	/* A116: or a kept message is thrown away with the request. */
	if (strcmp(a->name, "HTTP") == 0 && guide_is(g, way,
	    "authentication", "keep") && guide_get(g, way,
	    "http.suspend_failed") == NULL)
		guide_step_set(s, "http.suspend_failed", "true");
}

static void
set_options(const struct guide *g, const struct guide_way *w,
    struct guide_step *s)
{
	const char *pipeline = guide_get(g, w->name, "pipeline");
	const struct pipeline *p = (const struct pipeline *)snapshot_find(
	    g->snapshot, "pipeline", pipeline);
	bool by_user = guide_is(g, w->name, "recognised", "user");
	bool by_certificate = guide_is(g, w->name, "recognised",
	    "certificate");

	guide_step_set(s, "receive_pipeline", pipeline);
	guide_step_set(s, "expects", expectations[w->expects]);
	guide_step_set(s, "external", truth(guide_is(g, w->name, "external",
	    "yes")));
	guide_step_set(s, "require_encryption", truth(w->encrypted));
	guide_step_set(s, "require_signature", truth(w->is_signed));
	if (w->is_signed || w->encrypted)
		guide_step_set(s, "decoder.allow_non_mime", "false");
	if (w->is_signed)
		guide_step_set(s, "decoder.check_revocation", truth(
		    guide_is(g, w->name, "check_revocation", "yes")));
	/* An unknown signer is guest even where the user is known. */
	if (p != NULL && pipeline_has(p, "party_resolution") &&
	    (by_user || by_certificate)) {
		guide_step_set(s, "party_resolution.by_certificate",
		    truth(by_certificate));
		guide_step_set(s, "party_resolution.by_user", truth(by_user));
	}
}

static bool
plan_way(const struct guide *g, struct guide_plan *p,
    const struct guide_way *w, struct err *err)
{
	const char *port = guide_get(g, w->name, "port");
	struct guide_step *s;
	char *handler;

	if (!plan_host(g, p, w->name, err))
		return false;
	handler = plan_handler(g, p, w->name);
	s = guide_plan_step(p, "receive-port", port);
	guide_step_set(s, "authentication", guide_get(g, w->name,
	    "authentication"));
	s = guide_plan_step(p, "receive-location", guide_get(g, w->name,
	    "location"));
	guide_step_set(s, "receive_port", port);
	set_transport(g, w->name, s);
	guide_step_set(s, "handler", handler);
	set_options(g, w, s);
	guide_schedule_set(guide_get(g, w->name, "schedule"), s);
	free(handler);
	return true;
}

bool
guide_receive_plan(const struct guide *g, struct guide_plan *p,
    struct err *err)
{
	const struct guide_way *w;
	bool ok = plan_party(g, p, err);

	for (w = guide_ways; ok && w->name != NULL; w++)
		if (guide_has_way(g, w->name))
			ok = plan_way(g, p, w, err);
	if (ok)
		guide_planning_plan(g, p);
	return ok;
}

/* ---- once it was written ------------------------------------------------- */

/* Their names were free when they were chosen: who wrote them is known. */
int64_t
guide_receive_revision(const struct guide *g)
{
	const struct guide_way *w;
	int64_t found = 0, of;

	if (guide_get(g, NULL, "party") == NULL)
		return 0;
	for (w = guide_ways; w->name != NULL; w++) {
		if (!guide_has_way(g, w->name))
			continue;
		of = guide_revision_of(g, "receive-location", guide_get(g,
		    w->name, "location"));
		if (of == 0)
			return 0;
		found = of;
	}
	return found;
}

bool
guide_receive_enable(const struct guide *g, int64_t *revision, struct err *err)
{
	char *names[MAX_GUIDE_WAYS] = { NULL };
	struct edit_note note = { 0 };
	const struct guide_way *w;
	size_t n = 0, i;
	bool ok;

	for (w = guide_ways; w->name != NULL; w++)
		if (guide_has_way(g, w->name))
			names[n++] = xstrdup(guide_get(g, w->name,
			    "location"));
	ok = edit_transition_all(g->model, &kind_receive_location, names, n,
	    "enable", &note, err);
	if (ok)
		*revision = note.revision;
	for (i = 0; i < n; i++)
		free(names[i]);
	return ok;
}
