/* SPDX-License-Identifier: ISC */
#include "model/audit/assigned.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/kind.h"

static void
add(struct assigned_certs *list, const struct object *o, const char *name,
    const struct field *f, const char *thumbprint)
{
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = (struct assigned_cert){ .object = o,
	    .field = name, .usage = f->usage, .role = f->role,
	    .thumbprint = thumbprint };
}

/* What is stored as the common name of the certificate in that member. */
static const char *
stored_name(const struct object *o, const struct field *cert)
{
	const struct kind *k = o->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		if (f->names != NULL && strcmp(f->names, cert->name) == 0)
			return *(char *const *)((const char *)o + f->at);
	return NULL;
}

static void
add_members(struct assigned_certs *list, const struct object *o)
{
	const struct kind *k = o->kind;
	const struct field *f;
	const char *thumbprint;

	for (f = k->fields; f < k->fields + k->nfields; f++) {
		if (f->type != FIELD_CERT)
			continue;
		thumbprint = *(char *const *)((const char *)o + f->at);
		if (thumbprint == NULL)
			continue;
		add(list, o, f->name, f, thumbprint);
		list->v[list->n - 1].name = stored_name(o, f);
	}
}

static void
add_properties(struct assigned_certs *list, const struct object *o)
{
	const struct field *f;
	const struct prop *p;

	if (o->kind->property == NULL)
		return;
	for (p = o->props.v; p < o->props.v + o->props.n; p++) {
		f = o->kind->property(p->name);
		if (f != NULL && f->type == FIELD_CERT)
			add(list, o, p->name, f, p->value);
	}
}

static int
by_thumbprint(const void *a, const void *b)
{
	const struct assigned_cert *x = a, *y = b;
	int r = strcmp(x->thumbprint, y->thumbprint);

	if (r == 0)
		r = strcmp(x->object->kind->name, y->object->kind->name);
	if (r == 0)
		r = strcmp(x->object->name, y->object->name);
	return r != 0 ? r : strcmp(x->field, y->field);
}

void
assigned_collect(const struct snapshot *s, struct assigned_certs *out)
{
	const struct kind *const *k;
	const struct objects *all;
	size_t i;

	memset(out, 0, sizeof(*out));
	for (k = kinds; *k != NULL; k++) {
		if ((*k)->fixed)
			continue;
		all = snapshot_all(s, (*k)->name);
		for (i = 0; i < all->n; i++) {
			add_members(out, all->v[i]);
			add_properties(out, all->v[i]);
		}
	}
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), by_thumbprint);
}

static int
compare_key(const void *key, const void *member)
{
	return strcmp(key, ((const struct assigned_cert *)member)->thumbprint);
}

bool
assigned_has(const struct assigned_certs *list, const char *thumbprint)
{
	return list->n > 0 && bsearch(thumbprint, list->v, list->n,
	    sizeof(*list->v), compare_key) != NULL;
}

void
assigned_clear(struct assigned_certs *list)
{
	free(list->v);
	memset(list, 0, sizeof(*list));
}
