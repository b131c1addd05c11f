/* SPDX-License-Identifier: ISC */
/* Roll-over: which certificate when, what is refused, where it is seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/kinds/host.h"
#include "model/kinds/party.h"
#include "model/rollovers.h"
#include "tests/lib/fixture.h"

/* No certificates, just names. */
#define A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define B "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define C "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
#define D "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD"
#define E "EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE"
#define F "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"

/* ---- which one, when ----------------------------------------------------- */

static char a[] = A, b[] = B, c[] = C;

enum { FROM = 1000, UNTIL = 2000 };

static const struct row {
	const char *what;
	const char *current;
	struct rollover r;
	int64_t now;
	const char *effective;
	const char *accepted;	/* first letters, in order */
	const char *recipients;
} rows[] = {
	{ "nothing assigned", NULL,
	  { NULL, FIELD_UNSET, NULL, FIELD_UNSET }, FROM, NULL, "", "" },
	{ "one only", a,
	  { NULL, FIELD_UNSET, NULL, FIELD_UNSET }, FROM, A, "A", "A" },
	{ "before its time", a,
	  { b, FROM, NULL, FIELD_UNSET }, FROM - 1, A, "AB", "A" },
	{ "at its time", a,
	  { b, FROM, NULL, FIELD_UNSET }, FROM, B, "BA", "BA" },
	{ "long after, not completed", a,
	  { b, FROM, NULL, FIELD_UNSET }, FROM * 1000, B, "BA", "BA" },
	{ "kept afterwards means nothing yet", a,
	  { b, FROM, NULL, UNTIL }, UNTIL, B, "BA", "BA" },
	{ "completed", b,
	  { NULL, FIELD_UNSET, a, UNTIL }, UNTIL - 1, B, "BA", "BA" },
	{ "at its end", b,
	  { NULL, FIELD_UNSET, a, UNTIL }, UNTIL, B, "B", "B" },
	{ "the next planned, the last not over", b,
	  { c, FROM, a, UNTIL }, FROM - 1, B, "BCA", "BA" },
	{ "and taken over", b,
	  { c, FROM, a, UNTIL }, FROM, C, "CBA", "CB" },
	{ "the current one removed", NULL,
	  { NULL, FIELD_UNSET, a, UNTIL }, FROM, NULL, "A", "" },
};

static void
assert_letters(const struct row *row, const char *const *out, size_t n,
    const char *letters)
{
	size_t i;

	if (n != strlen(letters))
		fail_msg("%s: %zu certificates", row->what, n);
	for (i = 0; i < n; i++)
		if (out[i][0] != letters[i])
			fail_msg("%s: %s is number %zu", row->what, out[i],
			    i);
}

static void
test_times(void **state)
{
	const char *out[CERT_ROLES];
	const struct row *row;
	const char *effective;
	size_t i, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		row = &rows[i];
		effective = rollover_effective(row->current, &row->r,
		    row->now);
		if (!str_same(effective, row->effective))
			fail_msg("%s: %s", row->what, effective);
		n = rollover_accepted(row->current, &row->r, row->now, out);
		assert_letters(row, out, n, row->accepted);
		n = rollover_recipients(row->current, &row->r, row->now,
		    out);
		assert_letters(row, out, n, row->recipients);
	}
}

static void
test_names(void **state)
{
	char *name;

	(void)state;
	name = rollover_field("http.certificate_next", CERT_NEXT,
	    CERT_PREVIOUS);
	assert_string_equal(name, "http.certificate_previous");
	free(name);
	name = rollover_field("x_previous", CERT_PREVIOUS, CERT_CURRENT);
	assert_string_equal(name, "x");
	free(name);
}

/* ---- what is refused ----------------------------------------------------- */

static void
expect(struct fixture *f, const char *kind, const char *name,
    const char *const *set, const char *part, const char *text)
{
	struct err err = { 0 };
	struct object *before = model_find(f->model, kind, name, &err);
	struct object *now = object_copy(before);
	char *field;
	bool ok = true;
	size_t n;

	for (; ok && *set != NULL; set++) {
		n = strcspn(*set, "=");
		field = xasprintf("%.*s", (int)n, *set);
		ok = object_set(now, f->model, field, *set + n + 1, &err);
		free(field);
	}
	ok = ok && edit_update_one(f->model, before, now, &err);
	object_free(now);
	object_free(before);
	if (text == NULL) {
		if (!ok)
			fail_msg("%s", err.text);
		return;
	}
	if (ok)
		fail_msg("accepted, but: %s", text);
	assert_string_equal(err.part, part);
	if (strstr(err.text, text) == NULL)
		fail_msg("%s", err.text);
}

#define EXPECT(f, kind, name, part, text, ...) \
	expect(f, kind, name, (const char *const[]){ __VA_ARGS__, NULL }, \
	    part, text)

static void
test_checks(void **state)
{
	struct fixture *f = *state;
	const char *const h = "host", *const r = "EdiReceive";

	EXPECT(f, h, r, NULL, NULL, "decryption_certificate=" A);
	EXPECT(f, h, r, "decryption_certificate_next_from",
	    "the time at which", "decryption_certificate_next=" B);
	EXPECT(f, h, r, "decryption_certificate_next_from",
	    "there is no next",
	    "decryption_certificate_next_from=2027-01-01");
	EXPECT(f, h, r, "decryption_certificate_next",
	    "is the current certificate already",
	    "decryption_certificate_next=" A,
	    "decryption_certificate_next_from=2027-01-01");
	EXPECT(f, h, r, "decryption_certificate_previous_until",
	    "the time until", "decryption_certificate_previous=" B);
	EXPECT(f, h, r, "decryption_certificate_previous_until",
	    "there is no previous",
	    "decryption_certificate_previous_until=2027-01-01");
	EXPECT(f, h, r, "decryption_certificate_previous", "as well",
	    "decryption_certificate_previous=" A,
	    "decryption_certificate_previous_until=2027-01-01");
	EXPECT(f, h, r, "decryption_certificate_previous", "as well",
	    "decryption_certificate_next=" B,
	    "decryption_certificate_next_from=2027-01-01",
	    "decryption_certificate_previous=" B,
	    "decryption_certificate_previous_until=2027-01-01");
	EXPECT(f, h, r, NULL, NULL, "decryption_certificate_next=" B,
	    "decryption_certificate_next_from=2027-01-01",
	    "decryption_certificate_previous=" C,
	    "decryption_certificate_previous_until=2027-01-01");
	EXPECT(f, h, r, "decryption_certificate_next", "roll over from",
	    "decryption_certificate=");
}

/* Properties follow the same rules, in the spelling of their adapter. */
static void
test_properties(void **state)
{
	struct fixture *f = *state;
	const char *const p = "send-port", *const n = "Web";

	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=EdiSend", NULL);
	fixture_add(f, "send-port", "name=Web", "adapter=HTTP",
	    "handler=HTTP-send@EdiSend", "http.url=https://example.org/",
	    "send_pipeline=PassThruTransmit",
	    "http.certificate=" A, NULL);
	EXPECT(f, p, n, "http.certificate_next_from", "the time at which",
	    "http.certificate_next=" B);
	EXPECT(f, p, n, "http.certificate_next_from", "there is no next",
	    "http.certificate_next_from=2027-01-01");
	EXPECT(f, p, n, "http.certificate_next", "already",
	    "http.certificate_next=" A,
	    "http.certificate_next_from=2027-01-01");
	EXPECT(f, p, n, "http.certificate_previous", "as well",
	    "http.certificate_previous=" A,
	    "http.certificate_previous_until=2027-01-01");
	EXPECT(f, p, n, NULL, NULL, "http.certificate_next=" B,
	    "http.certificate_next_from=2027-01-01");
}

/* ---- in the dialog ------------------------------------------------------- */

/* The page of that slot in the dialog of a host with that state. */
static bool
seen(struct fixture *f, const char *name, const char *const *set)
{
	struct object *o = model_find(f->model, "host", "EdiReceive", NULL);
	struct slots slots = { 0 };
	const struct slot *s;
	struct err err = { 0 };
	bool yes;
	size_t i;

	assert_non_null(o);
	for (i = 0; set[i] != NULL; i += 2)
		if (!object_set(o, f->model, set[i], set[i + 1], &err))
			fail_msg("%s", err.text);
	object_slots(o, f->model, &slots);
	s = slots_find(&slots, name);
	assert_non_null(s);
	yes = s->page != NULL;
	slots_clear(&slots);
	object_free(o);
	return yes;
}

#define SEEN(f, name, ...) \
	seen(f, "decryption_certificate" name, \
	    (const char *const[]){ __VA_ARGS__, NULL })

static void
test_seen(void **state)
{
	struct fixture *f = *state;
	static const char next[] = "decryption_certificate_next";
	static const char from[] = "decryption_certificate_next_from";
	static const char previous[] = "decryption_certificate_previous";
	static const char until[] = "decryption_certificate_previous_until";

	assert_true(SEEN(f, "_next", NULL));
	assert_false(SEEN(f, "_next_from", NULL));
	assert_false(SEEN(f, "_previous", NULL));
	assert_false(SEEN(f, "_previous_until", NULL));
	assert_true(SEEN(f, "_next_from", next, B));
	assert_false(SEEN(f, "_previous_until", next, B));
	/* What is set has to be seen, or it could not be mended. */
	assert_true(SEEN(f, "_next_from", from, "2027-01-01"));
	assert_true(SEEN(f, "_previous", previous, C));
	assert_true(SEEN(f, "_previous_until", previous, C));
	assert_true(SEEN(f, "_previous_until", until, "2027-01-01"));
	assert_false(SEEN(f, "_next_from", until, "2027-01-01"));
}

/* ---- the list ------------------------------------------------------------ */

static const struct rollover_item *
item(const struct rollovers *list, const char *name, const char *field)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0 &&
		    strcmp(list->v[i].field, field) == 0)
			return &list->v[i];
	fail_msg("%s %s is not in the list", name, field);
	return NULL;
}

/* Client certificates are in it like the others; the count is the same. */
static void
test_list(void **state)
{
	struct fixture *f = *state;
	const struct rollover_item *web, *soap;
	struct rollovers list = { 0 };
	struct snapshot *snapshot;
	struct err err = { 0 };
	size_t n = 0;

	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=EdiSend", NULL);
	fixture_add(f, "handler", "adapter=SOAP", "direction=send",
	    "host=EdiSend", NULL);
	fixture_add(f, "send-port", "name=Web", "adapter=HTTP",
	    "handler=HTTP-send@EdiSend", "http.url=https://example.org/",
	    "send_pipeline=PassThruTransmit", "http.certificate=" A,
	    "http.certificate_next=" B,
	    "http.certificate_next_from=2000-01-01", NULL);
	fixture_add(f, "send-port", "name=Soap", "adapter=SOAP",
	    "handler=SOAP-send@EdiSend", "soap.url=https://example.org/",
	    "send_pipeline=PassThruTransmit", "soap.client_certificate=" C,
	    "soap.client_certificate_previous=" D,
	    "soap.client_certificate_previous_until=2000-01-01", NULL);
	if (!rollovers_load(&list, f->model, -1, f->now, &err))
		fail_msg("%s", err.text);
	web = item(&list, "Web", "http.certificate");
	assert_int_equal(web->stage, ROLLOVER_RUNNING);
	assert_int_equal(web->usage, USAGE_HTTPS);
	assert_string_equal(web->certs[CERT_NEXT].thumbprint, B);
	soap = item(&list, "Soap", "soap.client_certificate");
	assert_int_equal(soap->stage, ROLLOVER_OVER);
	assert_int_equal(soap->usage, USAGE_SOAP);
	snapshot = snapshot_load(f->model, &err);
	assert_non_null(snapshot);
	assert_true(rollovers_count(&n, f->model, snapshot, f->now, &err));
	assert_int_equal(n, list.n);
	snapshot_free(snapshot);
	rollovers_clear(&list);
}

/* Of several certificates one has to be named; which ones there are is told. */
static void
test_choose(void **state)
{
	struct fixture *f = *state;
	struct rows fields = { 0 };
	struct err err = { 0 };
	struct object *o;

	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=EdiSend", NULL);
	fixture_add(f, "send-port", "name=Web", "adapter=HTTP",
	    "handler=HTTP-send@EdiSend", "http.url=https://example.org/",
	    "send_pipeline=PassThruTransmit", "http.certificate=" A,
	    "encryption_certificate=" B, NULL);
	o = model_find(f->model, "send-port", "Web", &err);
	assert_non_null(o);
	assert_null(rollover_choose(o, f->model, NULL, CERT_CURRENT, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	rollover_fields(o, f->model, CERT_CURRENT, &fields);
	assert_int_equal(fields.n, 2);
	assert_string_equal(rows_cell(&fields, 0, 0),
	    "encryption_certificate");
	assert_string_equal(rows_cell(&fields, 1, 0), "http.certificate");
	rows_clear(&fields);
	assert_null(rollover_choose(o, f->model, NULL, CERT_NEXT, &err));
	assert_int_equal(err.code, ERR_INVALID);
	object_free(o);
}

/* ---- a party's three are its alone --------------------------------------- */

static void
insert_party(struct fixture *f, const char *column, const char *thumbprint)
{
	const struct db_set set[] = {
		{ "name", db_text("Intruder") },
		{ column, db_text(thumbprint) },
		{ "signature_certificate_next_from",
		    strcmp(column, "signature_certificate_next") == 0 ?
		    db_int(1) : db_null() },
		{ "signature_certificate_previous_until", db_int(1) },
	};
	struct err err = { 0 };

	assert_false(db_insert(f->model->db, "party", set, ARRAY_SIZE(set),
	    NULL, &err));
	if (err.code != ERR_EXISTS)
		fail_msg("%s %s: %s", column, thumbprint, err.text);
}

static void
test_unique(void **state)
{
	static const char *const columns[CERT_ROLES] = {
		"signature_certificate", "signature_certificate_next",
		"signature_certificate_previous",
	};
	static const char *const held[] = { A, B, C };
	struct fixture *f = *state;
	char *set;
	size_t i, j;

	fixture_add(f, "party", "name=Holder", "signature_certificate=" A,
	    "signature_certificate_next=" B,
	    "signature_certificate_next_from=2027-01-01",
	    "signature_certificate_previous=" C,
	    "signature_certificate_previous_until=2027-01-01", NULL);
	fixture_add(f, "party", "name=Other", "signature_certificate=" D,
	    NULL);
	for (i = 0; i < CERT_ROLES; i++)
		for (j = 0; j < ARRAY_SIZE(held); j++) {
			set = xasprintf("%s=%s", columns[i], held[j]);
			EXPECT(f, "party", "Other", columns[i],
			    i == 0 && j == 0 ? "already used by" :
			    "certificate of party Holder", set,
			    i == CERT_NEXT ?
			    "signature_certificate_next_from=2027-01-01" :
			    "description=x", i == CERT_PREVIOUS ?
			    "signature_certificate_previous_until=2027-01-01"
			    : "description=x");
			free(set);
			/* The database itself, whoever writes. */
			insert_party(f, columns[i], held[j]);
		}
}

static void
test_unique_update(void **state)
{
	static const char own[] = "signature_certificate_next";
	const struct db_set set[] = {
		{ own, db_text(A) },
		{ "signature_certificate_next_from", db_int(1) },
	};
	const struct db_cond who = { .column = "name", .op = DB_EQ,
	    .value = db_text("Other") };
	struct fixture *f = *state;
	struct err err = { 0 };

	fixture_add(f, "party", "name=Holder", "signature_certificate=" A,
	    NULL);
	fixture_add(f, "party", "name=Other", "signature_certificate=" B,
	    NULL);
	assert_false(db_update(f->model->db, "party", set, ARRAY_SIZE(set),
	    &who, 1, NULL, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	/* Its own may change places. */
	EXPECT(f, "party", "Holder", NULL, NULL, "signature_certificate=" C,
	    "signature_certificate_previous=" A,
	    "signature_certificate_previous_until=2027-01-01");
}

/* ---- where it is assigned ------------------------------------------------ */

static void
assert_assigned(struct fixture *f, const char *thumbprint, const char *kind,
    const char *field, enum cert_role role)
{
	struct assignments all = { 0 };
	struct err err = { 0 };

	assert_true(model_assignments(f->model, thumbprint, &all, &err));
	assert_int_equal(all.n, 1);
	assert_string_equal(all.v[0].kind, kind);
	assert_string_equal(all.v[0].field, field);
	assert_int_equal(all.v[0].role, role);
	assert_true(all.v[0].id > 0);
	assert_true(all.v[0].at == (role == CERT_CURRENT ? FIELD_UNSET :
	    INT64_C(1798761600)));
	assignments_clear(&all);
}

static void
test_assignments(void **state)
{
	struct fixture *f = *state;

	EXPECT(f, "host", "EdiReceive", NULL, NULL,
	    "decryption_certificate=" A, "decryption_certificate_next=" B,
	    "decryption_certificate_next_from=2027-01-01",
	    "decryption_certificate_previous=" C,
	    "decryption_certificate_previous_until=2027-01-01");
	assert_assigned(f, A, "host", "decryption_certificate",
	    CERT_CURRENT);
	assert_assigned(f, B, "host", "decryption_certificate_next",
	    CERT_NEXT);
	assert_assigned(f, C, "host", "decryption_certificate_previous",
	    CERT_PREVIOUS);
	fixture_add(f, "handler", "adapter=SOAP", "direction=send",
	    "host=EdiSend", NULL);
	fixture_add(f, "send-port", "name=Web", "adapter=SOAP",
	    "handler=SOAP-send@EdiSend", "soap.url=https://example.org/",
	    "send_pipeline=PassThruTransmit",
	    "soap.client_certificate=" D, "soap.client_certificate_next=" E,
	    "soap.client_certificate_next_from=2027-01-01",
	    "soap.client_certificate_previous=" F,
	    "soap.client_certificate_previous_until=2027-01-01", NULL);
	assert_assigned(f, D, "send-port", "soap.client_certificate",
	    CERT_CURRENT);
	assert_assigned(f, E, "send-port", "soap.client_certificate_next",
	    CERT_NEXT);
	assert_assigned(f, F, "send-port", "soap.client_certificate_previous",
	    CERT_PREVIOUS);
}

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

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_names),
		EACH(test_checks),
		EACH(test_properties),
		EACH(test_seen),
		EACH(test_list),
		EACH(test_choose),
		EACH(test_unique),
		EACH(test_unique_update),
		EACH(test_assignments),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
