/* SPDX-License-Identifier: ISC */
/* new, set, delete, and the verbs that change a state */
#include <inttypes.h>
#include <string.h>

#include "cli/object_arg.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/edit.h"

/* Save (now), or delete (now NULL), as one revision; says which. */
static bool
edit_once(struct invocation *c, const struct object *before, struct object *now,
    struct err *err)
{
	int64_t revision = 0;
	struct edit *e;

	e = edit_begin(c->model, ROLE_ADMINISTRATOR,
	    c->options[OPTION_REASON], err);
	if (e == NULL)
		return false;
	if (!(now != NULL ? edit_save(e, before, now, err) :
	    edit_delete(e, before, err))) {
		edit_cancel(e);
		return false;
	}
	if (!edit_commit(e, &revision, err)) {
		edit_cancel(e);
		return false;
	}
	if (revision == 0)
		out_text(&c->out, "nothing to change\n");
	else
		out_fmt(&c->out, "revision %" PRId64 "\n", revision);
	return true;
}

/* What is wrong with a value: before the save, which names the object. */
static bool
apply(struct invocation *c, const struct object_arg *a, struct object *o,
    struct err *err)
{
	if (object_arg_apply(c, a, o, err))
		return true;
	if (err->code == ERR_USAGE)
		return false;
	return err_prefix(err, "%s%s%s", a->kind->name,
	    a->name != NULL ? " " : "", a->name != NULL ? a->name : "");
}

/*
 * The name like any other field: one that is composed of other fields is a
 * promise that the save holds against them.
 */
static bool
create(struct invocation *c, const struct object_arg *a, struct object *o,
    struct err *err)
{
	if (a->name != NULL &&
	    !object_set(o, c->model, "name", a->name, err))
		return err_prefix(err, "%s", a->kind->name);
	return apply(c, a, o, err) && edit_once(c, NULL, o, err);
}

bool
verb_new(struct invocation *c, struct err *err)
{
	struct object *o = NULL;
	struct object_arg a;
	bool ok = object_arg_new(c, &a, err);

	if (ok && a.kind->single)
		ok = err_set(err, ERR_INVALID,
		    "%s: there is exactly one", a.kind->name);
	if (ok && a.kind->fixed)
		ok = err_set(err, ERR_INVALID,
		    "%s: is made by cert import only", a.kind->name);
	if (ok) {
		o = object_new(a.kind);
		ok = create(c, &a, o, err);
	}
	object_free(o);
	object_arg_clear(&a);
	return ok;
}

bool
verb_set(struct invocation *c, struct err *err)
{
	struct object *before = NULL, *now = NULL;
	struct object_arg a;
	bool ok = object_arg(c, &a, err);

	if (ok && a.nrest == 0)
		ok = err_set(err, ERR_USAGE,
		    "set: FIELD=VALUE is missing, usage: sealport set %s",
		    c->verb->usage);
	if (ok) {
		before = object_arg_get(c, &a, err);
		ok = before != NULL;
	}
	if (ok) {
		now = object_copy(before);
		ok = apply(c, &a, now, err) &&
		    edit_once(c, before, now, err);
	}
	object_free(now);
	object_free(before);
	object_arg_clear(&a);
	return ok;
}

bool
verb_delete(struct invocation *c, struct err *err)
{
	struct object *o = NULL;
	struct object_arg a;
	bool ok = object_arg(c, &a, err);

	if (ok && a.nrest > 0)
		ok = err_set(err, ERR_USAGE,
		    "delete: unexpected argument (%s)", a.rest[0]);
	if (ok) {
		o = object_arg_get(c, &a, err);
		ok = o != NULL;
	}
	ok = ok && edit_once(c, o, NULL, err);
	object_free(o);
	object_arg_clear(&a);
	return ok;
}

static bool
kind_has(const struct kind *kind, const char *verb)
{
	const struct transition *t = kind->transitions;

	for (; t != NULL && t->verb != NULL; t++)
		if (strcmp(t->verb, verb) == 0)
			return true;
	return false;
}

/* The verb is one of some kind's, but of this one's? */
static bool
check_transition(const struct kind *kind, const char *verb, struct err *err)
{
	const struct transition *t;
	struct words words = { 0 };

	if (kind_has(kind, verb))
		return true;
	for (t = kind->transitions; t != NULL && t->verb != NULL; t++)
		words_add(&words, t->verb);
	if (words.n == 0)
		return err_set(err, ERR_USAGE, "%s: has no states (%s)",
		    kind->name, verb);
	return words_unknown(&words, kind->name, verb, err);
}

bool
verb_transition(struct invocation *c, struct err *err)
{
	struct object_arg a;
	bool ok = object_arg(c, &a, err);

	if (ok && a.name == NULL)
		ok = err_set(err, ERR_USAGE, "%s: has no states (%s)",
		    a.kind->name, c->word);
	ok = ok && check_transition(a.kind, c->word, err) &&
	    edit_transition(c->model, a.kind, a.name, c->word, err);
	object_arg_clear(&a);
	return ok;
}
