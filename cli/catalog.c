/* SPDX-License-Identifier: ISC */
#include "cli/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/adapter.h"
#include "model/component.h"

/* like: kind, owner and where of the rows; prefix NULL: no dot. */
static void
add(struct catalog *c, const struct catalog_row *like, const char *prefix,
    const struct field *f, size_t n)
{
	struct catalog_row row = *like;
	size_t i;

	for (i = 0; i < n; i++) {
		row.field = &f[i];
		row.name = prefix == NULL ? xstrdup(f[i].name) :
		    xasprintf("%s.%s", prefix, f[i].name);
		c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
		c->v[c->n++] = row;
	}
}

static void
add_side(struct catalog *c, const struct adapter *a, const char *where,
    const char *prefix, const struct adapter_side *side)
{
	if (side != NULL && side->size > 0)
		add(c, &(struct catalog_row){ .owner = a->name,
		    .where = where }, prefix, side->fields, side->nfields);
}

static void
add_kind(struct catalog *c, const struct kind *k)
{
	const struct catalog_row like = { .kind = k, .owner = k->name,
	    .where = "" };
	size_t i;

	add(c, &like, NULL, k->fields, k->nfields);
	for (i = 0; i < k->nsettings; i++)
		add(c, &like, k->settings[i].prefix, k->settings[i].fields,
		    k->settings[i].nfields);
}

void
catalog_init(struct catalog *c)
{
	const struct component *p;
	const struct adapter *a;
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; kinds[i] != NULL; i++)
		add_kind(c, kinds[i]);
	for (a = adapters; a->name != NULL; a++) {
		add_side(c, a, ", receive locations", a->prefix, a->receive);
		add_side(c, a, ", send ports", a->prefix, a->send);
		add_side(c, a, ", backup transport of send ports", a->backup,
		    a->send);
		add_side(c, a, ", receive handlers", a->prefix,
		    a->receive_handler);
		add_side(c, a, ", send handlers", a->prefix,
		    a->send_handler);
	}
	for (i = 0; (p = components[i]) != NULL; i++)
		add(c, &(struct catalog_row){ .owner = p->name, .where = "" },
		    p->name, p->fields, p->nfields);
}

void
catalog_clear(struct catalog *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		free(c->v[i].name);
	free(c->v);
	memset(c, 0, sizeof(*c));
}

bool
catalog_fits(const struct catalog_row *row, const struct kind *kind)
{
	if (kind == NULL)
		return true;
	return row->kind == kind ||
	    (row->kind == NULL && kind->facets != NULL);
}
