/* SPDX-License-Identifier: ISC */
#include "model/kinds/party.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/kinds/certificate.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct party, member)

#define AUTOMATIC_NAME "Organization"
#define AUTOMATIC_QUALIFIER "OrganizationName"

/* Offered; an alias may have any other name as well. */
static const struct choice standard_names[] = {
	{ "WindowsUser", NULL },
	{ "EDIINT-AS2 From Value", NULL },
	{ "EDIINT-AS2 To Value", NULL },
	{ "D-U-N-S (Dun & Bradstreet)", NULL },
	{ NULL, NULL },
};

/* Their qualifiers, in the same order. */
static const char *const standard_qualifiers[] = {
	"WindowsUser", "AS2-From", "AS2-To", "1",
};

static const char *
fixed(char *const *cells, size_t cell)
{
	size_t i;

	for (i = 0; cell == ALIAS_QUALIFIER &&
	    i < ARRAY_SIZE(standard_qualifiers); i++)
		if (strcmp(cells[ALIAS_NAME], standard_names[i].name) == 0)
			return standard_qualifiers[i];
	return NULL;
}

static const struct field alias_fields[ALIAS_CELLS] = {
	{ .name = "name", .label = "Name", .type = FIELD_TEXT, .max = 256,
	  .choices = standard_names, .flags = FIELD_REQUIRED, .column = 16 },
	{ .name = "qualifier", .label = "Qualifier", .type = FIELD_TEXT,
	  .max = 256, .flags = FIELD_REQUIRED, .column = 16 },
	{ .name = "value", .label = "Value", .type = FIELD_TEXT, .max = 256,
	  .flags = FIELD_REQUIRED, .column = 24 },
};

bool
party_alias_is_automatic(const struct rows *aliases, size_t row)
{
	return strcmp(rows_cell(aliases, row, ALIAS_NAME),
	    AUTOMATIC_NAME) == 0 &&
	    strcmp(rows_cell(aliases, row, ALIAS_QUALIFIER),
	    AUTOMATIC_QUALIFIER) == 0;
}

static const struct row_table alias_rows = {
	.table = "party_alias",
	.fields = alias_fields, .nfields = ARRAY_SIZE(alias_fields),
	.fixed = fixed, .automatic = party_alias_is_automatic,
};

static const struct field port_fields[] = {
	{ .name = "send_port", .label = "Name", .type = FIELD_REF,
	  .ref = "send-port", .max = 256, .column = 30,
	  .flags = FIELD_REQUIRED | FIELD_UNIQUE },
};

static const struct row_table port_rows = {
	.table = "party_send_port",
	.fields = port_fields, .nfields = ARRAY_SIZE(port_fields),
	.beside = "uri",
};

/* SHA-1 or SHA-256, without anything between the digits. */
static bool
check_fingerprint(const struct field *f, const char *value, struct err *err)
{
	size_t n = strspn(value, "0123456789ABCDEFabcdef");

	(void)f;
	return (value[n] == '\0' && (n == 40 || n == 64)) ||
	    err_set(err, ERR_INVALID, "40 or 64 hexadecimal digits expected "
	    "(%s)", value);
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the partner." },
	EXPIRES_FIELD(party),
	{ .name = "aliases", .label = "Aliases", .page = "General",
	  .type = FIELD_ROWS, .rows = &alias_rows, AT(aliases),
	  .help = "Names the party is found by. The first, its own name, "
	      "is automatic. WindowsUser, WindowsUser, DOMAIN\\user "
	      "recognises a logged-on sender." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 1024, AT(description),
	  .help = "Free text." },
	{ .name = "send_ports", .label = "Send ports",
	  .page = "Send Ports", .type = FIELD_ROWS, .rows = &port_rows,
	  AT(send_ports),
	  .help = "Ports that are used when messages are sent to the party "
	      "by its role." },
	{ .name = "signature_certificate", .label = "Thumbprint",
	  .page = "Certificates", .type = FIELD_CERT, .usage = USAGE_VERIFY,
	  .flags = FIELD_UNIQUE, AT(signature_certificate),
	  .help = "The partner's public certificate: verifies its signatures "
	      "and tells who sent a message. No two parties may share one." },
	{ .name = "signature_certificate_name", .label = "Common Name",
	  .page = "Certificates", .type = FIELD_TEXT, .flags = FIELD_DERIVED,
	  .names = "signature_certificate", AT(signature_certificate_name),
	  .column = 30,
	  .help = "Common name of the signature certificate." },
	ROLLOVER_FIELDS(party, "signature_certificate", "Certificates",
	    USAGE_VERIFY, NULL, ROLLOVER_PARTNER_SIGNATURE),
	{ .name = "attaches_certificate",
	  .label = "Attaches its certificate to messages",
	  .page = "Certificates", .type = FIELD_BOOL, .def = "true",
	  AT(attaches_certificate),
	  .help = "Without it the certificate must be in Other People of "
	      "each computer that verifies." },
	{ .name = "key_exchange_plan", .label = "Key exchange plan",
	  .page = "Planning", .type = FIELD_MEMO, .max = 4096,
	  AT(key_exchange_plan),
	  .help = "How certificates are exchanged with the partner, and how "
	      "they are confirmed." },
	{ .name = "expiry_notice_days", .label = "Expiry notice",
	  .page = "Planning", .type = FIELD_INT, .flags = FIELD_OPTIONAL,
	  .min = 0, .max = 3650, .unit = "days", AT(expiry_notice_days),
	  .help = "How long before a certificate expires the new one is "
	      "sent, as agreed." },
	{ .name = "revocation_contact", .label = "Revocation contact",
	  .page = "Planning", .type = FIELD_TEXT, .max = 256,
	  AT(revocation_contact),
	  .help = "Who is told when a certificate is revoked." },
	{ .name = "our_certificate_sent", .label = "Our certificate sent",
	  .page = "Planning", .type = FIELD_TIME, .flags = FIELD_OPTIONAL,
	  AT(our_certificate_sent),
	  .help = "When the partner was last sent our certificates." },
	{ .name = "expiry_notice_sent", .label = "Expiry notice sent",
	  .page = "Planning", .type = FIELD_TIME, .flags = FIELD_OPTIONAL,
	  AT(expiry_notice_sent),
	  .help = "When the partner was told that our certificate "
	      "expires." },
	{ .name = "confirmed_fingerprint", .label = "Confirmed fingerprint",
	  .page = "Planning", .type = FIELD_TEXT, .max = 64,
	  .check = check_fingerprint, AT(confirmed_fingerprint),
	  .help = "SHA-1 or SHA-256 of its certificate, as the partner told "
	      "by another channel, such as the telephone." },
	{ .name = "unprotected_reason",
	  .label = "Reason for unprotected messages",
	  .page = "Planning", .type = FIELD_TEXT, .max = 1024,
	  AT(unprotected_reason),
	  .help = "Why messages are neither signed nor encrypted, where that "
	      "was decided." },
};

/* The automatic alias: put back where it was taken out or changed. */
static bool
derive(struct model *m, struct object *o, struct err *err)
{
	const char *automatic[ALIAS_CELLS] = { AUTOMATIC_NAME,
	    AUTOMATIC_QUALIFIER, o->name };
	struct rows *old = &((struct party *)o)->aliases;
	struct rows rows = { 0 };
	bool found = false, is;
	size_t i;

	(void)m;
	(void)err;
	if (o->name == NULL)
		return true;	/* reported as a required field */
	rows_add(&rows, ALIAS_CELLS, automatic);
	for (i = 0; i < old->n; i++) {
		is = !found && party_alias_is_automatic(old, i);
		found = found || is;
		if (!is)
			rows_add(&rows, ALIAS_CELLS, (const char *const *)
			    &old->cells[i * ALIAS_CELLS]);
	}
	rows_clear(old);
	*old = rows;
	return true;
}

static bool
refuse_alias(const struct rows *a, size_t row, const char *why,
    struct err *err)
{
	err_set(err, ERR_INVALID, "aliases: %s %s %s",
	    rows_cell(a, row, ALIAS_QUALIFIER),
	    rows_cell(a, row, ALIAS_VALUE), why);
	return err_part(err, "aliases");
}

/* The database sees pairs of other parties; this sees those of one. */
static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct rows *a = &((const struct party *)now)->aliases;
	size_t i, j;

	(void)m;
	(void)before;
	for (i = 0; i < a->n; i++) {
		if (i > 0 && party_alias_is_automatic(a, i))
			return refuse_alias(a, i, "is no alias to be added: "
			    "the automatic one is the party's name", err);
		for (j = 0; j < i; j++)
			if (strcmp(rows_cell(a, i, ALIAS_QUALIFIER),
			    rows_cell(a, j, ALIAS_QUALIFIER)) == 0 &&
			    text_same_case(rows_cell(a, i, ALIAS_VALUE),
			    rows_cell(a, j, ALIAS_VALUE)))
				return refuse_alias(a, i,
				    "stands there twice", err);
	}
	if (a->n > MAX_FIELD_ROWS)
		return err_set(err, ERR_INVALID, "aliases: at most %d rows, "
		    "with the automatic one", MAX_FIELD_ROWS);
	return true;
}

const struct kind kind_party = {
	.name = "party", .label = "Party", .plural = "Parties",
	.help = "A partner, and how its messages are recognised.",
	.table = "party", .view = "party_list",
	.size = sizeof(struct party),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.derive = derive, .check = check,
};
