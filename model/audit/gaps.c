/* SPDX-License-Identifier: ISC */
#include "model/audit/gaps.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"

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

char *
gap_line(const struct gap *g)
{
	char at[WHEN_TEXT];

	return xasprintf("%s%s%s: %s%s%s", store_info(g->store)->name,
	    g->account != NULL ? " of " : "", g->account != NULL ?
	    g->account : "", gap_text(g->reason), g->published > 0 ?
	    ", seen " : "", g->published > 0 ? when_text(g->published, at) :
	    "");
}

char *
untold_line(const struct untold *u)
{
	return xasprintf("nothing about its files and accounts, %zu checks",
	    u->checks);
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

/* Few computers, some dozen rules: a plain search will do. */
static void
add_untold(struct gaps *out, const struct finding *f)
{
	struct untold *u = out->untold;

	while (u < out->untold + out->nuntold &&
	    strcmp(u->computer, f->computer) != 0)
		u++;
	if (u == out->untold + out->nuntold) {
		out->untold = grow(out->untold, out->nuntold,
		    &out->capuntold, sizeof(*out->untold));
		u = &out->untold[out->nuntold++];
		*u = (struct untold){ .computer = f->computer };
	}
	u->checks++;
	out->unchecked++;
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
	for (i = 0; i < a->n; i++)
		if (a->v[i].untold)
			add_untold(out, &a->v[i]);
}

void
gaps_clear(struct gaps *g)
{
	free(g->v);
	free(g->untold);
	memset(g, 0, sizeof(*g));
}
