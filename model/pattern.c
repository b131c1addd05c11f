/* SPDX-License-Identifier: ISC */
#include "model/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/adapter.h"
#include "model/component.h"
#include "model/kind.h"

bool
pattern_is_own(const struct field *f)
{
	return (f->flags & FIELD_STATE) != 0 || f->only != NULL;
}

static void
set_default(struct object *o, const struct field *f)
{
	field_release(f, o);
	field_set_default(f, o);
}

bool
pattern_needs(struct model *m, const struct object *o, const struct field *f)
{
	struct object *made;
	bool empty;

	/* Common names follow their certificates: edit_derive(). */
	if ((f->flags & FIELD_VIEW) || f->names != NULL ||
	    o->kind->derive == NULL)
		return false;
	made = object_copy(o);
	set_default(made, f);
	/* What cannot be computed is said when the object is saved. */
	empty = o->kind->derive(m, made, NULL) && f->type != FIELD_BOOL &&
	    field_is_empty(f, made);
	object_free(made);
	return empty;
}

void
pattern_begin(struct model *m, struct object *o)
{
	const struct kind *k = o->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (pattern_is_own(f) || ((f->flags & FIELD_DERIVED) &&
		    !pattern_needs(m, o, f)))
			set_default(o, f);
	o->id = o->version = 0;
}

/* ---- properties without a slot ------------------------------------------ */

/* May an object hold it without having what it belongs to? */
static bool
may_sleep(const struct kind *k, const char *name)
{
	const char *dot = strchr(name, '.');
	const struct component *c;
	char *prefix;
	bool may;

	if (k->props == NULL || k->facets == NULL || dot == NULL)
		return false;
	prefix = xstrndup(name, (size_t)(dot - name));
	c = component_find(prefix);
	may = c != NULL ? fields_find(c->fields, c->nfields, dot + 1) != NULL :
	    !adapter_is_prefix(prefix);
	free(prefix);
	return may;
}

bool
pattern_property(struct object *o, struct model *m, const char *name,
    const char *text, struct err *err)
{
	if (object_field(o, name) == NULL && kind_field(o->kind, name) != NULL)
		return true;
	/* That says what is wrong with it. */
	if (!may_sleep(o->kind, name))
		return object_set(o, m, name, text, err);
	if (*text != '\0')
		props_set(&o->props, name, text);
	return true;
}
