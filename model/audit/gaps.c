/* SPDX-License-Identifier: ISC */
#include "model/audit/gaps.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *
gap_text(enum gap_reason r)
{
	static const char *const texts[GAP_REASONS] = {
		[GAP_MISSING] = "never published",
		[GAP_PROBLEM] = "cannot be opened",
		[GAP_OLD] = "out of date",
	};

	return texts[r];
}

static int
compare_gaps(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	int r = strcmp(x->computer, y->computer);

	if (r == 0)
		r = (x->store > y->store) - (x->store < y->store);
	return r != 0 ? r : strcmp(x->account != NULL ? x->account : "",
	    y->account != NULL ? y->account : "");
}

/* False where the store is known as well as it can be. */
static bool
judge(const struct audit *a, struct gap *g)
{
	const struct inventory_store *s = inventory_find(a->inventory,
	    g->computer, g->store, g->account);

	g->published = s != NULL ? s->published : 0;
	g->problem = s != NULL ? s->problem : NULL;
	if (s == NULL)
		g->reason = GAP_MISSING;
	else if (g->problem != NULL)
		g->reason = GAP_PROBLEM;
	else if (a->at - g->published > a->snapshot->inventory_max_age)
		g->reason = GAP_OLD;
	else
		return false;
	return true;
}

void
gaps_find(const struct audit *a, struct gaps *out)
{
	const struct requirement *r;
	struct gap *all = xcalloc(a->requirements.n + 1, sizeof(*all));
	size_t i, n = 0;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < a->requirements.n; i++) {
		r = &a->requirements.v[i];
		all[n++] = (struct gap){ .computer = r->computer,
		    .account = r->account,
		    .store = usage_info(r->usage)->store };
	}
	qsort(all, n, sizeof(*all), compare_gaps);
	for (i = 0; i < n; i++) {
		if (i > 0 && compare_gaps(&all[i - 1], &all[i]) == 0)
			continue;
		out->stores++;
		if (!judge(a, &all[i]))
			continue;
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = all[i];
	}
	free(all);
}

void
gaps_clear(struct gaps *g)
{
	free(g->v);
	memset(g, 0, sizeof(*g));
}
