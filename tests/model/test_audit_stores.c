/* SPDX-License-Identifier: ISC */
/*
 * The rules that hold stores against what is needed: the rest of family C1,
 * chains, revocation and successors of C2.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "model/kinds/party.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"
#include "tests/lib/clean_group.h"

/* A web port that shows our signature certificate. */
static struct send_port *
add_web(struct clean_group *t)
{
	struct send_port *p;

	clean_add(t, "handler", "HTTP-send@Send", "adapter=HTTP",
	    "direction=send", "host=Send", NULL);
	p = clean_add(t, "send-port", "Web", "adapter=HTTP",
	    "handler=HTTP-send@Send", "send_pipeline=PassThruTransmit",
	    "http.url=https://partner.example/in", NULL);
	p->state = PORT_STARTED;
	str_replace(&p->uri, "https://partner.example/in");
	props_set(&p->object.props, "http.certificate",
	    t->cert[SIG]->thumbprint);
	return p;
}

static void
add_backup(struct send_port *p, const char *handler)
{
	p->backup_adapter = xstrdup("FILE");
	p->backup_handler = xstrdup(handler);
	p->backup_uri = xstrdup("/srv/backup");
}

/* ---- C1 ------------------------------------------------------------------ */

static void
test_c105(void **state)
{
	struct clean_group *t = *state;
	static const char text[] = "Party Partner: certificate [%s] is not "
	    "in Other People on this administration computer; it can be "
	    "named by thumbprint only.";

	t->facts.computer = xstrdup("ADMIN");
	expect_none(t, "C105");		/* nothing is known of it */
	inventory_add(&t->inv, "ADMIN", STORE_OTHER_PEOPLE, NULL);
	inventory_sort(&t->inv);
	expect_one(t, "C105", SEVERITY_ADVICE, text, t->shown[VER]);
	clean_put(t, clean_store(t, "ADMIN", NULL), VER);
	expect_clean(t);
	/* C104 has told it. */
	str_replace(&t->facts.computer, NODE1);
	clean_take(t, NODE1, NULL, VER);
	expect_none(t, "C105");
}

static void
test_c106(void **state)
{
	struct clean_group *t = *state;

	add_web(t);
	expect_none(t, "C106");
	clean_take(t, NODE2, "dave", SIG);
	expect_of_rule(t, "C106", SEVERITY_ERROR, "Web (HTTP): client "
	    "certificate [%s] is not in the Personal store of dave on " NODE2
	    ". Messages will be suspended without a connection attempt.",
	    t->shown[SIG]);
	clean_forget(t, NODE2);
	clean_run(t);
	expect_unknown(t, "C106", 1);
}

static void
test_c110(void **state)
{
	struct clean_group *t = *state;
	struct inventory_item *i = clean_item(t, clean_store(t, NODE1, NULL),
	    ENC);

	i->key_present = true;
	expect_one(t, "C110", SEVERITY_ERROR, NODE1 ": Other People contains "
	    "a private key for Partner Encryption [%s]; every account can "
	    "use it.", t->shown[ENC]);
	i->key_present = false;
	expect_clean(t);
}

static void
test_c111(void **state)
{
	struct clean_group *t = *state;

	clean_take(t, NODE1, NULL, ENC);
	expect_none(t, "C111");
	clean_put(t, clean_store(t, NODE1, "carol"), ENC);
	inventory_sort(&t->inv);
	clean_item(t, clean_store(t, NODE1, "carol"), ENC)->key_present =
	    false;
	expect_of_rule(t, "C111", SEVERITY_ADVICE, "Hint: [%s] is on " NODE1
	    ", but in Current User \\ Personal of carol; encryption looks in "
	    "Local Computer \\ Other People.", t->shown[ENC]);
	/* On another computer it helps nobody here. */
	clean_take(t, NODE1, "carol", ENC);
	expect_none(t, "C111");
}

static void
test_c112(void **state)
{
	struct clean_group *t = *state;

	clean_take(t, NODE2, "bob", DEC);
	expect_of_rule(t, "C112", SEVERITY_WARNING, "Host Recv: [%s] is "
	    "installed on " NODE1 " but missing on " NODE2 ". The result "
	    "depends on which computer takes the message.", t->shown[DEC]);
	/* Where all miss it they are alike. */
	clean_take(t, NODE1, "alice", DEC);
	expect_none(t, "C112");
	clean_forget(t, NODE2);
	clean_run(t);
	expect_unknown(t, "C112", 3);
}

static void
test_c113(void **state)
{
	struct clean_group *t = *state;

	clean_put(t, clean_store(t, NODE1, "alice"), SIG);
	inventory_sort(&t->inv);
	expect_one(t, "C113", SEVERITY_WARNING, NODE1 "/alice: holds the "
	    "private key of Our Signature [%s] without needing it.",
	    t->shown[SIG]);
	/* A certificate alone harms nobody. */
	clean_item(t, clean_store(t, NODE1, "alice"), SIG)->key_present =
	    false;
	expect_clean(t);
}

static void
test_c114(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");
	static const char text[] = "Orders: backup transport runs in host "
	    "Recv, where [%s] is missing on " NODE1 ". The backup will fail "
	    "when it is needed.";

	clean_add(t, "handler", "FILE-send@Recv", "adapter=FILE",
	    "direction=send", "host=Recv", NULL);
	add_backup(p, "FILE-send@Recv");
	/* Both hosts look into one Other People. */
	clean_put(t, clean_store(t, NODE1, "alice"), SIG);
	clean_put(t, clean_store(t, NODE2, "bob"), SIG);
	inventory_sort(&t->inv);
	expect_none(t, "C114");
	clean_take(t, NODE1, "alice", SIG);
	expect_of_rule(t, "C114", SEVERITY_WARNING, text, t->shown[SIG]);
	expect_none(t, "C103");
	/* What the primary misses as well is C101's. */
	clean_take(t, NODE1, NULL, ENC);
	expect_of_rule(t, "C101", SEVERITY_ERROR, "Orders: encryption "
	    "certificate Partner Encryption [%s] is not in Other People on "
	    NODE1 ". Messages sent from there will be suspended.",
	    t->shown[ENC]);
	expect_of_rule(t, "C114", SEVERITY_WARNING, text, t->shown[SIG]);
	clean_forget(t, NODE1);
	clean_run(t);
	expect_unknown(t, "C114", 2);
}

/* ---- C2 ------------------------------------------------------------------ */

static void
revoke(struct clean_group *t, const char *computer, const char *account,
    int cert)
{
	struct inventory_item *i = clean_item(t, clean_store(t, computer,
	    account), cert);

	i->revoked = AT - DAY_SECONDS;
	i->revoked_why = xstrdup("key compromise");
}

static void
test_c204(void **state)
{
	struct clean_group *t = *state;

	/* Whichever computer knows it. */
	revoke(t, NODE2, NULL, VER);
	expect_one(t, "C204", SEVERITY_ERROR, "Signature verification "
	    "certificate Partner Signature [%s] was revoked on 2026-11-20 "
	    "(key compromise). Effect: signatures are refused.",
	    t->shown[VER]);
}

static void
test_c204_decrypt(void **state)
{
	struct clean_group *t = *state;

	revoke(t, NODE1, "alice", DEC);
	expect_one(t, "C204", SEVERITY_WARNING, "Decryption certificate Our "
	    "Decryption [%s] was revoked on 2026-11-20 (key compromise). "
	    "Effect: messages are still decrypted, with a warning.",
	    t->shown[DEC]);
}

static void
lose_root(struct clean_group *t, const char *computer)
{
	struct inventory_store *s = clean_shared(t, computer, STORE_ROOT);

	cert_free(s->v[0].cert);
	s->n = 0;
}

static void
test_c205_c206(void **state)
{
	struct clean_group *t = *state;

	lose_root(t, NODE2);
	expect_of_rule(t, "C205", SEVERITY_ERROR, "Party Partner: chain of "
	    "[%s] does not end in a trusted root on " NODE2 " (stops at "
	    "CN=Test Authority). Its signatures will be refused.",
	    t->shown[VER]);
	expect_none(t, "C207");
	clean_set(t, "send-port", "Orders", "encoder.signature_type=none",
	    NULL);
	expect_of_rule(t, "C206", SEVERITY_WARNING, "Encryption certificate "
	    "[%s]: chain is not trusted on " NODE2 ".", t->shown[ENC]);
	/* Its own dates are not its chain's business. */
	clean_each(t, ENC, clean_not_after, AT - 1);
	expect_of_rule(t, "C206", SEVERITY_WARNING, "Encryption certificate "
	    "[%s]: chain is not trusted on " NODE2 ".", t->shown[ENC]);
	clean_shared(t, NODE2, STORE_ROOT)->problem = xstrdup("gone");
	clean_run(t);
	expect_unknown(t, "C205", 1);
	expect_unknown(t, "C206", 1);
}

/* An authority below the root that only one of the computers has. */
static void
test_c207(void **state)
{
	struct clean_group *t = *state;
	struct issue_request r = { .common_name = "Below",
	    .key_usage = KEY_USAGE_CERT_SIGN, .ca = true,
	    .not_before = AT - 100 * DAY_SECONDS,
	    .not_after = AT + 365 * DAY_SECONDS };
	struct issuer top = { t->cert[AUTHORITY], t->key[AUTHORITY] };
	struct party *p = clean_object(t, "party", "Partner");
	struct inventory_store *s;
	struct cert *below = NULL, *leaf = NULL;
	struct key *key = NULL, *none = NULL;
	char shown[THUMBPRINT_SHOWN];
	struct err err = { 0 };

	assert_true(issue_cert(&r, &top, &below, &key, &err));
	r.common_name = "Leaf";
	r.key_usage = KEY_USAGE_DIGITAL_SIGNATURE;
	r.ca = false;
	assert_true(issue_cert(&r, &(struct issuer){ below, key }, &leaf,
	    &none, &err));
	str_replace(&p->signature_certificate, leaf->thumbprint);
	inventory_add_cert(clean_store(t, NODE1, NULL), cert_copy(leaf));
	inventory_add_cert(clean_store(t, NODE2, NULL), cert_copy(leaf));
	s = clean_shared(t, NODE1, STORE_CA);
	inventory_add_cert(s, cert_copy(below));
	inventory_sort(&t->inv);
	expect_of_rule(t, "C207", SEVERITY_WARNING, "[%s]: intermediate "
	    "CN=Below is not installed on " NODE2 ".",
	    thumbprint_show(leaf->thumbprint, shown));
	expect_none(t, "C205");
	/* Known to nobody it is no chain at all. */
	cert_free(clean_shared(t, NODE1, STORE_CA)->v[0].cert);
	clean_shared(t, NODE1, STORE_CA)->n = 0;
	expect_none(t, "C207");
	cert_free(below);
	cert_free(leaf);
	key_free(key);
	key_free(none);
}

static void
set_self_signed(struct cert *c, int64_t value)
{
	(void)value;
	str_replace(&c->issuer, c->subject);
}

static void
test_c208(void **state)
{
	struct clean_group *t = *state;

	clean_each(t, VER, set_self_signed, 0);
	expect_one(t, "C208", SEVERITY_ADVICE, "Partner Signature [%s] is "
	    "self-signed; it cannot be revoked and partners may accept it "
	    "for tests only.", t->shown[VER]);
}

static void
test_c209(void **state)
{
	struct clean_group *t = *state;
	struct cert *c = clean_shared(t, NODE1, STORE_ROOT)->v[0].cert;

	c->is_ca = false;
	expect_of_rule(t, "C209", SEVERITY_ERROR, NODE1 ": Test Authority in "
	    "Trusted Root is not a CA certificate.");
	c->version = 1;
	expect_clean(t);
	c->is_ca = true;
	clean_put(t, clean_shared(t, NODE2, STORE_ROOT), VER);
	inventory_sort(&t->inv);
	expect_one(t, "C209", SEVERITY_ERROR, NODE2 ": Partner Signature in "
	    "Trusted Root is not a CA certificate.");
}

static void
test_c210(void **state)
{
	struct clean_group *t = *state;
	struct inventory_item *i;

	clean_each(t, VER, clean_not_after, AT + 60 * DAY_SECONDS);
	expect_of_rule(t, "C210", SEVERITY_ADVICE, "Signature verification "
	    "certificate Partner Signature ends in 60 days and no successor "
	    "is installed.");
	/* One of the same name that serves the same purpose. */
	clean_put(t, clean_store(t, NODE2, NULL), SIG);
	inventory_sort(&t->inv);
	i = clean_item(t, clean_store(t, NODE2, NULL), SIG);
	str_replace(&i->cert->subject, t->cert[VER]->subject);
	expect_none(t, "C210");
	i->cert->not_after = AT + 60 * DAY_SECONDS;
	expect_of_rule(t, "C210", SEVERITY_ADVICE, "Signature verification "
	    "certificate Partner Signature ends in 60 days and no successor "
	    "is installed.");
	clean_each(t, VER, clean_not_after, AT + 60 * DAY_SECONDS + 1);
	expect_none(t, "C210");
}

/* ---- I ------------------------------------------------------------------- */

static void
test_i102(void **state)
{
	struct clean_group *t = *state;
	struct inventory_store *s = clean_store(t, NODE2, "bob");

	s->published = AT - DAY_SECONDS;
	expect_clean(t);
	s->published = AT - DAY_SECONDS - 1;
	expect_one(t, "I102", SEVERITY_WARNING, NODE2 "/bob: inventory is "
	    "1 day old; results for this account may be out of date.");
	s->fresh = true;
	expect_clean(t);
	s->fresh = false;
	clean_set(t, "host-instance", "Recv@" NODE2, "disabled=true", NULL);
	expect_none(t, "I102");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_c105), EACH(test_c106), EACH(test_c110),
		EACH(test_c111), EACH(test_c112), EACH(test_c113),
		EACH(test_c114), EACH(test_c204), EACH(test_c204_decrypt),
		EACH(test_c205_c206), EACH(test_c207), EACH(test_c208),
		EACH(test_c209), EACH(test_c210), EACH(test_i102),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
