/* SPDX-License-Identifier: ISC */
#include "engine/guide_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/bundle.h"
#include "certstore/issue.h"
#include "certstore/store.h"
#include "engine/guide_receive.h"
#include "engine/guide_send.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"

enum {
	OWN_BITS = 3072,
	TEST_DAYS = 365,	/* a self-signed certificate lasts */
	MAX_PASS = 1024,
	MAX_NAME = 64,		/* X.520: ub-common-name */
};

/* By what the ids of its questions begin with. */
struct purpose {
	const char *base;
	enum usage usage;
	const char *words;	/* of the certificate's name */
	unsigned key_usage;
	const char *eku;
};

static const struct purpose purposes[] = {
	{ "decryption", USAGE_DECRYPT, "Decryption",
	    KEY_USAGE_KEY_ENCIPHERMENT | KEY_USAGE_DATA_ENCIPHERMENT,
	    "emailProtection" },
	{ "signature", USAGE_SIGN, "Signature", KEY_USAGE_DIGITAL_SIGNATURE,
	    "emailProtection" },
	{ "client", USAGE_HTTPS, "Client", KEY_USAGE_DIGITAL_SIGNATURE,
	    "clientAuth" },
};

static const struct purpose *
purpose_of(const char *id)
{
	size_t i;

	for (i = 0; i + 1 < ARRAY_SIZE(purposes) && !text_starts(id,
	    purposes[i].base); i++)
		;
	return &purposes[i];
}

/* A TLS client's differs by the adapter. */
static enum usage
usage_of(const struct guide *g, const char *id)
{
	enum usage usage = purpose_of(id)->usage;
	const struct field *f = usage == USAGE_HTTPS ?
	    guide_client_field(g) : NULL;

	return f != NULL ? f->usage : usage;
}

static const char *
answer_of(const struct guide_question *q)
{
	return guide_get(q->guide, q->way, purpose_of(q->row->id)->base);
}

/* Is the question that these follow from asked at all? */
static bool
is_asked(const struct guide_question *q)
{
	const struct purpose *p = purpose_of(q->row->id);
	const struct guide_rows *const *t;
	size_t i;

	for (t = q->guide->task->tables; *t != NULL; t++)
		for (i = 0; i < (*t)->n; i++)
			if ((*t)->v[i].id != NULL &&
			    strcmp((*t)->v[i].id, p->base) == 0)
				return (*t)->v[i].applies == NULL ||
				    (*t)->v[i].applies(q);
	return false;
}

/* ---- those that are there ------------------------------------------------ */

/* Why it cannot be used for that account, or NULL; the caller's. */
static char *
key_problem(const struct guide *g, const struct cert *cert,
    const char *account)
{
	struct err err = { 0 };
	struct store *s;
	struct key *key = NULL;

	if (account == NULL)
		return NULL;	/* elsewhere: the audit will know */
	s = store_open(g->model->settings->stores, STORE_PERSONAL, account,
	    &err);
	if (s != NULL)
		key = store_get_key(s, cert, &err);
	store_close(s);
	if (key != NULL) {
		key_free(key);
		return NULL;
	}
	return xasprintf("no key in the Personal store of %s here: %s",
	    account, err.text);
}

static void
add_known(const struct guide_question *q, const struct cert *cert,
    struct guide_choices *out)
{
	const struct guide *g = q->guide;
	const char *account = guide_account(g, q->way);
	char *why = key_problem(g, cert, account);

	if (cert->not_after < g->at) {
		free(why);
		why = xstrdup("expired");
	}
	/* Partners' certificates are none to be refused. */
	if (usage_fits(usage_of(q->guide, q->row->id), cert,
	    guide_extra_eku(g), NULL, 0) && (account == NULL || why == NULL))
		guide_choice_add(out, cert->thumbprint,
		    xstrdup(cert_title(cert)), why);
	else
		free(why);
}

/* Why nothing can be put into the account's store from here, or NULL. */
static char *
store_problem(const struct guide *g, const char *account)
{
	if (account == NULL)
		return xstrdup("the host has no instance on this computer: "
		    "its key is made where it runs");
	if (geteuid() != 0 && strcmp(account, g->model->user) != 0)
		return xasprintf("only %s or root can write the Personal "
		    "store of %s", account, account);
	return NULL;
}

void
guide_own_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct guide *g = q->guide;
	const struct objects *all = snapshot_all(g->snapshot, "certificate");
	const char *account = guide_account(g, q->way);
	struct cert *cert;
	size_t i;

	for (i = 0; i < all->n; i++) {
		cert = guide_known_cert(g, all->v[i]->name);
		if (cert != NULL)
			add_known(q, cert, out);
		cert_free(cert);
	}
	guide_choice_add(out, GUIDE_REQUEST, xstrdup("a new key, and a "
	    "request to send to a CA; go on when it has answered"),
	    account == NULL ? store_problem(g, NULL) : NULL);
	guide_choice_add(out, GUIDE_SELF_SIGNED, xstrdup("a new key that "
	    "nobody vouches for: for tests only"), store_problem(g, account));
}

char *
guide_own_default(const struct guide_question *q)
{
	struct guide_choices list = { 0 };
	char *only = NULL;
	size_t i, n = 0;

	guide_own_choices(q, &list);
	for (i = 0; i < list.n && strcmp(list.v[i].value,
	    GUIDE_REQUEST) != 0; i++)
		if (list.v[i].refused == NULL && n++ == 0)
			only = xstrdup(list.v[i].value);
	guide_choices_clear(&list);
	if (n == 1)
		return only;
	free(only);
	return NULL;
}

/* ---- from a file --------------------------------------------------------- */

static bool
is_file(const char *answer)
{
	char thumbprint[THUMBPRINT_SIZE];

	return answer != NULL && strcmp(answer, GUIDE_REQUEST) != 0 &&
	    strcmp(answer, GUIDE_SELF_SIGNED) != 0 &&
	    !thumbprint_parse(answer, thumbprint, NULL);
}

/* The first line of the file; b is secret. */
static bool
read_pass(struct buf *b, const char *path, struct err *err)
{
	b->secret = true;
	if (!file_read(b, path, MAX_PASS, err))
		return err_prefix(err, "passphrase");
	buf_addc(b, '\0');
	b->data[strcspn((char *)b->data, "\r\n")] = '\0';
	return true;
}

static bool
is_passphrase(const struct err *err)
{
	return strcmp(err->part, "passphrase") == 0;
}

/* pass_file: or NULL.  Standard input is no file. */
static bool
open_file(struct bundle *b, const char *path, const char *pass_file,
    struct err *err)
{
	struct buf pass = { 0 };
	bool ok = path[0] == '/' || err_set(err, ERR_INVALID, "a thumbprint, "
	    "or the absolute path of a file (%s)", path);

	ok = ok && (pass_file == NULL || read_pass(&pass, pass_file, err)) &&
	    bundle_read(b, path, pass_file != NULL ? (char *)pass.data :
	    NULL, err);
	buf_clear(&pass);
	return ok;
}

/* The one with a key, of those in the file. */
static struct bundle_item *
pick(struct bundle *b, const struct guide *g, enum usage usage,
    struct err *err)
{
	struct bundle_item *found = NULL;
	size_t i, n = 0;
	char why[256];

	for (i = 0; i < b->n; i++)
		if (b->items[i].cert != NULL && b->items[i].key != NULL &&
		    n++ == 0)
			found = &b->items[i];
	if (n == 0)
		err_set(err, ERR_INVALID, "no certificate with its key is in "
		    "it");
	else if (n > 1)
		err_set(err, ERR_CONFLICT, "more than one certificate with a "
		    "key is in it");
	else if (!usage_fits(usage, found->cert, guide_extra_eku(g), why,
	    sizeof(why)))
		err_set(err, ERR_INVALID, "it does not fit: %s", why);
	else if (found->cert->not_after < g->at)
		err_set(err, ERR_INVALID, "it has expired");
	else
		return found;
	return NULL;
}

static bool
check_file(const struct guide_question *q, const char *path,
    const char *pass_file, struct err *err)
{
	char *problem = store_problem(q->guide, guide_account(q->guide,
	    q->way));
	struct bundle b = { 0 };
	struct err why = { 0 };
	bool ok;

	if (problem != NULL) {
		err_set(err, ERR_DENIED, "%s", problem);
		free(problem);
		return false;
	}
	ok = open_file(&b, path, pass_file, &why);
	if (!ok && path[0] != '/') {
		*err = why;	/* names it already */
		return false;
	}
	/* What opens it is asked next. */
	if (!ok && pass_file == NULL && is_passphrase(&why)) {
		bundle_clear(&b);
		return true;
	}
	ok = ok && pick(&b, q->guide, usage_of(q->guide, q->row->id),
	    &why) != NULL;
	bundle_clear(&b);
	return ok || err_set(err, why.code, "%s (%s)", why.text, path);
}

static bool
check_known(const struct guide_question *q, const char *thumbprint,
    struct err *err)
{
	struct guide_choices list = { 0 };
	size_t i;
	bool ok = false;

	guide_own_choices(q, &list);
	for (i = 0; i < list.n; i++)
		ok = ok || strcmp(list.v[i].value, thumbprint) == 0;
	guide_choices_clear(&list);
	return ok || err_set(err, ERR_NOT_FOUND, "no certificate of ours for "
	    "that, with its key where it is needed (%s)", thumbprint);
}

bool
guide_own_check(const struct guide_question *q, const char *value,
    struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];

	if (thumbprint_parse(value, thumbprint, NULL))
		return check_known(q, thumbprint, err);
	return !is_file(value) || check_file(q, value, NULL, err);
}

struct cert *
guide_own_read(const struct guide *g, const char *path,
    const char *pass_file, enum usage usage, struct key **key,
    struct err *err)
{
	struct bundle_item *item = NULL;
	struct bundle b = { 0 };
	struct cert *c = NULL;

	*key = NULL;
	if (open_file(&b, path, pass_file, err))
		item = pick(&b, g, usage, err);
	if (item != NULL) {
		c = item->cert;
		*key = item->key;
		item->cert = NULL;
		item->key = NULL;
	}
	bundle_clear(&b);
	return c;
}

bool
guide_own_is_locked(const struct guide_question *q)
{
	const char *path = answer_of(q);

	return path != NULL && is_asked(q) && guide_own_needs_pass(path);
}

bool
guide_own_needs_pass(const char *path)
{
	struct bundle b = { 0 };
	struct err err = { 0 };
	bool locked;

	if (!is_file(path))
		return false;
	locked = !open_file(&b, path, NULL, &err) && is_passphrase(&err);
	bundle_clear(&b);
	return locked;
}

bool
guide_own_check_pass(const struct guide_question *q, const char *value,
    struct err *err)
{
	return check_file(q, answer_of(q), value, err);
}

/* ---- made here ----------------------------------------------------------- */

bool
guide_own_is_request(const struct guide_question *q)
{
	return str_same(answer_of(q), GUIDE_REQUEST) && is_asked(q);
}

bool
guide_own_is_made(const struct guide_question *q)
{
	return guide_own_is_request(q) || (str_same(answer_of(q),
	    GUIDE_SELF_SIGNED) && is_asked(q));
}

char *
guide_own_name(const struct guide_question *q)
{
	return xasprintf("%.*s %s", MAX_NAME - 12,
	    guide_get(q->guide, q->way, "host"),
	    purpose_of(q->row->id)->words);
}

bool
guide_own_check_name(const struct guide_question *q, const char *value,
    struct err *err)
{
	(void)q;
	return strlen(value) <= MAX_NAME - strlen(" (test)") ||
	    err_set(err, ERR_INVALID, "at most %zu bytes",
	    MAX_NAME - strlen(" (test)"));
}

static char *
key_path(const char *request)
{
	return xasprintf("%s.key", request);
}

char *
guide_own_path(const struct guide_question *q)
{
	const char *home = getenv("HOME");
	const char *host = guide_get(q->guide, q->way, "host");

	if (home == NULL || home[0] != '/' || host == NULL ||
	    strchr(host, '/') != NULL)
		return NULL;
	return xasprintf("%s/%s-%s.csr", home, host,
	    purpose_of(q->row->id)->base);
}

bool
guide_own_check_path(const struct guide_question *q, const char *value,
    struct err *err)
{
	char *key = key_path(value);
	bool ok;

	/* Once written, they are there. */
	if (value[0] != '/')
		ok = err_set(err, ERR_INVALID, "absolute path expected (%s)",
		    value);
	else if (guide_written(q->guide) == 0 && (access(value, F_OK) == 0 ||
	    access(key, F_OK) == 0))
		ok = err_set(err, ERR_EXISTS, "there is a file of that name, "
		    "or its key (%s)", value);
	else
		ok = true;
	free(key);
	return ok;
}

/* ---- the plan ------------------------------------------------------------ */

static struct guide_key *
add_key(const struct guide *g, struct guide_plan *p,
    const struct guide_own *own)
{
	struct guide_key *k;

	p->keys = grow(p->keys, p->nkeys, &p->keys_cap, sizeof(*p->keys));
	k = &p->keys[p->nkeys++];
	*k = (struct guide_key){ .account = xstrdup(own->account),
		.use = usage_info(usage_of(g, own->base))->name,
		.assign = xasprintf("%s %s", own->kind, own->name) };
	return k;
}

static bool
make(const struct guide *g, struct guide_plan *p,
    const struct guide_own *own, bool request, struct err *err)
{
	char *id = xasprintf("%s_name", own->base);
	const struct purpose *use = purpose_of(own->base);
	struct guide_key *k = add_key(g, p, own);
	struct issue_request r = { .not_before = g->at,
		.not_after = g->at + (int64_t)TEST_DAYS * DAY_SECONDS,
		.key_usage = use->key_usage, .eku = use->eku,
		.rsa_bits = OWN_BITS };
	bool ok;

	k->self_signed = !request;
	k->name = xasprintf("%s%s", guide_get(g, own->way, id),
	    request ? "" : " (test)");
	r.common_name = k->name;
	free(id);
	if (request) {
		id = xasprintf("%s_request", own->base);
		k->request = xstrdup(guide_get(g, own->way, id));
		k->key_file = key_path(k->request);
		free(id);
		ok = issue_csr(&r, &k->key, &k->pem, err);
	} else {
		ok = issue_cert(&r, NULL, &k->cert, &k->key, err);
	}
	return ok;
}

static bool
import(const struct guide *g, struct guide_plan *p,
    const struct guide_own *own, const char *path, struct err *err)
{
	char *id = xasprintf("%s_passphrase", own->base);
	const char *pass_file = guide_get(g, own->way, id);
	struct guide_key *k = add_key(g, p, own);

	free(id);
	k->cert = guide_own_read(g, path, pass_file,
	    usage_of(g, own->base), &k->key, err);
	if (k->cert == NULL)
		return false;
	k->file = xstrdup(path);
	if (pass_file != NULL)
		k->pass_file = xstrdup(pass_file);
	k->name = xstrdup(cert_title(k->cert));
	return true;
}

bool
guide_own_plan(const struct guide *g, struct guide_plan *p,
    const struct guide_own *own, char thumbprint[THUMBPRINT_SIZE],
    struct err *err)
{
	const char *answer = guide_get(g, own->way, own->base);
	const struct guide_key *k;
	struct guide_step *s;
	bool ok;

	*thumbprint = '\0';
	if (answer == NULL || thumbprint_parse(answer, thumbprint, NULL))
		return true;
	ok = is_file(answer) ? import(g, p, own, answer, err) :
	    make(g, p, own, strcmp(answer, GUIDE_REQUEST) == 0, err);
	if (!ok)
		return err_prefix(err, "%s", own->base);
	k = &p->keys[p->nkeys - 1];
	if (k->cert == NULL)
		return true;
	snprintf(thumbprint, THUMBPRINT_SIZE, "%s", k->cert->thumbprint);
	if (snapshot_find(g->snapshot, "certificate", thumbprint) != NULL)
		return true;
	s = guide_plan_step(p, "certificate", thumbprint);
	s->now = certificate_from_cert(k->cert);
	s->with_key = true;
	return true;
}
