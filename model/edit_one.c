/* SPDX-License-Identifier: ISC */
/* Whole edits of one object, and the verbs that move its state. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/artifact.h"
#include "model/edit.h"
#include "model/edit_check.h"
#include "model/edit_many.h"
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
	const struct field *f;
	char *state, *shown;
	bool ok;

	if (!model_may(m, edit_transition_role(t), err))
		return false;
	if (t->members == NULL) {
		f = object_field(o, t->field);
		state = field_text(f, o);
		shown = field_show(f, o);
		ok = has_word(t->from, state) || err_set(err, ERR_INVALID,
		    "cannot %s: %s is %s", t->verb, f->label, shown);
		free(shown);
		free(state);
		if (!ok)
			return false;
	}
	return t->check == NULL || t->check(m, o, err);
}

enum role
edit_transition_role(const struct transition *t)
{
	return t->administrators ? ROLE_ADMINISTRATOR : ROLE_OPERATOR;
}

const struct transition *
edit_transition_find(const struct kind *k, const char *verb, struct err *err)
{
	const struct transition *t = kind_transition(k, verb);

	if (t == NULL)
		err_set(err, ERR_USAGE, "a %s has no such verb (%s)",
		    k->name, verb);
	return t;
}

/* The object's own state. */
static bool
move_one(struct edit *e, const struct object *before,
    const struct transition *t, struct err *err)
{
	struct object *now = object_copy(before);
	bool ok = field_parse(object_field(now, t->field), now, t->to, err) &&
	    edit_save(e, before, now, err);

	object_free(now);
	return ok;
}

static const struct field *
field_to(const struct kind *k, const struct kind *to)
{
	const struct field *f;

	for (f = k->fields; f->type != FIELD_REF ||
	    strcmp(f->ref, to->name) != 0; f++)
		;
	return f;
}

/* Those of one kind; moved counts them.  What is there already is left. */
static bool
move_some(struct edit *e, const struct object *o, const struct member_verb *v,
    size_t *moved, struct err *err)
{
	const struct kind *k = kind_find(v->kind);
	const struct transition *t = edit_transition_find(k, v->verb, err);
	struct objects all = { 0 };
	char *state;
	bool ok;
	size_t i;

	ok = t != NULL && model_select(edit_model(e), k,
	    field_to(k, o->kind)->name, o->name, &all, err);
	for (i = 0; ok && i < all.n; i++) {
		state = field_text(object_field(all.v[i], t->field),
		    all.v[i]);
		if (has_word(t->from, state)) {
			ok = edit_move(e, k, all.v[i]->name, v->verb, err);
			(*moved)++;
		}
		free(state);
	}
	objects_clear(&all);
	return ok;
}

/* All of them or, if one cannot, none: the edit fails as a whole. */
static bool
move_members(struct edit *e, const struct object *o,
    const struct transition *t, struct err *err)
{
	const struct member_verb *v;
	size_t moved = 0;
	bool ok = true;

	for (v = t->members; ok && v->kind != NULL; v++)
		ok = move_some(e, o, v, &moved, err);
	if (ok && moved == 0)
		ok = err_set(err, ERR_INVALID, "cannot %s: there is nothing "
		    "in it to change", t->verb);
	return ok || err_prefix(err, "%s %s", o->kind->name, o->name);
}

/* Is there one of them that the verb would move? */
static bool
has_to_move(struct model *m, const struct object *o,
    const struct transition *t)
{
	const struct member_verb *v;
	const struct transition *of;
	struct objects all;
	bool yes = false;
	char *state;
	size_t i;

	for (v = t->members; !yes && v->kind != NULL; v++) {
		of = kind_transition(kind_find(v->kind), v->verb);
		memset(&all, 0, sizeof(all));
		/* Where they cannot be read, moving them says why. */
		yes = !model_select(m, kind_find(v->kind), field_to(
		    kind_find(v->kind), o->kind)->name, o->name, &all, NULL);
		for (i = 0; !yes && i < all.n; i++) {
			state = field_text(object_field(all.v[i], of->field),
			    all.v[i]);
			yes = has_word(of->from, state);
			free(state);
		}
		objects_clear(&all);
	}
	return yes;
}

bool
edit_is_there(struct edit *e, const struct kind *k, const char *name,
    const struct transition *t)
{
	struct object *o = model_get(edit_model(e), k, name, NULL);
	char *state;
	bool there;

	if (o == NULL)
		return false;
	if (t->members != NULL) {
		there = !has_to_move(edit_model(e), o, t);
	} else {
		state = field_text(object_field(o, t->field), o);
		there = strcmp(state, t->to) == 0;
		free(state);
	}
	object_free(o);
	return there;
}

bool
edit_move(struct edit *e, const struct kind *k, const char *name,
    const char *verb, struct err *err)
{
	const struct transition *t = edit_transition_find(k, verb, err);
	struct object *o = t != NULL ? model_get(edit_model(e), k, name,
	    err) : NULL;
	bool ok;

	if (o == NULL)
		return false;
	ok = edit_transition_allowed(edit_model(e), o, t, err) ||
	    err_prefix(err, "%s %s", k->name, name);
	if (ok)
		ok = t->members != NULL ? move_members(e, o, t, err) :
		    move_one(e, o, t, err);
	object_free(o);
	return ok;
}

bool
edit_transition(struct model *m, const struct kind *k, const char *name,
    const char *verb, struct err *err)
{
	struct edit_note note = { .reason = NULL };
	char *names[] = { xstrdup(name) };
	bool ok = edit_transition_all(m, k, names, 1, verb, &note, err);

	free(names[0]);
	return ok;
}

/*
 * A verb asks the kind's own check of nobody: a port stays startable
 * whatever has become of what it rests on.  Would it be saved as it is?
 */
static bool
still_valid(struct model *m, const struct object *o, struct err *err)
{
	return edit_check_references(m, o, err) && (o->kind->check == NULL ||
	    o->kind->check(m, o, o, err)) && artifact_check(m, o, o, err);
}

char *
edit_transition_remark(struct model *m, const struct kind *k,
    const char *name, const char *verb)
{
	const struct transition *t = edit_transition_find(k, verb, NULL);
	struct err why = { 0 };
	struct object *o;
	char *remark = NULL;

	/* What comes to rest needs nothing any more. */
	if (t == NULL || !t->activates)
		return NULL;
	o = model_get(m, k, name, NULL);
	if (o != NULL && !still_valid(m, o, &why))
		remark = xstrdup(why.text);
	else if (o != NULL && t->remark != NULL)
		remark = t->remark(m, o);
	object_free(o);
	return remark;
}
