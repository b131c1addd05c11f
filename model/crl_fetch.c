/* SPDX-License-Identifier: ISC */
#include "model/crl_fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"

enum { COMPUTER, ISSUER, URL, AT, OK, REASON, THIS_UPDATE, NEXT_UPDATE,
	COLUMNS };

static const char *const columns[COLUMNS] = {
	"computer", "issuer", "url", "at", "ok", "reason", "this_update",
	"next_update",
};

static char *
text_of(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = db_column(rows, column);

	return v->type == DB_TEXT ? xstrdup(v->text) : NULL;
}

static void
add_row(struct crl_fetches *l, const struct db_rows *rows)
{
	l->v = grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = (struct crl_fetch){
		.computer = text_of(rows, COMPUTER),
		.issuer = text_of(rows, ISSUER),
		.url = text_of(rows, URL),
		.at = db_column(rows, AT)->i,
		.ok = db_column(rows, OK)->i != 0,
		.reason = text_of(rows, REASON),
		.this_update = db_column(rows, THIS_UPDATE)->i,
		.next_update = db_column(rows, NEXT_UPDATE)->i,
	};
}

bool
crl_fetch_load(struct model *m, const char *computer, struct crl_fetches *l,
    struct err *err)
{
	const struct db_cond mine = { .column = columns[COMPUTER],
	    .value = db_text(computer) };
	const struct db_query q = { .table = "crl_fetch",
	    .columns = columns, .ncolumns = COLUMNS, .conds = &mine,
	    .nconds = computer != NULL, .order = columns[COMPUTER] };
	struct db_rows *rows;
	int r = -1;

	memset(l, 0, sizeof(*l));
	rows = db_select(m->db, &q, err);
	while (rows != NULL && (r = db_next(rows, err)) == 1)
		add_row(l, rows);
	db_finish(rows);
	if (r != 0)
		crl_fetches_clear(l);
	return r == 0;
}

void
crl_fetches_clear(struct crl_fetches *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		free(l->v[i].computer);
		free(l->v[i].issuer);
		free(l->v[i].url);
		free(l->v[i].reason);
	}
	free(l->v);
	memset(l, 0, sizeof(*l));
}

const struct crl_fetch *
crl_fetch_of(const struct crl_fetches *l, const char *issuer)
{
	const struct crl_fetch *best = NULL;
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (strcmp(l->v[i].issuer, issuer) != 0)
			continue;
		/* Of one refresh the address that gave the list counts. */
		if (best == NULL || l->v[i].at > best->at ||
		    (l->v[i].at == best->at && l->v[i].ok))
			best = &l->v[i];
	}
	return best;
}

static bool
write_attempt(struct model *m, const struct refresh_attempt *a,
    struct err *err)
{
	const char *computer = m->settings->computer;
	bool ok = a->result == REFRESH_STORED;
	const struct db_set set[COLUMNS] = {
		{ columns[COMPUTER], db_text(computer) },
		{ columns[ISSUER], db_text(a->issuer) },
		{ columns[URL], db_text(a->url) },
		{ columns[AT], db_int(a->at) },
		{ columns[OK], db_int(ok) },
		{ columns[REASON], db_text(ok ? NULL : a->reason) },
		{ columns[THIS_UPDATE], a->this_update != 0 ?
		    db_int(a->this_update) : db_null() },
		{ columns[NEXT_UPDATE], a->next_update != 0 ?
		    db_int(a->next_update) : db_null() },
	};
	const struct db_cond same[] = {
		{ .column = columns[COMPUTER], .value = db_text(computer) },
		{ .column = columns[ISSUER], .value = db_text(a->issuer) },
		{ .column = columns[URL], .value = db_text(a->url) },
	};

	return db_delete(m->db, "crl_fetch", same, ARRAY_SIZE(same), NULL,
	    err) && db_insert(m->db, "crl_fetch", set, COLUMNS, NULL, err);
}

bool
crl_fetch_write(struct model *m, const struct refresh_attempts *attempts,
    struct err *err)
{
	const struct refresh_attempt *a = attempts->v;
	bool ok = true;
	size_t i;

	if (m->why_read_only != NULL)
		return err_set(err, ERR_DENIED, "%s", m->why_read_only);
	if (!db_begin(m->db, err))
		return false;
	for (i = 0; ok && i < attempts->n; i++, a++)
		if (a->result == REFRESH_STORED ||
		    a->result == REFRESH_FAILED)
			ok = write_attempt(m, a, err);
	if (!ok)
		db_rollback(m->db);
	return ok && db_commit(m->db, err);
}
