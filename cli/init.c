/* SPDX-License-Identifier: ISC */
/* init: a new group, all of it or nothing */
#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/store.h"
#include "cli/json.h"
#include "cli/verbs.h"
#include "model/sample.h"
#include "model/secret.h"

#define DEFAULT_GROUP "Sealport Group"
#define SETTINGS_NAME "sealport.conf"
#define TREE_FOLDERS 16		/* open at a time while removing */

static const char settings_text[] =
	"# Settings of this computer; sealport(1) and sealport-fields(7)\n"
	"# have all keys.  Relative paths are relative to this file.\n"
	"database = \"sqlite:group.db\";\n"
	"stores = \"stores\";\n";

/* What is being made, to be removed again if it cannot be finished. */
struct making {
	char *dir;		/* NULL without DIR */
	char *conf;		/* NULL without DIR */
	char *database;		/* path */
	char *key;
	char *stores;
	bool made_dir, made_conf, made_database, made_key, made_stores;
};

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* What cannot be removed stays; the first error is the one to tell. */
static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

static void
remove_database(const char *path)
{
	static const char *const beside[] = { "", "-wal", "-shm", "-journal" };
	char *file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(beside); i++) {
		file = xasprintf("%s%s", path, beside[i]);
		unlink(file);
		free(file);
	}
}

/* Only what this run has made; what was there before stays. */
static void
unmake(const struct making *m)
{
	if (m->made_stores)
		nftw(m->stores, remove_one, TREE_FOLDERS,
		    FTW_DEPTH | FTW_PHYS);
	if (m->made_database)
		remove_database(m->database);
	if (m->made_key)
		unlink(m->key);
	if (m->made_conf)
		unlink(m->conf);
	if (m->made_dir)
		rmdir(m->dir);
}

static void
making_clear(struct making *m)
{
	free(m->dir);
	free(m->conf);
	free(m->database);
	free(m->key);
	free(m->stores);
}

static bool
make_dir(struct invocation *c, struct making *m, struct err *err)
{
	m->dir = xstrdup(c->args[0]);
	m->conf = file_join(m->dir, SETTINGS_NAME);
	if (is_there(m->conf))
		return err_set(err, ERR_EXISTS, "%s: is there already",
		    m->conf);
	m->made_dir = !is_there(m->dir);
	if (!file_mkdirs(m->dir, 0750, err))
		return false;
	m->made_conf = true;
	return file_write(m->conf, settings_text, strlen(settings_text), 0640,
	    err);
}

/* The path in a URL of a database that is a file. */
static const char *
database_path(const char *url)
{
	return text_starts(url, "sqlite:") ? url + strlen("sqlite:") : url;
}

/* DIR brings its own settings, so others make no sense beside it. */
static bool
find_settings(struct invocation *c, struct making *m, struct err *err)
{
	static const enum option_id clash[] = { OPTION_CONFIG, OPTION_DB,
	    OPTION_STORES };
	size_t i;

	for (i = 0; c->nargs > 0 && i < ARRAY_SIZE(clash); i++)
		if (invocation_has(c, clash[i]))
			return err_set(err, ERR_USAGE,
			    "init: not together with DIR (--%s)",
			    option_rows[clash[i]].name);
	if (c->nargs > 0 && !make_dir(c, m, err))
		return false;
	if (!invocation_settings(c, m->conf != NULL ? m->conf :
	    c->options[OPTION_CONFIG], err))
		return false;
	m->database = xstrdup(database_path(c->settings.database));
	m->key = secret_key_path(&c->settings, m->database);
	m->stores = xstrdup(c->settings.stores);
	return true;
}

static bool
make_parent(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	bool ok;

	if (slash == NULL || slash == path)
		return true;
	dir = xstrndup(path, (size_t)(slash - path));
	ok = file_mkdirs(dir, 0750, err);
	free(dir);
	return ok;
}

/* Each mark is set before the step, so that half of it is removed too. */
static bool
make_group(struct invocation *c, struct making *m, struct err *err)
{
	const char *name = invocation_has(c, OPTION_GROUP) ?
	    c->options[OPTION_GROUP] : DEFAULT_GROUP;

	assert(m->database != NULL && m->stores != NULL);
	if (is_there(m->database))
		return err_set(err, ERR_EXISTS, "%s: is there already",
		    m->database);
	if (!make_parent(m->database, err) || !make_parent(m->key, err))
		return false;
	m->made_database = true;
	m->made_key = !is_there(m->key);
	c->model = model_create(&c->settings, name, err);
	if (c->model == NULL)
		return false;
	m->made_stores = !is_there(m->stores);
	if (!stores_create(m->stores, NULL, err))
		return false;
	return !invocation_has(c, OPTION_SAMPLE) ||
	    sample_create(c->model, when_now(), err);
}

static void
report(struct invocation *c, const struct making *m)
{
	struct object *group = model_group(c->model, NULL);
	const char *name = group != NULL ? group->name : "";
	json_t *j;

	if (invocation_has(c, OPTION_JSON)) {
		j = json_document();
		json_put(j, "group", json_of_text(name));
		json_put(j, "database", json_of_text(m->database));
		json_put(j, "settings", json_of_text(m->conf));
		json_print(&c->out, j);
		object_free(group);
		return;
	}
	out_text(&c->out, "group ");
	out_safe(&c->out, name);
	out_text(&c->out, " created in ");
	out_safe(&c->out, m->database);
	out_text(&c->out, "\n");
	if (m->conf != NULL) {
		out_text(&c->out, "open it with: sealport --config ");
		out_safe(&c->out, m->conf);
		out_text(&c->out, "\n");
	}
	object_free(group);
}

bool
verb_init(struct invocation *c, struct err *err)
{
	struct making m = { 0 };
	bool ok;

	if (invocation_has(c, OPTION_READ_ONLY))
		return err_set(err, ERR_DENIED,
		    "init: read-only was asked for");
	ok = find_settings(c, &m, err) && make_group(c, &m, err);
	if (ok) {
		report(c, &m);
	} else {
		/* The database must be closed before its files go. */
		model_close(c->model);
		c->model = NULL;
		unmake(&m);
	}
	making_clear(&m);
	return ok;
}
