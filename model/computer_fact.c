/* SPDX-License-Identifier: ISC */
#include "model/computer_fact.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/user.h"
#include "base/when.h"
#include "config/db.h"

#define TABLE "computer_fact"

/* As the database has them. */
static const char *const topics[FACT_TOPICS] = {
	[FACT_TOLD] = "told",
	[FACT_CLOCK] = "clock",
	[FACT_SWAP] = "swap",
	[FACT_DATABASE] = "database",
	[FACT_SECRET] = "secret-key",
	[FACT_ROLE] = "role-groups",
	[FACT_KIND] = "kind",
	[FACT_MODE] = "mode",
	[FACT_OWNER] = "owner",
	[FACT_GROUP] = "group",
	[FACT_DEVICE] = "device",
	[FACT_FREE] = "free",
	[FACT_OLD] = "old-files",
	[FACT_KEY_FILE] = "key-file",
	[FACT_ACCOUNT] = "account",
	[FACT_UID] = "uid",
	[FACT_GROUPS] = "groups",
	[FACT_CREDENTIAL] = "credential-set",
	[FACT_TEMP] = "temp-folder",
	[FACT_MEMBERS] = "members",
};

enum { COMPUTER, TOPIC, SUBJECT, VALUE, PUBLISHED, COLUMNS };

static const char *const columns[COLUMNS] = {
	"computer", "topic", "subject", "value", "published",
};

/* ---- in memory ---------------------------------------------------------- */

static struct computer_fact *
add(struct computer_facts *f, const char *computer, enum fact_topic topic,
    const char *subject, const char *value)
{
	f->v = grow(f->v, f->n, &f->cap, sizeof(*f->v));
	f->v[f->n] = (struct computer_fact){
		.computer = xstrdup(computer), .topic = topic,
		.subject = xstrdup(subject), .value = xstrdup(value),
		.published = when_now(),
	};
	return &f->v[f->n++];
}

void
computer_facts_add(struct computer_facts *f, const char *computer,
    enum fact_topic topic, const char *subject, const char *value)
{
	if (value != NULL)
		add(f, computer, topic, subject, value);
}

static void
fact_clear(struct computer_fact *f)
{
	free(f->computer);
	free(f->subject);
	free(f->value);
}

void
computer_facts_clear(struct computer_facts *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		fact_clear(&f->v[i]);
	free(f->v);
	memset(f, 0, sizeof(*f));
}

static int
order(const char *computer, enum fact_topic topic, const char *subject,
    const struct computer_fact *f)
{
	int r = strcasecmp(computer, f->computer);

	if (r == 0)
		r = (topic > f->topic) - (topic < f->topic);
	if (r == 0 && subject != NULL)
		r = strcmp(subject, f->subject);
	return r;
}

static int
compare(const void *a, const void *b)
{
	const struct computer_fact *x = a;

	return order(x->computer, x->topic, x->subject, b);
}

/* Stable, so that the last of equals is the one added last. */
static void
merge_sort(struct computer_fact *v, struct computer_fact *room, size_t n)
{
	size_t half = n / 2, i = 0, j = half, at = 0;

	if (n < 2)
		return;
	merge_sort(v, room, half);
	merge_sort(v + half, room, n - half);
	while (i < half || j < n)
		if (j == n || (i < half && compare(&v[i], &v[j]) <= 0))
			room[at++] = v[i++];
		else
			room[at++] = v[j++];
	memcpy(v, room, n * sizeof(*v));
}

void
computer_facts_sort(struct computer_facts *f)
{
	struct computer_fact *room = xcalloc(f->n, sizeof(*room));
	size_t i, n = 0;

	merge_sort(f->v, room, f->n);
	free(room);
	for (i = 0; i < f->n; i++) {
		if (n > 0 && compare(&f->v[n - 1], &f->v[i]) == 0)
			fact_clear(&f->v[--n]);
		f->v[n++] = f->v[i];
	}
	f->n = n;
}

/* The first that is not before it. */
static size_t
lower_bound(const struct computer_facts *f, const char *computer,
    enum fact_topic topic, const char *subject)
{
	size_t lo = 0, hi = f->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (order(computer, topic, subject, &f->v[mid]) > 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const char *
computer_fact(const struct computer_facts *f, const char *computer,
    enum fact_topic topic, const char *subject)
{
	size_t at = lower_bound(f, computer, topic, subject);

	return at < f->n && order(computer, topic, subject, &f->v[at]) == 0 ?
	    f->v[at].value : NULL;
}

const struct computer_fact *
computer_facts_of(const struct computer_facts *f, const char *computer,
    enum fact_topic topic, size_t *n)
{
	size_t at = lower_bound(f, computer, topic, ""), end;

	for (end = at; end < f->n &&
	    order(computer, topic, NULL, &f->v[end]) == 0; end++)
		;
	*n = end - at;
	return *n > 0 ? &f->v[at] : NULL;
}

/* ---- in the database ---------------------------------------------------- */

static const char *
text_of(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = db_column(rows, column);

	return v->type == DB_TEXT ? v->text : "";
}

/* What a newer program tells is passed over. */
static void
load_row(struct computer_facts *f, const struct db_rows *rows)
{
	enum fact_topic t = 0;

	while (t < FACT_TOPICS && strcmp(topics[t], text_of(rows, TOPIC)) != 0)
		t++;
	if (t == FACT_TOPICS)
		return;
	add(f, text_of(rows, COMPUTER), t, text_of(rows, SUBJECT),
	    text_of(rows, VALUE))->published =
	    db_column(rows, PUBLISHED)->i;
}

bool
computer_facts_load(struct computer_facts *f, struct model *m,
    struct err *err)
{
	const struct db_query q = { .table = TABLE, .columns = columns,
	    .ncolumns = COLUMNS, .order = "id" };
	struct db_rows *rows = db_select(m->db, &q, err);
	int r = -1;

	memset(f, 0, sizeof(*f));
	while (rows != NULL && (r = db_next(rows, err)) == 1)
		load_row(f, rows);
	db_finish(rows);
	if (r != 0) {
		computer_facts_clear(f);
		return err_prefix(err, "computer facts");
	}
	computer_facts_sort(f);
	return true;
}

static bool
write_fact(struct db *db, const struct computer_fact *f, struct err *err)
{
	const struct db_set set[COLUMNS] = {
		{ columns[COMPUTER], db_text(f->computer) },
		{ columns[TOPIC], db_text(topics[f->topic]) },
		{ columns[SUBJECT], db_text(f->subject) },
		{ columns[VALUE], db_text(f->value) },
		{ columns[PUBLISHED], db_int(f->published) },
	};

	return db_insert(db, TABLE, set, COLUMNS, NULL, err);
}

static bool
forget(struct db *db, const char *computer, struct err *err)
{
	const struct db_cond same = { .column = columns[COMPUTER],
	    .value = db_text(computer) };

	return db_delete(db, TABLE, &same, 1, NULL, err);
}

bool
computer_facts_write(struct model *m, const struct computer_facts *f,
    struct err *err)
{
	bool ok = true;
	size_t i;

	if (m->why_read_only != NULL)
		return err_set(err, ERR_DENIED, "computer facts: %s",
		    m->why_read_only);
	if (!db_begin(m->db, err))
		return err_prefix(err, "computer facts");
	for (i = 0; ok && i < f->n; i++)
		ok = (i > 0 && strcmp(f->v[i].computer,
		    f->v[i - 1].computer) == 0) ||
		    forget(m->db, f->v[i].computer, err);
	for (i = 0; ok && i < f->n; i++)
		ok = write_fact(m->db, &f->v[i], err);
	if (!ok) {
		db_rollback(m->db);
		return err_prefix(err, "computer facts");
	}
	return db_commit(m->db, err) || err_prefix(err, "computer facts");
}

/*
 * Of this computer; sorting then prefers the new ones.  Of the own home all
 * has been told anew.
 */
static void
keep_told(struct computer_facts *all, const struct computer_facts *known,
    const char *computer)
{
	char *self = user_name();
	size_t i;

	for (i = 0; i < known->n; i++) {
		if (strcasecmp(known->v[i].computer, computer) != 0 ||
		    (known->v[i].topic == FACT_KEY_FILE &&
		    strcmp(known->v[i].value, self) == 0))
			continue;
		add(all, computer, known->v[i].topic, known->v[i].subject,
		    known->v[i].value)->published = known->v[i].published;
	}
	free(self);
}

bool
computer_facts_publish(struct model *m, struct err *err)
{
	struct computer_facts known = { 0 }, fresh = { 0 }, all = { 0 };
	bool ok = computer_facts_load(&known, m, err) &&
	    computer_facts_scan(&fresh, m, err);
	size_t i;

	if (ok && fresh.n > 0 && !user_is_root())
		keep_told(&all, &known, fresh.v[0].computer);
	for (i = 0; ok && i < fresh.n; i++)
		computer_facts_add(&all, fresh.v[i].computer,
		    fresh.v[i].topic, fresh.v[i].subject, fresh.v[i].value);
	computer_facts_sort(&all);
	ok = ok && computer_facts_write(m, &all, err);
	computer_facts_clear(&known);
	computer_facts_clear(&fresh);
	computer_facts_clear(&all);
	return ok;
}
