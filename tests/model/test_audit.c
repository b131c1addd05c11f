/* SPDX-License-Identifier: ISC */
/* The audit as a whole, and the rules about stores: families I and C1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/kinds/group.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/party.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"
#include "tests/lib/clean_group.h"

/* ---- the clean group; I ------------------------------------------------- */

static void
test_clean(void **state)
{
	struct clean_group *t = *state;

	expect_clean(t);
	assert_int_equal(t->a->passed, t->passed);
}

static void
test_i101(void **state)
{
	struct clean_group *t = *state;
	const struct finding *f;

	clean_forget(t, NODE2);
	clean_run(t);
	f = expect_of_rule(t, "I101", SEVERITY_WARNING, NODE2 ": no "
	    "certificate inventory has been reported. 2 host instance(s) "
	    "cannot be checked.");
	assert_string_equal(f->object, NODE2);
	assert_int_equal(t->a->by_severity[SEVERITY_WARNING], 1);
	assert_int_equal(t->a->by_severity[SEVERITY_ERROR], 0);
	/* Nothing that needs the inventory may pass: of bob and dave. */
	expect_unknown(t, "C101", 1);
	expect_unknown(t, "C102", 1);
	expect_unknown(t, "C103", 1);
	expect_unknown(t, "C104", 1);
	expect_unknown(t, "C107", 2);
	expect_unknown(t, "C108", 2);
	expect_unknown(t, "C109", 2);
	expect_unknown(t, "I103", 3);
	expect_unknown(t, "C112", 3);
	expect_unknown(t, "C205", 1);
	expect_unknown(t, "C206", 2);
	expect_unknown(t, "L101", 1);
	expect_unknown(t, "C201", 0);
	/*
	 * Each of them passed before, and I101; and what speaks of stores
	 * only where they are known: C113 and C505 of both Personal stores,
	 * C207 of three certificates, C209 of a root, I102 of both, L104 of
	 * a list.
	 */
	assert_int_equal(t->a->passed, t->passed - t->a->unknown - 12);
}

static void
test_i103(void **state)
{
	struct clean_group *t = *state;

	clean_store(t, NODE2, "bob")->problem = xstrdup("Permission denied");
	clean_run(t);
	assert_int_equal(t->a->by_severity[SEVERITY_ERROR], 1);
	assert_string_equal(t->a->v[t->a->n - 1].text, NODE2 ": store "
	    "Current User \\ Personal of bob cannot be opened: Permission "
	    "denied.");
	/* What follows from it is not told again. */
	expect_unknown(t, "C102", 1);
	expect_unknown(t, "C107", 1);
	expect_unknown(t, "C108", 1);
	expect_unknown(t, "C109", 1);
	expect_unknown(t, "C112", 1);
	assert_int_equal(t->a->unknown, 5);
}

/* ---- C1 ----------------------------------------------------------------- */

static void
test_c101(void **state)
{
	struct clean_group *t = *state;
	const struct finding *f;

	clean_take(t, NODE1, NULL, ENC);
	f = expect_of_rule(t, "C101", SEVERITY_ERROR, "Orders: encryption "
	    "certificate Partner Encryption [%s] is not in Other People on "
	    NODE1 ". Messages sent from there will be suspended.",
	    t->shown[ENC]);
	assert_string_equal(f->kind, "send-port");
	assert_string_equal(f->object, "Orders");
	assert_string_equal(f->field, "encryption_certificate");
	assert_string_equal(f->computer, NODE1);
	assert_null(f->account);
	assert_string_equal(f->thumbprint, t->cert[ENC]->thumbprint);
	assert_string_equal(f->fix, "Import the partner's public certificate "
	    "into Local Computer \\ Other People on " NODE1 ".");
	/* C112 does not pass either. */
	assert_int_equal(t->a->passed, t->passed - 2);
	/* Mending it removes just that. */
	clean_put(t, clean_store(t, NODE1, NULL), ENC);
	inventory_sort(&t->inv);
	expect_clean(t);
}

static void
test_c101_inactive(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");
	struct host_instance *i = clean_object(t, "host-instance",
	    "Send@" NODE1);

	clean_take(t, NODE1, NULL, ENC);
	p->state = PORT_STOPPED;	/* enlisted: messages wait for it */
	clean_run(t);
	assert_int_equal(t->a->v[0].severity, SEVERITY_ERROR);
	p->state = PORT_BOUND;
	expect_of_rule(t, "C101", SEVERITY_WARNING, "Orders: encryption "
	    "certificate Partner Encryption [%s] is not in Other People on "
	    NODE1 ". Messages sent from there will be suspended. "
	    "(not active)", t->shown[ENC]);
	p->state = PORT_STARTED;
	i->disabled = true;
	clean_run(t);
	assert_int_equal(t->a->v[0].severity, SEVERITY_WARNING);
}

/* Switched off on the port itself: nothing is needed. */
static void
test_c101_override(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	clean_take(t, NODE1, NULL, ENC);
	props_set(&p->object.props, "encoder.enable_encryption", "false");
	expect_none(t, "C101");
}

static void
test_c102(void **state)
{
	struct clean_group *t = *state;
	const struct finding *f;

	/* Alice's on the other computer does not help. */
	clean_take(t, NODE2, "bob", DEC);
	f = expect_of_rule(t, "C102", SEVERITY_ERROR, "Host Recv on " NODE2
	    ": decryption certificate Our Decryption [%s] is not in the "
	    "Personal store of bob. Encrypted messages will be suspended.",
	    t->shown[DEC]);
	assert_string_equal(f->kind, "host-instance");
	assert_string_equal(f->object, "Recv@" NODE2);
	assert_string_equal(f->account, "bob");
	assert_string_equal(f->fix, "Acting as bob on " NODE2 ", import "
	    "certificate and private key into Current User \\ Personal.");
}

static void
test_c102_inactive(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, "receive-location",
	    "In FILE");

	clean_take(t, NODE2, "bob", DEC);
	l->enabled = false;
	expect_of_rule(t, "C102", SEVERITY_WARNING, "Host Recv on " NODE2
	    ": decryption certificate Our Decryption [%s] is not in the "
	    "Personal store of bob. Encrypted messages will be suspended. "
	    "(not active)", t->shown[DEC]);
	/* Without a decoder nothing is decrypted. */
	l->expects = EXPECT_ANY;
	str_replace(&l->receive_pipeline, "XMLReceive");
	expect_none(t, "C102");
}

static void
test_c103(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	clean_take(t, NODE1, "carol", SIG);
	expect_of_rule(t, "C103", SEVERITY_ERROR, "Host Send on " NODE1
	    ": the group's signature certificate [%s] is not in the Personal "
	    "store of carol. Port(s) Orders cannot sign there.",
	    t->shown[SIG]);
	props_set(&p->object.props, "encoder.signature_type", "none");
	expect_none(t, "C103");
}

static void
test_c104(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, "party", "Partner");
	struct host_instance *i = clean_object(t, "host-instance",
	    "Recv@" NODE2);
	static const char text[] = "Party Partner: signature certificate "
	    "[%s] is not in Other People on " NODE2 ". Signed messages that "
	    "do not carry the certificate will fail.%s";

	clean_take(t, NODE2, NULL, VER);
	expect_of_rule(t, "C104", SEVERITY_WARNING, text, t->shown[VER], "");
	p->attaches_certificate = false;
	expect_of_rule(t, "C104", SEVERITY_ERROR, text, t->shown[VER], "");
	i->disabled = true;
	expect_of_rule(t, "C104", SEVERITY_WARNING, text, t->shown[VER],
	    " (not active)");
}

static void
test_c107(void **state)
{
	struct clean_group *t = *state;
	struct inventory_item *i = clean_item(t,
	    clean_store(t, NODE1, "carol"), SIG);

	i->key_present = i->key_works = false;
	expect_one(t, "C107", SEVERITY_ERROR, NODE1 "/carol: certificate "
	    "Our Signature [%s] needed for signing has no private key.",
	    t->shown[SIG]);
	i->key_present = i->key_works = true;
	expect_clean(t);
}

static void
test_c109(void **state)
{
	struct clean_group *t = *state;
	struct inventory_item *i = clean_item(t,
	    clean_store(t, NODE1, "carol"), SIG);

	i->key_open = xstrdup("mode 0644, owner alice");
	i->key_works = false;	/* refused for that: told once */
	expect_one(t, "C109", SEVERITY_ERROR, NODE1 ": private key of [%s] "
	    "is open to others (mode 0644, owner alice). Only carol may "
	    "read it.", t->shown[SIG]);
}

/* One key for two purposes is one finding. */
static void
test_c107_once(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");
	struct host_instance *send = clean_object(t, "host-instance",
	    "Send@" NODE1);
	struct inventory_item *i;

	str_replace(&send->account, "alice");
	str_replace(&g->signature_certificate, t->cert[DEC]->thumbprint);
	i = clean_item(t, clean_store(t, NODE1, "alice"), DEC);
	clean_key_usage(i->cert, -1);
	i->key_present = false;
	expect_of_rule(t, "C107", SEVERITY_ERROR, NODE1 "/alice: certificate "
	    "Our Decryption [%s] needed for decryption and signing has no "
	    "private key.", t->shown[DEC]);
}

static void
test_c108(void **state)
{
	struct clean_group *t = *state;
	struct inventory_item *i = clean_item(t,
	    clean_store(t, NODE2, "bob"), DEC);

	i->key_works = false;
	i->key_problem = xstrdup("it belongs to another certificate");
	expect_one(t, "C108", SEVERITY_ERROR, NODE2 "/bob: private key of "
	    "[%s] cannot be used: it belongs to another certificate.",
	    t->shown[DEC]);
}

/* ---- all of them -------------------------------------------------------- */

/* Texts from outside are not read as templates. */
static void
test_hostile_name(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	clean_take(t, NODE1, NULL, ENC);
	str_replace(&p->encryption_certificate_name, "{thumb} %s {nonsense");
	expect_of_rule(t, "C101", SEVERITY_ERROR, "Orders: encryption "
	    "certificate {thumb} %%s {nonsense [%s] is not in Other People "
	    "on " NODE1 ". Messages sent from there will be suspended.",
	    t->shown[ENC]);
}

static void
same_audit(const struct audit *a, const struct audit *b)
{
	size_t i;

	assert_int_equal(a->n, b->n);
	assert_int_equal(a->passed, b->passed);
	assert_int_equal(a->unknown, b->unknown);
	for (i = 0; i < a->n; i++) {
		assert_ptr_equal(a->v[i].rule, b->v[i].rule);
		assert_int_equal(a->v[i].result, b->v[i].result);
		assert_int_equal(a->v[i].severity, b->v[i].severity);
		assert_string_equal(a->v[i].text, b->v[i].text);
		assert_string_equal(a->v[i].fix, b->v[i].fix);
	}
}

static void
test_same_twice(void **state)
{
	struct clean_group *t = *state;
	struct audit *again;

	clean_forget(t, NODE2);
	clean_take(t, NODE1, "carol", SIG);
	clean_each(t, VER, clean_not_after, AT - 1);
	clean_run(t);
	again = audit_run(t->s, &t->inv, &t->facts, AT);
	assert_non_null(again);
	same_audit(t->a, again);
	audit_free(again);
}

/* Rule, object, computer, account, thumbprint. */
static void
test_order(void **state)
{
	struct clean_group *t = *state;
	size_t i;

	clean_take(t, NODE1, "alice", DEC);
	clean_take(t, NODE1, "carol", SIG);
	clean_take(t, NODE1, NULL, ENC);
	clean_take(t, NODE2, "bob", DEC);
	clean_take(t, NODE2, NULL, VER);
	clean_each(t, VER, clean_not_after, AT - 1);
	clean_run(t);
	assert_true(t->a->n >= 6);
	for (i = 1; i < t->a->n; i++) {
		const struct finding *x = &t->a->v[i - 1], *y = x + 1;
		int c = strcmp(x->rule->id, y->rule->id);

		assert_true(c <= 0);
		assert_true(c < 0 || strcmp(x->object, y->object) <= 0);
	}
}

/* Every row is whole, ids come once and belong to their family's order. */
static void
test_rules_whole(void **state)
{
	const struct audit_rules *const *family;
	const struct audit_rule *r, *last = NULL;
	size_t i;

	(void)state;
	for (family = audit_families; *family != NULL; family++) {
		for (i = 0; i < (*family)->n; i++) {
			r = &(*family)->v[i];
			assert_true(r->id != NULL && r->subject != NULL);
			assert_true(r->text != NULL && r->fix != NULL);
			assert_non_null(r->run);
			assert_true(last == NULL ||
			    strcmp(last->id, r->id) < 0);
			last = r;
		}
	}
}

static void
test_of_model(void **state)
{
	struct clean_group *t = *state;
	struct err err = { 0 };
	struct audit *a = audit_of_model(t->f->model, AT, &err);
	bool found = false;
	size_t i;

	/* This computer is looked at, the other has published nothing. */
	assert_non_null(a);
	assert_non_null(inventory_find(a->inventory, NODE1, STORE_ROOT,
	    NULL));
	for (i = 0; i < a->n; i++)
		found |= strcmp(a->v[i].rule->id, "I103") == 0;
	assert_true(found);
	assert_true(a->by_severity[SEVERITY_ERROR] > 0);
	audit_free(a);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_clean), EACH(test_i101), EACH(test_i103),
		EACH(test_c101), EACH(test_c101_inactive),
		EACH(test_c101_override), EACH(test_c102),
		EACH(test_c102_inactive), EACH(test_c103), EACH(test_c104),
		EACH(test_c107), EACH(test_c107_once), EACH(test_c108),
		EACH(test_c109),
		EACH(test_hostile_name), EACH(test_same_twice),
		EACH(test_order), EACH(test_rules_whole), EACH(test_of_model),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
