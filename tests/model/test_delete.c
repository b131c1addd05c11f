/* SPDX-License-Identifier: ISC */
/*
 * Preconditions of delete, dialogs 1.3: a row for each says how the sample
 * group is prepared, what is deleted, and the reason, or NULL where it goes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/kinds/application.h"
#include "tests/lib/fixture.h"

#define TESTED "send-port", "Tested"
#define LOCATIONS "receive-location"
#define ORDER "orchestration", "Order Confirmation"
#define UNENLISTED { ORDER, { "unenlist" } }
#define NOTHING { .kind = NULL }	/* has to be done before */

/* A verb, a change ("field=value") or, without a name, a new object. */
struct step {
	const char *kind, *name;
	const char *what[8];
};

struct row {
	const char *why;	/* the rule */
	struct step steps[4];	/* kind NULL ends */
	const char *kind, *name;	/* to be deleted */
	const char *refusal;	/* NULL: it is deleted */
};

#define NEW_PORT { "send-port", NULL, { "name=Tested", \
	"application=Orders", "handler=FILE-send@EdiSend", \
	"send_pipeline=PassThruTransmit", \
	"file.destination_folder=/tested" } }

#define SIGN_ON { "affiliate-application", NULL, { "name=A", \
	"user_name=u", "password=p" } }

static const struct row rows[] = {
	/* Send port: unenlisted, in no party, in no group. */
	{ "port", { NEW_PORT }, TESTED, NULL },
	{ "port enlisted", { NEW_PORT, { TESTED, { "enlist" } } }, TESTED,
	  "it is enlisted; unenlist it first" },
	{ "port started", { NEW_PORT, { TESTED, { "start" } } }, TESTED,
	  "it is enlisted; unenlist it first" },
	{ "port in a party", { NEW_PORT, { "party", "Warehouse",
	  { "send_ports=Tested" } } }, TESTED,
	  "it is used by party Warehouse" },
	{ "port in a group", { NEW_PORT, { "send-port-group", NULL,
	  { "name=G", "application=Orders", "send_ports=Tested" } } }, TESTED,
	  "it is used by send-port-group G" },
	{ "port in both", { NEW_PORT, { "party", "Warehouse",
	  { "send_ports=Tested" } }, { "send-port-group", NULL,
	  { "name=G", "application=Orders", "send_ports=Tested" } } }, TESTED,
	  "it is used by send-port-group G, party Warehouse" },
	/* Send port group: unenlisted. */
	{ "group started", { NOTHING }, "send-port-group",
	  "Catalog Distribution", "it is enlisted; unenlist it first" },
	{ "group stopped", { { "send-port-group", "Catalog Distribution",
	  { "stop" } } }, "send-port-group", "Catalog Distribution",
	  "it is enlisted; unenlist it first" },
	{ "group", { { "send-port-group", "Catalog Distribution",
	  { "unenlist" } } }, "send-port-group", "Catalog Distribution",
	  NULL },
	/* Receive port: its locations go with it, none receiving. */
	{ "receive port in use", { NOTHING }, "receive-port",
	  "Contoso Orders", "its receive location Contoso Orders FILE is "
	  "enabled; disable it first" },
	{ "receive port bound", { { LOCATIONS, "Contoso Orders FILE",
	  { "disable" } }, UNENLISTED }, "receive-port", "Contoso Orders",
	  "it is used by orchestration Order Confirmation" },
	{ "receive port", { { LOCATIONS, "Contoso Orders FILE",
	  { "disable" } }, UNENLISTED, { ORDER, { "inbound=" } } },
	  "receive-port", "Contoso Orders", NULL },
	{ "port bound", { NEW_PORT, UNENLISTED, { ORDER, { "outbound="
	  "Confirmations|Tested" } } }, TESTED,
	  "it is used by orchestration Order Confirmation" },
	/* Orchestration: unenlisted. */
	{ "orchestration started", { NOTHING }, ORDER,
	  "it is enlisted; unenlist it first" },
	{ "orchestration stopped", { { ORDER, { "stop" } } }, ORDER,
	  "it is enlisted; unenlist it first" },
	{ "orchestration", { UNENLISTED }, ORDER, NULL },
	{ "host of an orchestration", { { "host", NULL, { "name=H" } },
	  { ORDER, { "host=H" } } }, "host", "H",
	  "it is used by orchestration Order Confirmation" },
	/* Application: nothing in it, not default, not the system's. */
	{ "application", { { "application", NULL, { "name=Spare" } } },
	  "application", "Spare", NULL },
	{ "application with a port", { { "application", NULL,
	  { "name=Spare" } }, NEW_PORT,
	  { TESTED, { "application=Spare" } } }, "application", "Spare",
	  "it is used by send-port Tested" },
	{ "application referred to", { { "application", NULL,
	  { "name=Spare" } }, { "application", "Billing",
	  { "references=Spare;Orders" } } }, "application", "Spare",
	  "it is used by application Billing" },
	{ "application default", { NOTHING }, "application",
	  APPLICATION_DEFAULT, "it is the default application of the "
	  "group" },
	{ "application of the system", { NOTHING }, "application",
	  APPLICATION_SYSTEM, "it is the system application" },
	/* Receive location: disabled, not the primary one of several. */
	{ "location enabled", { NOTHING }, LOCATIONS,
	  "Warehouse Stock FILE", "it is enabled; disable it first" },
	{ "location primary", { { LOCATIONS, "Contoso Orders FILE",
	  { "disable" } } }, LOCATIONS, "Contoso Orders FILE",
	  "it is the primary location of its port; make another one primary "
	  "first" },
	{ "location no longer primary", { { LOCATIONS, "Contoso Orders FILE",
	  { "disable" } }, { LOCATIONS, "Contoso Orders Test",
	  { "is_primary=true" } } }, LOCATIONS, "Contoso Orders FILE",
	  NULL },
	{ "location secondary", { NOTHING }, LOCATIONS,
	  "Contoso Orders Test", NULL },
	{ "location, the only one", { { LOCATIONS, "Warehouse Stock FILE",
	  { "disable" } } }, LOCATIONS, "Warehouse Stock FILE", NULL },
	/* Host: not default, not alone in tracking, no handler, instance. */
	{ "host default", { NOTHING }, "host", "EdiReceive",
	  "it is the default host of the group" },
	{ "host tracking", { { "host", NULL, { "name=H", "tracking=true" } },
	  { "host", "EdiReceive", { "tracking=false" } } }, "host", "H",
	  "it is the only host that does "
	  "tracking; let another one do it first" },
	{ "host tracking with another", { { "host", NULL, { "name=H",
	  "tracking=true" } }, { "host", "EdiSend", { "tracking=true" } } },
	  "host", "H", NULL },
	{ "host with an instance", { { "host", NULL, { "name=H" } },
	  { "host-instance", NULL, { "host=H", "computer=EDI-NODE2",
	  "account=x" } } }, "host", "H",
	  "it is used by host-instance H@EDI-NODE2" },
	{ "host with a handler", { { "host", NULL, { "name=H" } },
	  { "handler", NULL, { "adapter=FILE", "direction=send",
	  "host=H" } } }, "host", "H", "it is used by handler FILE-send@H" },
	{ "host", { { "host", NULL, { "name=H" } } }, "host", "H", NULL },
	{ "host instance", { NOTHING }, "host-instance",
	  "EdiReceive@EDI-NODE2", NULL },
	/* Handler: no port or location uses it, nor as a backup. */
	{ "handler of locations", { NOTHING }, "handler",
	  "FILE-receive@EdiReceive", "it is used by receive-location Contoso "
	  "Orders FILE, receive-location Contoso Orders Test, "
	  "receive-location Fabrikam Invoices FILE, receive-location "
	  "Warehouse Stock FILE" },
	{ "handler of ports", { NOTHING }, "handler", "FILE-send@EdiSend",
	  "it is used by send-port Adventure Works Forecast, send-port "
	  "Archive, send-port Contoso Confirmations, send-port Fabrikam "
	  "Remittances, send-port Northwind Catalog and 2 more" },
	{ "handler of a backup", { { "handler", NULL, { "adapter=FILE",
	  "direction=send", "host=PublicReceive" } }, { "send-port",
	  "Archive", { "backup_adapter=FILE",
	  "backup_handler=FILE-send@PublicReceive",
	  "backup_file.destination_folder=/backup" } } }, "handler",
	  "FILE-send@PublicReceive", "it is used by send-port Archive" },
	{ "handler", { { "handler", NULL, { "adapter=FILE",
	  "direction=send", "host=PublicReceive" } } }, "handler",
	  "FILE-send@PublicReceive", NULL },
	{ "computer with instances", { NOTHING }, "computer", "EDI-NODE2",
	  "it is used by host-instance EdiReceive@EDI-NODE2, host-instance "
	  "EdiSend@EDI-NODE2, host-instance PublicReceive@EDI-NODE2" },
	{ "computer", { { "computer", NULL, { "name=Spare" } } },
	  "computer", "Spare", NULL },
	{ "pipeline in use", { NOTHING }, "pipeline", "XMLReceive",
	  "it is used by receive-location Warehouse Stock FILE" },
	{ "pipeline", { NOTHING }, "pipeline", "XMLTransmit", NULL },
	{ "party", { NOTHING }, "party", "Warehouse", NULL },
	/* Adapter: no port or location uses it; its handlers go with it. */
	{ "adapter in use", { NOTHING }, "adapter", "FILE", "handler "
	  "FILE-receive@EdiReceive: it is used by receive-location Contoso "
	  "Orders FILE, receive-location Contoso Orders Test, "
	  "receive-location Fabrikam Invoices FILE, receive-location "
	  "Warehouse Stock FILE" },
	{ "adapter", { NOTHING }, "adapter", "SOAP", NULL },
	/* Single sign-on: no port logs on with it. */
	{ "affiliate application", { SIGN_ON }, "affiliate-application", "A",
	  NULL },
	{ "affiliate application in use", { SIGN_ON, { "handler", NULL,
	  { "adapter=HTTP", "direction=send", "host=EdiSend" } },
	  { "send-port", NULL, { "name=Tested", "adapter=HTTP",
	  "send_pipeline=PassThruTransmit", "http.url=https://a.example/",
	  "http.authentication=basic", "http.use_sso=true",
	  "http.affiliate_application=A" } } }, "affiliate-application", "A",
	  "it is used by send-port Tested" },
};

static int
setup(void **state)
{
	*state = fixture_new(true);
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static void
run_step(struct fixture *f, const struct step *s)
{
	struct object *before = s->name != NULL ? model_find(f->model,
	    s->kind, s->name, NULL) : NULL;
	struct object *o = before != NULL ? object_copy(before) :
	    object_new(kind_find(s->kind));
	struct err err = { 0 };
	char *copy, *value;
	bool ok = true;
	size_t i;

	if (strchr(s->what[0], '=') == NULL) {
		ok = edit_transition(f->model, o->kind, s->name, s->what[0],
		    &err);
	} else {
		for (i = 0; ok && i < ARRAY_SIZE(s->what) &&
		    s->what[i] != NULL; i++) {
			value = copy = xstrdup(s->what[i]);
			strsep(&value, "=");
			ok = object_set(o, f->model, copy, value, &err);
			free(copy);
		}
		ok = ok && (before != NULL ? edit_update_one(f->model,
		    before, o, &err) : edit_create_one(f->model, o, &err));
	}
	if (!ok)
		fail_msg("%s", err.text);
	object_free(o);
	object_free(before);
}

static bool
delete_row(struct fixture *f, const struct row *r, struct err *err)
{
	struct object *o = model_find(f->model, r->kind, r->name, err);
	bool ok;

	if (o == NULL)
		fail_msg("%s: %s", r->why, err->text);
	ok = edit_delete_one(f->model, o, err);
	object_free(o);
	return ok;
}

/* Each in a group as it was: what a row does is undone after it. */
static void
test_rows(void **state)
{
	struct fixture *f = *state;
	const struct row *r;
	struct err err;
	char *want;
	size_t i;
	bool gone;

	for (r = rows; r < rows + ARRAY_SIZE(rows); r++) {
		memset(&err, 0, sizeof(err));
		for (i = 0; i < ARRAY_SIZE(r->steps) &&
		    r->steps[i].kind != NULL; i++)
			run_step(f, &r->steps[i]);
		gone = delete_row(f, r, &err);
		if (gone != (r->refusal == NULL))
			fail_msg("%s: %s", r->why, gone ? "deleted" :
			    err.text);
		assert_int_equal(model_exists(f->model, r->kind, r->name),
		    !gone);
		if (!gone) {
			want = xasprintf("%s %s: %s", r->kind, r->name,
			    r->refusal);
			assert_string_equal(err.text, want);
			assert_int_equal(err.code, ERR_IN_USE);
			free(want);
		}
		for (i += gone; i > 0; i--)
			if (!history_undo(f->model, NULL, NULL, &err))
				fail_msg("%s: %s", r->why, err.text);
	}
}

/* With the port its locations are gone, in one revision. */
static void
test_locations(void **state)
{
	struct fixture *f = *state;
	struct object *o = model_find(f->model, "receive-port",
	    "Contoso Orders", NULL);
	struct err err = { 0 };

	run_step(f, &(struct step)UNENLISTED);
	run_step(f, &(struct step){ ORDER, { "inbound=" } });
	assert_true(edit_transition(f->model, kind_find(LOCATIONS),
	    "Contoso Orders FILE", "disable", &err));
	assert_true(edit_delete_one(f->model, o, &err));
	assert_false(model_exists(f->model, LOCATIONS,
	    "Contoso Orders FILE"));
	assert_false(model_exists(f->model, LOCATIONS,
	    "Contoso Orders Test"));
	assert_true(history_undo(f->model, NULL, NULL, &err));
	assert_true(model_exists(f->model, LOCATIONS,
	    "Contoso Orders Test"));
	object_free(o);
}

/* A party, a port and a host: members and what it is for do not matter. */
static void
test_certificates(void **state)
{
	static const struct { const char *cert, *users; } used[] = {
		{ "decrypt", "host EdiReceive, host PublicReceive" },
		{ "contoso-sign", "party Contoso Ltd" },
		{ "contoso-encrypt", "send-port Contoso Confirmations" },
	};
	struct fixture *f = *state;
	struct err err = { 0 };
	struct object *o;
	char *want;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(used); i++) {
		err_clear(&err);
		o = model_find(f->model, "certificate",
		    fixture_thumbprint(f, used[i].cert), NULL);
		assert_non_null(o);
		assert_false(edit_delete_one(f->model, o, &err));
		assert_int_equal(err.code, ERR_IN_USE);
		want = xasprintf("certificate %s: it is used by %s",
		    o->name, used[i].users);
		assert_string_equal(err.text, want);
		free(want);
		object_free(o);
	}
	run_step(f, &(struct step){ "send-port", "Contoso Confirmations",
	    { "encoder.enable_encryption=false",
	    "encryption_certificate=" } });
	o = model_find(f->model, "certificate",
	    fixture_thumbprint(f, "contoso-encrypt"), NULL);
	if (!edit_delete_one(f->model, o, &err))
		fail_msg("%s", err.text);
	assert_false(model_exists(f->model, "certificate", o->name));
	object_free(o);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_rows), TEST(test_locations),
		TEST(test_certificates),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
