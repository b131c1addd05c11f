/* SPDX-License-Identifier: ISC */
/*
 * Other people's material, where a collection of it is at hand
 * ($SEALPORT_DATA or ../shared/data): its tables, and its cases compared with
 * what their publishers and OpenSSL say about them.
 */
#ifndef TESTS_LIB_DATA_H
#define TESTS_LIB_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define MAX_DATA_COLUMNS 32

/* Tab separated, with the columns' names in the first line. */
struct data_table {
	struct buf text;
	char *columns[MAX_DATA_COLUMNS];
	char *row[MAX_DATA_COLUMNS];
	char *next;
};

bool data_at_hand(void);
char *data_path(const char *name);	/* the caller frees it */

/* These fail the test where something is missing. */
void data_open(struct data_table *, const char *name);
bool data_next(struct data_table *);
const char *data_cell(const struct data_table *, const char *column);
void data_close(struct data_table *);

/* What we make of one case. */
struct data_result {
	bool accepted;
	char why[ERR_TEXT];
};

/*
 * Where we differ from the gate, and why that is meant.  ids: patterns,
 * blank separated, as in a shell; opts, purpose and why (our reason) narrow
 * them.  A row without why promises that all it covers differ.
 */
struct data_deviation {
	const char *ids, *opts, *purpose, *why, *reason;
};

struct data_judge {
	const struct data_deviation *deviations;
	size_t n;
	/* False: the case is for another test. */
	bool (*judge)(void *context, const struct data_table *,
	    struct data_result *);
	void *context;
};

/*
 * Every case of cases.tsv.  What differs from its gate ("parity": from
 * baseline.tsv) without a deviation, a deviation that is none any more, and
 * one that is for no case fail the test; the counts are printed by group.
 */
void data_judge_all(const struct data_judge *);

#endif
