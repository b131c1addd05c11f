/* SPDX-License-Identifier: ISC */
#include "model/component.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "model/kind.h"
#include "model/object.h"

const struct choice stage_choices[] = {
	[STAGE_DECODE] = { "decode", "Decode" },
	[STAGE_DISASSEMBLE] = { "disassemble", "Disassemble" },
	[STAGE_VALIDATE] = { "validate", "Validate" },
	[STAGE_RESOLVE_PARTY] = { "resolve-party", "ResolveParty" },
	[STAGE_PRE_ASSEMBLE] = { "pre-assemble", "Pre-assemble" },
	[STAGE_ASSEMBLE] = { "assemble", "Assemble" },
	[STAGE_ENCODE] = { "encode", "Encode" },
	[STAGE_COUNT] = { NULL, NULL },
};

/* RFC 2045 section 5.1: type "/" subtype, both tokens. */
static bool
check_media_type(const struct field *f, const char *value, struct err *err)
{
	static const char special[] = "()<>@,;:\\\"/[]?=";
	size_t slashes = 0;
	const char *s;

	(void)f;
	for (s = value; *s != '\0'; s++) {
		if (*s == '/')
			slashes++;
		else if (!isgraph((unsigned char)*s) || strchr(special, *s))
			slashes = 2;
	}
	if (slashes != 1 || value[0] == '/' || s[-1] == '/')
		return err_set(err, ERR_INVALID,
		    "MIME type such as text/xml expected (%s)", value);
	return true;
}

static const struct field decoder_fields[] = {
	{ .name = "allow_non_mime", .label = "Allow non MIME message",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct decoder_options, allow_non_mime),
	  .help = "Let a message without a MIME-Version header in its first "
	      "1024 bytes pass unchanged. Leave off where only S/MIME is "
	      "expected." },
	{ .name = "body_part_content_type", .label = "Body part content type",
	  .type = FIELD_TEXT, .max = 127, .check = check_media_type,
	  .at = offsetof(struct decoder_options, body_part_content_type),
	  .help = "The first part of this MIME type becomes the body." },
	{ .name = "body_part_index", .label = "Body part index",
	  .type = FIELD_INT, .min = 0, .max = 10000, .def = "0",
	  .at = offsetof(struct decoder_options, body_part_index),
	  .help = "The part at this position becomes the body; 0 chooses by "
	      "content." },
	{ .name = "check_revocation", .label = "Check revocation list",
	  .type = FIELD_BOOL, .def = "true",
	  .at = offsetof(struct decoder_options, check_revocation),
	  .help = "Check the signer's certificate against its revocation "
	      "list; a list that is missing or out of date suspends the "
	      "message." },
	{ .name = "refuse_legacy", .label = "Refuse legacy algorithms",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct decoder_options, refuse_legacy),
	  .help = "Refuse messages that need DES, 3DES, RC2, MD5, SHA-1, DSA "
	      "or Diffie-Hellman, instead of only marking them." },
};

static const struct choice encoding_choices[] = {
	[ENCODING_BASE64] = { "base64", "Base64" },
	[ENCODING_QUOTED_PRINTABLE] = { "quoted-printable",
	    "QuotedPrintable" },
	[ENCODING_7BIT] = { "7bit", "SevenBit" },
	[ENCODING_8BIT] = { "8bit", "EightBit" },
	[ENCODING_BINARY] = { "binary", "Binary" },
	[ENCODING_UUENCODE] = { "uuencode", "UUEncode" },
	{ NULL, NULL },
};

#define AES_CHOICES \
	[ALGORITHM_AES128_CBC] = { "aes-128-cbc", "AES128" }, \
	[ALGORITHM_AES192_CBC] = { "aes-192-cbc", "AES192" }, \
	[ALGORITHM_AES256_CBC] = { "aes-256-cbc", "AES256" }, \
	[ALGORITHM_AES128_GCM] = { "aes-128-gcm", "AES128 GCM" }, \
	[ALGORITHM_AES256_GCM] = { "aes-256-gcm", "AES256 GCM" }

const struct choice group_algorithm_choices[] = {
	AES_CHOICES,
	{ NULL, NULL },
};

/* DES and RC2 are never written. */
static const struct choice algorithm_choices[] = {
	AES_CHOICES,
	[ALGORITHM_DES3] = { "des3", "DES3" },
	[ALGORITHM_GROUP] = { "group", "Group's" },
	{ NULL, NULL },
};

static const struct choice digest_choices[] = {
	[DIGEST_SHA256] = { "sha-256", "SHA-256" },
	[DIGEST_SHA384] = { "sha-384", "SHA-384" },
	[DIGEST_SHA512] = { "sha-512", "SHA-512" },
	[DIGEST_SHA1] = { "sha-1", "SHA-1" },
	{ NULL, NULL },
};

static const struct choice signature_choices[] = {
	[SIGNATURE_NONE] = { "none", "NoSign" },
	[SIGNATURE_CLEAR] = { "clear", "ClearSign" },
	[SIGNATURE_BLOB] = { "blob", "BlobSign" },
	{ NULL, NULL },
};

static const struct field encoder_fields[] = {
	{ .name = "signature_type", .label = "Signature type",
	  .type = FIELD_CHOICE, .choices = signature_choices, .def = "none",
	  .at = offsetof(struct encoder_options, signature_type),
	  .help = "ClearSign leaves the body readable beside the signature; "
	      "BlobSign wraps it. Signs with the group's signature "
	      "certificate." },
	{ .name = "add_signing_certificate",
	  .label = "Add signing cert to message",
	  .type = FIELD_BOOL, .def = "true",
	  .at = offsetof(struct encoder_options, add_signing_certificate),
	  .help = "Put the signature certificate into signed messages, so "
	      "that the partner need not have it." },
	{ .name = "enable_encryption", .label = "Enable encryption",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct encoder_options, enable_encryption),
	  .help = "Encrypt for the port's encryption certificate. Without a "
	      "certificate messages are suspended, never sent in clear." },
	{ .name = "encryption_algorithm", .label = "Encryption algorithm",
	  .type = FIELD_CHOICE, .choices = algorithm_choices,
	  .def = "group",
	  .at = offsetof(struct encoder_options, encryption_algorithm),
	  .help = "Content encryption. AES-GCM also protects against changes "
	      "on the way; older partners may not read it. DES3 only if the "
	      "port allows legacy algorithms." },
	{ .name = "check_revocation", .label = "Check revocation list",
	  .type = FIELD_BOOL, .def = "true",
	  .at = offsetof(struct encoder_options, check_revocation),
	  .help = "Check the certificates used against their revocation "
	      "lists before anything is sent." },
	{ .name = "transfer_encoding", .label = "Content transfer encoding",
	  .type = FIELD_CHOICE, .choices = encoding_choices, .def = "base64",
	  .at = offsetof(struct encoder_options, transfer_encoding),
	  .help = "How the bytes of the part are written in the message, "
	      "and with Binary the CMS structures around it as well." },
	{ .name = "body_as_attachment",
	  .label = "Send body part as attachment",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct encoder_options, body_as_attachment),
	  .help = "Mark the body as an attachment. Not between two engines "
	      "of this kind: the receiver sees two parts." },
	{ .name = "digest_algorithm", .label = "Digest algorithm",
	  .type = FIELD_CHOICE, .choices = digest_choices, .def = "sha-256",
	  .at = offsetof(struct encoder_options, digest_algorithm),
	  .help = "Digest of the signature. SHA-1 is for partners that know "
	      "no other, and only if the port allows legacy algorithms." },
};

static const struct field party_resolution_fields[] = {
	{ .name = "by_certificate", .label = "Resolve party by certificate",
	  .type = FIELD_BOOL, .def = "true",
	  .at = offsetof(struct party_resolution_options, by_certificate),
	  .help = "Look for the party whose signature certificate signed the "
	      "message." },
	{ .name = "by_user", .label = "Resolve party by SID",
	  .type = FIELD_BOOL, .def = "true",
	  .at = offsetof(struct party_resolution_options, by_user),
	  .help = "Look for the party with the sender's WindowsUser alias, "
	      "when the message carries no certificate." },
};

static const struct component decoder = {
	.name = "decoder", .label = "MIME/SMIME decoder",
	.class_id = "Microsoft.BizTalk.Component.MIME_SMIME_Decoder",
	.stage = STAGE_DECODE,
	.fields = decoder_fields, .nfields = ARRAY_SIZE(decoder_fields),
	.size = sizeof(struct decoder_options),
};

static const struct component party_resolution = {
	.name = "party_resolution", .label = "Party resolution",
	.class_id = "Microsoft.BizTalk.Component.PartyRes",
	.stage = STAGE_RESOLVE_PARTY,
	.fields = party_resolution_fields,
	.nfields = ARRAY_SIZE(party_resolution_fields),
	.size = sizeof(struct party_resolution_options),
};

bool
encryption_is_legacy(const struct encoder_options *e)
{
	return e->enable_encryption &&
	    e->encryption_algorithm == ALGORITHM_DES3;
}

bool
signature_is_legacy(const struct encoder_options *e)
{
	return e->signature_type != SIGNATURE_NONE &&
	    e->digest_algorithm == DIGEST_SHA1;
}

static bool
refuse(struct err *err, const char *field, const char *why)
{
	err_set(err, ERR_INVALID, "%s: %s", field, why);
	return err_part(err, field);
}

/* Of an owner that has the field; a pipeline leaves it to its ports. */
static bool
allows_legacy(const struct object *owner)
{
	const struct field *f;

	if (owner == NULL)
		return true;
	f = object_field(owner, "allow_legacy");
	return f != NULL && *(const bool *)((const char *)owner + f->at);
}

static bool
check_encoder(const void *options, const struct object *owner,
    struct err *err)
{
	const struct encoder_options *e = options;

	/* Dialogs 9.4: the signature would be outside, in clear. */
	if (e->enable_encryption && e->signature_type == SIGNATURE_CLEAR)
		return refuse(err, "encoder.signature_type", "ClearSign "
		    "cannot be combined with encryption; use BlobSign "
		    "(clear)");
	if (allows_legacy(owner))
		return true;
	if (encryption_is_legacy(e))
		return refuse(err, "encoder.encryption_algorithm", "needs "
		    "allow_legacy of a send port (des3)");
	return !signature_is_legacy(e) || refuse(err,
	    "encoder.digest_algorithm",
	    "needs allow_legacy of a send port (sha-1)");
}

static const struct component encoder = {
	.name = "encoder", .label = "MIME/SMIME encoder",
	.class_id = "Microsoft.BizTalk.Component.MIME_SMIME_Encoder",
	.stage = STAGE_ENCODE,
	.fields = encoder_fields, .nfields = ARRAY_SIZE(encoder_fields),
	.size = sizeof(struct encoder_options), .check = check_encoder,
};

const struct component *const components[] = {
	&decoder,
	&xml_disassembler,
	&xml_validator,
	&party_resolution,
	&xml_assembler,
	&encoder,
	NULL
};

const struct component *
component_find(const char *name)
{
	size_t i;

	for (i = 0; components[i] != NULL; i++)
		if (strcmp(components[i]->name, name) == 0)
			return components[i];
	return NULL;
}

bool
component_options(const struct component *c, const struct props *pipeline,
    const struct props *owner, void *out, struct err *err)
{
	const struct props *layers[] = { pipeline, owner };
	size_t i;

	memset(out, 0, c->size);
	fields_init(c->fields, c->nfields, out);
	for (i = 0; i < ARRAY_SIZE(layers); i++) {
		if (layers[i] != NULL && !props_overlay(layers[i], c->name,
		    c->fields, c->nfields, out, err)) {
			component_options_clear(c, out);
			return false;
		}
	}
	return true;
}

void
component_options_clear(const struct component *c, void *options)
{
	fields_clear(c->fields, c->nfields, options);
}
