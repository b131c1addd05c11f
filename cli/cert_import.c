/* SPDX-License-Identifier: ISC */
/* cert import */
#include "cli/cert_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "cli/cert.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/import.h"
#include "model/kind.h"

/* ---- what it is for ----------------------------------------------------- */

static bool
find_use(const struct invocation *c, const struct import_use **use,
    struct err *err)
{
	const char *name = c->options[OPTION_USE];
	struct words words = { 0 };
	const struct import_use *u;

	*use = NULL;
	if (name == NULL)
		return c->options[OPTION_ASSIGN] == NULL || err_set(err,
		    ERR_USAGE, "--assign: only with --use (%s)",
		    c->options[OPTION_ASSIGN]);
	*use = import_use_find(name);
	if (*use != NULL)
		return true;
	for (u = import_uses; u->name != NULL; u++)
		words_add(&words, u->name);
	return words_unknown(&words, "--use", name, err);
}

/* "KIND NAME", or "KIND" where there is one only. */
static bool
is_named(const struct import_target *t, const char *object)
{
	size_t n = strlen(t->kind);

	if (object == NULL)
		return true;
	if (strncmp(object, t->kind, n) != 0)
		return false;
	return object[n] == '\0' ? kind_find(t->kind)->single :
	    object[n] == ' ' && strcmp(object + n + 1, t->name) == 0;
}

static void
list_targets(const struct import_targets *t, struct buf *b)
{
	enum { SHOWN = 5 };
	size_t i;

	for (i = 0; i < t->n && i < SHOWN; i++)
		buf_addf(b, "%s\"%s %s\"", i > 0 ? ", " : "", t->v[i].kind,
		    t->v[i].name);
	if (t->n > SHOWN)
		buf_addf(b, " and %zu more", t->n - SHOWN);
	buf_adds(b, t->n == 0 ? "there is none" : "");
}

/* The one that was named, or the only one there is. */
static const struct import_target *
find_target(const struct invocation *c, const struct import_targets *t,
    struct err *err)
{
	const char *object = c->options[OPTION_ASSIGN];
	const struct import_target *found = NULL;
	struct buf b = { 0 };
	size_t i, n = 0;

	for (i = 0; i < t->n; i++) {
		if (!is_named(&t->v[i], object))
			continue;
		n++;
		if (found == NULL)
			found = &t->v[i];
	}
	if (n == 1 || (n > 1 && object != NULL))
		return found;
	list_targets(t, &b);
	if (n > 1)
		err_set(err, ERR_USAGE, "--assign: is needed to %s: %s",
		    c->options[OPTION_USE], (char *)b.data);
	else
		err_set(err, ERR_NOT_FOUND, "--assign: no such object to %s "
		    "with it (%s); there are: %s", c->options[OPTION_USE],
		    object != NULL ? object : "", (char *)b.data);
	buf_clear(&b);
	return NULL;
}

static bool
assign_use(struct invocation *c, struct import_plan *p,
    const struct import_use *use, struct err *err)
{
	struct import_targets targets = { 0 };
	const struct import_target *t;
	size_t entry;
	bool ok;

	ok = import_plan_choose(p, use, &entry, err) &&
	    import_targets(c->model, use, &targets, err);
	if (!ok && err->code == ERR_CONFLICT)
		err_set(err, ERR_USAGE, "several certificates could %s: name "
		    "one with --only", use->name);
	if (ok) {
		t = find_target(c, &targets, err);
		ok = t != NULL && import_plan_assign(p, entry, t, err);
	}
	import_targets_clear(&targets);
	return ok;
}

static bool
assign_all(struct invocation *c, struct import_plan *p,
    const struct import_use *use, struct err *err)
{
	bool found = false;
	size_t i;

	if (use != NULL && !assign_use(c, p, use, err))
		return false;
	if (!invocation_has(c, OPTION_REPLACE))
		return true;
	for (i = 0; i < p->n; i++) {
		if (*p->v[i].renews == '\0' || p->v[i].store == STORE_COUNT)
			continue;
		found = true;
		if (!import_plan_replace(p, i, err))
			return false;
	}
	return found || err_set(err, ERR_NOT_FOUND,
	    "--replace: nothing in it renews an assigned certificate");
}

/* ---- showing ------------------------------------------------------------ */

static void
describe(struct invocation *c, const struct import_plan *p,
    const struct import_entry *e)
{
	struct buf text = { 0 };
	char *line, *rest, label[16];

	out_safe(&c->out, e->cert != NULL ? cert_title(e->cert) :
	    e->crl->issuer);
	out_text(&c->out, "\n");
	import_entry_text(p, e, &text);
	rest = (char *)text.data;
	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
		snprintf(label, sizeof(label), "  %.13s", line);
		out_wrap(&c->out, label, line + strlen(label) - 2);
	}
	buf_clear(&text);
}

/* What was found, before anything is written. */
static void
describe_all(struct invocation *c, struct import_plan *p)
{
	const struct bundle *b = &p->bundle;
	struct buf text = { 0 };
	size_t i;

	out_safe(&c->out, c->args[0]);
	out_fmt(&c->out, ": %s, %zu certificate%s, %zu revocation list%s\n",
	    b->form, b->n, b->n == 1 ? "" : "s", b->crls.n,
	    b->crls.n == 1 ? "" : "s");
	for (i = 0; i < p->n; i++)
		describe(c, p, &p->v[i]);
	if (b->stray_keys > 0)
		out_fmt(&c->out, "%zu private key%s to none of the "
		    "certificates, not imported\n", b->stray_keys,
		    b->stray_keys == 1 ? " belongs" : "s belong");
	for (i = 0; i < p->nassigns; i++) {
		buf_reset(&text);
		import_assign_text(p, &p->assigns[i], &text);
		out_fmt(&c->out, "assign: %s\n", (char *)text.data);
	}
	buf_clear(&text);
	out_flush(&c->out, NULL);
}

static void
say_results(struct invocation *c, const struct import_plan *p)
{
	const struct import_entry *e;
	struct buf title = { 0 };

	for (e = p->v; e < p->v + p->n; e++) {
		buf_reset(&title);
		if (e->store != STORE_COUNT)
			cert_store_title(c, e->store, &title);
		else
			buf_adds(&title, e->proposed == STORE_COUNT ?
			    "root" : "left out");
		out_safe(&c->out, (char *)title.data);
		out_fmt(&c->out, ": %s %s%s\n", import_result_text(e->result),
		    e->cert != NULL ? e->cert->thumbprint : e->crl->sha1,
		    e->store == STORE_COUNT && e->proposed == STORE_COUNT ?
		    "; to trust it, use --store root" : "");
		if (e->store == STORE_CRL && e->unverified)
			out_fmt(&c->out, "%s: %s\n",
			    store_info(STORE_CRL)->name, IMPORT_UNVERIFIED);
		if (e->key != NULL && e->store != STORE_COUNT &&
		    !store_info(e->store)->per_account)
			out_fmt(&c->out, "%s: the private key was left out; "
			    "keys belong to --store personal\n",
			    store_info(e->store)->name);
	}
	if (p->nassigns > 0)
		out_fmt(&c->out, "assigned: %zu\n", p->nassigns);
	buf_clear(&title);
}

/* ---- the verb ----------------------------------------------------------- */

static bool
write_plan(struct invocation *c, struct import_plan *p, struct err *err)
{
	struct import_order order = {
		.reason = c->options[OPTION_REASON],
		.confirmed = invocation_has(c, OPTION_CONFIRM_IDENTITY),
	};

	if (invocation_has(c, OPTION_DRY_RUN) || import_write(p, &order, err))
		return true;
	cert_identity_hint(err);
	return false;
}

static bool
run_plan(struct invocation *c, struct bundle *bundle,
    const struct import_request *r, const struct import_use *use,
    struct err *err)
{
	bool json = invocation_has(c, OPTION_JSON), ok;
	struct import_plan p;

	ok = import_plan_make(&p, c->model, bundle, r, err);
	if (!ok && (err->code == ERR_INVALID || err->code == ERR_NOT_FOUND) &&
	    strncmp(err->text, "holds ", strlen("holds ")) == 0)
		err_prefix(err, "%s", c->args[0]);
	ok = ok && assign_all(c, &p, use, err);
	if (ok && !json)
		describe_all(c, &p);
	ok = ok && write_plan(c, &p, err);
	if (ok && json)
		cert_import_json(c, &p);
	else if (ok && !invocation_has(c, OPTION_DRY_RUN))
		say_results(c, &p);
	import_plan_clear(&p);
	return ok;
}

/* Of what is assigned; 0: at once. */
static bool
take_over(const struct invocation *c, int64_t *at, struct err *err)
{
	const char *text = c->options[OPTION_TAKE_OVER];

	if (text == NULL)
		return true;
	if (!invocation_has(c, OPTION_USE) && !invocation_has(c,
	    OPTION_REPLACE))
		return err_set(err, ERR_USAGE, "--take-over: only with --use "
		    "or --replace (%s)", text);
	return when_parse(text, at) || err_set(err, ERR_USAGE,
	    "--take-over: time as 2026-12-31 23:59 expected (%s)", text);
}

bool
verb_cert_import(struct invocation *c, struct err *err)
{
	struct import_request r = { .account = c->options[OPTION_ACCOUNT],
	    .only = c->options[OPTION_ONLY], .at = when_now() };
	const struct import_use *use;
	struct bundle bundle = { 0 };
	bool ok;

	if (!cert_store_option(c, &r.store, err) ||
	    !find_use(c, &use, err) || !take_over(c, &r.take_over, err))
		return false;
	if (invocation_has(c, OPTION_READ_ONLY) &&
	    !invocation_has(c, OPTION_DRY_RUN))
		return err_set(err, ERR_DENIED,
		    "cert import: read-only was asked for");
	ok = cert_import_read(c, &bundle, err) &&
	    run_plan(c, &bundle, &r, use, err);
	bundle_clear(&bundle);
	return ok;
}
