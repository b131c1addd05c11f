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

/* ---- difference --------------------------------------------------------- */

static void
add_change(struct changes *c, const char *field, const char *old_value,
    const char *new_value)
{
	if (old_value != NULL && *old_value == '\0')
		old_value = NULL;
	if (new_value != NULL && *new_value == '\0')
		new_value = NULL;
	if (str_same(old_value, new_value))
		return;
	c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n++] = (struct change){
		.field = xstrdup(field),
		.old_value = xstrdup(old_value),
		.new_value = xstrdup(new_value),
	};
}

/* Both lists are sorted by name: one pass, as in a merge. */
static void
diff_props(const struct props *a, const struct props *b, struct changes *c)
{
	size_t i = 0, j = 0;
	int order;

	while (i < a->n || j < b->n) {
		order = i == a->n ? 1 : j == b->n ? -1 :
		    strcmp(a->v[i].name, b->v[j].name);
		if (order < 0) {
			add_change(c, a->v[i].name, a->v[i].value, NULL);
			i++;
		} else if (order > 0) {
			add_change(c, b->v[j].name, NULL, b->v[j].value);
			j++;
		} else {
			add_change(c, a->v[i].name, a->v[i].value,
			    b->v[j].value);
			i++;
			j++;
		}
	}
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
		old_value = from != NULL ? field_text(f, from) : NULL;
		new_value = to != NULL ? field_text(f, to) : NULL;
		add_change(c, f->name, old_value, new_value);
		free(old_value);
		free(new_value);
	}
	diff_props(from != NULL ? &from->props : &none,
	    to != NULL ? &to->props : &none, c);
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
