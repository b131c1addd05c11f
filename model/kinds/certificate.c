/* SPDX-License-Identifier: ISC */
#include "model/kinds/certificate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/cert.h"
#include "model/model.h"
#include "model/reference.h"

#define AT(member) .at = offsetof(struct certificate, member)

/* A certificate is what it is; only whether it is trusted is ours to say. */
#define FACT .page = "General", .flags = FIELD_ONCE

static const struct field fields[] = {
	{ .name = "name", .label = "Thumbprint", .page = "General",
	  .type = FIELD_CERT, .flags = FIELD_ONCE | FIELD_REQUIRED |
	  FIELD_UNIQUE, AT(object.name), .column = 14,
	  .help = "SHA-1 over the certificate: what assignments name." },
	{ .name = "common_name", .label = "Common Name", FACT,
	  .type = FIELD_TEXT, AT(common_name), .column = 26,
	  .help = "Common name of the subject." },
	{ .name = "subject", .label = "Subject", FACT, .type = FIELD_TEXT,
	  AT(subject), .help = "Whom the certificate was issued to." },
	{ .name = "issuer", .label = "Issuer", FACT, .type = FIELD_TEXT,
	  AT(issuer), .help = "Who issued it." },
	{ .name = "serial", .label = "Serial number", FACT,
	  .type = FIELD_TEXT, AT(serial),
	  .help = "The issuer's number for it, hexadecimal." },
	{ .name = "not_before", .label = "Valid from", FACT,
	  .type = FIELD_TIME, AT(not_before),
	  .help = "Before that it is refused." },
	{ .name = "not_after", .label = "Valid to", FACT,
	  .type = FIELD_TIME, AT(not_after), .column = 20,
	  .help = "After that it has expired." },
	{ .name = "key_usage", .label = "Key usage", FACT,
	  .type = FIELD_TEXT, AT(key_usage), .column = 20,
	  .help = "What its key may be used for." },
	{ .name = "sha256", .label = "SHA-256", FACT, .type = FIELD_TEXT,
	  AT(sha256), .help = "Fingerprint to compare with the partner." },
	{ .name = "trusted", .label = "Trusted root in the group",
	  .page = "General", .type = FIELD_BOOL, .def = "false",
	  AT(trusted),
	  .help = "An administrator trusts it: cert sync puts it into the "
	      "root store of every computer. Importing into a root store "
	      "sets it as well." },
	{ .name = "pem", .label = "Certificate", .flags = FIELD_ONCE,
	  .type = FIELD_MEMO, .max = 2 * (int64_t)MAX_CERT_SIZE, AT(pem),
	  .help = "The certificate itself, PEM." },
};

/* What ends a chain has issued itself; trust in another ends nowhere. */
static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct certificate *c = (const struct certificate *)now;

	(void)m;
	(void)before;
	if (!c->trusted || str_same(c->subject, c->issuer))
		return true;
	err_set(err, ERR_INVALID, "trusted: only what has issued itself can "
	    "be a root (issuer %s)", c->issuer);
	return err_part(err, "trusted");
}

/* Assignments name thumbprints, known or not: the database holds none. */
static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	struct assignments used = { 0 };
	bool ok;

	ok = model_assignments(m, o->name, &used, err);
	if (ok && used.n > 0) {
		ok = err_set(err, ERR_IN_USE, "it is assigned");
		reference_say_users(m, o, err);
	}
	assignments_clear(&used);
	return ok;
}

const struct kind kind_certificate = {
	.name = "certificate", .label = "Certificate",
	.plural = "Certificates",
	.help = "A public certificate known to the group.",
	.table = "certificate", .size = sizeof(struct certificate),
	.fields = fields, .nfields = ARRAY_SIZE(fields), .fixed = true,
	.check = check, .deletable = deletable,
};

/*
 * Partners write what they like into their names: what the database keeps is
 * safe to show and fits the field.
 */
static void
keep(char **to, const char *from)
{
	char *safe = text_safe(from);

	safe[strlen(safe) > MAX_FIELD_TEXT ?
	    text_fit(safe, MAX_FIELD_TEXT / 4, NULL) : strlen(safe)] = '\0';
	str_replace(to, *safe != '\0' ? safe : NULL);
	free(safe);
}

struct object *
certificate_from_cert(const struct cert *c)
{
	struct object *o = object_new(&kind_certificate);
	struct certificate *k = (struct certificate *)o;
	struct buf b = { 0 };

	str_replace(&o->name, c->thumbprint);
	keep(&k->common_name, cert_title(c));
	keep(&k->subject, c->subject);
	keep(&k->issuer, c->issuer);
	keep(&k->serial, c->serial);
	k->not_before = c->not_before;
	k->not_after = c->not_after;
	str_replace(&k->sha256, c->sha256);
	cert_key_usage_text(c, &b);
	k->key_usage = buf_steal(&b);
	cert_to_pem(c, &b);
	k->pem = buf_steal(&b);
	return o;
}
