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
keys_have(const struct keys *k, const char *key)
{
	bool there;

	place_of(k, key, &there);
	return there;
}

void
keys_put(struct keys *k, const char *key)
{
	bool there;
	size_t at = place_of(k, key, &there);

	if (there)
		return;
	k->v = grow(k->v, k->n, &k->cap, sizeof(*k->v));
	memmove(&k->v[at + 1], &k->v[at], (k->n++ - at) * sizeof(*k->v));
	k->v[at] = xstrdup(key);
}

bool
view_is_tagged(const struct view *v, const char *key)
{
	return keys_have(&v->tagged, key);
}

void
view_tag(struct view *v, const char *key, bool on)
{
	struct keys *k = &v->tagged;
	bool there;
	size_t at = place_of(k, key, &there);

	if (there == on)
		return;
	v->hidden_known = false;
	if (on) {
		keys_put(k, key);
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
	v->hidden_known = false;
}

/* ---- and the filter ----------------------------------------------------- */

void
keys_clear(struct keys *k)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		free(k->v[i]);
	free(k->v);
	*k = (struct keys){ .n = 0 };
}

static void
keys_add(struct keys *k, const char *key)
{
	k->v = grow(k->v, k->n, &k->cap, sizeof(*k->v));
	k->v[k->n++] = xstrdup(key);
}

bool
view_tags_shown(struct view *v, struct keys *out)
{
	bool ok;
	size_t i;

	*out = (struct keys){ .n = 0 };
	if (v->filter == NULL || v->tagged.n == 0) {
		for (i = 0; i < v->tagged.n; i++)
			keys_add(out, v->tagged.v[i]);
		return true;
	}
	/* Tells how many rows there are. */
	(void)view_selected(v);
	ok = v->total == 0 || view_read(v, 0, v->total, &v->err);
	for (i = 0; i < v->n && v->total > 0; i++)
		if (view_is_tagged(v, v->rows[i].key))
			keys_add(out, v->rows[i].key);
	/* More than a page: read again what is seen. */
	v->stale = true;
	return ok;
}

size_t
view_tags_hidden(struct view *v)
{
	struct keys shown;

	if (!v->hidden_known) {
		view_tags_shown(v, &shown);
		v->hidden = v->tagged.n - shown.n;
		v->hidden_known = true;
		keys_clear(&shown);
	}
	return v->hidden;
}
