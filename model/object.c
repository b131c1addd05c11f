/* SPDX-License-Identifier: ISC */
#include "model/object.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/kind.h"

struct object *
object_new(const struct kind *kind)
{
	struct object *o = xcalloc(1, kind->size);

	o->kind = kind;
	fields_init(kind->fields, kind->nfields, o);
	return o;
}

struct object *
object_copy(const struct object *from)
{
	struct object *o = xcalloc(1, from->kind->size);
	size_t i;

	o->kind = from->kind;
	o->id = from->id;
	o->version = from->version;
	for (i = 0; i < from->kind->nfields; i++)
		field_copy(&from->kind->fields[i], o, from);
	props_copy(&o->props, &from->props);
	return o;
}

void
object_free(struct object *o)
{
	if (o == NULL)
		return;
	fields_clear(o->kind->fields, o->kind->nfields, o);
	props_clear(&o->props);
	free(o);
}

const struct field *
object_field(const struct object *o, const char *name)
{
	return fields_find(o->kind->fields, o->kind->nfields, name);
}

/* ---- secrets ------------------------------------------------------------ */

bool
object_is_secret(const struct kind *k, const char *name)
{
	const struct field *f = kind_field(k, name);

	return f != NULL && f->type == FIELD_SECRET;
}

const char *
object_token(const struct object *o, const char *name)
{
	const struct field *f = object_field(o, name);

	return f != NULL ? field_token(f, o) : props_get(&o->props, name);
}

void
object_set_token(struct object *o, const char *name, const char *token)
{
	const struct field *f = object_field(o, name);

	if (f != NULL)
		str_replace((char **)((char *)o + f->at), token);
	else if (token != NULL)
		props_set(&o->props, name, token);
	else
		props_unset(&o->props, name);
}

/* ---- difference --------------------------------------------------------- */

static void
add_change(struct changes *c, const char *field, const char *old_value,
    const char *new_value, bool secret)
{
	if (old_value != NULL && *old_value == '\0')
		old_value = NULL;
	if (new_value != NULL && *new_value == '\0')
		new_value = NULL;
	if (str_same(old_value, new_value))
		return;
	if (secret && new_value != NULL)
		new_value = old_value != NULL ? "changed" : "set";
	if (secret && old_value != NULL)
		old_value = "set";
	c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n++] = (struct change){
		.field = xstrdup(field),
		.old_value = xstrdup(old_value),
		.new_value = xstrdup(new_value),
		.secret = secret,
	};
}

/* Both lists are sorted by name: one pass, as in a merge. */
static void
diff_props(const struct kind *k, const struct props *a, const struct props *b,
    struct changes *c)
{
	size_t i = 0, j = 0;
	const char *name;
	int order;

	while (i < a->n || j < b->n) {
		order = i == a->n ? 1 : j == b->n ? -1 :
		    strcmp(a->v[i].name, b->v[j].name);
		name = order <= 0 ? a->v[i].name : b->v[j].name;
		add_change(c, name, order <= 0 ? a->v[i].value : NULL,
		    order >= 0 ? b->v[j].value : NULL,
		    object_is_secret(k, name));
		i += order <= 0;
		j += order >= 0;
	}
}

/* What two states of a field are compared by. */
static char *
diff_text(const struct field *f, const struct object *o)
{
	if (o == NULL)
		return NULL;
	return f->type == FIELD_SECRET ? xstrdup(field_token(f, o)) :
	    field_text(f, o);
}

void
object_diff(const struct object *from, const struct object *to,
    struct changes *c)
{
	const struct kind *kind = from != NULL ? from->kind : to->kind;
	static const struct props none;
	char *old_value, *new_value;
	const struct field *f;

	for (f = kind->fields; f < kind->fields + kind->nfields; f++) {
		if (f->flags & FIELD_VIEW)
			continue;
		old_value = diff_text(f, from);
		new_value = diff_text(f, to);
		add_change(c, f->name, old_value, new_value,
		    f->type == FIELD_SECRET);
		free(old_value);
		free(new_value);
	}
	diff_props(kind, from != NULL ? &from->props : &none,
	    to != NULL ? &to->props : &none, c);
}

void
object_take(struct object *to, const struct object *from, const char *name)
{
	const struct field *f = object_field(from, name);
	const char *value;

	if (f != NULL) {
		field_copy(f, to, from);
		return;
	}
	value = props_get(&from->props, name);
	if (value != NULL)
		props_set(&to->props, name, value);
	else
		props_unset(&to->props, name);
}

void
changes_clear(struct changes *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		free(c->v[i].field);
		free(c->v[i].old_value);
		free(c->v[i].new_value);
	}
	free(c->v);
	memset(c, 0, sizeof(*c));
}
