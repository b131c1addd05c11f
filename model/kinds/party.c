/* SPDX-License-Identifier: ISC */
#include "model/kinds/party.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct party, member)

static const struct field alias_fields[] = {
	{ .name = "name", .label = "Name", .type = FIELD_TEXT, .max = 256,
	  .flags = FIELD_REQUIRED, .column = 16 },
	{ .name = "qualifier", .label = "Qualifier", .type = FIELD_TEXT,
	  .max = 256, .flags = FIELD_REQUIRED, .column = 16 },
	{ .name = "value", .label = "Value", .type = FIELD_TEXT, .max = 256,
	  .flags = FIELD_REQUIRED, .column = 24 },
};

static const struct row_table alias_rows = {
	.table = "party_alias",
	.fields = alias_fields, .nfields = ARRAY_SIZE(alias_fields),
};

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the partner." },
	{ .name = "aliases", .label = "Aliases", .page = "General",
	  .type = FIELD_ROWS, .rows = &alias_rows, AT(aliases),
	  .help = "Other names the party is found by. WindowsUser, "
	      "WindowsUser, DOMAIN\\user recognises a logged-on sender." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 1024, AT(description),
	  .help = "Free text." },
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
};

/* The database sees pairs of other parties; this sees those of one. */
static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct party *p = (const struct party *)now;
	const struct rows *a = &p->aliases;
	size_t i, j;

	(void)m;
	(void)before;
	for (i = 0; i < a->n; i++) {
		for (j = 0; j < i; j++) {
			if (strcmp(rows_cell(a, i, 1),
			    rows_cell(a, j, 1)) != 0 ||
			    !text_same_case(rows_cell(a, i, 2),
			    rows_cell(a, j, 2)))
				continue;
			err_set(err, ERR_INVALID, "aliases: %s %s stands "
			    "there twice", rows_cell(a, i, 1),
			    rows_cell(a, i, 2));
			return err_part(err, "aliases");
		}
	}
	return true;
}

const struct kind kind_party = {
	.name = "party", .label = "Party", .plural = "Parties",
	.help = "A partner, and how its messages are recognised.",
	.table = "party", .size = sizeof(struct party),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.check = check,
};
