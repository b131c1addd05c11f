/* SPDX-License-Identifier: ISC */
#include "model/edit_many.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/artifact.h"
#include "model/edit_check.h"
#include "model/edit_raw.h"

static bool
finish(struct edit *e, bool ok, struct edit_note *note, struct err *err)
{
	ok = ok && edit_commit(e, &note->revision, err);
	if (!ok)
		edit_cancel(e);
	return ok;
}

bool
edit_apply(struct edit *e, const struct edit_set *set, struct err *err)
{
	const struct object *before;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < set->n; i++) {
		before = set->before != NULL ? set->before[i] : NULL;
		ok = set->now != NULL ?
		    edit_save(e, before, set->now[i], err) :
		    edit_delete(e, before, err);
	}
	return ok;
}

bool
edit_all(struct model *m, const struct edit_set *set, struct edit_note *note,
    struct err *err)
{
	struct edit *e = edit_begin(m, ROLE_ADMINISTRATOR, note->reason, err);

	return e != NULL && finish(e, edit_apply(e, set, err), note, err);
}

/* What moves others says whose it was: "start application Orders, Billing". */
static char *
verb_reason(const struct transition *t, const struct kind *k,
    char *const *names, size_t n)
{
	struct buf b = { 0 };
	size_t i;

	buf_adds(&b, t->verb);
	for (i = 0; t->members != NULL && i < n; i++)
		buf_addf(&b, "%s%s %s", i == 0 ? " " : ",", i == 0 ? k->name :
		    "", names[i]);
	return buf_steal(&b);
}

static void
note_already(struct edit_note *note, size_t i)
{
	if (note->already != NULL)
		note->already[i] = true;
}

bool
edit_apply_verb(struct edit *e, const struct edit_verb *v,
    struct edit_note *note, struct err *err)
{
	const struct transition *t = edit_transition_find(v->kind, v->verb,
	    err);
	bool ok = t != NULL;
	size_t i;

	for (i = 0; ok && i < v->n; i++) {
		if (v->n > 1 && edit_is_there(e, v->kind, v->names[i], t))
			note_already(note, i);
		else
			ok = edit_move(e, v->kind, v->names[i], v->verb, err);
	}
	return ok;
}

bool
edit_transition_all(struct model *m, const struct kind *k,
    char *const *names, size_t n, const char *verb, struct edit_note *note,
    struct err *err)
{
	const struct edit_verb v = { .kind = k, .names = names, .n = n,
	    .verb = verb };
	const struct transition *t = edit_transition_find(k, verb, err);
	struct edit *e;
	char *reason;

	if (t == NULL)
		return false;
	reason = note->reason != NULL ? xstrdup(note->reason) :
	    verb_reason(t, k, names, n);
	e = edit_begin(m, edit_transition_role(t), reason, err);
	free(reason);
	return e != NULL && finish(e, edit_apply_verb(e, &v, note, err), note,
	    err);
}
