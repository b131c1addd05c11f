/* SPDX-License-Identifier: ISC */
/* Undo and rollback: the inverse of revisions, as a new revision. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/edit.h"
#include "model/edit_raw.h"
#include "model/history.h"
#include "model/kinds/certificate.h"

/* The changes of one revision to one object: rows first .. first + n - 1. */
struct step {
	const struct history_change *c;
	size_t n;
	bool done;
};

struct steps {
	struct step *v;
	size_t n, cap;
};

static bool
same_object(const struct history_change *a, const struct history_change *b)
{
	return a->object_id == b->object_id && strcmp(a->kind, b->kind) == 0;
}

/* Latest object first, as things are taken down in reverse. */
static void
collect_steps(const struct revision *r, struct steps *out)
{
	size_t end = r->n, first;

	while (end > 0) {
		first = end - 1;
		while (first > 0 && same_object(&r->changes[first - 1],
		    &r->changes[end - 1]))
			first--;
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = (struct step){
		    .c = &r->changes[first], .n = end - first };
		end = first;
	}
}

/* One field back to its old value; what is there must be the new one. */
static bool
restore_field(struct object *o, const struct history_change *c, bool compare,
    struct err *err)
{
	const struct field *f = object_field(o, c->field);
	const char *old_value = c->old_value != NULL ? c->old_value : "";
	const char *new_value = c->new_value != NULL ? c->new_value : "";
	const char *stored;
	char *now;
	bool same;

	/* The history never knew it: it stays as it is now. */
	if (object_is_secret(o->kind, c->field))
		return true;
	stored = props_get(&o->props, c->field);
	now = f != NULL ? field_text(f, o) :
	    xstrdup(stored != NULL ? stored : "");
	same = strcmp(now, new_value) == 0;
	free(now);
	if (compare && !same) {
		err_set(err, ERR_CONFLICT, "%s %s: %s has been changed since",
		    c->kind, c->object, c->field);
		return false;
	}
	if (f != NULL && c->old_value == NULL) {
		/* Empty, not the default: it was empty when it was noted. */
		field_release(f, o);
		if (f->flags & FIELD_OPTIONAL)
			return field_parse(f, o, "", err);
		return true;
	}
	if (f != NULL)
		return field_parse(f, o, old_value, err);
	if (c->old_value != NULL)
		props_set(&o->props, c->field, old_value);
	else
		props_unset(&o->props, c->field);
	return true;
}

static bool
restore_fields(struct object *o, const struct step *s, bool compare,
    struct err *err)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (!restore_field(o, &s->c[i], compare, err))
			return false;
	return true;
}

/* An object without any value, to be filled from the history. */
static struct object *
blank_object(const struct kind *k, int64_t id)
{
	struct object *o = object_new(k);
	const struct field *f;

	o->id = id;
	/*
	 * Empty was not noted, so what can be empty is.  The rest keeps its
	 * default: a field younger than the history is not in it.
	 */
	for (f = k->fields; f < k->fields + k->nfields; f++) {
		field_release(f, o);
		if (f->flags & FIELD_OPTIONAL)
			(void)field_parse(f, o, "", NULL);
	}
	return o;
}

/*
 * What the step leads back to: the object as it is now, unless it was
 * deleted, with its old values where it was changed.
 */
static struct object *
target_of(struct model *m, const struct step *s, bool compare,
    struct err *err)
{
	const struct kind *k = kind_find(s->c->kind);
	bool deleted = strcmp(s->c->action, "delete") == 0;
	bool created = strcmp(s->c->action, "create") == 0;
	struct object *o;

	if (k == NULL) {
		err_set(err, ERR_FAILED, "no such kind of object (%s)",
		    s->c->kind);
		return NULL;
	}
	o = deleted ? blank_object(k, s->c->object_id) :
	    model_get_id(m, k, s->c->object_id, err);
	if (o == NULL) {
		err_prefix(err, "%s", s->c->object);
	} else if (!created && !restore_fields(o, s, compare && !deleted,
	    err)) {
		object_free(o);
		o = NULL;
	}
	return o;
}

/* Before anything is written: is each object still as it was left? */
static bool
check_steps(struct model *m, const struct steps *steps, struct err *err)
{
	struct object *o;
	size_t i;

	for (i = 0; i < steps->n; i++) {
		o = target_of(m, &steps->v[i], true, err);
		if (o == NULL)
			return false;
		object_free(o);
	}
	return true;
}

static bool
invert_step(struct edit *e, struct model *m, const struct step *s,
    struct err *err)
{
	struct object *o = target_of(m, s, false, err);
	bool ok;

	if (o == NULL)
		return false;
	ok = strcmp(s->c->action, "create") == 0 ? edit_drop(e, o, err) :
	    edit_put(e, o, err);
	object_free(o);
	return ok;
}

/*
 * Objects refer to each other, so the order matters: what cannot be done yet
 * is tried again after the rest, until a pass gets nowhere.
 */
static bool
invert(struct edit *e, struct model *m, struct steps *steps, struct err *err)
{
	size_t left = steps->n, before, i;
	struct err why = { 0 };

	do {
		before = left;
		for (i = 0; i < steps->n; i++) {
			if (steps->v[i].done)
				continue;
			if (invert_step(e, m, &steps->v[i], &why)) {
				steps->v[i].done = true;
				left--;
			}
		}
	} while (left > 0 && left < before);
	if (left > 0 && err != NULL)
		*err = why;
	return left == 0;
}

/* Take back one revision inside the edit. */
static bool
invert_revision(struct edit *e, struct model *m, const struct revision *r,
    struct err *err)
{
	struct steps steps = { 0 };
	bool ok;

	collect_steps(r, &steps);
	ok = check_steps(m, &steps, err) && invert(e, m, &steps, err);
	free(steps.v);
	return ok || err_prefix(err, "revision %" PRId64, r->id);
}

/* ---- what has come to rest on it since ---------------------------------- */

static bool
is_taken_back(const struct revisions *list, int64_t id)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->v[i].undoes == id)
			return true;
	return false;
}

static bool
gives(const struct revision *r, const struct assignment *a,
    const char *thumbprint)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->changes[i].field, a->field) == 0 &&
		    str_same(r->changes[i].new_value, thumbprint))
			return true;
	return false;
}

/*
 * A certificate is named by its thumbprint, which the database does not
 * follow.  What named it before it was there may go on to do so; whoever
 * chose it since relies on it.
 */
static bool
check_assignment(struct model *m, const struct revision *r,
    const struct assignment *a, const char *thumbprint, struct err *err)
{
	struct history_query q = { .kind = a->kind, .name = a->name };
	struct revisions later = { 0 };
	bool ok = history_list(m, &q, &later, err);
	size_t i;

	for (i = 0; ok && i < later.n && later.v[i].id > r->id; i++)
		if (later.v[i].undoes == 0 &&
		    !is_taken_back(&later, later.v[i].id) &&
		    gives(&later.v[i], a, thumbprint))
			ok = err_set(err, ERR_CONFLICT, "certificate %s: "
			    "revision %" PRId64 " has assigned it to %s %s "
			    "(%s)", thumbprint, later.v[i].id, a->kind,
			    a->name, a->field);
	revisions_clear(&later);
	return ok;
}

/* Of each certificate that the revision brought and that is gone now. */
static bool
check_assignments(struct model *m, const struct revision *r, struct err *err)
{
	const struct history_change *c, *before = NULL;
	struct assignments used = { 0 };
	bool ok = true;
	size_t i;

	for (c = r->changes; ok && c < r->changes + r->n; before = c++) {
		if (strcmp(c->action, "create") != 0 ||
		    strcmp(c->kind, kind_certificate.name) != 0 ||
		    (before != NULL && same_object(before, c)))
			continue;
		ok = model_assignments(m, c->object, &used, err);
		for (i = 0; ok && i < used.n; i++)
			ok = check_assignment(m, r, &used.v[i], c->object,
			    err);
		assignments_clear(&used);
	}
	return ok || err_prefix(err, "revision %" PRId64, r->id);
}

/* ---- one of them -------------------------------------------------------- */

static bool
is_listed(const struct assignments *a, const struct object *o,
    const char *field)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (strcmp(a->v[i].kind, o->kind->name) == 0 &&
		    strcmp(a->v[i].name, o->name) == 0 &&
		    strcmp(a->v[i].field, field) == 0)
			return true;
	return false;
}

/* The secrets that the revision changed in objects that are there now. */
static void
list_secrets(struct model *m, const struct revision *r,
    struct assignments *a)
{
	const struct history_change *c;
	const struct kind *k;
	struct object *o;

	for (c = r->changes; a != NULL && c < r->changes + r->n; c++) {
		k = kind_find(c->kind);
		if (k == NULL || !object_is_secret(k, c->field))
			continue;
		o = model_get_id(m, k, c->object_id, NULL);
		if (o != NULL && !is_listed(a, o, c->field)) {
			a->v = grow(a->v, a->n, &a->cap, sizeof(*a->v));
			a->v[a->n++] = (struct assignment){
				.kind = xstrdup(k->name),
				.name = xstrdup(o->name),
				.field = xstrdup(c->field),
			};
		}
		object_free(o);
	}
}

static bool
is_undone(struct model *m, int64_t revision, bool *undone, struct err *err)
{
	struct db_cond cond = { "undoes", DB_EQ, db_int(revision), false };
	struct db_query q = { .table = "revision", .conds = &cond,
	    .nconds = 1 };
	int64_t n = 0;

	if (!db_count(m->db, &q, &n, err))
		return false;
	*undone = n > 0;
	return true;
}

bool
history_undoable(struct model *m, struct revisions *list, struct err *err)
{
	struct history_query q = { .limit = 1 };
	bool undone = true;

	for (;;) {
		revisions_clear(list);
		if (!history_list(m, &q, list, err))
			return false;
		/* The first revision made the group itself. */
		if (list->n == 0 || list->v[0].id == 1)
			return err_set(err, ERR_NOT_FOUND,
			    "undo: nothing is left to be undone");
		if (!is_undone(m, list->v[0].id, &undone, err))
			return false;
		if (!undone && list->v[0].undoes == 0 && list->v[0].n > 0)
			return true;
		q.before = list->v[0].id;
	}
}

/* One that may be taken back, in list->v[0]. */
static bool
find_one(struct model *m, int64_t revision, struct revisions *list,
    struct err *err)
{
	struct history_query q = { .limit = 1, .before = revision + 1 };
	bool undone = false;

	if (!history_list(m, &q, list, err))
		return false;
	if (revision < 1 || list->n == 0 || list->v[0].id != revision)
		return err_set(err, ERR_NOT_FOUND,
		    "undo: no such revision (%" PRId64 ")", revision);
	if (revision == 1)
		return err_set(err, ERR_INVALID,
		    "undo: it made the group itself (1)");
	if (!is_undone(m, revision, &undone, err))
		return false;
	if (list->v[0].n == 0)
		return err_set(err, ERR_INVALID, "undo: it has changed "
		    "nothing (%" PRId64 ")", revision);
	if (undone || list->v[0].undoes != 0)
		return err_set(err, ERR_INVALID, "undo: %s (%" PRId64 ")",
		    undone ? "it has been taken back already" :
		    "it takes back another one itself", revision);
	return true;
}

/* revision 0: the newest that can be; it is in list->v[0] then. */
static bool
take_back_in(struct edit *e, struct model *m, int64_t revision,
    struct revisions *list, struct err *err)
{
	if (revision == 0 ? !history_undoable(m, list, err) :
	    !find_one(m, revision, list, err))
		return false;
	edit_set_undoes(e, list->v[0].id);
	return invert_revision(e, m, &list->v[0], err) &&
	    check_assignments(m, &list->v[0], err);
}

/* undone may be NULL. */
static bool
take_back(struct model *m, int64_t revision, int64_t *undone,
    struct assignments *secrets, struct err *err)
{
	struct revisions list = { 0 };
	struct edit *e;
	bool ok;

	e = edit_begin(m, ROLE_ADMINISTRATOR, "undo", err);
	if (e == NULL)
		return false;
	ok = take_back_in(e, m, revision, &list, err) &&
	    edit_commit(e, NULL, err);
	if (ok && undone != NULL)
		*undone = list.v[0].id;
	if (ok)
		list_secrets(m, &list.v[0], secrets);
	if (!ok)
		edit_cancel(e);
	revisions_clear(&list);
	return ok;
}

bool
history_undo(struct model *m, int64_t *undone, struct assignments *secrets,
    struct err *err)
{
	return take_back(m, 0, undone, secrets, err);
}

bool
history_take_back(struct model *m, int64_t revision,
    struct assignments *secrets, struct err *err)
{
	return take_back(m, revision, NULL, secrets, err);
}

static bool
revert(struct edit *e, struct model *m, int64_t revision,
    struct revisions *list, struct err *err)
{
	struct history_query q = { .limit = 0 };
	bool ok = history_list(m, &q, list, err);
	size_t i;

	if (ok && (list->n == 0 || revision < 1 || revision > list->v[0].id))
		ok = err_set(err, ERR_NOT_FOUND, "rollback: no such revision "
		    "(%" PRId64 ")", revision);
	for (i = 0; ok && i < list->n && list->v[i].id > revision; i++)
		ok = invert_revision(e, m, &list->v[i], err);
	return ok;
}

bool
history_revert(struct edit *e, struct model *m, int64_t revision,
    struct err *err)
{
	struct revisions list = { 0 };
	bool ok = revert(e, m, revision, &list, err);

	revisions_clear(&list);
	return ok;
}

bool
history_apply_back(struct edit *e, struct model *m,
    const struct history_back *back, struct err *err)
{
	struct revisions list = { 0 };
	bool ok = back->all ? revert(e, m, back->revision, &list, err) :
	    take_back_in(e, m, back->revision, &list, err);

	revisions_clear(&list);
	return ok;
}

bool
history_rollback(struct model *m, int64_t revision,
    struct assignments *secrets, struct err *err)
{
	struct revisions list = { 0 };
	struct edit *e = NULL;
	char *reason = xasprintf("rollback to revision %" PRId64, revision);
	bool ok;
	size_t i;

	e = edit_begin(m, ROLE_ADMINISTRATOR, reason, err);
	ok = e != NULL && revert(e, m, revision, &list, err) &&
	    edit_commit(e, NULL, err);
	if (!ok)
		edit_cancel(e);
	for (i = 0; ok && i < list.n && list.v[i].id > revision; i++)
		list_secrets(m, &list.v[i], secrets);
	revisions_clear(&list);
	free(reason);
	return ok;
}
