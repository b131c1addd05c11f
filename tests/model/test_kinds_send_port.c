/* SPDX-License-Identifier: ISC */
/* Send ports of all four kinds: pages, rules, verbs, what is stored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/edit.h"
#include "model/kinds/send_port.h"
#define KIND "send-port"
#include "tests/model/one_object.h"

static int
setup(void **state)
{
	struct fixture *f = fixture_new(false);

	fixture_add(f, "host", "name=Send", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=send",
	    "host=Send", NULL);
	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=Send", NULL);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

#define STATIC "name=P", "handler=FILE-send@Send", \
	"send_pipeline=PassThruTransmit", "file.destination_folder=/out"
#define ASKS "name=P", "two_way=true", "adapter=HTTP", \
	"handler=HTTP-send@Send", "send_pipeline=PassThruTransmit", \
	"http.url=https://partner.example/ask"
#define BY_FILE "backup_adapter=FILE", "backup_handler=FILE-send@Send", \
	"backup_file.destination_folder=/backup"

/* ---- pages by kind of port: dialogs 4.1 --------------------------------- */

static bool
has(const struct slots *slots, const char *page, const char *name)
{
	size_t i;

	for (i = 0; i < slots->n; i++)
		if ((page == NULL || str_same(slots->v[i].page, page)) &&
		    (name == NULL || strcmp(slots->v[i].name, name) == 0))
			return true;
	return false;
}

static void
test_pages(void **state)
{
	static const char *const always[] = { "General",
	    "Transport Advanced Options", "Filters", "Certificate",
	    "Tracking" };
	struct fixture *f = *state;
	struct send_port *p;
	struct slots slots;
	size_t i;
	int kind;

	for (kind = 0; kind < 4; kind++) {
		p = (struct send_port *)object_new(&kind_send_port);
		p->two_way = kind & 1;
		p->dynamic = kind & 2;
		memset(&slots, 0, sizeof(slots));
		object_slots(&p->object, f->model, &slots);
		for (i = 0; i < ARRAY_SIZE(always); i++)
			assert_true(has(&slots, always[i], NULL));
		assert_int_equal(has(&slots, "Backup Transport", NULL),
		    !p->dynamic);
		assert_int_equal(has(&slots, NULL, "adapter"), !p->dynamic);
		assert_int_equal(has(&slots, NULL, "handler"), !p->dynamic);
		assert_int_equal(has(&slots, "FILE", NULL), !p->dynamic);
		assert_int_equal(has(&slots, NULL, "order_across_locations"),
		    p->dynamic);
		assert_int_equal(has(&slots, NULL, "receive_pipeline"),
		    p->two_way);
		assert_int_equal(has(&slots, NULL,
		    "track_body_response_after"), p->two_way);
		slots_clear(&slots);
		object_free(&p->object);
	}
}

/* ---- kinds -------------------------------------------------------------- */

static void
test_dynamic(void **state)
{
	struct fixture *f = *state;

	SAVED(f, "name=P", "dynamic=true", "send_pipeline=SMIMETransmit");
	expect(f, "dynamic", "true");
	REFUSED(f, "dynamic", "dynamic: cannot be changed after creation "
	    "(false)", "dynamic=false");
	REFUSED(f, "order_across_locations",
	    "order_across_locations: needs ordered_delivery",
	    "order_across_locations=true");
	SAVED(f, "ordered_delivery=true", "order_across_locations=true");
}

/* What only the port's own policy may allow: runtime reference, 11. */
static void
test_legacy(void **state)
{
	struct fixture *f = *state;

	SAVED(f, "name=P", "handler=FILE-send@Send",
	    "send_pipeline=SMIMETransmit", "file.destination_folder=/out",
	    "encoder.encryption_algorithm=des3",
	    "encoder.digest_algorithm=sha-1");
	REFUSED(f, "encoder.encryption_algorithm",
	    "encoder.encryption_algorithm: needs allow_legacy of a send port "
	    "(des3)", "encoder.enable_encryption=true");
	REFUSED(f, "encoder.digest_algorithm", "encoder.digest_algorithm: "
	    "needs allow_legacy of a send port (sha-1)",
	    "encoder.signature_type=clear");
	SAVED(f, "allow_legacy=true", "encoder.enable_encryption=true",
	    "encoder.signature_type=blob");
	REFUSED(f, "encoder.encryption_algorithm",
	    "encoder.encryption_algorithm: needs allow_legacy of a send port "
	    "(des3)", "allow_legacy=false");
	SAVED(f, "encoder.encryption_algorithm=group",
	    "encoder.digest_algorithm=sha-512", "allow_legacy=false");
	expect(f, "encoder.encryption_algorithm", "group");
}

static void
test_two_way(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "adapter", "adapter: an adapter capable of "
	    "solicit-response is needed (FILE)", STATIC, "two_way=true",
	    "receive_pipeline=SMIMEReceive");
	REFUSED(f, "receive_pipeline", "receive_pipeline: a value is needed",
	    ASKS);
	REFUSED(f, "receive_pipeline", "receive_pipeline: a receive pipeline "
	    "is needed (SMIMETransmit)", ASKS,
	    "receive_pipeline=SMIMETransmit");
	SAVED(f, ASKS, "receive_pipeline=SMIMEReceive",
	    "decoder.allow_non_mime=true");
	expect(f, "decoder.allow_non_mime", "true");
	expect(f, "uri", "https://partner.example/ask");
	REFUSED(f, "backup_adapter", "backup_adapter: an adapter capable of "
	    "solicit-response is needed (FILE)", BY_FILE);
	REFUSED(f, "two_way", "two_way: cannot be changed after creation "
	    "(no)", "two_way=no");
}

/* Both pipelines' own values are inherited, each by its components. */
static void
test_inherits_both(void **state)
{
	struct fixture *f = *state;
	struct slots slots = { 0 };
	struct object *o;

	fixture_add(f, "pipeline", "name=In", "direction=receive",
	    "components=decode|decoder;", "decoder.body_part_index=3", NULL);
	fixture_add(f, "pipeline", "name=Out", "direction=send",
	    "components=encode|encoder;", "encoder.enable_encryption=false",
	    NULL);
	SAVED(f, ASKS, "receive_pipeline=In",
	    "send_pipeline=Out");
	o = model_find(f->model, "send-port", "P", NULL);
	object_slots(o, f->model, &slots);
	assert_string_equal(slots_find(&slots,
	    "decoder.body_part_index")->inherited, "3");
	assert_string_equal(slots_find(&slots,
	    "encoder.enable_encryption")->inherited, "false");
	slots_clear(&slots);
	object_free(o);
}

/* ---- rules -------------------------------------------------------------- */

static void
test_backup(void **state)
{
	struct fixture *f = *state;

	SAVED(f, STATIC);
	REFUSED(f, "backup_handler", "backup_handler: needs a backup "
	    "transport type", "backup_handler=FILE-send@Send");
	REFUSED(f, "backup_file.destination_folder",
	    "backup_file.destination_folder: a value is needed",
	    "backup_adapter=FILE");
	REFUSED(f, "backup_handler", "backup_handler: a value is needed",
	    "backup_adapter=FILE", "backup_file.destination_folder=/spare");
	SAVED(f, "backup_adapter=FILE", "backup_handler=FILE-send@Send",
	    "backup_file.destination_folder=/spare",
	    "backup_file.file_name=x", "backup_retry_count=0");
	expect(f, "backup_uri", "/spare/x");
	expect(f, "uri", "/out/%MessageID%.xml");
}

static void
test_options(void **state)
{
	struct fixture *f = *state;

	SAVED(f, STATIC);
	expect(f, "priority", "5");
	expect(f, "start_time", "00:00:00");
	expect(f, "stop_time", "23:59:59");
	REFUSED(f, "stop_on_failure", "stop_on_failure: needs "
	    "ordered_delivery", "stop_on_failure=true");
	SAVED(f, "stop_on_failure=true", "ordered_delivery=true");
	REFUSED(f, "priority", "priority: from 1 to 10 (11)", "priority=11");
	REFUSED(f, "start_time", "start_time: time of day as 23:59:59 "
	    "expected (24:00)", "start_time=24:00");
	REFUSED(f, "stop_time", "stop_time: must differ from start_time",
	    "service_window=yes", "start_time=08:00", "stop_time=08:00:00");
	SAVED(f, "service_window=yes", "start_time=08:00",
	    "stop_time=17:30:15");
	expect(f, "start_time", "08:00:00");
	expect(f, "stop_time", "17:30:15");
}

static void
test_filters(void **state)
{
	struct fixture *f = *state;

	SAVED(f, STATIC, "filters=BTS.ReceivePortName|==|Orders|and;"
	    "BTS.MessageType|Exists||OR;");
	expect(f, "filters", "BTS.ReceivePortName|==|Orders|and;"
	    "BTS.MessageType|exists||or;");
	REFUSED(f, "filters", "filters, row 1: a value is needed",
	    "filters=BTS.X|!=||and;");
	REFUSED(f, "filters", "filters, row 1: exists takes no value (1)",
	    "filters=BTS.X|exists|1|and;");
	REFUSED(f, "filters", "filters: row 1: Operator: one of ==, !=, <, "
	    ">, <=, >=, exists, & expected (~)", "filters=BTS.X|~|1|and;");
	REFUSED(f, "filters", "filters: row 1: Property: Namespace.Name such "
	    "as BTS.MessageType expected (X)", "filters=X|==|1|and;");
}

/* ---- verbs: dialogs 1.6 ------------------------------------------------- */

static void
test_verbs(void **state)
{
	static const struct { const char *from, *verb, *to; } rows[] = {
		{ "bound", "enlist", "stopped" },
		{ "bound", "start", "started" },
		{ "bound", "stop", NULL },
		{ "bound", "unenlist", NULL },
		{ "stopped", "enlist", NULL },
		{ "stopped", "start", "started" },
		{ "stopped", "stop", NULL },
		{ "stopped", "unenlist", "bound" },
		{ "started", "enlist", NULL },
		{ "started", "start", NULL },
		{ "started", "stop", "stopped" },
		{ "started", "unenlist", "bound" },
	};
	static const char *const ways[][2] = { { "stopped", "enlist" },
	    { "started", "start" } };
	struct fixture *f = *state;
	struct object *o;
	struct err err = { 0 };
	size_t i, w;
	bool ok;

	SAVED(f, STATIC);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		(void)edit_transition(f->model, &kind_send_port, "P",
		    "unenlist", NULL);
		for (w = 0; w < ARRAY_SIZE(ways); w++)
			if (strcmp(ways[w][0], rows[i].from) == 0)
				assert_true(edit_transition(f->model,
				    &kind_send_port, "P", ways[w][1], &err));
		expect(f, "state", rows[i].from);
		o = model_find(f->model, "send-port", "P", NULL);
		if (strcmp(rows[i].from, "bound") != 0) {
			assert_false(edit_delete_one(f->model, o, &err));
			assert_int_equal(err.code, ERR_IN_USE);
		}
		object_free(o);
		ok = edit_transition(f->model, &kind_send_port, "P",
		    rows[i].verb, &err);
		assert_int_equal(ok, rows[i].to != NULL);
		expect(f, "state", ok ? rows[i].to : rows[i].from);
	}
	(void)edit_transition(f->model, &kind_send_port, "P", "unenlist",
	    NULL);
	o = model_find(f->model, "send-port", "P", NULL);
	assert_true(edit_delete_one(f->model, o, &err));
	object_free(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(test_pages), TEST(test_dynamic), TEST(test_legacy),
		TEST(test_two_way),
		TEST(test_inherits_both), TEST(test_backup),
		TEST(test_options), TEST(test_filters), TEST(test_verbs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
