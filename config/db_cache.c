/* SPDX-License-Identifier: ISC */
#include "config/db_cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void
release(struct db_cache *c, struct prepared *p)
{
	if (p->stmt != NULL)
		c->be->finish(p->stmt);
	free(p->sql);
	memset(p, 0, sizeof(*p));
}

void
cache_clear(struct db_cache *c)
{
	size_t i;

	for (i = 0; i < DB_CACHED; i++) {
		assert(!c->places[i].busy);
		release(c, &c->places[i]);
	}
}

/* A free place, or the one longest unused; with all busy, one for once. */
static struct prepared *
choose_place(struct db_cache *c)
{
	struct prepared *best = NULL, *p;
	size_t i;

	for (i = 0; i < DB_CACHED; i++) {
		p = &c->places[i];
		if (!p->busy && (best == NULL || p->used < best->used))
			best = p;
	}
	if (best == NULL)
		return xcalloc(1, sizeof(*best));
	release(c, best);
	best->kept = true;
	return best;
}

static struct prepared *
find(struct db_cache *c, const char *sql)
{
	struct prepared *p;
	size_t i;

	for (i = 0; i < DB_CACHED; i++) {
		p = &c->places[i];
		if (!p->busy && p->sql != NULL && strcmp(p->sql, sql) == 0)
			return p;
	}
	return NULL;
}

void
cache_give_back(struct db_cache *c, struct prepared *p)
{
	p->busy = false;
	c->be->reset(p->stmt);
	if (p->kept)
		return;
	release(c, p);
	free(p);
}

struct prepared *
cache_take(struct db_cache *c, const struct sql *s, struct err *err)
{
	const char *sql = (const char *)s->text.data;
	struct prepared *p = find(c, sql);
	void *stmt = NULL;
	size_t i;

	if (p == NULL) {
		stmt = c->be->prepare(c->conn, sql, err);
		if (stmt == NULL)
			return NULL;
		p = choose_place(c);
		p->stmt = stmt;
		p->sql = xstrdup(sql);
	}
	p->busy = true;
	p->used = ++c->clock;
	for (i = 0; i < s->nvalues; i++) {
		if (!c->be->bind(p->stmt, (int)i + 1, s->values[i], err)) {
			cache_give_back(c, p);
			return NULL;
		}
	}
	return p;
}
