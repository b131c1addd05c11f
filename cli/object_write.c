/* SPDX-License-Identifier: ISC */
/* new, set, delete, and the verbs that change a state */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/audit.h"
#include "cli/document.h"
#include "cli/leaving.h"
#include "cli/object_arg.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/audit/effect.h"
#include "model/edit_many.h"

/* What it would do to the audit; findings that are new are a failure. */
static bool
what_if(struct invocation *c, const struct pending *p, struct err *err)
{
	struct effect e = { 0 };
	int64_t at = 0;
	bool ok;

	ok = invocation_at(c, &at, err) &&
	    effect_of_pending(c->model, p, at, &e, err);
	if (ok) {
		audit_print_effect(&c->out, &e);
		c->status = e.added.n > 0 ? STATUS_FAILED : STATUS_DONE;
	}
	effect_clear(&e);
	return ok;
}

bool
edit_objects(struct invocation *c, const struct objects *before,
    const struct objects *now, struct err *err)
{
	const struct objects *list = now != NULL ? now : before;
	struct edit_note note = { .reason = c->options[OPTION_REASON] };
	const struct edit_set set = {
		.before = before != NULL ? before->v : NULL,
		.now = now != NULL ? now->v : NULL, .n = list->n,
	};
	char **names;
	size_t i;

	if (invocation_has(c, OPTION_WHAT_IF))
		return what_if(c, &(struct pending){ .set = &set }, err);
	if (!edit_all(c->model, &set, &note, err))
		return false;
	names = xcalloc(list->n, sizeof(*names));
	for (i = 0; i < list->n; i++)
		names[i] = list->v[i]->name;
	result_objects(c, &(struct result){ .kind = list->v[0]->kind,
	    .names = names, .n = list->n, .revision = note.revision });
	free(names);
	return true;
}

static void
keep(struct objects *list, struct object *o)
{
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = o;
}

/* All objects named; the one group where no name is. */
static bool
read_objects(struct invocation *c, const struct object_arg *a,
    struct objects *list, struct err *err)
{
	size_t i, n = a->nnames > 0 ? a->nnames : 1;
	struct object *o;

	for (i = 0; i < n; i++) {
		o = object_arg_get(c, a, i, err);
		if (o == NULL)
			return false;
		keep(list, o);
	}
	return true;
}

/* What is wrong with a value: before the save, which names the object. */
static bool
apply(struct invocation *c, struct object_arg *a, struct object *o,
    struct err *err)
{
	if ((o->id == 0 || a->doc == NULL ||
	    document_is_current(a->doc, o, err)) &&
	    object_arg_apply(c, a, o, err))
		return true;
	if (err->code == ERR_USAGE)
		return false;
	return err_prefix(err, "%s%s%s", a->kind->name,
	    o->name != NULL ? " " : "", o->name != NULL ? o->name : "");
}

/*
 * The name like any other field: one that is composed of other fields is a
 * promise that the save holds against them.
 */
static bool
create(struct invocation *c, struct object_arg *a, struct err *err)
{
	struct objects now = { 0 };
	struct object *o = object_new(a->kind);
	bool ok;

	keep(&now, o);
	ok = a->name == NULL || object_set(o, c->model, "name", a->name, err);
	if (!ok)
		err_prefix(err, "%s", a->kind->name);
	ok = ok && apply(c, a, o, err) && edit_objects(c, NULL, &now, err);
	objects_clear(&now);
	return ok;
}

bool
verb_new(struct invocation *c, struct err *err)
{
	struct object_arg a;
	bool ok = object_arg_new(c, &a, err);

	if (ok && a.kind->single)
		ok = err_set(err, ERR_INVALID,
		    "%s: there is exactly one", a.kind->name);
	if (ok && a.kind->fixed)
		ok = err_set(err, ERR_INVALID,
		    "%s: is made by cert import only", a.kind->name);
	ok = ok && create(c, &a, err);
	object_arg_clear(&a);
	return ok;
}

/* Said before the second one is refused as a duplicate of the first. */
static bool
check_rename(const struct object_arg *a, struct err *err)
{
	static const char rename[] = "name=";
	size_t i;

	for (i = 0; a->nnames > 1 && i < a->nrest; i++)
		if (strncmp(a->rest[i], rename, strlen(rename)) == 0)
			return err_set(err, ERR_USAGE, "set: a name can be "
			    "given to one object only (%s)", a->rest[i]);
	return true;
}

/* What `set` has to do besides names must be there. */
static bool
check_set(const struct invocation *c, const struct object_arg *a,
    struct err *err)
{
	if (a->nrest > 0 || a->doc != NULL)
		return check_rename(a, err);
	if (a->nnames > 1)
		return err_set(err, ERR_USAGE,
		    "set: FIELD=VALUE expected (%s)", a->names[a->nnames - 1]);
	return err_set(err, ERR_USAGE,
	    "set: FIELD=VALUE is missing, usage: sealport set %s",
	    c->verb->usage);
}

bool
verb_set(struct invocation *c, struct err *err)
{
	struct objects before = { 0 }, now = { 0 };
	struct object_arg a;
	bool ok = object_arg_many(c, &a, err) && check_set(c, &a, err) &&
	    read_objects(c, &a, &before, err);
	size_t i;

	for (i = 0; ok && i < before.n; i++) {
		keep(&now, object_copy(before.v[i]));
		ok = apply(c, &a, now.v[i], err);
	}
	ok = ok && edit_objects(c, &before, &now, err);
	objects_clear(&now);
	objects_clear(&before);
	object_arg_clear(&a);
	return ok;
}

bool
verb_delete(struct invocation *c, struct err *err)
{
	struct objects list = { 0 };
	struct orphans left = { 0 };
	struct object_arg a;
	bool ok = object_arg_many(c, &a, err);

	if (ok && a.nrest > 0)
		ok = err_set(err, ERR_USAGE,
		    "delete: unexpected argument (%s)", a.rest[0]);
	ok = ok && read_objects(c, &a, &list, err) &&
	    leaving_ask(c, a.kind, &list, &left, err) &&
	    edit_objects(c, &list, NULL, err) &&
	    leaving_finish(c, &left, err);
	orphans_clear(&left);
	objects_clear(&list);
	object_arg_clear(&a);
	return ok;
}

/* The verb is one of some kind's, but of this one's? */
static bool
check_transition(const struct kind *kind, const char *verb, struct err *err)
{
	const struct transition *t;
	struct words words = { 0 };

	if (kind_transition(kind, verb) != NULL)
		return true;
	for (t = kind->transitions; t != NULL && t->verb != NULL; t++)
		words_add(&words, t->verb);
	if (words.n == 0)
		return err_set(err, ERR_USAGE, "%s: has no states (%s)",
		    kind->name, verb);
	return words_unknown(&words, kind->name, verb, err);
}

/* It is done; but say where one that runs now stands on clay feet. */
static void
warn(struct invocation *c, const struct object_arg *a, const bool *already)
{
	struct err why = { 0 };
	char *remark;
	size_t i;

	for (i = 0; i < a->nnames; i++) {
		if (already[i])
			continue;
		remark = edit_transition_remark(c->model, a->kind,
		    a->names[i], c->word);
		if (remark != NULL) {
			err_set(&why, ERR_FAILED, "%s %s: %s", a->kind->name,
			    a->names[i], remark);
			result_warn(&why);
		}
		free(remark);
	}
}

static void
transition_done(struct invocation *c, const struct object_arg *a,
    const struct edit_note *note)
{
	const struct transition *t = kind_transition(a->kind, c->word);

	if (t->activates)
		warn(c, a, note->already);
	result_objects(c, &(struct result){ .kind = a->kind,
	    .names = a->names, .n = a->nnames, .revision = note->revision,
	    .already = note->already, .done = t->done });
}

static bool
transit(struct invocation *c, const struct object_arg *a, struct err *err)
{
	const struct edit_verb v = { .kind = a->kind, .names = a->names,
	    .n = a->nnames, .verb = c->word };
	struct edit_note note = { .reason = c->options[OPTION_REASON] };
	bool ok;

	if (invocation_has(c, OPTION_WHAT_IF))
		return what_if(c, &(struct pending){ .verb = &v }, err);
	note.already = xcalloc(a->nnames + 1, sizeof(*note.already));
	ok = edit_transition_all(c->model, a->kind, a->names, a->nnames,
	    c->word, &note, err);
	if (ok)
		transition_done(c, a, &note);
	free(note.already);
	return ok;
}

bool
verb_transition(struct invocation *c, struct err *err)
{
	struct object_arg a;
	bool ok = object_arg_many(c, &a, err);

	if (ok && a.name == NULL)
		ok = err_set(err, ERR_USAGE, "%s: has no states (%s)",
		    a.kind->name, c->word);
	if (ok && a.nrest > 0)
		ok = err_set(err, ERR_USAGE, "%s: unexpected argument (%s)",
		    c->word, a.rest[0]);
	ok = ok && check_transition(a.kind, c->word, err) &&
	    transit(c, &a, err);
	object_arg_clear(&a);
	return ok;
}
