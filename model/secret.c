/* SPDX-License-Identifier: ISC */
#include "model/secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/seal.h"
#include "config/db.h"
#include "model/field_types.h"

/* What the proof in the database says once it is opened. */
#define PROOF_CONTEXT "group"
#define PROOF_TEXT "key of the group"

/* ---- the key ------------------------------------------------------------ */

char *
secret_key_path(const struct settings *s, const char *database)
{
	if (s->key_file != NULL && *s->key_file != '\0')
		return xstrdup(s->key_file);
	return xasprintf("%s.key", database);
}

/* The proof of the group's key; NULL without an error: none yet. */
static bool
read_proof(struct model *m, char **proof, struct err *err)
{
	static const char *const columns[] = { "proof" };
	struct db_query q = { .table = "group_key", .columns = columns,
	    .ncolumns = 1 };
	struct db_rows *r = db_select(m->db, &q, err);
	int got;

	*proof = NULL;
	if (r == NULL)
		return false;
	got = db_next(r, err);
	if (got > 0 && db_column(r, 0)->type == DB_TEXT)
		*proof = xstrdup(db_column(r, 0)->text);
	db_finish(r);
	return got >= 0;
}

static bool
write_proof(struct model *m, const struct seal_key *key, struct err *err)
{
	char *proof = seal_text(key, PROOF_CONTEXT, PROOF_TEXT, err);
	struct db_set sets[] = {
		{ "id", db_int(1) }, { "proof", db_text(proof) },
	};
	bool ok = proof != NULL && db_insert(m->db, "group_key", sets,
	    ARRAY_SIZE(sets), NULL, err);

	free(proof);
	return ok;
}

static bool
proves(const struct seal_key *key, const char *proof)
{
	struct buf out = { 0 };
	bool ok = seal_open(key, PROOF_CONTEXT, proof, &out, NULL) &&
	    strcmp((const char *)out.data, PROOF_TEXT) == 0;

	buf_clear(&out);
	return ok;
}

/* A key that is there is used; only a group without one gets a new one. */
static struct seal_key *
load_key(const char *path, const char *proof, bool make, struct err *err)
{
	struct seal_key *key;
	struct err why = { 0 };

	key = seal_key_load(path, &why);
	if (key == NULL && why.code == ERR_NOT_FOUND && proof == NULL &&
	    make && seal_key_create(path, &why))
		key = seal_key_load(path, &why);
	if (key == NULL && why.code == ERR_NOT_FOUND)
		err_set(err, ERR_NOT_FOUND, proof != NULL ? "%s: the key of "
		    "the group is missing; copy it from a computer that has "
		    "it, or from your backup" : "%s: the group has no key "
		    "yet; an administrator makes it with the first password",
		    path);
	else if (key == NULL && err != NULL)
		*err = why;
	if (key != NULL && proof != NULL && !proves(key, proof)) {
		err_set(err, ERR_FAILED, "%s: not the key of this group",
		    path);
		seal_key_free(key);
		key = NULL;
	}
	return key;
}

/*
 * Read for each use: a copy in memory would outlive a key that is withdrawn,
 * and passwords are few.
 */
static struct seal_key *
group_key(struct model *m, bool make, struct err *err)
{
	char *path = secret_key_path(m->settings, db_path(m->db));
	struct seal_key *key = NULL;
	char *proof = NULL;

	if (read_proof(m, &proof, err))
		key = load_key(path, proof, make, err);
	if (key != NULL && proof == NULL && make &&
	    !write_proof(m, key, err)) {
		seal_key_free(key);
		key = NULL;
	}
	free(proof);
	free(path);
	return key;
}

bool
secret_key_make(struct model *m, struct err *err)
{
	struct seal_key *key = group_key(m, true, err);

	seal_key_free(key);
	return key != NULL;
}

/* ---- sealing ------------------------------------------------------------ */

/* Bound to kind and field, not to the name: objects are renamed. */
static char *
context_of(const struct kind *k, const char *name)
{
	return xasprintf("%s %s", k->name, name);
}

char *
secret_seal(struct model *m, const struct kind *k, const struct slot *s,
    const char *text, struct err *err)
{
	struct seal_key *key = NULL;
	char *context, *token = NULL;

	if (!secret_check(s->field, text, err))
		return NULL;
	if (m == NULL)
		err_set(err, ERR_FAILED, "there is no group to seal it for");
	else if (model_may(m, ROLE_ADMINISTRATOR, err))
		key = group_key(m, true, err);
	if (key == NULL)
		return NULL;
	context = context_of(k, s->name);
	token = seal_text(key, context, text, err);
	free(context);
	seal_key_free(key);
	return token;
}

bool
model_unseal(struct model *m, const struct object *o, const char *name,
    struct buf *out, struct err *err)
{
	const char *token = object_token(o, name);
	struct seal_key *key;
	char *context;
	bool ok = false;

	out->secret = true;
	buf_adds(out, "");
	if (!object_is_secret(o->kind, name))
		return err_set(err, ERR_INVALID, "%s: is no secret", name);
	if (token == NULL)
		return true;
	key = group_key(m, false, err);
	if (key != NULL) {
		context = context_of(o->kind, name);
		ok = seal_open(key, context, token, out, err);
		free(context);
	}
	seal_key_free(key);
	return ok || err_prefix(err, "%s", name);
}
