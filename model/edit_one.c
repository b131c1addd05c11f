/* SPDX-License-Identifier: ISC */
/* Whole edits of one object, and the verbs that move its state. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/edit.h"
#include "model/edit_raw.h"

/* Commit, or cancel what has failed. */
static bool
finish(struct edit *e, bool ok, struct err *err)
{
	ok = ok && edit_commit(e, NULL, err);
	if (!ok)
		edit_cancel(e);
	return ok;
}

bool
edit_create_one(struct model *m, struct object *o, struct err *err)
{
	struct edit *e = edit_begin(m, ROLE_ADMINISTRATOR, NULL, err);

	return e != NULL && finish(e, edit_save(e, NULL, o, err), err);
}

bool
edit_update_one(struct model *m, const struct object *before,
    struct object *now, struct err *err)
{
	struct edit *e = edit_begin(m, ROLE_ADMINISTRATOR, NULL, err);

	return e != NULL && finish(e, edit_save(e, before, now, err), err);
}

bool
edit_delete_one(struct model *m, const struct object *o, struct err *err)
{
	struct edit *e = edit_begin(m, ROLE_ADMINISTRATOR, NULL, err);

	return e != NULL && finish(e, edit_delete(e, o, err), err);
}

/* ---- verbs -------------------------------------------------------------- */

static bool
has_word(const char *words, const char *word)
{
	size_t n = strlen(word), len;

	for (; *words != '\0'; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		if (len == n && memcmp(words, word, n) == 0)
			return true;
	}
	return false;
}

bool
edit_transition_allowed(struct model *m, const struct object *o,
    const struct transition *t, struct err *err)
{
	const struct field *f = object_field(o, t->field);
	char *state = field_text(f, o), *shown;
	bool ok;

	ok = model_may(m, ROLE_OPERATOR, err);
	if (ok && !has_word(t->from, state)) {
		shown = field_show(f, o);
		ok = err_set(err, ERR_INVALID, "cannot %s: %s is %s",
		    t->verb, f->label, shown);
		free(shown);
	}
	free(state);
	return ok && (t->check == NULL || t->check(m, o, err));
}

static const struct transition *
find_transition(const struct kind *k, const char *verb, struct err *err)
{
	const struct transition *t;

	for (t = k->transitions; t != NULL && t->verb != NULL; t++)
		if (strcmp(t->verb, verb) == 0)
			return t;
	err_set(err, ERR_USAGE, "a %s has no such verb (%s)", k->name, verb);
	return NULL;
}

bool
edit_move(struct edit *e, const struct kind *k, const char *name,
    const char *verb, struct err *err)
{
	const struct transition *t = find_transition(k, verb, err);
	struct model *m = edit_model(e);
	struct object *before, *now = NULL;
	bool ok = false;

	if (t == NULL)
		return false;
	before = model_get(m, k, name, err);
	if (before != NULL) {
		now = object_copy(before);
		ok = edit_transition_allowed(m, before, t, err);
		if (!ok)
			err_prefix(err, "%s %s", k->name, name);
		ok = ok && field_parse(object_field(now, t->field), now,
		    t->to, err) && edit_save(e, before, now, err);
	}
	object_free(before);
	object_free(now);
	return ok;
}

bool
edit_transition(struct model *m, const struct kind *k, const char *name,
    const char *verb, struct err *err)
{
	struct edit *e;

	if (find_transition(k, verb, err) == NULL)
		return false;
	e = edit_begin(m, ROLE_OPERATOR, verb, err);
	return e != NULL && finish(e, edit_move(e, k, name, verb, err), err);
}
