/* SPDX-License-Identifier: ISC */
#include "model/props.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* Where name is, or where it would have to be put in. */
static size_t
place(const struct props *p, const char *name, bool *found)
{
	size_t lo = 0, hi = p->n, mid;
	int c;

	*found = false;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		c = strcmp(p->v[mid].name, name);
		if (c == 0) {
			*found = true;
			return mid;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const char *
props_get(const struct props *p, const char *name)
{
	bool found;
	size_t i = place(p, name, &found);

	return found ? p->v[i].value : NULL;
}

void
props_set(struct props *p, const char *name, const char *value)
{
	bool found;
	size_t i = place(p, name, &found);

	if (found) {
		str_replace(&p->v[i].value, value);
		return;
	}
	p->v = grow(p->v, p->n, &p->cap, sizeof(*p->v));
	memmove(p->v + i + 1, p->v + i, (p->n - i) * sizeof(*p->v));
	p->v[i].name = xstrdup(name);
	p->v[i].value = xstrdup(value);
	p->n++;
}

void
props_unset(struct props *p, const char *name)
{
	bool found;
	size_t i = place(p, name, &found);

	if (!found)
		return;
	free(p->v[i].name);
	free(p->v[i].value);
	p->n--;
	memmove(p->v + i, p->v + i + 1, (p->n - i) * sizeof(*p->v));
}

void
props_copy(struct props *to, const struct props *from)
{
	size_t i;

	props_clear(to);
	for (i = 0; i < from->n; i++)
		props_set(to, from->v[i].name, from->v[i].value);
}

void
props_clear(struct props *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		free(p->v[i].name);
		free(p->v[i].value);
	}
	free(p->v);
	memset(p, 0, sizeof(*p));
}

bool
props_overlay(const struct props *p, const char *prefix,
    const struct field *fields, size_t n, void *base, struct err *err)
{
	char *name;
	const char *value;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < n; i++) {
		name = xasprintf("%s.%s", prefix, fields[i].name);
		value = props_get(p, name);
		if (value != NULL && !field_parse(&fields[i], base, value,
		    err))
			ok = err_prefix(err, "%s", prefix);
		free(name);
	}
	return ok;
}
