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
#include "model/rollover.h"
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
		EACH(test_unique),
		EACH(test_unique_update),
		EACH(test_assignments),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
