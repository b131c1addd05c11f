/* SPDX-License-Identifier: ISC */
#include "model/kinds/group.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/component.h"
#include "model/model.h"

#define HERE (FIELD_DERIVED | FIELD_VIEW | FIELD_HERE)
#define AT(member) .at = offsetof(struct group, member)

/* Dotted numbers, separated by blanks or commas. */
static bool
check_oids(const struct field *f, const char *value, struct err *err)
{
	const char *s;

	(void)f;
	for (s = value; *s != '\0'; s++)
		if (!isdigit((unsigned char)*s) && *s != '.' && *s != ' ' &&
		    *s != ',')
			return err_set(err, ERR_INVALID, "object "
			    "identifiers such as 1.3.6.1.5.5.7.3.1 expected "
			    "(%s)", value);
	return true;
}

static const struct field database_fields[] = {
	{ .name = "database", .label = "Database", .type = FIELD_TEXT,
	  .column = 40 },
	{ .name = "server", .label = "Server", .type = FIELD_TEXT,
	  .column = 24 },
};

static const struct row_table database_rows = {
	.fields = database_fields, .nfields = ARRAY_SIZE(database_fields),
};

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 128, AT(object.name), .column = 30,
	  .help = "Name of the group, as the console shows it." },
	/*
	 * No server of single sign-on: credentials are sealed in this very
	 * database (Single Sign-On in the tree).
	 */
	{ .name = "server", .label = "Server", .page = "General",
	  .type = FIELD_TEXT, .flags = HERE, AT(server),
	  .help = "The computer on which the configuration database is "
	      "read." },
	{ .name = "database", .label = "Database", .page = "General",
	  .type = FIELD_TEXT, .flags = HERE, AT(database),
	  .help = "The configuration database of the group." },
	{ .name = "administrator_group", .label = "Administrator Group",
	  .page = "General", .type = FIELD_TEXT, .flags = HERE,
	  AT(administrator_group),
	  .help = "Operating-system group with full rights, of the settings "
	      "file. Empty: everybody who may write the database." },
	{ .name = "operator_group", .label = "Operator Group",
	  .page = "General", .type = FIELD_TEXT, .flags = HERE,
	  AT(operator_group),
	  .help = "Operating-system group that starts and stops, of the "
	      "settings file." },
	{ .name = "auditor_group", .label = "Auditor Group",
	  .page = "General", .type = FIELD_TEXT, .flags = HERE,
	  AT(auditor_group),
	  .help = "Operating-system group that may read, of the settings "
	      "file." },
	{ .name = "refresh_interval", .label = "Configuration refresh interval",
	  .page = "General", .type = FIELD_INT, .min = 1, .max = 43200,
	  .def = "60", .unit = "seconds", AT(refresh_interval),
	  .help = "How often running hosts read the configuration again." },
	{ .name = "expiry_warn_days", .label = "Warn before expiry",
	  .page = "General", .type = FIELD_INT, .flags = FIELD_OPTIONAL,
	  .min = 0, .max = 3650, .unit = "days", AT(expiry_warn_days),
	  .help = "From how many days before its expiry the audit warns of a "
	      "certificate. Empty: as the settings file says." },
	{ .name = "crl_max_age_days", .label = "Revocation list age",
	  .page = "General", .type = FIELD_INT, .flags = FIELD_OPTIONAL,
	  .min = 1, .max = 3650, .unit = "days", AT(crl_max_age_days),
	  .help = "From which age the audit warns of a revocation list. "
	      "Empty: as the settings file says." },
	{ .name = "credential_max_age_days", .label = "Credential age",
	  .page = "General", .type = FIELD_INT, .flags = FIELD_OPTIONAL,
	  .min = 1, .max = 3650, .unit = "days",
	  AT(credential_max_age_days),
	  .help = "From which age the audit asks for a new credential of an "
	      "account that host instances run under. Empty: never." },
	{ .name = "extra_eku", .label = "Further extended key usages",
	  .page = "General", .type = FIELD_TEXT, .max = 512,
	  .check = check_oids, AT(extra_eku),
	  .help = "Object identifiers of extended key usages accepted for "
	      "S/MIME besides secure mail." },
	{ .name = "encryption_algorithm",
	  .label = "Default encryption algorithm",
	  .page = "General", .type = FIELD_CHOICE,
	  .choices = group_algorithm_choices, .def = "aes-128-cbc",
	  AT(encryption_algorithm),
	  .help = "What messages are encrypted with, unless their port "
	      "chooses another one. AES128 is read by every partner, AES256 "
	      "GCM protects best." },
	{ .name = "databases", .label = "Databases", .page = "Databases",
	  .type = FIELD_ROWS, .flags = HERE, .rows = &database_rows,
	  AT(databases),
	  .help = "Every database of the group: there is this one, and where "
	      "it is." },
	{ .name = "signature_certificate", .label = "Thumbprint",
	  .page = "Certificate", .type = FIELD_CERT, .usage = USAGE_SIGN,
	  AT(signature_certificate),
	  .help = "The one certificate that signs all outbound messages of "
	      "the group; needed with its key in the Personal store of each "
	      "account that sends." },
	{ .name = "signature_certificate_name", .label = "Common Name",
	  .page = "Certificate", .type = FIELD_TEXT, .flags = FIELD_DERIVED,
	  .names = "signature_certificate", AT(signature_certificate_name),
	  .column = 30,
	  .help = "Common name of the signature certificate." },
	ROLLOVER_FIELDS(group, "signature_certificate", "Certificate",
	    USAGE_SIGN, NULL, ROLLOVER_OWN_SIGNATURE),
	{ .name = "message_batch_threshold",
	  .label = "Message batch threshold", .page = "Settings",
	  .type = FIELD_INT, .min = 1, .max = 10000000, .def = "1000000",
	  .unit = "bytes", AT(message_batch_threshold),
	  .help = "Larger batches of incoming messages are split." },
	{ .name = "large_message_size", .label = "Large message size",
	  .page = "Settings", .type = FIELD_INT, .min = 1, .max = 10000000,
	  .def = "102400", .unit = "bytes", AT(large_message_size),
	  .help = "A larger message is streamed in parts." },
	{ .name = "counters_refresh_interval",
	  .label = "Performance counters refresh interval",
	  .page = "Settings", .type = FIELD_INT, .min = 1, .max = 43200,
	  .def = "60", .unit = "seconds", AT(counters_refresh_interval),
	  .help = "How often the counters of the message store are read." },
	{ .name = "tracking", .label = "Group-level tracking",
	  .page = "Settings", .type = FIELD_BOOL, .def = "true",
	  AT(tracking),
	  .help = "Master switch: without it nothing is tracked, whatever "
	      "ports say." },
	{ .name = "import_tracking",
	  .label = "Allow import of tracking settings", .page = "Settings",
	  .type = FIELD_BOOL, .def = "true", AT(import_tracking),
	  .help = "Whether imported bindings may change what is tracked." },
	{ .name = "location_fault_tolerance",
	  .label = "Enable receive location fault tolerance",
	  .page = "Settings", .type = FIELD_BOOL, .def = "false",
	  AT(location_fault_tolerance),
	  .help = "Try a failing receive location again instead of "
	      "disabling it." },
	{ .name = "location_retry_interval", .label = "Retry interval",
	  .page = "Settings", .type = FIELD_INT, .min = 1, .max = 43200,
	  .def = "60", .unit = "seconds", AT(location_retry_interval),
	  .help = "Wait before a failing receive location is tried again." },
	{ .name = "threat_model_date", .label = "Threat model analysis",
	  .page = "Planning", .type = FIELD_TIME, .flags = FIELD_OPTIONAL,
	  AT(threat_model_date),
	  .help = "When it was last analysed which partners need signatures, "
	      "encryption or both." },
	{ .name = "threat_model_note", .label = "Its result",
	  .page = "Planning", .type = FIELD_MEMO, .max = 4096,
	  AT(threat_model_note),
	  .help = "What was decided, or where it is written." },
};

static void
fill(struct model *m, struct object *o)
{
	const struct settings *s = m->settings;
	struct group *g = (struct group *)o;

	str_replace(&g->server, s->computer);
	str_replace(&g->database, db_path(m->db));
	str_replace(&g->administrator_group, s->administrators);
	str_replace(&g->operator_group, s->operators);
	str_replace(&g->auditor_group, s->auditors);
	rows_clear(&g->databases);
	rows_add(&g->databases, ARRAY_SIZE(database_fields),
	    (const char *[]){ db_path(m->db), s->computer });
}

const struct kind kind_group = {
	.name = "group", .label = "Group", .plural = "Group",
	.help = "The group: every host, port and party of one configuration "
	    "database.",
	.table = "group", .size = sizeof(struct group), .single = true,
	.fields = fields, .nfields = ARRAY_SIZE(fields), .fill = fill,
};
