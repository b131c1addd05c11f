/* SPDX-License-Identifier: ISC */
#include "model/audit/log.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "config/db.h"

/* What is gone for so long is forgotten. */
enum { KEEP_DAYS = 400 };

enum { LOG_RULE, LOG_KIND, LOG_OBJECT, LOG_FIELD, LOG_COMPUTER, LOG_ACCOUNT,
	LOG_THUMBPRINT, LOG_KEYS, LOG_FIRST = LOG_KEYS, LOG_GONE, LOG_ID,
	LOG_COLUMNS };

static const char *const log_columns[LOG_COLUMNS] = {
	"rule", "kind", "object", "field", "computer", "account",
	"thumbprint", "first_seen", "gone", "id",
};

struct log_row {
	char *keys[LOG_KEYS];	/* none NULL */
	int64_t id, first, gone;	/* gone: or FIELD_UNSET */
	bool seen;		/* in the audit, or not to be judged there */
};

struct log {
	struct log_row *v;	/* by keys */
	size_t n, cap;
};

static void
log_clear(struct log *log)
{
	size_t i, k;

	for (i = 0; i < log->n; i++)
		for (k = 0; k < LOG_KEYS; k++)
			free(log->v[i].keys[k]);
	free(log->v);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct log_row *x = a, *y = b;
	int r = 0;
	size_t k;

	for (k = 0; r == 0 && k < LOG_KEYS; k++)
		r = strcmp(x->keys[k], y->keys[k]);
	return r;
}

static void
take_row(struct log *log, const struct db_rows *rows)
{
	const struct db_value *gone = db_column(rows, LOG_GONE);
	struct log_row *r;
	size_t k;

	log->v = grow(log->v, log->n, &log->cap, sizeof(*log->v));
	r = &log->v[log->n++];
	*r = (struct log_row){ .id = db_column(rows, LOG_ID)->i,
	    .first = db_column(rows, LOG_FIRST)->i,
	    .gone = gone->type == DB_INT ? gone->i : FIELD_UNSET };
	for (k = 0; k < LOG_KEYS; k++)
		r->keys[k] = xstrdup(db_column(rows, k)->text);
}

static bool
log_load(struct log *log, struct model *m, struct err *err)
{
	const struct db_query q = { .table = "audit_finding_log",
	    .columns = log_columns, .ncolumns = LOG_COLUMNS };
	struct db_rows *rows = db_select(m->db, &q, err);
	int got;

	if (rows == NULL)
		return false;
	while ((got = db_next(rows, err)) > 0)
		take_row(log, rows);
	db_finish(rows);
	if (log->n > 1)
		qsort(log->v, log->n, sizeof(*log->v), compare_rows);
	return got == 0;
}

/* Its keys as they are stored; borrowed. */
static struct log_row
row_of(const struct finding *f)
{
	const char *const keys[LOG_KEYS] = {
		[LOG_RULE] = f->rule->id, [LOG_KIND] = f->kind,
		[LOG_OBJECT] = f->object, [LOG_FIELD] = f->field,
		[LOG_COMPUTER] = f->computer, [LOG_ACCOUNT] = f->account,
		[LOG_THUMBPRINT] = f->thumbprint,
	};
	struct log_row r = { .id = 0 };
	size_t k;

	for (k = 0; k < LOG_KEYS; k++)
		r.keys[k] = (char *)(uintptr_t)(keys[k] != NULL ? keys[k] :
		    "");
	return r;
}

static struct log_row *
find_row(const struct log *log, const struct finding *f)
{
	struct log_row key = row_of(f);

	return log->n == 0 ? NULL : bsearch(&key, log->v, log->n,
	    sizeof(*log->v), compare_rows);
}

bool
audit_log_read(struct audit *a, struct model *m, struct err *err)
{
	struct log log = { 0 };
	const struct log_row *r;
	bool ok = log_load(&log, m, err);
	size_t i;

	for (i = 0; ok && i < a->n; i++) {
		r = find_row(&log, &a->v[i]);
		if (r != NULL && r->gone == FIELD_UNSET)
			a->v[i].first_seen = r->first;
	}
	log_clear(&log);
	return ok || err_prefix(err, "audit");
}

/* ---- writing ------------------------------------------------------------ */

static bool
insert_row(struct model *m, const struct audit *a, const struct finding *f,
    struct err *err)
{
	const struct log_row r = row_of(f);
	struct db_set set[LOG_KEYS + 3] = {
		[LOG_KEYS] = { "severity",
		    db_text(severity_name(f->severity)) },
		{ "first_seen", db_int(a->at) },
		{ "last_seen", db_int(a->at) },
	};
	size_t k;

	for (k = 0; k < LOG_KEYS; k++)
		set[k] = (struct db_set){ log_columns[k],
		    db_text(r.keys[k]) };
	return db_insert(m->db, "audit_finding_log", set, ARRAY_SIZE(set),
	    NULL, err);
}

static bool
update_row(struct model *m, const struct log_row *r,
    const struct db_set *set, size_t n, struct err *err)
{
	const struct db_cond same = { .column = "id", .value =
	    db_int(r->id) };

	return db_update(m->db, "audit_finding_log", set, n, &same, 1, NULL,
	    err);
}

/* One that is there, again or still. */
static bool
write_finding(struct model *m, const struct audit *a, struct finding *f,
    struct log_row *r, struct err *err)
{
	const struct db_set set[] = {
		{ "severity", db_text(severity_name(f->severity)) },
		{ "last_seen", db_int(a->at) },
		{ "gone", db_null() },
		{ "first_seen", db_int(a->at) },
	};
	bool back = r != NULL && r->gone != FIELD_UNSET;

	f->is_new = r == NULL || back;
	f->first_seen = f->is_new ? a->at : r->first;
	if (r == NULL)
		return insert_row(m, a, f, err);
	return update_row(m, r, set, ARRAY_SIZE(set) - !back, err);
}

static bool
write_findings(struct model *m, struct audit *a, const struct log *log,
    struct err *err)
{
	struct finding *f, *last = NULL;
	struct log_row *r, one, other;

	for (f = a->v; f < a->v + a->n; f++) {
		r = find_row(log, f);
		if (r != NULL)
			r->seen = true;
		if (f->result == AUDIT_UNKNOWN)
			continue;
		/* Two texts about one subject share a row. */
		one = row_of(f);
		if (last != NULL) {
			other = row_of(last);
			if (compare_rows(&one, &other) == 0) {
				f->first_seen = last->first_seen;
				f->is_new = last->is_new;
				continue;
			}
		}
		last = f;
		if (!write_finding(m, a, f, r, err))
			return false;
	}
	return true;
}

static bool
write_gone(struct model *m, const struct audit *a, const struct log *log,
    size_t *settled, struct err *err)
{
	const struct db_set set = { "gone", db_int(a->at) };
	const struct db_cond old = { .column = "gone", .op = DB_LT,
	    .value = db_int(a->at - KEEP_DAYS * (int64_t)DAY_SECONDS) };
	const struct log_row *r;

	for (r = log->v; r < log->v + log->n; r++) {
		if (r->seen || r->gone != FIELD_UNSET)
			continue;
		if (!update_row(m, r, &set, 1, err))
			return false;
		++*settled;
	}
	return db_delete(m->db, "audit_finding_log", &old, 1, NULL, err);
}

bool
audit_log_write(struct audit *a, struct model *m, size_t *settled,
    struct err *err)
{
	struct log log = { 0 };
	size_t gone = 0;
	bool ok;

	if (!model_may(m, ROLE_OPERATOR, err))
		return false;
	if (!db_begin(m->db, err))
		return err_prefix(err, "audit");
	ok = log_load(&log, m, err) && write_findings(m, a, &log, err) &&
	    write_gone(m, a, &log, &gone, err);
	if (!ok)
		db_rollback(m->db);
	ok = ok && db_commit(m->db, err);
	log_clear(&log);
	if (settled != NULL)
		*settled = gone;
	return ok || err_prefix(err, "audit");
}
