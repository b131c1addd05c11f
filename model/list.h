/* SPDX-License-Identifier: ISC */
/*
 * A page of a list: the rows of one kind as text, read from the database as
 * they are needed.  Columns are the fields with a column width.
 */
#ifndef MODEL_LIST_H
#define MODEL_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/kind.h"
#include "model/model.h"

#define MAX_LIST_COLUMNS 12

struct list_row {
	int64_t id;
	char *name;
	char *cells[MAX_LIST_COLUMNS];	/* shown text, by column */
};

struct list_page {
	struct list_row *v;
	size_t n;
	int64_t total;		/* rows that match the filter */
};

struct list_query {
	const struct kind *kind;
	const char *filter;	/* contained in name or a column; or NULL */
	const char *field;	/* only rows whose field has this value, */
	const char *value;	/* or NULL */
	const char *order;	/* column of list_columns(), NULL: name */
	bool descending;
	int64_t offset, limit;
};

/* The kind's list columns: fields[i] for cells[i]; returns their number. */
size_t list_columns(const struct kind *,
    const struct field *fields[MAX_LIST_COLUMNS]);

bool list_read(struct model *, const struct list_query *, struct list_page *,
    struct err *);
/* All of a kind without a cell: what a tree needs. */
bool list_names(struct model *, const struct kind *, struct list_page *,
    struct err *);
/* How many rows the query has, whatever its order and page are. */
bool list_count(struct model *, const struct list_query *, int64_t *total,
    struct err *);

/*
 * How many of those are in which state: "3 Started, 1 Stopped", appended;
 * nothing for a kind without verbs.
 */
bool list_states(struct model *, const struct list_query *, struct buf *,
    struct err *);

/*
 * How many rows of the query, without its page, stand before that name's;
 * ERR_NOT_FOUND where it is none of them.
 */
bool list_find(struct model *, const struct list_query *, const char *name,
    int64_t *row, struct err *);
void list_page_clear(struct list_page *);

#endif
