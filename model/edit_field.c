/* SPDX-License-Identifier: ISC */
#include "model/edit_field.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void
keep(struct objects *list, struct object *o)
{
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = o;
}

bool
many_read(struct model *m, const struct many *many, struct objects *list,
    struct err *err)
{
	struct object *o;
	size_t i;

	for (i = 0; i < many->n; i++) {
		o = model_get(m, many->kind, many->names[i], err);
		if (o == NULL)
			return false;
		keep(list, o);
	}
	return true;
}

/* A copy with the field set; NULL with err. */
static struct object *
changed(struct model *m, const struct object *before,
    const struct many_field *f, struct err *err)
{
	struct object *now = object_copy(before);

	if (object_set(now, m, f->name, f->value, err))
		return now;
	err_prefix(err, "%s %s", before->kind->name, before->name);
	object_free(now);
	return NULL;
}

bool
edit_field_set(struct model *m, const struct many *many,
    const struct many_field *f, struct objects *lists[2], struct err *err)
{
	bool ok = many_read(m, many, lists[0], err);
	struct object *o;
	size_t i;

	for (i = 0; ok && i < lists[0]->n; i++) {
		o = changed(m, lists[0]->v[i], f, err);
		ok = o != NULL;
		if (ok)
			keep(lists[1], o);
	}
	return ok;
}

bool
edit_field_all(struct model *m, const struct many *many,
    const struct many_field *f, struct edit_note *note, struct err *err)
{
	struct objects before = { 0 }, now = { 0 };
	bool ok = edit_field_set(m, many, f,
	    (struct objects *[]){ &before, &now }, err) &&
	    edit_all(m, &(struct edit_set){ .before = before.v,
	    .now = now.v, .n = now.n }, note, err);

	objects_clear(&before);
	objects_clear(&now);
	return ok;
}

/* ---- beforehand --------------------------------------------------------- */

static char *
shown(const struct object *o, struct model *m, const char *name)
{
	struct slots slots = { 0 };
	const struct slot *s;
	char *text = NULL;

	object_slots(o, m, &slots);
	s = slots_find(&slots, name);
	if (s != NULL)
		text = slot_show(o, s);
	slots_clear(&slots);
	return text != NULL ? text : xstrdup("");
}

static void
count_old(struct many_preview *p, char *old)
{
	size_t i;

	for (i = 0; i < p->n && strcmp(p->v[i].old_value, old) != 0; i++)
		;
	if (i < p->n) {
		free(old);
	} else {
		p->v = grow(p->v, p->n, &p->cap, sizeof(*p->v));
		p->v[p->n++] = (struct many_group){ .old_value = old };
	}
	p->v[i].n++;
}

static bool
preview_one(struct model *m, const struct object *before,
    const struct many_field *f, struct many_preview *p, struct err *err)
{
	struct object *now = changed(m, before, f, err);
	struct changes c = { 0 };
	bool ok = now != NULL;

	if (!ok)
		return false;
	object_diff(before, now, &c);
	if (p->new_value == NULL)
		p->new_value = shown(now, m, f->name);
	if (c.n == 0)
		p->same++;
	else if ((ok = edit_check(m, before, now, err)))
		count_old(p, shown(before, m, f->name));
	changes_clear(&c);
	object_free(now);
	return ok;
}

bool
edit_field_preview(struct model *m, const struct many *many,
    const struct many_field *f, struct many_preview *p, struct err *err)
{
	struct objects before = { 0 };
	bool ok = model_may(m, ROLE_ADMINISTRATOR, err) &&
	    many_read(m, many, &before, err);
	size_t i;

	for (i = 0; ok && i < before.n; i++)
		ok = preview_one(m, before.v[i], f, p, err);
	objects_clear(&before);
	return ok;
}

void
many_preview_clear(struct many_preview *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		free(p->v[i].old_value);
	free(p->v);
	free(p->new_value);
	memset(p, 0, sizeof(*p));
}
