/* SPDX-License-Identifier: ISC */
/* Adapters: addresses, rules and client certificates of each. */
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
	fixture_add(f, "handler", "adapter=SOAP", "direction=send",
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

#define PORT(adapter) "name=P", "adapter=" adapter, \
	"handler=" adapter "-send@Send", "send_pipeline=PassThruTransmit"
#define CERT "0123456789ABCDEF0123456789ABCDEF01234567"

static void
test_file(void **state)
{
	struct fixture *f = *state;

	SAVED(f, PORT("FILE"), "file.destination_folder=/out/",
	    "file.copy_mode=overwrite", "file.allow_cache=true");
	expect(f, "uri", "/out/%MessageID%.xml");
	REFUSED(f, "file.use_temporary", "file.use_temporary: needs "
	    "copy_mode create-new", "file.use_temporary=true");
	SAVED(f, "file.use_temporary=true", "file.copy_mode=create-new");
	REFUSED(f, "file.use_credentials", "file.use_credentials: needs a "
	    "folder of a share, //SERVER/SHARE/...",
	    "file.use_credentials=true");
	REFUSED(f, "file.user", "file.user: a value is needed",
	    "file.use_credentials=true", "file.destination_folder=//s/out");
	REFUSED(f, "file.password", "file.password: a value is needed",
	    "file.use_credentials=true", "file.destination_folder=//s/out",
	    "file.user=DOM\\me");
	SAVED(f, "file.use_credentials=true",
	    "file.destination_folder=//s/out", "file.user=DOM\\me",
	    "file.password=secret");
}

static void
test_http(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "http.url", "http.url: a value is needed", PORT("HTTP"));
	REFUSED(f, "http.url", "http: url: URL such as "
	    "https://partner.example/edi expected (ftp://x)", PORT("HTTP"),
	    "http.url=ftp://x");
	REFUSED(f, "http.url", "http: url: must not contain a user name or "
	    "password", PORT("HTTP"), "http.url=https://me:pw@x/");
	SAVED(f, PORT("HTTP"), "http.url=https://partner.example/edi?a=1@b");
	expect(f, "uri", "https://partner.example/edi?a=1@b");
	REFUSED(f, "http.user", "http.user: a value is needed",
	    "http.authentication=basic");
	REFUSED(f, "http.use_sso", "http.use_sso: needs Basic or Digest "
	    "authentication", "http.use_sso=true");
	REFUSED(f, "http.affiliate_application", "http.affiliate_application:"
	    " a value is needed", "http.use_sso=true",
	    "http.authentication=digest");
	REFUSED(f, "http.proxy_server", "http.proxy_server: a value is "
	    "needed", "http.proxy=own");
	/* Check 18 of dialogs section 15. */
	REFUSED(f, "http.password", "http.password: a value is needed",
	    "http.authentication=basic", "http.user=me");
	SAVED(f, "http.authentication=basic", "http.user=me",
	    "http.password=secret", "http.proxy_password=secret",
	    "http.proxy=own", "http.proxy_server=proxy", "http.timeout=0");
}

static void
test_soap(void **state)
{
	struct fixture *f = *state;

	SAVED(f, PORT("SOAP"), "soap.url=http://partner/orders.asmx",
	    "soap.authentication=ntlm", "soap.soap12=true");
	expect(f, "uri", "http://partner/orders.asmx");
	REFUSED(f, "soap.password", "soap.password: a value is needed",
	    "soap.authentication=digest", "soap.user=me");
	REFUSED(f, "soap.assembly", "soap.assembly: a value is needed",
	    "soap.explicit_proxy_class=true");
	REFUSED(f, "soap.type_name", "soap.type_name: a value is needed",
	    "soap.explicit_proxy_class=true", "soap.assembly=a.dll");
}

/* Where a client certificate is used, whatever the transport's role. */
static void
test_client_certificates(void **state)
{
	static const struct { const char *field, *usage; } want[] = {
		{ "backup_soap.client_certificate", "soap" },
		{ "http.certificate", "https" },
	};
	struct assignments used = { 0 };
	struct fixture *f = *state;
	struct err err = { 0 };
	size_t i, at;

	SAVED(f, PORT("HTTP"), "http.url=https://partner.example/",
	    "http.certificate=" CERT, "backup_adapter=SOAP",
	    "backup_handler=SOAP-send@Send", "backup_soap.url=http://spare/",
	    "backup_soap.client_certificate=" CERT);
	expect(f, "backup_uri", "http://spare/");
	assert_true(model_assignments(f->model, CERT, &used, &err));
	assert_int_equal(used.n, ARRAY_SIZE(want));
	for (i = 0; i < used.n; i++) {
		at = strcmp(used.v[i].field, want[0].field) != 0;
		assert_string_equal(used.v[i].field, want[at].field);
		assert_string_equal(used.v[i].usage, want[at].usage);
		assert_string_equal(used.v[i].name, "P");
	}
	assignments_clear(&used);
	REFUSED(f, "http.certificate", "http: certificate: 40 hexadecimal "
	    "digits expected (12)", "http.certificate=12");
}

/* HTTP and SOAP receive in isolated hosts only. */
static void
test_receive(void **state)
{
	struct fixture *f = *state;
	struct object *o = object_new(kind_find("handler"));
	struct err err = { 0 };

	assert_true(object_set(o, f->model, "adapter", "HTTP", &err));
	assert_true(object_set(o, f->model, "host", "Send", &err));
	assert_false(edit_create_one(f->model, o, &err));
	assert_non_null(strstr(err.text, "isolated hosts only (Send)"));
	object_free(o);
	fixture_add(f, "host", "name=Web", "type=isolated", NULL);
	fixture_add(f, "handler", "adapter=HTTP", "direction=receive",
	    "host=Web", NULL);
	fixture_add(f, "receive-port", "name=In", NULL);
	fixture_add(f, "receive-location", "name=L", "receive_port=In",
	    "adapter=HTTP", "handler=HTTP-receive@Web",
	    "receive_pipeline=PassThruReceive",
	    "http.virtual_path=/edi/receive", NULL);
	o = model_find(f->model, "receive-location", "L", &err);
	assert_true(object_set(o, f->model, "uri", "/edi/receive", &err));
	assert_false(object_set(o, f->model, "http.virtual_path", "/a/../b",
	    &err));
	object_free(o);
}

/* Some HTTP properties hold for one-way or for two-way locations only. */
static void
test_applies(void **state)
{
	struct fixture *f = *state;
	struct object *o = object_new(kind_find("receive-location"));
	struct slots slots = { 0 };
	struct err err = { 0 };

	fixture_add(f, "receive-port", "name=In", NULL);
	fixture_add(f, "receive-port", "name=Ask", "two_way=true", NULL);
	assert_true(object_set(o, f->model, "name", "L", &err));
	assert_true(object_set(o, f->model, "adapter", "HTTP", &err));
	assert_true(object_set(o, f->model, "receive_port", "In", &err));
	object_slots(o, f->model, &slots);
	assert_non_null(slots_find(&slots, "http.return_handle"));
	assert_null(slots_find(&slots, "http.loopback"));
	assert_null(slots_find(&slots, "http.return_content_type"));
	slots_clear(&slots);
	assert_false(object_set(o, f->model, "http.loopback", "true", &err));
	assert_true(object_set(o, f->model, "receive_port", "Ask", &err));
	object_slots(o, f->model, &slots);
	assert_null(slots_find(&slots, "http.return_handle"));
	assert_non_null(slots_find(&slots, "http.return_content_type"));
	slots_clear(&slots);
	assert_true(object_set(o, f->model, "http.loopback", "true", &err));
	/* Left over from the choice before. */
	assert_true(object_set(o, f->model, "receive_port", "In", &err));
	fixture_add(f, "host", "name=Web", "type=isolated", NULL);
	fixture_add(f, "handler", "adapter=HTTP", "direction=receive",
	    "host=Web", NULL);
	assert_true(object_set(o, f->model, "handler", "HTTP-receive@Web",
	    &err));
	assert_true(object_set(o, f->model, "receive_pipeline",
	    "PassThruReceive", &err));
	assert_true(object_set(o, f->model, "http.virtual_path", "/a", &err));
	assert_false(edit_create_one(f->model, o, &err));
	assert_string_equal(err.part, "http.loopback");
	assert_non_null(strstr(err.text,
	    "does not apply to this receive-location (true)"));
	object_free(o);
}

/* Dialogs 4.2, 7.1: two-way, only those that can are offered. */
static void
test_offered(void **state)
{
	static const char *const names[] = { "adapter", "backup_adapter" };
	struct object *o = object_new(kind_find("send-port"));
	const struct choice *offered;
	const struct field *f;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		f = kind_field(o->kind, names[i]);
		assert_ptr_equal(f->offered(o), adapter_choices);
	}
	assert_true(object_set(o, NULL, "two_way", "true", NULL));
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct adapter *a = adapters;

		f = kind_field(o->kind, names[i]);
		for (offered = f->offered(o); offered->name != NULL;
		    offered++, a++) {
			while (a->name != NULL && !a->two_way)
				a++;
			assert_string_equal(offered->name, a->name);
		}
		for (; a->name != NULL; a++)
			assert_false(a->two_way);
	}
	object_free(o);
}

/* Dialogs 10.2: folders, masks, lengths, times. */
static void
test_file_rules(void **state)
{
	static const struct { const char *name, *value, *words; } bad[] = {
		{ "receive_folder", "C:\\in", "absolute path expected" },
		{ "receive_folder", "in", "absolute path expected" },
		{ "receive_folder", "/in/../x", "must not go up" },
		{ "receive_folder", "/in/..", "must not go up" },
		{ "file_mask", "a|b", "is not allowed" },
		{ "file_mask", "a/b", "is not allowed" },
		{ "polling_interval", "999", "from 1000 to 3600000" },
		{ "polling_interval", "0", "from 1 to 3600000" },
		{ "polling_interval", "3600001", "from 1 to 3600000" },
		{ "remove_retry_count", "101", "from 0 to 100" },
		{ "batch_size", "257", "from 1 to 256" },
		{ "batch_bytes", "1023", "from 1024" },
	};
	struct fixture *f = *state;
	struct object *o = object_new(kind_find("receive-location"));
	struct err err = { 0 };
	char folder[256], *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		name = xasprintf("file.%s", bad[i].name);
		assert_false(object_set(o, f->model, name, bad[i].value,
		    &err));
		if (strstr(err.text, bad[i].words) == NULL)
			fail_msg("%s", err.text);
		assert_string_equal(err.part, name);
		free(name);
	}
	assert_true(object_set(o, f->model, "file.polling_interval", "1",
	    &err));
	assert_true(object_set(o, f->model, "file.receive_folder",
	    "//server/share", &err));
	object_free(o);
	/* Folder, '/' and "x": 256 bytes are taken, 257 are not. */
	memset(folder, 'f', sizeof(folder));
	folder[0] = '/';
	folder[254] = '\0';
	name = xasprintf("file.destination_folder=%s", folder);
	SAVED(f, PORT("FILE"), "file.file_name=x", name);
	REFUSED(f, "file.destination_folder", "file.destination_folder: "
	    "folder and name together at most 256 bytes (257)",
	    "file.file_name=xy");
	free(name);
}

/* A backup transport has no place on a dynamic port. */
static void
test_dynamic(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, "backup_adapter", "send-port has no such field "
	    "(backup_adapter)", "name=P", "dynamic=true",
	    "backup_adapter=FILE");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(test_file), TEST(test_http), TEST(test_soap),
		TEST(test_client_certificates), TEST(test_receive),
		TEST(test_applies), TEST(test_offered), TEST(test_file_rules),
		TEST(test_dynamic),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
