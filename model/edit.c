/* SPDX-License-Identifier: ISC */
#include "model/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/edit_check.h"
#include "model/edit_raw.h"
#include "model/history.h"
#include "model/reference.h"
#include "model/storage.h"

/* An object the edit has touched: as it was before and as it is now. */
struct touched {
	const struct kind *kind;
	int64_t id;
	struct object *before;	/* NULL: did not exist */
	struct object *now;	/* NULL: deleted */
};

struct edit {
	struct model *model;
	char *reason;
	int64_t undoes;
	struct touched *v;
	size_t n, cap;
	size_t *index;		/* hash of kind and id: place in v + 1 */
	size_t nindex;		/* a power of two, or 0 */
};

struct edit *
edit_begin(struct model *m, enum role role, const char *reason,
    struct err *err)
{
	struct edit *e;

	if (!model_may(m, role, err) || !db_begin(m->db, err))
		return NULL;
	e = xcalloc(1, sizeof(*e));
	e->model = m;
	e->reason = xstrdup(reason);
	return e;
}

static void
edit_free(struct edit *e)
{
	size_t i;

	for (i = 0; i < e->n; i++) {
		object_free(e->v[i].before);
		object_free(e->v[i].now);
	}
	free(e->v);
	free(e->index);
	free(e->reason);
	free(e);
}

void
edit_cancel(struct edit *e)
{
	if (e == NULL)
		return;
	db_rollback(e->model->db);
	edit_free(e);
}

struct model *
edit_model(struct edit *e)
{
	return e->model;
}

void
edit_set_undoes(struct edit *e, int64_t revision)
{
	e->undoes = revision;
}

/* Where the object stands in the index, or would have to. */
static size_t *
place_of(struct edit *e, const struct kind *k, int64_t id)
{
	uint64_t hash = ((uint64_t)id ^ (uint64_t)(uintptr_t)k << 20) *
	    UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(hash >> 32);
	const struct touched *t;

	for (;; at++) {
		at &= e->nindex - 1;
		if (e->index[at] == 0)
			return &e->index[at];
		t = &e->v[e->index[at] - 1];
		if (t->kind == k && t->id == id)
			return &e->index[at];
	}
}

/* Room for one more; at most half full, so that searches are short. */
static void
grow_index(struct edit *e)
{
	size_t i;

	if ((e->n + 1) * 2 <= e->nindex)
		return;
	e->nindex = e->nindex > 0 ? e->nindex * 2 : 16;
	free(e->index);
	e->index = xcalloc(e->nindex, sizeof(*e->index));
	for (i = 0; i < e->n; i++)
		*place_of(e, e->v[i].kind, e->v[i].id) = i + 1;
}

/*
 * Note what happens to an object.  Only its first and last state count, so
 * that a revision tells the net effect.
 */
static void
touch(struct edit *e, const struct object *before, const struct object *now)
{
	const struct object *any = now != NULL ? now : before;
	struct touched *t;
	size_t *place;

	grow_index(e);
	place = place_of(e, any->kind, any->id);
	if (*place == 0) {
		e->v = grow(e->v, e->n, &e->cap, sizeof(*e->v));
		e->v[e->n++] = (struct touched){ .kind = any->kind,
		    .id = any->id, .before = before != NULL ?
		    object_copy(before) : NULL };
		*place = e->n;
	}
	t = &e->v[*place - 1];
	object_free(t->now);
	t->now = now != NULL ? object_copy(now) : NULL;
}

/* ---- saving ------------------------------------------------------------- */

/* Carry what differs between before and now over to the stored state. */
static void
apply_changes(struct object *stored, const struct object *before,
    const struct object *now)
{
	struct changes c = { 0 };
	size_t i;

	object_diff(before, now, &c);
	for (i = 0; i < c.n; i++)
		object_take(stored, now, c.v[i].field);
	changes_clear(&c);
}

/* Both came to the same?  Of secrets the words do not tell. */
static bool
agree(const struct change *mine, const struct change *theirs,
    const struct object *now, const struct object *stored)
{
	if (mine->secret)
		return str_same(object_token(now, mine->field),
		    object_token(stored, mine->field));
	return str_same(mine->new_value, theirs->new_value);
}

/* A field that was changed here and, since, by somebody else. */
static bool
check_conflict(const struct object *before, const struct object *now,
    const struct object *stored, struct err *err)
{
	struct changes mine = { 0 }, theirs = { 0 };
	bool ok = true;
	size_t i, j;

	/* Not by the version: one that was deleted and put back has 1. */
	object_diff(before, now, &mine);
	object_diff(before, stored, &theirs);
	for (i = 0; ok && i < mine.n; i++) {
		for (j = 0; ok && j < theirs.n; j++) {
			if (strcmp(mine.v[i].field, theirs.v[j].field) != 0 ||
			    agree(&mine.v[i], &theirs.v[j], now, stored))
				continue;
			err_set(err, ERR_CONFLICT, "%s: somebody else has "
			    "changed it meanwhile (theirs: %s, yours: %s)",
			    mine.v[i].field, theirs.v[j].new_value != NULL ?
			    theirs.v[j].new_value : "empty",
			    mine.v[i].new_value != NULL ?
			    mine.v[i].new_value : "empty");
			ok = err_part(err, mine.v[i].field);
		}
	}
	changes_clear(&mine);
	changes_clear(&theirs);
	return ok;
}

/* The state to be written: the stored one with the user's changes in it. */
static struct object *
merged(struct model *m, const struct object *before,
    const struct object *now, struct object **stored, struct err *err)
{
	struct object *result;
	struct err why = { 0 };

	*stored = NULL;
	if (before == NULL)
		return object_copy(now);
	*stored = model_get_id(m, now->kind, before->id, &why);
	if (*stored == NULL) {
		if (why.code == ERR_NOT_FOUND)
			err_set(&why, ERR_CONFLICT,
			    "it has been deleted meanwhile");
		if (err != NULL)
			*err = why;
		return NULL;
	}
	if (!check_conflict(before, now, *stored, err))
		return NULL;
	result = object_copy(*stored);
	apply_changes(result, before, now);
	return result;
}

/* True for one at most: take it from the one that has it now. */
static bool
take_over(struct edit *e, const struct field *f, const struct object *now,
    struct err *err)
{
	struct objects holders = { 0 };
	struct object *o, *after;
	bool ok;
	size_t i;

	ok = model_select(e->model, now->kind, f->name, "true", &holders,
	    err);
	for (i = 0; ok && i < holders.n; i++) {
		o = holders.v[i];
		if (o->id == now->id || !edit_same_scope(f, o, now))
			continue;
		after = object_copy(o);
		*(bool *)((char *)after + f->at) = false;
		ok = storage_update(e->model, o, after, err);
		if (ok)
			touch(e, o, after);
		object_free(after);
	}
	objects_clear(&holders);
	return ok;
}

static bool
take_over_all(struct edit *e, const struct object *now, struct err *err)
{
	const struct kind *k = now->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (f->only != NULL &&
		    *(const bool *)((const char *)now + f->at) &&
		    !take_over(e, f, now, err))
			return false;
	return true;
}

static bool
write_object(struct edit *e, const struct object *stored, struct object *now,
    struct err *err)
{
	struct changes c = { 0 };
	bool ok = true, same;

	if (stored != NULL) {
		object_diff(stored, now, &c);
		same = c.n == 0;
		changes_clear(&c);
		if (same) {
			now->version = stored->version;
			return true;
		}
		ok = storage_update(e->model, stored, now, err);
	} else {
		ok = storage_insert(e->model, now, err);
	}
	if (ok)
		touch(e, stored, now);
	return ok;
}

/* "send port Orders", for prefixes. */
static bool
name_object(struct err *err, const struct object *o)
{
	return err_prefix(err, "%s%s%s", o->kind->name,
	    o->name != NULL ? " " : "", o->name != NULL ? o->name : "");
}

/* The caller's object becomes what was written. */
static void
take_state(struct object *to, const struct object *from)
{
	const struct kind *k = to->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		field_copy(f, to, from);
	props_copy(&to->props, &from->props);
	to->id = from->id;
	to->version = from->version;
}

bool
edit_save(struct edit *e, const struct object *before, struct object *now,
    struct err *err)
{
	struct object *stored = NULL, *result;
	bool ok = false;

	result = merged(e->model, before, now, &stored, err);
	if (result != NULL)
		ok = edit_derive(e->model, stored, result, err) &&
		    edit_check_object(e->model, stored, result, err) &&
		    take_over_all(e, result, err) &&
		    write_object(e, stored, result, err);
	if (ok && before == NULL && result->kind->created != NULL)
		ok = result->kind->created(e, result, err);
	if (ok)
		take_state(now, result);
	else
		name_object(err, result != NULL ? result : now);
	object_free(stored);
	object_free(result);
	return ok;
}

bool
edit_check(struct model *m, const struct object *before, struct object *now,
    struct err *err)
{
	struct object *stored = NULL, *result;
	bool ok = false;

	result = merged(m, before, now, &stored, err);
	if (result != NULL)
		ok = edit_derive(m, stored, result, err) &&
		    edit_check_object(m, stored, result, err);
	if (!ok)
		name_object(err, result != NULL ? result : now);
	object_free(stored);
	object_free(result);
	return ok;
}

bool
edit_put(struct edit *e, struct object *now, struct err *err)
{
	struct object *stored = NULL;
	bool ok;

	stored = model_get_id(e->model, now->kind, now->id, NULL);
	/*
	 * Before it is written: what fails half way is tried again, and must
	 * not take its half for what was there at first.
	 */
	touch(e, stored, now);
	ok = edit_check_references(e->model, now, err) &&
	    write_object(e, stored, now, err);
	if (!ok)
		name_object(err, now);
	object_free(stored);
	return ok;
}

/* ---- deleting ----------------------------------------------------------- */

/* Objects that are deleted with this one: the locations of a port. */
static bool
delete_owned(struct edit *e, const struct object *o, struct err *err)
{
	const struct field *f;
	struct objects owned;
	bool ok = true;
	size_t i, k;

	for (k = 0; ok && kinds[k] != NULL; k++) {
		for (f = kinds[k]->fields;
		    ok && f < kinds[k]->fields + kinds[k]->nfields; f++) {
			if (!(f->flags & FIELD_OWNER) ||
			    strcmp(f->ref, o->kind->name) != 0)
				continue;
			memset(&owned, 0, sizeof(owned));
			ok = model_select(e->model, kinds[k], f->name,
			    o->name, &owned, err);
			for (i = 0; ok && i < owned.n; i++)
				ok = edit_drop(e, owned.v[i], err);
			objects_clear(&owned);
		}
	}
	return ok;
}

bool
edit_drop(struct edit *e, const struct object *o, struct err *err)
{
	struct object *stored;
	bool ok;

	stored = model_get_id(e->model, o->kind, o->id, err);
	if (stored == NULL)
		return name_object(err, o);
	ok = delete_owned(e, stored, err);
	if (ok && !storage_delete(e->model, stored, err)) {
		ok = false;
		if (err != NULL && err->code == ERR_IN_USE)
			reference_say_users(e->model, stored, err);
	}
	if (ok)
		touch(e, stored, NULL);
	if (!ok)
		name_object(err, o);
	object_free(stored);
	return ok;
}

bool
edit_delete(struct edit *e, const struct object *o, struct err *err)
{
	if (o->kind->single) {
		err_set(err, ERR_INVALID, "there is exactly one; it cannot "
		    "be deleted");
		return name_object(err, o);
	}
	if (o->kind->deletable != NULL &&
	    !o->kind->deletable(e->model, o, err))
		return name_object(err, o);
	return edit_drop(e, o, err);
}

/* ---- the end ------------------------------------------------------------ */

/* One row of the history for each field that differs. */
static void
add_touched(struct revision *r, size_t *cap, const struct touched *t)
{
	const struct object *any = t->before != NULL ? t->before : t->now;
	const char *action = t->before == NULL ? "create" :
	    t->now == NULL ? "delete" : "update";
	struct changes c = { 0 };
	size_t i;

	if (any == NULL)
		return;		/* came and went within the edit */
	object_diff(t->before, t->now, &c);
	for (i = 0; i < c.n; i++) {
		r->changes = grow(r->changes, r->n, cap,
		    sizeof(*r->changes));
		r->changes[r->n++] = (struct history_change){
			.kind = xstrdup(any->kind->name),
			.object_id = any->id,
			.object = xstrdup(any->name),
			.action = xstrdup(action),
			.field = xstrdup(c.v[i].field),
			.old_value = xstrdup(c.v[i].old_value),
			.new_value = xstrdup(c.v[i].new_value),
		};
	}
	changes_clear(&c);
}

/* One revision of all of it; r->id stays 0 where nothing was changed. */
static bool
append(struct edit *e, struct revision *r, struct err *err)
{
	size_t cap = 0, i;

	r->reason = xstrdup(e->reason);
	r->undoes = e->undoes;
	for (i = 0; i < e->n; i++)
		add_touched(r, &cap, &e->v[i]);
	/* What is undone is marked so, even if only secrets were changed. */
	return (r->n == 0 && r->undoes == 0) ||
	    history_append(e->model, r, err);
}

static struct revisions
one_revision(void)
{
	return (struct revisions){ .n = 1,
	    .v = xcalloc(1, sizeof(struct revision)) };
}

bool
edit_rehearse(struct edit *e, struct err *err)
{
	struct revisions list = one_revision();
	bool ok = append(e, &list.v[0], err);

	revisions_clear(&list);
	return ok;
}

bool
edit_commit(struct edit *e, int64_t *revision, struct err *err)
{
	struct revisions list = one_revision();
	bool ok = append(e, &list.v[0], err) && db_commit(e->model->db, err);

	if (ok && revision != NULL)
		*revision = list.v[0].id;
	revisions_clear(&list);
	if (ok)
		edit_free(e);
	return ok;
}
