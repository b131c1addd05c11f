/* SPDX-License-Identifier: ISC */
#include "engine/guide_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/cert.h"
#include "certstore/store.h"
#include "engine/guide_receive.h"
#include "model/audit/rules.h"
#include "model/history.h"
#include "model/kinds/certificate.h"
#include "model/kinds/pipeline.h"

/* ---- steps --------------------------------------------------------------- */

struct guide_step *
guide_plan_step(struct guide_plan *p, const char *kind, const char *name)
{
	struct guide_step *s;

	p->v = grow(p->v, p->n, &p->cap, sizeof(*p->v));
	s = &p->v[p->n++];
	*s = (struct guide_step){ .kind = kind_find(kind),
	    .name = xstrdup(name) };
	return s;
}

void
guide_step_set(struct guide_step *s, const char *field, const char *value)
{
	s->sets = grow(s->sets, s->nsets, &s->cap, sizeof(*s->sets));
	s->sets[s->nsets++] = (struct guide_set){ xstrdup(field),
	    xstrdup(value) };
}

static bool
has_step(const struct guide_plan *p, const char *kind, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->v[i].kind->name, kind) == 0 &&
		    strcmp(p->v[i].name, name) == 0)
			return true;
	return false;
}

void
guide_plan_clear(struct guide_plan *p)
{
	size_t i, j;

	for (i = 0; i < p->n; i++) {
		for (j = 0; j < p->v[i].nsets; j++) {
			free(p->v[i].sets[j].field);
			free(p->v[i].sets[j].value);
		}
		free(p->v[i].sets);
		free(p->v[i].name);
		free(p->v[i].file);
		object_free(p->v[i].before);
		object_free(p->v[i].now);
	}
	free(p->v);
	cert_free(p->install);
	memset(p, 0, sizeof(*p));
}

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

/* Made known to the group and to be installed, unless it is known. */
static bool
plan_certificate(const struct guide *g, struct guide_plan *p,
    const char *answer, char thumbprint[THUMBPRINT_SIZE], struct err *err)
{
	struct cert *c = guide_certificate(g, answer, err);
	struct guide_step *s;

	if (c == NULL)
		return err_prefix(err, "certificate");
	snprintf(thumbprint, THUMBPRINT_SIZE, "%s", c->thumbprint);
	p->install = c;
	if (snapshot_find(g->snapshot, "certificate", thumbprint) != NULL)
		return true;
	s = guide_plan_step(p, "certificate", thumbprint);
	s->now = certificate_from_cert(c);
	s->file = xstrdup(answer);
	return true;
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
	    !plan_certificate(g, p, certificate, thumbprint, err))
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

/* Of one that other ways share, the answer that one of them was asked for. */
static const char *
decryption_of(const struct guide *g, const char *host)
{
	const struct guide_way *w;
	const char *found = NULL;

	for (w = guide_ways; found == NULL && w->name != NULL; w++)
		if (w->encrypted && guide_has_way(g, w->name) &&
		    guide_is(g, w->name, "host", host))
			found = guide_get(g, w->name, "decryption");
	return found;
}

static void
plan_new_host(const struct guide *g, struct guide_plan *p, const char *way)
{
	const char *host = guide_get(g, way, "host");
	const char *decryption = decryption_of(g, host);
	const char *computer = g->model->settings->computer;
	char *name = xasprintf("%s@%s", host, computer);
	struct guide_step *s = guide_plan_step(p, "host", host);

	if (guide_adapter(g, way)->receive->isolated)
		guide_step_set(s, "type", "isolated");
	guide_step_set(s, "trusted", guide_is(g, NULL, "needs_party",
	    "yes") ? "true" : "false");
	if (decryption != NULL)
		guide_step_set(s, "decryption_certificate", decryption);
	s = guide_plan_step(p, "host-instance", name);
	guide_step_set(s, "host", host);
	guide_step_set(s, "computer", computer);
	guide_step_set(s, "account", guide_get(g, guide_host_maker(g, way),
	    "account"));
	free(name);
}

static void
plan_host(const struct guide *g, struct guide_plan *p, const char *way)
{
	const struct topology_host *h = guide_host(g, way);
	const char *host = guide_get(g, way, "host");
	const char *decryption = decryption_of(g, host);

	if (has_step(p, "host", host))
		return;
	if (h == NULL)
		plan_new_host(g, p, way);
	else if (decryption != NULL && h->host->decryption_certificate ==
	    NULL)
		guide_step_set(guide_plan_step(p, "host", host),
		    "decryption_certificate", decryption);
}

static char *
plan_handler(const struct guide *g, struct guide_plan *p, const char *way)
{
	const char *adapter = guide_adapter(g, way)->name;
	const char *host = guide_get(g, way, "host");
	char *name = xasprintf("%s-receive@%s", adapter, host);
	struct guide_step *s;

	if (snapshot_find(g->snapshot, "handler", name) != NULL ||
	    has_step(p, "handler", name))
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

static void
plan_way(const struct guide *g, struct guide_plan *p,
    const struct guide_way *w)
{
	const char *port = guide_get(g, w->name, "port");
	struct guide_step *s;
	char *handler;

	plan_host(g, p, w->name);
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
	free(handler);
}

/* ---- objects of it ------------------------------------------------------- */

static bool
build(struct model *m, struct guide_step *s, struct err *err)
{
	const struct field *name = kind_field(s->kind, "name");
	bool ok = true;
	size_t i;

	if (s->now != NULL)
		return true;
	if (model_exists(m, s->kind->name, s->name)) {
		s->before = model_get(m, s->kind, s->name, err);
		if (s->before == NULL)
			return false;
		s->now = object_copy(s->before);
	} else {
		s->now = object_new(s->kind);
		ok = (name->flags & FIELD_DERIVED) != 0 ||
		    object_set(s->now, m, "name", s->name, err);
	}
	for (i = 0; ok && i < s->nsets; i++)
		ok = object_set(s->now, m, s->sets[i].field,
		    s->sets[i].value, err);
	return ok || err_prefix(err, "%s %s", s->kind->name, s->name);
}

bool
guide_plan_make(const struct guide *g, struct guide_plan *p, struct err *err)
{
	const struct guide_way *w;
	bool ok = plan_party(g, p, err);
	size_t i;

	for (w = guide_ways; ok && w->name != NULL; w++)
		if (guide_has_way(g, w->name))
			plan_way(g, p, w);
	for (i = 0; ok && i < p->n; i++)
		ok = build(g->model, &p->v[i], err);
	return ok;
}

/* ---- as a command line --------------------------------------------------- */

void
guide_step_command(const struct guide_step *s, struct buf *b)
{
	bool derived = (kind_field(s->kind, "name")->flags &
	    FIELD_DERIVED) != 0;
	struct buf word = { 0 };
	size_t i;

	if (s->file != NULL) {
		buf_adds(b, "sealport cert import ");
		text_shell_word(b, s->file);
		buf_addf(b, " --store other-people --only %s", s->name);
		return;
	}
	buf_addf(b, "sealport %s %s", s->before != NULL ? "set" : "new",
	    s->kind->name);
	if (s->before != NULL || !derived) {
		buf_addc(b, ' ');
		text_shell_word(b, s->name);
	}
	for (i = 0; i < s->nsets; i++) {
		buf_reset(&word);
		buf_addf(&word, "%s=%s", s->sets[i].field, s->sets[i].value);
		buf_addc(b, ' ');
		text_shell_word(b, (const char *)word.data);
	}
	buf_clear(&word);
}

/* ---- the audit, and writing ---------------------------------------------- */

/* Both arrays are the caller's to free. */
static struct edit_set
set_of(const struct guide_plan *p)
{
	struct object **before = xcalloc(p->n + 1, sizeof(*before));
	struct object **now = xcalloc(p->n + 1, sizeof(*now));
	size_t i;

	for (i = 0; i < p->n; i++) {
		before[i] = p->v[i].before;
		now[i] = p->v[i].now;
	}
	return (struct edit_set){ .before = before, .now = now, .n = p->n };
}

static void
set_free(struct edit_set *set)
{
	free((void *)(uintptr_t)set->before);
	free((void *)(uintptr_t)set->now);
}

static void
set_enabled(const struct guide_plan *p, bool enabled)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->v[i].kind == &kind_receive_location)
			((struct receive_location *)p->v[i].now)->enabled =
			    enabled;
}

bool
guide_plan_effect(const struct guide *g, const struct guide_plan *p,
    struct effect *effect, struct err *err)
{
	struct edit_set set = set_of(p);
	bool ok;

	set_enabled(p, true);
	ok = effect_of(g->model, &set, g->at, effect, err);
	set_enabled(p, false);
	set_free(&set);
	return ok;
}

static bool
install(const struct guide *g, const struct cert *c, struct err *err)
{
	struct store *s = store_open(g->model->settings->stores,
	    STORE_OTHER_PEOPLE, NULL, err);
	bool ok = s != NULL;

	if (ok && !store_add(s, c, NULL, err)) {
		ok = err->code == ERR_EXISTS;
		if (ok)
			err_clear(err);
	}
	store_close(s);
	return ok;
}

bool
guide_plan_write(const struct guide *g, const struct guide_plan *p,
    int64_t *revision, struct err *err)
{
	char *reason = xasprintf("guide %s: %s", g->task->name,
	    guide_get(g, NULL, "party"));
	struct edit_note note = { .reason = reason };
	struct edit_set set = set_of(p);
	bool ok = model_may(g->model, ROLE_ADMINISTRATOR, err);

	/* A file that nothing names does no harm. */
	ok = ok && (p->install == NULL || install(g, p->install, err)) &&
	    edit_all(g->model, &set, &note, err);
	if (ok)
		*revision = note.revision;
	set_free(&set);
	free(reason);
	return ok;
}

/* Their names were free when they were chosen: who wrote them is known. */
int64_t
guide_find_revision(const struct guide *g)
{
	struct history_query query = { .limit = 1,
		.kind = kind_receive_location.name };
	struct revisions list = { 0 };
	const struct guide_way *w;
	int64_t found = 0;

	if (guide_get(g, NULL, "party") == NULL)
		return 0;
	for (w = guide_ways; w->name != NULL; w++) {
		if (!guide_has_way(g, w->name))
			continue;
		query.name = guide_get(g, w->name, "location");
		if (query.name == NULL || snapshot_find(g->snapshot,
		    query.kind, query.name) == NULL)
			return 0;
	}
	if (query.name != NULL && history_list(g->model, &query, &list,
	    NULL) && list.n > 0)
		found = list.v[0].id;
	revisions_clear(&list);
	return found;
}

bool
guide_enable(const struct guide *g, int64_t *revision, struct err *err)
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
