/* SPDX-License-Identifier: ISC */
#include "model/repair.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/user.h"

void
repairs_clear(struct repairs *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		free(r->v[i].account);
		free(r->v[i].fault.path);
	}
	free(r->v);
	memset(r, 0, sizeof(*r));
}

char *
repair_text(const struct repair *r)
{
	const struct keyfile_fault *f = &r->fault;
	char *from = user_name_of(f->owner), *to;
	struct buf b = { 0 };

	buf_addf(&b, "%s:", f->path);
	if (!f->curable)
		buf_adds(&b, " a link, or has a second name: remove it and "
		    "import the key again");
	else if (f->mode != f->want_mode)
		buf_addf(&b, " mode %04o -> %04o%s", (unsigned)f->mode,
		    (unsigned)f->want_mode,
		    f->owner != f->want_owner ? "," : "");
	if (f->curable && f->owner != f->want_owner) {
		to = user_name_of(f->want_owner);
		buf_addf(&b, " owner %s -> %s", from, to);
		free(to);
	}
	free(from);
	return buf_steal(&b);
}

/* accounts/ is above every store. */
static bool
is_listed(const struct repairs *r, const char *path)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->v[i].fault.path, path) == 0)
			return true;
	return false;
}

static bool
find_of(struct repairs *r, struct model *m, const char *account,
    struct err *err)
{
	struct store *s = store_open(m->settings->stores, STORE_PERSONAL,
	    account, err);
	struct keyfile_faults f = { 0 };
	bool ok = s != NULL && keyfile_inspect(s, NULL, &f, err);
	size_t i;

	for (i = 0; ok && i < f.n; i++) {
		if (is_listed(r, f.v[i].path))
			continue;
		r->v = grow(r->v, r->n, &r->cap, sizeof(*r->v));
		r->v[r->n++] = (struct repair){ .account = xstrdup(account),
		    .fault = f.v[i] };
		f.v[i].path = NULL;
	}
	keyfile_faults_clear(&f);
	store_close(s);
	return ok;
}

bool
repairs_find(struct repairs *r, struct model *m, const char *account,
    struct err *err)
{
	char **names = NULL;
	size_t n = 0, i;

	memset(r, 0, sizeof(*r));
	if (account != NULL)
		return find_of(r, m, account, err);
	stores_accounts(m->settings->stores, &names, &n);
	for (i = 0; i < n; i++) {
		(void)find_of(r, m, names[i], NULL);
		free(names[i]);
	}
	free(names);
	return true;
}

static bool
apply_one(struct repair *r, struct model *m, struct err *err)
{
	struct store *s;

	if (!str_same(r->account, m->user) &&
	    !model_may(m, ROLE_ADMINISTRATOR, err))
		return false;
	s = store_open(m->settings->stores, STORE_PERSONAL, r->account, err);
	r->done = s != NULL && keyfile_repair(s, &r->fault, err);
	store_close(s);
	return r->done;
}

bool
repairs_apply(struct repairs *r, struct model *m, struct err *err)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (!apply_one(&r->v[i], m, err))
			return false;
	return true;
}
