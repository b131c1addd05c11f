/* SPDX-License-Identifier: ISC */
/*
 * What `show --json` prints of any object of any kind is taken by `new` under
 * another name and by `set` on the object itself, which changes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "cli/assign.h"
#include "cli/json.h"
#include "model/edit.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"
#include "tests/lib/fixture.h"
#include "tests/lib/variants.h"

/* As the command line does with --from and these words. */
static bool
take(struct model *m, const struct object *from, struct object *o,
    const char *const *words, size_t n, struct err *err)
{
	struct assigns assigns = { 0 };
	json_t *doc = json_of_object(from, m);
	bool ok = assigns_read(&assigns, words, n, doc, err) &&
	    assigns_apply(&assigns, m, o, err);

	assigns_clear(&assigns);
	json_decref(doc);
	return ok;
}

static bool
name_is_free(const struct kind *k)
{
	return (k->fields[0].flags & FIELD_DERIVED) == 0;
}

/* What no other object takes over. */
static void
check_own(const struct object *from, const struct object *o)
{
	struct object *fresh = object_new(o->kind);
	const struct field *f;

	for (f = o->kind->fields; f < o->kind->fields + o->kind->nfields; f++)
		if (((f->flags & FIELD_STATE) || f->only != NULL) &&
		    !field_equal(f, o, fresh))
			fail_msg("%s %s: %s is taken over", o->kind->name,
			    from->name, f->name);
	object_free(fresh);
}

/* True: it could be saved; false: what there is once is there already. */
static bool
made_again(struct model *m, const struct object *from)
{
	struct object *o = object_new(from->kind);
	struct err err = { 0 };
	bool ok;

	if (name_is_free(from->kind))
		if (!object_set(o, m, "name", "Another", &err))
			fail_msg("%s: %s", from->kind->name, err.text);
	if (!take(m, from, o, NULL, 0, &err))
		fail_msg("new --from %s %s: %s", from->kind->name, from->name,
		    err.text);
	check_own(from, o);
	/* A document has no password to give, which may be needed. */
	ok = edit_check(m, NULL, o, &err) ||
	    object_is_secret(o->kind, err.part);
	if (!ok && err.code != ERR_EXISTS)
		fail_msg("new --from %s %s: %s", from->kind->name, from->name,
		    err.text);
	object_free(o);
	return ok;
}

static void
set_again(struct model *m, const struct object *from)
{
	struct object *o = object_copy(from);
	struct changes c = { 0 };
	struct err err = { 0 };

	if (!take(m, from, o, NULL, 0, &err))
		fail_msg("set --from %s %s: %s", from->kind->name, from->name,
		    err.text);
	object_diff(from, o, &c);
	if (c.n > 0)
		fail_msg("set --from %s %s: changes %s", from->kind->name,
		    from->name, c.v[0].field);
	changes_clear(&c);
	object_free(o);
}

static void
test_every_kind(void **state)
{
	struct fixture *f = *state;
	struct objects all;
	size_t k, i, made;

	for (k = 0; kinds[k] != NULL; k++) {
		memset(&all, 0, sizeof(all));
		assert_true(model_select(f->model, kinds[k], NULL, NULL,
		    &all, NULL));
		assert_true(all.n > 0);
		for (i = made = 0; i < all.n; i++) {
			set_again(f->model, all.v[i]);
			if (!kinds[k]->single && !kinds[k]->fixed)
				made += made_again(f->model, all.v[i]);
		}
		/* A composed name, or an address, is there already. */
		if (!kinds[k]->single && !kinds[k]->fixed &&
		    name_is_free(kinds[k]) &&
		    kinds[k] != &kind_receive_location)
			assert_true(made > 0);
		objects_clear(&all);
	}
}

static struct object *
get(struct fixture *f, const char *kind, const char *name)
{
	struct err err = { 0 };
	struct object *o = model_find(f->model, kind, name, &err);

	if (o == NULL)
		fail_msg("%s", err.text);
	return o;
}

#define TAKE(f, from, o, ...) do { \
	const char *const words_[] = { __VA_ARGS__ }; \
	struct err err_ = { 0 }; \
	if (!take((f)->model, from, o, words_, ARRAY_SIZE(words_), &err_)) \
		fail_msg("%s", err_.text); \
	if (!edit_create_one((f)->model, o, &err_)) \
		fail_msg("%s", err_.text); \
} while (0)

/* With another address than the document's, and with another adapter. */
static void
test_words(void **state)
{
	struct fixture *f = *state;
	struct object *from = get(f, "send-port", "Contoso Confirmations");
	struct object *o = object_new(&kind_send_port);

	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=EdiSend", NULL);
	TAKE(f, from, o, "name=Elsewhere",
	    "file.destination_folder=/srv/elsewhere");
	assert_string_equal(((struct send_port *)o)->uri,
	    "/srv/elsewhere/%MessageID%.p7m");
	assert_int_equal(((struct send_port *)o)->state, PORT_BOUND);
	object_free(o);
	o = object_new(&kind_send_port);
	TAKE(f, from, o, "name=By HTTP", "adapter=HTTP",
	    "handler=HTTP-send@EdiSend", "http.url=https://a.example/");
	assert_null(props_get(&o->props, "file.destination_folder"));
	assert_string_equal(props_get(&o->props, "encoder.signature_type"),
	    "blob");
	object_free(o);
	object_free(from);
}

/* An adapter without a table: its address and properties are kept. */
static void
test_foreign(void **state)
{
	struct fixture *f = *state;
	struct object *o = object_new(&kind_send_port), *from;
	struct err err = { 0 };

	fixture_add(f, "adapter", "adapter=FTP", NULL);
	from = object_copy(o);
	assert_true(object_set(from, f->model, "adapter", "FTP", &err));
	assert_true(object_set(from, f->model, "name", "Foreign", &err));
	assert_true(object_set(from, f->model, "handler", "FTP-send@EdiReceive",
	    &err));
	assert_true(object_set(from, f->model, "send_pipeline",
	    "PassThruTransmit", &err));
	assert_true(object_set(from, f->model, "uri", "ftp://a/b", &err));
	props_set(&from->props, "ftp.Mode", "active");
	props_set(&from->props, "encoder.signature_type", "blob");
	if (!edit_create_one(f->model, from, &err))
		fail_msg("%s", err.text);
	TAKE(f, from, o, "name=Foreign 2");
	assert_string_equal(((struct send_port *)o)->uri, "ftp://a/b");
	assert_string_equal(props_get(&o->props, "ftp.Mode"), "active");
	assert_string_equal(props_get(&o->props, "encoder.signature_type"),
	    "blob");
	object_free(o);
	object_free(from);
}

/* A word in a document that means nothing is said, whatever its prefix. */
static void
test_unknown(void **state)
{
	static const struct { const char *key, *says; } bad[] = {
		{ "retry_cuont", "did you mean retry_count?" },
		{ "file.destination_fodler",
		    "did you mean file.destination_folder?" },
		{ "encoder.signature_tipe", "no such field" },
		{ "receive_pipeline", "no such field" },
	};
	struct fixture *f = *state;
	struct assigns assigns;
	struct object *o;
	struct err err;
	json_t *doc;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&assigns, 0, sizeof(assigns));
		memset(&err, 0, sizeof(err));
		o = object_new(&kind_send_port);
		doc = json_object();
		json_object_set_new(doc, bad[i].key, json_string("5"));
		assert_true(assigns_read(&assigns, NULL, 0, doc, &err));
		assert_false(assigns_apply(&assigns, f->model, o, &err));
		if (strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].key, err.text);
		assigns_clear(&assigns);
		json_decref(doc);
		object_free(o);
	}
}

static int
setup(void **state)
{
	struct fixture *f = fixture_new(true);

	variants_ground(f->model);
	variants_make_all(f->model);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_unknown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("documents", tests, setup,
	    teardown);
}
