/* SPDX-License-Identifier: ISC */
#include "model/kinds/computer.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

#define AT(member) .at = offsetof(struct computer, member)

static bool
check_name(const struct field *f, const char *value, struct err *err)
{
	const char *s;

	(void)f;
	if (*value == '-' || *value == '.')
		return err_set(err, ERR_INVALID, "a letter or digit first "
		    "expected (%s)", value);
	for (s = value; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && strchr("-_.", *s) == NULL)
			return err_set(err, ERR_INVALID, "letters, digits, "
			    "'-', '_' and '.' expected (%s)", value);
	return true;
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT,
	  .flags = FIELD_REQUIRED | FIELD_UNIQUE | FIELD_ONCE,
	  .max = 63, .check = check_name, AT(object.name), .column = 24,
	  .help = "Host name of the computer, without its domain." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description), .column = 30,
	  .help = "What the computer is for." },
};

const struct kind kind_computer = {
	.name = "computer", .label = "Computer", .plural = "Servers",
	.help = "A computer of the group, on which host instances run.",
	.table = "computer", .size = sizeof(struct computer),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
};
