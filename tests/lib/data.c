/* SPDX-License-Identifier: ISC */
#include "tests/lib/data.h"

#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/err.h>

#include "base/file.h"
#include "base/mem.h"

#define MAX_DATA_FILE (64 * 1024 * 1024)

char *
data_path(const char *name)
{
	const char *env = getenv("SEALPORT_DATA");

	return xasprintf("%s/smime/%s", env != NULL ? env : "../shared/data",
	    name);
}

bool
data_at_hand(void)
{
	char *path = data_path("cases.tsv");
	bool there = access(path, R_OK) == 0;

	free(path);
	return there;
}

/* ---- tables -------------------------------------------------------------- */

static void
split(char *line, char **out)
{
	size_t n = 0;

	memset(out, 0, MAX_DATA_COLUMNS * sizeof(*out));
	while (line != NULL && n < MAX_DATA_COLUMNS)
		out[n++] = strsep(&line, "\t");
}

void
data_open(struct data_table *t, const char *name)
{
	char *path = data_path(name);
	bool there;

	memset(t, 0, sizeof(*t));
	there = file_read(&t->text, path, MAX_DATA_FILE, NULL);
	free(path);
	assert_true(there);
	t->next = (char *)t->text.data;
	split(strsep(&t->next, "\n"), t->columns);
}

bool
data_next(struct data_table *t)
{
	char *line = strsep(&t->next, "\n");

	if (line == NULL || *line == '\0')
		return false;
	split(line, t->row);
	return true;
}

const char *
data_cell(const struct data_table *t, const char *column)
{
	size_t i;

	for (i = 0; i < MAX_DATA_COLUMNS && t->columns[i] != NULL; i++)
		if (strcmp(t->columns[i], column) == 0)
			return t->row[i] != NULL ? t->row[i] : "";
	fail_msg("no column %s", column);
	return "";
}

void
data_close(struct data_table *t)
{
	buf_clear(&t->text);
}

/* ---- what is expected ---------------------------------------------------- */

struct fate {
	char *id;
	const char *outcome;
};

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct fate *)a)->id,
	    ((const struct fate *)b)->id);
}

static struct fate *
load_baseline(struct data_table *t, size_t *n)
{
	struct fate *v = NULL;
	size_t cap = 0;

	*n = 0;
	data_open(t, "baseline.tsv");
	while (data_next(t)) {
		v = grow(v, *n, &cap, sizeof(*v));
		v[*n].id = t->row[0];
		v[(*n)++].outcome = data_cell(t, "outcome");
	}
	qsort(v, *n, sizeof(*v), by_id);
	return v;
}

/* What it should be: the gate, or what OpenSSL did.  NULL: no opinion. */
static const char *
expectation(const struct data_table *t, const struct fate *v, size_t n)
{
	struct fate key = { .id = t->row[0] };
	const struct fate *found = bsearch(&key, v, n, sizeof(*v), by_id);
	const char *gate = data_cell(t, "gate");

	if (strcmp(gate, "parity") == 0)
		return found != NULL ? found->outcome : NULL;
	return strcmp(gate, "-") != 0 ? gate : NULL;
}

/* ---- deviations ---------------------------------------------------------- */

static bool
matches_any(const char *patterns, const char *id)
{
	char *all = xstrdup(patterns), *rest = all, *word;
	bool found = false;

	while ((word = strsep(&rest, " ")) != NULL)
		found |= fnmatch(word, id, 0) == 0;
	free(all);
	return found;
}

static bool
covers(const struct data_deviation *d, const struct data_table *t,
    const struct data_result *r)
{
	return matches_any(d->ids, data_cell(t, "id")) &&
	    (d->opts == NULL || strstr(data_cell(t, "opts"), d->opts)) &&
	    (d->purpose == NULL ||
	    fnmatch(d->purpose, data_cell(t, "purpose"), 0) == 0) &&
	    (d->why == NULL || strstr(r->why, d->why) != NULL);
}

/* The number of complaints about this case. */
static size_t
compare_case(const struct data_judge *j, const struct data_table *t,
    const struct data_result *r, const char *want, size_t *used)
{
	bool differs = r->accepted != (strcmp(want, "accept") == 0);
	bool known = false;
	size_t i, bad = 0;

	for (i = 0; i < j->n; i++) {
		if (!covers(&j->deviations[i], t, r))
			continue;
		known = true;
		used[i] += differs;
		if (!differs && j->deviations[i].why == NULL) {
			print_message("# %s: deviates no more (%s)\n",
			    data_cell(t, "id"), j->deviations[i].reason);
			bad++;
		}
	}
	if (differs && !known) {
		print_message("# %s: %s (%s), expected %s\n",
		    data_cell(t, "id"), r->accepted ? "accept" : "reject",
		    r->why, want);
		bad++;
	}
	return bad;
}

/* ---- all of them --------------------------------------------------------- */

struct count {
	char group[64];
	size_t run, deviate;
};

static struct count *
count_of(struct count *v, const struct data_table *t)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %s", data_cell(t, "steps"),
	    data_cell(t, "group"));
	while (v->group[0] != '\0' && strcmp(v->group, name) != 0)
		v++;
	memcpy(v->group, name, sizeof(name));
	return v;
}

void
data_judge_all(const struct data_judge *j)
{
	struct count counts[64] = { 0 }, *c;
	size_t *used = xcalloc(j->n, sizeof(*used)), bad = 0, n, i;
	struct data_table t, base;
	struct fate *baseline = load_baseline(&base, &n);
	struct data_result r;
	const char *want;

	data_open(&t, "cases.tsv");
	while (data_next(&t)) {
		memset(&r, 0, sizeof(r));
		if (!j->judge(j->context, &t, &r))
			continue;
		/* Nothing of a failure may stay in OpenSSL's queue. */
		assert_int_equal(ERR_peek_error(), 0);
		c = count_of(counts, &t);
		c->run++;
		want = expectation(&t, baseline, n);
		if (want == NULL)
			continue;
		c->deviate += r.accepted != (strcmp(want, "accept") == 0);
		bad += compare_case(j, &t, &r, want, used);
	}
	for (c = counts; c->run > 0; c++)
		print_message("# %s: %zu cases, %zu deviations\n", c->group,
		    c->run, c->deviate);
	for (i = 0; i < j->n; i++) {
		print_message("# %zu: %s\n", used[i], j->deviations[i].reason);
		bad += used[i] == 0;
	}
	data_close(&t);
	data_close(&base);
	free(baseline);
	free(used);
	assert_int_equal(bad, 0);
}
