/* SPDX-License-Identifier: ISC */
/* Receive ports and locations: pages, schedule, responses, verbs. */
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
#include "model/kinds/receive_location.h"
#define KIND "receive-location"
#include "tests/model/one_object.h"

static int
setup(void **state)
{
	struct fixture *f = fixture_new(false);

	fixture_add(f, "host", "name=Receive", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=receive",
	    "host=Receive", NULL);
	fixture_add(f, "host", "name=Web", "type=isolated", NULL);
	fixture_add(f, "handler", "adapter=HTTP", "direction=receive",
	    "host=Web", NULL);
	fixture_add(f, "receive-port", "name=One", NULL);
	fixture_add(f, "receive-port", "name=Two", "two_way=true", NULL);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

#define LOCATION "name=P", "handler=FILE-receive@Receive", \
	"receive_pipeline=PassThruReceive", "file.receive_folder=/in"
#define ASKED "name=P", "adapter=HTTP", "handler=HTTP-receive@Web", \
	"receive_pipeline=PassThruReceive", "http.virtual_path=/in", \
	"receive_port=Two"
#define CERT "0123456789ABCDEF0123456789ABCDEF01234567"

/* ---- responses ---------------------------------------------------------- */

static void
test_one_way(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	SAVED(f, LOCATION, "receive_port=One");
	assert_false(save(f->model, (const char *const[]){
	    "encryption_certificate=" CERT, NULL }, &err));
	assert_string_equal(err.text, "receive-location has no such field "
	    "(encryption_certificate)");
}

static void
test_two_way(void **state)
{
	struct assignments used = { 0 };
	struct fixture *f = *state;
	struct err err = { 0 };

	REFUSED(f, "adapter", "adapter: an adapter capable of "
	    "request-response is needed (FILE)", LOCATION,
	    "receive_port=Two", "send_pipeline=SMIMETransmit");
	REFUSED(f, "send_pipeline", "send_pipeline: a value is needed",
	    ASKED);
	REFUSED(f, "send_pipeline", "send_pipeline: a send pipeline is "
	    "needed (SMIMEReceive)", ASKED,
	    "send_pipeline=SMIMEReceive");
	SAVED(f, ASKED, "send_pipeline=SMIMETransmit",
	    "encryption_certificate=" CERT, "encoder.enable_encryption=true");
	expect(f, "two_way", "true");
	expect(f, "encoder.enable_encryption", "true");
	assert_true(model_assignments(f->model, CERT, &used, &err));
	assert_int_equal(used.n, 1);
	assert_string_equal(used.v[0].kind, "receive-location");
	assert_string_equal(used.v[0].usage, "encrypt");
	assignments_clear(&used);
}

/* ---- schedule ----------------------------------------------------------- */

static void
test_dates(void **state)
{
	struct fixture *f = *state;

	SAVED(f, LOCATION, "receive_port=One", "time_zone=Europe/Berlin",
	    "start_date=2026-12-01", "stop_date=2026-12-31");
	expect(f, "start_date", "2026-12-01 00:00:00Z");
	REFUSED(f, "stop_date", "stop_date: lies before start_date",
	    "stop_date=2026-11-30");
	REFUSED(f, "time_zone", "time_zone: time zone such as Europe/Berlin "
	    "or UTC expected (../etc)", "time_zone=../etc");
	REFUSED(f, "time_zone", "time_zone: no such time zone in "
	    "/usr/share/zoneinfo/ (Mars)", "time_zone=Mars");
	REFUSED(f, "time_zone", "time_zone: no such time zone in "
	    "/usr/share/zoneinfo/ (Europe)", "time_zone=Europe");
	SAVED(f, "time_zone=UTC");
	SAVED(f, "time_zone=");
	SAVED(f, "stop_date=");
	expect(f, "stop_date", "");
}

static void
test_recurrence(void **state)
{
	struct fixture *f = *state;

	SAVED(f, LOCATION, "receive_port=One");
	REFUSED(f, "recurrence", "recurrence: needs service_window",
	    "recurrence=daily");
	SAVED(f, "service_window=true", "recurrence=daily",
	    "recurrence_every=2", "recurrence_from=2026-12-01");
	REFUSED(f, "weekdays", "weekdays: a value is needed",
	    "recurrence=weekly");
	SAVED(f, "recurrence=weekly", "weekdays=friday, Monday,monday");
	expect(f, "weekdays", "monday,friday");
	REFUSED(f, "weekdays", "weekdays: one of monday, tuesday, wednesday, "
	    "thursday, friday, saturday, sunday expected (holiday)",
	    "weekdays=monday,holiday");
	REFUSED(f, "months", "months: a value is needed",
	    "recurrence=monthly-days");
	REFUSED(f, "month_days", "month_days: a value is needed",
	    "recurrence=monthly-days", "months=may");
	SAVED(f, "recurrence=monthly-days", "months=june,may",
	    "month_days=31,1,15");
	expect(f, "months", "may,june");
	expect(f, "month_days", "1,15,31");
	SAVED(f, "recurrence=monthly-on", "week_of_month=last");
	expect(f, "week_of_month", "last");
	expect(f, "weekdays", "monday,friday");
	SAVED(f, "weekdays=tuesday");
	REFUSED(f, "stop_time", "stop_time: must differ from start_time",
	    "start_time=10:00", "stop_time=10:00");
}

/* ---- intention, tracking, verbs ----------------------------------------- */

static void
test_own_fields(void **state)
{
	struct fixture *f = *state;
	struct object *o, *was;

	SAVED(f, LOCATION, "receive_port=One", "expects=Encrypted",
	    "external=true");
	expect(f, "expects", "encrypted");
	expect(f, "external", "true");
	/* Once somebody has chosen, it is not taken for granted. */
	o = object_new(&kind_receive_location);
	was = object_copy(o);
	assert_true(object_set(o, f->model, "adapter", "HTTP", NULL));
	object_suggest(o, was);
	assert_true(((struct receive_location *)o)->external);
	object_free(was);
	was = object_copy(o);
	assert_true(object_set(o, f->model, "external", "false", NULL));
	object_suggest(o, was);
	assert_false(((struct receive_location *)o)->external);
	object_free(was);
	was = object_copy(o);
	assert_true(object_set(o, f->model, "adapter", "SOAP", NULL));
	object_suggest(o, was);
	assert_false(((struct receive_location *)o)->external);
	object_free(was);
	object_free(o);
	fixture_set(f, "receive-port", "One",
	    "track_body_request_before=true", NULL);
	o = model_find(f->model, "receive-port", "One", NULL);
	assert_false(object_set(o, f->model, "track_body_response_before",
	    "true", NULL));
	object_free(o);
	fixture_set(f, "receive-port", "Two",
	    "track_body_response_before=true", NULL);
}

static void
test_verbs(void **state)
{
	struct fixture *f = *state;
	struct object *o;
	struct err err = { 0 };

	SAVED(f, LOCATION, "receive_port=One");
	expect(f, "enabled", "false");
	assert_false(edit_transition(f->model, &kind_receive_location, "P",
	    "disable", &err));
	assert_true(edit_transition(f->model, &kind_receive_location, "P",
	    "enable", &err));
	assert_false(edit_transition(f->model, &kind_receive_location, "P",
	    "enable", &err));
	o = model_find(f->model, "receive-location", "P", NULL);
	assert_false(edit_delete_one(f->model, o, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	object_free(o);
	assert_true(edit_transition(f->model, &kind_receive_location, "P",
	    "disable", &err));
	o = model_find(f->model, "receive-location", "P", NULL);
	assert_true(edit_delete_one(f->model, o, &err));
	object_free(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(test_one_way), TEST(test_two_way), TEST(test_dates),
		TEST(test_recurrence), TEST(test_own_fields),
		TEST(test_verbs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
