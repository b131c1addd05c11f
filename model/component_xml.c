/* SPDX-License-Identifier: ISC */
/*
 * The XML components (dialogs 9.6).  Their options are kept for engines that
 * work on documents; ours passes the message through.
 */
#include <string.h>

#include "base/mem.h"
#include "model/component.h"

/* Full type names with '|' between them. */
static bool
check_schemas(const struct field *f, const char *value, struct err *err)
{
	const char *s = value;
	size_t n;

	(void)f;
	for (;; s += n + 1) {
		n = strcspn(s, "|");
		if (n == 0 || strspn(s, " ") >= n)
			return err_set(err, ERR_INVALID, "schema names with "
			    "'|' between them expected (%s)", value);
		if (s[n] == '\0')
			return true;
	}
}

#define SCHEMAS(word, text, owner, member, what) \
	{ .name = word, .label = text, .type = FIELD_TEXT, \
	  .check = check_schemas, .at = offsetof(struct owner, member), \
	  .help = what " Full type names, '|' between them; of no effect in " \
	      "this engine." }
#define RECOVERABLE(owner) \
	{ .name = "recoverable", \
	  .label = "Recoverable interchange processing", \
	  .type = FIELD_BOOL, .def = "false", \
	  .at = offsetof(struct owner, recoverable), \
	  .help = "Suspend only the documents of an interchange that fail, " \
	      "not all of it; of no effect in this engine." }

static const struct choice dtd_choices[] = {
	[DTD_DEFAULT] = { "default", "Not set" },
	[DTD_PARSE] = { "parse", "Parse" },
	[DTD_IGNORE] = { "ignore", "Ignore" },
	[DTD_PROHIBIT] = { "prohibit", "Prohibit" },
	{ NULL, NULL },
};

#define AT(member) .at = offsetof(struct xml_disassembler_options, member)

static const struct field disassembler_fields[] = {
	{ .name = "allow_unrecognized", .label = "Allow unrecognized message",
	  .type = FIELD_BOOL, .def = "false", AT(allow_unrecognized),
	  .help = "Let documents of unknown schemas pass; of no effect in "
	      "this engine, which lets all pass." },
	SCHEMAS("document_schemas", "Document schemas",
	    xml_disassembler_options, document_schemas,
	    "Which documents are taken; empty: all."),
	SCHEMAS("envelope_schemas", "Envelope schemas",
	    xml_disassembler_options, envelope_schemas,
	    "Which envelopes are taken apart."),
	RECOVERABLE(xml_disassembler_options),
	{ .name = "validate", .label = "Validate document structure",
	  .type = FIELD_BOOL, .def = "false", AT(validate),
	  .help = "Hold documents against their schemas; needs document "
	      "schemas. Of no effect in this engine." },
	{ .name = "dtd_processing", .label = "DTD processing",
	  .type = FIELD_CHOICE, .choices = dtd_choices, .def = "default",
	  AT(dtd_processing),
	  .help = "What is done with document type definitions; of no "
	      "effect in this engine, which reads none." },
};

#undef AT

static bool
refuse(struct err *err, const char *part, const char *text)
{
	err_set(err, ERR_INVALID, "%s: %s", part, text);
	return err_part(err, part);
}

static bool
check_disassembler(const void *options, const struct object *owner,
    struct err *err)
{
	const struct xml_disassembler_options *o = options;

	(void)owner;
	return !o->validate || o->document_schemas != NULL || refuse(err,
	    "xml_disassembler.document_schemas", "a value is needed where "
	    "the document structure is validated");
}

const struct component xml_disassembler = {
	.name = "xml_disassembler", .label = "XML disassembler",
	.class_id = "Microsoft.BizTalk.Component.XmlDasmComp",
	.stage = STAGE_DISASSEMBLE,
	.fields = disassembler_fields,
	.nfields = ARRAY_SIZE(disassembler_fields),
	.size = sizeof(struct xml_disassembler_options),
	.check = check_disassembler,
};

static const struct field validator_fields[] = {
	SCHEMAS("document_schemas", "Document schemas",
	    xml_validator_options, document_schemas,
	    "What documents are held against."),
	RECOVERABLE(xml_validator_options),
};

const struct component xml_validator = {
	.name = "xml_validator", .label = "XML validator",
	.class_id = "Microsoft.BizTalk.Component.XmlValidator",
	.stage = STAGE_VALIDATE,
	.fields = validator_fields, .nfields = ARRAY_SIZE(validator_fields),
	.size = sizeof(struct xml_validator_options),
};

static const struct choice instruction_choices[] = {
	[INSTRUCTIONS_APPEND] = { "append", "Append" },
	[INSTRUCTIONS_CREATE_NEW] = { "create-new", "Create New" },
	[INSTRUCTIONS_IGNORE] = { "ignore", "Ignore" },
	{ NULL, NULL },
};

static const struct choice scope_choices[] = {
	[SCOPE_DOCUMENT] = { "document", "Document" },
	[SCOPE_ENVELOPE] = { "envelope", "Envelope" },
	{ NULL, NULL },
};

/* Offered; any other name of a character set is taken as well. */
static const struct choice charset_choices[] = {
	{ "UTF-8", "Unicode (UTF-8)" },
	{ "UTF-16", "Unicode (UTF-16)" },
	{ "UTF-16BE", "Unicode (UTF-16, big endian)" },
	{ "US-ASCII", "US-ASCII" },
	{ "ISO-8859-1", "Western European (ISO)" },
	{ "ISO-8859-2", "Central European (ISO)" },
	{ "ISO-8859-15", "Latin 9 (ISO)" },
	{ "windows-1250", "Central European (Windows)" },
	{ "windows-1252", "Western European (Windows)" },
	{ "Shift_JIS", "Japanese (Shift-JIS)" },
	{ "GB18030", "Chinese Simplified (GB18030)" },
	{ "Big5", "Chinese Traditional (Big5)" },
	{ NULL, NULL },
};

/* RFC 2978 section 2.3: the characters of a character set's name. */
static bool
check_charset(const struct field *f, const char *value, struct err *err)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'+-^_`{}~";

	(void)f;
	if (value[strspn(value, allowed)] != '\0')
		return err_set(err, ERR_INVALID, "name of a character set "
		    "such as UTF-8 expected (%s)", value);
	return true;
}

/* XML 1.0 section 2.6: <?target text?>, but not the XML declaration. */
static bool
check_instructions(const struct field *f, const char *value, struct err *err)
{
	size_t n = strlen(value);

	(void)f;
	if (n < 5 || strncmp(value, "<?", 2) != 0 ||
	    strcmp(value + n - 2, "?>") != 0 ||
	    strncmp(value, "<?xml ", 6) == 0)
		return err_set(err, ERR_INVALID, "processing instruction "
		    "such as <?target text?> expected (%s)", value);
	return true;
}

#define AT(member) .at = offsetof(struct xml_assembler_options, member)

static const struct field assembler_fields[] = {
	{ .name = "add_instructions", .label = "Add processing instructions",
	  .type = FIELD_CHOICE, .choices = instruction_choices,
	  .def = "append", AT(add_instructions),
	  .help = "Add those below, put them in place of the document's "
	      "own, or leave them out; of no effect in this engine." },
	{ .name = "instructions",
	  .label = "Add processing instructions text",
	  .type = FIELD_TEXT, .check = check_instructions, AT(instructions),
	  .help = "The processing instructions, <?target text?>; needed for "
	      "Create New. Of no effect in this engine." },
	{ .name = "add_declaration", .label = "Add XML declaration",
	  .type = FIELD_BOOL, .def = "true", AT(add_declaration),
	  .help = "Begin documents with <?xml ...?>; of no effect in this "
	      "engine." },
	SCHEMAS("document_schemas", "Document schemas",
	    xml_assembler_options, document_schemas,
	    "Which documents are put together; empty: all."),
	SCHEMAS("envelope_schemas", "Envelope schemas",
	    xml_assembler_options, envelope_schemas,
	    "Envelopes that they are put into."),
	{ .name = "preserve_bom", .label = "Preserve byte order mark",
	  .type = FIELD_BOOL, .def = "true", AT(preserve_bom),
	  .help = "Begin documents with a byte order mark; of no effect in "
	      "this engine." },
	{ .name = "instruction_scope",
	  .label = "Processing instruction scope",
	  .type = FIELD_CHOICE, .choices = scope_choices, .def = "document",
	  AT(instruction_scope),
	  .help = "Where processing instructions go; of no effect in this "
	      "engine." },
	{ .name = "target_charset", .label = "Target charset",
	  .type = FIELD_TEXT, .max = 64, .choices = charset_choices,
	  .check = check_charset, AT(target_charset),
	  .help = "Character set of documents that leave. Empty: as they "
	      "are. Of no effect in this engine." },
};

#undef AT

static bool
check_assembler(const void *options, const struct object *owner,
    struct err *err)
{
	const struct xml_assembler_options *o = options;

	(void)owner;
	return o->add_instructions != INSTRUCTIONS_CREATE_NEW ||
	    o->instructions != NULL || refuse(err,
	    "xml_assembler.instructions", "a value is needed where they are "
	    "created new");
}

const struct component xml_assembler = {
	.name = "xml_assembler", .label = "XML assembler",
	.class_id = "Microsoft.BizTalk.Component.XmlAsmComp",
	.stage = STAGE_ASSEMBLE,
	.fields = assembler_fields, .nfields = ARRAY_SIZE(assembler_fields),
	.size = sizeof(struct xml_assembler_options),
	.check = check_assembler,
};
