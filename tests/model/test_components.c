/* SPDX-License-Identifier: ISC */
/* Pipeline components: where they may stand, their options and rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/component.h"
#include "model/edit.h"
#include "model/kinds/pipeline.h"
#define KIND "pipeline"
#include "tests/model/one_object.h"

static int
setup(void **state)
{
	*state = fixture_new(false);
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

/* As binding files call them: one name, one stage, no two alike. */
static void
test_table(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; components[i] != NULL; i++) {
		assert_true(text_starts(components[i]->class_id,
		    "Microsoft.BizTalk.Component."));
		assert_ptr_equal(component_find(components[i]->name),
		    components[i]);
		for (j = 0; j < i; j++) {
			assert_string_not_equal(components[i]->name,
			    components[j]->name);
			assert_string_not_equal(components[i]->class_id,
			    components[j]->class_id);
			assert_true(components[j]->stage <=
			    components[i]->stage);
		}
	}
	assert_int_equal(i, 6);
	assert_null(component_find("none"));
}

/* Dialogs 9.7. */
static void
test_default_pipelines(void **state)
{
	static const struct { const char *name, *components; } want[] = {
		{ "PassThruReceive", "" }, { "PassThruTransmit", "" },
		{ "XMLReceive", "disassemble|xml_disassembler;"
		    "resolve-party|party_resolution;" },
		{ "XMLTransmit", "assemble|xml_assembler;" },
	};
	struct fixture *f = *state;
	struct object *o;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(want); i++) {
		o = model_find(f->model, "pipeline", want[i].name, NULL);
		text = field_text(object_field(o, "components"), o);
		assert_string_equal(text, want[i].components);
		free(text);
		object_free(o);
	}
}

#define RECEIVE "name=P", "direction=receive", "components=" \
	"disassemble|xml_disassembler;validate|xml_validator"
#define SEND "name=P", "direction=send", "components=" \
	"assemble|xml_assembler;encode|encoder"

static void
test_disassembler(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "xml_disassembler.document_schemas",
	    "xml_disassembler.document_schemas: a value is needed where the "
	    "document structure is validated", RECEIVE,
	    "xml_disassembler.validate=true");
	SAVED(f, RECEIVE, "xml_disassembler.validate=true",
	    "xml_disassembler.document_schemas=A.Order, a|A.Invoice, a",
	    "xml_disassembler.envelope_schemas=A.Envelope",
	    "xml_disassembler.allow_unrecognized=true",
	    "xml_disassembler.recoverable=true",
	    "xml_disassembler.dtd_processing=prohibit",
	    "xml_validator.document_schemas=A.Order",
	    "xml_validator.recoverable=true");
	expect(f, "xml_disassembler.document_schemas",
	    "A.Order, a|A.Invoice, a");
	expect(f, "xml_disassembler.envelope_schemas", "A.Envelope");
	expect(f, "xml_disassembler.allow_unrecognized", "true");
	expect(f, "xml_disassembler.recoverable", "true");
	expect(f, "xml_disassembler.validate", "true");
	expect(f, "xml_disassembler.dtd_processing", "prohibit");
	expect(f, "xml_validator.document_schemas", "A.Order");
	expect(f, "xml_validator.recoverable", "true");
	REFUSED(f, "xml_validator.document_schemas", "xml_validator: "
	    "document_schemas: schema names with '|' between them expected "
	    "(A.Order||B)", "xml_validator.document_schemas=A.Order||B");
	REFUSED(f, "xml_validator.document_schemas", "xml_validator: "
	    "document_schemas: schema names with '|' between them expected "
	    "(A|)", "xml_validator.document_schemas=A|");
}

static void
test_assembler(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "xml_assembler.instructions", "xml_assembler.instructions:"
	    " a value is needed where they are created new", SEND,
	    "xml_assembler.add_instructions=create-new");
	SAVED(f, SEND, "xml_assembler.add_instructions=create-new",
	    "xml_assembler.instructions=<?sheet href=\"a\"?>",
	    "xml_assembler.add_declaration=false",
	    "xml_assembler.document_schemas=A.Order",
	    "xml_assembler.envelope_schemas=A.Envelope",
	    "xml_assembler.preserve_bom=false",
	    "xml_assembler.instruction_scope=envelope",
	    "xml_assembler.target_charset=utf-8");
	expect(f, "xml_assembler.add_instructions", "create-new");
	expect(f, "xml_assembler.instructions", "<?sheet href=\"a\"?>");
	expect(f, "xml_assembler.add_declaration", "false");
	expect(f, "xml_assembler.document_schemas", "A.Order");
	expect(f, "xml_assembler.envelope_schemas", "A.Envelope");
	expect(f, "xml_assembler.preserve_bom", "false");
	expect(f, "xml_assembler.instruction_scope", "envelope");
	expect(f, "xml_assembler.target_charset", "utf-8");
	REFUSED(f, "xml_assembler.instructions", "xml_assembler: "
	    "instructions: processing instruction such as <?target text?> "
	    "expected (hello)", "xml_assembler.instructions=hello");
	REFUSED(f, "xml_assembler.target_charset", "xml_assembler: "
	    "target_charset: name of a character set such as UTF-8 expected "
	    "(utf 8)", "xml_assembler.target_charset=utf 8");
}

/* Dialogs 9.2: fixed stages, by direction. */
static void
test_stages(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "components", "components: xml_validator belongs into "
	    "stage validate (decode)", "name=P",
	    "components=decode|xml_validator");
	REFUSED(f, "components", "components: xml_assembler is not for "
	    "receive pipelines", "name=P",
	    "components=assemble|xml_assembler");
	REFUSED(f, "components", "components: xml_disassembler is not for "
	    "send pipelines", "name=P", "direction=send",
	    "components=disassemble|xml_disassembler");
	REFUSED(f, "components", "components: xml_assembler stands in it "
	    "twice", "name=P", "direction=send",
	    "components=assemble|xml_assembler;assemble|xml_assembler");
	SAVED(f, "name=P", "components=decode|decoder");
	REFUSED(f, "decoder.body_part_index", "decoder: body_part_index: "
	    "from 0 to 10000 (-1)",
	    "decoder.body_part_index=-1");
}

/* Dialogs 1.9: each box needs another one. */
static void
test_tracking(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "track_message_events", "track_message_events: needs "
	    "track_events", "name=P", "track_message_events=true");
	SAVED(f, "name=P", "track_events=true");
	REFUSED(f, "track_before", "track_before: needs "
	    "track_message_events", "track_before=true");
	REFUSED(f, "track_after", "track_after: needs track_message_events",
	    "track_after=true");
	SAVED(f, "track_message_events=true", "track_before=true",
	    "track_after=true");
	expect(f, "track_after", "true");
	REFUSED(f, "track_message_events", "track_message_events: needs "
	    "track_events", "track_events=false");
	REFUSED(f, "track_before", "track_before: needs "
	    "track_message_events", "track_message_events=false");
	SAVED(f, "track_events=false", "track_message_events=false",
	    "track_before=false", "track_after=false");
}

/*
 * What a port leaves alone keeps the pipeline's value, also the one that the
 * pipeline is given later; a rule is tested on both together.
 */
static void
test_override(void **state)
{
	struct fixture *f = *state;
	struct object *o, *now;
	struct err err = { 0 };

	SAVED(f, SEND, "xml_assembler.add_declaration=false");
	fixture_add(f, "host", "name=Send", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=send",
	    "host=Send", "is_default=true", NULL);
	fixture_add(f, "send-port", "name=Out", "send_pipeline=P",
	    "file.destination_folder=/out",
	    "xml_assembler.instructions=<?a b?>", NULL);
	fixture_set(f, "send-port", "Out", "retry_count=7", NULL);
	o = model_find(f->model, "send-port", "Out", &err);
	assert_int_equal(o->props.n, 2);
	assert_null(props_get(&o->props, "xml_assembler.add_declaration"));
	object_free(o);
	/* The port gives the text that the pipeline itself lacks. */
	fixture_set(f, "send-port", "Out",
	    "xml_assembler.add_instructions=create-new", NULL);
	o = model_find(f->model, "send-port", "Out", &err);
	now = object_copy(o);
	props_unset(&now->props, "xml_assembler.instructions");
	assert_false(edit_update_one(f->model, o, now, &err));
	assert_string_equal(err.part, "xml_assembler.instructions");
	object_free(now);
	object_free(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(test_table), TEST(test_default_pipelines),
		TEST(test_disassembler), TEST(test_assembler),
		TEST(test_stages), TEST(test_tracking),
		TEST(test_override),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
