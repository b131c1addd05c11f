/* SPDX-License-Identifier: ISC */
#include "model/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/when.h"
#include "config/db.h"
#include "model/history_state.h"

/* ---- memory ------------------------------------------------------------- */

static void
change_clear(struct history_change *c)
{
	free(c->kind);
	free(c->object);
	free(c->action);
	free(c->field);
	free(c->old_value);
	free(c->new_value);
}

static void
forget_changes(struct revision *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		change_clear(&r->changes[i]);
	free(r->changes);
	r->changes = NULL;
	r->n = 0;
}

static void
revision_clear(struct revision *r)
{
	free(r->who);
	free(r->origin);
	free(r->reason);
	free(r->digest);
	forget_changes(r);
}

void
revisions_clear(struct revisions *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		revision_clear(&list->v[i]);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

/* ---- reading ------------------------------------------------------------ */

static char *
column_text(const struct db_rows *r, size_t at)
{
	const struct db_value *v = db_column(r, at);

	return v->type == DB_TEXT ? xstrdup(v->text) : NULL;
}

/* only: of that object, where it names one; or NULL. */
static bool
read_changes(struct model *m, struct revision *rev,
    const struct history_query *only, struct err *err)
{
	static const char *const columns[] = { "kind", "object_id", "object",
	    "action", "field", "old_value", "new_value" };
	bool one = only != NULL && only->object_id != 0;
	struct db_cond conds[] = {
		{ "revision_id", DB_EQ, db_int(rev->id), false },
		{ "kind", DB_EQ, db_text(one ? only->kind : NULL), false },
		{ "object_id", DB_EQ, db_int(one ? only->object_id : 0),
		    false },
	};
	struct db_query q = { .table = "revision_change", .columns = columns,
	    .ncolumns = ARRAY_SIZE(columns), .conds = conds,
	    .nconds = one ? 3 : 1, .order = "id" };
	struct db_rows *r = db_select(m->db, &q, err);
	size_t cap = 0;
	int got;

	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0) {
		rev->changes = grow(rev->changes, rev->n, &cap,
		    sizeof(*rev->changes));
		rev->changes[rev->n++] = (struct history_change){
			.kind = column_text(r, 0),
			.object_id = db_column(r, 1)->i,
			.object = column_text(r, 2),
			.action = column_text(r, 3),
			.field = column_text(r, 4),
			.old_value = column_text(r, 5),
			.new_value = column_text(r, 6),
		};
	}
	db_finish(r);
	return got == 0;
}

/* Revisions without their changes. */
static bool
read_revisions(struct model *m, const struct db_query *part,
    struct revisions *out, struct err *err)
{
	static const char *const columns[] = { "id", "at", "who", "origin",
	    "reason", "undoes", "digest" };
	struct db_query q = *part;
	struct db_rows *r;
	int got;

	if (q.table == NULL)
		q.table = "revision";
	q.columns = columns;
	q.ncolumns = ARRAY_SIZE(columns);
	q.order = "id";
	r = db_select(m->db, &q, err);
	if (r == NULL)
		return false;
	while ((got = db_next(r, err)) > 0) {
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = (struct revision){
			.id = db_column(r, 0)->i,
			.at = db_column(r, 1)->i,
			.who = column_text(r, 2),
			.origin = column_text(r, 3),
			.reason = column_text(r, 4),
			.undoes = db_column(r, 5)->type == DB_INT ?
			    db_column(r, 5)->i : 0,
			.digest = column_text(r, 6),
		};
	}
	db_finish(r);
	return got == 0;
}

static bool
concerns(const struct revision *r, const struct history_query *q)
{
	size_t i;

	if (q->kind == NULL)
		return true;
	for (i = 0; i < r->n; i++)
		if (strcmp(r->changes[i].kind, q->kind) == 0 &&
		    (q->name == NULL ||
		    str_same(r->changes[i].object, q->name)))
			return true;
	return false;
}

/* All revisions, or those of one object by the index. */
static bool
read_candidates(struct model *m, const struct history_query *query,
    struct revisions *out, struct err *err)
{
	struct db_cond conds[] = {
		{ "id", DB_LT, db_int(query->before > 0 ? query->before :
		    INT64_MAX), false },
		{ "kind", DB_EQ, db_text(query->kind), false },
		{ "object_id", DB_EQ, db_int(query->object_id), false },
	};
	struct db_query q = { .table = query->object_id != 0 ?
	    "object_revision" : "revision", .conds = conds,
	    .nconds = query->object_id != 0 ? 3 : 1, .descending = true };

	/* A list narrowed by name has to look further than its limit. */
	if (query->kind == NULL || query->object_id != 0)
		q.limit = query->limit;
	return read_revisions(m, &q, out, err);
}

bool
history_list(struct model *m, const struct history_query *query,
    struct revisions *out, struct err *err)
{
	struct revisions all = { 0 };
	size_t i;
	bool ok;

	ok = read_candidates(m, query, &all, err);
	for (i = 0; ok && i < all.n; i++) {
		if (query->limit > 0 && (int64_t)out->n >= query->limit)
			break;
		ok = read_changes(m, &all.v[i], query, err);
		if (!ok || !concerns(&all.v[i], query))
			continue;
		out->v = grow(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = all.v[i];
		memset(&all.v[i], 0, sizeof(all.v[i]));
	}
	revisions_clear(&all);
	return ok;
}

/* "update send-port Orders", "create host A and 3 more". */
static void
add_summary(const struct revision *r, struct buf *b)
{
	const struct history_change *c = r->changes;
	size_t i, objects = 0;

	if (r->n == 0)
		return;
	buf_addf(b, ": %s %s %s", c->action, c->kind, c->object);
	for (i = 1; i < r->n; i++)
		if (r->changes[i].object_id != r->changes[i - 1].object_id ||
		    strcmp(r->changes[i].kind, r->changes[i - 1].kind) != 0)
			objects++;
	if (objects > 0)
		buf_addf(b, " and %zu more", objects);
}

char *
revision_title(const struct revision *r)
{
	struct buf b = { 0 };
	char at[WHEN_TEXT];

	buf_addf(&b, "%" PRId64 " %s %s", r->id, when_text(r->at, at),
	    r->who);
	add_summary(r, &b);
	if (r->reason != NULL)
		buf_addf(&b, " (%s)", r->reason);
	return buf_steal(&b);
}

/* ---- the chain ---------------------------------------------------------- */

/* Length first, so that no two different lists of texts look the same. */
static void
add_text(struct buf *b, const char *s)
{
	if (s == NULL)
		buf_adds(b, "-;");
	else
		buf_addf(b, "%zu:%s;", strlen(s), s);
}

static void
chain_digest(const struct revision *r, const char *previous,
    char out[static SHA256_HEX])
{
	const struct history_change *c;
	struct buf b = { 0 };
	size_t i;

	add_text(&b, previous);
	buf_addf(&b, "%" PRId64 ";%" PRId64 ";%" PRId64 ";", r->id, r->at,
	    r->undoes);
	add_text(&b, r->who);
	add_text(&b, r->origin);
	add_text(&b, r->reason);
	for (i = 0; i < r->n; i++) {
		c = &r->changes[i];
		add_text(&b, c->kind);
		buf_addf(&b, "%" PRId64 ";", c->object_id);
		add_text(&b, c->object);
		add_text(&b, c->action);
		add_text(&b, c->field);
		add_text(&b, c->old_value);
		add_text(&b, c->new_value);
	}
	digest_sha256(b.data, b.len, out);
	buf_clear(&b);
}

/* Number and digest of the newest revision; 0 and "" in an empty history. */
static bool
newest(struct model *m, int64_t *id, char digest[static SHA256_HEX],
    struct err *err)
{
	struct db_query q = { .descending = true, .limit = 1 };
	struct revisions list = { 0 };
	bool ok = read_revisions(m, &q, &list, err);

	*id = 0;
	digest[0] = '\0';
	if (ok && list.n == 1 && list.v[0].digest != NULL &&
	    strlen(list.v[0].digest) < SHA256_HEX) {
		*id = list.v[0].id;
		memcpy(digest, list.v[0].digest,
		    strlen(list.v[0].digest) + 1);
	}
	revisions_clear(&list);
	return ok;
}

static bool
insert_change(struct model *m, int64_t revision,
    const struct history_change *c, struct err *err)
{
	const struct db_set sets[] = {
		{ "revision_id", db_int(revision) },
		{ "kind", db_text(c->kind) },
		{ "object_id", db_int(c->object_id) },
		{ "object", db_text(c->object) },
		{ "action", db_text(c->action) },
		{ "field", db_text(c->field) },
		{ "old_value", db_text(c->old_value) },
		{ "new_value", db_text(c->new_value) },
	};

	return db_insert(m->db, "revision_change", sets, ARRAY_SIZE(sets),
	    NULL, err);
}

bool
history_append(struct model *m, struct revision *r, struct err *err)
{
	char previous[SHA256_HEX], digest[SHA256_HEX];
	int64_t last;
	size_t i;

	if (!newest(m, &last, previous, err))
		return false;
	r->id = last + 1;
	r->at = when_now();
	str_replace(&r->who, m->user);
	str_replace(&r->origin, m->origin);
	chain_digest(r, previous, digest);
	str_replace(&r->digest, digest);

	const struct db_set sets[] = {
		{ "id", db_int(r->id) },
		{ "at", db_int(r->at) },
		{ "who", db_text(r->who) },
		{ "origin", db_text(r->origin) },
		{ "reason", db_text(r->reason) },
		{ "undoes", r->undoes > 0 ? db_int(r->undoes) : db_null() },
		{ "digest", db_text(r->digest) },
	};

	if (!db_insert(m->db, "revision", sets, ARRAY_SIZE(sets), NULL, err))
		return false;
	for (i = 0; i < r->n; i++)
		if (!insert_change(m, r->id, &r->changes[i], err))
			return false;
	return true;
}

bool
history_note(struct model *m, const char *what, struct err *err)
{
	struct revision r = { .reason = xstrdup(what) };
	bool ok = m->why_read_only == NULL || err_set(err, ERR_DENIED,
	    "history: %s", m->why_read_only);

	if (ok && db_begin(m->db, err)) {
		ok = history_append(m, &r, err);
		if (ok)
			ok = db_commit(m->db, err);
		else
			db_rollback(m->db);
	} else {
		ok = false;
	}
	revision_clear(&r);
	return ok;
}

/* Changes whose revision is gone, or that were never part of one. */
static bool
check_strays(struct model *m, int64_t seen, struct err *err)
{
	struct db_query q = { .table = "revision_change" };
	int64_t n = 0;

	if (!db_count(m->db, &q, &n, err))
		return false;
	return n == seen || err_set(err, ERR_FAILED, "history: %" PRId64
	    " changes belong to no revision", n - seen);
}

/* The i-th revision: there, with its changes, and as its digest says. */
static bool
check_link(struct model *m, struct revision *r, size_t i,
    char previous[SHA256_HEX], struct err *err)
{
	char digest[SHA256_HEX];

	if (r->id != (int64_t)i + 1)
		return err_set(err, ERR_FAILED, "history: revision %zu is "
		    "missing", i + 1);
	if (!read_changes(m, r, NULL, err))
		return false;
	chain_digest(r, previous, digest);
	if (!str_same(r->digest, digest))
		return err_set(err, ERR_FAILED, "history: revision %zu has "
		    "been altered, or one before it", i + 1);
	memcpy(previous, digest, sizeof(digest));
	return true;
}

bool
history_verify(struct model *m, int64_t *count, struct err *err)
{
	struct db_query q = { .descending = false };
	char previous[SHA256_HEX] = "";
	struct revisions all = { 0 };
	int64_t changes = 0;
	bool ok;
	size_t i;

	*count = 0;
	if (!db_freeze(m->db, err))
		return false;
	ok = read_revisions(m, &q, &all, err);
	for (i = 0; ok && i < all.n; i++) {
		ok = check_link(m, &all.v[i], i, previous, err);
		changes += (int64_t)all.v[i].n;
		*count += ok;
		/* A history is longer than its newest state. */
		forget_changes(&all.v[i]);
	}
	ok = ok && check_strays(m, changes, err) &&
	    history_state_check(m, err);
	db_thaw(m->db);
	revisions_clear(&all);
	return ok;
}
