/* SPDX-License-Identifier: ISC */
/*
 * For the tests of this room: a group made for each test, objects made of
 * texts as on the command line, and a scene of a few of them.
 */
#ifndef TESTS_MODEL_SCENE_H
#define TESTS_MODEL_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/kinds/host.h"
#include "model/kinds/party.h"
#include "model/kinds/receive_location.h"
#include "model/model.h"

#define UNUSED __attribute__((unused))

/* The alias that each party has by itself. */
#define AUTOMATIC(name) "Organization|OrganizationName|" name ";"

struct state {
	char dir[64];
	struct settings settings;
	struct model *m;
};

static UNUSED int
setup(void **state)
{
	struct state *s = xcalloc(1, sizeof(*s));
	struct err err = { 0 };

	strcpy(s->dir, "/tmp/sealport-edit-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->settings = (struct settings){
		.database = xasprintf("%s/group.db", s->dir),
		.stores = xasprintf("%s/stores", s->dir),
		.computer = xstrdup("SERVER1"),
		.administrators = xstrdup(""), .operators = xstrdup(""),
		.auditors = xstrdup(""),
		.expiry_warn_days = 30, .crl_max_age_days = 7,
		.inventory_max_age_hours = 24,
	};
	s->m = model_create(&s->settings, "Test group", &err);
	if (s->m == NULL)
		print_error("%s\n", err.text);
	assert_non_null(s->m);
	*state = s;
	return 0;
}

static UNUSED int
teardown(void **state)
{
	struct state *s = *state;
	char *cmd = xasprintf("rm -rf %s", s->dir);

	model_close(s->m);
	settings_clear(&s->settings);
	assert_int_equal(system(cmd), 0);
	free(cmd);
	free(s);
	return 0;
}

/* Create an object from "name=value" texts, NULL ended. */
static UNUSED bool
create(struct model *m, const char *kind, const char *const *sets,
    struct err *err)
{
	struct object *o = object_new(kind_find(kind));
	bool ok = true;
	char *name;
	const char *eq;

	err_clear(err);
	for (; ok && *sets != NULL; sets++) {
		eq = strchr(*sets, '=');
		name = xstrndup(*sets, (size_t)(eq - *sets));
		ok = object_set(o, m, name, eq + 1, err);
		free(name);
	}
	ok = ok && edit_create_one(m, o, err);
	object_free(o);
	return ok;
}

#define CREATE(m, kind, ...) do { \
	struct err e_ = { 0 }; \
	bool ok_ = create(m, kind, \
	    (const char *const[]){ __VA_ARGS__, NULL }, &e_); \
	if (!ok_) \
		print_error("%s\n", e_.text); \
	assert_true(ok_); \
} while (0)

#define REFUSED(m, kind, message, ...) do { \
	struct err e_ = { 0 }; \
	assert_false(create(m, kind, \
	    (const char *const[]){ __VA_ARGS__, NULL }, &e_)); \
	assert_string_equal(e_.text, message); \
} while (0)

static UNUSED void
make_scene(struct model *m)
{
	CREATE(m, "host", "name=Receive", "is_default=true");
	CREATE(m, "host", "name=Other");
	CREATE(m, "host-instance", "host=Receive", "computer=SERVER1",
	    "account=edi");
	CREATE(m, "handler", "adapter=FILE", "direction=receive",
	    "host=Receive");
	CREATE(m, "receive-port", "name=Orders", "authentication=drop");
	CREATE(m, "receive-location", "name=Orders in",
	    "receive_port=Orders", "file.receive_folder=/srv/in",
	    "handler=FILE-receive@Receive", "receive_pipeline=SMIMEReceive");
	CREATE(m, "party", "name=Contoso",
	    "aliases=WindowsUser|WindowsUser|CONTOSO\\edi;",
	    "signature_certificate="
	    "0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567");
}

static UNUSED char *
value_of(struct model *m, const char *kind, const char *name,
    const char *field)
{
	struct object *o = model_find(m, kind, name, NULL);
	struct slots slots = { 0 };
	char *text;

	assert_non_null(o);
	object_slots(o, m, &slots);
	assert_non_null(slots_find(&slots, field));
	text = slot_get(o, slots_find(&slots, field));
	slots_clear(&slots);
	object_free(o);
	return text;
}

static UNUSED void
assert_value(struct model *m, const char *kind, const char *name,
    const char *field, const char *expected)
{
	char *text = value_of(m, kind, name, field);

	assert_string_equal(text, expected);
	free(text);
}

static UNUSED bool
delete_named(struct model *m, const char *kind, const char *name,
    struct err *err)
{
	struct object *o = model_find(m, kind, name, err);
	bool ok = o != NULL && edit_delete_one(m, o, err);

	object_free(o);
	return ok;
}

#endif
