/* SPDX-License-Identifier: ISC */
#include "model/find.h"

#include <stdlib.h>
#include <string.h>

#include "base/fuzzy.h"
#include "base/mem.h"
#include "config/db.h"

/* The best of one kind that are kept. */
enum { CANDIDATES = 100 };

/* All that have the letters in their order; which are best is seen here. */
static char *
make_pattern(const char *letters)
{
	struct buf b = { 0 };

	buf_addc(&b, '%');
	for (; *letters != '\0'; letters++) {
		if (strchr("%_\\", *letters) != NULL)
			buf_addc(&b, '\\');
		buf_addc(&b, *letters);
		/* Never within a character. */
		if ((letters[1] & 0xc0) != 0x80)
			buf_addc(&b, '%');
	}
	return buf_steal(&b);
}

/* Certificates are known by their common name. */
static const char *
title_column(const struct kind *k)
{
	return k->fixed ? "common_name" : "name";
}

static void
found_release(struct found *f)
{
	free(f->name);
	free(f->title);
}

/* Of one kind, from `from` on: the new one in the place of the worst. */
static void
keep_best(struct found_list *out, size_t from, const struct found *new)
{
	struct found *to;
	size_t i, worst = from;

	if (out->n - from < CANDIDATES) {
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		to = &out->v[out->n++];
	} else {
		for (i = from; i < out->n; i++)
			if (out->v[i].score < out->v[worst].score)
				worst = i;
		to = &out->v[worst];
		if (new->score <= to->score)
			return;
		found_release(to);
	}
	*to = *new;
	to->name = xstrdup(new->name);
	to->title = xstrdup(new->title);
}

static bool
find_kind(struct model *m, const struct kind *k, const char *letters,
    struct found_list *out, struct err *err)
{
	char *pattern = make_pattern(letters);
	const char *columns[] = { "name", title_column(k) };
	struct db_cond cond = { columns[1], DB_LIKE, db_text(pattern),
	    false };
	struct db_query q = { .table = k->table, .columns = columns,
	    .ncolumns = 2, .conds = &cond, .nconds = 1 };
	struct db_rows *r = db_select(m->db, &q, err);
	size_t from = out->n;
	struct found f;
	int got = -1;

	while (r != NULL && (got = db_next(r, err)) > 0) {
		/* Not changed: keep_best() copies what it keeps. */
		f = (struct found){ .kind = k,
		    .name = (char *)(uintptr_t)db_column(r, 0)->text,
		    .title = (char *)(uintptr_t)db_column(r, 1)->text };
		f.score = fuzzy_score(f.title, letters);
		if (f.score >= 0)
			keep_best(out, from, &f);
	}
	db_finish(r);
	free(pattern);
	return got == 0;
}

static int
by_score(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = (x->score < y->score) - (x->score > y->score);

	return order != 0 ? order : strcmp(x->title, y->title);
}

bool
model_find_fuzzy(struct model *m, const char *letters, size_t limit,
    struct found_list *out, struct err *err)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && *letters != '\0' && kinds[i] != NULL; i++)
		ok = find_kind(m, kinds[i], letters, out, err);
	if (out->n > 0)
		qsort(out->v, out->n, sizeof(*out->v), by_score);
	while (out->n > limit)
		found_release(&out->v[--out->n]);
	return ok;
}

void
found_clear(struct found_list *l)
{
	while (l->n > 0)
		found_release(&l->v[--l->n]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}
