/* SPDX-License-Identifier: ISC */
/* Tagged rows of a list, whichever page is held. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/view.h"

/* Where the key is, or would have to be. */
static size_t
place_of(const struct keys *k, const char *key, bool *there)
{
	size_t low = 0, high = k->n, middle;
	int order;

	*there = false;
	while (low < high && !*there) {
		middle = low + (high - low) / 2;
		order = strcmp(k->v[middle], key);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
		*there = order == 0;
		if (*there)
			low = middle;
	}
	return low;
}

bool
view_is_tagged(const struct view *v, const char *key)
{
	bool there;

	place_of(&v->tagged, key, &there);
	return there;
}

void
view_tag(struct view *v, const char *key, bool on)
{
	struct keys *k = &v->tagged;
	bool there;
	size_t at = place_of(k, key, &there);

	if (there == on)
		return;
	if (on) {
		k->v = grow(k->v, k->n, &k->cap, sizeof(*k->v));
		memmove(&k->v[at + 1], &k->v[at],
		    (k->n++ - at) * sizeof(*k->v));
		k->v[at] = xstrdup(key);
	} else {
		free(k->v[at]);
		memmove(&k->v[at], &k->v[at + 1],
		    (--k->n - at) * sizeof(*k->v));
	}
}

void
view_tag_none(struct view *v)
{
	size_t i;

	for (i = 0; i < v->tagged.n; i++)
		free(v->tagged.v[i]);
	v->tagged.n = 0;
}
