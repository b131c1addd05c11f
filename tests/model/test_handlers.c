/* SPDX-License-Identifier: ISC */
/* Adapter handlers: properties, hosts, defaults, and who inherits of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/adapter.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/kinds/handler.h"
#include "model/kinds/send_port.h"
#define KIND "send-port"
#include "tests/model/one_object.h"

static int
setup(void **state)
{
	struct fixture *f = fixture_new(false);

	fixture_add(f, "host", "name=Send", NULL);
	fixture_add(f, "host", "name=Spare", NULL);
	fixture_add(f, "host", "name=Web", "type=isolated", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=send",
	    "host=Send", "is_default=true", NULL);
	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=Send", "is_default=true", NULL);
	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=Spare", "http.redirects=2", "http.proxy=own",
	    "http.proxy_server=spare.example", NULL);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

#define PORT "name=P", "adapter=HTTP", "handler=HTTP-send@Send", \
	"send_pipeline=PassThruTransmit", "http.url=https://a.example/"

static bool
add(struct fixture *f, const char *adapter, const char *direction,
    const char *host, struct err *err)
{
	struct object *o = object_new(&kind_handler);
	bool ok;

	ok = object_set(o, f->model, "adapter", adapter, err) &&
	    object_set(o, f->model, "direction", direction, err) &&
	    object_set(o, f->model, "host", host, err) &&
	    edit_create_one(f->model, o, err);
	object_free(o);
	return ok;
}

/* Every property of a handler is stored and read back: how many it has. */
static size_t
round_trip(struct fixture *f, const char *name)
{
	struct object *before, *o, *again;
	struct slots slots = { 0 };
	struct err err = { 0 };
	const char *value;
	char *got;
	size_t i, n = 0;

	before = model_find(f->model, "handler", name, &err);
	assert_non_null(before);
	o = object_copy(before);
	object_slots(o, f->model, &slots);
#define VALUE(slot) ((slot)->field->type == FIELD_CHOICE ? "own" : "7")
	for (i = 0; i < slots.n; i++)
		if (slots.v[i].prefix != NULL)
			assert_true(slot_set(o, &slots.v[i], f->model,
			    VALUE(&slots.v[i]), &err));
	assert_true(edit_update_one(f->model, before, o, &err));
	again = model_find(f->model, "handler", name, &err);
	for (i = 0; i < slots.n; i++) {
		if (slots.v[i].prefix == NULL)
			continue;
		assert_false(slot_is_empty(again, &slots.v[i]));
		value = slot_is_secret(&slots.v[i]) ? "" :
		    VALUE(&slots.v[i]);
		got = slot_get(again, &slots.v[i]);
		assert_string_equal(got, value);
		free(got);
		n++;
	}
	slots_clear(&slots);
	object_free(before);
	object_free(o);
	object_free(again);
	return n;
}

static void
test_round_trip(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(add(f, "SOAP", "send", "Send", &err));
	assert_true(add(f, "HTTP", "receive", "Web", &err));
	assert_true(add(f, "SOAP", "receive", "Web", &err));
	assert_true(add(f, "FILE", "receive", "Send", &err));
	assert_int_equal(round_trip(f, "HTTP-send@Send"), 8);
	assert_int_equal(round_trip(f, "SOAP-send@Send"), 5);
	assert_int_equal(round_trip(f, "HTTP-receive@Web"), 1);
	assert_int_equal(round_trip(f, "SOAP-receive@Web"), 0);
	assert_int_equal(round_trip(f, "FILE-send@Send"), 0);
	assert_int_equal(round_trip(f, "FILE-receive@Send"), 0);
}

static void
refused(struct fixture *f, const char *const set[3], const char *words,
    const char *part)
{
	struct err err = { 0 };

	assert_false(add(f, set[0], set[1], set[2], &err));
	if (strstr(err.text, words) == NULL)
		fail_msg("%s", err.text);
	assert_string_equal(err.part, part);
}

#define TRIED(...) (const char *const[3]){ __VA_ARGS__ }

/* Dialogs 10.1, "Host types". */
static void
test_hosts(void **state)
{
	struct fixture *f = *state;

	refused(f, TRIED("HTTP", "receive", "Send"),
	    "HTTP-receive runs in isolated hosts only (Send)", "host");
	refused(f, TRIED("SOAP", "receive", "Send"),
	    "SOAP-receive runs in isolated hosts only (Send)", "host");
	refused(f, TRIED("FILE", "receive", "Web"),
	    "FILE-receive runs in in-process hosts only (Web)", "host");
	refused(f, TRIED("HTTP", "send", "Web"),
	    "HTTP-send runs in in-process hosts only (Web)", "host");
	fixture_add(f, "adapter", "adapter=SMTP", NULL);
	refused(f, TRIED("SMTP", "send", "Web"),
	    "SMTP-send runs in in-process hosts only (Web)", "host");
	refused(f, TRIED("HTTP", "send", "Send"), "already used", "name");
	refused(f, TRIED("file", "send", "Send"),
	    "no such adapter (file)", "adapter");
}

static void
test_rules(void **state)
{
	struct fixture *f = *state;
	struct object *before, *o;
	struct err err = { 0 };

	before = model_find(f->model, "handler", "HTTP-send@Send", &err);
	o = object_copy(before);
	assert_true(object_set(o, f->model, "http.proxy", "own", &err));
	assert_false(edit_update_one(f->model, before, o, &err));
	assert_string_equal(err.text, "handler HTTP-send@Send: "
	    "http.proxy_server: a value is needed");
	assert_string_equal(err.part, "http.proxy_server");
	assert_false(object_set(o, f->model, "http.redirects", "11", &err));
	assert_false(object_set(o, f->model, "http.batch_size", "5", &err));
	object_free(o);
	object_free(before);
	o = object_new(&kind_handler);
	assert_true(object_set(o, f->model, "host", "Send", &err));
	((struct handler *)o)->is_default = true;
	assert_false(edit_create_one(f->model, o, &err));
	assert_string_equal(err.part, "is_default");
	object_free(o);
}

/* ---- what ports take over ------------------------------------------------ */

static void
inherits(struct fixture *f, const char *name, const char *value,
    const char *origin)
{
	struct object *o = model_find(f->model, "send-port", "P", NULL);
	struct slots slots = { 0 };
	const struct slot *s;

	object_slots(o, f->model, &slots);
	s = slots_find(&slots, name);
	assert_non_null(s);
	assert_string_equal(s->inherited, value);
	if (origin == NULL)
		assert_null(s->origin);
	else
		assert_string_equal(s->origin, origin);
	slots_clear(&slots);
	object_free(o);
}

static void
test_inherited(void **state)
{
	struct fixture *f = *state;

	SAVED(f, PORT, "backup_adapter=HTTP",
	    "backup_handler=HTTP-send@Spare",
	    "backup_http.url=https://b.example/");
	/* Nothing is set: the handler's defaults, where the port has none. */
	inherits(f, "http.timeout", "0", "handler's");
	inherits(f, "http.redirects", "5", "handler's");
	inherits(f, "http.content_type", "text/xml", "handler's");
	inherits(f, "http.proxy", "handler", NULL);
	inherits(f, "http.proxy_port", "80", NULL);
	inherits(f, "http.chunked", "true", NULL);
	/* The backup transport goes by its own handler. */
	inherits(f, "backup_http.redirects", "2", "handler's");
	inherits(f, "backup_http.proxy", "own", "handler's");
	inherits(f, "backup_http.proxy_server", "spare.example",
	    "handler's");
	fixture_set(f, "handler", "HTTP-send@Send", "http.redirects=7", NULL);
	inherits(f, "http.redirects", "7", "handler's");
	expect(f, "http.redirects", "");
	/* Saving takes nothing of it over. */
	SAVED(f, "http.chunked=false");
	expect(f, "http.redirects", "");
	SAVED(f, "http.redirects=0");
	expect(f, "http.redirects", "0");
}

static void
test_preselected(void **state)
{
	struct fixture *f = *state;
	struct send_port *p = (struct send_port *)object_new(&kind_send_port);

	/* As a dialog does while its choices change. */
	kind_send_port.preselect(f->model, &p->object);
	assert_string_equal(p->handler, "FILE-send@Send");
	str_replace(&p->adapter, "HTTP");
	kind_send_port.preselect(f->model, &p->object);
	assert_string_equal(p->handler, "HTTP-send@Send");
	str_replace(&p->handler, "HTTP-send@Spare");
	kind_send_port.preselect(f->model, &p->object);
	assert_string_equal(p->handler, "HTTP-send@Spare");
	str_replace(&p->adapter, "SOAP");
	kind_send_port.preselect(f->model, &p->object);
	assert_null(p->handler);
	object_free(&p->object);
	/* And as a command that says nothing of it. */
	SAVED(f, "name=P", "adapter=HTTP", "http.url=https://a.example/",
	    "send_pipeline=PassThruTransmit");
	expect(f, "handler", "HTTP-send@Send");
	REFUSED(f, "handler", "handler: a send handler of adapter HTTP is "
	    "needed (FILE-send@Send)", "handler=FILE-send@Send");
}

/* A handler is of the default host, or of the only one of its type. */
static void
test_preselected_host(void **state)
{
	static const struct {
		const char *adapter;
		int direction;
		const char *host;
	} rows[] = {
		{ "FILE", DIRECTION_RECEIVE, "Send" },
		{ "HTTP", DIRECTION_SEND, "Send" },
		{ "HTTP", DIRECTION_RECEIVE, "Web" },
		{ "SOAP", DIRECTION_RECEIVE, "Web" },
	};
	struct fixture *f = *state;
	struct handler *h = (struct handler *)object_new(&kind_handler);
	struct object *web;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		str_replace(&h->adapter, rows[i].adapter);
		h->direction = rows[i].direction;
		kind_handler.preselect(f->model, &h->object);
		assert_string_equal(h->host, rows[i].host);
	}
	fixture_add(f, "host", "name=Web 2", "type=isolated", NULL);
	kind_handler.preselect(f->model, &h->object);
	assert_string_equal(h->host, "Web");
	str_replace(&h->host, NULL);
	kind_handler.preselect(f->model, &h->object);
	assert_null(h->host);
	object_free(&h->object);
	/* Where the command says nothing of it. */
	h = (struct handler *)object_new(&kind_handler);
	str_replace(&h->adapter, "SOAP");
	h->direction = DIRECTION_SEND;
	assert_true(edit_create_one(f->model, &h->object, NULL));
	web = model_find(f->model, "handler", "SOAP-send@Send", NULL);
	assert_non_null(web);
	object_free(web);
	object_free(&h->object);
}

/* ---- adapters without a table here --------------------------------------- */

static void
test_other_adapter(void **state)
{
	struct fixture *f = *state;
	struct object *before, *o;
	struct slots slots = { 0 };
	const struct slot *s;
	struct err err = { 0 };
	char *uri;

	assert_false(add(f, "FTP", "receive", "Send", &err));
	assert_string_equal(err.text, "handler FTP-receive@Send: adapter: no "
	    "such adapter (FTP)");
	err_clear(&err);
	fixture_add(f, "adapter", "adapter=FTP", NULL);
	fixture_add(f, "adapter", "name=WCF-CustomIsolated", NULL);
	assert_true(add(f, "WCF-CustomIsolated", "receive", "Web", &err));
	fixture_add(f, "receive-port", "name=In", NULL);
	o = object_new(kind_find("receive-location"));
	assert_true(object_set(o, f->model, "name", "L", &err));
	assert_true(object_set(o, f->model, "receive_port", "In", &err));
	assert_true(object_set(o, f->model, "adapter", "FTP", &err));
	assert_true(object_set(o, f->model, "handler", "FTP-receive@Send",
	    &err));
	assert_true(object_set(o, f->model, "receive_pipeline",
	    "PassThruReceive", &err));
	assert_true(object_set(o, f->model, "uri", "ftp://partner/in/*",
	    &err));
	/* As an import brings it. */
	props_set(&o->props, "ftp.AdapterConfig", "<Config/>");
	if (!edit_create_one(f->model, o, &err))
		fail_msg("%s", err.text);
	object_free(o);

	before = model_find(f->model, "receive-location", "L", &err);
	object_slots(before, f->model, &slots);
	s = slots_find(&slots, "ftp.AdapterConfig");
	assert_non_null(s);
	assert_null(s->field);
	assert_string_equal(s->page, "Other Properties");
	o = object_copy(before);
	assert_true(slot_set(o, s, f->model, "<Config a=\"1\"/>",
	    &err));
	assert_true(edit_update_one(f->model, before, o, &err));
	uri = slot_get(o, slots_find(&slots, "uri"));
	assert_string_equal(uri, "ftp://partner/in/*");
	free(uri);
	slots_clear(&slots);
	object_free(o);
	object_free(before);
	o = model_find(f->model, "receive-location", "L", &err);
	assert_string_equal(props_get(&o->props, "ftp.AdapterConfig"),
	    "<Config a=\"1\"/>");
	object_free(o);
	SAVED(f, "name=P", "adapter=FTP", "handler=FTP-send@Send",
	    "uri=ftp://partner/out", "send_pipeline=PassThruTransmit");
	expect(f, "uri", "ftp://partner/out");
}

/* ---- the adapters of the group ------------------------------------------ */

static void
expect_handlers(struct fixture *f, const char *adapter, const char *names)
{
	struct objects all = { 0 };
	struct buf b = { 0 };
	size_t i;

	assert_true(model_select(f->model, &kind_handler, "adapter", adapter,
	    &all, NULL));
	buf_adds(&b, "");
	for (i = 0; i < all.n; i++)
		buf_addf(&b, "%s%s%s", i > 0 ? " " : "", all.v[i]->name,
		    ((struct handler *)all.v[i])->is_default ? "*" : "");
	assert_string_equal((const char *)b.data, names);
	buf_clear(&b);
	objects_clear(&all);
}

static bool
drop(struct fixture *f, const char *kind, const char *name, struct err *err)
{
	struct object *o = model_find(f->model, kind, name, err);
	bool ok = o != NULL && edit_delete_one(f->model, o, err);

	object_free(o);
	return ok;
}

/* It comes with handlers on the default host, and goes with them. */
static void
test_adapter(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(drop(f, "adapter", "SOAP", &err));
	expect_handlers(f, "SOAP", "");
	/* Its receive side runs in isolated hosts only. */
	fixture_add(f, "adapter", "adapter=SOAP", NULL);
	expect_handlers(f, "SOAP", "SOAP-send@Send*");
	fixture_add(f, "adapter", "name=FTP", "description=d", NULL);
	expect_handlers(f, "FTP", "FTP-receive@Send FTP-send@Send*");
	SAVED(f, "name=P", "adapter=FTP", "handler=FTP-send@Send",
	    "uri=ftp://partner/out", "send_pipeline=PassThruTransmit");
	assert_false(drop(f, "adapter", "FTP", &err));
	assert_int_equal(err.code, ERR_IN_USE);
	assert_string_equal(err.text, "adapter FTP: handler FTP-send@Send: "
	    "it is used by send-port P");
	err_clear(&err);
	assert_true(drop(f, KIND, "P", &err));
	assert_true(drop(f, "adapter", "FTP", &err));
	expect_handlers(f, "FTP", "");
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect_handlers(f, "FTP", "FTP-receive@Send FTP-send@Send*");
	if (!history_verify(f->model, &(int64_t){ 0 }, &err))
		fail_msg("%s", err.text);
}

static void
test_adapter_refused(void **state)
{
	static const struct { const char *set, *value, *says; } bad[] = {
		{ "adapter", "FILE", "adapter: already used by adapter FILE" },
		{ "adapter", "file", "the adapter is called FILE" },
		{ "name", "file", "the adapter is called FILE" },
		{ "description", "x", "adapter: a value is needed" },
	};
	struct fixture *f = *state;
	struct object *o, *now;
	struct err err;
	bool ok;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&err, 0, sizeof(err));
		o = object_new(kind_find("adapter"));
		ok = object_set(o, f->model, bad[i].set, bad[i].value, &err) &&
		    edit_create_one(f->model, o, &err);
		assert_false(ok);
		if (strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s", err.text);
		object_free(o);
	}
	memset(&err, 0, sizeof(err));
	o = model_find(f->model, "adapter", "FILE", &err);
	now = object_copy(o);
	assert_false(object_set(now, f->model, "description", "x", &err));
	object_free(now);
	object_free(o);
}

/* To receive: that of the default host, else the only one. */
static void
test_suggested(void **state)
{
	static const struct { const char *adapter, *host, *want; } steps[] = {
		{ "HTTP", "Web", "HTTP-receive@Web" },
		{ "FILE", "Spare", "FILE-receive@Spare" },
		{ "FTP", NULL, "FTP-receive@Send" },
	};
	struct fixture *f = *state;
	char *adapter, *host, *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		adapter = xasprintf("adapter=%s", steps[i].adapter);
		host = xasprintf("host=%s", steps[i].host);
		if (steps[i].host != NULL)
			fixture_add(f, "handler", adapter,
			    "direction=receive", host, NULL);
		else
			fixture_add(f, "adapter", adapter, NULL);
		name = handler_suggested(f->model, steps[i].adapter,
		    DIRECTION_RECEIVE);
		assert_string_equal(name, steps[i].want);
		free(name);
		free(host);
		free(adapter);
	}
	fixture_add(f, "handler", "adapter=FILE", "direction=receive",
	    "host=Send", NULL);
	name = handler_suggested(f->model, "FILE", DIRECTION_RECEIVE);
	assert_string_equal(name, "FILE-receive@Send");
	free(name);
	assert_null(handler_suggested(f->model, "SOAP", DIRECTION_RECEIVE));
	fixture_add(f, "receive-port", "name=In", NULL);
	fixture_add(f, "receive-location", "name=L", "receive_port=In",
	    "receive_pipeline=PassThruReceive", "file.receive_folder=/srv/in",
	    NULL);
	assert_int_equal(1, model_exists(f->model, "receive-location", "L"));
}

/* The default of its adapter, as one must be. */
static void
test_first_is_default(void **state)
{
	struct fixture *f = *state;

	fixture_add(f, "handler", "adapter=SOAP", "direction=send",
	    "host=Spare", NULL);
	fixture_add(f, "handler", "adapter=SOAP", "direction=send",
	    "host=Send", NULL);
	fixture_add(f, "handler", "adapter=SOAP", "direction=receive",
	    "host=Web", NULL);
	expect_handlers(f, "SOAP", "SOAP-receive@Web SOAP-send@Send "
	    "SOAP-send@Spare*");
}

/* ---- another adapter ---------------------------------------------------- */

static void
expect_prop(struct fixture *f, const char *name, const char *want)
{
	struct object *o = model_find(f->model, KIND, "P", NULL);
	const char *have = props_get(&o->props, name);

	if (!str_same(have, want))
		fail_msg("%s: %s", name, have != NULL ? have : "none");
	object_free(o);
}

/* What the former one was given goes in the same revision. */
static void
test_change_adapter(void **state)
{
	struct fixture *f = *state;
	struct revisions list = { 0 };
	struct history_query q = { .limit = 1 };
	struct err err = { 0 };

	SAVED(f, PORT, "http.redirects=2");
	SAVED(f, "name=P", "backup_adapter=HTTP",
	    "backup_handler=HTTP-send@Send", "backup_http.url=http://b/",
	    "adapter=FILE", "handler=FILE-send@Send",
	    "file.destination_folder=/srv/out");
	expect_prop(f, "http.url", NULL);
	expect_prop(f, "http.redirects", NULL);
	expect_prop(f, "backup_http.url", "http://b/");
	assert_true(history_list(f->model, &q, &list, &err));
	assert_true(list.n == 1 && list.v[0].n >= 5);
	revisions_clear(&list);
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect_prop(f, "http.url", "https://a.example/");
	expect_prop(f, "http.redirects", "2");
	expect_prop(f, "backup_http.url", NULL);
}

/* Of an adapter without a table they are kept while it is named. */
static void
test_change_unknown(void **state)
{
	struct fixture *f = *state;
	struct object *before, *now;
	struct err err = { 0 };

	SAVED(f, PORT);
	fixture_add(f, "adapter", "adapter=FTP", NULL);
	SAVED(f, "name=P", "adapter=FTP", "handler=FTP-send@Send");
	expect_prop(f, "http.url", NULL);
	before = model_find(f->model, KIND, "P", NULL);
	now = object_copy(before);
	props_set(&now->props, "ftp.Mode", "active");
	props_set(&now->props, "encoder.signature_type", "blob");
	assert_true(edit_update_one(f->model, before, now, &err));
	SAVED(f, "name=P", "description=x");
	expect_prop(f, "ftp.Mode", "active");
	SAVED(f, PORT);
	expect_prop(f, "ftp.Mode", NULL);
	expect_prop(f, "encoder.signature_type", "blob");
	object_free(before);
	object_free(now);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(test_round_trip), TEST(test_hosts), TEST(test_rules),
		TEST(test_inherited), TEST(test_preselected),
		TEST(test_preselected_host),
		TEST(test_other_adapter), TEST(test_change_adapter),
		TEST(test_change_unknown), TEST(test_adapter),
		TEST(test_adapter_refused), TEST(test_first_is_default),
		TEST(test_suggested),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
