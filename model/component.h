/* SPDX-License-Identifier: ISC */
/*
 * Pipeline components known here: their stage and option table.  What a
 * component does is engine/'s business; dialogs and audit need only this.
 */
#ifndef MODEL_COMPONENT_H
#define MODEL_COMPONENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/field.h"
#include "model/props.h"

struct object;

enum stage {			/* fixed order within a direction */
	STAGE_DECODE,
	STAGE_DISASSEMBLE,
	STAGE_VALIDATE,
	STAGE_RESOLVE_PARTY,
	STAGE_PRE_ASSEMBLE,
	STAGE_ASSEMBLE,
	STAGE_ENCODE,
	STAGE_COUNT
};

extern const struct choice stage_choices[];	/* by enum stage */

struct decoder_options {	/* MIME/SMIME decoder, dialogs 9.3 */
	bool allow_non_mime;
	char *body_part_content_type;
	int64_t body_part_index;
	bool check_revocation;
	bool refuse_legacy;
};

enum transfer_encoding {
	ENCODING_BASE64,
	ENCODING_QUOTED_PRINTABLE,
	ENCODING_7BIT,
	ENCODING_8BIT,
	ENCODING_BINARY,
	ENCODING_UUENCODE,
};

enum encryption_algorithm {
	ALGORITHM_AES128_CBC,
	ALGORITHM_AES192_CBC,
	ALGORITHM_AES256_CBC,
	ALGORITHM_AES128_GCM,
	ALGORITHM_AES256_GCM,
	ALGORITHM_DES3,		/* by the port's policy only */
	ALGORITHM_GROUP,	/* whatever the group's is */
};

/* Without what only a port may choose, and the group's own. */
extern const struct choice group_algorithm_choices[];

enum digest_algorithm {
	DIGEST_SHA256,
	DIGEST_SHA384,
	DIGEST_SHA512,
	DIGEST_SHA1,		/* by the port's policy only */
};

enum signature_type { SIGNATURE_NONE, SIGNATURE_CLEAR, SIGNATURE_BLOB };

struct encoder_options {	/* MIME/SMIME encoder, dialogs 9.4 */
	bool add_signing_certificate;
	bool check_revocation;
	int transfer_encoding;
	bool enable_encryption;
	int encryption_algorithm;
	int digest_algorithm;
	bool body_as_attachment;
	int signature_type;
};

struct party_resolution_options {	/* dialogs 9.5 */
	bool by_certificate;
	bool by_user;
};

enum dtd_processing { DTD_DEFAULT, DTD_PARSE, DTD_IGNORE, DTD_PROHIBIT };

struct xml_disassembler_options {	/* dialogs 9.6, as the two below */
	bool allow_unrecognized;
	char *document_schemas;		/* type names with '|' between */
	char *envelope_schemas;
	bool recoverable;
	bool validate;
	int dtd_processing;
};

struct xml_validator_options {
	char *document_schemas;
	bool recoverable;
};

enum add_instructions { INSTRUCTIONS_APPEND, INSTRUCTIONS_CREATE_NEW,
	INSTRUCTIONS_IGNORE };
enum instruction_scope { SCOPE_DOCUMENT, SCOPE_ENVELOPE };

struct xml_assembler_options {
	int add_instructions;
	char *instructions;
	bool add_declaration;
	char *document_schemas;
	char *envelope_schemas;
	bool preserve_bom;
	int instruction_scope;
	char *target_charset;
};

struct component {
	const char *name;	/* "decoder": stored, and prefix of options */
	const char *label;	/* "MIME/SMIME decoder" */
	const char *class_id;	/* the original's component name */
	enum stage stage;
	const struct field *fields;
	size_t nfields;
	size_t size;		/* of its options struct */
	/* Rules across options, and what the owner (NULL: the pipeline
	   itself) must allow; err->part is PREFIX.NAME.  NULL: none. */
	bool (*check)(const void *options, const struct object *owner,
	    struct err *);
};

/* Those of component_xml.c, members of the list. */
extern const struct component xml_disassembler, xml_validator, xml_assembler;

/* What makes a port's own policy necessary (runtime reference, section 11). */
bool encryption_is_legacy(const struct encoder_options *);
bool signature_is_legacy(const struct encoder_options *);

/* In the order of their stages; NULL ends. */
extern const struct component *const components[];
const struct component *component_find(const char *name);

/*
 * Effective options of the component for one owner: the field's default,
 * overlaid by the pipeline's own value, overlaid by the owner's.  Either may
 * be NULL.  out: a struct of ->size bytes; release with options_clear().
 */
bool component_options(const struct component *, const struct props *pipeline,
    const struct props *owner, void *out, struct err *);
void component_options_clear(const struct component *, void *);

#endif
