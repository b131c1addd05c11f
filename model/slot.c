/* SPDX-License-Identifier: ISC */
/* Slots: one way to every field of an object, whichever its home. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/field_types.h"
#include "model/kind.h"
#include "model/model.h"
#include "model/object.h"
#include "model/secret.h"

/* Room behind .at for the member of any type. */
enum { MEMBER_ROOM = 64 };

static struct slot *
add_slot(struct slots *s, const struct field *f, const char *prefix,
    const char *page)
{
	struct slot *slot;

	s->v = grow(s->v, s->n, &s->cap, sizeof(*s->v));
	slot = &s->v[s->n++];
	*slot = (struct slot){ .field = f, .prefix = prefix, .page = page };
	return slot;
}

/* What has no place in the dialog now is on no page of it. */
static void
hide(struct slot *slot, const struct object *o)
{
	if (slot->field->seen != NULL && !slot->field->seen(o, slot->name))
		slot->page = NULL;
}

/* A parent's row of that name among the tables it has by its choices. */
static const struct field *
parent_row(const struct object *parent, const char *prefix, const char *name)
{
	const struct kind *k = parent->kind;
	struct facets facets = { .n = 0 };
	const struct field *f = NULL;
	size_t i;

	if (k->facets != NULL)
		k->facets(parent, NULL, &facets);
	for (i = 0; f == NULL && i < facets.n; i++)
		if (strcmp(facets.v[i].prefix, prefix) == 0)
			f = fields_find(facets.v[i].fields,
			    facets.v[i].nfields, name);
	return f;
}

/*
 * What holds where nothing is set: what a parent was given, the row's own
 * default, and the parent's default where the row leaves it to that.  Never
 * a secret: what is inherited is shown.
 */
static void
inherit(struct slots *s, const struct parents *parents, struct slot *slot)
{
	const struct field *f = slot->field, *row;
	const struct parent *p;
	const char *theirs, *value;
	char *name;
	size_t i;

	slot->inherited = f->def != NULL ? f->def : "";
	for (i = 0; i < parents->n && f->type != FIELD_SECRET; i++) {
		p = &parents->v[i];
		if (s->parents[i] == NULL || (p->ours != NULL &&
		    strcmp(p->ours, slot->prefix) != 0))
			continue;
		theirs = p->ours != NULL ? p->theirs : slot->prefix;
		name = xasprintf("%s.%s", theirs, f->name);
		value = props_get(&s->parents[i]->props, name);
		free(name);
		if (value == NULL && f->def == NULL) {
			row = parent_row(s->parents[i], theirs, f->name);
			value = row != NULL ? row->def : NULL;
		}
		if (value != NULL) {
			slot->inherited = value;
			slot->origin = p->origin;
			return;
		}
	}
}

static void
add_facet(struct slots *s, const struct object *o,
    const struct parents *parents, const struct facet *facet)
{
	const struct field *f;
	struct slot *slot;

	for (f = facet->fields; f < facet->fields + facet->nfields; f++) {
		if (f->applies != NULL && !f->applies(o))
			continue;
		slot = add_slot(s, f, facet->prefix, facet->page);
		slot->of = facet->of;
		slot->stage = facet->stage;
		if (f->page != NULL)
			slot->page = slot->tab = xasprintf("%s / %s",
			    facet->page, f->page);
		slot->name = xasprintf("%s.%s", facet->prefix, f->name);
		hide(slot, o);
		/* Else it would be printed, or left dangling. */
		assert((f->type != FIELD_SECRET && f->type != FIELD_REF) ||
		    kind_field(o->kind, slot->name) == f);
		inherit(s, parents, slot);
	}
}

/* What an import brought and no table here knows. */
static void
add_unknown(struct slots *s, const struct object *o)
{
	const struct field *f;
	struct slot *slot;
	size_t i;

	for (i = 0; i < o->props.n; i++) {
		if (slots_find(s, o->props.v[i].name) != NULL)
			continue;
		f = kind_field(o->kind, o->props.v[i].name);
		/* Of another adapter than it has now: a secret still. */
		slot = f != NULL && f->type == FIELD_SECRET ?
		    add_slot(s, f, "", "Other Properties") :
		    add_slot(s, NULL, NULL, "Other Properties");
		slot->name = xstrdup(o->props.v[i].name);
		slot->inherited = "";
	}
}

void
object_slots(const struct object *o, struct model *m, struct slots *s)
{
	const struct kind *k = o->kind;
	struct facets facets = { .n = 0 };
	struct parents parents = { .n = 0 };
	const struct field *f;
	struct slot *slot;
	size_t i;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (f->applies == NULL || f->applies(o)) {
			slot = add_slot(s, f, NULL, f->page);
			slot->name = xstrdup(f->name);
			hide(slot, o);
		}
	if (k->parents != NULL)
		k->parents(o, &parents);
	for (i = 0; i < parents.n; i++)
		if (parents.v[i].name != NULL && m != NULL)
			s->parents[i] = model_find(m, parents.v[i].kind,
			    parents.v[i].name, NULL);
	for (i = 0; i < k->nsettings; i++)
		add_facet(s, o, &parents, &k->settings[i]);
	if (k->facets != NULL)
		k->facets(o, m, &facets);
	for (i = 0; i < facets.n; i++)
		add_facet(s, o, &parents, &facets.v[i]);
	add_unknown(s, o);
}

void
slots_clear(struct slots *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->v[i].name);
		free(s->v[i].tab);
	}
	free(s->v);
	for (i = 0; i < ARRAY_SIZE(s->parents); i++)
		object_free(s->parents[i]);
	memset(s, 0, sizeof(*s));
}

const struct slot *
slots_find(const struct slots *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, name) == 0)
			return &s->v[i];
	return NULL;
}

static bool
is_member(const struct slot *s)
{
	return s->field != NULL && s->prefix == NULL;
}

bool
slot_is_secret(const struct slot *s)
{
	return s->field != NULL && s->field->type == FIELD_SECRET;
}

char *
slot_get(const struct object *o, const struct slot *s)
{
	const char *value;

	if (slot_is_secret(s))
		return xstrdup("");
	if (is_member(s))
		return field_text(s->field, o);
	value = props_get(&o->props, s->name);
	return xstrdup(value != NULL ? value : "");
}

/*
 * The text of a property through its field row: for people, or normalised.
 * NULL, with err, where the row does not take it.
 */
static char *
through_row(const struct field *f, const char *text, bool show,
    struct err *err)
{
	char *base = xcalloc(1, f->at + MEMBER_ROOM), *out = NULL;

	if (field_parse(f, base, text, err))
		out = show ? field_show(f, base) : field_text(f, base);
	field_release(f, base);
	free(base);
	return out;
}

char *
slot_show(const struct object *o, const struct slot *s)
{
	const char *value;
	char *shown = NULL;

	if (is_member(s))
		return field_show(s->field, o);
	value = props_get(&o->props, s->name);
	if (slot_is_secret(s))
		return xstrdup(value != NULL ? SECRET_SET : "");
	if (value == NULL)
		value = s->inherited;
	if (s->field != NULL && *value != '\0')
		shown = through_row(s->field, value, true, NULL);
	/* A stored value that does not fit is shown as it is. */
	return shown != NULL ? shown : xstrdup(value);
}

/* Sealed at once: an object never holds what was typed. */
static bool
set_secret(struct object *o, const struct slot *s, struct model *m,
    const char *text, struct err *err)
{
	char *token = NULL;
	bool ok = true;

	if (*text != '\0') {
		token = secret_seal(m, o->kind, s, text, err);
		ok = token != NULL;
	} else if (s->field->flags & FIELD_REQUIRED) {
		ok = err_set(err, ERR_INVALID, "a value is needed");
	}
	if (ok) {
		object_set_token(o, s->name, token);
	} else {
		err_prefix(err, "%s", s->name);
		err_part(err, s->name);
	}
	free(token);
	return ok;
}

bool
slot_set(struct object *o, const struct slot *s, struct model *m,
    const char *text, struct err *err)
{
	char *normal;

	if (slot_is_secret(s))
		return set_secret(o, s, m, text, err);
	if (is_member(s))
		return field_parse(s->field, o, text, err);
	if (*text == '\0') {
		props_unset(&o->props, s->name);
		return true;
	}
	if (s->field == NULL) {
		props_set(&o->props, s->name, text);
		return true;
	}
	normal = through_row(s->field, text, false, err);
	if (normal == NULL) {
		if (err != NULL)
			err->part[0] = '\0';
		err_prefix(err, "%s", s->prefix);
		return err_part(err, s->name);
	}
	props_set(&o->props, s->name, normal);
	free(normal);
	return true;
}

bool
slot_is_set(const struct object *o, const struct slot *s)
{
	return is_member(s) || props_get(&o->props, s->name) != NULL;
}

bool
slot_is_empty(const struct object *o, const struct slot *s)
{
	char *value;
	bool empty;

	if (slot_is_secret(s))
		return object_token(o, s->name) == NULL;
	value = slot_get(o, s);
	empty = *value == '\0' && (s->inherited == NULL ||
	    *s->inherited == '\0');
	free(value);
	return empty;
}

bool
slot_same(const struct object *a, const struct object *b,
    const struct slot *s)
{
	char *x, *y;
	bool same;

	if (slot_is_secret(s))
		return str_same(object_token(a, s->name),
		    object_token(b, s->name));
	x = slot_get(a, s);
	y = slot_get(b, s);
	same = strcmp(x, y) == 0;
	free(x);
	free(y);
	return same;
}

void
slot_reset(struct object *o, const struct slot *s)
{
	if (is_member(s)) {
		field_release(s->field, o);
		field_set_default(s->field, o);
	} else {
		props_unset(&o->props, s->name);
	}
}

void
slot_restore(struct object *o, const struct object *stored,
    const struct slot *s)
{
	if (is_member(s) && (s->field->flags & FIELD_REQUIRED) &&
	    s->field->def == NULL && !slot_is_secret(s))
		field_copy(s->field, o, stored);
	else
		slot_reset(o, s);
}

void
object_suit(struct object *o, const struct field *f)
{
	const struct choice *offered = f->offered != NULL ? f->offered(o) :
	    NULL;
	char *now;

	if (offered == NULL || offered->name == NULL)
		return;
	now = field_text(f, o);
	/* Nothing, and a name that is offered to none, stay. */
	if (choice_find(offered, now) < 0 && choice_find(f->choices, now) >= 0)
		(void)field_parse(f, o, offered->name, NULL);
	free(now);
}

static bool *
box_of(const struct object *o, const struct field *f)
{
	return (bool *)(void *)((char *)(uintptr_t)o + f->at);
}

void
object_take_suggestion(struct object *o, const struct field *f)
{
	*box_of(o, f) = f->suggest(o);
}

void
object_suggest(struct object *now, const struct object *was)
{
	const struct kind *k = now->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (f->suggest != NULL && *box_of(was, f) == f->suggest(was) &&
		    *box_of(now, f) == *box_of(was, f))
			object_take_suggestion(now, f);
}

/* ---- by name ------------------------------------------------------------ */

static bool
unknown_field(const struct slots *s, const struct object *o, const char *name,
    struct err *err)
{
	const char *nearest = NULL;
	size_t i, d, best = 4;

	for (i = 0; i < s->n; i++) {
		d = text_distance(name, s->v[i].name);
		if (d < best) {
			best = d;
			nearest = s->v[i].name;
		}
	}
	err_set(err, ERR_INVALID, nearest != NULL ?
	    "%s has no such field; did you mean %s? (%s)" :
	    "%s has no such field%s (%s)", o->kind->name,
	    nearest != NULL ? nearest : "", name);
	return err_part(err, name);
}

/* Read-only fields take what they hold, so that `show` can be given back. */
static bool
keep_read_only(const struct object *o, const struct slot *s,
    const char *text, struct err *err)
{
	char *now = field_text(s->field, o);
	char *given = *text == '\0' ? xstrdup("") :
	    through_row(s->field, text, false, NULL);
	bool same = given != NULL && strcmp(now, given) == 0;
	const char *why = s->field->flags & FIELD_DERIVED ?
	    "is computed from other fields" :
	    s->field->flags & FIELD_STATE ?
	    "is changed by verbs such as start, stop, enable, disable" :
	    "cannot be changed after creation";

	if (!same) {
		err_set(err, ERR_INVALID, "%s: %s (%s)", s->name, why, text);
		err_part(err, s->name);
	}
	free(now);
	free(given);
	return same;
}

bool
object_set(struct object *o, struct model *m, const char *name,
    const char *text, struct err *err)
{
	struct slots slots = { 0 };
	/* What is computed of a new object may be promised. */
	unsigned frozen = FIELD_STATE | (o->id != 0 ?
	    FIELD_ONCE | FIELD_DERIVED : 0);
	const struct slot *s;
	bool ok;

	object_slots(o, m, &slots);
	s = slots_find(&slots, name);
	if (s == NULL) {
		ok = unknown_field(&slots, o, name, err);
	} else {
		ok = is_member(s) && (s->field->flags & frozen) ?
		    keep_read_only(o, s, text, err) :
		    slot_set(o, s, m, text, err);
	}
	if (ok && m != NULL && o->kind->follow != NULL)
		o->kind->follow(m, o);
	slots_clear(&slots);
	return ok;
}
