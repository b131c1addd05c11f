/* SPDX-License-Identifier: ISC */
/* Secrets: sealed when set, found nowhere else, merged, never taken back. */
#include "tests/model/scene.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/seal.h"
#include "model/adapter.h"
#include "model/reference.h"
#include "model/secret.h"

#define PLAIN "Swordfish-42"
#define OTHER "Trout-and-7"

static void
make_port(struct model *m)
{
	make_scene(m);
	CREATE(m, "handler", "adapter=HTTP", "direction=send",
	    "host=Receive");
	CREATE(m, "send-port", "name=Orders", "adapter=HTTP",
	    "handler=HTTP-send@Receive", "send_pipeline=PassThruTransmit",
	    "http.url=https://a.example/", "http.authentication=basic",
	    "http.user=joe", "http.password=" PLAIN);
	CREATE(m, "affiliate-application", "name=SAP", "user_name=edi",
	    "password=" PLAIN);
}

/* One field of a stored object; false with the reason. */
static bool
change(struct model *m, const char *kind, const char *name,
    const char *field, const char *text, struct err *err)
{
	struct object *before = model_find(m, kind, name, err), *now;
	bool ok;

	assert_non_null(before);
	now = object_copy(before);
	ok = object_set(now, m, field, text, err) &&
	    edit_update_one(m, before, now, err);
	object_free(before);
	object_free(now);
	return ok;
}

#define CHANGED(m, kind, name, field, to) do { \
	struct err e_ = { 0 }; \
	if (!change(m, kind, name, field, to, &e_)) \
		fail_msg("%s", e_.text); \
} while (0)

static void
assert_opens(struct model *m, const char *kind, const char *name,
    const char *field, const char *expected)
{
	struct object *o = model_find(m, kind, name, NULL);
	struct buf out = { 0 };
	struct err err = { 0 };

	assert_non_null(o);
	if (!model_unseal(m, o, field, &out, &err))
		fail_msg("%s", err.text);
	assert_true(out.secret);
	assert_string_equal((char *)out.data, expected);
	buf_clear(&out);
	object_free(o);
}

/* ---- nothing leaks ------------------------------------------------------ */

static bool
contains(const char *path, const char *text)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	bool found;

	if (access(path, F_OK) != 0)
		return false;
	assert_true(file_read(&b, path, 100 << 20, &err));
	found = memmem(b.data, b.len, text, strlen(text)) != NULL;
	buf_clear(&b);
	return found;
}

static void
assert_not_in_files(const struct state *s, const char *text)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", ".key" };
	char *path;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		path = xasprintf("%s/group.db%s", s->dir, suffixes[i]);
		assert_false(contains(path, text));
		free(path);
	}
}

/* The history has only the words. */
static void
assert_history(struct model *m, const char *kind, const char *field,
    const char *old_value, const char *new_value)
{
	struct history_query q = { .limit = 1 };
	struct revisions list = { 0 };
	struct err err = { 0 };
	const struct history_change *c;
	bool found = false;
	size_t i;

	assert_true(history_list(m, &q, &list, &err));
	for (i = 0; i < list.v[0].n; i++) {
		c = &list.v[0].changes[i];
		if (strcmp(c->kind, kind) != 0 || strcmp(c->field, field))
			continue;
		found = true;
		assert_true(str_same(c->old_value, old_value));
		assert_true(str_same(c->new_value, new_value));
	}
	assert_true(found);
	revisions_clear(&list);
}

static void
assert_shown(struct model *m, const char *kind, const char *name,
    const char *field, const char *expected)
{
	struct object *o = model_find(m, kind, name, NULL);
	struct slots slots = { 0 };
	const struct slot *s;
	char *text, *shown;

	object_slots(o, m, &slots);
	s = slots_find(&slots, field);
	assert_non_null(s);
	text = slot_get(o, s);
	shown = slot_show(o, s);
	assert_string_equal(text, "");
	assert_string_equal(shown, expected);
	free(text);
	free(shown);
	slots_clear(&slots);
	object_free(o);
}

static void
test_sealed(void **state)
{
	struct state *s = *state;
	int64_t n;
	struct err err = { 0 };

	make_port(s->m);
	assert_history(s->m, "affiliate-application", "password", NULL,
	    "set");
	assert_opens(s->m, "send-port", "Orders", "http.password", PLAIN);
	assert_opens(s->m, "affiliate-application", "SAP", "password",
	    PLAIN);
	assert_shown(s->m, "send-port", "Orders", "http.password", "(set)");
	assert_shown(s->m, "send-port", "Orders", "http.proxy_password", "");
	assert_shown(s->m, "affiliate-application", "SAP", "password",
	    "(set)");
	CHANGED(s->m, "send-port", "Orders", "http.password", OTHER);
	assert_history(s->m, "send-port", "http.password", "set", "changed");
	assert_opens(s->m, "send-port", "Orders", "http.password", OTHER);
	CHANGED(s->m, "send-port", "Orders", "http.authentication",
	    "anonymous");
	CHANGED(s->m, "send-port", "Orders", "http.password", "");
	assert_history(s->m, "send-port", "http.password", "set", NULL);
	assert_opens(s->m, "send-port", "Orders", "http.password", "");
	assert_true(history_verify(s->m, &n, &err));
	assert_not_in_files(s, PLAIN);
	assert_not_in_files(s, OTHER);
}

/* What looks like a token is a password like any other. */
static void
test_typed_token(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *o;
	char *token;

	make_port(m);
	o = model_find(m, "send-port", "Orders", NULL);
	token = xstrdup(object_token(o, "http.password"));
	assert_true(seal_is_token(token));
	CHANGED(m, "send-port", "Orders", "http.password", token);
	assert_opens(m, "send-port", "Orders", "http.password", token);
	free(token);
	object_free(o);
}

/* Errors name the field and not what was typed. */
static void
test_refused(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	char *longer = xcalloc(258, 1);
	struct err err = { 0 };

	make_port(m);
	memset(longer, 'x', 257);
	assert_false(change(m, "send-port", "Orders", "http.password",
	    longer, &err));
	assert_string_equal(err.text,
	    "http.password: at most 256 bytes (257)");
	assert_string_equal(err.part, "http.password");
	assert_false(change(m, "send-port", "Orders", "http.password",
	    "a\tb", &err));
	assert_string_equal(err.text,
	    "http.password: control characters are not allowed");
	assert_false(change(m, "affiliate-application", "SAP", "password",
	    "\xff", &err));
	assert_string_equal(err.text, "password: not valid UTF-8");
	assert_false(change(m, "affiliate-application", "SAP", "password",
	    "", &err));
	assert_string_equal(err.text, "password: a value is needed");
	free(longer);
}

/* It goes with its adapter. */
static void
test_left_behind(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *before, *now;
	struct err err = { 0 };

	make_port(m);
	CREATE(m, "handler", "adapter=FILE", "direction=send",
	    "host=Receive");
	before = model_find(m, "send-port", "Orders", NULL);
	now = object_copy(before);
	assert_true(object_set(now, m, "adapter", "FILE", &err) &&
	    object_set(now, m, "handler", "FILE-send@Receive", &err) &&
	    object_set(now, m, "file.destination_folder", "/srv/out",
	    &err));
	if (!edit_update_one(m, before, now, &err))
		fail_msg("%s", err.text);
	assert_history(m, "send-port", "http.password", "set", NULL);
	object_free(now);
	now = model_find(m, "send-port", "Orders", NULL);
	assert_null(object_token(now, "http.password"));
	object_free(before);
	object_free(now);
}

/* A handler's is its own: the ports that go by it show nothing of it. */
static void
test_handler(void **state)
{
	struct state *s = *state;
	struct object *o;
	struct slots slots = { 0 };

	make_port(s->m);
	CHANGED(s->m, "handler", "HTTP-send@Receive", "http.proxy_password",
	    OTHER);
	assert_history(s->m, "handler", "http.proxy_password", NULL, "set");
	assert_opens(s->m, "handler", "HTTP-send@Receive",
	    "http.proxy_password", OTHER);
	assert_shown(s->m, "handler", "HTTP-send@Receive",
	    "http.proxy_password", "(set)");
	assert_shown(s->m, "send-port", "Orders", "http.proxy_password", "");
	o = model_find(s->m, "send-port", "Orders", NULL);
	object_slots(o, s->m, &slots);
	assert_string_equal(slots_find(&slots, "http.proxy_password")->
	    inherited, "");
	slots_clear(&slots);
	object_free(o);
	assert_not_in_files(s, OTHER);
}

/* The rows of a table are found by name; how many of them are secrets. */
static size_t
known(const char *kind, const char *prefix, const struct adapter_side *side)
{
	const struct kind *k = kind_find(kind);
	const struct field *f;
	size_t secrets = 0;
	char *name;

	if (side == NULL)
		return 0;
	for (f = side->fields; f < side->fields + side->nfields; f++) {
		name = xasprintf("%s.%s", prefix, f->name);
		assert_ptr_equal(kind_field(k, name), f);
		secrets += object_is_secret(k, name);
		free(name);
	}
	return secrets;
}

/* Every secret and reference among properties is known by name alone. */
static void
test_known_by_name(void **state)
{
	size_t sent = 0, received = 0, handled = 0;
	const struct adapter *a;

	(void)state;
	for (a = adapters; a->name != NULL; a++) {
		assert_int_equal(known("send-port", a->prefix, a->send),
		    known("send-port", a->backup, a->send));
		sent += known("send-port", a->backup, a->send);
		received += known("receive-location", a->prefix, a->receive);
		handled += known("handler", a->prefix, a->send_handler) +
		    known("handler", a->prefix, a->receive_handler);
	}
	assert_int_equal(sent, 5);
	assert_int_equal(received, 1);
	assert_int_equal(handled, 2);
	assert_null(kind_field(kind_find("send-port"), "http"));
	assert_null(kind_field(kind_find("send-port"), "http.nothing"));
	assert_null(kind_field(kind_find("send-port"), "ftp.password"));
	assert_null(kind_field(kind_find("receive-location"),
	    "backup_file.password"));
	assert_null(kind_field(kind_find("handler"), "http.password"));
	assert_null(kind_field(kind_find("handler"), "file.file_mask"));
}

/* ---- two people --------------------------------------------------------- */

static void
test_merge(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *before, *now;
	struct err err = { 0 };

	make_port(m);
	before = model_find(m, "send-port", "Orders", NULL);
	/* Another field is changed: the new password stays. */
	CHANGED(m, "send-port", "Orders", "http.password", OTHER);
	now = object_copy(before);
	assert_true(object_set(now, m, "retry_count", "9", &err));
	assert_true(edit_update_one(m, before, now, &err));
	assert_opens(m, "send-port", "Orders", "http.password", OTHER);
	object_free(now);
	/* The same one: whoever is second has to decide. */
	now = object_copy(before);
	assert_true(object_set(now, m, "http.password", "third", &err));
	assert_false(edit_update_one(m, before, now, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_string_equal(err.text, "send-port Orders: http.password: "
	    "somebody else has changed it meanwhile (theirs: changed, "
	    "yours: changed)");
	object_free(now);
	object_free(before);
	/* A member in the same way. */
	before = model_find(m, "affiliate-application", "SAP", NULL);
	CHANGED(m, "affiliate-application", "SAP", "password", OTHER);
	now = object_copy(before);
	assert_true(object_set(now, m, "contact", "Ann", &err));
	assert_true(edit_update_one(m, before, now, &err));
	assert_opens(m, "affiliate-application", "SAP", "password", OTHER);
	object_free(now);
	now = object_copy(before);
	assert_true(object_set(now, m, "password", "third", &err));
	assert_false(edit_update_one(m, before, now, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	object_free(now);
	object_free(before);
}

/* ---- undo --------------------------------------------------------------- */

static void
assert_again(struct assignments *a, size_t n, const char *kind,
    const char *name, const char *field)
{
	assert_int_equal(a->n, n);
	assert_string_equal(a->v[0].kind, kind);
	assert_string_equal(a->v[0].name, name);
	assert_string_equal(a->v[0].field, field);
	assignments_clear(a);
}

static void
test_undo(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct object *before, *now;
	struct assignments again = { 0 };
	struct err err = { 0 };
	int64_t n, one, two;

	make_port(m);
	before = model_find(m, "send-port", "Orders", NULL);
	now = object_copy(before);
	assert_true(object_set(now, m, "http.password", OTHER, &err) &&
	    object_set(now, m, "http.user", "bert", &err));
	assert_true(edit_update_one(m, before, now, &err));
	object_free(before);
	object_free(now);
	assert_true(history_undo(m, &one, &again, &err));
	assert_again(&again, 1, "send-port", "Orders", "http.password");
	assert_value(m, "send-port", "Orders", "http.user", "joe");
	assert_opens(m, "send-port", "Orders", "http.password", OTHER);
	/* Nothing but a secret: undone all the same, and not twice. */
	CHANGED(m, "affiliate-application", "SAP", "password", OTHER);
	assert_true(history_undo(m, &one, &again, &err));
	assert_again(&again, 1, "affiliate-application", "SAP", "password");
	assert_opens(m, "affiliate-application", "SAP", "password", OTHER);
	assert_true(history_undo(m, &two, &again, &err));
	assert_true(two < one);
	assert_int_equal(again.n, 0);
	assert_false(model_exists(m, "affiliate-application", "SAP"));
	assert_true(history_verify(m, &n, &err));
}

static void
test_undo_delete(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct assignments again = { 0 };
	struct err err = { 0 };
	int64_t n;

	make_port(m);
	assert_true(delete_named(m, "send-port", "Orders", &err));
	assert_history(m, "send-port", "http.password", "set", NULL);
	assert_true(history_undo(m, NULL, &again, &err));
	assert_again(&again, 1, "send-port", "Orders", "http.password");
	assert_value(m, "send-port", "Orders", "http.user", "joe");
	assert_shown(m, "send-port", "Orders", "http.password", "");
	assert_opens(m, "send-port", "Orders", "http.password", "");
	assert_true(history_verify(m, &n, &err));
	/* It works again once it is given. */
	assert_false(change(m, "send-port", "Orders", "retry_count", "9",
	    &err));
	assert_string_equal(err.text, "send-port Orders: http.password: a "
	    "value is needed");
	CHANGED(m, "send-port", "Orders", "http.password", OTHER);
}

static void
test_rollback(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	struct revisions list = { 0 };
	struct history_query q = { .limit = 1 };
	struct assignments again = { 0 };
	struct err err = { 0 };
	int64_t there, n;

	make_port(m);
	assert_true(history_list(m, &q, &list, &err));
	there = list.v[0].id;
	revisions_clear(&list);
	CHANGED(m, "send-port", "Orders", "http.password", OTHER);
	CHANGED(m, "send-port", "Orders", "http.password", "third");
	assert_true(delete_named(m, "affiliate-application", "SAP", &err));
	CREATE(m, "affiliate-application", "name=New", "user_name=x",
	    "password=" OTHER);
	assert_true(history_rollback(m, there, &again, &err));
	assert_again(&again, 2, "affiliate-application", "SAP", "password");
	assert_opens(m, "send-port", "Orders", "http.password", "third");
	assert_false(model_exists(m, "affiliate-application", "New"));
	assert_true(history_verify(m, &n, &err));
}

/* ---- the key ------------------------------------------------------------ */

static void
sqlite(const struct state *s, const char *sql)
{
	char *cmd = xasprintf("sqlite3 %s/group.db \"%s\"", s->dir, sql);

	assert_int_equal(system(cmd), 0);
	free(cmd);
}

static void
not_opened(struct model *m, const char *words)
{
	struct object *o = model_find(m, "affiliate-application", "SAP",
	    NULL);
	struct buf out = { 0 };
	struct err err = { 0 };

	assert_false(model_unseal(m, o, "password", &out, &err));
	if (strstr(err.text, words) == NULL ||
	    strncmp(err.text, "password: ", 10) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(out.len, 0);
	buf_clear(&out);
	object_free(o);
}

/* Neither opened nor made. */
static void
no_key(struct model *m, const char *words)
{
	struct err err = { 0 };

	not_opened(m, words);
	assert_false(change(m, "affiliate-application", "SAP", "password",
	    OTHER, &err));
	if (strstr(err.text, words) == NULL)
		fail_msg("%s", err.text);
}

static void
test_key(void **state)
{
	struct state *s = *state;
	char *path = secret_key_path(&s->settings, db_path(s->m->db));
	char *aside = xasprintf("%s/aside", s->dir);
	struct err err = { 0 };
	struct stat st;

	make_port(s->m);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(rename(path, aside), 0);
	no_key(s->m, "the key of the group is missing");
	assert_true(seal_key_create(path, &err));
	no_key(s->m, "not the key of this group");
	assert_int_equal(chmod(path, 0644), 0);
	no_key(s->m, "(mode 0644)");
	assert_int_equal(rename(aside, path), 0);
	assert_opens(s->m, "affiliate-application", "SAP", "password",
	    PLAIN);
	/* From one port's field to another's: it does not open there. */
	sqlite(s, "UPDATE affiliate_application SET password = (SELECT "
	    "value FROM send_port_property WHERE name = 'http.password')");
	not_opened(s->m, "cannot be unsealed: it was sealed with another "
	    "key or for another place, or has been altered");
	free(aside);
	free(path);
}

/* A group older than secrets has no key: the first one makes it. */
static void
test_no_key_yet(void **state)
{
	struct state *s = *state;
	char *path = secret_key_path(&s->settings, db_path(s->m->db));
	struct object *o = object_new(kind_find("affiliate-application"));
	struct err err = { 0 };

	assert_int_equal(unlink(path), 0);
	sqlite(s, "DELETE FROM group_key");
	s->m->role = ROLE_OPERATOR;
	assert_false(object_set(o, s->m, "password", PLAIN, &err));
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_not_equal(access(path, F_OK), 0);
	s->m->role = ROLE_ADMINISTRATOR;
	assert_true(object_set(o, s->m, "password", PLAIN, &err));
	assert_int_equal(access(path, F_OK), 0);
	assert_false(object_set(o, NULL, "password", PLAIN, &err));
	object_free(o);
	free(path);
}

/* What the schema says of a property of that object. */
static enum err_code
inserted(struct model *m, const char *table, const char *name)
{
	const struct db_set sets[] = {
		{ "owner_id", db_int(1) }, { "name", db_text(name) },
		{ "value", db_text("plain") },
	};
	struct err err = { 0 };

	return db_insert(m->db, table, sets, ARRAY_SIZE(sets), NULL, &err) ?
	    ERR_NONE : err.code;
}

static void
check_side(struct model *m, const char *table, const char *prefix,
    const struct adapter_side *side)
{
	const struct field *f;
	char *name;

	if (side == NULL)
		return;
	for (f = side->fields; f < side->fields + side->nfields; f++) {
		name = xasprintf("%s.%s", prefix, f->name);
		if (f->type == FIELD_SECRET)
			assert_int_equal(inserted(m, table, name),
			    ERR_INVALID);
		if (f->type == FIELD_REF)
			assert_int_equal(inserted(m, table, name),
			    ERR_NOT_FOUND);
		free(name);
	}
}

/* Another program can leave none readable, and no reference dangling. */
static void
test_database(void **state)
{
	struct model *m = ((struct state *)*state)->m;
	const struct db_set plain = { "password", db_text("plain") };
	const struct adapter *a;
	struct err err = { 0 };

	make_port(m);
	for (a = adapters; a->name != NULL; a++) {
		check_side(m, "send_port_property", a->prefix, a->send);
		check_side(m, "send_port_property", a->backup, a->send);
		check_side(m, "receive_location_property", a->prefix,
		    a->receive);
		check_side(m, "handler_property", a->prefix,
		    a->send_handler);
		check_side(m, "handler_property", a->prefix,
		    a->receive_handler);
	}
	assert_int_equal(inserted(m, "send_port_property", "ftp.password"),
	    ERR_NONE);
	assert_false(db_update(m->db, "affiliate_application", &plain, 1,
	    NULL, 0, NULL, &err));
	assert_int_equal(err.code, ERR_INVALID);
}

/* ---- affiliate applications --------------------------------------------- */

static void
test_affiliate(void **state)
{
	struct state *s = *state;
	struct assignments users = { 0 };
	struct err err = { 0 };
	int64_t n;

	make_port(s->m);
	CREATE(s->m, "send-port", "name=Sso", "adapter=HTTP",
	    "handler=HTTP-send@Receive", "send_pipeline=PassThruTransmit",
	    "http.url=https://a.example/", "http.authentication=digest",
	    "http.use_sso=true", "http.affiliate_application=SAP");
	REFUSED(s->m, "send-port", "send-port Other: http."
	    "affiliate_application: no such affiliate-application (CRM)",
	    "name=Other", "adapter=HTTP", "handler=HTTP-send@Receive",
	    "send_pipeline=PassThruTransmit", "http.url=https://a.example/",
	    "http.authentication=digest", "http.use_sso=true",
	    "http.affiliate_application=CRM");
	assert_true(reference_find(s->m, kind_find("affiliate-application"),
	    "SAP", &users, &err));
	assert_again(&users, 1, "send-port", "Sso",
	    "http.affiliate_application");
	assert_false(delete_named(s->m, "affiliate-application", "SAP",
	    &err));
	assert_int_equal(err.code, ERR_IN_USE);
	assert_string_equal(err.text, "affiliate-application SAP: it is used "
	    "by send-port Sso");
	/* A new name is followed; its revision is about one object. */
	CHANGED(s->m, "affiliate-application", "SAP", "name", "SAP R/3");
	assert_value(s->m, "send-port", "Sso", "http.affiliate_application",
	    "SAP R/3");
	assert_opens(s->m, "affiliate-application", "SAP R/3", "password",
	    PLAIN);
	assert_true(history_verify(s->m, &n, &err));
	assert_true(history_undo(s->m, NULL, NULL, &err));
	assert_value(s->m, "send-port", "Sso", "http.affiliate_application",
	    "SAP");
	/* Both gone and both back: whichever order that takes. */
	assert_true(delete_named(s->m, "send-port", "Sso", &err));
	assert_true(delete_named(s->m, "affiliate-application", "SAP",
	    &err));
	assert_true(history_undo(s->m, NULL, NULL, &err));
	assert_true(history_undo(s->m, NULL, NULL, &err));
	assert_value(s->m, "send-port", "Sso", "http.affiliate_application",
	    "SAP");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_sealed),
		TEST(test_typed_token),
		TEST(test_refused),
		TEST(test_left_behind),
		TEST(test_handler),
		TEST(test_known_by_name),
		TEST(test_merge),
		TEST(test_undo),
		TEST(test_undo_delete),
		TEST(test_rollback),
		TEST(test_key),
		TEST(test_no_key_yet),
		TEST(test_database),
		TEST(test_affiliate),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
