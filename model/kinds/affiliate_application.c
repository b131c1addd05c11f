/* SPDX-License-Identifier: ISC */
#include "model/kinds/affiliate_application.h"

#include "base/mem.h"

#define AT(member) .at = offsetof(struct affiliate_application, member)

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the application; HTTP and SOAP send ports refer "
	      "to it." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_MEMO, .max = 1024, AT(description),
	  .help = "What the application is for." },
	{ .name = "contact", .label = "Contact", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(contact), .column = 24,
	  .help = "Whom to ask about the application." },
	{ .name = "user_name", .label = "User name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  AT(user_name), .column = 20,
	  .help = "User name at the application." },
	{ .name = "password", .label = "Password", .page = "General",
	  .type = FIELD_SECRET, .flags = FIELD_REQUIRED, .max = 256,
	  AT(password),
	  .help = "Password at the application." },
};

const struct kind kind_affiliate_application = {
	.name = "affiliate-application", .label = "Affiliate Application",
	.plural = "Affiliate Applications",
	.help = "Credentials that ports with single sign-on log on with.",
	.table = "affiliate_application",
	.size = sizeof(struct affiliate_application),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
};
