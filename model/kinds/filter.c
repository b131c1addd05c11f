/* SPDX-License-Identifier: ISC */
#include "model/kinds/filter.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

static const struct choice operators[] = {
	{ "==", "==" },
	{ "!=", "!=" },
	{ "<", "<" },
	{ ">", ">" },
	{ "<=", "<=" },
	{ ">=", ">=" },
	{ "exists", "Exists" },
	{ "&", "&" },
	{ NULL, NULL },
};

static const struct choice relations[] = {
	{ "and", "And" },
	{ "or", "Or" },
	{ NULL, NULL },
};

/* A name of the message context: "BTS.ReceivePortName". */
static bool
check_property(const struct field *f, const char *value, struct err *err)
{
	const char *dot = strrchr(value, '.'), *s;

	(void)f;
	for (s = value; *s != '\0' && !isspace((unsigned char)*s); s++)
		;
	if (dot == NULL || dot == value || dot[1] == '\0' || *s != '\0')
		return err_set(err, ERR_INVALID, "Namespace.Name such as "
		    "BTS.MessageType expected (%s)", value);
	return true;
}

const struct field filter_fields[FILTER_CELLS] = {
	[FILTER_PROPERTY] = { .name = "property", .label = "Property",
	  .type = FIELD_TEXT, .max = 256, .flags = FIELD_REQUIRED,
	  .check = check_property, .column = 26 },
	[FILTER_OPERATOR] = { .name = "operator", .label = "Operator",
	  .type = FIELD_CHOICE, .choices = operators, .column = 8 },
	[FILTER_VALUE] = { .name = "value", .label = "Value",
	  .type = FIELD_TEXT, .max = 1024, .column = 24 },
	[FILTER_GROUP_BY] = { .name = "group_by", .label = "Group by",
	  .type = FIELD_CHOICE, .choices = relations, .column = 8 },
};

const struct row_table send_port_filters = {
	.table = "send_port_filter",
	.fields = filter_fields, .nfields = FILTER_CELLS,
};

bool
filter_check(const struct rows *rows, struct err *err)
{
	bool exists, empty;
	size_t i;

	for (i = 0; i < rows->n; i++) {
		exists = strcmp(rows_cell(rows, i, FILTER_OPERATOR),
		    "exists") == 0;
		empty = *rows_cell(rows, i, FILTER_VALUE) == '\0';
		if (exists == empty)
			continue;
		err_set(err, ERR_INVALID, exists ?
		    "filters, row %zu: exists takes no value (%s)" :
		    "filters, row %zu: a value is needed%s", i + 1,
		    rows_cell(rows, i, FILTER_VALUE));
		return err_part(err, "filters");
	}
	return true;
}
