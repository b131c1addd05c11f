/* SPDX-License-Identifier: ISC */
/* The rules about authentication and party resolution: family A. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/kinds/party.h"
#include "tests/lib/clean_group.h"

#define IN "receive-location", "In FILE"
#define DROP_TEXT "Drop messages if authentication fails"

static struct receive_port *
port(struct clean_group *t, enum authentication auth)
{
	struct receive_port *p = clean_object(t, "receive-port", "In");

	p->authentication = auth;
	return p;
}

/* A pipeline that resolves parties and does not decode. */
static void
use_xml_receive(struct clean_group *t)
{
	struct receive_location *l = clean_object(t, IN);

	str_replace(&l->receive_pipeline, "XMLReceive");
	l->expects = EXPECT_ANY;
}

static void
test_a101(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	port(t, AUTH_DROP);
	expect_none(t, "A101");
	str_replace(&l->receive_pipeline, "PassThruReceive");
	expect_of_rule(t, "A101", SEVERITY_ERROR, "In: \"" DROP_TEXT "\" "
	    "needs party resolution, but In FILE uses PassThruReceive "
	    "without it. Every message there fails authentication.");
	expect_none(t, "A102");
	expect_none(t, "A103");
	l->enabled = false;
	expect_of_rule(t, "A101", SEVERITY_WARNING, "In: \"" DROP_TEXT "\" "
	    "needs party resolution, but In FILE uses PassThruReceive "
	    "without it. Every message there fails authentication. "
	    "(not active)");
	port(t, AUTH_NONE);
	expect_none(t, "A101");
}

static void
test_a102(void **state)
{
	struct clean_group *t = *state;

	port(t, AUTH_KEEP);
	clean_set(t, IN, "party_resolution.by_certificate=false", NULL);
	expect_none(t, "A102");
	clean_set(t, IN, "party_resolution.by_user=false", NULL);
	expect_of_rule(t, "A102", SEVERITY_ERROR,
	    "In: party resolution at In FILE is switched off.");
	expect_none(t, "A103");
}

static void
test_a103(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, "party", "Partner");

	port(t, AUTH_DROP);
	expect_none(t, "A103");
	str_replace(&p->signature_certificate, NULL);
	expect_of_rule(t, "A103", SEVERITY_ERROR, "In: no party is defined "
	    "that could be recognised at In FILE. All messages would be "
	    "dropped.");
	clean_set(t, "party", "Partner",
	    "aliases=WindowsUser|WindowsUser|CORP\\\\anna", NULL);
	expect_none(t, "A103");
	clean_set(t, IN, "party_resolution.by_user=false", NULL);
	port(t, AUTH_KEEP);
	expect_of_rule(t, "A103", SEVERITY_ERROR, "In: no party is defined "
	    "that could be recognised at In FILE. All messages would be "
	    "suspended.");
}

static void
test_a104(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	use_xml_receive(t);
	expect_none(t, "A104");
	clean_set(t, IN, "party_resolution.by_user=false", NULL);
	expect_of_rule(t, "A104", SEVERITY_ERROR, "In FILE: resolves by "
	    "certificate, but nothing there can ever supply one.");
	str_replace(&l->adapter, "HTTP");	/* TLS can */
	expect_none(t, "A104");
}

static void
test_a106(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	l->expects = EXPECT_SIGNED;
	expect_of_rule(t, "A106", SEVERITY_ADVICE, "In: accepts messages "
	    "from anybody; a flood would fill the message box.");
	l->external = true;
	expect_of_rule(t, "A106", SEVERITY_WARNING, "In: accepts messages "
	    "from anybody; a flood would fill the message box.");
	/* Told once, however many locations lead to it. */
	l = clean_add(t, "receive-location", "In 2", "receive_port=In",
	    "handler=FILE-receive@Recv", "receive_pipeline=SMIMEReceive",
	    NULL);
	l->enabled = l->external = true;
	expect_of_rule(t, "A106", SEVERITY_WARNING, "In: accepts messages "
	    "from anybody; a flood would fill the message box.");
	assert_int_equal(t->a->by_severity[SEVERITY_WARNING] +
	    t->a->by_severity[SEVERITY_ERROR] +
	    t->a->by_severity[SEVERITY_ADVICE] + t->a->unknown, t->a->n);
	port(t, AUTH_DROP);
	expect_none(t, "A106");
}

static void
test_a107(void **state)
{
	struct clean_group *t = *state;
	struct host *h = clean_object(t, "host", "Recv");

	port(t, AUTH_DROP);
	expect_none(t, "A107");
	h->trusted = false;
	expect_of_rule(t, "A107", SEVERITY_WARNING, "Host Recv is not "
	    "authentication trusted: the party found at In is replaced by "
	    "guest before routing.");
	port(t, AUTH_NONE);
	expect_none(t, "A107");
}

static void
test_a108(void **state)
{
	struct clean_group *t = *state;
	const char *const foreign[] = { "validate", "Acme.Check" };
	struct pipeline *p = clean_object(t, "pipeline", "SMIMEReceive");
	struct host *h = clean_object(t, "host", "Recv");

	rows_add(&p->components, 2, foreign);
	expect_of_rule(t, "A108", SEVERITY_WARNING, "Trusted host Recv runs "
	    "Acme.Check; they can claim any sender.");
	h->trusted = false;
	expect_none(t, "A108");
}

static void
test_a109(void **state)
{
	struct clean_group *t = *state;

	clean_add(t, "party", "Other",
	    "aliases=WindowsUser|WindowsUser|CORP\\\\Anna", NULL);
	expect_none(t, "A109");
	clean_set(t, "party", "Partner",
	    "aliases=WindowsUser|WindowsUser|corp\\\\anna", NULL);
	expect_of_rule(t, "A109", SEVERITY_ERROR,
	    "Parties Other and Partner both claim user corp\\anna.");
}

static void
test_a110(void **state)
{
	struct clean_group *t = *state;

	clean_set(t, "party", "Partner",
	    "aliases=WindowsUser|WindowsUser|CORP\\\\anna", NULL);
	expect_none(t, "A110");
	clean_set(t, "party", "Partner",
	    "aliases=WindowsUser|WindowsUser|anna", NULL);
	expect_of_rule(t, "A110", SEVERITY_WARNING,
	    "Party Partner: alias \"anna\" will never match.");
	clean_set(t, "party", "Partner",
	    "aliases=WindowsUser|User|CORP\\\\anna", NULL);
	expect_of_rule(t, "A110", SEVERITY_WARNING,
	    "Party Partner: alias \"CORP\\anna\" will never match.");
}

static void
test_a111(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	port(t, AUTH_KEEP);
	expect_none(t, "A111");
	l->external = true;
	expect_of_rule(t, "A111", SEVERITY_ADVICE,
	    "In: unknown senders can fill the suspended queue.");
	port(t, AUTH_DROP);
	expect_none(t, "A111");
}

static void
test_a112(void **state)
{
	struct clean_group *t = *state;

	clean_set(t, IN, "decoder.check_revocation=false", NULL);
	expect_of_rule(t, "A112", SEVERITY_WARNING, "In FILE: a partner "
	    "whose certificate was revoked would still be recognised.");
	clean_set(t, IN, "party_resolution.by_certificate=false", NULL);
	expect_none(t, "A112");
}

/* What only a web server knows is unknown, and no pass. */
static void
test_a113(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	str_replace(&l->adapter, "HTTP");
	expect_none(t, "A113");		/* it verifies signatures */
	str_replace(&l->receive_pipeline, "XMLReceive");
	clean_run(t);
	expect_unknown(t, "A113", 1);
}

static void
test_a115(void **state)
{
	struct clean_group *t = *state;

	clean_add(t, "receive-location", "In 2", "receive_port=In",
	    "handler=FILE-receive@Recv", "receive_pipeline=PassThruReceive",
	    NULL);
	expect_of_rule(t, "A115", SEVERITY_WARNING,
	    "In: sender is known at In FILE but not at In 2.");
	port(t, AUTH_DROP);
	expect_none(t, "A115");
}

static void
test_a116(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	port(t, AUTH_KEEP);
	str_replace(&l->adapter, "HTTP");
	expect_of_rule(t, "A116", SEVERITY_WARNING, "In FILE: failed "
	    "requests are thrown away by the adapter setting.");
	props_set(&l->object.props, "http.suspend_failed", "true");
	expect_none(t, "A116");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_a101), EACH(test_a102), EACH(test_a103),
		EACH(test_a104), EACH(test_a106), EACH(test_a107),
		EACH(test_a108), EACH(test_a109), EACH(test_a110),
		EACH(test_a111), EACH(test_a112), EACH(test_a113),
		EACH(test_a115),
		EACH(test_a116),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
