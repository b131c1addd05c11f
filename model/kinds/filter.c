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

/* Offered; any other promoted property can be typed. */
static const struct choice properties[] = {
	{ "BTS.ReceivePortName", NULL },
	{ "BTS.MessageType", NULL },
	{ "BTS.SPName", NULL },
	{ "BTS.SourcePartyID", NULL },
	{ "BTS.SignatureCertificate", NULL },
	{ "BTS.WindowsUser", NULL },
	{ "BTS.InboundTransportType", NULL },
	{ "BTS.InboundTransportLocation", NULL },
	{ "BTS.OutboundTransportType", NULL },
	{ "BTS.OutboundTransportLocation", NULL },
	{ "BTS.Operation", NULL },
	{ "BTS.InterchangeID", NULL },
	{ "BTS.CorrelationToken", NULL },
	{ "BTS.MessageDestination", NULL },
	{ "BTS.ReceivePortID", NULL },
	{ "BTS.SchemaStrongName", NULL },
	{ "BTS.AckType", NULL },
	{ "BTS.AckID", NULL },
	{ "BTS.AckReceivePortName", NULL },
	{ "BTS.AckSendPortName", NULL },
	{ "MIME.IsMIMEEncoded", NULL },
	{ "FILE.ReceivedFileName", NULL },
	{ "ErrorReport.ErrorType", NULL },
	{ "ErrorReport.FailureCode", NULL },
	{ "ErrorReport.FailureCategory", NULL },
	{ "ErrorReport.MessageType", NULL },
	{ "ErrorReport.ReceivePortName", NULL },
	{ "ErrorReport.SendPortName", NULL },
	{ "ErrorReport.InboundTransportLocation", NULL },
	{ "ErrorReport.OutboundTransportLocation", NULL },
	{ "ErrorReport.RoutingFailureReportID", NULL },
	{ NULL, NULL },
};

static bool
is_exists(const char *operator)
{
	return strcmp(operator, "exists") == 0;
}

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
	  .choices = properties, .check = check_property, .column = 26 },
	[FILTER_OPERATOR] = { .name = "operator", .label = "Operator",
	  .type = FIELD_CHOICE, .choices = operators, .column = 8 },
	[FILTER_VALUE] = { .name = "value", .label = "Value",
	  .type = FIELD_TEXT, .max = 1024, .column = 24 },
	[FILTER_GROUP_BY] = { .name = "group_by", .label = "Group by",
	  .type = FIELD_CHOICE, .choices = relations, .column = 8 },
};

static const char *
fixed(char *const *cells, size_t cell)
{
	return cell == FILTER_VALUE && is_exists(cells[FILTER_OPERATOR]) ?
	    "" : NULL;
}

#define FILTERS(name) { .table = name, .fields = filter_fields, \
	.nfields = FILTER_CELLS, .fixed = fixed, .preview = filter_text }

const struct row_table send_port_filters = FILTERS("send_port_filter");
const struct row_table send_port_group_filters =
    FILTERS("send_port_group_filter");

void
filter_text(const struct rows *rows, struct buf *b)
{
	const char *operator;
	bool first = true, last;
	size_t i;

	for (i = 0; i < rows->n; i++) {
		operator = rows_cell(rows, i, FILTER_OPERATOR);
		last = i + 1 == rows->n || strcmp(rows_cell(rows, i,
		    FILTER_GROUP_BY), "or") == 0;
		buf_addf(b, "%s%s %s", first ? "(" : "",
		    rows_cell(rows, i, FILTER_PROPERTY), operator);
		if (!is_exists(operator))
			buf_addf(b, " %s", rows_cell(rows, i, FILTER_VALUE));
		buf_adds(b, !last ? " and " : i + 1 < rows->n ? ") or " :
		    ")");
		first = last;
	}
}

bool
filter_check(const struct rows *rows, struct err *err)
{
	bool exists, empty;
	size_t i;

	for (i = 0; i < rows->n; i++) {
		exists = is_exists(rows_cell(rows, i, FILTER_OPERATOR));
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
