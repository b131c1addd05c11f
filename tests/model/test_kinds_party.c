/* SPDX-License-Identifier: ISC */
/* Parties: the automatic alias, send ports. */
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
#include "model/history.h"
#include "model/kinds/party.h"
#define KIND "party"
#include "tests/model/one_object.h"

#define AUTOMATIC "Organization|OrganizationName|P;"
#define USER "WindowsUser|WindowsUser|P\\edi;"

static int
setup(void **state)
{
	*state = fixture_new(false);
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

/* First, whatever is done to it by hand. */
static void
test_automatic(void **state)
{
	static const char *const typed[] = {
		"", USER, (AUTOMATIC USER), (USER AUTOMATIC),
		("Organization|OrganizationName|Another;" USER),
	};
	struct fixture *f = *state;
	char *set;
	size_t i;

	SAVED(f, "name=P");
	for (i = 0; i < ARRAY_SIZE(typed); i++) {
		set = xasprintf("aliases=%s", typed[i]);
		SAVED(f, set);
		expect(f, "aliases", *typed[i] != '\0' ? AUTOMATIC USER :
		    AUTOMATIC);
		free(set);
	}
	REFUSED(f, "aliases", "aliases: OrganizationName Another is no alias "
	    "to be added: the automatic one is the party's name",
	    "aliases=" AUTOMATIC "Organization|OrganizationName|Another");
	REFUSED(f, "aliases", "aliases: X one stands there twice",
	    "aliases=a|X|One;b|X|one");
}

static void
test_rename(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct party *p;
	int64_t n;

	SAVED(f, "name=P", "aliases=" USER);
	fixture_set(f, KIND, "P", "name=Other", NULL);
	p = (struct party *)model_find(f->model, KIND, "Other", &err);
	assert_non_null(p);
	assert_int_equal(p->aliases.n, 2);
	assert_true(party_alias_is_automatic(&p->aliases, 0));
	assert_false(party_alias_is_automatic(&p->aliases, 1));
	assert_string_equal(rows_cell(&p->aliases, 0, ALIAS_VALUE), "Other");
	object_free(&p->object);
	assert_true(history_undo(f->model, NULL, NULL, &err));
	expect(f, "aliases", AUTOMATIC USER);
	if (!history_verify(f->model, &n, &err))
		fail_msg("%s", err.text);
}

/* A name belongs to one party also as an alias of another. */
static void
test_taken(void **state)
{
	struct fixture *f = *state;

	fixture_add(f, KIND, "name=Contoso",
	    "aliases=Firm|OrganizationName|P", NULL);
	REFUSED(f, "aliases", "aliases: row 1: already used by another party "
	    "(Organization|OrganizationName|P)", "name=P");
}

static void
test_send_ports(void **state)
{
	struct fixture *f = *state;

	fixture_add(f, "send-port", "name=Free", "dynamic=true",
	    "send_pipeline=PassThruTransmit", NULL);
	SAVED(f, "name=P", "send_ports=Free");
	expect(f, "send_ports", "Free;");
	REFUSED(f, "send_ports", "send_ports: row 2: no such send-port (X)",
	    "send_ports=Free;X");
	REFUSED(f, "send_ports", "send_ports: row 2: stands there twice "
	    "(Free)", "send_ports=Free;Free");
	fixture_set(f, "send-port", "Free", "name=Bound", NULL);
	expect(f, "send_ports", "Bound;");
}

/* What follows from the name of an alias is not asked for. */
static void
test_standard(void **state)
{
	static const char *const pairs[][2] = {
		{ "WindowsUser", "WindowsUser" },
		{ "EDIINT-AS2 From Value", "AS2-From" },
		{ "D-U-N-S (Dun & Bradstreet)", "1" }, { "Own", NULL },
	};
	const struct field *f = fields_find(kind_party.fields,
	    kind_party.nfields, "aliases");
	char *cells[ALIAS_CELLS] = { NULL };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		assert_null(f->rows->fixed(cells, ALIAS_NAME));
		str_replace(&cells[ALIAS_NAME], pairs[i][0]);
		if (pairs[i][1] == NULL)
			assert_null(f->rows->fixed(cells, ALIAS_QUALIFIER));
		else
			assert_string_equal(f->rows->fixed(cells,
			    ALIAS_QUALIFIER), pairs[i][1]);
		assert_null(f->rows->fixed(cells, ALIAS_VALUE));
	}
	free(cells[ALIAS_NAME]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_automatic), TEST(test_rename), TEST(test_taken),
		TEST(test_send_ports), cmocka_unit_test(test_standard),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
