/* SPDX-License-Identifier: ISC */
#include "tests/lib/fixture.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/when.h"
#include "certstore/store.h"
#include "model/edit.h"
#include "tests/lib/key_pool.h"

static void
need(bool ok, const char *what, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "fixture: %s: %s\n", what,
	    err != NULL ? err->text : "failed");
	abort();
}

static void
fill_settings(struct fixture *f)
{
	struct settings *s = &f->settings;

	s->database = xasprintf("sqlite:%s/group.db", f->dir);
	s->stores = file_join(f->dir, "stores");
	s->temp_folder = xasprintf("%s/temp", f->dir);
	s->computer = xstrdup(FIXTURE_COMPUTER);
	s->administrators = xstrdup("");
	s->operators = xstrdup("");
	s->auditors = xstrdup("");
	s->expiry_warn_days = 30;
	s->crl_max_age_days = 7;
	s->inventory_max_age_hours = 24;
}

struct fixture *
fixture_new(bool sample)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	const char *tmp = getenv("TMPDIR");
	struct err err = { 0 };

	key_pool_rewind();
	f->dir = xasprintf("%s/sealport-test-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	need(mkdtemp(f->dir) != NULL, "temporary folder", NULL);
	fill_settings(f);
	f->now = when_now();
	f->model = model_create(&f->settings, "Test Group", &err);
	need(f->model != NULL, "group", &err);
	if (sample)
		need(sample_make(&f->sample, f->model, f->now, &err),
		    "sample", &err);
	else
		need(stores_create(f->settings.stores, f->model->user, &err),
		    "stores", &err);
	return f;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
fixture_free(struct fixture *f)
{
	if (f == NULL)
		return;
	model_close(f->model);
	sample_clear(&f->sample);
	nftw(f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	settings_clear(&f->settings);
	free(f->dir);
	free(f);
}

static const struct sample_cert *
need_cert(const struct fixture *f, const char *name)
{
	const struct sample_cert *c = sample_find(&f->sample, name);

	need(c != NULL, name, NULL);
	return c;
}

const struct cert *
fixture_cert(const struct fixture *f, const char *name)
{
	return need_cert(f, name)->cert;
}

const struct key *
fixture_key(const struct fixture *f, const char *name)
{
	return need_cert(f, name)->key;
}

const char *
fixture_thumbprint(const struct fixture *f, const char *name)
{
	return fixture_cert(f, name)->thumbprint;
}

static void
set_all(struct fixture *f, struct object *o, va_list ap)
{
	const char *assignment, *equals;
	const struct field *row;
	struct err err = { 0 };
	char *name;

	while ((assignment = va_arg(ap, const char *)) != NULL) {
		equals = strchr(assignment, '=');
		need(equals != NULL, assignment, NULL);
		name = xstrndup(assignment, (size_t)(equals - assignment));
		row = object_field(o, name);
		/* States are set by no hand but a test's. */
		need(row != NULL && (row->flags & FIELD_STATE) ?
		    field_parse(row, o, equals + 1, &err) :
		    object_set(o, f->model, name, equals + 1, &err),
		    assignment, &err);
		free(name);
	}
}

void
fixture_add(struct fixture *f, const char *kind, ...)
{
	struct object *o = object_new(kind_find(kind));
	struct err err = { 0 };
	va_list ap;

	va_start(ap, kind);
	set_all(f, o, ap);
	va_end(ap);
	need(edit_create_one(f->model, o, &err), kind, &err);
	object_free(o);
}

void
fixture_set(struct fixture *f, const char *kind, const char *name, ...)
{
	struct err err = { 0 };
	struct object *before = model_find(f->model, kind, name, &err);
	struct object *now;
	va_list ap;

	need(before != NULL, kind, &err);
	now = object_copy(before);
	va_start(ap, name);
	set_all(f, now, ap);
	va_end(ap);
	need(edit_update_one(f->model, before, now, &err), kind, &err);
	object_free(now);
	object_free(before);
}
