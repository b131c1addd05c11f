/* SPDX-License-Identifier: ISC */
/* Filters: the subscription of ports and groups (dialogs 4.6). */
#ifndef MODEL_KINDS_FILTER_H
#define MODEL_KINDS_FILTER_H

#include <stdbool.h>

#include "base/err.h"
#include "model/field.h"

/* Cells of a row. */
enum { FILTER_PROPERTY, FILTER_OPERATOR, FILTER_VALUE, FILTER_GROUP_BY,
	FILTER_CELLS };

extern const struct field filter_fields[FILTER_CELLS];
extern const struct row_table send_port_filters, send_port_group_filters;

/* "(A == 1 and B exists) or (C != 2)"; appends. */
void filter_text(const struct rows *, struct buf *);

/*
 * Each row has a value exactly where its operator takes one; the failure's
 * part is "filters".
 */
bool filter_check(const struct rows *, struct err *);

#endif
